#pragma once

#include "keymanager/key_manager.h"

#include <QWidget>

class QPushButton;
class QTableWidget;

namespace gatehouse::ui {

class QuietLabel;

/// Claims of the Identity Server's tokens, and what the API Manager calls them.
class ClaimMappingsEditor : public QWidget
{
    Q_OBJECT

public:
    explicit ClaimMappingsEditor(QWidget *parent = nullptr);

    void setMappings(const QList<keymanager::ClaimMapping> &mappings);

Q_SIGNALS:
    /// By the user.
    void edited(const QList<gatehouse::keymanager::ClaimMapping> &mappings);

private:
    void showMappings();

    QList<keymanager::ClaimMapping> m_mappings;
    QTableWidget *m_table;
    QuietLabel *m_none;
    QPushButton *m_remove;
};

} // namespace gatehouse::ui
