#include "toml_tables.h"

#include "roomy_delegate.h"

#include "ui/appearance.h"
#include "ui/icons.h"

#include <QCoreApplication>
#include <QHeaderView>
#include <QTreeWidget>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using wso2::PlannedEdit;
using wso2::TomlFinding;
using Outcome = wso2::EditResult::Outcome;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui::DeploymentTomlDialog)
};

enum SettingColumn : quint8 { KeyColumn, BeforeColumn, AfterColumn, OutcomeColumn };
enum FindingColumn : quint8 { SeverityColumn, LineColumn, MessageColumn };

/// How an outcome is told: tone, icon, word.
struct Look {
    Tone tone;
    const char *icon;
    QString text;
};

Look lookOf(const PlannedEdit &edit)
{
    if (edit.fit == PlannedEdit::Fit::OtherServer)
        return {Tone::Neutral, "outcome-skipped", Text::tr("Left out: other server")};
    if (edit.fit == PlannedEdit::Fit::OtherGeneration)
        return {Tone::Neutral, "outcome-skipped", Text::tr("Left out: other accelerator")};
    switch (edit.result.outcome) {
    case Outcome::AlreadySo:
        return {Tone::Good, "outcome-pass", Text::tr("There already")};
    case Outcome::Changed:
        return {Tone::Caution, "edit-rename", Text::tr("Changes")};
    case Outcome::Added:
        return {Tone::Caution, "list-add", Text::tr("Is added")};
    case Outcome::AddedTable:
        return {Tone::Caution, "list-add", Text::tr("Is added, with its table")};
    case Outcome::Uncommented:
        return {Tone::Caution, "edit-rename", Text::tr("Is uncommented")};
    case Outcome::Removed:
        return {Tone::Caution, "edit-delete", Text::tr("Is removed")};
    case Outcome::Refused:
        break;
    }
    return {Tone::Bad, "outcome-fail", Text::tr("Cannot be written")};
}

Look lookOf(TomlFinding::Severity severity)
{
    switch (severity) {
    case TomlFinding::Severity::Error:
        return {Tone::Bad, "outcome-fail", Text::tr("Error")};
    case TomlFinding::Severity::Warning:
        return {Tone::Caution, "outcome-warn", Text::tr("Warning")};
    case TomlFinding::Severity::Note:
        break;
    }
    return {Tone::Neutral, "help-about", Text::tr("Note")};
}

QString valueText(const wso2::TomlValue &value)
{
    return value.isNone() ? u"–"_s : QString::fromUtf8(value.toToml());
}

/// Text that has several lines where the column is too narrow for one.
class WrappingDelegate : public RoomyDelegate
{
public:
    explicit WrappingDelegate(QTreeView *view)
        : RoomyDelegate(view)
        , m_view(view)
    {}

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const int margin = m_view->style()->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, m_view) + 1;
        const int width = std::max(m_view->columnWidth(index.column()) - 2 * margin, 1);
        const QRect text = option.fontMetrics.boundingRect(QRect(0, 0, width, 0), Qt::TextWordWrap,
                                                           index.data(Qt::DisplayRole).toString());
        return {RoomyDelegate::sizeHint(option, index).width(), text.height() + 2 * Room};
    }

private:
    QTreeView *m_view;
};

QTreeWidget *makeTable(const QStringList &headers, const QString &objectName, const QString &accessibleName,
                       QWidget *parent)
{
    auto *table = new QTreeWidget(parent);
    table->setObjectName(objectName);
    table->setAccessibleName(accessibleName);
    table->setHeaderLabels(headers);
    table->setRootIsDecorated(false);
    table->setAlternatingRowColors(true);
    table->setAllColumnsShowFocus(true);
    table->setTextElideMode(Qt::ElideMiddle);
    table->setItemDelegate(new RoomyDelegate(table));
    table->header()->setSectionsMovable(false);
    return table;
}

} // namespace

QTreeWidget *makeSettingsTable(QWidget *parent)
{
    QTreeWidget *table =
        makeTable({Text::tr("Setting"), Text::tr("In the file"), Text::tr("New value"), Text::tr("What happens")},
                  u"tomlSettings"_s, Text::tr("Settings that are to be written"), parent);
    // The end of a key tells more than its beginning.
    auto *keyDelegate = new RoomyDelegate(table);
    keyDelegate->setElideMode(Qt::ElideLeft);
    table->setItemDelegateForColumn(KeyColumn, keyDelegate);
    table->header()->setSectionResizeMode(QHeaderView::Stretch);
    table->header()->setSectionResizeMode(OutcomeColumn, QHeaderView::ResizeToContents);
    return table;
}

QTreeWidget *makeFindingsTable(QWidget *parent)
{
    QTreeWidget *table =
        makeTable({Text::tr("Weight"), Text::tr("Line"), Text::tr("What was found in the file as it is")},
                  u"tomlFindings"_s, Text::tr("What was found in the file as it is"), parent);
    table->setWordWrap(true);
    table->setItemDelegateForColumn(MessageColumn, new WrappingDelegate(table));
    table->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->header()->setStretchLastSection(true);
    // The rows are as high as the text is wide.
    QObject::connect(
        table->header(), &QHeaderView::sectionResized, table,
        [table](int column) {
            if (column == MessageColumn)
                table->doItemsLayout();
        },
        Qt::QueuedConnection);
    return table;
}

void fillSettings(QTreeWidget &table, const QList<PlannedEdit> &edits)
{
    table.clear();
    for (const PlannedEdit &edit : edits) {
        const Look look = lookOf(edit);
        auto *item = new QTreeWidgetItem(&table);
        item->setText(KeyColumn, edit.edit.key);
        item->setText(BeforeColumn, valueText(edit.before));
        item->setText(AfterColumn, valueText(edit.shown));
        item->setText(OutcomeColumn, look.text);
        item->setIcon(OutcomeColumn, tonedIcon(QString::fromLatin1(look.icon), look.tone));
        for (const SettingColumn column : {KeyColumn, BeforeColumn, AfterColumn}) {
            item->setFont(column, fixedFont());
            item->setToolTip(column, item->text(column));
        }
        if (edit.result.outcome == Outcome::Refused) {
            item->setToolTip(OutcomeColumn, edit.result.error.message);
            auto *reason = new QTreeWidgetItem(item);
            reason->setText(KeyColumn, edit.result.error.message);
            reason->setFirstColumnSpanned(true);
            item->setExpanded(true);
        }
    }
}

void fillFindings(QTreeWidget &table, const QList<TomlFinding> &findings)
{
    table.clear();
    // The gravest first; by line among their like.
    QList<TomlFinding> ordered = findings;
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const TomlFinding &left, const TomlFinding &right) { return left.severity < right.severity; });
    for (const TomlFinding &finding : std::as_const(ordered)) {
        const Look look = lookOf(finding.severity);
        auto *item = new QTreeWidgetItem(&table);
        item->setText(SeverityColumn, look.text);
        item->setIcon(SeverityColumn, tonedIcon(QString::fromLatin1(look.icon), look.tone));
        item->setText(LineColumn, finding.line > 0 ? QString::number(finding.line) : u"–"_s);
        item->setTextAlignment(LineColumn, Qt::AlignRight | Qt::AlignTop);
        item->setTextAlignment(SeverityColumn, Qt::AlignLeft | Qt::AlignTop);
        QString text = finding.message;
        if (!finding.advice.isEmpty())
            text += u' ' + finding.advice;
        item->setText(MessageColumn, text);
        item->setToolTip(MessageColumn, text);
    }
}

} // namespace gatehouse::ui
