#include "store/token_store.h"

#include "store/exchange_log.h"
#include "store/housekeeping.h"
#include "store_fixture.h"

using namespace gatehouse;
using namespace gatehouse::store;
using namespace gatehouse::store::test;

namespace {

AccessToken sampleToken(const QByteArray &hash, int client = 1)
{
    return {hash, sampleClient(client).clientId,  QStringLiteral("accounts"),
            Now,  Now + std::chrono::minutes(10), "thumb"};
}

Result<void> insertToken(TokenStore &tokens, const AccessToken &token, const std::optional<Jti> &assertion = {})
{
    return outcomeOf([&](const ReplyBox &replies, TokenStore::Done done) {
        tokens.insert(token, assertion, replies, std::move(done));
    });
}

bool isThere(const TokenStore &tokens, const QByteArray &hash)
{
    const auto found = tokens.find(hash);
    return found && *found;
}

} // namespace

class TestTokenStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_workspace = std::make_unique<Workspace>();
        m_tokens = std::make_unique<TokenStore>(m_workspace->database());
        m_clients = std::make_unique<ClientStore>(m_workspace->database());
        VERIFY_DONE(putClients(m_workspace->database(), 1, 3));
    }

    void findsATokenWithItsClientsStatus()
    {
        VERIFY_DONE(insertToken(*m_tokens, sampleToken("h1")));
        const AccessToken token = **m_tokens->find("h1");
        QCOMPARE(token.hash, QByteArray("h1"));
        QCOMPARE(token.clientId, sampleClient(1).clientId);
        QCOMPARE(token.scope, QStringLiteral("accounts"));
        QCOMPARE(token.issuedAt, Now);
        QCOMPARE(token.certificateThumbprint, QByteArray("thumb"));
        QCOMPARE(token.clientStatus, ClientStatus::Active);
        VERIFY_DONE(putStatus(m_workspace->database(), token.clientId, ClientStatus::Suspended));
        QVERIFY(!(*m_tokens->find("h1"))->isLive(Now));
        VERIFY_DONE(putStatus(m_workspace->database(), token.clientId, ClientStatus::Active));
        QVERIFY((*m_tokens->find("h1"))->isLive(Now));
        QVERIFY(!isThere(*m_tokens, "h2"));
        QVERIFY(!isThere(*m_tokens, QByteArray()));
    }

    void aTokenEndsAtItsExpiry()
    {
        VERIFY_DONE(insertToken(*m_tokens, sampleToken("h1")));
        const AccessToken token = **m_tokens->find("h1");
        QVERIFY(token.isLive(token.expiresAt - std::chrono::milliseconds(1)));
        QVERIFY(!token.isLive(token.expiresAt));
    }

    void deletionOfTheClientKillsItsTokensAlone()
    {
        VERIFY_DONE(insertToken(*m_tokens, sampleToken("h1")));
        VERIFY_DONE(insertToken(*m_tokens, sampleToken("h2")));
        VERIFY_DONE(insertToken(*m_tokens, sampleToken("other", 2)));
        VERIFY_DONE(outcomeOf([&](const ReplyBox &replies, ClientStore::Done done) {
            m_clients->remove(sampleClient(1).clientId, Now, replies, std::move(done));
        }));
        QVERIFY(!isThere(*m_tokens, "h1"));
        QVERIFY(!isThere(*m_tokens, "h2"));
        QVERIFY(isThere(*m_tokens, "other"));
    }

    void givesNoTokenToAClientThatIsNotActive()
    {
        for (const ClientStatus status : {ClientStatus::Held, ClientStatus::Suspended, ClientStatus::Deleted}) {
            VERIFY_DONE(putStatus(m_workspace->database(), sampleClient(1).clientId, status));
            const auto refused = insertToken(*m_tokens, sampleToken("h1"), sampleJti(QStringLiteral("a")));
            QVERIFY(!refused);
            QCOMPARE(refused.error().kind, Error::NotFound);
            QVERIFY(!isThere(*m_tokens, "h1"));
        }
        QVERIFY(!*m_clients->jtiFirstUsed(QStringLiteral("issuer"), QStringLiteral("a")));
        QVERIFY(!insertToken(*m_tokens, sampleToken("h1", 77)));
    }

    void acceptsAnAssertionOnce()
    {
        VERIFY_DONE(insertToken(*m_tokens, sampleToken("h1"), sampleJti(QStringLiteral("a"))));
        const auto replayed = insertToken(*m_tokens, sampleToken("h2"), sampleJti(QStringLiteral("a")));
        QVERIFY(!replayed);
        QCOMPARE(replayed.error().kind, Error::Conflict);
        QVERIFY(!isThere(*m_tokens, "h2"));
        // Registrations use up identifiers from the same table.
        QVERIFY(!registerClient(*m_clients, sampleClient(9), sampleJti(QStringLiteral("a"))));
        const auto remembered = outcomeOf([&](const ReplyBox &replies, TokenStore::Done done) {
            m_tokens->rememberJti(sampleJti(QStringLiteral("a")), Now, replies, std::move(done));
        });
        QVERIFY(!remembered);
        QCOMPARE(remembered.error().kind, Error::Conflict);
    }

    void revokesOneOrAllOfAClient()
    {
        for (const char *hash : {"h1", "h2", "h3"})
            VERIFY_DONE(insertToken(*m_tokens, sampleToken(hash)));
        VERIFY_DONE(insertToken(*m_tokens, sampleToken("other", 2)));
        VERIFY_DONE(outcomeOf(
            [&](const ReplyBox &replies, TokenStore::Done done) { m_tokens->revoke("h1", replies, std::move(done)); }));
        QVERIFY(!isThere(*m_tokens, "h1"));
        QVERIFY(isThere(*m_tokens, "h2"));
        VERIFY_DONE(outcomeOf([&](const ReplyBox &replies, TokenStore::Done done) {
            m_tokens->revokeAll(sampleClient(1).clientId, replies, std::move(done));
        }));
        QVERIFY(!isThere(*m_tokens, "h2"));
        QVERIFY(!isThere(*m_tokens, "h3"));
        QVERIFY(isThere(*m_tokens, "other"));
        m_tokens->revoke("other");
        QTRY_VERIFY(!isThere(*m_tokens, "other"));
    }

    void purgesWhatHasExpiredAndNothingElse()
    {
        AccessToken later = sampleToken("later");
        later.expiresAt = Now + std::chrono::hours(5);
        Jti laterJti = sampleJti(QStringLiteral("later"));
        laterJti.expiresAt = later.expiresAt;
        VERIFY_DONE(insertToken(*m_tokens, sampleToken("soon"), sampleJti(QStringLiteral("soon"))));
        VERIFY_DONE(insertToken(*m_tokens, later, laterJti));
        const auto purged = purgeAndWait(m_workspace->database(), Now + std::chrono::hours(2));
        QVERIFY(purged);
        QCOMPARE(purged->tokens, 1);
        QCOMPARE(purged->identifiers, 1);
        QVERIFY(!isThere(*m_tokens, "soon"));
        QVERIFY(isThere(*m_tokens, "later"));
        QVERIFY(!*m_clients->jtiFirstUsed(QStringLiteral("issuer"), QStringLiteral("soon")));
        QVERIFY(*m_clients->jtiFirstUsed(QStringLiteral("issuer"), QStringLiteral("later")));
        QCOMPARE(*m_clients->count({}), 2);
    }

    void purgesManyInPartsToTheEnd()
    {
        constexpr int Count = 9000;
        VERIFY_DONE(m_workspace->database().writeAndWait<void>([](Connection &connection) -> Result<void> {
            for (int i = 0; i < Count; ++i) {
                if (auto used = useJti(connection, sampleJti(QString::number(i)), Now); !used)
                    return used;
            }
            return {};
        }));
        const quint64 before = m_workspace->database().commits();
        const auto purged = purgeAndWait(m_workspace->database(), Now + std::chrono::hours(2));
        QVERIFY(purged);
        QCOMPARE(purged->identifiers, Count);
        QVERIFY(m_workspace->database().commits() - before > 3);
    }

    void purgesByItselfWithNobodyWaiting()
    {
        VERIFY_DONE(m_workspace->database().writeAndWait<void>([](Connection &connection) -> Result<void> {
            for (int i = 0; i < 3000; ++i) {
                if (auto used = useJti(connection, sampleJti(QString::number(i)), Now); !used)
                    return used;
            }
            return {};
        }));
        m_tokens->purge(Now + std::chrono::hours(2));
        QTRY_COMPARE(valueOf(m_workspace->database(), "SELECT count(*) FROM seen_jtis")->toInt(), 0);
    }

private:
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<TokenStore> m_tokens;
    std::unique_ptr<ClientStore> m_clients;
};

QTEST_GUILESS_MAIN(TestTokenStore)
#include "test_token_store.moc"
