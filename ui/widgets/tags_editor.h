#pragma once

#include <QFrame>
#include <QStringList>

class QLineEdit;
class QMenu;
class QToolButton;

namespace gatehouse::ui {

class FlowLayout;

/// A list of values as tags: typed and entered, or chosen among those that are known; a click takes one away.
class TagsEditor : public QFrame
{
    Q_OBJECT

public:
    /// `name` is what a screen reader says, `known` what is offered.
    TagsEditor(const QString &name, const QStringList &known, QWidget *parent = nullptr);

    QStringList values() const { return m_values; }
    void setValues(const QStringList &values);
    QLineEdit *input() const { return m_input; }

Q_SIGNALS:
    void edited();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void addTyped();
    void add(const QStringList &values);
    void remove(const QString &value);
    void makeTags();
    void orderTabs();
    void fillMenu();

    QString m_name;
    QStringList m_known;
    QStringList m_values;
    FlowLayout *m_layout;
    QList<QToolButton *> m_tags;
    QLineEdit *m_input;
    QToolButton *m_more;
    QMenu *m_menu;
};

} // namespace gatehouse::ui
