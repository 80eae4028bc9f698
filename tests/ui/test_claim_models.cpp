#include "base/base64url.h"
#include "ui/models/claim_comparison.h"
#include "ui/models/claim_model.h"

#include <QTest>

using namespace gatehouse;
using namespace Qt::StringLiterals;

namespace {

const Instant Now = fromSeconds(1'643'094'415);

jose::JwsParts token(const Json &claims)
{
    return jose::dissect(toBase64url(R"({"alg":"PS256","kid":"k"})") + '.' + toBase64url(toBytes(claims)) + ".c2ln");
}

QString cell(const ui::ClaimModel &model, QByteArrayView claim, int column)
{
    return model.indexOfClaim(claim).siblingAtColumn(column).data().toString();
}

int rowsBelow(const QAbstractItemModel &model, const QModelIndex &parent = {})
{
    int rows = model.rowCount(parent);
    const int own = rows;
    for (int row = 0; row < own; ++row)
        rows += rowsBelow(model, model.index(row, 0, parent));
    return rows;
}

const ui::ComparedClaim *find(const std::vector<ui::ComparedClaim> &claims, const QString &name)
{
    for (const ui::ComparedClaim &claim : claims) {
        if (claim.requestClaim == name)
            return &claim;
    }
    return nullptr;
}

} // namespace

class TestClaimModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsAMomentAsDateAndDistance();
    void keepsTheRawValueOfAMoment();
    void showsMomentsThatAreNoneAsTheyStand_data();
    void showsMomentsThatAreNoneAsTheyStand();
    void saysWhatAClaimMeans();
    void putsUnknownClaimsLast();
    void saysWhyAPartCannotBeRead();
    void staysSmallWhateverTheTokenHolds_data();
    void staysSmallWhateverTheTokenHolds();
    void showsNothingOfAnEmptyToken();

    void comparesTheIssuerWithTheStatementsSoftware();
    void takesAPartOfTheRedirectUrisForWithin();
    void doesNotMindTheOrderOfAList();
    void seesARedirectUriThatTheStatementLacks();
    void doesNotCompareWhatIsAboutEachTokenItself();
    void putsDifferencesFirst();
    void comparesClaimsThatAreNoObjects();
};

void TestClaimModels::showsAMomentAsDateAndDistance()
{
    ui::ClaimModel model;
    model.setToken(token({{"exp", 1643094415 - 7200}}), dcr::TokenKind::Request, Now);
    QCOMPARE(cell(model, "exp", ui::ClaimModel::ValueColumn), u"2022-01-25 05:06:55 UTC (2 hours ago)"_s);
}

void TestClaimModels::keepsTheRawValueOfAMoment()
{
    ui::ClaimModel model;
    model.setToken(token({{"exp", 1643094415}}), dcr::TokenKind::Request, Now);
    QCOMPARE(model.indexOfClaim("exp").data(ui::ClaimModel::RawValueRole).toString(), u"1643094415"_s);
}

void TestClaimModels::showsMomentsThatAreNoneAsTheyStand_data()
{
    QTest::addColumn<QByteArray>("value");
    for (const char *value : {"\"tomorrow\"", "-5", "1e300", "18446744073709551615", "null", "true", "253402300800"})
        QTest::newRow(value) << QByteArray(value);
}

void TestClaimModels::showsMomentsThatAreNoneAsTheyStand()
{
    QFETCH(QByteArray, value);
    ui::ClaimModel model;
    model.setToken(token({{"exp", *parseJson(value)}}), dcr::TokenKind::Request, Now);
    QVERIFY(!cell(model, "exp", ui::ClaimModel::ValueColumn).contains(u"UTC"_s));
    QVERIFY(!cell(model, "exp", ui::ClaimModel::ValueColumn).isEmpty());
}

void TestClaimModels::saysWhatAClaimMeans()
{
    ui::ClaimModel model;
    model.setToken(token({{"iss", "x"}}), dcr::TokenKind::Request, Now);
    const QString asRequest = cell(model, "iss", ui::ClaimModel::MeaningColumn);
    model.setToken(token({{"iss", "x"}}), dcr::TokenKind::Statement, Now);
    QVERIFY(!asRequest.isEmpty());
    QVERIFY(cell(model, "iss", ui::ClaimModel::MeaningColumn) != asRequest);
}

void TestClaimModels::putsUnknownClaimsLast()
{
    ui::ClaimModel model;
    model.setToken(token({{"a_claim_of_nobody", 1}, {"iss", "x"}}), dcr::TokenKind::Request, Now);
    QVERIFY(model.indexOfClaim("a_claim_of_nobody").row() > model.indexOfClaim("iss").row());
}

void TestClaimModels::saysWhyAPartCannotBeRead()
{
    ui::ClaimModel model;
    model.setToken(jose::dissect("eyJhbGciOiJQUzI1NiJ9.%%%.c2ln"), dcr::TokenKind::Request, Now);
    QCOMPARE(model.rowCount(), 2);
    QVERIFY(!model.index(1, ui::ClaimModel::ValueColumn).data().toString().isEmpty());
    QCOMPARE(model.rowCount(model.index(1, 0)), 0);
}

void TestClaimModels::staysSmallWhateverTheTokenHolds_data()
{
    QTest::addColumn<QByteArray>("claims");
    Json wide = Json::object();
    for (int i = 0; i < 12'000; ++i)
        wide["claim" + std::to_string(i)] = i;
    QTest::newRow("many claims") << toBytes(wide);
    Json list = Json::array();
    for (int i = 0; i < 20'000; ++i)
        list.push_back({{"a", 1}});
    QTest::newRow("a long list of objects") << toBytes({{"org_contacts", list}});
    Json deep = 1;
    for (int i = 0; i < 28; ++i)
        deep = Json{{"d", deep}};
    QTest::newRow("deep") << toBytes(deep);
    QTest::newRow("a long text") << toBytes({{"iss", std::string(180'000, 'x')}});
}

void TestClaimModels::staysSmallWhateverTheTokenHolds()
{
    QFETCH(QByteArray, claims);
    ui::ClaimModel model;
    model.setToken(token(*parseJson(claims)), dcr::TokenKind::Statement, Now);
    QVERIFY(rowsBelow(model) <= ui::ClaimModel::MaxRows);
    QVERIFY(cell(model, "iss", ui::ClaimModel::ValueColumn).size() < 1000);
}

void TestClaimModels::showsNothingOfAnEmptyToken()
{
    ui::ClaimModel model;
    model.setToken(jose::dissect(""), dcr::TokenKind::Statement, Now);
    QCOMPARE(model.rowCount(), 2);
    QVERIFY(!model.indexOfClaim("iss").isValid());
}

void TestClaimModels::comparesTheIssuerWithTheStatementsSoftware()
{
    const auto claims = ui::compareClaims({{"iss", "a"}, {"software_id", "b"}}, {{"iss", "OpenBanking Ltd"}, {"software_id", "b"}});
    QCOMPARE(find(claims, u"iss"_s)->statementClaim, u"software_id"_s);
    QVERIFY(find(claims, u"iss"_s)->agreement == ui::Agreement::Differs);
    QVERIFY(find(claims, u"software_id"_s)->agreement == ui::Agreement::Same);
}

void TestClaimModels::takesAPartOfTheRedirectUrisForWithin()
{
    const auto claims = ui::compareClaims({{"redirect_uris", {"https://a"}}}, {{"software_redirect_uris", {"https://a", "https://b"}}});
    QVERIFY(find(claims, u"redirect_uris"_s)->agreement == ui::Agreement::Within);
}

void TestClaimModels::doesNotMindTheOrderOfAList()
{
    const auto claims = ui::compareClaims({{"redirect_uris", {"https://b", "https://a"}}},
                                          {{"software_redirect_uris", {"https://a", "https://b"}}});
    QVERIFY(find(claims, u"redirect_uris"_s)->agreement == ui::Agreement::Same);
}

void TestClaimModels::seesARedirectUriThatTheStatementLacks()
{
    const auto claims = ui::compareClaims({{"redirect_uris", {"https://a", "https://evil"}}},
                                          {{"software_redirect_uris", {"https://a", "https://b"}}});
    QVERIFY(find(claims, u"redirect_uris"_s)->agreement == ui::Agreement::Differs);
}

void TestClaimModels::doesNotCompareWhatIsAboutEachTokenItself()
{
    const auto claims = ui::compareClaims({{"iat", 1}, {"jti", "a"}}, {{"iat", 2}, {"jti", "b"}});
    QVERIFY(claims.empty());
}

void TestClaimModels::putsDifferencesFirst()
{
    const auto claims = ui::compareClaims({{"iss", "s"}, {"software_id", "s"}, {"zone", "east"}},
                                          {{"software_id", "s"}, {"zone", "west"}});
    QCOMPARE(claims.front().requestClaim, u"zone"_s);
    ui::ComparisonModel model;
    model.setClaims(claims);
    QCOMPARE(model.index(0, ui::ComparisonModel::AgreementColumn).data().toString(), u"Differs"_s);
}

void TestClaimModels::comparesClaimsThatAreNoObjects()
{
    QVERIFY(ui::compareClaims(Json::array(), 5).empty());
    QVERIFY(find(ui::compareClaims({{"iss", {{"a", 1}}}}, Json()), u"iss"_s)->agreement == ui::Agreement::Missing);
}

QTEST_MAIN(TestClaimModels)
#include "test_claim_models.moc"
