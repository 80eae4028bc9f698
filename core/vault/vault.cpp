#include "vault/vault.h"

#include "vault/keychain.h"
#include "vault/vault_file.h"

#include <QDir>
#include <QPointer>
#include <QTimer>

#include <deque>
#include <optional>
#include <thread>
#include <utility>

namespace gatehouse::vault {

namespace {

/// No secret has it; a keychain that says so is one.
QString probeName()
{
    return QStringLiteral("is-a-keychain-there");
}

template <typename T>
using Answer = std::function<void(const Result<T> &)>;

template <typename T, typename R>
Answer<T> whileThere(QObject *receiver, R reply)
{
    return [guard = QPointer<QObject>(receiver), reply = std::move(reply)](const Result<T> &result) {
        if (guard && reply)
            reply(result);
    };
}

std::unique_ptr<KeychainAccess> keychainFor(Vault::Keychain use)
{
    return use == Vault::Keychain::UseWhereItAnswers ? makePlatformKeychain() : nullptr;
}

VaultOptions optionsFor(Vault::Keychain use)
{
    VaultOptions options;
    options.keychain = keychainFor(use);
    return options;
}

} // namespace

VaultOptions::VaultOptions() = default;
VaultOptions::VaultOptions(VaultOptions &&) noexcept = default;
VaultOptions &VaultOptions::operator=(VaultOptions &&) noexcept = default;
VaultOptions::~VaultOptions() = default;

/// One request is under way at a time: in the keychain, or in a thread of its own that works on the file.
struct Vault::Private {
    Private(Vault *vault, const QString &folder, VaultOptions given)
        : q(vault)
        , options(std::move(given))
        , file(QDir(folder).filePath(QStringLiteral("vault.json")), options.cost)
    {}

    void enqueue(std::function<void()> request);
    void scheduleNext();
    void startNext();
    void probe();
    void setState(State next);
    void forgetKey();
    void concludeUnlock(const Result<VaultKey> &opened, quint64 lockingsBefore, const Answer<void> &answer);

    template <typename T>
    using InKeychain = std::function<void(KeychainAccess &, Answer<T>)>;
    template <typename T>
    using InFile = std::function<Result<T>(const VaultFile &, const VaultKey &)>;

    template <typename T>
    void access(InKeychain<T> inKeychain, InFile<T> inFile, Answer<T> answer);
    template <typename T>
    void askKeychain(std::chrono::milliseconds limit, const InKeychain<T> &ask, Answer<T> answer);
    template <typename T>
    void inBackground(std::function<Result<T>(const VaultFile &)> work, Answer<T> done);
    template <typename T>
    void conclude(const Answer<T> &answer, const Result<T> &result);

    Vault *q;
    VaultOptions options;
    VaultFile file;
    Place place = Place::File;
    State state = State::Probing;
    std::optional<VaultKey> key;
    quint64 lockings = 0; ///< an unlock() that began before the last one is void
    std::deque<std::function<void()>> queue;
    bool isBusy = false;
    quint64 question = 0; ///< to the keychain, whose answer to an earlier one is no longer waited for
    std::thread worker;
};

void Vault::Private::enqueue(std::function<void()> request)
{
    queue.push_back(std::move(request));
    scheduleNext();
}

void Vault::Private::scheduleNext()
{
    QMetaObject::invokeMethod(
        q, [this] { startNext(); }, Qt::QueuedConnection);
}

void Vault::Private::startNext()
{
    if (isBusy || queue.empty())
        return;
    isBusy = true;
    const auto request = std::move(queue.front());
    queue.pop_front();
    request();
}

void Vault::Private::probe()
{
    const auto ask = [](KeychainAccess &keychain, Answer<Secret> answer) {
        keychain.read(probeName(), std::move(answer));
    };
    askKeychain<Secret>(options.probeTime, ask, [this](const Result<Secret> &found) {
        isBusy = false;
        scheduleNext();
        const bool isThere = found || found.error().kind == Error::NotFound;
        place = isThere ? Place::Keychain : Place::File;
        setState(isThere ? State::Unlocked : file.exists() ? State::Locked : State::Missing);
    });
}

/// Last in what calls it: whoever hears of it may destroy the vault.
void Vault::Private::setState(State next)
{
    if (std::exchange(state, next) != next)
        Q_EMIT q->stateChanged(next);
}

void Vault::Private::forgetKey()
{
    key.reset();
    setState(file.exists() ? State::Locked : State::Missing);
}

void Vault::Private::concludeUnlock(const Result<VaultKey> &opened, quint64 lockingsBefore, const Answer<void> &answer)
{
    const bool isVoid = lockingsBefore != lockings;
    const QPointer<Vault> guard(q);
    if (opened && !isVoid) {
        key = *opened;
        setState(State::Unlocked);
    } else if (!key) {
        forgetKey(); // the file may have been made meanwhile
    }
    if (!guard)
        return;
    if (!opened)
        conclude<void>(answer, tl::unexpected(opened.error()));
    else if (isVoid)
        conclude<void>(answer, fail(Error::Conflict, Vault::tr("The vault was locked while it was being unlocked.")));
    else
        conclude<void>(answer, {});
}

template <typename T>
void Vault::Private::conclude(const Answer<T> &answer, const Result<T> &result)
{
    isBusy = false;
    scheduleNext();
    answer(result); // last: it may destroy the vault
}

template <typename T>
void Vault::Private::access(InKeychain<T> inKeychain, InFile<T> inFile, Answer<T> answer)
{
    if (place == Place::Keychain) {
        askKeychain<T>(options.answerTime, inKeychain,
                       [this, answer = std::move(answer)](const Result<T> &result) { conclude(answer, result); });
        return;
    }
    if (!key) {
        conclude<T>(answer,
                    fail(Error::Refused, Vault::tr("The vault is locked. Unlock it with its passphrase first.")));
        return;
    }
    const auto work = [inFile = std::move(inFile), key = *key](const VaultFile &vaultFile) {
        return inFile(vaultFile, key);
    };
    inBackground<T>(work, [this, answer = std::move(answer)](const Result<T> &result) {
        const QPointer<Vault> guard(q);
        if (!result && result.error().kind == Error::Conflict)
            forgetKey();
        if (guard)
            conclude(answer, result);
    });
}

template <typename T>
void Vault::Private::askKeychain(std::chrono::milliseconds limit, const InKeychain<T> &ask, Answer<T> answer)
{
    const quint64 asked = ++question;
    auto once = [this, guard = QPointer<Vault>(q), asked, answer = std::move(answer)](const Result<T> &result) {
        if (!guard || question != asked)
            return;
        ++question;
        answer(result);
    };
    QTimer::singleShot(limit, q, [once, limit] {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(limit).count();
        once(fail(Error::Conflict,
                  Vault::tr("The keychain has not answered for %n seconds. Look whether it asks for something, "
                            "and try again.",
                            nullptr, static_cast<int>(seconds))));
    });
    ask(*options.keychain, once);
}

template <typename T>
void Vault::Private::inBackground(std::function<Result<T>(const VaultFile &)> work, Answer<T> done)
{
    // The one before has answered, so that it has nothing left to do.
    if (worker.joinable())
        worker.join();
    auto run = [vault = q, file = file, work = std::move(work), done] {
        Result<T> result = fail(Error::Internal, QString());
        try {
            result = work(file);
        } catch (const std::exception &error) {
            result = fail(Error::Internal,
                          Vault::tr("There is not enough memory for the vault. Close other programs and try again."),
                          QString::fromUtf8(error.what()));
        }
        QMetaObject::invokeMethod(
            vault, [done, result = std::move(result)] { done(result); }, Qt::QueuedConnection);
    };
    try {
        worker = std::thread(std::move(run));
    } catch (const std::system_error &error) {
        done(fail(Error::Internal,
                  Vault::tr("The machine has no thread left to open the vault with. Close other programs and try "
                            "again."),
                  QString::fromUtf8(error.what())));
    }
}

Vault::Vault(const QString &folder, Keychain keychain, QObject *parent)
    : Vault(folder, optionsFor(keychain), parent)
{}

Vault::Vault(const QString &folder, VaultOptions options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, folder, std::move(options)))
{
    if (!d->options.keychain) {
        d->state = d->file.exists() ? State::Locked : State::Missing;
        return;
    }
    // From the event loop: until then the vault may be moved to the thread that it is to live in.
    d->isBusy = true;
    QMetaObject::invokeMethod(
        this, [this] { d->probe(); }, Qt::QueuedConnection);
}

Vault::~Vault()
{
    if (d->worker.joinable())
        d->worker.join();
}

Vault::Place Vault::place() const
{
    return d->place;
}

Vault::State Vault::state() const
{
    return d->state;
}

void Vault::unlock(const Secret &passphrase, QObject *receiver, Reply reply)
{
    auto answer = whileThere<void>(receiver ? receiver : this, std::move(reply));
    d->enqueue([this, passphrase, lockings = d->lockings, answer = std::move(answer)] {
        if (d->place == Place::Keychain) {
            d->conclude(answer, {});
            return;
        }
        const auto open = [passphrase](const VaultFile &file) { return file.open(passphrase); };
        d->inBackground<VaultKey>(open, [this, lockings, answer](const Result<VaultKey> &opened) {
            d->concludeUnlock(opened, lockings, answer);
        });
    });
}

void Vault::lock()
{
    if (d->place == Place::Keychain)
        return;
    ++d->lockings;
    if (d->key)
        d->forgetKey();
}

void Vault::changePassphrase(const Secret &before, const Secret &after, QObject *receiver, Reply reply)
{
    auto answer = whileThere<void>(receiver ? receiver : this, std::move(reply));
    d->enqueue([this, before, after, answer = std::move(answer)] {
        if (d->place == Place::Keychain) {
            d->conclude<void>(answer,
                              fail(Error::Refused,
                                   tr("The secrets are in the keychain of this machine, which has a "
                                      "password of its own. Change it there.")));
            return;
        }
        const auto change = [before, after](const VaultFile &file) { return file.changePassphrase(before, after); };
        d->inBackground<VaultKey>(change, [this, answer](const Result<VaultKey> &key) {
            // What was locked meanwhile, or before, stays so.
            if (key && d->key)
                d->key = *key;
            d->conclude<void>(answer, key.map([](const VaultKey &) {}));
        });
    });
}

void Vault::read(const QString &name, QObject *receiver, ReadReply reply)
{
    auto answer = whileThere<Secret>(receiver ? receiver : this, std::move(reply));
    d->enqueue([this, name, answer = std::move(answer)] {
        if (auto checked = checkName(name); !checked) {
            d->conclude<Secret>(answer, tl::unexpected(checked.error()));
            return;
        }
        d->access<Secret>(
            [name](KeychainAccess &keychain, Answer<Secret> done) { keychain.read(name, std::move(done)); },
            [name](const VaultFile &file, const VaultKey &key) { return file.read(key, name); }, answer);
    });
}

void Vault::write(const QString &name, const Secret &secret, QObject *receiver, Reply reply)
{
    auto answer = whileThere<void>(receiver ? receiver : this, std::move(reply));
    d->enqueue([this, name, secret, answer = std::move(answer)] {
        if (auto checked = checkName(name).and_then([&] { return checkSecret(secret); }); !checked) {
            d->conclude(answer, checked);
            return;
        }
        d->access<void>(
            [name, secret](KeychainAccess &keychain, Answer<void> done) {
                keychain.write(name, secret, std::move(done));
            },
            [name, secret](const VaultFile &file, const VaultKey &key) { return file.write(key, name, secret); },
            answer);
    });
}

void Vault::remove(const QString &name, QObject *receiver, Reply reply)
{
    auto answer = whileThere<void>(receiver ? receiver : this, std::move(reply));
    d->enqueue([this, name, answer = std::move(answer)] {
        if (auto checked = checkName(name); !checked) {
            d->conclude(answer, checked);
            return;
        }
        d->access<void>([name](KeychainAccess &keychain, Answer<void> done) { keychain.remove(name, std::move(done)); },
                        [name](const VaultFile &file, const VaultKey &key) { return file.remove(key, name); }, answer);
    });
}

} // namespace gatehouse::vault
