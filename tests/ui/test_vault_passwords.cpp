#include "console_test.h"
#include "ui/pages/truststores/passphrase_dialog.h"
#include "ui/pages/truststores/vault_passwords.h"
#include "ui/widgets/outcome_label.h"

#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QtCrypto>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using vault::Vault;

class TestVaultPasswords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void makesTheVaultForTheFirstPassword();
    void asksForThePassphraseOnceForAllThatWait();
    void saysBesideTheFieldThatThePassphraseIsWrong();
    void asksNothingAboutFilesThatItDoesNotRemember();
    void forgetsWhatTheVaultNoLongerHas();
    void forgetsOnePasswordInTheVaultToo();
    void remembersWhereTheVaultStaysLocked();

private:
    QString type(const QString &passphrase);
    /// Nothing: there was no answer yet.
    std::shared_ptr<std::optional<std::optional<trust::Password>>> recall(const QString &path);

    QCA::Initializer m_crypto;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QWidget> m_window;
    std::unique_ptr<Vault> m_vault;
    std::unique_ptr<ui::VaultPasswords> m_passwords;
};

void TestVaultPasswords::init()
{
    m_passwords.reset();
    m_vault.reset();
    m_window = std::make_unique<QWidget>();
    m_window->show();
    m_folder = std::make_unique<QTemporaryDir>();
    m_vault = std::make_unique<Vault>(m_folder->path(), Vault::Keychain::Never);
    m_passwords = std::make_unique<ui::VaultPasswords>(*m_vault);
    QTRY_COMPARE(m_vault->state(), Vault::State::Missing);
    m_passwords->keep(u"/a.jks"_s, trust::Password("wso2carbon"), m_window.get());
    QVERIFY(type(u"correct horse"_s).isEmpty());
    QTRY_VERIFY(m_passwords->remembers(u"/a.jks"_s));
}

QString TestVaultPasswords::type(const QString &passphrase)
{
    if (!QTest::qWaitFor([this] { return m_window->findChild<ui::PassphraseDialog *>() != nullptr; }))
        return u"no dialog"_s;
    auto *dialog = m_window->findChild<ui::PassphraseDialog *>();
    for (QLineEdit *edit : dialog->findChildren<QLineEdit *>())
        edit->setText(passphrase);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"passphraseUnlock"_s), Qt::LeftButton);
    const auto *problem = dialog->findChild<ui::OutcomeLabel *>(u"passphraseProblem"_s);
    const QPointer<QDialog> guarded(dialog);
    if (!QTest::qWaitFor([&] { return !guarded || problem->isVisible(); }, 20'000))
        return u"no outcome"_s;
    return guarded ? problem->text() : QString();
}

std::shared_ptr<std::optional<std::optional<trust::Password>>> TestVaultPasswords::recall(const QString &path)
{
    auto answer = std::make_shared<std::optional<std::optional<trust::Password>>>();
    m_passwords->recall(path, m_window.get(),
                        [answer](const std::optional<trust::Password> &password) { *answer = password; });
    return answer;
}

void TestVaultPasswords::makesTheVaultForTheFirstPassword()
{
    QCOMPARE(m_vault->state(), Vault::State::Unlocked);
    const auto answer = recall(u"/a.jks"_s);
    QTRY_VERIFY(answer->has_value());
    QCOMPARE(answer->value().value(), trust::Password("wso2carbon"));
    QCOMPARE(m_passwords->paths(), QStringList{u"/a.jks"_s});
    QVERIFY(!m_window->findChild<ui::PassphraseDialog *>());
}

void TestVaultPasswords::asksForThePassphraseOnceForAllThatWait()
{
    m_vault->lock();
    const auto first = recall(u"/a.jks"_s);
    const auto second = recall(u"/a.jks"_s);
    QCOMPARE(m_window->findChildren<ui::PassphraseDialog *>().size(), 1);
    QCOMPARE(test::unnamedControls(*m_window->findChild<ui::PassphraseDialog *>()), QStringList());
    QVERIFY(type(u"correct horse"_s).isEmpty());
    QTRY_VERIFY(first->has_value() && second->has_value());
    QCOMPARE(first->value().value(), trust::Password("wso2carbon"));
    QCOMPARE(second->value().value(), trust::Password("wso2carbon"));
}

void TestVaultPasswords::saysBesideTheFieldThatThePassphraseIsWrong()
{
    m_vault->lock();
    const auto answer = recall(u"/a.jks"_s);
    const QString problem = type(u"wrong passphrase"_s);
    QVERIFY2(!problem.isEmpty() && !problem.startsWith(u"no "_s) && !problem.contains(u"wrong passphrase"_s),
             qPrintable(problem));
    QVERIFY(!answer->has_value());
    m_window->findChild<ui::PassphraseDialog *>()->reject();
    QTRY_VERIFY(answer->has_value());
    QVERIFY(!answer->value());
}

void TestVaultPasswords::asksNothingAboutFilesThatItDoesNotRemember()
{
    QVERIFY(!m_passwords->remembers(u"/other.jks"_s));
    const auto answer = recall(u"/other.jks"_s);
    QTRY_VERIFY(answer->has_value());
    QVERIFY(!answer->value());
}

void TestVaultPasswords::forgetsWhatTheVaultNoLongerHas()
{
    bool isRemoved = false;
    m_vault->remove(u"truststore:/a.jks"_s, this,
                    [&](const Result<void> &outcome) { isRemoved = outcome.has_value(); });
    QTRY_VERIFY(isRemoved);
    const auto answer = recall(u"/a.jks"_s);
    QTRY_VERIFY(answer->has_value());
    QVERIFY(!m_passwords->remembers(u"/a.jks"_s));
}

void TestVaultPasswords::forgetsOnePasswordInTheVaultToo()
{
    m_passwords->keep(u"/b.jks"_s, trust::Password("another"), m_window.get());
    QTRY_VERIFY(m_passwords->remembers(u"/b.jks"_s));
    std::optional<bool> forgotten;
    m_passwords->forget(u"/a.jks"_s, m_window.get(), [&forgotten](bool done) { forgotten = done; });
    QVERIFY(!forgotten.has_value());
    QTRY_VERIFY(forgotten.has_value());
    QVERIFY(*forgotten);
    QCOMPARE(m_passwords->paths(), QStringList{u"/b.jks"_s});
    bool isThere = true;
    m_vault->read(u"truststore:/a.jks"_s, this,
                  [&isThere](const Result<vault::Secret> &secret) { isThere = secret.has_value(); });
    QTRY_VERIFY(!isThere);
    const auto answer = recall(u"/b.jks"_s);
    QTRY_VERIFY(answer->has_value());
    QCOMPARE(answer->value().value(), trust::Password("another"));
}

void TestVaultPasswords::remembersWhereTheVaultStaysLocked()
{
    m_vault->lock();
    std::optional<bool> forgotten;
    m_passwords->forget(u"/a.jks"_s, m_window.get(), [&forgotten](bool done) { forgotten = done; });
    QTRY_VERIFY(m_window->findChild<ui::PassphraseDialog *>());
    m_window->findChild<ui::PassphraseDialog *>()->reject();
    QTRY_VERIFY(forgotten.has_value());
    QVERIFY(!*forgotten);
    QVERIFY(m_passwords->remembers(u"/a.jks"_s));
}

QTEST_MAIN(TestVaultPasswords)
#include "test_vault_passwords.moc"
