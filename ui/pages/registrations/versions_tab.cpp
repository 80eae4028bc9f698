#include "versions_tab.h"

#include "ui/format.h"
#include "ui/models/claim_comparison.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/roomy_delegate.h"
#include "workspace/registration_record.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using workspace::RegistrationVersion;

namespace {

/// Of each token itself; they differ always and mean nothing here.
constexpr const char *OfEachToken[] = {"iat", "exp", "nbf", "jti", "software_statement"};

Json meaningful(const std::optional<jose::JwsParts> &token)
{
    if (!token || !token->claims)
        return Json::object();
    Json claims = *token->claims;
    for (const char *name : OfEachToken)
        claims.erase(name);
    return claims;
}

std::vector<ComparedClaim> compareVersions(const RegistrationVersion &left, const RegistrationVersion &right)
{
    std::vector<ComparedClaim> compared =
        compareObjects(meaningful(left.evidence.request), meaningful(right.evidence.request));
    const std::vector<ComparedClaim> statements = compareObjects(
        meaningful(left.evidence.statement), meaningful(right.evidence.statement), VersionsTab::tr("statement: "));
    compared.insert(compared.end(), statements.begin(), statements.end());
    std::stable_partition(compared.begin(), compared.end(),
                          [](const ComparedClaim &claim) { return claim.agreement != Agreement::Same; });
    return compared;
}

} // namespace

VersionsTab::VersionsTab(QWidget *parent)
    : QWidget(parent)
    , m_left(new QComboBox(this))
    , m_right(new QComboBox(this))
    , m_summary(new QuietLabel(this))
    , m_model(new ComparisonModel(this))
    , m_table(new QTableView(this))
{
    m_left->setObjectName(u"versionLeft"_s);
    m_left->setAccessibleName(tr("Version on the left"));
    m_right->setObjectName(u"versionRight"_s);
    m_right->setAccessibleName(tr("Version on the right"));
    m_summary->setObjectName(u"versionsSummary"_s);
    for (QComboBox *box : {m_left, m_right}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(22);
        connect(box, &QComboBox::currentIndexChanged, this, &VersionsTab::compare);
    }
    m_table->setModel(m_model);
    m_table->setObjectName(u"versionsTable"_s);
    m_table->setAccessibleName(tr("Two versions side by side"));
    m_table->setItemDelegate(new RoomyDelegate(m_table));
    m_table->setSelectionBehavior(QTableView::SelectRows);
    m_table->setSelectionMode(QTableView::SingleSelection);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollMode(QTableView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setHighlightSections(false);
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_left, 1);
    bar->addWidget(new QLabel(tr("beside"), this));
    bar->addWidget(m_right, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->addLayout(bar);
    layout->addWidget(m_summary);
    layout->addWidget(m_table, 1);
}

void VersionsTab::setVersions(const QList<store::ClientVersion> &versions)
{
    m_versions = versions;
    for (QComboBox *box : {m_left, m_right}) {
        const QSignalBlocker blocker(box);
        box->clear();
        for (const store::ClientVersion &version : versions)
            box->addItem(tr("Version %1, %2").arg(QString::number(version.version), momentText(version.registeredAt)));
    }
    {
        const QSignalBlocker left(m_left);
        const QSignalBlocker right(m_right);
        m_left->setCurrentIndex(std::max(0, m_left->count() - 2));
        m_right->setCurrentIndex(m_right->count() - 1);
    }
    const bool isComparable = versions.size() > 1;
    m_left->setEnabled(isComparable);
    m_right->setEnabled(isComparable);
    m_table->setVisible(isComparable);
    compare();
}

void VersionsTab::compare()
{
    if (m_versions.size() < 2) {
        m_model->setClaims({});
        return m_summary->setText(tr("There is one version: the TPP has not changed its registration since. When it "
                                     "does, what it changed is seen here."));
    }
    const int left = m_left->currentIndex();
    const int right = m_right->currentIndex();
    if (left < 0 || right < 0)
        return;
    const auto claims =
        compareVersions(RegistrationVersion::of(m_versions[left]), RegistrationVersion::of(m_versions[right]));
    const auto differing = std::count_if(claims.begin(), claims.end(),
                                         [](const ComparedClaim &claim) { return claim.agreement != Agreement::Same; });
    m_summary->setText(differing == 0       ? tr("They say the same.")
                           : differing == 1 ? tr("They differ in one thing.")
                                            : tr("They differ in %1 things.").arg(differing));
    m_model->setClaims(claims, tr("Version %1").arg(m_versions[left].version),
                       tr("Version %1").arg(m_versions[right].version));
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(ComparisonModel::AgreementColumn, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(ComparisonModel::ClaimColumn, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(ComparisonModel::RequestColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(ComparisonModel::StatementColumn, QHeaderView::Stretch);
    m_table->resizeRowsToContents();
}

} // namespace gatehouse::ui
