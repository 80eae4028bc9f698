#include "core/trust/certificate_maker.h"
#include "directory/directory.h"
#include "trust/store_edit.h"
#include "trust/store_file.h"
#include "workspace/expiring_certificates.h"

#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::workspace;

class TestExpiringCertificates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_directory = directory::Directory::open(m_folder.filePath(QStringLiteral("directory")), [this] {
                          return m_now;
                      }).value();
        m_tpp = m_directory->create({.baseUrl = QStringLiteral("https://localhost:8443")}).value();
        m_store = m_folder.filePath(QStringLiteral("store.pem"));
        trust::test::Recipe recipe = trust::test::authorityRecipe("Soon");
        recipe.notBefore = m_now;
        recipe.notAfter = m_now + std::chrono::days(20);
        trust::TrustStore store{trust::StoreFormat::Pem, {}};
        QList<trust::Certificate> certificates = m_directory->authorities();
        certificates.append(trust::test::make(recipe, trust::test::ecKey()).certificate);
        QVERIFY(trust::importCertificates(store, certificates, {{}, {}, QStringLiteral("partner")}, m_now));
        QVERIFY(trust::saveStoreFiles({{m_store, store, {}, QByteArray()}}));
    }

    void namesWhatExpiresWithinTheNotice()
    {
        const QList<ExpiringCertificate> found = at(m_now);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].place, ExpiringCertificate::Place::ClientTruststore);
        QCOMPARE(found[0].name, QStringLiteral("partner"));
    }

    void findsEveryPlaceAndTheSoonestFirst()
    {
        const QList<ExpiringCertificate> found =
            at(m_directory->authorities().constFirst().notAfter() + std::chrono::days(1));
        QSet<int> places;
        for (const ExpiringCertificate &certificate : found) {
            places.insert(static_cast<int>(certificate.place));
            QVERIFY(!title(certificate.place).isEmpty());
        }
        QCOMPARE(places.size(), 4);
        QVERIFY(std::ranges::any_of(
            found, [this](const ExpiringCertificate &certificate) { return certificate.name == m_tpp->softwareId; }));
        QVERIFY(std::ranges::is_sorted(
            found, {}, [](const ExpiringCertificate &certificate) { return certificate.certificate.notAfter(); }));
        // The directory's authorities stand in the truststore too and are named once.
        QCOMPARE(std::ranges::count(found, ExpiringCertificate::Place::ClientTruststore, &ExpiringCertificate::place),
                 1);
    }

    void looksAtTheRestWhereTheStoreCannotBeRead()
    {
        const Instant late = m_directory->authorities().constFirst().notAfter();
        QVERIFY(!expiringCertificates(QStringLiteral("/no/such/file"), *m_directory, late).isEmpty());
    }

private:
    QList<ExpiringCertificate> at(Instant now) const { return expiringCertificates(m_store, *m_directory, now); }

    QCA::Initializer m_crypto;
    QTemporaryDir m_folder;
    Instant m_now = systemNow();
    std::shared_ptr<directory::Directory> m_directory;
    std::optional<directory::Tpp> m_tpp;
    QString m_store;
};

QTEST_GUILESS_MAIN(TestExpiringCertificates)
#include "test_expiring_certificates.moc"
