#include "field_row.h"

#include "certificate_editor.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"

#include <QGridLayout>
#include <QLabel>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using keymanager::Finding;

namespace {

constexpr int LabelCharacters = 27;

struct Look {
    Tone tone;
    const char *iconName;
};

Look lookOf(Finding::Severity severity)
{
    switch (severity) {
    case Finding::Severity::Error:
        return {Tone::Bad, "outcome-fail"};
    case Finding::Severity::Warning:
        return {Tone::Caution, "outcome-warn"};
    case Finding::Severity::Hint:
        break;
    }
    return {Tone::Neutral, "help-about"};
}

} // namespace

FieldRow::FieldRow(const QString &path, const QString &label, const QString &help, QWidget *editor, Shape shape,
                   QWidget *parent)
    : QWidget(parent)
    , m_path(path)
    , m_editor(editor)
    , m_problem(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
{
    auto *name = new QLabel(label, this);
    name->setBuddy(editor);
    name->setWordWrap(true);
    name->setFixedWidth(fontMetrics().averageCharWidth() * LabelCharacters);
    name->setContentsMargins(0, 5, 0, 0);
    m_problem->setObjectName(u"problem-"_s + path);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 6);
    grid->setVerticalSpacing(2);
    grid->setColumnStretch(1, 1);
    QList<QWidget *> parts{m_problem};
    if (!help.isEmpty()) {
        parts.prepend(new QuietLabel(help, this));
        editor->setAccessibleDescription(help);
    }
    if (shape == Shape::Line)
        parts.prepend(editor);
    else
        parts.append(editor);
    // A help that comes first is level with the label.
    if (shape == Shape::Block)
        parts.constFirst()->setContentsMargins(0, 5, 0, 2);
    for (int row = 0; row < parts.size(); ++row)
        grid->addWidget(parts[row], row, 1, row == 0 ? Qt::AlignTop : Qt::Alignment());
    grid->addWidget(name, 0, 0, static_cast<int>(parts.size()), 1, Qt::AlignTop);
}

void FieldRow::setFindings(const keymanager::Findings &findings)
{
    m_problem->setVisible(!findings.isEmpty());
    if (findings.isEmpty())
        return;
    QStringList sentences;
    Finding::Severity worst = Finding::Severity::Hint;
    for (const Finding &finding : findings) {
        sentences.append(finding.sentence);
        worst = std::min(worst, finding.severity);
    }
    const Look look = lookOf(worst);
    m_problem->setState(look.tone, QLatin1String(look.iconName), sentences.join(u'\n'));
}

bool FieldRow::hasProblem() const
{
    return !m_problem->isHidden();
}

void FieldRow::focusEditor()
{
    if (auto *certificate = qobject_cast<CertificateEditor *>(m_editor))
        return certificate->focusValue();
    if (m_editor->focusPolicy() != Qt::NoFocus)
        return m_editor->setFocus();
    const QList<QWidget *> parts = m_editor->findChildren<QWidget *>();
    for (QWidget *part : parts) {
        if (part->focusPolicy() & Qt::TabFocus && part->isVisibleTo(m_editor))
            return part->setFocus();
    }
}

} // namespace gatehouse::ui
