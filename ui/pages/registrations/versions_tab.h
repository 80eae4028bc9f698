#pragma once

#include "store/client_store.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QTableView;

namespace gatehouse::ui {

class ComparisonModel;

/// Two versions of a registration side by side, what differs first.
class VersionsTab : public QWidget
{
    Q_OBJECT

public:
    explicit VersionsTab(QWidget *parent = nullptr);

    /// Oldest first; the last two are compared.
    void setVersions(const QList<store::ClientVersion> &versions);

private:
    void compare();

    QList<store::ClientVersion> m_versions;
    QComboBox *m_left;
    QComboBox *m_right;
    QLabel *m_summary;
    ComparisonModel *m_model;
    QTableView *m_table;
};

} // namespace gatehouse::ui
