#include "base/base64url.h"
#include "jose/jws.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::jose;

namespace {

constexpr char Claims7515[] =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

constexpr char KeyOfA2[] =
    R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qP)"
    "CJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-"
    "bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9k"
    R"(G4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",)"
    R"("e":"AQAB"})";
constexpr char SignatureOfA2[] =
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t"
    "1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12j"
    "zDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQ"
    "Ge77Rw";

constexpr char KeyOfA3[] = R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                           R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";
constexpr char SignatureOfA3[] =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

constexpr char KeyOf7520[] =
    R"({"kty":"RSA","kid":"bilbo.baggins@hobbiton.example","use":"sig","n":"n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_K)"
    "uKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHH"
    "ig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg"
    R"(_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw","e":"AQAB"})";
constexpr char Payload7520[] =
    "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5k"
    "IGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4";

Jwk key(const char *json)
{
    return Jwk::fromJson(parseJson(json).value()).value();
}

QByteArray compact(const char *header, const char *payload, const char *signature)
{
    return QByteArray(header) + '.' + payload + '.' + signature;
}

} // namespace

class TestRfcVectors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rfc7515A1IsRefusedBecauseItIsNotASignature()
    {
        const QByteArray token = compact("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9", Claims7515,
                                         "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        const SignatureVerdict verdict = verify(dissect(token), JwkSet({key(KeyOfA2)}), FapiAlgorithms);
        QCOMPARE(verdict.status, SignatureVerdict::Status::Invalid);
        QVERIFY2(verdict.reason.contains(QStringLiteral("HS256, a secret that both sides share")),
                 qPrintable(verdict.reason));
    }

    void rfc7515A2VerifiesOnlyWhereRs256IsAllowed()
    {
        const JwsParts parts = dissect(compact("eyJhbGciOiJSUzI1NiJ9", Claims7515, SignatureOfA2));
        const JwkSet keys({key(KeyOfA2)});
        QCOMPARE(verify(parts, keys, {Algorithm::RS256}).status, SignatureVerdict::Status::Valid);

        const SignatureVerdict refused = verify(parts, keys, {Algorithm::PS256, Algorithm::ES256});
        QCOMPARE(refused.status, SignatureVerdict::Status::Invalid);
        QCOMPARE(refused.reason, QStringLiteral("The token is signed with RS256; allowed are PS256, ES256."));
    }

    void rfc7515A3VerifiesWithEs256()
    {
        const Result<Jws> jws = Jws::parse(compact("eyJhbGciOiJFUzI1NiJ9", Claims7515, SignatureOfA3));
        QVERIFY(jws);
        QCOMPARE(stringMember(jws->claims(), "iss"), QStringLiteral("joe"));
        const SignatureVerdict verdict = verify(*jws, JwkSet({key(KeyOfA3)}), FapiAlgorithms);
        QCOMPARE(verdict.status, SignatureVerdict::Status::Valid);
        QCOMPARE(verdict.alg, "ES256");
        QCOMPARE(verdict.reason, QString());
    }

    void rfc7515A4IsRefusedBecauseP521IsNotUsedHere()
    {
        const QByteArray token = compact("eyJhbGciOiJFUzUxMiJ9", "e30", "AdwMgeerwtHoh-l192l60hp9wAHZFVJb");
        QCOMPARE(verify(dissect(token), JwkSet({key(KeyOfA3)}), {Algorithm::ES256, Algorithm::ES384}).reason,
                 QStringLiteral("The token is signed with ES512; allowed are ES256, ES384."));
    }

    void rfc7515A5IsRefusedBecauseItIsNotSigned()
    {
        const QByteArray token = compact("eyJhbGciOiJub25lIn0", Claims7515, "");
        const SignatureVerdict verdict = verify(dissect(token), JwkSet({key(KeyOfA2)}), {Algorithm::PS256});
        QCOMPARE(verdict.status, SignatureVerdict::Status::Invalid);
        QCOMPARE(verdict.reason, QStringLiteral("The token is not signed (its alg is \"none\"); allowed are PS256."));
    }

    void rfc7515AppendixCVectorOfBase64url()
    {
        QCOMPARE(toBase64url(QByteArray::fromHex("03ecffe0c1")), "A-z_4ME");
        QCOMPARE(fromBase64url("A-z_4ME").value(), QByteArray::fromHex("03ecffe0c1"));
    }

    void rfc7520Section41VerifiesWithRs256()
    {
        const JwsParts parts = dissect(
            compact("eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9", Payload7520,
                    "MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xug"
                    "lII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE"
                    "6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLU"
                    "QSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg"));
        QVERIFY(parts.signature);
        QVERIFY(verifySignature(parts.signingInput, *parts.signature, key(KeyOf7520), Algorithm::RS256));
        QVERIFY(!verifySignature(parts.signingInput, *parts.signature, key(KeyOf7520), Algorithm::PS256));
    }

    void rfc7520Section42VerifiesWithPs384()
    {
        const JwsParts parts = dissect(
            compact("eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9", Payload7520,
                    "cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8T"
                    "TB5dDDItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBq"
                    "rYRXe8P_ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_jLAeQTlqR"
                    "Htfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw"));
        QVERIFY(parts.signature);
        QVERIFY(verifySignature(parts.signingInput, *parts.signature, key(KeyOf7520), Algorithm::PS384));
        QVERIFY(!verifySignature(parts.signingInput, *parts.signature, key(KeyOf7520), Algorithm::PS256));
        QVERIFY(!verifySignature(parts.signingInput, *parts.signature, key(KeyOf7520), Algorithm::PS512));
        QVERIFY(!verifySignature(parts.signingInput, *parts.signature, key(KeyOf7520), Algorithm::RS256));
    }

    void aPayloadThatIsNoJsonObjectIsNoTokenHere()
    {
        const JwsParts parts = dissect(
            compact("eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9", Payload7520, "AAAA"));
        QVERIFY(parts.payload->startsWith("It\xe2\x80\x99s a dangerous business"));
        QVERIFY(!parts.claims);
        QVERIFY(parts.problem()->message.startsWith(QStringLiteral("In the claims: ")));
    }

    void rfc7638Section31ThumbprintIsTheOneOfTheExample()
    {
        const Jwk example = key(
            R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tS)"
            "oc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQ"
            "MicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksIN"
            R"(HaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"})");
        QCOMPARE(example.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        QCOMPARE(example.kid(), "2011-04-29");
    }

    void rfc8037KeysAndTokensAreRefused()
    {
        const Result<Jwk> ed25519 = Jwk::fromJson(
            parseJson(R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})").value());
        QVERIFY(!ed25519);
        QCOMPARE(ed25519.error().kind, Error::Refused);
        QVERIFY(ed25519.error().message.contains(QStringLiteral("OKP")));

        const QByteArray token =
            compact("eyJhbGciOiJFZERTQSJ9", "e30",
                    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_"
                    "MuM0KAg");
        QCOMPARE(verify(dissect(token), JwkSet({key(KeyOfA3)}), {Algorithm::ES256}).reason,
                 QStringLiteral("The token is signed with EdDSA; allowed are ES256."));
    }
};

QTEST_GUILESS_MAIN(TestRfcVectors)
#include "test_rfc_vectors.moc"
