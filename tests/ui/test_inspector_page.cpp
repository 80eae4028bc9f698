#include "base/files.h"
#include "console_test.h"
#include "ui/appearance.h"
#include "ui/models/checks_model.h"
#include "ui/models/claim_model.h"
#include "ui/pages/inspector/inspector_page.h"
#include "ui/pages/inspector/key_choice.h"
#include "ui/pages/inspector/token_input.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/timeline_widget.h"
#include "ui/widgets/token_view.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>

using namespace gatehouse;
using namespace Qt::StringLiterals;

namespace {

const QString Data = QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/");
/// Half an hour after the published request was issued.
const Instant WhileValid = fromSeconds(1'643'090'815 + 1800);
const Instant Later = fromSeconds(1'760'000'000);

QByteArray fixture(const char *name)
{
    return readFile(Data + QString::fromLatin1(name)).value();
}

} // namespace

class TestInspectorPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void saysWhatToDoWhileThereIsNothing();
    void pastesByTheButtonOfTheEmptyState();
    void readsThePublishedCurlCommand();
    void namesTheKeyThatVerified();
    void tellsWhichKeySignedTheStatement();
    void readsKeysFromAUrlThatIsTyped();
    void passesTheExpiryWhenJudgedWhileItWasValid();
    void saysWhatWso2WouldAnswer();
    void judgesAtTheMomentThatIsTyped();
    void judgesWhenItWasIssued();
    void saysThatKeysCannotBeReadBesideTheChoice();
    void saysThatNoKeysWereGiven();
    void saysWhyATextHoldsNoToken();
    void showsTheLatestTextWhenTwoComeQuickly();
    void forgetsARunningInspectionWhenTheTextIsCleared();
    void filtersChecksByOutcome();
    void showsTheClaimOfAnActivatedCheck();
    void copiesTheWholeValueOfAClaim();
    void takesADroppedFile();
    void saysWhyAFileCannotBeOpened();
    void undoesAPaste();
    void keepsALongPasteWholeAndShowsAPart();
    void doesNotHoldUpTheWindow_data();
    void doesNotHoldUpTheWindow();
    void isUsableByKeyboardAlone();
    void namesEveryControl();
    void remembersItsKeySetsAndNoText();
    void describesTheTimeLineInWords();

private:
    void chooseKeys(const QString &file);
    void paste(const QByteArray &text);
    void awaitInspection();
    QString outcomeOf(const QString &title) const;
    template <typename T>
    T *find(const QString &name) const
    {
        return m_page->findChild<T *>(name);
    }
    QString headline() const { return find<ui::OutcomeLabel>(u"headline"_s)->text(); }

    std::unique_ptr<ui::InspectorPage> m_page;
    std::unique_ptr<QSignalSpy> m_inspected;
};

void TestInspectorPage::init()
{
    ui::InspectorServices services;
    services.policy = [] { return dcr::Policy::openBankingUk(); };
    services.clock = [] { return Later; };
    m_page = std::make_unique<ui::InspectorPage>(std::move(services));
    m_page->resize(1100, 760);
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    m_page->focusFirst();
    m_inspected = std::make_unique<QSignalSpy>(m_page.get(), &ui::InspectorPage::inspected);
}

void TestInspectorPage::cleanup()
{
    m_inspected.reset();
    m_page.reset();
}

void TestInspectorPage::chooseKeys(const QString &file)
{
    find<ui::KeyChoice>(u"statementKeys"_s)->setSelection({ui::KeySelection::Source::Files, {file}});
}

void TestInspectorPage::paste(const QByteArray &text)
{
    QGuiApplication::clipboard()->setText(QString::fromUtf8(text));
    QTest::mouseClick(find<QPushButton>(u"pasteButton"_s), Qt::LeftButton);
    awaitInspection();
}

void TestInspectorPage::awaitInspection()
{
    QVERIFY(m_inspected->wait());
    m_inspected->clear();
}

QString TestInspectorPage::outcomeOf(const QString &title) const
{
    const QAbstractItemModel *model = find<QTableView>(u"checksTable"_s)->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        if (model->index(row, ui::ChecksModel::TitleColumn).data().toString() == title)
            return model->index(row, ui::ChecksModel::OutcomeColumn).data().toString();
    }
    return u"no such check"_s;
}

void TestInspectorPage::saysWhatToDoWhileThereIsNothing()
{
    QVERIFY(find<QPushButton>(u"emptyPasteButton"_s)->isVisible());
    QVERIFY(!find<QPushButton>(u"clearButton"_s)->isEnabled());
    QVERIFY(!find<QPushButton>(u"whenIssuedButton"_s)->isEnabled());
}

void TestInspectorPage::pastesByTheButtonOfTheEmptyState()
{
    QGuiApplication::clipboard()->setText(QString::fromUtf8(fixture("seed-request-ssa-trimmed.jwt")));
    QTest::mouseClick(find<QPushButton>(u"emptyPasteButton"_s), Qt::LeftButton);
    awaitInspection();
    QVERIFY(!find<QPushButton>(u"emptyPasteButton"_s)->isVisible());
    QVERIFY(find<QLabel>(u"foundIn"_s)->text().startsWith(u"Software statement"_s));
}

void TestInspectorPage::readsThePublishedCurlCommand()
{
    chooseKeys(Data + u"docs-public-keys.jwks.json"_s);
    paste(fixture("seed-curl-command.txt"));
    QVERIFY(headline().contains(u"would be refused with invalid_software_statement"_s));
    QCOMPARE(outcomeOf(u"The request has not expired"_s), u"Fail"_s);
    QCOMPARE(outcomeOf(u"The request's issuer is the statement's software"_s), u"Fail"_s);
    QCOMPARE(outcomeOf(u"The request's software id is the statement's"_s), u"Fail"_s);
    QCOMPARE(outcomeOf(u"The software signed the request"_s), u"Pass"_s);

    const QAbstractItemModel *compared = find<QTableView>(u"comparison"_s)->model();
    QCOMPARE(compared->index(0, 0).data().toString(), u"Differs"_s);
    QCOMPARE(compared->index(0, 2).data().toString(), u"sgsMuc8ACBgBzinpr8oJ8B"_s);
    QCOMPARE(compared->index(0, 3).data().toString(), u"u3ZWlf9Yt42dyZgIvzkvqb"_s);
}

void TestInspectorPage::namesTheKeyThatVerified()
{
    chooseKeys(Data + u"docs-public-keys.jwks.json"_s);
    paste(fixture("seed-registration-request.jwt"));
    const auto *signature = find<QWidget>(u"requestSignature"_s);
    QCOMPARE(signature->accessibleName(), u"Signature of the request: Valid"_s);
    QStringList texts;
    const auto labels = signature->findChildren<QLabel *>();
    for (const QLabel *label : labels)
        texts += label->text();
    QVERIFY(texts.join(u' ').contains(u"GqhKVTANnLMYpGGfAtJ1Nhdkgjw"_s));
    QVERIFY(texts.join(u' ').contains(u"docs-public-keys.jwks.json"_s));
}

void TestInspectorPage::tellsWhichKeySignedTheStatement()
{
    QSignalSpy told(m_page.get(), &ui::InspectorPage::statementVerified);
    chooseKeys(Data + u"docs-public-keys.jwks.json"_s);
    paste(fixture("docs-jwts/req-oQ4KoaavpOuoE7rvQsZEOV-3805cbef.jwt"));
    QVERIFY(!told.isEmpty());
    const QByteArray kid = told.constLast()[0].toByteArray();
    const QByteArray thumbprint = told.constLast()[1].toByteArray();
    const jose::JwkSet keys = jose::JwkSet::parse(fixture("docs-public-keys.jwks.json")).value();
    QVERIFY(keys.hasKid(kid));
    const auto isSigner = [&](const jose::Jwk &key) {
        return key.kid() == kid && key.thumbprint() == thumbprint;
    };
    QVERIFY(std::any_of(keys.keys().begin(), keys.keys().end(), isSigner));
    QTest::mouseClick(find<QPushButton>(u"clearButton"_s), Qt::LeftButton);
    QTRY_VERIFY(told.constLast()[0].toByteArray().isEmpty() && told.constLast()[1].toByteArray().isEmpty());
}

void TestInspectorPage::readsKeysFromAUrlThatIsTyped()
{
    QList<QUrl> asked;
    ui::InspectorServices services;
    services.policy = [] { return dcr::Policy::openBankingUk(); };
    services.clock = [] { return Later; };
    services.urlKeys = [&asked](const QUrl &url, const QByteArray &) -> dcr::KeySource {
        asked.append(url);
        return {dcr::KeySource::State::Available,
                std::make_shared<const jose::JwkSet>(
                    jose::JwkSet::parse(fixture("docs-public-keys.jwks.json")).value()),
                url.toString(), {}};
    };
    m_inspected.reset();
    m_page = std::make_unique<ui::InspectorPage>(std::move(services));
    m_page->show();
    m_inspected = std::make_unique<QSignalSpy>(m_page.get(), &ui::InspectorPage::inspected);
    auto *choice = find<ui::KeyChoice>(u"statementKeys"_s);
    QTest::mouseClick(choice->findChild<QToolButton *>(u"chooseUrl"_s), Qt::LeftButton);
    auto *dialog = choice->findChild<QInputDialog *>();
    QVERIFY(dialog);
    auto *line = dialog->findChild<QLineEdit *>();
    line->selectAll();
    QTest::keyClicks(line, u"https://keys.example/openbanking.jwks"_s);
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(choice->selection().files, QStringList{u"https://keys.example/openbanking.jwks"_s});
    paste(fixture("docs-jwts/req-oQ4KoaavpOuoE7rvQsZEOV-3805cbef.jwt"));
    QVERIFY(asked.contains(QUrl(u"https://keys.example/openbanking.jwks"_s)));
    QVERIFY(!find<ui::OutcomeLabel>(u"keyProblem"_s)->isVisible());
}

void TestInspectorPage::passesTheExpiryWhenJudgedWhileItWasValid()
{
    paste(fixture("seed-curl-command.txt"));
    QCOMPARE(outcomeOf(u"The request has not expired"_s), u"Fail"_s);
    m_page->setJudgedAt(WhileValid);
    awaitInspection();
    QCOMPARE(outcomeOf(u"The request has not expired"_s), u"Pass"_s);
    QTest::mouseClick(find<QPushButton>(u"nowButton"_s), Qt::LeftButton);
    awaitInspection();
    QCOMPARE(outcomeOf(u"The request has not expired"_s), u"Fail"_s);
}

void TestInspectorPage::saysWhatWso2WouldAnswer()
{
    chooseKeys(Data + u"docs-public-keys.jwks.json"_s);
    paste(fixture("seed-curl-command.txt"));
    auto *answer = find<ui::OutcomeLabel>(u"wso2Answer"_s);
    auto *generation = find<QComboBox>(u"wso2Generation"_s);
    QCOMPARE(answer->text(),
             u"would answer 400 invalid_client_metadata: Invalid request signature. Expired JWT"_s);
    m_page->setJudgedAt(WhileValid);
    awaitInspection();
    QCOMPARE(answer->text(), u"would answer 400 invalid_client_metadata: Invalid issuer"_s);
    generation->setFocus();
    QTest::keyClick(generation, Qt::Key_Down);
    QCOMPARE(answer->text(), u"would answer 400 invalid_client_metadata: Invalid issuer, issuer should be the same as "
                             "the software id"_s);
    // A statement alone is no question to a server.
    paste(fixture("seed-request-ssa-trimmed.jwt"));
    QVERIFY(!generation->isVisible());
}

void TestInspectorPage::judgesAtTheMomentThatIsTyped()
{
    paste(fixture("seed-curl-command.txt"));
    auto *moment = find<QDateTimeEdit>(u"judgedAt"_s);
    moment->setFocus();
    moment->setSelectedSection(QDateTimeEdit::YearSection);
    QTest::keyClicks(moment, u"2022"_s);
    QTest::keyClick(moment, Qt::Key_Return);
    awaitInspection();
    QCOMPARE(moment->dateTime().date().year(), 2022);
    QCOMPARE(moment->timeSpec(), Qt::UTC);
}

void TestInspectorPage::judgesWhenItWasIssued()
{
    paste(fixture("seed-curl-command.txt"));
    QTest::mouseClick(find<QPushButton>(u"whenIssuedButton"_s), Qt::LeftButton);
    awaitInspection();
    QCOMPARE(find<QDateTimeEdit>(u"judgedAt"_s)->dateTime(), toDateTime(fromSeconds(1'643'090'815)));
    QCOMPARE(outcomeOf(u"The request has not expired"_s), u"Pass"_s);
}

void TestInspectorPage::saysThatKeysCannotBeReadBesideTheChoice()
{
    chooseKeys(u"/nowhere/keys.json"_s);
    paste(fixture("seed-curl-command.txt"));
    const auto *problem = find<ui::OutcomeLabel>(u"keyProblem"_s);
    QVERIFY(problem->isVisible());
    QVERIFY(problem->text().contains(u"/nowhere/keys.json"_s));
    chooseKeys(Data + u"docs-public-keys.jwks.json"_s);
    awaitInspection();
    QVERIFY(!problem->isVisible());
}

void TestInspectorPage::saysThatNoKeysWereGiven()
{
    find<ui::KeyChoice>(u"statementKeys"_s)->setSelection({ui::KeySelection::Source::None, {}});
    paste(fixture("seed-registration-request.jwt"));
    QVERIFY(
        find<QWidget>(u"requestSignature"_s)->accessibleName().startsWith(u"Signature of the request: Not verified"_s));
}

void TestInspectorPage::saysWhyATextHoldsNoToken()
{
    QTest::keyClicks(find<QWidget>(u"tokenInput"_s), u"no token here"_s);
    awaitInspection();
    const auto *problem = find<ui::OutcomeLabel>(u"tokenProblem"_s);
    QVERIFY(problem->isVisible());
    QVERIFY(problem->text().contains(u"no signed token"_s));
}

void TestInspectorPage::showsTheLatestTextWhenTwoComeQuickly()
{
    m_page->inspectText(fixture("seed-curl-command.txt"));
    QTest::qWait(61);
    m_page->inspectText(fixture("seed-response-ssa.jwt"));
    QTRY_VERIFY(find<QLabel>(u"foundIn"_s)->text().startsWith(u"Software statement"_s));
    QTest::qWait(300);
    QVERIFY(find<QLabel>(u"foundIn"_s)->text().startsWith(u"Software statement"_s));
}

void TestInspectorPage::forgetsARunningInspectionWhenTheTextIsCleared()
{
    m_page->inspectText(fixture("seed-curl-command.txt"));
    QTest::qWait(61);
    m_page->inspectText({});
    QTest::qWait(300);
    QVERIFY(find<QPushButton>(u"emptyPasteButton"_s)->isVisible());
}

void TestInspectorPage::filtersChecksByOutcome()
{
    paste(fixture("seed-curl-command.txt"));
    const QAbstractItemModel *model = find<QTableView>(u"checksTable"_s)->model();
    const int all = model->rowCount();
    auto *chip = find<QToolButton>(u"chip-fail"_s);
    QTest::mouseClick(chip, Qt::LeftButton);
    QVERIFY(model->rowCount() > 0 && model->rowCount() < all);
    QCOMPARE(chip->text(), u"Fail %1"_s.arg(model->rowCount()));
    for (int row = 0; row < model->rowCount(); ++row)
        QCOMPARE(model->index(row, ui::ChecksModel::OutcomeColumn).data().toString(), u"Fail"_s);
    QTest::mouseClick(find<QToolButton>(u"chip-all"_s), Qt::LeftButton);
    QCOMPARE(model->rowCount(), all);
}

void TestInspectorPage::showsTheClaimOfAnActivatedCheck()
{
    paste(fixture("seed-curl-command.txt"));
    auto *table = find<QTableView>(u"checksTable"_s);
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        if (table->model()->index(row, ui::ChecksModel::TitleColumn).data().toString()
            == u"The request has not expired"_s)
            table->setCurrentIndex(table->model()->index(row, 0));
    }
    QTest::keyClick(table, Qt::Key_Return);
    const auto *token = find<ui::TokenView>(u"requestToken"_s);
    QCOMPARE(find<QTabWidget>(u"inspectionTabs"_s)->currentWidget(), token);
    QCOMPARE(token->currentIndex().siblingAtColumn(0).data().toString(), u"exp"_s);
}

void TestInspectorPage::copiesTheWholeValueOfAClaim()
{
    paste(fixture("seed-curl-command.txt"));
    auto *token = find<ui::TokenView>(u"requestToken"_s);
    find<QTabWidget>(u"inspectionTabs"_s)->setCurrentWidget(token);
    QVERIFY(token->showClaim("software_statement"));
    QTest::keyClick(token, Qt::Key_C, Qt::ControlModifier);
    const QString statement = QGuiApplication::clipboard()->text();
    QCOMPARE(statement.count(u'.'), 2);
    QVERIFY(statement.size() > 2000);

    QVERIFY(token->showClaim("software_id"));
    const QModelIndex button = token->currentIndex().siblingAtColumn(ui::ClaimModel::CopyColumn);
    QTest::mouseClick(token->viewport(), Qt::LeftButton, {}, token->visualRect(button).center());
    QCOMPARE(QGuiApplication::clipboard()->text(), u"sgsMuc8ACBgBzinpr8oJ8B"_s);
}

void TestInspectorPage::takesADroppedFile()
{
    QMimeData dropped;
    dropped.setUrls({QUrl::fromLocalFile(Data + u"seed-curl-command.txt"_s)});
    QVERIFY(find<ui::TokenInput>(u"tokenInput"_s)->takeMimeData(&dropped));
    awaitInspection();
    QVERIFY(find<QLabel>(u"foundIn"_s)->text().contains(u"curl"_s));
}

void TestInspectorPage::saysWhyAFileCannotBeOpened()
{
    m_page->inspectFile(u"/nowhere/token.jwt"_s);
    const auto *problem = find<ui::OutcomeLabel>(u"tokenProblem"_s);
    QTRY_VERIFY(problem->isVisible());
    QVERIFY(problem->text().contains(u"/nowhere/token.jwt"_s));
}

void TestInspectorPage::undoesAPaste()
{
    auto *input = find<ui::TokenInput>(u"tokenInput"_s);
    QTest::keyClicks(input, u"mine"_s);
    paste(fixture("seed-curl-command.txt"));
    QTest::keyClick(input, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(input->toPlainText(), u"mine"_s);
}

void TestInspectorPage::keepsALongPasteWholeAndShowsAPart()
{
    const QByteArray filler(200'000, 'x');
    auto *input = find<ui::TokenInput>(u"tokenInput"_s);
    paste(filler + ' ' + fixture("seed-registration-request.jwt"));
    QVERIFY(find<QLabel>(u"foundIn"_s)->text().startsWith(u"Registration request"_s));
    QVERIFY(input->text().size() > 200'000);
    QVERIFY(input->toPlainText().size() < 2 * ui::TokenInput::MaxShownBytes);
    QVERIFY(input->isReadOnly());
    QGuiApplication::clipboard()->setText(QString::fromUtf8(fixture("seed-response-ssa.jwt")));
    QTest::keyClick(input, Qt::Key_V, Qt::ControlModifier);
    awaitInspection();
    QVERIFY(!input->isReadOnly());
    QVERIFY(find<QLabel>(u"foundIn"_s)->text().startsWith(u"Software statement"_s));
}

void TestInspectorPage::doesNotHoldUpTheWindow_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("the published command") << fixture("seed-curl-command.txt");
    QTest::newRow("a megabyte on one line") << QByteArray(1'000'000, 'x');
    QByteArray many;
    while (many.size() < 900'000)
        many += fixture("seed-registration-request.jwt") + ' ';
    QTest::newRow("many requests") << many;
}

void TestInspectorPage::doesNotHoldUpTheWindow()
{
    QFETCH(QByteArray, text);
    chooseKeys(Data + u"docs-public-keys.jwks.json"_s);
    paste(fixture("seed-response-ssa.jwt")); // what is done once: fonts, first layout
    QGuiApplication::clipboard()->setText(QString::fromUtf8(text));
    test::LatencyProbe probe;
    QTest::qWait(50);
    probe.reset();
    find<QPushButton>(u"pasteButton"_s)->click();
    awaitInspection();
    QTest::qWait(50);
    qInfo("The window worked for %lld ms between two turns at worst.", probe.worstMs());
    QVERIFY2(probe.worstMs() <= 50, qPrintable(QString::number(probe.worstMs())));
}

void TestInspectorPage::isUsableByKeyboardAlone()
{
    paste(fixture("seed-curl-command.txt"));
    m_page->focusFirst();
    const QStringList order = test::tabOrder(*m_page);
    for (const QString &name : {u"pasteButton"_s, u"clearButton"_s, u"judgedAt"_s, u"nowButton"_s,
                                u"whenIssuedButton"_s, u"chip-all"_s, u"checksOrder"_s, u"checksTable"_s})
        QVERIFY2(order.contains(name), qPrintable(name + u" is not in "_s + order.join(u", "_s)));
    QTest::keyClick(m_page.get(), Qt::Key_N, Qt::AltModifier);
    awaitInspection();
    QTest::keyClick(m_page.get(), Qt::Key_C, Qt::AltModifier);
    QTRY_VERIFY(find<QPushButton>(u"emptyPasteButton"_s)->isVisible());
}

void TestInspectorPage::namesEveryControl()
{
    QCOMPARE(test::unnamedControls(*m_page), QStringList());
    paste(fixture("seed-curl-command.txt"));
    auto *tabs = find<QTabWidget>(u"inspectionTabs"_s);
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        QCOMPARE(test::unnamedControls(*m_page), QStringList());
    }
}

void TestInspectorPage::remembersItsKeySetsAndNoText()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"console.ini"_s);
    chooseKeys(Data + u"docs-public-keys.jwks.json"_s);
    paste(fixture("seed-curl-command.txt"));
    {
        QSettings settings(path, QSettings::IniFormat);
        m_page->saveState(settings);
    }
    QVERIFY(!readFile(path)->contains("eyJ"));
    init();
    const QSettings settings(path, QSettings::IniFormat);
    m_page->restoreState(settings);
    const ui::KeySelection expected{ui::KeySelection::Source::Files, {Data + u"docs-public-keys.jwks.json"_s}};
    QVERIFY(find<ui::KeyChoice>(u"statementKeys"_s)->selection() == expected);
    QVERIFY(find<ui::TokenInput>(u"tokenInput"_s)->text().isEmpty());
}

void TestInspectorPage::describesTheTimeLineInWords()
{
    paste(fixture("seed-curl-command.txt"));
    const QString text = find<QWidget>(u"timeline"_s)->accessibleDescription();
    QVERIFY2(text.contains(u"Request issued: 2022-01-25 06:06:55 UTC"_s), qPrintable(text));
    QVERIFY(text.contains(u"Request expires: 2022-01-25 07:06:55 UTC, 1 hour later"_s));
    QVERIFY(text.endsWith(u"Judged at: 2025-10-09 08:53:20 UTC, 3 years later"_s));
}

QTEST_MAIN(TestInspectorPage)
#include "test_inspector_page.moc"
