#pragma once

#include <QMap>
#include <QStringList>
#include <QWidget>

class QComboBox;
class QPushButton;
class QTableWidget;

namespace gatehouse::ui {

/// Which scopes a role opens: a row a role, its scopes separated by spaces.
class RoleScopesEditor : public QWidget
{
    Q_OBJECT

public:
    explicit RoleScopesEditor(const QString &name, const QStringList &knownRoles, QWidget *parent = nullptr);

    QMap<QString, QStringList> values() const { return m_values; }
    void setValues(const QMap<QString, QStringList> &values);

Q_SIGNALS:
    void edited();

private:
    void take(int row);
    void addRole();
    void removeRole();
    void fill();

    QStringList m_knownRoles;
    QMap<QString, QStringList> m_values;
    QTableWidget *m_table;
    QComboBox *m_newRole;
    QPushButton *m_remove;
};

} // namespace gatehouse::ui
