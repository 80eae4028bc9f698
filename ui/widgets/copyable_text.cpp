#include "copyable_text.h"

#include "ui/appearance.h"
#include "ui/widgets/copyable_field.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QTextDocument>
#include <QToolButton>

#include <cmath>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

/// A read-only text that is never scrolled.
class WrappedText : public QPlainTextEdit
{
public:
    explicit WrappedText(QWidget *parent)
        : QPlainTextEdit(parent)
    {
        setReadOnly(true);
        setTabChangesFocus(true);
        setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        setWordWrapMode(QTextOption::WrapAnywhere);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        document()->setDocumentMargin(Margin);
        setFont(fixedFont());
    }

    void fit()
    {
        // A plain text document counts its height in lines.
        const double lines = std::max(1.0, document()->size().height());
        const int text = static_cast<int>(std::ceil(lines * fontMetrics().lineSpacing()));
        setFixedHeight(text + 2 * Margin + 2 * frameWidth());
    }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        QPlainTextEdit::resizeEvent(event);
        fit();
    }

private:
    static constexpr int Margin = 3;
};

CopyableText::CopyableText(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_text(new WrappedText(this))
    , m_button(new QToolButton(this))
{
    m_text->setAccessibleName(name);
    m_button->setIcon(icon(u"edit-copy"_s));
    m_button->setToolTip(tr("Copy"));
    m_button->setAccessibleName(tr("Copy %1").arg(name));
    m_button->setEnabled(false);
    connect(m_button, &QToolButton::clicked, this, &CopyableText::copy);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_text, 1, Qt::AlignTop);
    layout->addWidget(m_button, 0, Qt::AlignTop);
}

void CopyableText::setValue(const QString &value)
{
    m_text->setPlainText(value);
    m_button->setEnabled(!value.isEmpty());
    m_text->fit();
}

QString CopyableText::value() const
{
    return m_text->toPlainText();
}

void CopyableText::copy()
{
    copyText(value(), m_button);
}

} // namespace gatehouse::ui
