#include "decision_dialog.h"

#include "registration_look.h"
#include "ui/format.h"
#include "ui/tool_tip.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/roomy_delegate.h"
#include "workspace/registration_record.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using store::Client;
using store::ClientStatus;

namespace {

/// Nobody reads more; the sentence above says how many there are.
constexpr qsizetype MaxListed = 200;

/// Of the loss or gain, for one and for several.
QString consequence(ClientStatus from, ClientStatus to)
{
    switch (to) {
    case ClientStatus::Active:
        return from == ClientStatus::Held
            ? DecisionDialog::tr("From now on it gets access tokens, within what its roles and scopes allow.")
            : DecisionDialog::tr("It gets access tokens again. Those it had before it was suspended stay dead.");
    case ClientStatus::Suspended:
        return DecisionDialog::tr("It gets no more access tokens, and those it has stop working at once: whoever uses "
                                  "the application loses access until it is reactivated.");
    case ClientStatus::Deleted:
        return DecisionDialog::tr("It loses all access at once, and so does whoever uses the application. The TPP must "
                                  "register anew and gets another client id; its customers must consent again.");
    case ClientStatus::Held:
        break;
    }
    return DecisionDialog::tr("It waits for review again and gets no access tokens until it is approved.");
}

QString headline(const QList<Client> &clients, ClientStatus to)
{
    if (clients.size() == 1) {
        const Client &client = clients.constFirst();
        return DecisionDialog::tr("%1 of %2 will be: %3.")
            .arg(client.clientName.isEmpty() ? client.clientId : client.clientName.left(120),
                 client.organisationName.left(120), workspace::title(to));
    }
    return DecisionDialog::tr("%1 registrations will be: %2. For each of them:")
        .arg(QString::number(clients.size()), workspace::title(to));
}

bool haveOneStatus(const QList<Client> &clients)
{
    return std::all_of(clients.cbegin(), clients.cend(),
                       [&](const Client &client) { return client.status == clients.constFirst().status; });
}

QLabel *makePlain(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

QString decisionVerb(ClientStatus from, ClientStatus to)
{
    switch (to) {
    case ClientStatus::Active:
        return from == ClientStatus::Suspended ? DecisionDialog::tr("Reactivate") : DecisionDialog::tr("Approve");
    case ClientStatus::Suspended:
        return DecisionDialog::tr("Suspend");
    case ClientStatus::Deleted:
        return DecisionDialog::tr("Deregister");
    case ClientStatus::Held:
        break;
    }
    return DecisionDialog::tr("Put back to review");
}

DecisionDialog::DecisionDialog(const QList<Client> &clients, ClientStatus to, qsizetype leftOut,
                               const QStringList &recentReasons, QWidget *parent)
    : QDialog(parent)
    , m_to(to)
{
    setObjectName(u"decisionDialog"_s);
    const ClientStatus from = clients.constFirst().status;
    const QString verb = decisionVerb(from, to);
    setWindowTitle(clients.size() == 1 ? tr("%1 a registration").arg(verb)
                                       : tr("%1 %2 registrations").arg(verb, QString::number(clients.size())));
    auto *layout = new QVBoxLayout(this);
    auto *title = makePlain(headline(clients, to), this);
    title->setObjectName(u"decisionHeadline"_s);
    layout->addWidget(title);
    layout->addWidget(new QuietLabel(consequence(from, to), this));
    if (clients.size() > 1 || !haveOneStatus(clients))
        layout->addWidget(makeList(clients), 1);
    if (leftOut > 0)
        layout->addWidget(new QuietLabel(
            leftOut == 1 ? tr("One that is chosen too is left out: its state does not allow it.")
                         : tr("%1 that are chosen too are left out: their state does not allow it.").arg(leftOut),
            this));
    if (to == ClientStatus::Deleted) {
        auto *warning = new OutcomeLabel(OutcomeLabel::Style::Filled, this);
        warning->setObjectName(u"decisionWarning"_s);
        warning->setWordWrap(true);
        warning->setState(Tone::Bad, u"outcome-warn"_s, tr("This cannot be undone (RFC 7592, section 2.3)."));
        warning->setDetail(tr("To take access away for a while, suspend it instead."));
        layout->addWidget(warning);
    }
    layout->addWidget(makeReason(recentReasons));
    layout->addWidget(makeButtons(verb));
    m_reason->setFocus();
    resize(fontMetrics().averageCharWidth() * 84, sizeHint().height());
}

QWidget *DecisionDialog::makeList(const QList<Client> &clients)
{
    auto *list = new QTreeWidget(this);
    list->setObjectName(u"decisionClients"_s);
    list->setAccessibleName(tr("Whom it is about"));
    list->setHeaderLabels({tr("Client"), tr("Organisation"), tr("Is now")});
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setTabKeyNavigation(false);
    list->setItemDelegate(new RoomyDelegate(list));
    list->header()->setSectionResizeMode(QHeaderView::Stretch);
    for (const Client &client : clients.mid(0, MaxListed)) {
        auto *item = new QTreeWidgetItem(list);
        item->setText(0, client.clientName.isEmpty() ? client.clientId : client.clientName.left(200));
        item->setToolTip(0, plainToolTip(client.clientId));
        item->setText(1, client.organisationName.left(200));
        item->setText(2, workspace::title(client.status));
        item->setIcon(2, tonedIcon(iconName(client.status), toneOf(client.status)));
    }
    if (clients.size() > MaxListed)
        new QTreeWidgetItem(list, {tr("and %1 more").arg(clients.size() - MaxListed)});
    return list;
}

QWidget *DecisionDialog::makeReason(const QStringList &recentReasons)
{
    auto *box = new QWidget(this);
    m_reason = new QComboBox(box);
    m_reason->setObjectName(u"decisionReason"_s);
    m_reason->setEditable(true);
    m_reason->setInsertPolicy(QComboBox::NoInsert);
    m_reason->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->addItems(recentReasons);
    m_reason->setCurrentIndex(-1);
    m_reason->clearEditText();
    m_reason->lineEdit()->setObjectName(u"decisionReasonEdit"_s);
    m_reason->lineEdit()->setAccessibleName(tr("Reason"));
    m_reason->lineEdit()->setMaxLength(static_cast<int>(store::MaxReason));
    m_reason->lineEdit()->setPlaceholderText(tr("Why: it is kept in the record of activity"));
    m_problem = new OutcomeLabel(OutcomeLabel::Style::Plain, box);
    m_problem->setObjectName(u"decisionProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    connect(m_reason, &QComboBox::editTextChanged, m_problem, &QWidget::hide);
    auto *label = new QLabel(tr("&Reason:"), box);
    label->setBuddy(m_reason);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 4, 0, 4);
    layout->setSpacing(2);
    layout->addWidget(label);
    layout->addWidget(m_reason);
    layout->addWidget(m_problem);
    return box;
}

QWidget *DecisionDialog::makeButtons(const QString &verb)
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton *confirm = buttons->addButton(verb, QDialogButtonBox::AcceptRole);
    confirm->setObjectName(u"decisionConfirm"_s);
    // What is for ever takes more than Enter.
    const bool isForEver = m_to == ClientStatus::Deleted;
    confirm->setAutoDefault(!isForEver);
    confirm->setDefault(!isForEver);
    if (isForEver)
        buttons->button(QDialogButtonBox::Cancel)->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &DecisionDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return buttons;
}

QString DecisionDialog::reason() const
{
    return m_reason->currentText().trimmed();
}

void DecisionDialog::accept()
{
    if (const auto checked = store::checkedReason(m_reason->currentText()); !checked) {
        m_problem->setOutcome(dcr::Outcome::Fail, checked.error().message);
        m_problem->show();
        return m_reason->setFocus();
    }
    QDialog::accept();
}

} // namespace gatehouse::ui
