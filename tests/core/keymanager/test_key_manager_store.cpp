#include "keymanager/key_manager_store.h"

#include "core/store/store_fixture.h"
#include "key_manager_samples.h"
#include "keymanager/admin_json.h"
#include "store/change_watcher.h"

#include <QFile>
#include <QSignalSpy>

using namespace gatehouse;
using namespace gatehouse::keymanager;
using namespace gatehouse::keymanager::test;
using gatehouse::store::test::outcomeOf;
using gatehouse::store::test::Workspace;

#define VERIFY_OK(result) QVERIFY2(result, qPrintable((result) ? QString() : (result).error().message))

Q_DECLARE_METATYPE(gatehouse::keymanager::KeyManager)

namespace {

const gatehouse::store::Actor By{gatehouse::store::ActivityOrigin::Console, QStringLiteral("ann")};

StoredKeyManager fresh(const char *name = "OBKM")
{
    StoredKeyManager stored;
    stored.keyManager = documented();
    stored.keyManager.name = QString::fromLatin1(name);
    stored.server = QStringLiteral("https://apim.bank.example:9443");
    return stored;
}

} // namespace

class TestKeyManagerStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhatWasSavedAfterARestart();
    void listsByName();
    void refusesASecondOfAName();
    void refusesAChangeOfWhatAnotherProgramChanged();
    void refusesASecretInTheClear();
    void refusesASecretInWhatIsNotKnown_data();
    void refusesASecretInWhatIsNotKnown();
    void refusesWhatItCouldNotReadAgain();
    void enablesAndDisables();
    void deletesAndTakesItBack();
    void takesNothingBackIntoATakenName();
    void knowsTheSecretsOfTheDeleted();
    void saysThatThereIsNone();
    void answersWhereItIsAsked();
    void noticesAnotherProgram();
    void saysWhichDocumentIsDamaged();
    void entersEachChangeInTheRecord();
    void entersNoChangeThatFailed();
};

void TestKeyManagerStore::entersEachChangeInTheRecord()
{
    Workspace workspace;
    KeyManagerStore store(workspace.database());
    auto saved = store.saveAndWait(fresh(), {By, Now});
    VERIFY_OK(saved);
    saved->keyManager.description = QStringLiteral("another");
    saved = store.saveAndWait(*saved, {By, Now});
    VERIFY_OK(saved);
    QVERIFY(store.saveAndWait(*saved, {By, Now, KeyManagerChange::Way::Imported}));
    const bool isEnabled = saved->keyManager.isEnabled;
    QVERIFY(store.setEnabledAndWait(saved->id, !isEnabled, {By, Now}));
    QVERIFY(store.removeAndWait(saved->id, {By, Now}));
    const auto rows = gatehouse::store::ActivityLog(workspace.database()).page({}, {}, 10).value();
    QStringList actions;
    for (const auto &row : rows) {
        actions.prepend(row.action);
        QCOMPARE(row.actor.name, By.name);
        QCOMPARE(row.subject, saved->id);
        QCOMPARE(row.subjectName, QStringLiteral("OBKM"));
    }
    QCOMPARE(actions,
             QStringList({QStringLiteral("keymanager.created"), QStringLiteral("keymanager.changed"),
                          QStringLiteral("keymanager.imported"),
                          isEnabled ? QStringLiteral("keymanager.disabled") : QStringLiteral("keymanager.enabled"),
                          QStringLiteral("keymanager.deleted")}));
    QCOMPARE(rows[3].after, QByteArray(R"({"description":"another"})"));
    QVERIFY(rows[4].before.isEmpty());
    QVERIFY(rows[0].after.isEmpty());
}

void TestKeyManagerStore::entersNoChangeThatFailed()
{
    Workspace workspace;
    KeyManagerStore store(workspace.database());
    VERIFY_OK(store.saveAndWait(fresh(), {By, Now}));
    QVERIFY(!store.saveAndWait(fresh(), {By, Now}));
    QVERIFY(!store.removeAndWait(QStringLiteral("x"), {By, Now}));
    const gatehouse::store::ActivityLog log(workspace.database());
    QCOMPARE(log.count({}).value(), 1);
    VERIFY_OK(workspace.database().writeAndWait<void>([](gatehouse::store::Connection &connection) {
        return connection.runOnce(QStringLiteral("DELETE FROM activity_head"));
    }));
    QVERIFY(!store.saveAndWait(fresh("b"), {By, Now}));
    QCOMPARE(store.list()->size(), 1);
}

void TestKeyManagerStore::findsWhatWasSavedAfterARestart()
{
    Workspace workspace;
    QString id;
    {
        KeyManagerStore store(workspace.database());
        const auto saved = store.saveAndWait(fresh(), {By, Now});
        VERIFY_OK(saved);
        QCOMPARE(saved->revision, 1);
        id = saved->id;
        QVERIFY(!id.isEmpty());
    }
    workspace.reopen();
    KeyManagerStore store(workspace.database());
    const auto found = store.find(id);
    VERIFY_OK(found);
    QVERIFY(*found);
    QVERIFY((*found)->keyManager == documented());
    QCOMPARE((*found)->server, QStringLiteral("https://apim.bank.example:9443"));
    QCOMPARE((*found)->createdAt, Now);
    QVERIFY(*store.findByName(QStringLiteral("OBKM")));
    QVERIFY(!*store.findByName(QStringLiteral("obkm")));
}

void TestKeyManagerStore::listsByName()
{
    Workspace workspace;
    KeyManagerStore store(workspace.database());
    for (const char *name : {"b", "a", "c"})
        VERIFY_OK(store.saveAndWait(fresh(name), {By, Now}));
    const auto all = store.list();
    VERIFY_OK(all);
    QCOMPARE(all->size(), 3);
    QCOMPARE((*all)[0].keyManager.name, QStringLiteral("a"));
    QCOMPARE((*all)[2].keyManager.name, QStringLiteral("c"));
}

void TestKeyManagerStore::refusesASecondOfAName()
{
    Workspace workspace;
    KeyManagerStore store(workspace.database());
    VERIFY_OK(store.saveAndWait(fresh("a"), {By, Now}));
    const auto second = store.saveAndWait(fresh("a"), {By, Now});
    QVERIFY(!second);
    QCOMPARE(second.error().kind, Error::Conflict);
    auto other = store.saveAndWait(fresh("b"), {By, Now});
    VERIFY_OK(other);
    other->keyManager.name = QStringLiteral("a");
    const auto renamed = store.saveAndWait(*other, {By, Now});
    QVERIFY(!renamed);
    QVERIFY2(renamed.error().message.contains(QStringLiteral("\"a\"")), qPrintable(renamed.error().message));
    QVERIFY(*store.findByName(QStringLiteral("b")));
}

void TestKeyManagerStore::refusesAChangeOfWhatAnotherProgramChanged()
{
    Workspace workspace;
    KeyManagerStore store(workspace.database());
    const auto first = store.saveAndWait(fresh(), {By, Now});
    VERIFY_OK(first);
    auto theirs = *first;
    theirs.keyManager.description = QStringLiteral("theirs");
    VERIFY_OK(store.saveAndWait(theirs, {By, Now}));
    auto ours = *first;
    ours.keyManager.description = QStringLiteral("ours");
    const auto late = store.saveAndWait(ours, {By, Now});
    QVERIFY(!late);
    QCOMPARE(late.error().kind, Error::Conflict);
    QCOMPARE((*store.find(first->id))->keyManager.description, QStringLiteral("theirs"));
}

void TestKeyManagerStore::refusesASecretInTheClear()
{
    Workspace workspace;
    KeyManagerStore store(workspace.database());
    StoredKeyManager careless = fresh();
    careless.keyManager.propertyRef(QStringLiteral("Password")) = {
        QStringLiteral("Password"), QStringLiteral("s3cret-word"), ConnectorProperty::Form::Text};
    const auto saved = store.saveAndWait(careless, {By, Now});
    QVERIFY(!saved);
    QCOMPARE(saved.error().kind, Error::Refused);
    QVERIFY(!saved.error().message.contains(QStringLiteral("s3cret")));
    VERIFY_OK(store.saveAndWait(fresh(), {By, Now}));
    QCOMPARE(store.list()->constFirst().keyManager.vaultSecrets(), QStringList(QStringLiteral("Password")));
    for (const QString &suffix : {QString(), QStringLiteral("-wal")}) {
        QFile file(workspace.path() + suffix);
        if (file.open(QIODevice::ReadOnly))
            QVERIFY(!file.readAll().contains("s3cret-word"));
    }
}

void TestKeyManagerStore::refusesASecretInWhatIsNotKnown_data()
{
    QTest::addColumn<KeyManager>("careless");
    QTest::addColumn<QString>("place");
    const auto row = [](const char *called, const char *place, auto spoil) {
        KeyManager keyManager = documented();
        spoil(keyManager);
        QTest::newRow(called) << keyManager << QString::fromLatin1(place);
    };
    row("unknown member", "connectionPassword",
        [](KeyManager &careless) { careless.otherMembers = R"({"connectionPassword":"s3cret-word"})"; });
    row("nested property", "additionalProperties.x.pwd", [](KeyManager &careless) {
        careless.connector.append(
            {QStringLiteral("x"), QStringLiteral(R"({"pwd":"s3cret-word"})"), ConnectorProperty::Form::Json});
    });
    row("beside a rule", "tokenValidation[0].secret",
        [](KeyManager &careless) { careless.tokenRules[0].otherMembers = R"({"secret":"s3cret-word"})"; });
    row("within a rule", "tokenValidation[0].value.password",
        [](KeyManager &careless) { careless.tokenRules[0].otherValues = R"({"password":"s3cret-word"})"; });
    row("address", "tokenEndpoint",
        [](KeyManager &careless) { careless.tokenEndpoint = QStringLiteral("https://admin:s3cret-word@is/token"); });
    row("certificate", "certificates", [](KeyManager &careless) {
        careless.certificateForm = CertificateForm::Pem;
        careless.certificate = QStringLiteral("-----BEGIN PRIVATE KEY-----\ns3cret-word");
    });
}

void TestKeyManagerStore::refusesASecretInWhatIsNotKnown()
{
    QFETCH(KeyManager, careless);
    QFETCH(QString, place);
    Workspace workspace;
    KeyManagerStore store(workspace.database());
    StoredKeyManager stored = fresh();
    stored.keyManager = careless;
    const auto saved = store.saveAndWait(stored, {By, Now});
    QVERIFY(!saved);
    QCOMPARE(saved.error().kind, Error::Refused);
    QVERIFY2(saved.error().message.contains(place) && !saved.error().message.contains(QStringLiteral("s3cret")),
             qPrintable(saved.error().message));
    QVERIFY(store.list()->isEmpty());
}

void TestKeyManagerStore::refusesWhatItCouldNotReadAgain()
{
    Workspace workspace;
    KeyManagerStore store(workspace.database());
    StoredKeyManager large = fresh("large");
    large.keyManager.certificateForm = CertificateForm::Pem;
    large.keyManager.certificate = QString(MaxKeyManagerBytes, QLatin1Char('x'));
    QCOMPARE(store.saveAndWait(large, {By, Now}).error().kind, Error::TooLarge);
    StoredKeyManager deep = fresh("deep");
    deep.keyManager.connector.append({QStringLiteral("x"),
                                      QString(MaxJsonDepth, QLatin1Char('[')) + QString(MaxJsonDepth, QLatin1Char(']')),
                                      ConnectorProperty::Form::Json});
    const auto saved = store.saveAndWait(deep, {By, Now});
    QVERIFY(!saved);
    QVERIFY2(saved.error().message.startsWith(QStringLiteral("The key manager cannot be stored")),
             qPrintable(saved.error().message));
    VERIFY_OK(store.list());
}

void TestKeyManagerStore::enablesAndDisables()
{
    Workspace workspace;
    KeyManagerStore store(workspace.database());
    const auto saved = store.saveAndWait(fresh(), {By, Now});
    VERIFY_OK(saved);
    const auto off = store.setEnabledAndWait(saved->id, false, {By, Now + std::chrono::seconds(1)});
    VERIFY_OK(off);
    QVERIFY(!(*store.find(saved->id))->keyManager.isEnabled);
    QCOMPARE((*store.find(saved->id))->updatedAt, Now + std::chrono::seconds(1));
    QCOMPARE((*store.find(saved->id))->createdAt, Now);
    VERIFY_OK(store.setEnabledAndWait(saved->id, true, {By, Now}));
    QVERIFY((*store.find(saved->id))->keyManager == documented());
}

void TestKeyManagerStore::deletesAndTakesItBack()
{
    Workspace workspace;
    KeyManagerStore store(workspace.database());
    const auto saved = store.saveAndWait(fresh(), {By, Now});
    VERIFY_OK(saved);
    VERIFY_OK(store.removeAndWait(saved->id, {By, Now}));
    QVERIFY(store.list()->isEmpty());
    QVERIFY(!*store.find(saved->id));
    auto late = *saved;
    QVERIFY(!store.saveAndWait(late, {By, Now}));
    VERIFY_OK(outcomeOf([&](const store::ReplyBox &replies, KeyManagerStore::Done done) {
        store.restore(saved->id, {By, Now}, replies, std::move(done));
    }));
    QVERIFY((*store.find(saved->id))->keyManager == documented());
}

void TestKeyManagerStore::takesNothingBackIntoATakenName()
{
    Workspace workspace;
    KeyManagerStore store(workspace.database());
    const auto saved = store.saveAndWait(fresh(), {By, Now});
    VERIFY_OK(saved);
    VERIFY_OK(store.removeAndWait(saved->id, {By, Now}));
    VERIFY_OK(store.saveAndWait(fresh(), {By, Now}));
    const auto restored = outcomeOf([&](const store::ReplyBox &replies, KeyManagerStore::Done done) {
        store.restore(saved->id, {By, Now}, replies, std::move(done));
    });
    QVERIFY(!restored);
    QCOMPARE(restored.error().kind, Error::Conflict);
    QCOMPARE(store.list()->size(), 1);
}

void TestKeyManagerStore::knowsTheSecretsOfTheDeleted()
{
    Workspace workspace;
    KeyManagerStore store(workspace.database());
    const auto saved = store.saveAndWait(fresh(), {By, Now});
    VERIFY_OK(saved);
    StoredKeyManager plain = fresh("plain");
    plain.keyManager.removeProperty(QStringLiteral("Password"));
    const auto other = store.saveAndWait(plain, {By, Now});
    VERIFY_OK(other);
    QVERIFY(store.secretsOfDeleted(Now)->isEmpty());
    const Instant later = Now + std::chrono::hours(1);
    VERIFY_OK(store.removeAndWait(saved->id, {By, later}));
    VERIFY_OK(store.removeAndWait(other->id, {By, later}));
    QVERIFY(store.secretsOfDeleted(Now)->isEmpty());
    QCOMPARE(*store.secretsOfDeleted(later), QList({LeftSecrets{saved->id, {QStringLiteral("Password")}}}));
    VERIFY_OK(store.noteSecretsGoneAndWait(saved->id));
    QVERIFY(store.secretsOfDeleted(later)->isEmpty());
    VERIFY_OK(outcomeOf([&](const store::ReplyBox &replies, KeyManagerStore::Done done) {
        store.restore(saved->id, {By, Now}, replies, std::move(done));
    }));
    QVERIFY((*store.find(saved->id))->keyManager.vaultSecrets().isEmpty());
    // Of one that is not deleted they are the vault's.
    const auto third = store.saveAndWait(fresh("third"), {By, Now});
    VERIFY_OK(third);
    VERIFY_OK(store.noteSecretsGoneAndWait(third->id));
    QCOMPARE((*store.find(third->id))->keyManager.vaultSecrets(), QStringList(QStringLiteral("Password")));
}

void TestKeyManagerStore::saysThatThereIsNone()
{
    Workspace workspace;
    KeyManagerStore store(workspace.database());
    QCOMPARE(store.removeAndWait(QStringLiteral("x"), {By, Now}).error().kind, Error::NotFound);
    QCOMPARE(store.setEnabledAndWait(QStringLiteral("x"), true, {By, Now}).error().kind, Error::NotFound);
    QVERIFY(!*store.find(QStringLiteral("x")));
}

void TestKeyManagerStore::answersWhereItIsAsked()
{
    Workspace workspace;
    KeyManagerStore store(workspace.database());
    store::ReplyBox replies;
    std::optional<Result<StoredKeyManager>> answer;
    store.save(fresh(), {By, Now}, replies, [&](const Result<StoredKeyManager> &saved) { answer = saved; });
    QVERIFY(!answer);
    QTRY_VERIFY(answer);
    VERIFY_OK(*answer);
    QCOMPARE((*answer)->revision, 1);
}

void TestKeyManagerStore::noticesAnotherProgram()
{
    Workspace workspace;
    store::ChangeWatcher watcher(workspace.database());
    QSignalSpy changed(&watcher, &store::ChangeWatcher::changedElsewhere);
    auto other = store::Database::open(workspace.path(), Now);
    VERIFY_OK(other);
    VERIFY_OK(KeyManagerStore(**other).saveAndWait(fresh(), {By, Now}));
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(KeyManagerStore(workspace.database()).list()->size(), 1);
}

void TestKeyManagerStore::saysWhichDocumentIsDamaged()
{
    Workspace workspace;
    KeyManagerStore store(workspace.database());
    const auto saved = store.saveAndWait(fresh(), {By, Now});
    VERIFY_OK(saved);
    VERIFY_OK(workspace.database().writeAndWait<void>([](store::Connection &connection) {
        return connection.run("UPDATE key_managers SET document = 'x'").map([](QSqlQuery *) {});
    }));
    const auto all = store.list();
    QVERIFY(!all);
    QVERIFY2(all.error().message.contains(saved->id), qPrintable(all.error().message));
}

QTEST_GUILESS_MAIN(TestKeyManagerStore)
#include "test_key_manager_store.moc"
