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

} // namespace

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
    auto reading = QtConcurrent::run(std::move(read));
    m_reading.append(QFuture<void>(reading));
    reading.then(this, std::move(then));
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
    if (isSaving())
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
    const QStringList inVault = document->keyManager().vaultSecrets();
    Secrets typed;
    for (const auto &[name, secret] : document->secrets()) {
        if (inVault.contains(name))
            typed.emplace(name, secret);
    }
    ++m_saving;
    Q_EMIT savingChanged();
    const auto conclude = [this, done](bool isDone) {
        --m_saving;
        Q_EMIT savingChanged();
        if (done)
            done(isDone);
    };
    // The vault first: what says that the vault has its password is right then.
    m_secrets->keep(document->id(), typed, [this, document = QPointer(document), conclude](const Result<void> &kept) {
        if (kept && document)
            return write(document, conclude);
        if (!kept)
            Q_EMIT problem(tr("Nothing was saved."), kept.error().message);
        conclude(false);
    });
}

void KeyManagerKeeper::write(KeyManagerDocument *document, const Done &done)
{
    StoredKeyManager wanted = document->stored();
    wanted.keyManager = document->keyManager();
    const auto answer = [this, document = QPointer(document), written = wanted.keyManager,
                         done](const Result<StoredKeyManager> &saved) {
        if (saved && document)
            document->markSaved(*saved, written);
        if (!saved && document && saved.error().kind == Error::Conflict && !document->isNew())
            Q_EMIT conflict(document, saved.error().message);
        else if (!saved)
            Q_EMIT problem(tr("Nothing was saved."), saved.error().message);
        done(saved.has_value());
    };
    m_workspace.keyManagers().save(wanted, m_workspace.now(), m_replies, answer);
}

void KeyManagerKeeper::remove(KeyManagerDocument *document)
{
    StoredKeyManager last = document->stored();
    if (document->isNew()) {
        last.keyManager = document->keyManager();
        drop(document);
        Q_EMIT removed(last);
        return;
    }
    m_workspace.keyManagers().remove(last.id, m_workspace.now(), m_replies,
                                     [this, document = QPointer(document), last](const Result<void> &outcome) {
                                         if (!outcome) {
                                             Q_EMIT problem(tr("Nothing was deleted."), outcome.error().message);
                                             return;
                                         }
                                         if (document)
                                             drop(document);
                                         Q_EMIT removed(last);
                                     });
}

void KeyManagerKeeper::restore(const StoredKeyManager &stored)
{
    if (stored.revision == 0) {
        add(stored.keyManager, stored.server);
        return;
    }
    m_workspace.keyManagers().restore(stored.id, m_replies, [this](const Result<void> &outcome) {
        if (outcome)
            load();
        else
            Q_EMIT problem(tr("The deletion was not undone."), outcome.error().message);
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
