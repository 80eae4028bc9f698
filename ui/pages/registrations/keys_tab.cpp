#include "keys_tab.h"

#include "ui/format.h"
#include "ui/icons.h"
#include "ui/pages/jwks/key_details.h"
#include "ui/tool_tip.h"
#include "ui/validity.h"
#include "ui/widgets/certificate_view.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/roomy_delegate.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeWidget>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

enum Column { WhatColumn, NameColumn, TypeColumn, ExpiryColumn, ColumnCount };

constexpr int RowRole = Qt::UserRole;
constexpr int CertificateRow = -1;

QString useText(const KeyRow &row)
{
    if (row.use == "sig"_L1)
        return KeysTab::tr("Signing key");
    if (row.use == "tls"_L1)
        return KeysTab::tr("Transport key");
    if (row.use == "enc"_L1)
        return KeysTab::tr("Encryption key");
    return KeysTab::tr("Key");
}

} // namespace

KeysTab::KeysTab(Clock clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(std::move(clock))
    , m_state(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_list(new QTreeWidget(this))
    , m_details(new QStackedWidget(this))
    , m_certificateView(new CertificateView(this))
    , m_keyDetails(new KeyDetails(this))
{
    m_state->setObjectName(u"softwareKeysState"_s);
    m_state->setWordWrap(true);
    m_list->setObjectName(u"softwareKeys"_s);
    m_list->setAccessibleName(tr("Certificate and keys"));
    m_list->setHeaderLabels({tr("What"), tr("Name"), tr("Type"), tr("Valid until")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAlternatingRowColors(true);
    m_list->setTabKeyNavigation(false);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setItemDelegate(new RoomyDelegate(m_list));
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(NameColumn, QHeaderView::Stretch);
    for (const int column : {WhatColumn, TypeColumn, ExpiryColumn})
        m_list->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &KeysTab::showSelected);
    m_details->addWidget(m_certificateView);
    m_details->addWidget(m_keyDetails);
    auto *fetch = new QPushButton(icon(u"view-refresh"_s), tr("Fetch &keys"), this);
    fetch->setObjectName(u"fetchKeys"_s);
    fetch->setToolTip(tr("Ask for the software's key set now"));
    connect(fetch, &QPushButton::clicked, this, &KeysTab::fetchRequested);

    auto *bar = new QHBoxLayout;
    bar->addWidget(m_state, 1);
    bar->addWidget(fetch);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_list);
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 3);
    splitter->setChildrenCollapsible(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->addLayout(bar);
    layout->addWidget(splitter, 1);
}

void KeysTab::setVersion(const workspace::RegistrationVersion &version, const QList<trust::Certificate> &known)
{
    m_certificate = version.certificate;
    m_known = known;
    m_keys = {};
    m_list->clear();
    addCertificate();
    m_state->setState(Tone::Neutral, u"state-busy"_s, tr("Looking for the software's keys"));
    m_list->setCurrentItem(m_list->topLevelItem(0));
    showSelected();
}

void KeysTab::addCertificate()
{
    if (!m_certificate)
        return;
    auto *item = new QTreeWidgetItem(m_list);
    item->setText(WhatColumn, tr("Transport certificate"));
    item->setText(NameColumn, m_certificate->displayName());
    item->setToolTip(NameColumn, plainToolTip(m_certificate->subject()));
    item->setText(TypeColumn, m_certificate->keyDescription());
    item->setText(ExpiryColumn, toIso8601(m_certificate->notAfter()).left(10));
    item->setIcon(ExpiryColumn, validityIcon(trust::validityAt(*m_certificate, m_clock())));
    item->setToolTip(ExpiryColumn, trust::describeValidity(*m_certificate, m_clock()));
    item->setData(WhatColumn, RowRole, CertificateRow);
}

void KeysTab::setKeys(const SoftwareKeys &keys)
{
    const QTreeWidgetItem *current = m_list->currentItem();
    const int chosen = current ? current->data(WhatColumn, RowRole).toInt() : CertificateRow;
    m_list->clear();
    m_keys = keys;
    addCertificate();
    for (int i = 0; i < m_keys.rows.size(); ++i) {
        const KeyRow &row = m_keys.rows[i];
        auto *item = new QTreeWidgetItem(m_list);
        item->setText(WhatColumn, useText(row));
        item->setText(NameColumn, row.kid);
        item->setToolTip(NameColumn, plainToolTip(row.kid));
        item->setText(TypeColumn, row.key.describe());
        if (row.expires) {
            item->setText(ExpiryColumn, toIso8601(*row.expires).left(10));
            item->setIcon(ExpiryColumn, validityIcon(row.validity));
        }
        item->setData(WhatColumn, RowRole, i);
    }
    if (!keys.problem.isEmpty())
        m_state->setOutcome(dcr::Outcome::Warn, keys.problem);
    else
        m_state->setOutcome(
            dcr::Outcome::Pass,
            keys.rows.size() == 1
                ? tr("1 key of the software, from %1").arg(keys.origin)
                : tr("%1 keys of the software, from %2").arg(QString::number(keys.rows.size()), keys.origin));
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        QTreeWidgetItem *item = m_list->topLevelItem(i);
        if (i == 0 || item->data(WhatColumn, RowRole).toInt() == chosen)
            m_list->setCurrentItem(item);
    }
    showSelected();
}

void KeysTab::showSelected()
{
    const QTreeWidgetItem *item = m_list->currentItem();
    m_details->setVisible(item);
    if (!item)
        return;
    const int row = item->data(WhatColumn, RowRole).toInt();
    if (row == CertificateRow && m_certificate) {
        m_certificateView->setCertificate(*m_certificate, m_known, m_clock());
        m_details->setCurrentWidget(m_certificateView);
    } else if (row >= 0 && row < m_keys.rows.size()) {
        m_keyDetails->setKey(m_keys.rows[row], m_clock());
        m_details->setCurrentWidget(m_keyDetails);
    }
}

} // namespace gatehouse::ui
