#pragma once

#include <QStringList>
#include <QWidget>

class QLineEdit;
class QListWidget;
class QListWidgetItem;

namespace gatehouse::ui {

/// A list of which the usual values are known: each is ticked or not; others can be added below.
class TickList : public QWidget
{
    Q_OBJECT

public:
    enum class Others : quint8 { Allowed, None };

    TickList(const QString &name, const QStringList &known, Others others, QWidget *parent = nullptr);

    QStringList values() const;
    void setValues(const QStringList &values);
    QListWidget *list() const { return m_list; }

Q_SIGNALS:
    void edited();

private:
    void addOther();
    void addItem(const QString &value, Qt::CheckState state);
    void fit();

    QStringList m_known;
    QStringList m_values; ///< in the policy's order
    QListWidget *m_list;
    QLineEdit *m_other = nullptr;
};

} // namespace gatehouse::ui
