#include "tags_editor.h"

#include "flow_layout.h"

#include "ui/icons.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpression>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

/// A value longer than that is cut in its tag; the tool tip has all of it.
constexpr qsizetype MaxTagCharacters = 60;

QString tagText(const QString &value)
{
    QString text = value.size() > MaxTagCharacters ? value.left(MaxTagCharacters) + u'…' : value;
    // An ampersand would become a shortcut.
    return text.isEmpty() ? TagsEditor::tr("(empty)") : text.replace(u'&', u"&&"_s);
}

} // namespace

TagsEditor::TagsEditor(const QString &name, const QStringList &known, QWidget *parent)
    : QFrame(parent)
    , m_name(name)
    , m_known(known)
    , m_layout(new FlowLayout(this))
    , m_input(new QLineEdit(this))
    , m_more(new QToolButton(this))
    , m_menu(new QMenu(this))
{
    setFrameShape(QFrame::StyledPanel);
    m_layout->setContentsMargins(4, 4, 4, 4);
    m_layout->setSpacing(4);
    m_input->setObjectName(u"tagInput"_s);
    m_input->setAccessibleName(tr("Another value for: %1").arg(name));
    m_input->setPlaceholderText(tr("Type a value, then Enter"));
    m_input->setMinimumWidth(fontMetrics().averageCharWidth() * 22);
    m_input->installEventFilter(this);
    connect(m_input, &QLineEdit::editingFinished, this, &TagsEditor::addTyped);
    m_more->setObjectName(u"tagMenu"_s);
    m_more->setIcon(icon(u"list-add"_s));
    m_more->setAutoRaise(true);
    m_more->setFocusPolicy(Qt::StrongFocus);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setMenu(m_menu);
    m_more->setToolTip(tr("Choose among the usual values"));
    m_more->setAccessibleName(tr("Usual values of: %1").arg(name));
    m_more->setVisible(!known.isEmpty());
    connect(m_menu, &QMenu::aboutToShow, this, &TagsEditor::fillMenu);
    m_layout->addWidget(m_more);
    m_layout->addWidget(m_input);
}

void TagsEditor::setValues(const QStringList &values)
{
    if (values == m_values)
        return;
    m_values = values;
    makeTags();
}

bool TagsEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_input && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            addTyped();
            return true;
        }
        if (key->key() == Qt::Key_Backspace && m_input->text().isEmpty() && !m_values.isEmpty()) {
            remove(m_values.constLast());
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void TagsEditor::addTyped()
{
    static const QRegularExpression separators(u"[,\n]"_s);
    QStringList values;
    for (const QString &part : m_input->text().split(separators)) {
        if (const QString value = part.trimmed(); !value.isEmpty())
            values.append(value);
    }
    m_input->clear();
    add(values);
}

void TagsEditor::add(const QStringList &values)
{
    QStringList all = m_values;
    for (const QString &value : values) {
        if (!all.contains(value))
            all.append(value);
    }
    if (all == m_values)
        return;
    setValues(all);
    Q_EMIT edited();
}

void TagsEditor::remove(const QString &value)
{
    QStringList rest = m_values;
    rest.removeOne(value);
    setValues(rest);
    m_input->setFocus();
    Q_EMIT edited();
}

void TagsEditor::makeTags()
{
    for (QToolButton *tag : std::as_const(m_tags)) {
        m_layout->removeWidget(tag);
        tag->hide();
        // It may be the one that was clicked.
        tag->deleteLater();
    }
    m_tags.clear();
    for (const QString &value : std::as_const(m_values)) {
        auto *tag = new QToolButton(this);
        tag->setObjectName(u"tag-"_s + value);
        tag->setText(tagText(value));
        tag->setIcon(icon(u"window-close"_s));
        tag->setIconSize({10, 10});
        tag->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        tag->setLayoutDirection(Qt::RightToLeft);
        tag->setFocusPolicy(Qt::StrongFocus);
        tag->setToolTip(tr("Remove %1").arg(value));
        tag->setAccessibleName(tr("Remove %1 from: %2").arg(value, m_name));
        connect(tag, &QToolButton::clicked, this, [this, value] { remove(value); });
        m_layout->insertWidget(static_cast<int>(m_tags.size()), tag);
        tag->show();
        m_tags.append(tag);
    }
    orderTabs();
    updateGeometry();
}

void TagsEditor::orderTabs()
{
    // Tags are made later than what follows them.
    QWidget *before = m_more->previousInFocusChain();
    while (before != m_more && (before->focusPolicy() == Qt::NoFocus || isAncestorOf(before)))
        before = before->previousInFocusChain();
    for (QToolButton *tag : std::as_const(m_tags)) {
        setTabOrder(before, tag);
        before = tag;
    }
    setTabOrder(before, m_more);
    setTabOrder(m_more, m_input);
}

void TagsEditor::fillMenu()
{
    m_menu->clear();
    for (const QString &value : std::as_const(m_known)) {
        if (!m_values.contains(value))
            m_menu->addAction(value, this, [this, value] { add({value}); });
    }
    if (m_menu->isEmpty())
        m_menu->addAction(tr("All usual values are there"))->setEnabled(false);
}

} // namespace gatehouse::ui
