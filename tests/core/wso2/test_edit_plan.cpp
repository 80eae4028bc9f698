#include "base/files.h"
#include "wso2/edit_plan.h"

#include <QTemporaryDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::wso2;
using namespace Qt::StringLiterals;

class TestEditPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_is = QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/accelerator-3.0.0-wso2is-6.0.0-deployment.toml");
        m_am = QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/accelerator-3.0.0-wso2am-4.2.0-deployment.toml");
    }

    void writesNothing()
    {
        const QByteArray before = readFile(m_is).value();
        const auto plan = planEdits(m_is, {{u"open_banking.dcr.scope"_s, u"x"_s}});
        QVERIFY(plan && plan->changesSomething());
        QCOMPARE(readFile(m_is).value(), before);
        QCOMPARE(plan->edits[0].before, TomlValue(u"cdr-registration"_s));
        QCOMPARE(plan->edits[0].result.outcome, EditResult::Outcome::Changed);
        QVERIFY(!plan->findings.isEmpty());
    }

    void leavesOutWhatTheServerDoesNotRead()
    {
        const QList<TomlEdit> edits{{u"open_banking.dcr.jwks_url_sandbox"_s, u"https://x"_s},
                                    {u"open_banking.keyManager.name"_s, u"Other"_s},
                                    {u"financial_services.consent.zz"_s, 1},
                                    {u"open_banking.dcr.regulatory_issuers.iss"_s,
                                     TomlValue::Array{TomlValue(TomlValue::Table{{u"name"_s, u"x"_s}})}}};
        const auto is = planEdits(m_is, edits);
        QCOMPARE(is->edits[0].fit, PlannedEdit::Fit::Fits);
        QCOMPARE(is->edits[1].fit, PlannedEdit::Fit::OtherServer);
        QCOMPARE(is->edits[2].fit, PlannedEdit::Fit::OtherGeneration);
        QCOMPARE(is->edits[3].fit, PlannedEdit::Fit::Fits);
        QVERIFY(!is->file.toml.bytes().contains("keyManager"));
        const auto am = planEdits(m_am, edits);
        QCOMPARE(am->edits[0].fit, PlannedEdit::Fit::OtherServer);
        QCOMPARE(am->edits[1].fit, PlannedEdit::Fit::Fits);
        QCOMPARE(am->edits[3].fit, PlannedEdit::Fit::OtherServer);
    }

    void coversPasswords()
    {
        const auto plan = planEdits(m_is, {{u"super_admin.password"_s, u"hunter2"_s}});
        QVERIFY(plan->file.toml.bytes().contains("hunter2"));
        QCOMPARE(plan->edits[0].before, TomlValue(u"********"_s));
        QCOMPARE(plan->edits[0].shown, TomlValue(u"********"_s));
        QVERIFY(!unifiedDiff(plan->diff, u"a"_s, u"b"_s).contains("hunter2"));
    }

    void stopsBetweenTwoEdits()
    {
        int asked = 0;
        const auto plan = planEdits(m_is, {{u"a.b"_s, 1}, {u"a.c"_s, 2}, {u"a.d"_s, 3}}, CommentedKeys::Uncomment,
                                    [&asked] { return ++asked == 2; });
        QVERIFY(!plan);
        QCOMPARE(asked, 2);
        QVERIFY2(plan.error().error.message.contains(u"cancelled"_s), qPrintable(plan.error().error.message));
        QVERIFY(planEdits(m_is, {{u"a.b"_s, 1}}, CommentedKeys::Uncomment, [] { return false; }));
    }

    void saysThatAFileIsTooLarge()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"x"_s);
        QVERIFY(saveFile(path, QByteArray(DeploymentToml::MaxBytes, '#')));
        QVERIFY(planEdits(path, {}));
        QVERIFY(saveFile(path, QByteArray(DeploymentToml::MaxBytes + 1, '#')));
        const auto plan = planEdits(path, {});
        QCOMPARE(plan.error().error.kind, Error::TooLarge);
        QVERIFY2(plan.error().error.message.contains(path), qPrintable(plan.error().error.message));
    }

    void saysWhyThereIsNone()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"x"_s);
        QVERIFY(saveFile(path, "[open_banking.dcr]\ntoken_endpoint = https://x\n"));
        const auto plan = planEdits(path, {});
        QCOMPARE(plan.error().error.kind, Error::Malformed);
        QCOMPARE(plan.error().findings.constFirst().line, 2);
        QCOMPARE(planEdits(folder.filePath(u"none"_s), {}).error().error.kind, Error::NotFound);
    }

private:
    QString m_is;
    QString m_am;
};

QTEST_GUILESS_MAIN(TestEditPlan)
#include "test_edit_plan.moc"
