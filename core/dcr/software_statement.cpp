#include "dcr/software_statement.h"

#include "dcr/claim_reader.h"

namespace gatehouse::dcr {

SoftwareStatement SoftwareStatement::fromClaims(const Json &claims)
{
    SoftwareStatement statement;
    ClaimReader reader(claims, statement.problems);
    statement.issuer = reader.text("iss");
    statement.issuedAt = reader.moment("iat");
    statement.expiresAt = reader.moment("exp");
    statement.notBefore = reader.moment("nbf");
    statement.jti = reader.text("jti");
    statement.environment = reader.text("software_environment");
    statement.mode = reader.text("software_mode");
    statement.softwareId = reader.text("software_id");
    statement.clientName = reader.text("software_client_name");
    statement.clientDescription = reader.text("software_client_description");
    statement.version = reader.textOrNumber("software_version");
    statement.clientUri = reader.text("software_client_uri");
    statement.logoUri = reader.text("software_logo_uri");
    statement.policyUri = reader.text("software_policy_uri");
    statement.tosUri = reader.text("software_tos_uri");
    statement.redirectUris = reader.list("software_redirect_uris").value_or(QStringList());
    statement.roles = reader.list("software_roles").value_or(QStringList());
    statement.onBehalfOf = reader.text("software_on_behalf_of_org");
    statement.organisationId = reader.text("org_id");
    statement.organisationName = reader.text("org_name");
    statement.organisationStatus = reader.text("org_status");
    statement.jwksEndpoint = reader.text("software_jwks_endpoint");
    statement.organisationJwksEndpoint = reader.text("org_jwks_endpoint");

    if (const Json *authority = reader.object("organisation_competent_authority_claims")) {
        ClaimReader inner(*authority, statement.problems);
        statement.authorityId = inner.text("authority_id");
        statement.authorityRegistrationId = inner.text("registration_id");
        statement.authorityStatus = inner.text("status");
        if (const Json *authorisations = inner.array("authorisations")) {
            for (const Json &entry : *authorisations) {
                ClaimReader row(entry, statement.problems);
                statement.authorisations.push_back(
                    {row.text("member_state"), row.list("roles").value_or(QStringList())});
            }
        }
    }
    if (const Json *contacts = reader.array("org_contacts")) {
        for (const Json &entry : *contacts) {
            ClaimReader row(entry, statement.problems);
            statement.contacts.push_back({row.text("name"), row.text("email"), row.text("phone"), row.text("type")});
        }
    }
    return statement;
}

} // namespace gatehouse::dcr
