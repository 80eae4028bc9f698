#include "policy_form.h"

#include "policy_draft.h"
#include "setting_editor.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"

#include <QLabel>
#include <QScrollArea>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using Group = dcr::SettingGroup;
using Weight = dcr::PolicyRemark::Weight;

namespace {

struct TabEntry {
    const char *id;
    const char *title;
    std::initializer_list<Group> groups;
};

const TabEntry Tabs[] = {
    {"general", QT_TRANSLATE_NOOP("gatehouse::ui::PolicyForm", "&General"), {Group::General, Group::Time}},
    {"client", QT_TRANSLATE_NOOP("gatehouse::ui::PolicyForm", "&Client"), {Group::Client}},
    {"algorithms", QT_TRANSLATE_NOOP("gatehouse::ui::PolicyForm", "A&lgorithms"), {Group::Algorithms}},
    {"claims", QT_TRANSLATE_NOOP("gatehouse::ui::PolicyForm", "&Mandatory claims"), {Group::Claims}},
    {"statement", QT_TRANSLATE_NOOP("gatehouse::ui::PolicyForm", "&Statements"), {Group::Statement, Group::Keys}},
    {"checks", QT_TRANSLATE_NOOP("gatehouse::ui::PolicyForm", "Chec&ks"), {Group::Checks}},
};

} // namespace

PolicyForm::PolicyForm(PolicyDraft &draft, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_tabs(new QTabWidget(this))
{
    m_tabs->setObjectName(u"policyTabs"_s);
    m_tabs->setAccessibleName(tr("Settings"));
    m_tabs->setDocumentMode(true);
    m_rows.reserve(dcr::policySettings().size());
    for (int tab = 0; tab < static_cast<int>(std::size(Tabs)); ++tab)
        m_tabs->addTab(makeTab(tab), tr(Tabs[tab].title));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
    // The rows are all there: none moves any more.
    for (Row &row : m_rows)
        connect(row.editor, &SettingEditor::edited, this, [this, &row] { take(row); });
    connect(&m_draft, &PolicyDraft::changed, this, &PolicyForm::showPolicy);
    showPolicy();
}

QWidget *PolicyForm::makeTab(int tab)
{
    auto *content = new QWidget(this);
    auto *layout = new QVBoxLayout(content);
    layout->setSpacing(14);
    for (Group group : Tabs[tab].groups) {
        for (const dcr::PolicySetting &setting : dcr::policySettings()) {
            if (setting.group == group)
                layout->addWidget(makeRow(setting, tab), setting.kind == dcr::SettingKind::Checks ? 1 : 0);
        }
    }
    if (QLatin1String(Tabs[tab].id) != "checks"_L1)
        layout->addStretch(1);
    auto *area = new QScrollArea(this);
    area->setObjectName(u"policyTab-"_s + QLatin1String(Tabs[tab].id));
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    return area;
}

QWidget *PolicyForm::makeRow(const dcr::PolicySetting &setting, int tab)
{
    auto *widget = new QWidget(this);
    auto *title = new QLabel(dcr::title(setting), widget);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    title->setTextFormat(Qt::PlainText);
    auto *meaning = new QuietLabel(dcr::describe(setting), widget);
    meaning->setToolTip(tr("From: %1\nIn the policy's JSON: %2").arg(setting.reference.toString(), setting.member));
    auto *origin = new QuietLabel(tr("From: %1").arg(setting.reference.toString()), widget);
    SettingEditor *editor = makeSettingEditor(setting, widget);
    editor->setObjectName(u"setting-"_s + setting.member);
    title->setBuddy(editor->focusTarget());
    auto *remark = new OutcomeLabel(OutcomeLabel::Style::Plain, widget);
    remark->setObjectName(u"remark-"_s + setting.member);
    remark->setWordWrap(true);
    remark->hide();
    auto *layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addWidget(title);
    layout->addWidget(meaning);
    layout->addWidget(editor, setting.kind == dcr::SettingKind::Checks ? 1 : 0);
    layout->addWidget(remark);
    layout->addWidget(origin);
    m_rows.push_back({&setting, editor, remark, tab, {}});
    return widget;
}

void PolicyForm::take(Row &row)
{
    const Json json = {{row.setting->member.data(), row.editor->value()}};
    const auto policy = dcr::Policy::fromJson(json, m_draft.policy());
    row.refusal = policy ? QString() : policy.error().message;
    if (policy)
        return m_draft.edit(row.setting->member, *policy);
    showRemarks();
    Q_EMIT reviewed();
}

void PolicyForm::showPolicy()
{
    for (Row &row : m_rows) {
        row.editor->setPolicy(m_draft.policy());
        row.refusal.clear();
    }
    showRemarks();
    Q_EMIT reviewed();
}

void PolicyForm::showRemarks()
{
    std::vector<bool> isTabWrong(std::size(Tabs), false);
    for (const Row &row : m_rows) {
        QStringList lines;
        bool isError = !row.refusal.isEmpty();
        if (isError)
            lines.append(row.refusal);
        for (const dcr::PolicyRemark &remark : m_draft.remarks()) {
            if (remark.member != row.setting->member || !row.refusal.isEmpty())
                continue;
            lines.append(remark.message);
            isError = isError || remark.weight == Weight::Error;
        }
        row.remark->setVisible(!lines.isEmpty());
        if (!lines.isEmpty())
            row.remark->setOutcome(isError ? dcr::Outcome::Fail : dcr::Outcome::Warn, lines.join(u'\n'));
        if (isError)
            isTabWrong[static_cast<std::size_t>(row.tab)] = true;
    }
    for (std::size_t tab = 0; tab < isTabWrong.size(); ++tab)
        m_tabs->setTabIcon(static_cast<int>(tab), isTabWrong[tab] ? outcomeIcon(dcr::Outcome::Fail) : QIcon());
}

bool PolicyForm::hasError(const Row &row) const
{
    return !row.refusal.isEmpty()
        || std::any_of(m_draft.remarks().cbegin(), m_draft.remarks().cend(), [&](const dcr::PolicyRemark &remark) {
               return remark.member == row.setting->member && remark.weight == Weight::Error;
           });
}

int PolicyForm::errorCount() const
{
    return static_cast<int>(
        std::count_if(m_rows.begin(), m_rows.end(), [this](const Row &row) { return hasError(row); }));
}

int PolicyForm::warningCount() const
{
    return static_cast<int>(
        std::count_if(m_draft.remarks().cbegin(), m_draft.remarks().cend(),
                      [](const dcr::PolicyRemark &remark) { return remark.weight == Weight::Warning; }));
}

void PolicyForm::showSetting(QLatin1String member)
{
    for (const Row &row : m_rows) {
        if (row.setting->member != member)
            continue;
        m_tabs->setCurrentIndex(row.tab);
        row.editor->focusTarget()->setFocus();
        if (auto *area = qobject_cast<QScrollArea *>(m_tabs->widget(row.tab)))
            area->ensureWidgetVisible(row.editor->parentWidget());
    }
}

void PolicyForm::showFirstError()
{
    for (const Row &row : m_rows) {
        if (hasError(row))
            return showSetting(row.setting->member);
    }
}

void PolicyForm::focusFirst()
{
    for (const Row &row : m_rows) {
        if (row.tab == m_tabs->currentIndex()) {
            row.editor->focusTarget()->setFocus();
            return;
        }
    }
}

} // namespace gatehouse::ui
