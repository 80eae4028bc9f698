#include "client_trust_row.h"

#include "directory/directory.h"
#include "trust/store_file.h"
#include "ui/validity.h"
#include "ui/widgets/outcome_label.h"

#include <QFileInfo>
#include <QGridLayout>
#include <QPushButton>
#include <QtConcurrentRun>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using sandbox::Sandbox;

ClientTrustRow::ClientTrustRow(Sandbox &sandbox, std::shared_ptr<directory::Directory> directory, Clock clock,
                               QWidget *parent)
    : QWidget(parent)
    , m_sandbox(sandbox)
    , m_directory(std::move(directory))
    , m_clock(std::move(clock))
    , m_trust(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_expiring(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_open(new QPushButton(icon(u"certificate"_s), tr("Sho&w truststore"), this))
{
    m_trust->setObjectName(u"clientTrust"_s);
    m_trust->setWordWrap(true);
    m_expiring->setObjectName(u"expiringCertificates"_s);
    m_expiring->setWordWrap(true);
    m_expiring->hide();
    m_open->setObjectName(u"showTruststoreButton"_s);
    m_open->setToolTip(tr("Opens it on the Truststores page, where authorities are added and removed"));
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT truststoreRequested(m_sandbox.clientTruststore()); });
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setColumnStretch(0, 1);
    layout->addWidget(m_trust, 0, 0, Qt::AlignVCenter);
    layout->addWidget(m_open, 0, 1);
    layout->addWidget(m_expiring, 1, 0, 1, 2);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, [this] {
        show(m_watcher.result());
        if (std::exchange(m_isOutdated, false))
            refresh();
    });
    // The running sandbox says so itself; a stopped one reads nothing.
    connect(&m_fileWatcher, &QFileSystemWatcher::fileChanged, this, &ClientTrustRow::refresh);
    connect(&m_sandbox, &Sandbox::clientTrustChanged, this, &ClientTrustRow::refresh);
    connect(&m_sandbox, &Sandbox::stateChanged, this, &ClientTrustRow::refresh);
}

ClientTrustRow::~ClientTrustRow()
{
    m_watcher.waitForFinished();
}

QWidget *ClientTrustRow::focusTarget() const
{
    return m_open;
}

/// Whoever replaces the file by renaming another over it takes it from under the watcher.
void ClientTrustRow::watch()
{
    const QString path = m_sandbox.clientTruststore();
    const QStringList watched = m_fileWatcher.files();
    if (watched == QStringList{path})
        return;
    if (!watched.isEmpty())
        m_fileWatcher.removePaths(watched);
    if (QFileInfo::exists(path))
        m_fileWatcher.addPath(path);
}

void ClientTrustRow::refresh()
{
    watch();
    m_isOutdated = m_watcher.isRunning();
    if (m_isOutdated)
        return;
    const sandbox::ClientTruststore store{m_sandbox.clientTruststore(), m_sandbox.settings().clientTruststore.password};
    m_watcher.setFuture(QtConcurrent::run(
        [store, directory = m_directory, now = m_clock()] { return summarise(store, *directory, now); }));
}

ClientTrustRow::Summary ClientTrustRow::summarise(const sandbox::ClientTruststore &store,
                                                  const directory::Directory &directory, Instant now)
{
    Summary summary;
    summary.expiring = workspace::expiringCertificates(store.path, directory, now);
    const auto opened = trust::openStoreFile(store.path, store.password);
    if (!opened) {
        summary.problem = opened.error();
        return summary;
    }
    const QList<trust::Certificate> trusted = opened->store.trustedCertificates();
    summary.trusted = trusted.size();
    summary.trustsDirectory =
        std::ranges::any_of(directory.authorities(),
                            [&trusted](const trust::Certificate &authority) { return trusted.contains(authority); });
    return summary;
}

void ClientTrustRow::show(const Summary &summary)
{
    const QString file = QFileInfo(m_sandbox.clientTruststore()).fileName();
    m_trust->setToolTip(m_sandbox.clientTruststore());
    if (summary.problem)
        m_trust->setOutcome(dcr::Outcome::Fail, summary.problem->message);
    else if (summary.trusted == 0)
        m_trust->setOutcome(dcr::Outcome::Warn, tr("%1 trusts nobody: every client certificate is refused.").arg(file));
    else if (!summary.trustsDirectory)
        m_trust->setOutcome(dcr::Outcome::Warn,
                            (summary.trusted == 1
                                 ? tr("1 authority in %1, and it is not the test directory: the test TPPs are refused.")
                                 : tr("%n authorities in %1, but not the test directory: the test TPPs are refused.",
                                      nullptr, static_cast<int>(summary.trusted)))
                                .arg(file));
    else
        m_trust->setState(Tone::Neutral, u"certificate"_s,
                          (summary.trusted == 1
                               ? tr("Issued by the 1 authority in %1")
                               : tr("Issued by %n authorities in %1", nullptr, static_cast<int>(summary.trusted)))
                              .arg(file));
    showExpiring(summary.expiring, m_clock());
}

void ClientTrustRow::showExpiring(const QList<workspace::ExpiringCertificate> &expiring, Instant now)
{
    m_expiring->setVisible(!expiring.isEmpty());
    if (expiring.isEmpty())
        return;
    QStringList lines;
    for (const workspace::ExpiringCertificate &found : expiring)
        lines.append(
            tr("%1, %2: %3").arg(title(found.place), found.name, trust::describeValidity(found.certificate, now)));
    const trust::Validity first = trust::validityAt(expiring.constFirst().certificate, now);
    const QString others = expiring.size() == 2
        ? tr("1 more certificate expires or has expired")
        : tr("%n more certificates expire or have expired", nullptr, static_cast<int>(expiring.size() - 1));
    m_expiring->setState(toneOf(first), iconName(first),
                         expiring.size() == 1 ? lines.constFirst() : lines.constFirst() + u'\n' + others);
    m_expiring->setToolTip(lines.join(u'\n'));
}

} // namespace gatehouse::ui
