#include "core/dcr/failing_registrations.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::dcr;
using namespace gatehouse::dcr::test;

class TestChecks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptsTheRegistrationThatTheRowsStartFrom();
    void failsWithItsCodeAndNamesTheValues_data();
    void failsWithItsCodeAndNamesTheValues();
    void passes_data();
    void passes();
    void hasAFailingAndAPassingRowForEachCheck();
    void hasIdsThatAreUniqueAndNamedAfterTheirSubject();
    void runsTokenChecksWhateverThePolicySays();
    void isNotAcceptableWithoutAVerifiedSignature();
    void judgesABareStatementByItsOwnChecksAlone();
    void skipsWhatCannotBeRead();
    void letsThePolicyWeakenAndSilenceACheck();
};

namespace {

QStringList idsOf(const Evaluation &evaluation, std::initializer_list<Outcome> outcomes)
{
    QStringList ids;
    for (const CheckResult &result : evaluation.results) {
        if (std::find(outcomes.begin(), outcomes.end(), result.outcome) != outcomes.end())
            ids.append(result.check->id);
    }
    ids.sort();
    return ids;
}

QString describe(const Evaluation &evaluation)
{
    QString text;
    for (const CheckResult &result : evaluation.results) {
        if (result.outcome == Outcome::Fail || result.outcome == Outcome::Warn)
            text += QStringLiteral("\n%1: %2").arg(result.check->id, result.message);
    }
    return text;
}

} // namespace

void TestChecks::acceptsTheRegistrationThatTheRowsStartFrom()
{
    const Evaluation evaluation = Registration().evaluated();
    QVERIFY2(evaluation.isAcceptable(), qPrintable(describe(evaluation)));
    QCOMPARE(idsOf(evaluation, {Outcome::Fail, Outcome::Warn}), QStringList());
    QCOMPARE(evaluation.results.size(), checks().size());
}

void TestChecks::failsWithItsCodeAndNamesTheValues_data()
{
    QTest::addColumn<qsizetype>("row");
    for (qsizetype i = 0; i < failingRows().size(); ++i)
        QTest::addRow("%s: %s", failingRows()[i].check, failingRows()[i].what) << i;
}

void TestChecks::failsWithItsCodeAndNamesTheValues()
{
    QFETCH(qsizetype, row);
    const FailingRow &expected = failingRows()[row];
    Registration registration;
    expected.change(registration);
    const Evaluation evaluation = registration.evaluated();

    const CheckResult *result = evaluation.find(QLatin1String(expected.check));
    QVERIFY(result);
    QVERIFY2(result->outcome == expected.outcome, qPrintable(result->message + describe(evaluation)));
    QCOMPARE(code(result->check->error), QLatin1String(expected.error));
    for (const QString &value : expected.named)
        QVERIFY2(result->message.contains(value), qPrintable(value + QStringLiteral(" in ") + result->message));
    QVERIFY(result->message.endsWith(QLatin1Char('.')) || result->message.endsWith(QLatin1Char(')')));
    QStringList others = expected.alsoFailing;
    others.append(QLatin1String(expected.check));
    others.sort();
    QVERIFY2(idsOf(evaluation, {Outcome::Fail, Outcome::Warn}) == others, qPrintable(describe(evaluation)));
    QCOMPARE(evaluation.isAcceptable(), expected.outcome == Outcome::Warn);
}

void TestChecks::passes_data()
{
    QTest::addColumn<qsizetype>("row");
    for (qsizetype i = 0; i < passingRows().size(); ++i)
        QTest::addRow("%lld %s", static_cast<long long>(i), passingRows()[i].check) << i;
}

void TestChecks::passes()
{
    QFETCH(qsizetype, row);
    Registration registration;
    passingRows()[row].change(registration);
    const Evaluation evaluation = registration.evaluated();
    const CheckResult *result = evaluation.find(QLatin1String(passingRows()[row].check));
    QVERIFY(result);
    QVERIFY2(result->outcome == Outcome::Pass, qPrintable(result->message));
    QVERIFY2(evaluation.isAcceptable(), qPrintable(describe(evaluation)));
}

void TestChecks::hasAFailingAndAPassingRowForEachCheck()
{
    const Evaluation plain = Registration().evaluated();
    for (const Check &check : checks()) {
        const bool fails = std::any_of(failingRows().begin(), failingRows().end(),
                                       [&](const FailingRow &row) { return check.id == QLatin1String(row.check); });
        QVERIFY2(fails, check.id.data());
        const bool isPassed = plain.find(check.id)->outcome == Outcome::Pass
            || std::any_of(passingRows().begin(), passingRows().end(),
                           [&](const PassingRow &row) { return check.id == QLatin1String(row.check); });
        QVERIFY2(isPassed, check.id.data());
    }
    for (const FailingRow &row : failingRows())
        QVERIFY2(findCheck(QLatin1String(row.check)), row.check);
}

void TestChecks::hasIdsThatAreUniqueAndNamedAfterTheirSubject()
{
    QStringList ids;
    for (const Check &check : checks()) {
        QVERIFY(!ids.contains(check.id));
        ids.append(check.id);
        const QLatin1String prefix(check.subject == CheckSubject::Request        ? "request."
                                       : check.subject == CheckSubject::Statement ? "statement."
                                                                                  : "transport.");
        QVERIFY2(QString(check.id).startsWith(prefix), check.id.data());
        QVERIFY2(!title(check).isEmpty() && !check.reference.isEmpty(), check.id.data());
    }
}

void TestChecks::runsTokenChecksWhateverThePolicySays()
{
    Registration registration;
    for (const Check &check : checks())
        registration.policy.severities[check.id] = Severity::Off;
    registration.requestKey = Keys::get().stranger;
    const Evaluation evaluation = registration.evaluated();
    QCOMPARE(idsOf(evaluation, {Outcome::Fail}), QStringList(QStringLiteral("request.signature")));
    QVERIFY(!evaluation.isAcceptable());
}

void TestChecks::isNotAcceptableWithoutAVerifiedSignature()
{
    for (KeySource Evidence::*keys : {&Evidence::requestKeys, &Evidence::statementKeys}) {
        Registration registration;
        registration.surroundings = [keys](Evidence &evidence) { evidence.*keys = {}; };
        const Evaluation evaluation = registration.evaluated();
        QCOMPARE(evaluation.firstFailure(), nullptr);
        QVERIFY(!evaluation.isAcceptable());
    }
}

void TestChecks::judgesABareStatementByItsOwnChecksAlone()
{
    const Registration registration;
    Evidence evidence = Evidence::ofStatement(registration.compactStatement(), fromSeconds(NowSeconds));
    evidence.statementKeys = registration.evidence().statementKeys;
    const Evaluation evaluation = evaluate(evidence, registration.policy);
    QVERIFY(!evaluation.firstFailure());
    QVERIFY(!evaluation.isAcceptable());
    QVERIFY(!evaluation.find(QLatin1String("request.signature")));
    QCOMPARE(evaluation.find(QLatin1String("statement.signature"))->outcome, Outcome::Pass);
}

void TestChecks::skipsWhatCannotBeRead()
{
    for (const char *text : {"", ".", "..", "...", "a.b.c", "eyJ9.eyJ9.eyJ9", "\xff\xfe", "e30.bnVsbA.AA"}) {
        Evidence evidence = Evidence::ofRequest(text, fromSeconds(NowSeconds));
        evidence.requestKeys = Registration().evidence().requestKeys;
        evidence.statementKeys = Registration().evidence().statementKeys;
        const Evaluation evaluation = evaluate(evidence, Registration::defaultPolicy());
        QVERIFY(!evaluation.isAcceptable());
        QCOMPARE(evaluation.firstFailure()->check->id, QLatin1String("request.is-signed-jwt"));
        QCOMPARE(evaluation.find(QLatin1String("request.audience"))->outcome, Outcome::Skipped);
        QCOMPARE(evaluation.find(QLatin1String("statement.issuer"))->outcome, Outcome::Skipped);
    }
}

void TestChecks::letsThePolicyWeakenAndSilenceACheck()
{
    Registration registration;
    registration.request["aud"] = "https://other.example";
    const QString id = QStringLiteral("request.audience");
    registration.policy.severities[id] = Severity::Warn;
    QCOMPARE(registration.evaluated().find(QLatin1String("request.audience"))->outcome, Outcome::Warn);
    QVERIFY(registration.evaluated().isAcceptable());
    registration.policy.severities[id] = Severity::Off;
    QCOMPARE(registration.evaluated().find(QLatin1String("request.audience"))->outcome, Outcome::Skipped);
    registration.policy.severities[id] = Severity::Fail;
    QVERIFY(!registration.evaluated().isAcceptable());
}

QTEST_GUILESS_MAIN(TestChecks)
#include "test_checks.moc"
