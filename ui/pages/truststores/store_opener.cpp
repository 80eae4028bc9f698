#include "store_opener.h"

#include "password_dialog.h"
#include "password_memory.h"

#include <QFileInfo>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

StoreOpener::StoreOpener(QString path, Need need, Instant now, PasswordMemory *memory, QWidget *window)
    : QObject(window)
    , m_path(std::move(path))
    , m_need(need)
    , m_now(now)
    , m_memory(memory)
    , m_window(window)
{
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &StoreOpener::finishAttempt);
}

StoreOpener::~StoreOpener() = default;

void StoreOpener::start(const std::optional<trust::Password> &known)
{
    if (known) {
        attempt(known, Source::Known);
        return;
    }
    if (m_memory && m_memory->remembers(m_path)) {
        m_memory->recall(m_path, m_window, [self = QPointer(this)](const std::optional<trust::Password> &password) {
            if (self && !self->m_isDone)
                self->attempt(password, Source::Known);
        });
        return;
    }
    attempt(std::nullopt, Source::Known);
}

void StoreOpener::attempt(const std::optional<trust::Password> &password, Source source)
{
    m_tried = password;
    m_source = source;
    setWorking(source == Source::Known);
    m_watcher.setFuture(
        QtConcurrent::run([path = m_path, password, now = m_now] { return loadStore(path, password, now); }));
}

void StoreOpener::finishAttempt()
{
    if (m_isDone)
        return;
    setWorking(false);
    const Result<LoadedStore> loaded = m_watcher.result();
    if (!loaded) {
        if (loaded.error().kind == Error::Refused) {
            refuse(loaded.error().message);
            return;
        }
        conclude();
        Q_EMIT failed(loaded.error());
        return;
    }
    if (loaded->file.integrity == trust::Integrity::NotVerified && !m_tried) {
        m_unverified = *loaded;
        ask(m_refusal);
        return;
    }
    succeed(*loaded, m_tried);
}

void StoreOpener::refuse(const QString &why)
{
    if (m_tried && m_source == Source::Known) {
        m_refusal = why;
        // It may still be readable without one.
        if (m_need == Need::Entries) {
            attempt(std::nullopt, Source::Known);
            return;
        }
    }
    ask(m_tried ? why : m_refusal);
}

void StoreOpener::ask(const QString &problem)
{
    if (m_dialog) {
        m_dialog->showProblem(problem);
        return;
    }
    const QString name = QFileInfo(m_path).fileName();
    const bool canOpenWithout = m_need == Need::Entries && m_unverified;
    m_dialog = new PasswordDialog(
        m_need == Need::Entries ? PasswordDialog::Purpose::Open : PasswordDialog::Purpose::Save, m_path,
        m_need == Need::Entries ? tr("%1 is protected by a password.").arg(name)
                                : tr("%1 was opened without its password. Saving needs it.").arg(name),
        canOpenWithout ? PasswordDialog::Offer::OpenWithout : PasswordDialog::Offer::Nothing,
        m_memory ? PasswordDialog::Remember::Offered : PasswordDialog::Remember::NotPossible, m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    // The one that is remembered does not fit.
    m_dialog->setToBeRemembered(m_memory && m_memory->remembers(m_path));
    connect(m_dialog, &PasswordDialog::submitted, this,
            [this](const trust::Password &password) { attempt(password, Source::Asked); });
    connect(m_dialog, &PasswordDialog::withoutRequested, this, [this] { succeed(*m_unverified, std::nullopt); });
    connect(m_dialog, &QDialog::rejected, this, &StoreOpener::cancel);
    m_dialog->open();
    if (!problem.isEmpty())
        m_dialog->showProblem(problem);
}

void StoreOpener::succeed(const LoadedStore &loaded, const std::optional<trust::Password> &password)
{
    const bool isToBeKept = m_dialog && password && m_dialog->isToBeRemembered();
    conclude();
    Q_EMIT opened(loaded, password);
    if (isToBeKept)
        m_memory->keep(m_path, *password, m_window);
}

void StoreOpener::cancel()
{
    if (m_isDone)
        return;
    conclude();
    Q_EMIT cancelled();
}

void StoreOpener::conclude()
{
    m_isDone = true;
    setWorking(false);
    if (m_dialog) {
        m_dialog->disconnect(this);
        m_dialog->done(QDialog::Accepted);
    }
    deleteLater();
}

void StoreOpener::setWorking(bool working)
{
    if (std::exchange(m_isWorking, working) != working)
        Q_EMIT workingChanged(working);
}

} // namespace gatehouse::ui
