#include "core/trust/certificate_maker.h"
#include "directory/directory.h"
#include "fetch/jwks_cache.h"
#include "jose/jwk.h"
#include "sandbox/sandbox.h"
#include "store/client_store.h"
#include "store/key_set_store.h"
#include "trust/store_edit.h"
#include "trust/store_file.h"
#include "workspace/overview.h"
#include "workspace/workspace.h"

#include <QTemporaryDir>
#include <QTest>
#include <QtCrypto>

using namespace gatehouse;
using namespace gatehouse::workspace;
using namespace Qt::StringLiterals;

class TestOverview : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_workspace = *Workspace::open(m_folder->path(), [this] { return m_now; });
    }
    void cleanup() { m_workspace.reset(); }
    void findsNothingInANewWorkspace();
    void countsRegistrationsByWhatTheyMayDo();
    void tellsTheNewestChangesFirstAndNoMoreThanAGlance();
    void tellsHowKeySetsStand_data();
    void tellsHowKeySetsStand();
    void listsNamedKeySetsInTheirOrder();
    void looksIntoTruststoresThatWereOpened();
    void namesATruststoreThatNeedsItsPassword();
    void saysNothingOfATruststoreThatIsGone();
    void looksAtTheCertificatesOfKeySets();
    void looksAtTheNewestCertificateOfAClient();
    void leavesOutDeregisteredClients();

private:
    void keep(const QString &name, const QByteArray &body, const QString &problem = {});
    trust::Certificate certificateThatExpiresIn(std::chrono::days days) const;
    void enter(const QString &id, store::ClientStatus status, const QByteArray &certificate = {});
    Overview overview() { return gatherOverview(OverviewSources::of(*m_workspace)); }
    ExpiryReport expiry(const QStringList &truststores = {})
    {
        return gatherExpiry(OverviewSources::of(*m_workspace), m_workspace->sandbox().clientTruststore(), truststores);
    }

    QCA::Initializer m_crypto;
    Instant m_now = systemNow();
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workspace> m_workspace;
};

trust::Certificate TestOverview::certificateThatExpiresIn(std::chrono::days days) const
{
    trust::test::Recipe recipe = trust::test::transportRecipe();
    recipe.notBefore = m_now - std::chrono::days(300);
    recipe.notAfter = m_now + days;
    return trust::test::make(recipe, trust::test::rsaKey()).certificate;
}

void TestOverview::enter(const QString &id, store::ClientStatus status, const QByteArray &certificate)
{
    store::Client client;
    client.clientId = id;
    client.clientName = u"App of "_s + id;
    client.status = status;
    client.issuedAt = client.updatedAt = m_now;
    client.metadata = "{}";
    const std::function<Result<void>(store::Connection &)> job = [&](store::Connection &connection) {
        return store::enterClient(connection, client, {1, m_now, "e30", "[]", certificate});
    };
    QVERIFY(m_workspace->database().writeAndWait(job));
}

/// A named key set as it was read a minute ago.
void TestOverview::keep(const QString &name, const QByteArray &body, const QString &problem)
{
    const QString url = u"https://keys.example.com/%1.jwks"_s.arg(name);
    store::KeySetStore store(m_workspace->database());
    QVERIFY(store.addName({name, url, {}}, {}));
    store::KeySetRow row;
    row.place = {url, {}, u"local"_s};
    row.body = body;
    row.fetchedAt = m_now - std::chrono::minutes(1);
    // Each later than the one before: those are what the cache takes over.
    row.attemptedAt = m_now - std::chrono::minutes(1) + std::chrono::milliseconds(store.names()->size());
    row.refreshAt = m_now + std::chrono::hours(1);
    row.problem = problem;
    store.saveLater(row, 100);
    QTRY_COMPARE(store.rows(9)->size(), store.names()->size());
    m_workspace->keySets().reload();
}

void TestOverview::findsNothingInANewWorkspace()
{
    const Overview found = overview();
    QVERIFY(found.registrations.areNone());
    QVERIFY(found.keySets.isEmpty());
    QVERIFY(found.activity.isEmpty());
    QCOMPARE(found.problems, QStringList());
    QVERIFY(expiry().certificates.isEmpty());
    QVERIFY(expiry().sawEveryClient);
}

void TestOverview::countsRegistrationsByWhatTheyMayDo()
{
    enter(u"a"_s, store::ClientStatus::Active);
    enter(u"b"_s, store::ClientStatus::Active);
    enter(u"c"_s, store::ClientStatus::Held);
    enter(u"d"_s, store::ClientStatus::Suspended);
    enter(u"e"_s, store::ClientStatus::Deleted);
    const RegistrationCounts counts = overview().registrations;
    QCOMPARE(counts, (RegistrationCounts{2, 1, 1, 1}));
    QCOMPARE(counts.live(), 4);
    QVERIFY(!counts.areNone());
}

void TestOverview::tellsTheNewestChangesFirstAndNoMoreThanAGlance()
{
    store::ActivityLog log(m_workspace->database());
    for (int i = 1; i <= Overview::MaxActivity + 3; ++i)
        QVERIFY(log.appendAndWait(
            {{store::ActivityOrigin::Console, u"ann"_s}, u"policy.applied"_s, QString::number(i), {}, {}, {}, {}},
            m_now));
    const QList<store::Activity> rows = overview().activity;
    QCOMPARE(rows.size(), Overview::MaxActivity);
    QCOMPARE(rows.constFirst().subject, QString::number(Overview::MaxActivity + 3));
}

void TestOverview::tellsHowKeySetsStand_data()
{
    using Standing = KeySetHealth::Standing;
    QTest::addColumn<bool>("hasKeys");
    QTest::addColumn<int>("fetchedHoursAgo"); // -1: never
    QTest::addColumn<QString>("problem");
    QTest::addColumn<int>("standing");
    const auto row = [](const char *name, bool hasKeys, int hours, const QString &problem, Standing standing) {
        QTest::newRow(name) << hasKeys << hours << problem << static_cast<int>(standing);
    };
    row("never asked", false, -1, {}, Standing::NeverFetched);
    row("read lately", true, 1, {}, Standing::Good);
    row("its server fails", true, 1, u"503"_s, Standing::Failing);
    row("too old to count", true, 24 * 8, u"503"_s, Standing::Lost);
    row("asked in vain", false, 1, u"503"_s, Standing::Lost);
}

void TestOverview::tellsHowKeySetsStand()
{
    QFETCH(bool, hasKeys);
    QFETCH(int, fetchedHoursAgo);
    QFETCH(QString, problem);
    QFETCH(int, standing);
    fetch::KeySetState state;
    if (hasKeys)
        state.keys = std::make_shared<jose::JwkSet>(*jose::JwkSet::parse(R"({"keys":[]})"));
    if (fetchedHoursAgo >= 0) {
        state.attemptedAt = m_now;
        if (hasKeys)
            state.fetchedAt = m_now - std::chrono::hours(fetchedHoursAgo);
    }
    state.problem = problem;
    QCOMPARE(static_cast<int>(healthOf(u"x"_s, state, m_now).standing), standing);
}

void TestOverview::listsNamedKeySetsInTheirOrder()
{
    keep(u"sandbox"_s, R"({"keys":[]})");
    keep(u"production"_s, R"({"keys":[]})", u"it answers with 503"_s);
    const QList<KeySetHealth> sets = overview().keySets;
    QCOMPARE(sets.size(), 2);
    QCOMPARE(sets[0].name, u"sandbox"_s);
    QCOMPARE(sets[0].standing, KeySetHealth::Standing::Good);
    QCOMPARE(sets[1].standing, KeySetHealth::Standing::Failing);
    QCOMPARE(sets[1].problem, u"it answers with 503"_s);
}

void TestOverview::looksIntoTruststoresThatWereOpened()
{
    const QString path = m_folder->filePath(u"partners.pem"_s);
    trust::TrustStore store{trust::StoreFormat::Pem, {}};
    QVERIFY(trust::importCertificates(
        store, {certificateThatExpiresIn(std::chrono::days(12)), certificateThatExpiresIn(std::chrono::days(400))},
        {{}, {}, u"partner"_s}, m_now));
    QVERIFY(trust::saveStoreFiles({{path, store, {}, QByteArray()}}));
    const ExpiryReport report = expiry({path});
    QCOMPARE(report.certificates.size(), 1);
    QCOMPARE(report.certificates[0].place, ExpiringCertificate::Place::Truststore);
    QCOMPARE(report.certificates[0].source, path);
    QCOMPARE(report.unread, QStringList());
}

void TestOverview::namesATruststoreThatNeedsItsPassword()
{
    const QString path = m_folder->filePath(u"sealed.p12"_s);
    trust::TrustStore store{trust::StoreFormat::Pkcs12, {}};
    QVERIFY(
        trust::importCertificates(store, {certificateThatExpiresIn(std::chrono::days(12))}, {{}, {}, u"a"_s}, m_now));
    QVERIFY(trust::saveStoreFiles({{path, store, trust::Password("wso2carbon"), QByteArray()}}));
    const ExpiryReport report = expiry({path});
    QCOMPARE(report.certificates.size(), 0);
    QCOMPARE(report.unread.size(), 1);
    QVERIFY2(report.unread[0].contains(u"sealed.p12"_s), qPrintable(report.unread[0]));
}

void TestOverview::saysNothingOfATruststoreThatIsGone()
{
    QCOMPARE(expiry({m_folder->filePath(u"gone.jks"_s)}).unread, QStringList());
}

void TestOverview::looksAtTheCertificatesOfKeySets()
{
    const trust::Certificate soon = certificateThatExpiresIn(std::chrono::days(3));
    const Json keys = {{"keys", {jose::Jwk::fromCertificateDer(soon.der())->toJson()}}};
    keep(u"production"_s, toBytes(keys));
    const ExpiryReport report = expiry();
    QCOMPARE(report.certificates.size(), 1);
    QCOMPARE(report.certificates[0].place, ExpiringCertificate::Place::KeySet);
    QCOMPARE(report.certificates[0].source, u"production"_s);
    QCOMPARE(report.certificates[0].certificate, soon);
}

void TestOverview::looksAtTheNewestCertificateOfAClient()
{
    enter(u"a"_s, store::ClientStatus::Active, certificateThatExpiresIn(std::chrono::days(-2)).der());
    enter(u"b"_s, store::ClientStatus::Active, certificateThatExpiresIn(std::chrono::days(200)).der());
    QCOMPARE(expiry().certificates.size(), 1);
    QCOMPARE(expiry().certificates[0].source, u"a"_s);
    QCOMPARE(expiry().certificates[0].name, u"App of a"_s);
    store::ClientStore &clients = m_workspace->clients();
    store::Client renewed = clients.find(u"a"_s)->value();
    renewed.version = 2;
    store::ReplyBox replies;
    bool isDone = false;
    clients.updateRegistration(renewed, {2, m_now, "e30", "[]", certificateThatExpiresIn(std::chrono::days(300)).der()},
                               {u"i"_s, u"j"_s, m_now + std::chrono::hours(1)}, replies,
                               [&isDone](const Result<void> &done) { isDone = done.has_value(); });
    QTRY_VERIFY(isDone);
    QCOMPARE(expiry().certificates.size(), 0);
}

void TestOverview::leavesOutDeregisteredClients()
{
    enter(u"a"_s, store::ClientStatus::Deleted, certificateThatExpiresIn(std::chrono::days(-2)).der());
    QCOMPARE(expiry().certificates.size(), 0);
}

QTEST_GUILESS_MAIN(TestOverview)
#include "test_overview.moc"
