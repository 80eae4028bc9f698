#pragma once

#include "sandbox/sandbox.h"
#include "workspace/expiring_certificates.h"

#include <QFileSystemWatcher>
#include <QFutureWatcher>
#include <QWidget>

#include <optional>

class QPushButton;

namespace gatehouse::ui {

class OutcomeLabel;

/// Whose client certificates the endpoint takes, and which certificates of the sandbox are about to expire.
class ClientTrustRow : public QWidget
{
    Q_OBJECT

public:
    /// `sandbox` must outlive it.
    ClientTrustRow(sandbox::Sandbox &sandbox, std::shared_ptr<directory::Directory> directory, Clock clock,
                   QWidget *parent = nullptr);
    ~ClientTrustRow() override;

    QWidget *focusTarget() const;

public Q_SLOTS:
    /// Reads the files off this thread.
    void refresh();

Q_SIGNALS:
    void truststoreRequested(const QString &path);

private:
    struct Summary {
        qsizetype trusted = 0;
        bool trustsDirectory = false;
        std::optional<Error> problem;
        QList<workspace::ExpiringCertificate> expiring;
    };
    static Summary summarise(const sandbox::ClientTruststore &store, const directory::Directory &directory,
                             Instant now);
    void watch();
    void show(const Summary &summary);
    void showExpiring(const QList<workspace::ExpiringCertificate> &expiring, Instant now);

    sandbox::Sandbox &m_sandbox;
    std::shared_ptr<directory::Directory> m_directory;
    Clock m_clock;
    OutcomeLabel *m_trust;
    OutcomeLabel *m_expiring;
    QPushButton *m_open;
    QFutureWatcher<Summary> m_watcher;
    QFileSystemWatcher m_fileWatcher;
    bool m_isOutdated = false;
};

} // namespace gatehouse::ui
