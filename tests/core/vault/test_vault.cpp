#include "vault/vault.h"

#include "core/vault/vault_fixture.h"
#include "vault/keychain.h"

#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <map>
#include <optional>
#include <utility>

using namespace gatehouse;
using namespace gatehouse::vault;
using namespace std::chrono_literals;
using test::secret;
using test::textOf;
using State = Vault::State;
using Place = Vault::Place;

namespace {

/// What the keychain of a test does; outlives the vault that owns the keychain.
struct KeychainScript {
    std::map<QString, Secret> secrets;
    std::optional<Error> failure; ///< answered instead
    bool isSilent = false;        ///< answers are kept in `held`
    bool answersInTheCall = false;
    std::vector<std::function<void()>> held;
    QStringList calls; ///< `read a`
    QObject thread;    ///< answers come from its event loop
};

class FakeKeychain : public KeychainAccess
{
public:
    explicit FakeKeychain(KeychainScript &script)
        : m_script(script)
    {}

    void read(const QString &name, ReadReply reply) override
    {
        answer<Secret>(QStringLiteral("read ") + name, std::move(reply), [this, name]() -> Result<Secret> {
            if (const auto found = m_script.secrets.find(name); found != m_script.secrets.end())
                return found->second;
            return fail(Error::NotFound, QStringLiteral("Not there."));
        });
    }
    void write(const QString &name, const Secret &value, Reply reply) override
    {
        answer<void>(QStringLiteral("write ") + name, std::move(reply), [this, name, value]() -> Result<void> {
            m_script.secrets[name] = value;
            return {};
        });
    }
    void remove(const QString &name, Reply reply) override
    {
        answer<void>(QStringLiteral("remove ") + name, std::move(reply), [this, name]() -> Result<void> {
            if (m_script.secrets.erase(name) == 0)
                return fail(Error::NotFound, QStringLiteral("Not there."));
            return {};
        });
    }

private:
    template <typename T>
    void answer(const QString &call, std::function<void(const Result<T> &)> reply,
                const std::function<Result<T>()> &work)
    {
        m_script.calls += call;
        const Result<T> result = m_script.failure ? Result<T>(tl::unexpected(*m_script.failure)) : work();
        const auto post = [reply = std::move(reply), result] { reply(result); };
        if (m_script.isSilent)
            m_script.held.emplace_back(post);
        else if (m_script.answersInTheCall)
            post();
        else
            QMetaObject::invokeMethod(&m_script.thread, post, Qt::QueuedConnection);
    }

    KeychainScript &m_script;
};

} // namespace

class TestVault : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void usesTheKeychainThatAnswers();
    void asksTheKeychainBeforeItSaysWhereSecretsAre();
    void usesTheFileWhereTheKeychainFails_data();
    void usesTheFileWhereTheKeychainFails();
    void usesTheFileWhereTheKeychainIsSilent();
    void usesTheFileWhereItMayNotAskAKeychain();
    void tellsThatTheUserRefused();
    void givesUpAKeychainThatFallsSilent();
    void takesAKeychainThatAnswersAtOnce();
    void needsNoPassphraseForAKeychain();
    void hasNoPlatformKeychainInAnotherThread();

    void makesTheFileWithTheFirstPassphrase();
    void isUnlockedByItsPassphraseAlone();
    void refusesWhileItIsLocked();
    void neverAnswersInsideTheCall();
    void answersInTheOrderOfTheCalls();
    void callsNoReceiverThatIsGone();
    void locksWhileItIsBeingUnlocked();
    void changesThePassphraseAndKeepsTheSecrets();
    void staysLockedWhereThePassphraseIsChangedWhileLocked();
    void seesWhatAnotherVaultChanged();
    void isLockedWhereAnotherVaultChangedThePassphrase();
    void isMissingWhereTheFileIsGone();
    void refusesWhatIsBeyondTheLimits();
    void keepsNothingInPlainText();
    void endsWhileAKeyIsDerived();
    void endsInItsOwnAnswer_data();
    void endsInItsOwnAnswer();
    void endsInItsOwnSignal();
    void endsWhileTheKeychainIsAsked();
    void worksInTheThreadThatItIsMovedTo();

private:
    std::unique_ptr<Vault> makeVault();
    std::unique_ptr<Vault> makeVault(KeychainScript &script, std::chrono::milliseconds limit = 20s);
    std::unique_ptr<Vault> makeUnlocked();
    QString vaultPath() const { return m_folder->filePath(QStringLiteral("vault.json")); }

    QCA::Initializer m_qca;
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

constexpr int WaitMs = 20'000;
/// For a keychain that is meant to miss it; long enough for one that answers by the event loop.
constexpr auto ShortLimit = 300ms;

/// The answer to one call, waited for.
template <typename T, typename Call>
Result<T> waitFor(const Call &call)
{
    std::optional<Result<T>> answer;
    QObject receiver;
    call(&receiver, [&answer](const Result<T> &result) { answer = result; });
    if (answer)
        qFatal("answered inside the call");
    if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, WaitMs))
        return fail(Error::Internal, QStringLiteral("No answer."));
    return *answer;
}

Result<void> unlock(Vault &vault, const char *passphrase)
{
    return waitFor<void>(
        [&](QObject *receiver, const Vault::Reply &reply) { vault.unlock(secret(passphrase), receiver, reply); });
}

Result<void> changePassphrase(Vault &vault, const char *before, const char *after)
{
    return waitFor<void>([&](QObject *receiver, const Vault::Reply &reply) {
        vault.changePassphrase(secret(before), secret(after), receiver, reply);
    });
}

Result<QByteArray> read(Vault &vault, const QString &name)
{
    return waitFor<Secret>([&](QObject *receiver, const Vault::ReadReply &reply) { vault.read(name, receiver, reply); })
        .map(textOf);
}

Result<void> write(Vault &vault, const QString &name, const Secret &value)
{
    return waitFor<void>(
        [&](QObject *receiver, const Vault::Reply &reply) { vault.write(name, value, receiver, reply); });
}

Result<void> remove(Vault &vault, const QString &name)
{
    return waitFor<void>([&](QObject *receiver, const Vault::Reply &reply) { vault.remove(name, receiver, reply); });
}

const QString &nameA()
{
    static const auto name = QStringLiteral("truststore:/opt/a.jks");
    return name;
}

} // namespace

void TestVault::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

std::unique_ptr<Vault> TestVault::makeVault()
{
    VaultOptions options;
    options.cost = test::CheapCost;
    return std::make_unique<Vault>(m_folder->path(), std::move(options));
}

std::unique_ptr<Vault> TestVault::makeVault(KeychainScript &script, std::chrono::milliseconds limit)
{
    VaultOptions options;
    options.cost = test::CheapCost;
    options.keychain = std::make_unique<FakeKeychain>(script);
    options.probeTime = limit;
    options.answerTime = limit;
    return std::make_unique<Vault>(m_folder->path(), std::move(options));
}

std::unique_ptr<Vault> TestVault::makeUnlocked()
{
    auto vault = makeVault();
    test::must(unlock(*vault, "passphrase"));
    return vault;
}

void TestVault::usesTheKeychainThatAnswers()
{
    KeychainScript script;
    const auto vault = makeVault(script);
    QCOMPARE(read(*vault, nameA()).error().kind, Error::NotFound);
    QVERIFY(write(*vault, nameA(), secret("one")));
    QCOMPARE(read(*vault, nameA()).value(), "one");
    QCOMPARE(textOf(script.secrets.at(nameA())), "one");
    QVERIFY(remove(*vault, nameA()));
    QCOMPARE(remove(*vault, nameA()).error().kind, Error::NotFound);
    QCOMPARE(vault->place(), Place::Keychain);
    QCOMPARE(vault->state(), State::Unlocked);
    QVERIFY(!QFileInfo::exists(vaultPath()));
}

void TestVault::asksTheKeychainBeforeItSaysWhereSecretsAre()
{
    KeychainScript script;
    script.isSilent = true;
    const auto vault = makeVault(script);
    const QSignalSpy changes(vault.get(), &Vault::stateChanged);
    QCOMPARE(vault->state(), State::Probing);
    QTRY_COMPARE(script.held.size(), 1U);
    QCOMPARE(vault->state(), State::Probing);
    // What is asked meanwhile waits.
    std::optional<Result<Secret>> answer;
    vault->read(nameA(), this, [&answer](const Result<Secret> &result) { answer = result; });
    QTest::qWait(20);
    QVERIFY(!answer);
    script.isSilent = false;
    script.held.front()();
    QCOMPARE(vault->state(), State::Unlocked);
    QCOMPARE(changes.count(), 1);
    QTRY_VERIFY(answer);
    QCOMPARE(answer->error().kind, Error::NotFound);
    QCOMPARE(script.calls.size(), 2);
    QCOMPARE(script.calls.last(), QStringLiteral("read ") + nameA());
}

void TestVault::usesTheFileWhereTheKeychainFails_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("no keychain") << static_cast<int>(Error::Conflict);
    QTest::newRow("the user refuses") << static_cast<int>(Error::Refused);
    QTest::newRow("an error") << static_cast<int>(Error::Io);
}

void TestVault::usesTheFileWhereTheKeychainFails()
{
    QFETCH(int, kind);
    KeychainScript script;
    script.failure = Error{static_cast<Error::Kind>(kind), QStringLiteral("No."), {}};
    const auto vault = makeVault(script);
    QTRY_COMPARE(vault->state(), State::Missing);
    QCOMPARE(vault->place(), Place::File);
    QVERIFY(unlock(*vault, "passphrase"));
    QVERIFY(write(*vault, nameA(), secret("one")));
    QCOMPARE(script.calls.size(), 1);
    const auto again = makeVault(script);
    QTRY_COMPARE(again->state(), State::Locked);
}

void TestVault::usesTheFileWhereTheKeychainIsSilent()
{
    KeychainScript script;
    script.isSilent = true;
    const auto vault = makeVault(script, ShortLimit);
    const QSignalSpy changes(vault.get(), &Vault::stateChanged);
    QVERIFY(unlock(*vault, "passphrase"));
    QCOMPARE(vault->place(), Place::File);
    QCOMPARE(vault->state(), State::Unlocked);
    // An answer after the limit changes nothing.
    script.held.front()();
    QCOMPARE(vault->place(), Place::File);
    QVERIFY(write(*vault, nameA(), secret("one")));
    QVERIFY(QFileInfo::exists(vaultPath()));
    QCOMPARE(changes.count(), 2); // Missing, Unlocked
}

void TestVault::usesTheFileWhereItMayNotAskAKeychain()
{
    const Vault vault(m_folder->path(), Vault::Keychain::Never);
    QCOMPARE(vault.state(), State::Missing);
    QCOMPARE(vault.place(), Place::File);
}

void TestVault::tellsThatTheUserRefused()
{
    KeychainScript script;
    const auto vault = makeVault(script);
    QTRY_COMPARE(vault->state(), State::Unlocked);
    script.failure = Error{Error::Refused, QStringLiteral("The keychain was not opened."), {}};
    QCOMPARE(read(*vault, nameA()).error().kind, Error::Refused);
    QCOMPARE(write(*vault, nameA(), secret("one")).error().message, script.failure->message);
    // The next time the user may allow it; the file is no way round.
    QCOMPARE(vault->state(), State::Unlocked);
    QVERIFY(!QFileInfo::exists(vaultPath()));
    script.failure.reset();
    QVERIFY(write(*vault, nameA(), secret("one")));
}

void TestVault::givesUpAKeychainThatFallsSilent()
{
    KeychainScript script;
    const auto vault = makeVault(script, ShortLimit);
    QTRY_COMPARE(vault->state(), State::Unlocked);
    script.isSilent = true;
    QCOMPARE(write(*vault, nameA(), secret("one")).error().kind, Error::Conflict);
    script.isSilent = false;
    QVERIFY(write(*vault, QStringLiteral("b"), secret("two")));
    // A late answer is nobody's.
    std::optional<Result<Secret>> answer;
    script.isSilent = true;
    vault->read(QStringLiteral("b"), this, [&answer](const Result<Secret> &result) { answer = result; });
    QTRY_COMPARE(script.held.size(), 2U);
    script.held.at(0)();
    QVERIFY(!answer);
    script.held.at(1)();
    QCOMPARE(textOf(answer->value()), "two");
    script.held.at(1)();
}

void TestVault::takesAKeychainThatAnswersAtOnce()
{
    KeychainScript script;
    script.answersInTheCall = true;
    const auto vault = makeVault(script);
    QVERIFY(write(*vault, nameA(), secret("one")));
    QCOMPARE(read(*vault, nameA()).value(), "one");
}

void TestVault::needsNoPassphraseForAKeychain()
{
    KeychainScript script;
    const auto vault = makeVault(script);
    QVERIFY(unlock(*vault, "anything"));
    QCOMPARE(changePassphrase(*vault, "a", "b").error().kind, Error::Refused);
    vault->lock();
    QCOMPARE(vault->state(), State::Unlocked);
    QVERIFY(write(*vault, nameA(), secret("one")));
}

void TestVault::hasNoPlatformKeychainInAnotherThread()
{
    std::optional<Result<Secret>> answer;
    const std::unique_ptr<QThread> other(QThread::create([&answer] {
        makePlatformKeychain()->read(nameA(), [&answer](const Result<Secret> &result) { answer = result; });
    }));
    other->start();
    QVERIFY(other->wait(WaitMs));
    QVERIFY(answer);
    QCOMPARE(answer->error().kind, Error::Conflict);
}

void TestVault::makesTheFileWithTheFirstPassphrase()
{
    const auto vault = makeVault();
    QSignalSpy changes(vault.get(), &Vault::stateChanged);
    QCOMPARE(vault->state(), State::Missing);
    QCOMPARE(unlock(*vault, "").error().kind, Error::Refused);
    QCOMPARE(vault->state(), State::Missing);
    QVERIFY(unlock(*vault, "passphrase"));
    QCOMPARE(vault->state(), State::Unlocked);
    QCOMPARE(changes.count(), 1);
    vault->lock();
    QCOMPARE(vault->state(), State::Locked);
    QCOMPARE(changes.count(), 2);
}

void TestVault::isUnlockedByItsPassphraseAlone()
{
    QVERIFY(write(*makeUnlocked(), nameA(), secret("one")));
    const auto vault = makeVault();
    QCOMPARE(vault->state(), State::Locked);
    QCOMPARE(unlock(*vault, "another").error().kind, Error::Refused);
    QCOMPARE(vault->state(), State::Locked);
    QVERIFY(unlock(*vault, "passphrase"));
    QCOMPARE(read(*vault, nameA()).value(), "one");
    // Another try that fails takes nothing away.
    QCOMPARE(unlock(*vault, "another").error().kind, Error::Refused);
    QCOMPARE(read(*vault, nameA()).value(), "one");
}

void TestVault::refusesWhileItIsLocked()
{
    const auto vault = makeVault();
    QCOMPARE(read(*vault, nameA()).error().kind, Error::Refused);
    QCOMPARE(write(*vault, nameA(), secret("one")).error().kind, Error::Refused);
    QVERIFY(!QFileInfo::exists(vaultPath()));
    QVERIFY(unlock(*vault, "passphrase"));
    QVERIFY(write(*vault, nameA(), secret("one")));
    vault->lock();
    QCOMPARE(read(*vault, nameA()).error().kind, Error::Refused);
    QCOMPARE(remove(*vault, nameA()).error().kind, Error::Refused);
    QVERIFY(unlock(*vault, "passphrase"));
    QCOMPARE(read(*vault, nameA()).value(), "one");
}

void TestVault::neverAnswersInsideTheCall()
{
    const auto vault = makeVault();
    int answers = 0;
    vault->read(QString(), this, [&answers](const Result<Secret> &) { ++answers; });
    vault->write(nameA(), secret("one"), this, [&answers](const Result<void> &) { ++answers; });
    vault->remove(nameA(), this, [&answers](const Result<void> &) { ++answers; });
    QCOMPARE(answers, 0);
    QTRY_COMPARE(answers, 3);
}

void TestVault::answersInTheOrderOfTheCalls()
{
    const auto vault = makeVault();
    QStringList answers;
    const auto note = [&answers](const QString &what) {
        return [&answers, what](const auto &result) {
            answers += what + (result ? QString() : QStringLiteral(" failed"));
        };
    };
    vault->read(nameA(), this, note(QStringLiteral("read before")));
    vault->unlock(secret("passphrase"), this, note(QStringLiteral("unlock")));
    vault->write(nameA(), secret("one"), this, note(QStringLiteral("write")));
    vault->read(nameA(), this, note(QStringLiteral("read")));
    vault->changePassphrase(secret("passphrase"), secret("another"), this, note(QStringLiteral("change")));
    vault->read(nameA(), this, note(QStringLiteral("read again")));
    vault->remove(nameA(), this, note(QStringLiteral("remove")));
    vault->read(nameA(), this, note(QStringLiteral("read after")));
    QTRY_COMPARE(answers.size(), 8);
    QCOMPARE(answers.join(QStringLiteral(", ")),
             QStringLiteral("read before failed, unlock, write, read, change, read again, remove, read after failed"));
}

void TestVault::callsNoReceiverThatIsGone()
{
    const auto vault = makeUnlocked();
    int answers = 0;
    {
        QObject receiver;
        vault->write(nameA(), secret("one"), &receiver, [&answers](const Result<void> &) { ++answers; });
        vault->read(nameA(), &receiver, [&answers](const Result<Secret> &) { ++answers; });
    }
    // It is written nevertheless.
    QCOMPARE(read(*vault, nameA()).value(), "one");
    QCOMPARE(answers, 0);
    // Nobody in particular, and nobody who listens.
    vault->write(nameA(), secret("two"), nullptr, [&answers](const Result<void> &) { ++answers; });
    vault->write(nameA(), secret("three"), nullptr, {});
    QCOMPARE(read(*vault, nameA()).value(), "three");
    QCOMPARE(answers, 1);
}

void TestVault::locksWhileItIsBeingUnlocked()
{
    const auto vault = makeVault();
    std::optional<Result<void>> unlocked;
    std::optional<Result<void>> waiting;
    vault->unlock(secret("passphrase"), this, [&unlocked](const Result<void> &result) { unlocked = result; });
    vault->unlock(secret("passphrase"), this, [&waiting](const Result<void> &result) { waiting = result; });
    vault->lock();
    QTRY_VERIFY(waiting);
    QCOMPARE(unlocked->error().kind, Error::Conflict);
    QCOMPARE(waiting->error().kind, Error::Conflict);
    QCOMPARE(vault->state(), State::Locked); // the file was made
    QVERIFY(unlock(*vault, "passphrase"));
    QCOMPARE(vault->state(), State::Unlocked);
}

void TestVault::changesThePassphraseAndKeepsTheSecrets()
{
    const auto vault = makeUnlocked();
    QVERIFY(write(*vault, nameA(), secret("one")));
    QCOMPARE(changePassphrase(*vault, "wrong", "another").error().kind, Error::Refused);
    QCOMPARE(changePassphrase(*vault, "passphrase", "").error().kind, Error::Refused);
    QVERIFY(changePassphrase(*vault, "passphrase", "another"));
    QCOMPARE(vault->state(), State::Unlocked);
    QCOMPARE(read(*vault, nameA()).value(), "one");
    vault->lock();
    QCOMPARE(unlock(*vault, "passphrase").error().kind, Error::Refused);
    QVERIFY(unlock(*vault, "another"));
    QCOMPARE(read(*vault, nameA()).value(), "one");
}

void TestVault::staysLockedWhereThePassphraseIsChangedWhileLocked()
{
    QCOMPARE(changePassphrase(*makeVault(), "a", "b").error().kind, Error::NotFound);
    QVERIFY(write(*makeUnlocked(), nameA(), secret("one")));
    const auto vault = makeVault();
    QVERIFY(changePassphrase(*vault, "passphrase", "another"));
    QCOMPARE(vault->state(), State::Locked);
    QCOMPARE(read(*vault, nameA()).error().kind, Error::Refused);
    QVERIFY(unlock(*vault, "another"));
}

void TestVault::seesWhatAnotherVaultChanged()
{
    const auto first = makeUnlocked();
    const auto second = makeUnlocked();
    QVERIFY(write(*first, nameA(), secret("one")));
    QCOMPARE(read(*second, nameA()).value(), "one");
    QVERIFY(write(*second, QStringLiteral("b"), secret("two")));
    QVERIFY(write(*first, nameA(), secret("three")));
    QCOMPARE(read(*first, QStringLiteral("b")).value(), "two");
    QCOMPARE(read(*second, nameA()).value(), "three");
    QVERIFY(remove(*second, nameA()));
    QCOMPARE(read(*first, nameA()).error().kind, Error::NotFound);
}

void TestVault::isLockedWhereAnotherVaultChangedThePassphrase()
{
    const auto first = makeUnlocked();
    const auto second = makeUnlocked();
    QVERIFY(write(*first, nameA(), secret("one")));
    QVERIFY(changePassphrase(*first, "passphrase", "another"));
    QCOMPARE(write(*second, nameA(), secret("two")).error().kind, Error::Conflict);
    QCOMPARE(second->state(), State::Locked);
    QVERIFY(unlock(*second, "another"));
    QCOMPARE(read(*second, nameA()).value(), "one");
}

void TestVault::isMissingWhereTheFileIsGone()
{
    const auto vault = makeUnlocked();
    QVERIFY(QFile::remove(vaultPath()));
    QCOMPARE(write(*vault, nameA(), secret("one")).error().kind, Error::Conflict);
    QCOMPARE(vault->state(), State::Missing);
    QVERIFY(!QFileInfo::exists(vaultPath()));
    QVERIFY(unlock(*vault, "another"));
}

void TestVault::refusesWhatIsBeyondTheLimits()
{
    KeychainScript script;
    for (const auto &vault : {makeUnlocked(), makeVault(script)}) {
        const Secret tooLarge(static_cast<int>(MaxSecretBytes) + 1);
        QCOMPARE(write(*vault, nameA(), tooLarge).error().kind, Error::TooLarge);
        QCOMPARE(write(*vault, QString(MaxNameBytes + 1, u'n'), secret("x")).error().kind, Error::TooLarge);
        QCOMPARE(read(*vault, QString(MaxNameBytes + 1, u'n')).error().kind, Error::TooLarge);
        QCOMPARE(remove(*vault, QString()).error().kind, Error::Malformed);
        QVERIFY(write(*vault, QString(MaxNameBytes, u'n'), Secret(static_cast<int>(MaxSecretBytes), '\0')));
        QCOMPARE(read(*vault, QString(MaxNameBytes, u'n')).value(), QByteArray(MaxSecretBytes, '\0'));
    }
    QCOMPARE(script.secrets.size(), 1U);
}

void TestVault::keepsNothingInPlainText()
{
    const auto vault = makeUnlocked();
    QVERIFY(write(*vault, nameA(), secret("a secret of some length")));
    const QByteArray bytes = readFile(vaultPath()).value();
    for (const QByteArray &word : {QByteArray("secret of"), QByteArray("truststore"), QByteArray("passphrase")})
        QVERIFY(!bytes.contains(word));
}

void TestVault::endsWhileAKeyIsDerived()
{
    int answers = 0;
    auto vault = std::make_unique<Vault>(m_folder->path(), Vault::Keychain::Never);
    vault->unlock(secret("passphrase"), this, [&answers](const Result<void> &) { ++answers; });
    vault->write(nameA(), secret("one"), this, [&answers](const Result<void> &) { ++answers; });
    QTest::qWait(20);
    vault.reset();
    QTest::qWait(20);
    QCOMPARE(answers, 0);
    // What was begun is done: the file is whole.
    QVERIFY(VaultFile(vaultPath()).open(secret("passphrase")));
}

void TestVault::endsInItsOwnAnswer_data()
{
    QTest::addColumn<bool>("inKeychain");
    QTest::addColumn<bool>("atOnce");
    QTest::newRow("file") << false << false;
    QTest::newRow("keychain") << true << false;
    QTest::newRow("keychain that answers at once") << true << true;
}

void TestVault::endsInItsOwnAnswer()
{
    QFETCH(bool, inKeychain);
    QFETCH(bool, atOnce);
    KeychainScript script;
    script.answersInTheCall = atOnce;
    auto vault = inKeychain ? makeVault(script) : makeUnlocked();
    QTRY_COMPARE(vault->state(), State::Unlocked);
    vault->read(nameA(), this, [&vault](const Result<Secret> &) { vault.reset(); });
    vault->read(nameA(), this, [](const Result<Secret> &) { QFAIL("answered though the vault is gone"); });
    QTRY_VERIFY(!vault);
    QTest::qWait(20);
}

void TestVault::endsInItsOwnSignal()
{
    auto vault = makeVault();
    bool isAnswered = false;
    connect(vault.get(), &Vault::stateChanged, this, [&vault] { vault.reset(); });
    vault->unlock(secret("passphrase"), this, [&isAnswered](const Result<void> &) { isAnswered = true; });
    QTRY_VERIFY(!vault);
    QVERIFY(!isAnswered);
}

void TestVault::endsWhileTheKeychainIsAsked()
{
    KeychainScript script;
    script.isSilent = true;
    auto vault = makeVault(script, ShortLimit);
    int answers = 0;
    vault->read(nameA(), this, [&answers](const Result<Secret> &) { ++answers; });
    QTRY_COMPARE(script.held.size(), 1U);
    vault.reset();
    script.held.front()();
    QTest::qWait(2 * static_cast<int>(ShortLimit.count()));
    QCOMPARE(answers, 0);
}

void TestVault::worksInTheThreadThatItIsMovedTo()
{
    KeychainScript script;
    std::unique_ptr<Vault> vault;
    const std::unique_ptr<QThread> maker(QThread::create([&] {
        vault = makeVault(script);
        vault->moveToThread(thread());
    }));
    maker->start();
    QVERIFY(maker->wait(WaitMs));
    QVERIFY(write(*vault, nameA(), secret("one")));
    QCOMPARE(vault->place(), Place::Keychain);
}

QTEST_GUILESS_MAIN(TestVault)
#include "test_vault.moc"
