#pragma once

#include "keymanager/discovery.h"

#include <QDialog>

class QTreeWidget;

namespace gatehouse::ui {

/// What a well-known document would change, field by field, each to be ticked.
class ChangesDialog : public QDialog
{
    Q_OBJECT

public:
    ChangesDialog(const QString &source, QList<keymanager::ProposedChange> changes, QWidget *parent = nullptr);

    QList<keymanager::ProposedChange> chosen() const;

private:
    QList<keymanager::ProposedChange> m_changes;
    QTreeWidget *m_list;
};

} // namespace gatehouse::ui
