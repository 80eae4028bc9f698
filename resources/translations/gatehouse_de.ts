<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_GB">
<context>
    <name>gatehouse</name>
    <message>
        <source>&apos;=&apos; (padding, which JWS leaves out)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;%1&apos; (from the alphabet of plain base64)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>white space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>byte 0x%1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 at position %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a length of %1 characters, which no base64url text has; something is cut off or added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stray bits in its last character, at position %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a folder; a file is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is larger than the %2 bytes that are read here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 belongs to another user, whose program could no longer read it once it is saved here. Save as that user or as root. The file is as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The access rights of %1 cannot be set: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be written: %2. The file is as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not valid JSON at byte %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not valid JSON.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A JSON object is expected, this is a %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Administration console for open banking Dynamic Client Registration.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The workspace (default: the platform&apos;s data folder).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starts the sandbox on a free port and registers one test TPP.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A token to open in the Inspector.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The member &quot;%1&quot; stands twice in one object.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The JSON nests deeper than %1 levels.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::certificate_facts</name>
    <message>
        <source>Validity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subject</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key and signature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Payment services (PSD2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingerprints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key identifiers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revocation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Common name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Organisation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Organisational unit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Country</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State or province</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Street</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registration number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Domain component</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Postal code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Business category</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Organisation identifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Digital signatures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Non-repudiation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encryption of keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encryption of data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key agreement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issuing certificates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signing revocation lists</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encryption only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decryption only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TLS server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TLS client</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signing programs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time stamps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signing OCSP answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any purpose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signing documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Account servicing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Payment initiation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Account information</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issuing of card-based payment instruments</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::dcr</name>
    <message>
        <source>it names no host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its host has a wildcard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its host is this machine (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its host %1 is not a public address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is longer than %1 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not an absolute URI</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its scheme is %1, not https</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has a fragment (#)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it carries a user name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2 not allowed; allowed are %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are none, and the grant type authorization_code needs them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list is empty; at least one is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All %1 stand in the statement.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not among the statement&apos;s software_redirect_uris (%2). They are compared character by character.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no redirect URIs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is on %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All on %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1; the redirect URIs are on %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The grant types contain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request leaves them out; &quot;code&quot; is meant (RFC 7591).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The response types contain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no grant types.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No response types are named.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The response type %1 returns a code, and the grant type authorization_code that redeems it is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The grant type authorization_code needs a response type with &quot;code&quot;; the request has %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>refresh_token is asked for without a grant type that yields refresh tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They agree.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The application type is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is none, so client_secret_basic is meant (RFC 7591); allowed are %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The method is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>private_key_jwt needs it: name the algorithm of the client&apos;s assertions, one of %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The method needs none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The algorithm is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The method is not tls_client_auth.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tls_client_auth needs the subject of the certificate that the client will use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has %1 characters; at most %2 are accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1; no certificate at hand to compare it with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It does not name the certificate of this connection: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It names the certificate of this connection, %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2; allowed are %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Allowed are %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ID tokens are not to be encrypted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id_token_encrypted_response_enc is %1 without id_token_encrypted_response_alg.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The content encryption is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 with %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The scopes contain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no scopes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The roles %1 cover them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The software&apos;s roles (%1) do not cover %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request does not ask for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The grant type %1 needs it: &quot;poll&quot;, &quot;ping&quot; or &quot;push&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is %1; &quot;poll&quot;, &quot;ping&quot; and &quot;push&quot; exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mode %1 needs a notification endpoint: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed backchannel requests would use %1; allowed are %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delivery by %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request&apos;s claims cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The claim &quot;software_statement&quot; is missing, empty or no string. Put in the statement that the directory issued, as a compact JWS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both are %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request&apos;s iss is %1, the statement&apos;s software_id is %2. They must be the same: take the statement of the software that registers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request leaves it out, which it may.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request&apos;s software_id is %1, the statement&apos;s is %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not an update of a registered client.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Still %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client is registered for software %1, the statement is about %2. Register the other software as a client of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not judged: the policy names no audience.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Meant for %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is meant for %1; this endpoint is %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nobody (no aud)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has no expiry that can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It expired on %1, %2 ago. Sign a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid until %1, another %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its beginning or end cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It expires on %1, before it is issued on %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It lives for %1; the policy allows %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It lives for %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no jti.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a random UUID.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is no UUID of version 4; it is accepted as long as it is new.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Three parts of base64url, header and claims in JSON.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every known claim has the type that its definition gives it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed with %1; allowed are %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The header names no algorithm; allowed are %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The header says %1; allowed are %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not judged: no key set was given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 Keys from %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verified by the key %1 from %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All %1 are there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Missing: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not judged: earlier registrations were not looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no jti to remember it by.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The identifier %1 is new here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The identifier %1 was used on %2. Sign a new one with its own jti.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not valid before %1, which is in %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It does not say when it was issued.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It says it is issued on %1, which is %2 ahead; clocks may differ by %3 seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issued on %1, %2 earlier.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The statement does not say it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is Active.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2; only Active ones may register.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request carries no statement.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The policy accepts any issuer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issued by %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issued by %1; accepted are %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its expiry cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has no expiry, as the directory issues them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It expired on %1, %2 ago. Ask the directory for a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid until %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issued %1 ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1; the policy takes statements of at most %2. Ask the directory for a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1. What it says of the organisation and its roles may have changed since.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The policy accepts any environment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made for %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made for %1; this endpoint takes %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The organisation %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The registration %1 with %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The statement names no software.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds %2; the directory&apos;s ids are letters and digits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has %2 characters; the directory&apos;s ids have at most %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has the form of the directory&apos;s ids.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The statement lists no authorisations by member state.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: each in at least one member state.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No member state authorises the organisation as %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not judged: no connection, or client certificates are not asked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection has no client certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, issued by %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not judged: there is no client certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not judged: the statement cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issued for the software %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issued for the organisation %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate is issued for %1; the statement is about software %2 of organisation %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 They come from different directories, so this is not held against the request.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is a JSON %2; %3 is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a string</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list of strings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; holds something other than strings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a string or a list of strings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number of seconds since 1970</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is %2, which is no moment between 1970 and 9999 in seconds. Milliseconds are a common mistake.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>true or false</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not judged: the request&apos;s claims cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not judged: the statement&apos;s claims cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not judged: there is no statement.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switched off by the policy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and %1 more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (and %2 more)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list of strings is expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an object of lists is expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in &quot;%1&quot;, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a whole number from 0 to %1 is expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is no algorithm that Gatehouse can verify</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at least one algorithm is needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an object of check ids is expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no check %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be changed: without it nothing else means anything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is &quot;off&quot;, &quot;warn&quot; or &quot;fail&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a string is expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OBIE DCR 3.3 with FAPI algorithms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A policy is a JSON object.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A policy has no member %1. It may have: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; in the policy: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The policy has %1 bytes; at most %2 are accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>also %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same values, differently ordered or repeated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>any, instead of %1 alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 alone, instead of any</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 instead of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new, empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check &quot;%1&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>WSO2 UK toolkit default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FAPI 1.0 Advanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it a name: messages and the history show it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name at least one: an empty list lets nobody register.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A value is empty; remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 begins or ends with white space, so that nothing can match it; remove that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 stands there twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is written %2: values are compared letter by letter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is none of the usual values. Is it spelt right?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is no environment: there are &quot;sandbox&quot; and &quot;production&quot;, and what does not say sandbox is production.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is none of the usual roles. Is it spelt right?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is %1; %2 to %3 is accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RS256 is forbidden by FAPI 1.0 Advanced §8.6; OBIE DCR 3.3 still lists it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RSA1_5 is forbidden by FAPI 1.0 Advanced §8.6.1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No statement gets so old: those older than %1 days are refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None is named, so that no client can ask for encrypted ID tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None returns a code, which the grant type authorization_code needs: no client can use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 rests on a secret that both sides hold; FAPI 1.0 Advanced §5.2.2 forbids that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the scope %2 is not among those allowed at all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; in the policy: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in a curl command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at character %1 of the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no text. Paste a software statement, a registration request, JSON that holds one, or a curl command.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text is longer than the %1 bytes that are looked through.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no signed token in this text. A token is three parts of letters, digits, - and _ with dots between; the first begins with eyJ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection has a client certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For registrations the gateway asks neither for the certificate&apos;s expiry nor for its revocation; whom it trusts is decided by its TLS listener.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A statement that cannot be read ends as an unexpected error, not as invalid_software_statement.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The configuration of tls_client_auth_subject_dn names a property that no request has: required = true refuses every request.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A scope that is not allowed is reported with the validator&apos;s default text; &quot;Invalid scope provided&quot; is seen as well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not among [[open_banking.signature_validation.allowed_algorithms]], which are PS256 and ES256 as shipped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The statement does not say sandbox, so jwks_url_production verifies it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The software has no application yet: a server registers a software_id once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The application gets the statement&apos;s redirect URIs, not the request&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gateway can make the application, map its keys and subscribe it; where it cannot, it answers 500 after all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One redirect URI that is https and not localhost is enough; the others are not looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The statement has no %1 with a host, which the server&apos;s comparison does not survive.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The identifiers of request and statement are new to the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both identifiers are used up by this attempt, also where a later check refuses it: the statement cannot be used again until the server forgets it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server adds which algorithm it means.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Identity Server verifies the statement against [oauth.dcr] ssa_jkws; where in its order, and what it then says, is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request&apos;s signature verifies: no key set was given to try it with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The statement&apos;s signature verifies: no key set was given to try it with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>WSO2 accelerator 3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>WSO2 accelerator 4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No key set was given.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::directory</name>
    <message>
        <source>%1 is missing, though its certificate %2 is there. Restore it from a backup, or remove the whole folder to begin with a new test directory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not the key of %2. Restore both from a backup, or remove the whole folder to begin with a new test directory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is missing, though %2 is there. Restore it from a backup, or remove the whole folder to begin with a new test directory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was not issued by the root of the same folder. Restore both from a backup, or remove the whole folder to begin with a new test directory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate for %1 could not be made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The private key for %1 cannot be written as PEM.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is too large for a private key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be made executable: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a file; a folder is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1 is not empty and not a kit. Choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds a kit already. Choose another folder, or ask for it to be replaced.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the member %2 is missing or no text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the member redirect_uris is missing or no list of texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1 cannot be written: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not the key of %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of organisation_id, software_id, claims and jwks is missing or of a wrong type.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not the address of a directory; one such as https://localhost:8443 is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The software id &quot;%1&quot; is not 1 to %2 letters and digits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The organisation id &quot;%1&quot; is not 1 to %2 letters and digits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Software and organisation cannot have the same id, %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A TPP needs at least one role: AISP, PISP, CBPII or ASPSP.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a role; there are AISP, PISP, CBPII and ASPSP.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A TPP needs at least one redirect URI.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The redirect URI &quot;%1&quot; is not an absolute https address without a fragment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The environment is empty; the directory writes sandbox or production.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The extra claims are not a JSON object.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program is creating the test directory %1 and does not finish. Try again; where no such program runs, remove %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The test directory %1 cannot be written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The test directory already has the software %1 of organisation %2. Choose another id, or remove that software first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be moved to %2: %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1 holds no signing key of the test directory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The test directory has no software %1 of organisation %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 describes another software, %2 of %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1/%2 cannot be made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be removed: %2.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::fetch</name>
    <message>
        <source>The host of %1 cannot be found: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not fetched: its host is at %2, which is not a public address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was not answered whole within %2 seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What %1 answers is larger than the %2 bytes that are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate of %1 is not accepted: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be fetched: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 answers with status %2; 200 is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be fetched whole: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 sends elsewhere, to %2; only its own host is followed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not fetched: it sends on more than %2 times.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is no URL that can be fetched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not fetched: only https is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not fetched: it carries a user name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was not read: the program ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has not answered yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 What was read of it on %2 is too old.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 as it was on %2; since then: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name of a key set is 1 to %1 printable characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is no key set: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The truststore %1 for a key server cannot be used: %2 It must open without a password.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::files</name>
    <message>
        <source>%1 is a folder; the backup goes by this name. Rename the folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The backup %1 cannot be replaced: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program has been saving %1 for %2 seconds. Nothing was written. Try again; where no program is saving it, remove %3 first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be written: no file can be made beside it. Nothing was written. Check that its folder is there, its access rights, and that there is room on the disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a file %1 already. Choose another name, or replace it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is gone: somebody removed or renamed it since it was opened. Save under another name, or write it anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was changed by somebody else since it was opened. Nothing was written. Reload it and make the changes again, save under another name, or overwrite it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These were written before and could not be taken back; their old bytes are in the file with &quot;.bak&quot; behind its name: %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::http</name>
    <message>
        <source>The request was not answered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request took longer than %1 seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The TLS handshake was not finished in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer was not taken in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The form holds a NUL character.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The form cannot be decoded: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A form is expected: Content-Type application/x-www-form-urlencoded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The form has more than %1 fields.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The field &quot;%1&quot; comes more than once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a broken escape at position %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not UTF-8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The path has a backslash, which is not accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The path has the escape %1, which is not accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The path cannot be decoded: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The path has a segment &quot;%1&quot;, which is not accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request&apos;s target has characters that a URL does not have; they must be percent-encoded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request&apos;s target names no host that can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request&apos;s target is neither a path nor an http URL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request&apos;s headers are longer than %1 bytes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request&apos;s body is longer than %1 bytes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTTP 1.1 is spoken here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request does not say clearly how long its body is: one Content-Length, or one Transfer-Encoding, and not both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no HTTP request: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A line of the request&apos;s chunked body is longer than %1 bytes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The header %1 comes more than once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Content-Length is not one number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTTP 1.0 has no Transfer-Encoding.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The only Transfer-Encoding understood is &quot;chunked&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The only expectation understood is &quot;100-continue&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request has no Host header.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Host header is no host name with an optional port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing at %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not possible here; %2 is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is taken. Choose another port, or end the program that listens there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 may not be listened on. Ports below 1024 need special rights: choose a higher one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is no address of this machine. Choose one that is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be listened on: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is running already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A plain HTTP request came to the TLS port; the address must begin with https://.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client speaks no TLS version newer than 1.1; 1.2 or 1.3 is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client offers no cipher suite that is accepted; TLS 1.2 needs ECDHE with AES-GCM or ChaCha20.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client does not trust the issuer of this server&apos;s certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client does not accept this server&apos;s certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client holds this server&apos;s certificate to be expired.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The TLS handshake failed: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client closed the connection during the TLS handshake.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::jose</name>
    <message>
        <source>The key has no &quot;%1&quot;, or one that is not a string.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The &quot;%1&quot; of the key is not base64url: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The EC key has no &quot;crv&quot;, or one that is not a string.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key is on the curve %1; P-256 and P-384 are accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key has no &quot;kty&quot;, or one that is not a string.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key is a symmetric one (&quot;oct&quot;): whoever reads it can sign with it. RSA and EC keys are accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key is of type &quot;%1&quot;; RSA and EC keys are accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key holds the member &quot;%1&quot; of a private key: what lists it publishes a private key. Its owner must replace the key and list the public part alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The &quot;%1&quot; of the key is not a string.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The &quot;key_ops&quot; of the key are not a list of strings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The &quot;key_ops&quot; of the key list &quot;%1&quot; twice (RFC 7517 §4.3).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The &quot;x5c&quot; of the key is not a list of strings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A certificate in the &quot;x5c&quot; of the key is not base64 (RFC 7517 §4.7).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>second part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>third part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was probably pasted with a bracket; remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was probably pasted with a quotation mark; remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was probably broken into lines; join them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was probably pasted with a punctuation mark; remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The %1 is not base64url: it has %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The %1 is not base64url: %2 of the %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token has five parts: it is encrypted (JWE, RFC 7516). A signed token has three.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a token: a signed token has three parts with dots between.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token has %1 parts with dots between; a signed token has three. Something is missing or was added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The header has no &quot;alg&quot;, or one that is not a string (RFC 7515 §4.1.1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The &quot;kid&quot; of the header is not a string (RFC 7515 §4.1.4).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The &quot;crit&quot; of the header is not a list of names (RFC 7515 §4.1.11): %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The header demands in &quot;crit&quot; that &quot;%1&quot; is understood, which it is not here (RFC 7515 §4.1.11).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The header says &quot;b64&quot;: %1: a payload that is not encoded (RFC 7797) is not accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no token: the text is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token has %1 bytes; at most %2 are accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>claims</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The numbers do not make a public key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The RSA key has %1 bits; at least %2 are needed (RFC 7518 §3.3).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The RSA key has %1 bits; at most %2 are accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The modulus of the RSA key is even: it is no product of two primes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The exponent of the RSA key is larger than %1 bits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The exponent of the RSA key is even: nothing can be signed with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The exponent of the RSA key is 1: anybody could sign with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The numbers of the key cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The modulus or the exponent of the RSA key is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The modulus or the exponent of the RSA key starts with a zero byte, which changes its thumbprint; it must be left out (RFC 7518 §6.3.1.1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The RSA key is larger than the %1 bits that are accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The RSA key cannot be built.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The coordinates of the EC key have %1 and %2 bytes; its curve needs %3 each (RFC 7518 §6.2.1.2).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The EC key cannot be built.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The coordinates of the EC key are no point on its curve.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key is of type %1; RSA keys and EC keys are accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The header of a token is a JSON object.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not go with a key of type %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token could not be signed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token is not signed (its alg is &quot;%1&quot;); allowed are %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token is authenticated with %1, a secret that both sides share, and proves nothing of its signer; allowed are %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token is signed with %1; allowed are %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no key to verify the signature with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token names no key (it has no kid), and none of the %1 keys of the set may verify %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key %1 must not verify this token. %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key %1 of the set cannot be used. %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no key to verify the signature with: the key %1 is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed by a key that the set does not list: kid %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signature does not verify with the key %1; the token was changed or signed by another key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signature verifies with none of the %1 keys of the set that may verify %2; the token was changed or signed by another key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token has no signature: its third part is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signature has %1 bytes; with %2 and this key it would have %3. It was cut off or made in another form.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The PEM text has %1 bytes; at most %2 are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no public key in PEM form (-----BEGIN PUBLIC KEY-----).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not one certificate in DER form with a key that can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key is not for signatures: its use is &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key is not for signatures: its key_ops do not list &quot;verify&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key is for %1 alone, not for %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A key is a JSON object, this is a %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key set has %1 bytes; at most %2 are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key set cannot be read. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a single key, not a key set. A set is an object whose &quot;keys&quot; list the keys (RFC 7517 §5).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a key set: it has no list &quot;keys&quot; (RFC 7517 §5).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key set lists %1 keys; at most %2 are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An RSA key has from %1 to %2 bits; %3 were asked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No key could be generated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The private key is encrypted. Decrypt it first, for instance with &quot;openssl pkey&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no private key in PEM form (-----BEGIN PRIVATE KEY-----).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::keymanager</name>
    <message>
        <source>The key manager is %1 bytes long; at most %2 are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>true or false</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>null</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2; a text is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2; true or false is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2; a list is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, entry %2, is %3; an object is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 lists %2; texts are expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has another form than {&quot;type&quot;: &quot;PEM&quot; or &quot;JWKS&quot;, &quot;value&quot;: text}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has the type %2; PEM or JWKS is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the PEM stands there as it is; the Admin API takes its base64. It is written so when this is exported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the value is no base64 of a PEM text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, entry %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id is %1; a number is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>enable is %1; true or false is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has no type; REFERENCE, JWT or CUSTOM is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its type is %1; REFERENCE, JWT or CUSTOM is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the value of %1 is %2; a text is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the value of JWT is %1; an object is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the body of JWT is %1; an object is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the pattern of the claim %1 is %2; a text is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, entry %2: %3 is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2; an object is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An object of the document has more than %1 members.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the list of all key managers, which leaves most out. Take the answer to GET /key-managers/{id} instead, with the id of the one that is wanted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The document names the Identity Server&apos;s own registration; the open banking toolkit has this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The open banking toolkit asks with ?schema=openid.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No document says it: where an Identity Server has it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the Financial Services Accelerator has it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The document at %1 names no issuer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The document at %1 is another issuer&apos;s: it names %2, whose well-known URL would be %3. Correct the URL, or ask who runs the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The document at %1 is larger than the %2 bytes that are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What %1 answers is no well-known document: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the document at %1, %2 is no text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the document at %1, grant_types_supported is no list of texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If the server has a certificate of its own, name the file of the authority that issued it, or of the certificate itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server answers, but nothing is there (status %1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server answers with status %1: it has trouble of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers, and asks who is there (status %1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers, and takes no bare GET (status %1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers, with more than is read here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers (status 200).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers, but not with a key set: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers with a key set that has no key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Answers with %n key(s).</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without blanks; cannot be changed once the server has it. The same as name below [open_banking.keyManager] in deployment.toml.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Display Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the portals call it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Description</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For whoever administers it after you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key Manager Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connector that talks to it: ObKeyManager for Open Banking Accelerator 3.0, fsKeyManager for the Financial Services Accelerator.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Well-known-url</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the Identity Server describes itself. The other fields can be filled from it; the server does not use it later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What stands as iss in its tokens, character by character: tokens find their key manager by it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Client Registration Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where clients are registered. For ObKeyManager it ends in /keymanager-operations/dcr/register, which no well-known document says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Introspection Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where tokens are looked up (RFC 7662).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where tokens are issued.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Display Token Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the developer portal shows instead, where clients come in by another address. From API Manager 4.1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revoke Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where tokens are revoked (RFC 7009).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Display Revoke Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the developer portal shows instead. From API Manager 4.1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Userinfo Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For ObKeyManager with ?schema=openid at its end. The newest portals insist on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Authorize Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where customers agree to what a client may do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scope Management Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where scopes are registered. The newest portals insist on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connector Configurations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the connector needs to sign in to the Identity Server. Secrets stay in this workspace&apos;s vault.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consumer Key Claim URI</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The claim of a token that holds the client&apos;s id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scopes Claim URI</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The claim of a token that holds its scopes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grant Types</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What clients may ask tokens with. Open banking needs client_credentials, authorization_code, refresh_token and the JWT bearer grant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What its tokens&apos; signatures are verified with: one certificate as PEM, or the URL of its key set (JWKS).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token Generation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The developer portal may ask it for tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out Of Band Provisioning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clients that were registered elsewhere may be attached to an application: what dynamic registration does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Oauth App Creation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The developer portal may have it make clients.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token Validation Method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Self validate JWT: the gateway verifies tokens by the certificate. Use introspect: it asks the Identity Server about each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token Encryption</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens are stored encrypted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token Hashing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the hash of a token is stored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token Handling Options</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which tokens are this key manager&apos;s, where several are enabled. Without an entry every token is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Claim Mappings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A claim of the Identity Server&apos;s token, and what the API Manager calls it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DIRECT: its tokens are taken as they are. EXCHANGED: they are exchanged for the API Manager&apos;s own. From API Manager 4.1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The audience that a token to be exchanged is issued for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enabled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gateway takes its tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Username</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An administrator of the Identity Server, such as admin@wso2.com.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept in the vault; the server never gives it back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>API Resource Management Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Such as https://IS_HOST:9446/api/server/v1/api-resources.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roles Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Such as https://IS_HOST:9446/scim2/v2/Roles.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create roles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enable: roles of the API Manager are made in the Identity Server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Client ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the client that may register others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Client Secret</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>General Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key Manager Endpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Claim URIs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Advanced Configurations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key manager %1 of the workspace cannot be read: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no key manager %1 in the workspace; it may have been deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a key manager of the name %1 already. Choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a secret and is not put into the database: the vault keeps it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program has changed the key manager %1 meanwhile. Load it again, and make your change anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key manager cannot be brought back: its name was given to another meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is no host name. Write it like is.example.com, or with a port, like is.example.com:%2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gatehouse sandbox</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The registration endpoint of Gatehouse, for tests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the pattern is empty, which accepts nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the pattern is found in the token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the pattern is not found in the token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the pattern takes too many steps on this token; make it simpler.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the token has no dot, so it is no JWT.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the token has %1 parts; a JWT has 3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the token&apos;s claims cannot be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the token has no claim %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the claim %1 is no text, which the API Manager answers with an error.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the claim %1, %2, has the pattern in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the claim %1 is %2, and the pattern is not found in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the pattern takes too many steps on this claim; make it simpler.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no claim is named, which accepts nothing. Self-contained tokens find their key manager by the issuer all the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the last of the %1 claims decides.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CUSTOM is for a connector of one&apos;s own; those of WSO2 accept nothing by it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the pattern is %1 characters long; at most %2 are taken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the pattern is no regular expression: %1 at character %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token is %1 bytes long; at most %2 are looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no rule, so that the key manager takes every token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rule %1 (%2): </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>switched off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 begins or ends with a blank; tokens are compared with it character by character.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is no URL: %2. It must be what stands as iss in the tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ends in /%2, as the %3 does. Was it put into the wrong field?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of a key manager of the type %2 ends in %3; this is %4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is at %2, and the issuer at %3. Correct one, unless they really are two servers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 and %2 are the same URL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not end in %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 and the issuer do not agree: that issuer&apos;s well-known URL is %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 begins or ends with a blank; remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 still has the placeholder %2 in it; put the host&apos;s name there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is no URL: %2. It begins with https:// and the host&apos;s name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not https but %2: what is sent there could be read on the way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 names no host: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 carries a user name; that belongs into the connector configurations.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has a fragment, %2, which is never sent; remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>APIs that name the Resident Key Manager stop accepting its tokens once it is disabled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No other key manager is enabled: enable the open banking key manager first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2 characters long; at most %3 are taken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has a blank in it, which the portal refuses: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is another key manager of the name %1; the server refuses a second.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is also a key manager %1, which differs in capitals alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2, and [open_banking.keyManager] in deployment.toml names %3. They must be the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2; capitals count: %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2, which WSO2 does not ship: a server without that connector refuses it (901400).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has the same issuer and is enabled too: which of them a token belongs to is left to chance.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is missing: the connector %2 needs it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is known to its server alone, which keeps it. Type it before this is sent to another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connector&apos;s property is called %1, not %2; capitals count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is empty; %2 is usual.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has a blank in it: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No grant type is given: no client could get a token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A grant type is empty or has a blank in it: %1. Each is an entry of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The grant type %1 is there twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open banking also needs %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 are missing: with &quot;Self Validate JWT&quot; the gateway verifies tokens by them. Give the URL of the key set, or choose &quot;Use introspect&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The URL of the key set (JWKS)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 names the keys of one TPP, not of the Identity Server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is the well-known URL; the document there names the key set as jwks_uri.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate (PEM)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are %1 certificates in the PEM; the API Manager takes the first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2: %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2, is not valid now: %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is off; open banking needs it on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, entry %2: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another entry has the id %1 too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CUSTOM accepts no token unless the connector is one&apos;s own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>REFERENCE needs a pattern; without one it accepts nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the pattern is looked for anywhere in the token. Put ^ before and $ behind it to have the whole token compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a pattern names no claim.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of several claims the API Manager heeds the last alone, here %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JWT without a claim accepts nothing, and with &quot;Use introspect&quot; there is no other way to find the key manager.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 has no other side.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the remote claim %2 is mapped twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2; DIRECT, EXCHANGED or BOTH is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>API Manager 4.0 does not know the token type %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::pkcs12</name>
    <message>
        <source>A private key that nothing protects. Java does not read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A certificate revocation list. Java does not read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A secret key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nested contents. Java does not read them.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::pkcs7</name>
    <message>
        <source>The certificates cannot be written as PKCS#7.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::sandbox</name>
    <message>
        <source>The request carries no bearer token. Get one at the token endpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token is unknown, expired or revoked. Get a new one at the token endpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token is bound to another client certificate than this connection&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no such client.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token is another client&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client is not active: the bank holds or has suspended it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no client &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client registered with %1 and authenticates with %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The assertion has no exp.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The assertion expired on %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The assertion is valid until %1; at most an hour is accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The assertion&apos;s iat, %1, is ahead of this endpoint&apos;s clock.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The assertion is not valid before %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The assertion has no jti.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The assertion&apos;s aud is &quot;%1&quot;; %2 is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client assertion cannot be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The assertion&apos;s iss and sub must both be the client id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>client_id and the assertion&apos;s sub name different clients.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client registered no algorithm for its assertions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client assertion: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tls_client_auth needs a client certificate, and the connection has none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client certificate is not the registered one: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>client_assertion_type must be %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client does not say who it is: send client_assertion (private_key_jwt), or client_id over a client certificate (tls_client_auth).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The truststore for client certificates, %1, cannot be used: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing here; key sets are at /directory/{organisation}/{software}.jwks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The endpoint is starting.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing at %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not possible here; %2 is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mutual TLS: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A signature could not be judged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request has no Content-Type; send application/jwt or application/jose.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Content-Type is &quot;%1&quot;; send application/jwt or application/jose. curl sends a form&apos;s type unless a header says otherwise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The registration could not be stored: %1 Nothing was registered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a software statement it is not known whose key should have signed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The workspace %1 cannot be locked: %2. Check its access rights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The workspace %1 cannot be locked: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The workspace %1 is already served by another process, which is just starting or stopping. Use another workspace, or try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The workspace %1 is already served at %2, by process %3. Stop it, or use another workspace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the test directory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client registered &quot;%1&quot;; &quot;%2&quot; is not among it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The form names no token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The grant_type is &quot;%1&quot;; this endpoint issues tokens for client_credentials.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client did not register the grant type client_credentials.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client assertion was used before. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be reached: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version %1 of the policy, which %2 applied on %3, cannot be read: %4 Apply another one, or go back to an earlier version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (of statement_jwks, since the policy names no request_jwks)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 And there is no such key in %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keys of software &quot;%1&quot; of organisation &quot;%2&quot; cannot be had: the test directory does not know it, and the policy names no key set in request_jwks.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::sandbox::Demo</name>
    <message>
        <source>Register</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get a token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the registration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update it: accounts alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a test TPP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the endpoint answered %2 %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::sandbox::Sandbox</name>
    <message>
        <source>The endpoint goes on with the certificates that it knew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The endpoint goes on with the policy that it had.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::store</name>
    <message>
        <source>The record of changes has lost its end: the table activity_head is empty. Nothing more can be recorded, nor changed; put a backup of the workspace&apos;s database back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row %1, which stood before it, is gone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rows %1 to %2, which stood before it, are gone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its hash does not fit: this row or the one before it was altered, moved or put in afterwards.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its hash is not the one that was noted: the record was written anew up to here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The record ends with row %1, and went to row %2: rows were cut off at its end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The record goes beyond its noted end, row %1: rows were added past the program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last row is not the one that the program wrote: it was written anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row %1, which was noted, is not there: rows were cut off, or an older copy of the database was put back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no client &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client &quot;%1&quot; was deleted and stays so. Its software can register anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The identifier &quot;%1&quot; was used on %2. Sign a new one with its own jti.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an earlier day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The software &quot;%1&quot; is registered already. Update its registration, or delete it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no client &quot;%1&quot;, or it was deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program holds the database. Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough memory for the database. Nothing was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database may not be written to. Check the access rights of the workspace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk failed to read or write the database. Nothing was written; check the disk&apos;s room and health.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database is damaged. Put back a backup of the workspace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk is full. Nothing was written; make room and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database file cannot be opened. Check the folder and its access rights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is no database of Gatehouse.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database has an entry of the same key already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database refuses an entry that does not fit its others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database failed: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 may not be written to. Check its access rights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a key set called &quot;%1&quot; already; choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no key set called &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are %1 named key sets; more are not kept. Remove one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is another program&apos;s database. It was not touched; name another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was written by a newer Gatehouse (schema %2, this one knows %3). It was not touched; use the newer program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be brought to the disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The backup %1 could not be written, so nothing was changed: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The backup %1 could not be named so; nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a folder; the database is a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 applied version %2 of the policy meanwhile. Nothing was changed; look at theirs first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The setting &quot;%1&quot; cannot be read: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client is no longer active.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database is being closed; nothing was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database does not keep up. Try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::time</name>
    <message>
        <source>&quot;%1&quot; is not a moment in ISO 8601. Write it like 2022-01-25T06:30:00Z.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>less than a minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%n years</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%n days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%n hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%n minutes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::trust</name>
    <message>
        <source>a private key (line %1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a block called %1 (line %2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is a certificate request; what its authority makes of it is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is a revocation list, which holds no certificates.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a %1 keystore, not a file of certificates. Open it as a truststore and copy its entries from there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no certificate in a form that Gatehouse knows: PEM (-----BEGIN CERTIFICATE-----), DER, PKCS#7, or base64.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has %1 bytes; at most %2 are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not a certificate with OpenSSL&apos;s trust settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file has %1 bytes; at most %2 are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 with %2 (%3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The distinguished name as RFC 4514 writes it, for configuration files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weak: under 112 bits of security, it can be broken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weak: under 112 bits of security, it can be forged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Serial number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No: it cannot issue certificates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yes, with any number of authorities below it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yes, with no authority below it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yes, with at most %1 levels of authorities below it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not restricted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Authority</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Basic constraints, RFC 5280 §4.2.1.9</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key usage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the key may be used for, RFC 5280 §4.2.1.3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Purposes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Extended key usage, RFC 5280 §4.2.1.12</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also named</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subject alternative names, RFC 5280 §4.2.1.6</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>qcStatements, ETSI TS 119 495 §5.1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Competent authority</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The authority that authorised it, ETSI TS 119 495 §5.1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Organisation identifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2.5.4.97 of the subject, ETSI TS 119 495 §5.2.1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Authorisation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, given by %2-%3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the organisation identifier says it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Over the whole certificate in DER</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Over the whole certificate in DER; for comparing with older tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>x5t#S256</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SHA-256 fingerprint in base64url, which access tokens are bound to (RFC 8705 §3.1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kid, SHA-256</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The RFC 7638 thumbprint of the key, which most key sets use as its kid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kid, OBIE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the Open Banking directory calls the key: the RFC 7638 thumbprint over SHA-1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revocation list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CRL distribution points, RFC 5280 §4.2.1.13: servers that check must be able to reach them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OCSP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Authority information access, RFC 5280 §4.2.2.1: servers that check must be able to reach it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It expires on %1. Import its successor beside it in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It expired on %1: nothing that it vouches for is accepted any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not valid before %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its key, %1, is too weak: at least RSA 2048 or EC P-256 is asked for today.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is signed with %1, which can be forged. Ask its issuer for one with SHA-256.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is of X.509 version 1, which cannot say whether it is an authority; Java takes it for one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It says that it is an authority, but its key usage does not let it sign certificates.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is no authority: whoever trusts it trusts this one certificate alone, until it is renewed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 names %2 as its issuer, but was not signed with the key of the one that is here: another certificate of that name is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was signed by %2, which is no authority.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 allows %2 authorities below it; there are %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid for %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expires in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expired %1 ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid from %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The issuer of %1 is not here: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The issuers of %1 lead to no root: they vouch for each other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate %1, which vouches for %2,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate %1 is trusted; %2 issued it; it is valid until %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 expired on %2. Ask its owner for a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not valid before %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is signed by itself and not in the truststore. Where it is to be trusted, import it there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was issued by %2, which is not in the truststore. Where that issuer is to be trusted, import its certificate there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not for this purpose: its key usage is %2, its extended key usage is %3. A TLS client needs digitalSignature and clientAuth: present the transport certificate, not the signing certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 names %2 as its issuer, but was not signed with that issuer&apos;s key. It is forged or damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is too weak: its key is %2, signed with %3. At least RSA 2048 or EC P-256, and SHA-256, are asked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not acceptable: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate %1 could not be judged; this is a fault of the program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate&apos;s subject also has %1, which the given name leaves out. Some tools drop attributes that they do not know: give the whole subject.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The given name has %1, which the certificate&apos;s subject does not have.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The given name has %1 where the certificate&apos;s subject has %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name has %1 characters; at most %2 are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key is damaged: it is no EncryptedPrivateKeyInfo.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The protected key cannot be written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password is not text in UTF-8, so no Java store can have it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store&apos;s SHA-1 digest cannot be computed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The entry %1 comes from a store of another format; convert it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The entry %1 cannot be written: a new entry is one trusted certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JKS cannot hold the entry %1: %2 Remove it, or keep the store&apos;s format.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The alias %1… takes %2 bytes; JKS has room for %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store would have more than %1 entries or %2 bytes, and could not be read again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is empty, and even a store without entries has 32 bytes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store has %1 bytes; at most %2 are read here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password does not fit, or the file was altered: in a JKS store the two look the same. Try the password again; where it is right, take a copy of the file from before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The aliases %1 and %2 are one to Java; rename an entry.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The private key &quot;%1&quot; cannot be carried over: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its chain is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password does not open the private key &quot;%1&quot;, or the key is damaged. A key can have another password than its store: give it the store&apos;s with keytool -keypasswd first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is damaged; what the password opens is no private key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in its chain not each certificate is the issuer of the one before, and PKCS#12 cannot hold such a chain together. Give the key its right chain with keytool -importcert first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The entry &quot;%1&quot; is no private key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a PEM truststore holds no keys. Choose JKS or PKCS12.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has no certificate, without which Java does not accept it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line %1 begins with -----BEGIN, but is not a line like -----BEGIN CERTIFICATE-----.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text has more than %1 PEM blocks; divide it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The block that begins in line %1 lacks its last line, %2. It was cut off; copy the whole of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line %1 holds what base64 does not: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the byte %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the base64 that begins in line %1 has a = in its midst.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line %1 of the text begins a block &quot;%2&quot;. A truststore in PEM holds certificates alone, and saving it would lose the rest; import its certificates into a store instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate %1 of the text, in line %2, cannot be read: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no certificate in this text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The entry &quot;%1&quot; is no trusted certificate; PEM holds nothing else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Java neither lists nor trusts this certificate: it has no mark as a trusted one and belongs to no private key. Where it is to be trusted, import it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store has no certificate for this key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The entry %1 is not of a PKCS#12 store and cannot be written to one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store has more than %1 entries.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s certificate is for %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not for %1: it has no alternative names at all, and clients no longer look at its common name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not for %1, but for %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s certificate is self-signed: nobody but the server itself vouches for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chain is complete: it ends at the root “%1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chain does not hold. %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server sent its own certificate without the authority that issued it, “%1”. Get that authority&apos;s certificate from whoever runs it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server did not send the root, “%1”, as is usual. “%2” can be trusted instead of it; to trust the root, get it from whoever runs it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1”: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is empty; a truststore is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a JCEKS keystore, which holds secret keys too and is not edited here. Convert it with: keytool -importkeystore -srcstoretype JCEKS -deststoretype PKCS12</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file holds nothing but zeros: it was probably cut off by a crash or a full disk. Take it from a backup.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a PKCS#7 file: certificates to import into a truststore, not a truststore.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no truststore: it is ASN.1, perhaps a single certificate or a key. A certificate is imported into a truststore.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no certificate in this PEM text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no truststore: it begins with the bytes %1. JKS begins with FE ED FE ED, PKCS#12 with 30, PEM holds a line -----BEGIN CERTIFICATE-----.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password has %1 characters; Java asks for at least %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The truststore has %1 bytes; at most %2 are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The truststore has no entry &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The truststore has an entry &quot;%1&quot; already (case does not count). Choose another alias, or remove that entry first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The entry &quot;%1&quot; would read differently in PKCS#12, which finds a key&apos;s chain among all the certificates of a store by their names and keys: another certificate here fits as well. Give the key its whole chain with keytool -importcert, or move it into a store of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter an alias.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The alias has %1 characters; at most %2 are accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The alias begins or ends with white space, which nobody can see or type again. Remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The alias has a character that cannot be shown. Use letters, digits and signs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The truststore would have more than %1 entries.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not only trusted certificates are in this store: %1 would be lost in %2. Remove what is not needed, or keep the format.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A truststore in PEM has no password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not only trusted certificates are in this store: PKCS#12 protects %1 with the same password, and Gatehouse protects no entry with another one. Change the password with keytool -storepasswd.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An issuer is not in order: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its issuers lead to no root in this store: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same certificate as &quot;%1&quot;: whoever removes one of the two still trusts it. Remove one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate cannot be encoded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate&apos;s validity has a date that does not exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate has %1 bytes; at most %2 are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not an X.509 certificate in DER.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bytes follow the certificate&apos;s end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no readable certificate in this text; one that begins with -----BEGIN CERTIFICATE----- is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text holds more than %1 certificates.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate %1 of the text cannot be read; it is damaged or cut off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no certificate in this text; one that begins with -----BEGIN CERTIFICATE----- is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file holds more than %1 certificates; divide it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OpenSSL&apos;s trust settings of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The PKCS#7 data cannot be read; it is damaged or cut off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bytes follow the end of the PKCS#7 data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The PKCS#7 data is not of the kind that carries certificates; export it as a certificate chain (.p7b).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate %1 of the PKCS#7 data: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>revocation lists in the PKCS#7 data: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This looks like a private key; a certificate is expected. Keep keys to those who use them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The block %1 in line %2 cannot be read: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no certificate in the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no certificate in the file; what it holds is %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The truststore cannot be set up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be put into the truststore.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No certificate was presented in the TLS handshake.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate %1 of those presented cannot be read: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name has more than %1 attributes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not a distinguished name (RFC 4514): %1 at position %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an attribute such as CN=… is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no attribute type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the unknown attribute type &quot;%1&quot; (write it as a number, such as 2.5.4.97)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no &apos;=&apos; after &quot;%1&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>something after the value&apos;s end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>half a byte in a hexadecimal value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a hexadecimal value that is not one ASN.1 value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no closing quotation mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&apos;%1&apos; without a backslash before it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a zero character</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a backslash with neither a special character nor two hexadecimal digits after it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a value that is not UTF-8, ending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file was cut off or altered; take a whole copy of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The JKS store is damaged: %1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entry %1 of the JKS store is damaged: %2 %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, at byte %2, would take %3 bytes, and %4 are left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a JCEKS store, which Gatehouse does not read. Convert a copy with keytool -importkeystore -srcstoretype JCEKS -deststoretype PKCS12.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a JKS store: those begin with the bytes FE ED FE ED.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it says to be of version %1, and there are versions 1 and 2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store says to hold %1 entries; at most %2 are read here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it says to hold %1 entries, and %2 bytes cannot be so many.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is of the type &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate cannot be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate %1 of the chain cannot be read: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entry %1 says to have a chain of %2 certificates; a store of more than %3 is not read here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at byte %1 it says to be of kind %2, and JKS has kinds 1 and 2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its alias, at byte %1, is not text as Java writes it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at byte %1 it has the alias %2 of entry %3; case does not count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the digest at its end, %1 of %2 bytes are there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at byte %1, behind the last of %2 entries, there are %3 bytes too many.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The protection of the key by SHA-1 cannot be computed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key is protected by the method %1, and Java knows none but %2 in JKS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key is damaged: %1 bytes are too few for one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The private key is cut off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of an unknown kind, %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate cannot be read; it is damaged or no X.509 certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An entry cannot be encoded for PKCS#12.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The entry %1 cannot be made for PKCS#12.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entry %1 of a part of the store, at byte %2 of that part, is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the store is no sequence of entries; it is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the store does not end; it is cut off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bytes follow a part of the store.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The entry holds no protected private key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The parameters of the encryption %1 cannot be read; the file is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store&apos;s key is derived by %1, which is not supported. Rewrite the store with keytool.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store is encrypted by %1, which is not supported. Rewrite it with keytool.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Java opens no PKCS#12 store whose password has characters outside ASCII, such as letters with accents. Choose a password without them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store is encrypted by %1, for which OpenSSL&apos;s legacy provider is needed; it is not installed here. Install it, or rewrite the store with keytool of Java 17 or newer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store is encrypted by %1 in a way that is not supported. Rewrite it with keytool.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a whole PKCS#12 store; the file is damaged, cut off or of another kind.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password does not fit this store, or the store was changed without it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store is of another version of PKCS#12 than %1, or damaged in its first bytes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store has %1 bytes; at most %2 are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 bytes follow the store&apos;s end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store is protected by a signature and not by a password, which is not supported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part %1 of the store has no contents.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store asks for more than %1 rounds of key derivation, which would take minutes or years. It is damaged or made to do harm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the store has no contents.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the store is encrypted for a key and not by a password, which is not supported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store&apos;s certificates are encrypted: a password is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store cannot be written as PKCS#12.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store would have more than %1 bytes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key asks for more than %1 rounds of key derivation, which would take minutes or years. It is damaged or made to do harm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key cannot be encrypted.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::trust::ServerProbe</name>
    <message>
        <source>an outdated version of TLS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no host %1. Check its spelling, and whether this machine resolves its name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing listens at %1. Check the port, and whether the server runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 closed the connection before it showed a certificate. Check whether the port speaks TLS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No TLS connection to %1: %2. Check whether the port speaks TLS 1.2 or 1.3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be reached: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter the server&apos;s name, as in am.example.com:9443.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no server address; it looks like am.example.com:9443.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; does not speak of TLS; the address begins with https:// or has no scheme.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no port 0; ports go from 1 to 65535.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1:%2 did not show a certificate in time. Check the port, and whether a firewall is between.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate %1 of those that %2:%3 shows cannot be read: %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1:%2 shows no certificate.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui</name>
    <message>
        <source>Pass</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not judged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at that moment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the workspace&apos;s test directory</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::AboutDialog</name>
    <message>
        <source>About Gatehouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Administration console for open banking Dynamic Client Registration.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::AdmissionPanel</name>
    <message>
        <source>Show the e&amp;ntry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the transport certificate of a TPP: you see whether a server that uses this store lets it in, and through which entry.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Choose a certificate…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the cli&amp;pboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or drop one here; nothing is imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chain of the client&apos;s certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where it is from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a client&apos;s certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer *.der *.p7b *.p7c);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is neither a certificate nor a file on the clipboard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a truststore and no client&apos;s certificate. Export the certificate from it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no certificate in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is let in, through the entry %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not let in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent by the client</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entry %1, which lets it in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entry %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Missing in this store</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There was no client&apos;s certificate to judge.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::AliasDialog</name>
    <message>
        <source>Rename %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Alias:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another entry is called %1; Java does not tell capitals from small letters.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ApplyDialog</name>
    <message>
        <source>Apply the policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why, for whoever reads the history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reason:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Apply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This will be different:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These %1 things will be different:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every endpoint that serves this workspace judges by it within a second. Registrations that are there stay; the version before can be applied again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::BusyBar</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Under way</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CertificateChainView</name>
    <message>
        <source>Chain of the certificate, its root first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Missing: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A root: it vouches for itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Complete up to its root</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CertificateComparison</name>
    <message>
        <source>%1 differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Only what differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare %1 with %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two certificates side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Property</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They are the same certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They are two certificates: %1 of %2 properties differ.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CertificateEditor</name>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PEM: one certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JWKS: the URL of the key set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind of certificates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>URL of the key set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate as PEM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer *.der *.p7b);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CertificateListModel</name>
    <message>
        <source>Until %1
%2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validity</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CertificateView</name>
    <message>
        <source>Copy P&amp;EM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sa&amp;ve as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details of the certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No certificate selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select one to see what it says, whether it is valid, and who vouches for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the certificate as PEM text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the certificate as PEM, or as DER where the name ends in .der or .cer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From %1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 days left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From %1
to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PEM (*.pem *.crt)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DER (*.der *.cer)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ChangePasswordDialog</name>
    <message>
        <source>A password for the truststore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 had no password: nothing showed whether somebody changed it. It is saved with the one that you give it here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 gets it when it is saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Change</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ChangesDialog</name>
    <message>
        <source>Fill from the well-known URL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 says otherwise than the form. What is ticked is taken over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Then</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Apply</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ChecksModel</name>
    <message>
        <source>%1
Claim: %2
Reference: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Claim</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: would be refused with %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: a request with this statement would be refused with %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First check that fails: “%1”. %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No problem found, but not every signature could be verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the key sets that the request and the statement are signed with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No problem found, but the signature could not be verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the directory&apos;s key set.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Would be accepted, with %1 to look at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 warnings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A sound statement, with %1 to look at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Would be accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A sound statement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every check that could be judged passed, and the signatures are valid.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ChecksView</name>
    <message>
        <source>Worst first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the endpoint judges</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order of the checks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>O&amp;rder:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show %1: %2 checks</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ClaimMappingsEditor</name>
    <message>
        <source>No claim is mapped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Claim mappings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remote claim</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Local claim</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a mapping</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ClaimModel</name>
    <message>
        <source>Claim</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Claims</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
In the token: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token holds more than is shown here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
%2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the value of %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ClientTrustRow</name>
    <message>
        <source>Sho&amp;w truststore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens it on the Truststores page, where authorities are added and removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 trusts nobody: every client certificate is refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 authority in %1, and it is not the test directory: the test TPPs are refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n authorities in %1, but not the test directory: the test TPPs are refused.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Issued by the 1 authority in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Issued by %n authorities in %1</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 more certificate expires or has expired</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n more certificates expire or have expired</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CommandModel</name>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CommandPalette</name>
    <message>
        <source>active</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waits for review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>suspended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deregistered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find and run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page, action, or a client&apos;s name or id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a page, an action or a client</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clients could not be searched: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registration, %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is called like that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 found. Return runs, Escape leaves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; cannot be done now.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CompareDialog</name>
    <message>
        <source>%1 (1 entry)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2 entries)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy to the &amp;left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy to the &amp;right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare truststores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two stores are being compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both stores hold the same entries under the same aliases.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name, issuer or alias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Filter:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differences between the stores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In what the two certificates differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Property</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The selected entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the selected certificates into %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 entry is the same in both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 entries are the same in both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show %1: %2 differences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CompareModel</name>
    <message>
        <source>Only left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other alias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until %1
%2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alias left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alias in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alias right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validity</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ComparisonModel</name>
    <message>
        <source>Same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Within</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One side only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Claim</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The statement says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(says nothing)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
(%2)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ConnectorEditor</name>
    <message>
        <source>Kept in the vault; type to change it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unchanged: its server has it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this type of connector needs is not known here. Import the key manager from its server to edit its properties.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CopyableField</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CopyableText</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CutEntries</name>
    <message>
        <source>%1 is no trusted certificate: it cannot be moved by way of the clipboard. Select certificates alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is cut.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n entries are cut.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>It stays here until it is pasted into another truststore.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They stay here until they are pasted into another truststore.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Do not move</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n entries</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Move %1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moved to %1: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo brings it back here; what came there is undone there.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::DeploymentTomlDialog</name>
    <message>
        <source>&amp;Use the lines that are commented out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write to deployment.toml</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which file?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the deployment.toml of the Identity Server or the API Manager: it is in repository/conf below the server&apos;s folder. You see what would change before anything is written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>…/repository/conf/deployment.toml</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings and findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;ettings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;indings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What changes in the file, line by line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A setting that is there as &quot;# key = …&quot; takes the place of that line; otherwise it is put beside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deployment.toml of a server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TOML files (*.toml);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;ettings (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;indings (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 lines come, %2 lines go.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing would change: the file says all of it already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing would change in this file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of the settings cannot be written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passwords are covered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file as it is stays beside it, as %1.bak. %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing the file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not written: the file is not the one that was read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody changed %1 meanwhile. Read it again: what would change is then worked out for what it says now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Read it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Written at %1. %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was there before: %1.bak</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out: other server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out: other accelerator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is added, with its table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is uncommented</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Setting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings that are to be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was found in the file as it is</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::DiffView</name>
    <message>
        <source>… and %1 lines more</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::DifferenceList</name>
    <message>
        <source>Differences</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::EndpointPanel</name>
    <message>
        <source>Required</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As in production: a registration without a certificate that the truststore vouches for is refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Optional</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A certificate is judged where one is presented, and may be left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not asked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No certificate is asked for or judged. Signatures still are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use any &amp;free port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registration endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discovery document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test directory&apos;s key set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Client certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Address:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Client c&amp;ertificate:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trusted clients:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registration:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discovery:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Directory&apos;s keys:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known once the endpoint runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine only (localhost)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every address of this machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>any free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 picks any free port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Port:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::EntryExport</name>
    <message>
        <source>Alias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subject</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expires</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::EntryView</name>
    <message>
        <source>Certificate of the chain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A private key and its chain. Gatehouse never opens the key: it is saved as it was read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing that a server would trust; it is saved as it was read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an entry to see it whole</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n entries are selected</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ExchangeModel</name>
    <message>
        <source>Registered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registration read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registration updated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registration deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discovery read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token issued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token looked up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token revoked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key set read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No such address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
%2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Client: %1
Software: %2
Certificate: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time (UTC)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Client</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duration</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ExchangeView</name>
    <message>
        <source>Copy as c&amp;url</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open in &amp;Inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A command that sends the same request again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token in the request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details of the request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;quest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resp&amp;onse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chec&amp;ks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no client certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>
… the rest of the body was not kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection ended before an answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a request to see it whole</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ExpiryModel</name>
    <message>
        <source>%1
Expires %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::FirstStartView</name>
    <message>
        <source>&amp;Do all of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Welcome to Gatehouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody is registered here yet. Three steps lead to a first registration; they take a few seconds and touch nothing outside this workspace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: under way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The re&amp;gistration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its re&amp;quest in the Inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sandbox&apos;s &amp;log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For administrators</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A bank&apos;s servers are set up on these pages; none of them needs the sandbox.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client&apos;s id is %1. Its kit, to send requests with from elsewhere, is in %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was registered, how each check came out, and what went over the wire.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again: then any free port is taken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend it and try again; what is done already stays done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sho&amp;w the overview</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::GrantTypeTags</name>
    <message>
        <source>Another grant type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the grant type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take %1 away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grant type %1: take it away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open banking needs %1: add it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the grant type %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::HelpWindow</name>
    <message>
        <source>Gatehouse help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Topics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 - Gatehouse help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is said about that. Try another word.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::HistoryPanel</name>
    <message>
        <source>&amp;Restore this version…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Versions of the policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Applied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, counts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No policy was applied yet: the standard one counts. Every policy that is applied is kept here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose one version to compare it with the form, or two to compare them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From version %1 to version %2:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They say the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the form to version %1:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ImportDialog</name>
    <message>
        <source>Show the &amp;next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import certificates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name, issuer or alias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Filter:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Tick all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick every certificate that is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Untick all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Untick every certificate that is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates to import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the entry is called in the store</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Alias:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out, as it is no certificate:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the next certificate whose alias cannot be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 alias cannot be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 aliases cannot be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to import: the store trusts all of it already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 ticked, %3 in the store already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 ticked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Import 1 certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Import %1 certificates</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ImportModel</name>
    <message>
        <source>In the store already, as “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In this list already, as “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store has an entry “%1” already (case does not count). Choose another alias.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another certificate of this list has the alias “%1” too. Choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::InspectionView</name>
    <message>
        <source>Registration request with a software statement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Software statement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, found %2, %3 characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signature of the request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signature of the statement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request&apos;s header and claims</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The statement&apos;s header and claims</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chec&amp;ks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Statement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side &amp;by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Claims of the request beside those of the statement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chec&amp;ks (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side &amp;by side (%1 differ)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::InspectorPage</name>
    <message>
        <source>&amp;Paste</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspect what is on the clipboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The moment to judge at, in UTC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks look at the token as if it were this moment, in UTC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judge at the present moment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When &amp;issued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judge at the moment the token was issued: was it right then?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;As of (UTC):</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to inspect yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste a software statement, a registration request, JSON that holds one or a whole curl command; or drop a file here. You see what it says, who signed it, and whether a registration with it would be accepted, and why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste from the clipboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens (*.jwt *.txt *.json *.sh);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no text on the clipboard.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::JsonView</name>
    <message>
        <source>v4: API Manager 4.2 and newer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>v3: API Manager 4.1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>v2: API Manager 4.0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version of the Admin API</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON of the key manager</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Admin API</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>POST %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PUT %1/%2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Five asterisks stand for a secret: a server keeps the one that it has. For a new key manager export with the secrets.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out, since this version does not have it: %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::JwksPage</name>
    <message>
        <source>That was not saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No key set has a name yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A key set (JWKS) lists the public keys that software statements and requests are verified with. Name the sandbox&apos;s and the production directory&apos;s: you see their keys, until when their certificates are valid, and what changes. The endpoint uses what is fetched here where its policy names the same URL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the sandbox&apos;s…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add production&apos;s…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key sets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list stayed as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetching %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was fetched: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyChoice</name>
    <message>
        <source>%1 files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As for the statement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test directory of this workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None: do not verify</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys for the request&apos;s signature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys for the statement&apos;s signature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Request keys:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Statement keys:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose JWK set files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose key files for the request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose key files for the statement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name the URL of a JWK set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name the URL of a key set for the request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name the URL of a key set for the statement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key set at a URL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key set&apos;s URL; it begins with https.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JWK sets (*.json *.jwks);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyDetails</name>
    <message>
        <source>Thumbprint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The directory&apos;s kid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the Open Banking directory calls such a key: RFC 7638 over SHA-1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thumbprint:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Directory&apos;s kid:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JWK</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Co&amp;py JWK</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A key without a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a key to see it whole</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyManagerDocument</name>
    <message>
        <source>Without a name</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyManagerForm</name>
    <message>
        <source>The Resident Key Manager is the API Manager&apos;s own. Only its connector&apos;s user and whether it is enabled can be changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Self Validate JWT</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use introspect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change of %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyManagerKeeper</name>
    <message>
        <source>The key managers cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program changed %1 meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The deletion was not undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enabling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disabling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It cannot be read again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyManagerListModel</name>
    <message>
        <source>enabled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disabled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 warnings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resident</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (unsaved)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyManagerSecrets</name>
    <message>
        <source>The vault stays locked: its passphrase was not given.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyManagersPage</name>
    <message>
        <source>WSO2 &amp;Identity Server…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Local &amp;sandbox</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Empty form</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Paste JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fill from well-known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask each end&amp;point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Trust a server&apos;s certificate…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Disable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>D&amp;uplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export JSON…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export with its &amp;password…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>De&amp;lete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;nable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sandbox does not run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start it on the page Sandbox; it says of itself where everything is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking the sandbox…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sandbox did not answer as expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import key managers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON (*.json);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was imported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is no key manager.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was imported. It is not saved yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was imported, but not all of it could be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clipboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the key manager</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the key manager with its password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was exported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The copy is disabled, since two key managers of one issuer are ambiguous, and has no password: type it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the well-known URL first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An Identity Server has it at https://HOST:9446/oauth2/token/.well-known/openid-configuration.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking %1…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The well-known URL tells nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trust a certificate…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The form says what the well-known URL says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill from well-known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no endpoint to ask yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trust a server&apos;s certificate or its authority&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer *.der *.p7b);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is trusted here until the program ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file holds no certificate that can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ne&amp;xt problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key managers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Views of the key manager</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no key manager yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The API Manager needs to know the Identity Server that issues its tokens. Begin with a template: it needs nothing but the servers&apos; names, and you see at once what is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>WSO2 Identity Server…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import its JSON…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 field is missing or wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 fields are missing or wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 warnings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is missing or wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new key manager</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your changes are not saved. Taking the other version gives them up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the other version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved key managers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A key manager has unsaved changes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 key managers have unsaved changes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I&amp;mport JSON…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyRow</name>
    <message>
        <source>Its certificate cannot be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate is for another key than this one.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeySetDialog</name>
    <message>
        <source>Add a key set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>URL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truststore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none: the system&apos;s authorities alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a truststore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“sandbox” and “production” are the two that deployment.toml names.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;URL:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Truststore:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whose certificates vouch for the key server, beside the system&apos;s authorities. It must open without a password: PEM or JKS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A name of 1 to %1 characters is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a set called %1 already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where does the set lie? A URL with https is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the whole path, from the root of the disk on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no such file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truststore for the key server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truststores (*.pem *.crt *.jks *.p12);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeySetEdits</name>
    <message>
        <source>Taken back: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeySetListModel</name>
    <message>
        <source>is being fetched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not fetched yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be fetched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 old key: its server fails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 old keys: its server fails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 keys</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeySetView</name>
    <message>
        <source>1 key came</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 keys came</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 key went</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 keys went</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 name went over to another key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 names went over to other keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>came: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>went: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another key: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>URL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No keys here yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetch now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The system&apos;s authorities vouch for its server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vouched for by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has not been fetched. Nothing is sent but the request for the set.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is being fetched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was not fetched yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, fetched %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetched again %1, and sooner where a token names a key that it does not hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last fetch, %1, failed: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keys of %1 go on to count. It is tried again %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was never fetched; the last try was %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last asked %1
Next %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No change has been seen since it was first fetched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 key of the set cannot verify a signature here: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 keys of the set cannot verify a signature here. The first: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyTableModel</name>
    <message>
        <source>Signed the statement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another key than before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The statement in the Inspector is signed by this key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It came with the newest change of the set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the newest change of the set this name went over to another key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(no name)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The set does not say; any that the key fits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key (kid)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Algorithm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expires</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thumbprint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RFC 7638, SHA-256: the same for the same key, whatever its name</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::LogView</name>
    <message>
        <source>No requests yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Register a test TPP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which requests to show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search path, client or outcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty this list. The clients that were registered stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue (%1 new)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Requests to the endpoint appear here as they arrive, with the decoded token and the outcome of every check. Send one with a test TPP&apos;s kit, or let the console register one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the endpoint. Requests to it appear here as they arrive, with the decoded token and the outcome of every check.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show what arrived since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold the list still; requests are still answered</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::MainWindow</name>
    <message>
        <source>Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key managers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JWKS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truststores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gatehouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Open token in Inspector…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;truststores…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Find and run…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Help on this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Contents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;First steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Messages of the program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About Gatehouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The language changes when Gatehouse is started again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Workspace: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registrations, keys and the test directory are kept in this folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sandbox runs at %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sandbox is starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sandbox is stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sandbox is stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::MessageLog</name>
    <message>
        <source>Debug</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Information</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::MessageModel</name>
    <message>
        <source>When</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::MessageWindow</name>
    <message>
        <source>Messages of the program - Gatehouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Level:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Information and above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part or message holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The selected lines, or all that are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cl&amp;ear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was said yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the messages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::NewPasswordFields</name>
    <message>
        <source>The servers must be told the same password. WSO2&apos;s products expect “wso2carbon” unless their configuration names another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New password again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New pass&amp;word:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A&amp;gain:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::NewStoreDialog</name>
    <message>
        <source>JKS: WSO2 up to API Manager 4.3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PKCS#12: WSO2 from API Manager 4.4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PEM: text, for web servers and curl</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The private keys of the store are opened with it and protected with the same one. In a server&apos;s store it is the store&apos;s password; the new store gets it too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New truststore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Convert the truststore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Converting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Format:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;ile:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Create</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Convert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose where the file goes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password of the private keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Key password:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PEM keeps the certificates and their aliases. It has no password, so nothing shows whether somebody changed the file, and no dates of when an entry was added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PKCS#12 keeps no dates of when a certificate was added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a file with its folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no folder %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Such a file is open already; choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is such a file already; choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::NewTppDialog</name>
    <message>
        <source>AISP: reads accounts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PISP: initiates payments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CBPII: confirms funds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test TPP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New test TPP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Software name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redirect URIs, one a line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making the keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Software &amp;name:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roles:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redirect &amp;URIs, one a line:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Environment:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Folder for the kit:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The kit holds keys, certificates, the software statement, a request that is ready to send to %1, and the curl command that sends it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Create</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder for the kit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder for the kit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the software a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose at least one role: a software without one may do nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give at least one redirect URI.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is no https address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder for the kit.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::NoticeBar</name>
    <message>
        <source>Hide this notice</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::OverviewPage</name>
    <message>
        <source>Sandbox</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registrations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key sets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates about to expire</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No certificate expires in the next 30 days: truststores opened lately, key sets, clients&apos; and the sandbox&apos;s own are looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent activity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed yet. Who changes what is recorded here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All activity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: 1 key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: not fetched yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: fails, keys of %2 count</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: no keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start it on its page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 waits for review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 wait for review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None waits for review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 in all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 active</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 suspended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 deregistered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 expires within %1 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 expire within %2 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 expired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None expires soon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be looked into</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of clients, the newest %1 are looked at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None is named yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name the directory&apos;s key sets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 fail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 not fetched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All are well</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 more</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::OverviewTile</name>
    <message>
        <source>%1: being looked at</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::PairBar</name>
    <message>
        <source>Change &amp;both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the pair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is imported into one of the two is imported into the other as well; what is deleted or renamed in one goes the same way in the other; and so does undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes both files or neither</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The files stay as they are and open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>API Manager: %1
Identity Server: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>API Manager and Identity Server are a pair; open both to work on them together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>API Manager and Identity Server trust the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 certificate is trusted by only one of API Manager and Identity Server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 certificates are trusted by only one of API Manager and Identity Server.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::PairDialog</name>
    <message>
        <source>Pair two truststores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A third party is let in when both servers trust whoever issued its certificate. What is imported into one of the pair is imported into the other in the same step, and both are saved together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;API Manager:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Identity Server:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Pair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the file of the %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truststore of the %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name both files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both are the same file.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::PairImport</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 certificate was added: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n certificates were added: %1.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>1 was there already, as %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n were there already, as %1.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::PairReport</name>
    <message>
        <source>Added as %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There already, as %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imported into both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The files change when they are saved. Both servers must be started again before they trust what was added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What became of each certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::PassphraseDialog</name>
    <message>
        <source>Make the vault</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock the vault</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passwords are remembered in an encrypted file of the workspace. Choose the passphrase that opens it; without it what the file holds is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passwords that are remembered are in the workspace&apos;s vault.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passphrase again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deriving the key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Passphrase:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A&amp;gain:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Make</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Unlock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take at least %1 characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::PasswordDialog</name>
    <message>
        <source>&amp;Remember it in the vault</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password of the truststore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying the password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Password:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>WSO2&apos;s products ship with “wso2carbon”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;without it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the entries without verifying that nobody changed them; saving asks again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::PolicyForm</name>
    <message>
        <source>&amp;General</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Client</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A&amp;lgorithms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Mandatory claims</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Statements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chec&amp;ks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From: %1
In the policy&apos;s JSON: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::PolicyPage</name>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sandbox judges by the new policy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the policy that counts; can be undone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Presets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Policies to begin with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import, export, deployment.toml</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Apply…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
From: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Import JSON…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export JSON…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Read from deployment.toml…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Write to deployment.toml…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The policy in the form, as an Identity Server of generation 3 is configured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What [open_banking.dcr.registration.*] of an Identity Server says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What would change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Unsaved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 applied version %2 of the policy meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The form shows it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you edited was not changed. Look at the differences before you apply it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take theirs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 setting is wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 settings are wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The standard policy counts: none was applied yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version %1 counts, applied by %2 %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 unsaved change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 unsaved changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing differs from the policy that counts. Edit a setting, or begin with a preset.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Unsaved (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something in the form is wrong; mend that first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows what will be different, and asks why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Applying the policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version %1 of the policy counts now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore version %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version %1 says what counts already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to version %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import a policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Policies (*.json);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Policies (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is in the form; nothing was applied yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The policy in the form was written to %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read a server&apos;s configuration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Configurations (*.toml);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A server has no key for these settings, so that they are not written:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no [open_banking.dcr.registration.*] that a policy could take over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 keys of %2 are in the form; nothing was applied yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The policy in the form was not applied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is lost when the console is closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close without it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apply…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;What if</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ProbeDialog</name>
    <message>
        <source>What each endpoint answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Endpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>URL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is asked…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::RecentActivityModel</name>
    <message>
        <source>When</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whom it is about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::RememberedDialog</name>
    <message>
        <source>Remembered passwords</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truststores whose passwords are remembered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Forget</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A truststore whose password is forgotten stays as it is; you are asked for its password when it is opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No password is remembered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vault remembers the password of this truststore:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vault remembers the passwords of these %1 truststores:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password of %1 is forgotten.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password of %1 is still remembered: the vault was not opened, or did not answer.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ReviewModel</name>
    <message>
        <source>Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ReviewPanel</name>
    <message>
        <source>Re&amp;marks too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also what is worth knowing and nothing to do about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is wrong with the truststore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The entries are being looked at …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 warnings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 remark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 remarks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is wrong · %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::RoleScopesEditor</name>
    <message>
        <source>Remove role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scopes, separated by spaces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Role to add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add role</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::SandboxPage</name>
    <message>
        <source>A test TPP was made and registered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The test TPP could not be registered.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ServerImportDialog</name>
    <message>
        <source>&amp;Look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import from a server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which certificates does a server show?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter its name above. Gatehouse connects, reads the certificates and hangs up: nothing is sent, and nothing is trusted until you import it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>host, host:port or https://…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect and read the server&apos;s certificates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop connecting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Server:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates that the server sent, its own first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before you import, compare the SHA-256 fingerprint with one that you have by another way, such as by telephone: whoever stands between you and the server can send certificates of their own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, port %2 · %3 · %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Import 1 certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Import %1 certificates</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::SettingEditor</name>
    <message>
        <source>as long as it says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::SeverityModel</name>
    <message>
        <source>not made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>warns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>refuses the registration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
%2, as it comes: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comes from</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::SignatureView</name>
    <message>
        <source>Valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not valid: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not verified: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no algorithm named</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no key named</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looked up in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StartWindow</name>
    <message>
        <source>Gatehouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first time takes a second longer: the test directory makes its keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Choose another folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the workspace %1 …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The workspace could not be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of the workspace</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StatementSetsRow</name>
    <message>
        <source>from public addresses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>also from this machine and its network (local sandbox)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the key sets may lie that statements name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A TPP&apos;s statement names the set that its requests are verified with. The endpoint fetches it once the statement itself is verified.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truststore for servers that statements name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>truststore: the system&apos;s authorities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a truststore that vouches for their servers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key sets that statements &amp;name are fetched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truststore for key servers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truststores (*.pem *.crt *.jks *.p12);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreChecks</name>
    <message>
        <source>Checks of the truststore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whom it lets in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the checks (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the checks</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreComparison</name>
    <message>
        <source>There is nothing to compare.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no certificate that can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a certificate to compare with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer *.der *.p7b *.p7c);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There was no certificate to compare with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a truststore: open it, and compare the two stores.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, first of %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreDocument</name>
    <message>
        <source>Reload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import 1 certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import %1 certificates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename %1 to %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete %1 entries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was opened without its password. Reload it with the password, then give it another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is being saved; try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreEdits</name>
    <message>
        <source>PEM (*.pem)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DER (*.cer *.der)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PKCS#7 (*.p7b)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undone: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undone in both: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done again: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done again in both: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was done again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In this truststore alone: %1 was changed by itself since.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was not renamed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is called %2 now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>So is the same certificate in %1, which is its pair.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, which is its pair, has no such certificate, or has it twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file changes when it is saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>So are the same certificates from %1, which is its pair: %n entries. The files change when they are saved.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is deleted from the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n entries are deleted from the list.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was cut.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password cannot be changed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;load</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password was not changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new password counts once %1 is saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s configuration must name it too: [truststore] password in deployment.toml.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 certificate copied as PEM.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 certificates copied as PEM.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 fingerprint copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 fingerprints copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of the selected entries has a certificate that can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was exported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported to %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was not written.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreFiles</name>
    <message>
        <source>Open truststores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truststores (*.jks *.p12 *.pfx *.pkcs12 *.keystore *.truststore *.pem *.crt *.cer);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening %1 …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading %1 again …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 could not be read again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was read again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the truststore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has unsaved changes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discarding them cannot be undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, which is its pair, has some too, and is saved together with it. Discarding those of %2 cannot be undone.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreFilterBar</name>
    <message>
        <source>Filter the entries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter by alias, name, key, date or fingerprint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show %1: %2 entries</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreHistory</name>
    <message>
        <source>%1 is being saved; try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreImport</name>
    <message>
        <source>Import certificates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer *.der *.p7b *.p7c *.p7s *.ca-bundle *.txt);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is neither a certificate nor a file on the clipboard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They were cut out of this truststore: paste them into another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a truststore first: the certificates go into it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading %1 …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There was no certificate to import.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import into %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import into the API Manager&apos;s and the Identity Server&apos;s truststore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move here from %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was imported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They are here now, and in %1 too.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreModel</name>
    <message>
        <source>This format keeps no date for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
Cut: it goes once it is pasted into another truststore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expires</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Subject</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreOpener</name>
    <message>
        <source>%1 is protected by a password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was opened without its password. Saving needs it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StorePair</name>
    <message>
        <source>%1 is being saved; try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>API Manager</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identity Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The truststore of the %1 is not open any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, which changes with it, refuses the alias, so that neither was changed: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreRow</name>
    <message>
        <source>Expired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not yet valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expires soon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not readable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Private key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreSaving</name>
    <message>
        <source>Saving %1 …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving %1 truststores …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was not saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was there before is kept beside it as %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was there before is kept beside each as .bak.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both truststores are saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the API Manager and the Identity Server again: only then do they trust what is in them now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A server that uses it reads it when it is started again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;load</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save under &amp;another name…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Over&amp;write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Write it anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;place it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is in the file now is then only in the .bak file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the truststore as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is open in another tab. Close it there, or choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreTabs</name>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open truststores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close this truststore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>● %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
Not saved</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreView</name>
    <message>
        <source>Somebody else changed %1 on the disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reloading puts it in place of your unsaved changes; Undo brings them back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;load</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose which columns are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entries of the truststore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody is trusted yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This store has no entries. Import the root and issuing certificates whose holders the server should trust: from files, from the clipboard, from a server; or drop them here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import from files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From a TLS server…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No entry is like that</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The store has entries, and the filter hides them all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all entries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, 1 entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 entries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · verified by its password · %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · not verified: opened without its password · %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · new, not saved yet · %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TagsEditor</name>
    <message>
        <source>(empty)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another value for: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a value, then Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose among the usual values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usual values of: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove %1 from: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All usual values are there</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TemplateDialog</name>
    <message>
        <source>WSO2 Identity Server as key manager</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All addresses follow from where the servers are, as WSO2&apos;s documentation has them. Only the connector&apos;s user name and password are left to type.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Banking Accelerator 3.0 (ObKeyManager)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Financial Services Accelerator (fsKeyManager)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is.example.com or is.example.com:%1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>apim.example.com or apim.example.com:%1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Made for:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Identity Server:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;API Manager:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Create</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TickList</name>
    <message>
        <source>Another value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another value for: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add another value to: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TimelineWidget</name>
    <message>
        <source>Statement issued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statement expires</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request valid from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request issued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request expires</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judged at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, %1 later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validity over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>valid for %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
%2
%3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TokenInput</name>
    <message>
        <source>Paste, drop or type a software statement, a registration request, JSON that holds one, or a whole curl command.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token to inspect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>
… the first %1 of %2 bytes are shown</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TokenRulesEditor</name>
    <message>
        <source>Add a claim</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no rule: the key manager takes every token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens to try the rules on, one a line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste tokens here, one a line, to see which of them are this key manager&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token handling options</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Claim</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a rule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rule %1 is on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type of rule %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not taken</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TokenView</name>
    <message>
        <source>Copy &amp;value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;name</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TppPanel</name>
    <message>
        <source>The test directory lists no TPP yet. A new one gets keys, certificates and a software statement, as files to send requests with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test TPPs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New test TPP…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy software id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remove from the directory…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Software</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Software id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
Software %2 of organisation %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The kit is in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove test TPP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove %1 from the test directory?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keys of software %1 are no longer published: what it signs is refused from then on, and this cannot be undone. Clients that it registered, and its kit&apos;s files, stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TrialPanel</name>
    <message>
        <source>Would be refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Would be refused for another reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Would get a warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Would newly pass</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Try it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The policy was edited since. Try it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A registration request to try</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A registration request, or text that holds one (may stay empty)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registrations that were tried</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%v of %m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registrations that would be judged otherwise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What would change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decided by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What would the policy, as it is edited here, make of the registrations of this workspace? Each is judged at the moment when it was registered; signatures are not verified again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was stopped before the end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pasted request cannot be tried: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pasted request would be refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pasted request would pass.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 So it is by the policy that counts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first %1 are listed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1
Client %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TruststoresPage</name>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vault did not remember a password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recen&amp;t</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No truststore is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the file whose certificates the server trusts. WSO2&apos;s API Manager and Identity Server have it as repository/resources/security/client-truststore.jks below their folder. You see who is trusted and until when, and you can change it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a truststore…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a new one…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Forget these</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved truststores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A truststore has unsaved changes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 truststores have unsaved changes.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::UndoOffer</name>
    <message>
        <source>Nothing was undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::Wso2View</name>
    <message>
        <source>Generation of WSO2&apos;s servers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which generation of WSO2&apos;s servers is asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>would answer %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where it is configured as the policy is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answered by: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Provided that: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::vault</name>
    <message>
        <source>The keychain of this machine does not answer. Check that it runs in your session.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain holds no secret named &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain was not opened. Try again, and allow Gatehouse to use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain refuses Gatehouse. Check its settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain could not remove the secret &quot;%1&quot;: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keychain failed: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a vault that can be opened: %1. Use a backup of the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The machine gives no random numbers; nothing was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its &quot;%1&quot; is missing or no text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its &quot;%1&quot; is not base64url</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its &quot;%1&quot; has %2 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the cost of its key (n %1, r %2, p %3) is none that scrypt has</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the cost of its key (n %1, r %2, p %3) is more than is spent here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its &quot;kdf&quot; is none that is known here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the cost of its key is not stated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A vault&apos;s file has at most %1 bytes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is damaged, or no vault: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has no version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a vault of version %1; this program knows version %2. Open it with a newer Gatehouse.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its cipher is none that is known here, or it has members that do not belong there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AES-256-GCM is missing: QCA&apos;s plugin for OpenSSL is not installed, or of another version than QCA. The vault cannot be used without it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vault needs a passphrase.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A passphrase has at most %1 bytes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vault&apos;s key could not be derived: it takes %1 MiB of memory. Close other programs and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The secrets could not be encrypted; nothing was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vault&apos;s passphrase was changed by another program. Unlock it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passphrase does not fit the vault, or the vault&apos;s file is damaged. Try again; if you are sure of the passphrase, use a backup of the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the vault&apos;s file holds is not a list of secrets, though its key fits. Another program wrote it; use a backup of the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A secret needs a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A secret&apos;s name must be text; this one has a character that is none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A secret&apos;s name has at most %1 bytes; this one is longer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A secret has at most %1 bytes; this one has %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vault holds at most %1 bytes. Remove secrets that are no longer needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vault holds no secret named &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no vault %1 yet, so it has no passphrase to change.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vault %1 is gone. Put a backup of it back, or begin a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vault %1 was just made by another program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program has been holding the vault %1 for %2 seconds; nothing was changed. End that program, or try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vault %1 cannot be locked; nothing was changed. Check the access rights of its folder, and that there is room on the disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::vault::Vault</name>
    <message>
        <source>The vault was locked while it was being unlocked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The vault is locked. Unlock it with its passphrase first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>The keychain has not answered for %n seconds. Look whether it asks for something, and try again.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>There is not enough memory for the vault. Close other programs and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The machine has no thread left to open the vault with. Close other programs and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The secrets are in the keychain of this machine, which has a password of its own. Change it there.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::workspace</name>
    <message>
        <source>Truststore for client certificates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test directory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Truststore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registered client</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test TPP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registrations could not be counted: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 needs its password: open it on the Truststores page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clients&apos; certificates could not be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The activity record could not be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no registrations to try it on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 would be refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 would be refused for another reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 would get a warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 would newly pass</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none would be judged otherwise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of %1 registrations %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 It was stopped before the end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a software statement alone. Paste the whole registration request: what a policy would make of it is seen there.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::workspace::FirstSteps</name>
    <message>
        <source>The endpoint answered %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::workspace::Workspace</name>
    <message>
        <source>The workspace %1 cannot be made. Check its access rights, or choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The workspace %1 cannot be kept from other users. Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>gatehouse::wso2</name>
    <message>
        <source>%1 is left as it is. %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a table: set its keys one by one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is an array of tables, written as [[%1]]: it takes nothing but tables.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has comments between its elements, which would be lost. Change it by hand, or put each element on a line of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be set in this file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is left as it is: wherever its line is put, %2 would get another meaning. Change the file by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>something else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is larger than the %1 bytes that a deployment.toml may have here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is TOML, and its lines could not be told apart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 stands where the server expects %2: it ignores what is below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server does not know [%1]: the claim %2 is called %3 here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write [%1.%2].</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server does not know the table %1: it ignores it without a word.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perhaps %1.%2 is meant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is read by the %2 alone; this is the file of the %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set it in the other server&apos;s file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server does not know %1: it ignores it without a word.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perhaps %1 is meant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is no address: it does not begin with https://.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2; the server expects: %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is one text with commas in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is one text; the server expects an array of texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write each value in quotes of its own, in brackets.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has a value with commas in it: the server compares with the whole of it, which no registration has.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write each value in quotes of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has a value with a space before or behind it: it can never match.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the space away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has a curly quote in its value: it was probably to end the text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has a space before or behind its value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Java class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>true or false</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>array of texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two servers name a registered application differently, and do not find each other&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gateway checks the request with other keys than the Identity Server uses later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two servers tell sandbox from production by different claims.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same statement is of the sandbox for one server and of production for the other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two servers name production differently.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gateway hands the client certificate over in a header that the Identity Server does not read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One server URL-encodes the certificate in the header and the other does not expect it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both files are of the %1: they cannot be compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first file is for the %1, the second for the %2: the servers do not work together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is &quot;%2&quot; for the Identity Server, and %3 is &quot;%4&quot; for the API Manager. %5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 must also stand in [[open_banking.signature_validation.allowed_algorithms]], which has PS256 and ES256 as shipped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tls_client_auth_subject_dn: required = true makes this server refuse every request, so it is not written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was left out: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is %1, where true or false is expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is %1, where a list of strings is expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an empty list or value allows anything there, and nothing here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a policy has one list of algorithms, and %1 was read first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a policy has no such list, or Gatehouse does not know one of its values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identity Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>API Manager</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>either server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an unknown server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Banking Accelerator 3 (generation A)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Financial Services Accelerator 4 (generation B)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>both generations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no accelerator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart the Identity Server: it reads the file when it starts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart the API Manager: it reads the file when it starts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart the server whose file it is: it reads it when it starts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file has tables of both generations, [open_banking…] and [financial_services…]: the server reads one of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep those of the accelerator that is installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file has no table of an open banking accelerator.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing in the file tells whose it is, the Identity Server&apos;s or the API Manager&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The issuer &quot;%1&quot; is not how the directory spells itself: no statement is by it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The directory&apos;s statements are by &quot;%1&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sandbox and production take the same keys: a statement of the test directory passes as one of production.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is the key set of one organisation, %2: statements signed by the directory, and those of other organisations, do not verify.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is the key set of one provider&apos;s software, %2: statements signed by the directory, and those of other providers, do not verify.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the directory&apos;s own key set, as https://keystore.openbanking.org.uk/keystore/openbanking.jwks is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Production takes its keys from the test directory, openbankingtest.org.uk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The directory of production is keystore.openbanking.org.uk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is fetched without TLS: whoever is on the way can put keys in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take an address that begins with https://.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>isRequestJWT = false: nobody checks the signature of a registration request.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>[open_banking.keyManager] has no name: registrations do not find the key manager.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set %1 to the name that the admin portal shows, as OBKM.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no key manager called &quot;%1&quot;; there are: %2. The names must be the same, letter by letter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The five paths of the developer portal are of different versions (%1): a server has one of them, so that registration ends in an error.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A path that is not set is of version v2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The paths of the developer portal are v2: right for API Manager 4.0 and 4.1. From 4.2 on they must be v3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The paths of the developer portal are %1; this API Manager has %2: registration ends in an error (500).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>[apim.key_manager] is set. Its user name and password override what the admin portal stores for the default type of key manager; from update level 4.0.0.102 on, WSO2&apos;s guide for a key manager of one&apos;s own wants the table commented out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 still has the sample&apos;s placeholder %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 and %2 other keys still have the sample&apos;s placeholder %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put your own value in its place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type straight double quotes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the value in double quotes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> The server does not start with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2: it has no keys of its own. Remove it first, or choose another key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is an array of %2: say which element is meant, as in %1[0].</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2, not an array: it has no elements.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has %2 elements: the next one is %1[%2].</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no such element yet; add it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a curly quote on the line, as word processors make them: type a straight one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A text is put in double quotes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line %1, column %2 is not TOML.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line %1, column %2 nests deeper than the %3 levels that are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file cannot be read as TOML.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no value of TOML. A text is put in double quotes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no key: keys are joined by dots, as in open_banking.dcr.jwks_url_sandbox, and an element of an array of tables is iss[0] or iss[name=OpenBanking Ltd].</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an array of tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a string</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a boolean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a date or time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an array</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a table</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
