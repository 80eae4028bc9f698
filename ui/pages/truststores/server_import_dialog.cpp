#include "server_import_dialog.h"

#include "trust/server_review.h"
#include "ui/icons.h"
#include "ui/widgets/certificate_list_model.h"
#include "ui/widgets/certificate_view.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/tick_delegate.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using Level = trust::ServerRemark::Level;

namespace {

constexpr std::chrono::milliseconds ProgressDelay{300};
constexpr int PaneGap = 4;

struct LevelLook {
    Level level;
    Tone tone;
    QLatin1String icon;
};

constexpr LevelLook LevelLooks[] = {
    {Level::Good, Tone::Good, QLatin1String("outcome-pass")},
    {Level::Note, Tone::Neutral, QLatin1String("help-about")},
    {Level::Warning, Tone::Caution, QLatin1String("outcome-warn")},
};

OutcomeLabel *makeRemark(const trust::ServerRemark &remark, QWidget *parent)
{
    const LevelLook &look = LevelLooks[static_cast<std::size_t>(remark.level)];
    auto *label = new OutcomeLabel(OutcomeLabel::Style::Plain, parent);
    label->setWordWrap(true);
    label->setState(look.tone, look.icon, remark.text);
    return label;
}

} // namespace

ServerImportDialog::ServerImportDialog(Clock clock, QWidget *parent)
    : QDialog(parent)
    , m_clock(std::move(clock))
    , m_address(new QLineEdit(this))
    , m_fetch(new QPushButton(icon(u"edit-find"_s), tr("&Look"), this))
    , m_stop(new QPushButton(icon(u"media-playback-stop"_s), tr("S&top"), this))
    , m_problem(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_progress(new QProgressBar(this))
    , m_stack(new QStackedWidget(this))
    , m_connection(new QuietLabel(this))
    , m_model(new CertificateListModel(CertificateListModel::Ticks::Shown, this))
    , m_table(new QTableView(this))
    , m_view(new CertificateView(this))
{
    setWindowTitle(tr("Import from a server"));
    m_stack->addWidget(new EmptyState(u"network-server"_s, tr("Which certificates does a server show?"),
                                      tr("Enter its name above. Gatehouse connects, reads the certificates and hangs "
                                         "up: nothing is sent, and nothing is trusted until you import it."),
                                      this));
    m_stack->addWidget(makeChain());

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_import = buttons->addButton(tr("&Import"), QDialogButtonBox::AcceptRole);
    m_import->setObjectName(u"serverImport"_s);
    m_import->setIcon(icon(u"list-add"_s));
    // Enter in the field looks at the server; nothing is imported by it.
    const QList<QAbstractButton *> all = buttons->buttons();
    for (QAbstractButton *button : all)
        qobject_cast<QPushButton *>(button)->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &ServerImportDialog::reject);

    auto *layout = new QVBoxLayout(this);
    layout->addLayout(makeAddressRow());
    layout->addWidget(m_stack, 1);
    layout->addWidget(buttons);
    resize(QSize(fontMetrics().averageCharWidth() * 180, fontMetrics().height() * 44)
               .boundedTo(screen()->availableSize()));

    m_progressDelay.setSingleShot(true);
    m_progressDelay.setInterval(ProgressDelay);
    connect(&m_progressDelay, &QTimer::timeout, m_progress, &QWidget::show);
    connect(&m_probe, &trust::ServerProbe::succeeded, this, &ServerImportDialog::showChain);
    connect(&m_probe, &trust::ServerProbe::failed, this, [this](const Error &error) {
        setFetching(false);
        showProblem(error.message);
    });
    connect(m_model, &CertificateListModel::ticksChanged, this, &ServerImportDialog::updateImport);
    updateImport();
    m_address->setFocus();
}

QLayout *ServerImportDialog::makeAddressRow()
{
    m_address->setObjectName(u"serverAddress"_s);
    m_address->setAccessibleName(tr("Server"));
    m_address->setPlaceholderText(tr("host, host:port or https://…"));
    m_address->setClearButtonEnabled(true);
    m_fetch->setObjectName(u"serverFetch"_s);
    m_fetch->setToolTip(tr("Connect and read the server's certificates"));
    m_fetch->setDefault(true);
    m_stop->setObjectName(u"serverStop"_s);
    m_stop->setToolTip(tr("Stop connecting"));
    m_stop->setAutoDefault(false);
    m_stop->hide();
    m_problem->setObjectName(u"serverProblem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_progress->setObjectName(u"serverProgress"_s);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(fontMetrics().height() / 2);
    m_progress->setAccessibleName(tr("Connecting"));
    m_progress->hide();
    connect(m_fetch, &QPushButton::clicked, this, &ServerImportDialog::fetch);
    connect(m_stop, &QPushButton::clicked, this, &ServerImportDialog::stop);
    connect(m_address, &QLineEdit::textEdited, m_problem, &QWidget::hide);

    auto *label = new QLabel(tr("&Server:"), this);
    label->setBuddy(m_address);
    auto *grid = new QGridLayout;
    grid->addWidget(label, 0, 0);
    grid->addWidget(m_address, 0, 1);
    grid->addWidget(m_fetch, 0, 2);
    grid->addWidget(m_stop, 0, 3);
    grid->addWidget(m_problem, 1, 1, 1, 3);
    grid->addWidget(m_progress, 2, 1, 1, 3);
    grid->setColumnStretch(1, 1);
    return grid;
}

QWidget *ServerImportDialog::makeChain()
{
    m_connection->setObjectName(u"serverConnection"_s);
    m_table->setObjectName(u"serverChain"_s);
    m_table->setAccessibleName(tr("Certificates that the server sent, its own first"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new TickDelegate(m_table));
    m_table->setSelectionBehavior(QTableView::SelectRows);
    m_table->setSelectionMode(QTableView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(CertificateListModel::ExpiryColumn,
                                                      QHeaderView::ResizeToContents);
    m_view->setObjectName(u"serverCertificate"_s);
    connect(
        m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &current) {
            if (current.isValid())
                m_view->setCertificate(m_model->certificate(current.row()), m_model->certificates(), m_model->now());
        });
    connect(m_view, &CertificateView::issuerActivated, this, [this](const trust::Certificate &issuer) {
        m_table->setCurrentIndex(m_model->index(static_cast<int>(m_model->certificates().indexOf(issuer)),
                                                CertificateListModel::NameColumn));
    });

    auto *advice =
        new QuietLabel(tr("Before you import, compare the SHA-256 fingerprint with one that you have by another "
                          "way, such as by telephone: whoever stands between you and the server can send "
                          "certificates of their own."),
                       this);
    auto *left = new QWidget(this);
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, PaneGap, 0);
    leftLayout->addWidget(m_connection);
    leftLayout->addWidget(m_table, 1);
    leftLayout->addWidget(advice);
    auto *right = new QWidget(this);
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(PaneGap, 0, 0, 0);
    rightLayout->addWidget(m_view);
    auto *splitter = new QSplitter(this);
    splitter->addWidget(left);
    splitter->addWidget(right);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    const int half = fontMetrics().averageCharWidth() * 90;
    splitter->setSizes({half, half});
    return splitter;
}

void ServerImportDialog::setAddress(const QString &address)
{
    m_address->setText(address);
}

QList<trust::Certificate> ServerImportDialog::chosen() const
{
    return m_model->ticked();
}

void ServerImportDialog::reject()
{
    m_probe.cancel();
    QDialog::reject();
}

void ServerImportDialog::fetch()
{
    if (m_isFetching)
        return;
    const Result<trust::ServerAddress> address = trust::parseServerAddress(m_address->text().trimmed());
    if (!address) {
        showProblem(address.error().message);
        return;
    }
    m_problem->hide();
    m_model->setCertificates({}, m_clock());
    m_stack->setCurrentIndex(0);
    setFetching(true);
    m_probe.start(*address);
}

void ServerImportDialog::stop()
{
    m_probe.cancel();
    setFetching(false);
    m_address->setFocus();
}

void ServerImportDialog::showProblem(const QString &text)
{
    m_problem->setOutcome(dcr::Outcome::Fail, text);
    m_problem->show();
    m_address->setFocus();
    m_address->selectAll();
}

void ServerImportDialog::showChain(const trust::ProbedServer &server)
{
    setFetching(false);
    const Instant now = m_clock();
    m_connection->setText(
        tr("%1, port %2 · %3 · %4").arg(server.host, QString::number(server.port), server.protocol, server.cipher));
    delete m_remarks;
    m_remarks = new QWidget(this);
    m_remarks->setObjectName(u"serverRemarks"_s);
    auto *layout = new QVBoxLayout(m_remarks);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    const QList<trust::ServerRemark> remarks = trust::reviewServer(server, now);
    for (const trust::ServerRemark &remark : remarks)
        layout->addWidget(makeRemark(remark, m_remarks));
    qobject_cast<QVBoxLayout *>(m_connection->parentWidget()->layout())->insertWidget(1, m_remarks);

    m_model->setCertificates(server.chain, now);
    const QList<trust::Proposal> proposals = trust::proposeImports(server, now);
    QList<int> proposed;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (proposals.at(row) == trust::Proposal::Import)
            proposed.append(row);
    }
    m_model->setTicked(proposed, Qt::Checked);
    m_stack->setCurrentIndex(1);
    m_table->setCurrentIndex(m_model->index(0, CertificateListModel::NameColumn));
    m_table->setFocus();
}

void ServerImportDialog::setFetching(bool isFetching)
{
    m_isFetching = isFetching;
    m_address->setReadOnly(isFetching);
    m_fetch->setVisible(!isFetching);
    m_stop->setVisible(isFetching);
    if (isFetching) {
        m_stop->setFocus();
        m_progressDelay.start();
    } else {
        m_progressDelay.stop();
        m_progress->hide();
    }
}

void ServerImportDialog::updateImport()
{
    const qsizetype count = m_model->tickedCount();
    m_import->setEnabled(count > 0);
    m_import->setText(count == 0       ? tr("&Import")
                          : count == 1 ? tr("&Import 1 certificate")
                                       : tr("&Import %1 certificates").arg(count));
}

} // namespace gatehouse::ui
