#include "key_manager_keeper.h"

#include "key_manager_document.h"
#include "key_manager_secrets.h"
#include "workspace/workspace.h"

#include <QPointer>
#include <QWidget>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace keymanager;

namespace {

constexpr int JudgingMs = 200;
/// Another window may still offer to take a deletion back.
constexpr std::chrono::hours OfferTime{1};

} // namespace

/// One saving, from the vault to the database.
struct KeyManagerKeeper::Writing {
    QPointer<KeyManagerDocument> document;
    QString id;
    KeyManagerDocument::State state;
    KeyManagerSecrets::Values before; ///< what the vault kept
    Done done;
};

KeyManagerKeeper::KeyManagerKeeper(workspace::Workspace &workspace, QWidget *window)
    : QObject(window)
    , m_workspace(workspace)
    , m_secrets(new KeyManagerSecrets(workspace.vault(), window))
    , m_watcher(workspace.database())
{
    m_judging.setSingleShot(true);
    m_judging.setInterval(JudgingMs);
    connect(&m_judging, &QTimer::timeout, this, &KeyManagerKeeper::judgeAll);
    connect(&m_watcher, &store::ChangeWatcher::changedElsewhere, this, &KeyManagerKeeper::load);
    connect(&workspace.vault(), &vault::Vault::stateChanged, this, &KeyManagerKeeper::dropLeftSecrets);
}

KeyManagerKeeper::~KeyManagerKeeper()
{
    for (QFuture<void> &reading : m_reading)
        reading.waitForFinished();
    // They tell the model of their end.
    for (KeyManagerDocument *document : m_model.documents())
        document->undoStack()->disconnect();
}

QList<KeyManagerDocument *> KeyManagerKeeper::unsaved() const
{
    QList<KeyManagerDocument *> documents;
    for (KeyManagerDocument *document : m_model.documents()) {
        if (document->isUnsaved())
            documents.append(document);
    }
    return documents;
}

template <typename Read, typename Then>
void KeyManagerKeeper::inBackground(Read read, Then then)
{
    m_reading.removeIf([](const QFuture<void> &reading) { return reading.isFinished(); });
    // Not as a continuation of the future: that one may still be under way when the future is finished and waited for.
    m_reading.append(QtConcurrent::run([read = std::move(read), then = std::move(then), address = m_replies.address()] {
        address->post([then, outcome = read()] { then(outcome); });
    }));
}

void KeyManagerKeeper::load()
{
    inBackground([&store = m_workspace.keyManagers()] { return store.list(); },
                 [this](const Result<QList<StoredKeyManager>> &all) {
                     if (all)
                         take(*all);
                     else
                         Q_EMIT problem(tr("The key managers cannot be read."), all.error().message);
                     Q_EMIT loaded();
                 });
}

void KeyManagerKeeper::take(const QList<StoredKeyManager> &all)
{
    // What is on its way to the disk is not judged by what stood there before.
    m_isStale = m_saving > 0;
    if (m_isStale)
        return;
    QStringList ids;
    for (const StoredKeyManager &stored : all) {
        ids.append(stored.id);
        KeyManagerDocument *document = m_model.withId(stored.id);
        if (!document)
            addDocument(stored);
        else if (document->stored().revision == stored.revision)
            continue;
        else if (!document->isUnsaved())
            document->replace(stored);
        else
            Q_EMIT conflict(document, tr("Another program changed %1 meanwhile.").arg(document->displayName()));
    }
    const QList<KeyManagerDocument *> documents = m_model.documents();
    for (KeyManagerDocument *document : documents) {
        if (!document->isNew() && !ids.contains(document->id()) && !document->isUnsaved())
            drop(document);
    }
    judgeAll();
    dropLeftSecrets();
}

KeyManagerDocument *KeyManagerKeeper::addDocument(const StoredKeyManager &stored, const Secrets &secrets)
{
    auto *document = new KeyManagerDocument(stored, secrets, this);
    connect(document, &KeyManagerDocument::changed, &m_judging, qOverload<>(&QTimer::start));
    m_model.add(document);
    Q_EMIT documentAdded(document);
    return document;
}

KeyManagerDocument *KeyManagerKeeper::add(const KeyManager &keyManager, const QString &server, const Secrets &secrets)
{
    StoredKeyManager stored;
    stored.id = newStoredId();
    stored.server = server;
    stored.keyManager = keyManager;
    KeyManagerDocument *document = addDocument(stored, secrets);
    judgeAll();
    return document;
}

void KeyManagerKeeper::drop(KeyManagerDocument *document)
{
    m_model.remove(document);
    Q_EMIT documentRemoved(document);
    document->deleteLater();
    judgeAll();
}

void KeyManagerKeeper::save(KeyManagerDocument *document, const Done &done)
{
    ++m_saving;
    Q_EMIT savingChanged();
    Writing writing{document, document->id(), document->state(), {}, [this, done](bool isDone) {
                        --m_saving;
                        Q_EMIT savingChanged();
                        if (m_isStale && m_saving == 0)
                            load();
                        if (done)
                            done(isDone);
                    }};
    // The vault first: what says that the vault has its password is right then.
    m_secrets->replace(document->id(), document->secrets(),
                       [this, writing](const Result<KeyManagerSecrets::Values> &before) mutable {
                           if (!before) {
                               Q_EMIT problem(tr("Nothing was saved."), before.error().message);
                               return writing.done(false);
                           }
                           writing.before = *before;
                           if (writing.document)
                               write(writing);
                           else
                               putBack(writing);
                       });
}

void KeyManagerKeeper::write(const Writing &writing)
{
    StoredKeyManager wanted = writing.document->stored();
    wanted.keyManager = writing.state.keyManager;
    m_workspace.keyManagers().save(wanted, {m_workspace.actor(), m_workspace.now()}, m_replies,
                                   [this, writing](const Result<StoredKeyManager> &saved) {
                                       if (!saved) {
                                           if (writing.document && saved.error().kind == Error::Conflict
                                               && !writing.document->isNew())
                                               Q_EMIT conflict(writing.document, saved.error().message);
                                           else
                                               Q_EMIT problem(tr("Nothing was saved."), saved.error().message);
                                           return putBack(writing);
                                       }
                                       Secrets before;
                                       for (const auto &[name, secret] : writing.before) {
                                           if (secret)
                                               before[name] = *secret;
                                       }
                                       if (writing.document)
                                           writing.document->markSaved(*saved, writing.state, before);
                                       writing.done(true);
                                   });
}

/// What is stored goes with the secrets that the vault kept before.
void KeyManagerKeeper::putBack(const Writing &writing)
{
    m_secrets->set(writing.id, writing.before, [this, writing](const Result<void> &outcome) {
        if (!outcome)
            Q_EMIT problem(tr("Nothing was saved, but the vault keeps the new password instead of the one before."),
                           outcome.error().message);
        writing.done(false);
    });
}

void KeyManagerKeeper::remove(KeyManagerDocument *document)
{
    const auto asItIs = [](const KeyManagerDocument &last) {
        return RemovedKeyManager{last.stored(), last.keyManager(), last.secrets()};
    };
    const RemovedKeyManager now = asItIs(*document);
    if (document->isNew()) {
        drop(document);
        Q_EMIT removed(now);
        return;
    }
    m_workspace.keyManagers().remove(document->id(), {m_workspace.actor(), m_workspace.now()}, m_replies,
                                     [this, document = QPointer(document), now, asItIs](const Result<void> &outcome) {
                                         if (!outcome) {
                                             Q_EMIT problem(tr("Nothing was deleted."), outcome.error().message);
                                             return;
                                         }
                                         // It may have been typed in meanwhile.
                                         const RemovedKeyManager last = document ? asItIs(*document) : now;
                                         m_removed.append(last.stored.id);
                                         if (document)
                                             drop(document);
                                         Q_EMIT removed(last);
                                     });
}

void KeyManagerKeeper::restore(const RemovedKeyManager &removed, const Restored &done)
{
    if (removed.stored.revision == 0)
        return done(add(removed.edited, removed.stored.server, removed.typed));
    const QString id = removed.stored.id;
    const auto failed = [this, done](const Error &error) {
        Q_EMIT problem(tr("The deletion was not undone."), error.message);
        done(nullptr);
    };
    const auto show = [this, removed, done, failed](const Result<std::optional<StoredKeyManager>> &found) {
        if (!found || !*found)
            return failed(found ? Error{Error::NotFound, tr("It was deleted again meanwhile."), {}} : found.error());
        m_removed.removeAll(removed.stored.id);
        KeyManagerDocument *document = m_model.withId(removed.stored.id);
        if (!document)
            document = addDocument(**found);
        if (removed.edited != removed.stored.keyManager || !removed.typed.empty())
            document->change(tr("Unsaved changes"), {}, removed.edited, removed.typed);
        judgeAll();
        done(document);
    };
    m_workspace.keyManagers().restore(
        id, {m_workspace.actor(), m_workspace.now()}, m_replies, [this, id, show, failed](const Result<void> &outcome) {
            if (!outcome)
                return failed(outcome.error());
            inBackground([&store = m_workspace.keyManagers(), id] { return store.find(id); }, show);
        });
}

void KeyManagerKeeper::forget(const RemovedKeyManager &removed)
{
    m_removed.removeAll(removed.stored.id);
    const QStringList names = removed.stored.keyManager.vaultSecrets();
    if (removed.stored.revision != 0 && !names.isEmpty())
        drop(LeftSecrets{removed.stored.id, names});
}

/// Of those that were deleted while the vault was locked, or by other programs.
void KeyManagerKeeper::dropLeftSecrets()
{
    if (m_workspace.vault().state() != vault::Vault::State::Unlocked)
        return;
    inBackground([&store = m_workspace.keyManagers(),
                  until = m_workspace.now() - OfferTime] { return store.secretsOfDeleted(until); },
                 [this](const Result<QList<LeftSecrets>> &all) {
                     // Nothing that anybody waits for; it is looked for again.
                     for (const LeftSecrets &left : all.value_or(QList<LeftSecrets>())) {
                         if (!m_removed.contains(left.id))
                             drop(left);
                     }
                 });
}

void KeyManagerKeeper::drop(const LeftSecrets &left)
{
    if (m_workspace.vault().state() != vault::Vault::State::Unlocked)
        return;
    ++m_forgetting;
    KeyManagerSecrets::Values none;
    for (const QString &name : left.names)
        none[name] = std::nullopt;
    const auto conclude = [this](const Result<void> &) {
        --m_forgetting;
        Q_EMIT savingChanged();
    };
    m_secrets->set(left.id, none, [this, id = left.id, conclude](const Result<void> &outcome) {
        if (outcome)
            m_workspace.keyManagers().noteSecretsGone(id, m_replies, conclude);
        else
            conclude(outcome);
    });
}

void KeyManagerKeeper::setEnabled(KeyManagerDocument *document, bool isEnabled)
{
    KeyManager next = document->keyManager();
    next.isEnabled = isEnabled;
    const bool wasUnsaved = document->isUnsaved();
    document->change(isEnabled ? tr("Enabling") : tr("Disabling"), {}, next);
    // With other changes it waits until they are saved.
    if (!wasUnsaved)
        save(document);
}

void KeyManagerKeeper::reload(KeyManagerDocument *document)
{
    inBackground([&store = m_workspace.keyManagers(), id = document->id()] { return store.find(id); },
                 [this, document = QPointer(document)](const Result<std::optional<StoredKeyManager>> &found) {
                     if (!document)
                         return;
                     if (!found)
                         Q_EMIT problem(tr("It cannot be read again."), found.error().message);
                     else if (*found)
                         document->replace(**found);
                     else
                         drop(document);
                 });
}

void KeyManagerKeeper::recallSecrets(KeyManagerDocument *document,
                                     const std::function<void(const Result<Secrets> &)> &done)
{
    QStringList names = document->keyManager().vaultSecrets();
    const Secrets typed = document->secrets();
    names.removeIf([&](const QString &name) { return typed.contains(name); });
    m_secrets->recall(document->id(), names, [typed, done](const Result<Secrets> &found) {
        done(found.map([&](Secrets all) {
            for (const auto &[name, secret] : typed)
                all[name] = secret;
            return all;
        }));
    });
}

void KeyManagerKeeper::judgeAll()
{
    for (KeyManagerDocument *document : m_model.documents()) {
        ValidationContext context{m_workspace.now()};
        for (const KeyManagerDocument *other : m_model.documents()) {
            if (other != document)
                context.others.append(other->keyManager());
        }
        document->setContext(context);
    }
}

} // namespace gatehouse::ui
