<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_GB">
<context>
    <name>Text</name>
    <message>
        <source>the test directory</source>
        <translation>das Testverzeichnis</translation>
    </message>
    <message>
        <source>%1 Certificates between it and its root, which the TPP may have sent, are not kept with a registration.</source>
        <translation>%1 Zertifikate zwischen ihm und seiner Wurzel, die der TPP gesendet haben kann, werden nicht mit einer Registrierung aufbewahrt.</translation>
    </message>
</context>
<context>
    <name>gatehouse</name>
    <message>
        <source>&apos;=&apos; (padding, which JWS leaves out)</source>
        <translation>&apos;=&apos; (Auffüllung, die JWS weglässt)</translation>
    </message>
    <message>
        <source>&apos;%1&apos; (from the alphabet of plain base64)</source>
        <translation>&apos;%1&apos; (aus dem Alphabet von gewöhnlichem base64)</translation>
    </message>
    <message>
        <source>white space</source>
        <translation>Leerraum</translation>
    </message>
    <message>
        <source>byte 0x%1</source>
        <translation>Byte 0x%1</translation>
    </message>
    <message>
        <source>%1 at position %2</source>
        <translation>%1 an Position %2</translation>
    </message>
    <message>
        <source>a length of %1 characters, which no base64url text has; something is cut off or added</source>
        <translation>eine Länge von %1 Zeichen, die kein base64url-Text hat; etwas fehlt oder ist zu viel</translation>
    </message>
    <message>
        <source>stray bits in its last character, at position %1</source>
        <translation>überzählige Bits im letzten Zeichen an Position %1</translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation>Es gibt keine Datei %1.</translation>
    </message>
    <message>
        <source>%1 is a folder; a file is expected.</source>
        <translation>%1 ist ein Ordner; erwartet wird eine Datei.</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation>%1 kann nicht gelesen werden: %2.</translation>
    </message>
    <message>
        <source>%1 is larger than the %2 bytes that are read here.</source>
        <translation>%1 ist größer als die %2 Byte, die hier gelesen werden.</translation>
    </message>
    <message>
        <source>%1 belongs to another user, whose program could no longer read it once it is saved here. Save as that user or as root. The file is as it was.</source>
        <translation>%1 gehört einem anderen Benutzer, dessen Programm die Datei nicht mehr lesen könnte, sobald sie hier gespeichert wird. Speichern Sie als dieser Benutzer oder als root. Die Datei ist unverändert.</translation>
    </message>
    <message>
        <source>The access rights of %1 cannot be set: %2.</source>
        <translation>Die Zugriffsrechte von %1 können nicht gesetzt werden: %2.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>%1 kann nicht geschrieben werden: %2.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2. The file is as it was.</source>
        <translation>%1 kann nicht geschrieben werden: %2. Die Datei ist unverändert.</translation>
    </message>
    <message>
        <source>Not valid JSON at byte %1.</source>
        <translation>Kein gültiges JSON bei Byte %1.</translation>
    </message>
    <message>
        <source>Not valid JSON.</source>
        <translation>Kein gültiges JSON.</translation>
    </message>
    <message>
        <source>A JSON object is expected, this is a %1.</source>
        <translation>Erwartet wird ein JSON-Objekt; dies ist vom Typ %1.</translation>
    </message>
    <message>
        <source>Administration console for open banking Dynamic Client Registration.</source>
        <translation>Verwaltungskonsole für die Dynamic Client Registration im Open Banking.</translation>
    </message>
    <message>
        <source>The workspace (default: the platform&apos;s data folder).</source>
        <translation>Der Arbeitsbereich (Vorgabe: der Datenordner der Plattform).</translation>
    </message>
    <message>
        <source>Starts the sandbox on a free port and registers one test TPP.</source>
        <translation>Startet die Sandbox auf einem freien Port und registriert einen Test-TPP.</translation>
    </message>
    <message>
        <source>A token to open in the Inspector.</source>
        <translation>Ein Token, das im Inspector geöffnet wird.</translation>
    </message>
    <message>
        <source>The member &quot;%1&quot; stands twice in one object.</source>
        <translation>Das Element „%1“ steht zweimal in einem Objekt.</translation>
    </message>
    <message>
        <source>The JSON nests deeper than %1 levels.</source>
        <translation>Das JSON ist tiefer als %1 Ebenen verschachtelt.</translation>
    </message>
    <message>
        <source>Line %1, column %2: %3</source>
        <translation>Zeile %1, Spalte %2: %3</translation>
    </message>
    <message>
        <source>the text ends here, and a bracket or a quotation mark is still open.</source>
        <translation>der Text endet hier, und eine Klammer oder ein Anführungszeichen ist noch offen.</translation>
    </message>
    <message>
        <source>the end of the line</source>
        <translation>Zeilenende</translation>
    </message>
    <message>
        <source>there is a comma too many before %1.</source>
        <translation>vor %1 steht ein Komma zu viel.</translation>
    </message>
    <message>
        <source>a comma or a colon is missing before %1.</source>
        <translation>vor %1 fehlt ein Komma oder ein Doppelpunkt.</translation>
    </message>
    <message>
        <source>%1 was not expected here.</source>
        <translation>%1 wurde hier nicht erwartet.</translation>
    </message>
</context>
<context>
    <name>gatehouse::certificate_facts</name>
    <message>
        <source>Validity</source>
        <translation>Gültigkeit</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Inhaber</translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation>Aussteller</translation>
    </message>
    <message>
        <source>Key and signature</source>
        <translation>Schlüssel und Signatur</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>Verwendung</translation>
    </message>
    <message>
        <source>Payment services (PSD2)</source>
        <translation>Zahlungsdienste (PSD2)</translation>
    </message>
    <message>
        <source>Fingerprints</source>
        <translation>Fingerabdrücke</translation>
    </message>
    <message>
        <source>Key identifiers</source>
        <translation>Schlüsselkennungen</translation>
    </message>
    <message>
        <source>Revocation</source>
        <translation>Widerruf</translation>
    </message>
    <message>
        <source>Common name</source>
        <translation>Allgemeiner Name (CN)</translation>
    </message>
    <message>
        <source>Organisation</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>Organisational unit</source>
        <translation>Organisationseinheit</translation>
    </message>
    <message>
        <source>Country</source>
        <translation>Land</translation>
    </message>
    <message>
        <source>Locality</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>State or province</source>
        <translation>Bundesland oder Provinz</translation>
    </message>
    <message>
        <source>Street</source>
        <translation>Straße</translation>
    </message>
    <message>
        <source>Registration number</source>
        <translation>Registernummer</translation>
    </message>
    <message>
        <source>Domain component</source>
        <translation>Domänenkomponente</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Postal code</source>
        <translation>Postleitzahl</translation>
    </message>
    <message>
        <source>Business category</source>
        <translation>Geschäftskategorie</translation>
    </message>
    <message>
        <source>Organisation identifier</source>
        <translation>Organisationskennung</translation>
    </message>
    <message>
        <source>Digital signatures</source>
        <translation>Digitale Signaturen</translation>
    </message>
    <message>
        <source>Non-repudiation</source>
        <translation>Nichtabstreitbarkeit</translation>
    </message>
    <message>
        <source>Encryption of keys</source>
        <translation>Verschlüsselung von Schlüsseln</translation>
    </message>
    <message>
        <source>Encryption of data</source>
        <translation>Verschlüsselung von Daten</translation>
    </message>
    <message>
        <source>Key agreement</source>
        <translation>Schlüsselvereinbarung</translation>
    </message>
    <message>
        <source>Issuing certificates</source>
        <translation>Ausstellen von Zertifikaten</translation>
    </message>
    <message>
        <source>Signing revocation lists</source>
        <translation>Signieren von Sperrlisten</translation>
    </message>
    <message>
        <source>Encryption only</source>
        <translation>Nur Verschlüsselung</translation>
    </message>
    <message>
        <source>Decryption only</source>
        <translation>Nur Entschlüsselung</translation>
    </message>
    <message>
        <source>TLS server</source>
        <translation>TLS-Server</translation>
    </message>
    <message>
        <source>TLS client</source>
        <translation>TLS-Client</translation>
    </message>
    <message>
        <source>Signing programs</source>
        <translation>Signieren von Programmen</translation>
    </message>
    <message>
        <source>Time stamps</source>
        <translation>Zeitstempel</translation>
    </message>
    <message>
        <source>Signing OCSP answers</source>
        <translation>Signieren von OCSP-Antworten</translation>
    </message>
    <message>
        <source>Any purpose</source>
        <translation>Beliebiger Zweck</translation>
    </message>
    <message>
        <source>Signing documents</source>
        <translation>Signieren von Dokumenten</translation>
    </message>
    <message>
        <source>Account servicing</source>
        <translation>Kontoführung</translation>
    </message>
    <message>
        <source>Payment initiation</source>
        <translation>Zahlungsauslösung</translation>
    </message>
    <message>
        <source>Account information</source>
        <translation>Kontoinformation</translation>
    </message>
    <message>
        <source>Issuing of card-based payment instruments</source>
        <translation>Ausgabe kartengebundener Zahlungsinstrumente</translation>
    </message>
</context>
<context>
    <name>gatehouse::dcr</name>
    <message>
        <source>it names no host</source>
        <translation>nennt keinen Host</translation>
    </message>
    <message>
        <source>its host has a wildcard</source>
        <translation>der Host enthält einen Platzhalter</translation>
    </message>
    <message>
        <source>its host is this machine (%1)</source>
        <translation>der Host ist dieser Rechner (%1)</translation>
    </message>
    <message>
        <source>its host %1 is not a public address</source>
        <translation>der Host %1 ist keine öffentliche Adresse</translation>
    </message>
    <message>
        <source>it is longer than %1 bytes</source>
        <translation>länger als %1 Byte</translation>
    </message>
    <message>
        <source>it is not an absolute URI</source>
        <translation>keine absolute URI</translation>
    </message>
    <message>
        <source>its scheme is %1, not https</source>
        <translation>das Schema ist %1, nicht https</translation>
    </message>
    <message>
        <source>it has a fragment (#)</source>
        <translation>hat ein Fragment (#)</translation>
    </message>
    <message>
        <source>it carries a user name</source>
        <translation>enthält einen Benutzernamen</translation>
    </message>
    <message>
        <source>%1 %2 not allowed; allowed are %3.</source>
        <translation>%1 %2, was nicht erlaubt ist; erlaubt sind %3.</translation>
    </message>
    <message>
        <source>There are none, and the grant type authorization_code needs them.</source>
        <translation>Es gibt keine, und der Grant Type authorization_code benötigt sie.</translation>
    </message>
    <message>
        <source>There are none.</source>
        <translation>Es gibt keine.</translation>
    </message>
    <message>
        <source>The list is empty; at least one is needed.</source>
        <translation>Die Liste ist leer; mindestens ein Eintrag ist nötig.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>All %1 stand in the statement.</source>
        <translation>Alle %1 stehen im Statement.</translation>
    </message>
    <message>
        <source>%1 is not among the statement&apos;s software_redirect_uris (%2). They are compared character by character.</source>
        <translation>%1 gehört nicht zu den software_redirect_uris des Statements (%2). Sie werden Zeichen für Zeichen verglichen.</translation>
    </message>
    <message>
        <source>There are no redirect URIs.</source>
        <translation>Es gibt keine Redirect-URIs.</translation>
    </message>
    <message>
        <source>%1 is on %2</source>
        <translation>%1 liegt auf %2</translation>
    </message>
    <message>
        <source>All on %1.</source>
        <translation>Alle liegen auf %1.</translation>
    </message>
    <message>
        <source>%1; the redirect URIs are on %2.</source>
        <translation>%1; die Redirect-URIs liegen auf %2.</translation>
    </message>
    <message>
        <source>The grant types contain</source>
        <translation>Die Grant Types enthalten</translation>
    </message>
    <message>
        <source>The request leaves them out; &quot;code&quot; is meant (RFC 7591).</source>
        <translation>Die Anfrage lässt sie weg; gemeint ist „code“ (RFC 7591).</translation>
    </message>
    <message>
        <source>The response types contain</source>
        <translation>Die Response Types enthalten</translation>
    </message>
    <message>
        <source>There are no grant types.</source>
        <translation>Es gibt keine Grant Types.</translation>
    </message>
    <message>
        <source>No response types are named.</source>
        <translation>Es sind keine Response Types genannt.</translation>
    </message>
    <message>
        <source>The response type %1 returns a code, and the grant type authorization_code that redeems it is missing.</source>
        <translation>Der Response Type %1 liefert einen Code, und der Grant Type authorization_code, der ihn einlöst, fehlt.</translation>
    </message>
    <message>
        <source>The grant type authorization_code needs a response type with &quot;code&quot;; the request has %1.</source>
        <translation>Der Grant Type authorization_code benötigt einen Response Type mit „code“; die Anfrage hat %1.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>refresh_token is asked for without a grant type that yields refresh tokens.</source>
        <translation>refresh_token wird ohne einen Grant Type verlangt, der Refresh-Token liefert.</translation>
    </message>
    <message>
        <source>They agree.</source>
        <translation>Sie stimmen überein.</translation>
    </message>
    <message>
        <source>There is none.</source>
        <translation>Nicht vorhanden.</translation>
    </message>
    <message>
        <source>The application type is</source>
        <translation>Der Anwendungstyp ist</translation>
    </message>
    <message>
        <source>There is none, so client_secret_basic is meant (RFC 7591); allowed are %1.</source>
        <translation>Es ist keine angegeben, also ist client_secret_basic gemeint (RFC 7591); erlaubt sind %1.</translation>
    </message>
    <message>
        <source>The method is</source>
        <translation>Die Methode ist</translation>
    </message>
    <message>
        <source>private_key_jwt needs it: name the algorithm of the client&apos;s assertions, one of %1.</source>
        <translation>private_key_jwt benötigt die Angabe: Nennen Sie den Algorithmus der Assertions des Clients, einen von %1.</translation>
    </message>
    <message>
        <source>The method needs none.</source>
        <translation>Die Methode benötigt keinen.</translation>
    </message>
    <message>
        <source>The algorithm is</source>
        <translation>Der Algorithmus ist</translation>
    </message>
    <message>
        <source>The method is not tls_client_auth.</source>
        <translation>Die Methode ist nicht tls_client_auth.</translation>
    </message>
    <message>
        <source>tls_client_auth needs the subject of the certificate that the client will use.</source>
        <translation>tls_client_auth benötigt den Inhabernamen (Subject) des Zertifikats, das der Client verwenden wird.</translation>
    </message>
    <message>
        <source>It has %1 characters; at most %2 are accepted.</source>
        <translation>Die Angabe hat %1 Zeichen; höchstens %2 werden angenommen.</translation>
    </message>
    <message>
        <source>%1; no certificate at hand to compare it with.</source>
        <translation>%1; zum Vergleich liegt kein Zertifikat vor.</translation>
    </message>
    <message>
        <source>It does not name the certificate of this connection: %1</source>
        <translation>Die Angabe nennt nicht das Zertifikat dieser Verbindung: %1</translation>
    </message>
    <message>
        <source>It names the certificate of this connection, %1.</source>
        <translation>Die Angabe nennt das Zertifikat dieser Verbindung, %1.</translation>
    </message>
    <message>
        <source>%1 is %2; allowed are %3.</source>
        <translation>%1 ist %2; erlaubt sind %3.</translation>
    </message>
    <message>
        <source>Allowed are %1.</source>
        <translation>Erlaubt sind %1.</translation>
    </message>
    <message>
        <source>ID tokens are not to be encrypted.</source>
        <translation>ID-Token sollen nicht verschlüsselt werden.</translation>
    </message>
    <message>
        <source>id_token_encrypted_response_enc is %1 without id_token_encrypted_response_alg.</source>
        <translation>id_token_encrypted_response_enc ist %1, aber id_token_encrypted_response_alg fehlt.</translation>
    </message>
    <message>
        <source>The content encryption is</source>
        <translation>Die Inhaltsverschlüsselung ist</translation>
    </message>
    <message>
        <source>%1 with %2.</source>
        <translation>%1 mit %2.</translation>
    </message>
    <message>
        <source>The scopes contain</source>
        <translation>Die Scopes enthalten</translation>
    </message>
    <message>
        <source>There are no scopes.</source>
        <translation>Es gibt keine Scopes.</translation>
    </message>
    <message>
        <source>The roles %1 cover them.</source>
        <translation>Die Rollen %1 decken sie ab.</translation>
    </message>
    <message>
        <source>The software&apos;s roles (%1) do not cover %2.</source>
        <translation>Die Rollen der Software (%1) decken %2 nicht ab.</translation>
    </message>
    <message>
        <source>The request does not ask for it.</source>
        <translation>Die Anfrage verlangt es nicht.</translation>
    </message>
    <message>
        <source>The grant type %1 needs it: &quot;poll&quot;, &quot;ping&quot; or &quot;push&quot;.</source>
        <translation>Der Grant Type %1 benötigt die Angabe: „poll“, „ping“ oder „push“.</translation>
    </message>
    <message>
        <source>It is %1; &quot;poll&quot;, &quot;ping&quot; and &quot;push&quot; exist.</source>
        <translation>Die Angabe ist %1; es gibt „poll“, „ping“ und „push“.</translation>
    </message>
    <message>
        <source>it is missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>The mode %1 needs a notification endpoint: %2.</source>
        <translation>Der Modus %1 benötigt einen Benachrichtigungsendpunkt: %2.</translation>
    </message>
    <message>
        <source>Signed backchannel requests would use %1; allowed are %2.</source>
        <translation>Signierte Backchannel-Anfragen würden %1 verwenden; erlaubt sind %2.</translation>
    </message>
    <message>
        <source>Delivery by %1.</source>
        <translation>Zustellung per %1.</translation>
    </message>
    <message>
        <source>It does.</source>
        <translation>Ja.</translation>
    </message>
    <message>
        <source>The request&apos;s claims cannot be read.</source>
        <translation>Die Claims der Anfrage können nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The claim &quot;software_statement&quot; is missing, empty or no string. Put in the statement that the directory issued, as a compact JWS.</source>
        <translation>Der Claim „software_statement“ fehlt, ist leer oder keine Zeichenfolge. Fügen Sie das vom Verzeichnis ausgestellte Statement als kompaktes JWS ein.</translation>
    </message>
    <message>
        <source>Both are %1.</source>
        <translation>Beide sind %1.</translation>
    </message>
    <message>
        <source>The request&apos;s iss is %1, the statement&apos;s software_id is %2. They must be the same: take the statement of the software that registers.</source>
        <translation>Der iss der Anfrage ist %1, die software_id des Statements ist %2. Beide müssen gleich sein: Nehmen Sie das Statement der Software, die sich registriert.</translation>
    </message>
    <message>
        <source>The request leaves it out, which it may.</source>
        <translation>Die Anfrage lässt die Angabe weg, was zulässig ist.</translation>
    </message>
    <message>
        <source>The request&apos;s software_id is %1, the statement&apos;s is %2.</source>
        <translation>Die software_id der Anfrage ist %1, die des Statements ist %2.</translation>
    </message>
    <message>
        <source>This is not an update of a registered client.</source>
        <translation>Dies ist keine Änderung eines registrierten Clients.</translation>
    </message>
    <message>
        <source>Still %1.</source>
        <translation>Weiterhin %1.</translation>
    </message>
    <message>
        <source>The client is registered for software %1, the statement is about %2. Register the other software as a client of its own.</source>
        <translation>Der Client ist für die Software %1 registriert, das Statement betrifft %2. Registrieren Sie die andere Software als eigenen Client.</translation>
    </message>
    <message>
        <source>Not judged: the policy names no audience.</source>
        <translation>Nicht beurteilt: Die Richtlinie nennt keine Audience.</translation>
    </message>
    <message>
        <source>Meant for %1.</source>
        <translation>Bestimmt für %1.</translation>
    </message>
    <message>
        <source>It is meant for %1; this endpoint is %2.</source>
        <translation>Die Anfrage ist bestimmt für %1; dieser Endpunkt ist %2.</translation>
    </message>
    <message>
        <source>nobody (no aud)</source>
        <translation>niemanden (kein aud)</translation>
    </message>
    <message>
        <source>It has no expiry that can be read.</source>
        <translation>Es gibt keinen lesbaren Ablaufzeitpunkt.</translation>
    </message>
    <message>
        <source>It expired on %1, %2 ago. Sign a new one.</source>
        <translation>Abgelaufen am %1 (%2 her). Signieren Sie eine neue Anfrage.</translation>
    </message>
    <message>
        <source>Valid until %1, another %2.</source>
        <translation>Gültig bis %1, noch %2.</translation>
    </message>
    <message>
        <source>Its beginning or end cannot be read.</source>
        <translation>Beginn oder Ende kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>It expires on %1, before it is issued on %2.</source>
        <translation>Der Ablauf am %1 liegt vor der Ausstellung am %2.</translation>
    </message>
    <message>
        <source>It lives for %1; the policy allows %2.</source>
        <translation>Die Gültigkeitsdauer beträgt %1; die Richtlinie erlaubt %2.</translation>
    </message>
    <message>
        <source>It lives for %1.</source>
        <translation>Die Gültigkeitsdauer beträgt %1.</translation>
    </message>
    <message>
        <source>There is no jti.</source>
        <translation>Es gibt keine jti.</translation>
    </message>
    <message>
        <source>%1 is a random UUID.</source>
        <translation>%1 ist eine zufällige UUID.</translation>
    </message>
    <message>
        <source>%1 is no UUID of version 4; it is accepted as long as it is new.</source>
        <translation>%1 ist keine UUID der Version 4; der Wert wird angenommen, solange er neu ist.</translation>
    </message>
    <message>
        <source>Three parts of base64url, header and claims in JSON.</source>
        <translation>Drei Teile in base64url, Header und Claims in JSON.</translation>
    </message>
    <message>
        <source>Every known claim has the type that its definition gives it.</source>
        <translation>Jeder bekannte Claim hat den Typ, den seine Definition vorgibt.</translation>
    </message>
    <message>
        <source>Signed with %1; allowed are %2.</source>
        <translation>Signiert mit %1; erlaubt sind %2.</translation>
    </message>
    <message>
        <source>The header names no algorithm; allowed are %1.</source>
        <translation>Der Header nennt keinen Algorithmus; erlaubt sind %1.</translation>
    </message>
    <message>
        <source>The header says %1; allowed are %2.</source>
        <translation>Der Header nennt %1; erlaubt sind %2.</translation>
    </message>
    <message>
        <source>Not judged: no key set was given.</source>
        <translation>Nicht beurteilt: Es wurde kein Schlüsselsatz angegeben.</translation>
    </message>
    <message>
        <source>%1 Keys from %2.</source>
        <translation>%1 Schlüssel aus %2.</translation>
    </message>
    <message>
        <source>Verified by the key %1 from %2.</source>
        <translation>Geprüft mit dem Schlüssel %1 aus %2.</translation>
    </message>
    <message>
        <source>All %1 are there.</source>
        <translation>Alle %1 sind vorhanden.</translation>
    </message>
    <message>
        <source>Missing: %1.</source>
        <translation>Es fehlen: %1.</translation>
    </message>
    <message>
        <source>Empty: %1.</source>
        <translation>Leer: %1.</translation>
    </message>
    <message>
        <source>Not judged: earlier registrations were not looked at.</source>
        <translation>Nicht beurteilt: Frühere Registrierungen wurden nicht betrachtet.</translation>
    </message>
    <message>
        <source>There is no jti to remember it by.</source>
        <translation>Es gibt keine jti, an der eine Wiederholung zu erkennen wäre.</translation>
    </message>
    <message>
        <source>The identifier %1 is new here.</source>
        <translation>Die Kennung %1 ist hier neu.</translation>
    </message>
    <message>
        <source>The identifier %1 was used on %2. Sign a new one with its own jti.</source>
        <translation>Die Kennung %1 wurde am %2 verwendet. Signieren Sie neu, mit einer eigenen jti.</translation>
    </message>
    <message>
        <source>It is not valid before %1, which is in %2.</source>
        <translation>Erst ab %1 gültig; bis dahin noch %2.</translation>
    </message>
    <message>
        <source>It does not say when it was issued.</source>
        <translation>Es ist kein Ausstellungszeitpunkt angegeben.</translation>
    </message>
    <message>
        <source>It says it is issued on %1, which is %2 ahead; clocks may differ by %3 seconds.</source>
        <translation>Als Ausstellungszeitpunkt ist %1 angegeben; das liegt %2 in der Zukunft. Uhren dürfen um %3 Sekunden abweichen.</translation>
    </message>
    <message>
        <source>Issued on %1, %2 earlier.</source>
        <translation>Ausgestellt am %1, %2 vorher.</translation>
    </message>
    <message>
        <source>The statement does not say it.</source>
        <translation>Das Statement sagt es nicht.</translation>
    </message>
    <message>
        <source>%1 is Active.</source>
        <translation>%1 ist Active.</translation>
    </message>
    <message>
        <source>%1 is %2; only Active ones may register.</source>
        <translation>%1 ist %2; nur bei Active ist eine Registrierung zulässig.</translation>
    </message>
    <message>
        <source>The request carries no statement.</source>
        <translation>Die Anfrage enthält kein Statement.</translation>
    </message>
    <message>
        <source>The policy accepts any issuer.</source>
        <translation>Die Richtlinie nimmt jeden Issuer an.</translation>
    </message>
    <message>
        <source>Issued by %1.</source>
        <translation>Ausgestellt von %1.</translation>
    </message>
    <message>
        <source>Issued by %1; accepted are %2.</source>
        <translation>Ausgestellt von %1; angenommen werden %2.</translation>
    </message>
    <message>
        <source>Its expiry cannot be read.</source>
        <translation>Der Ablaufzeitpunkt kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>It has no expiry, as the directory issues them.</source>
        <translation>Es gibt keinen Ablaufzeitpunkt; so stellt das Verzeichnis Statements aus.</translation>
    </message>
    <message>
        <source>It expired on %1, %2 ago. Ask the directory for a new one.</source>
        <translation>Abgelaufen am %1 (%2 her). Fordern Sie beim Verzeichnis ein neues Statement an.</translation>
    </message>
    <message>
        <source>Valid until %1.</source>
        <translation>Gültig bis %1.</translation>
    </message>
    <message>
        <source>Issued %1 ago</source>
        <translation>Die Ausstellung ist %1 her</translation>
    </message>
    <message>
        <source>%1; the policy takes statements of at most %2. Ask the directory for a new one.</source>
        <translation>%1; die Richtlinie begrenzt das Alter von Statements auf %2. Fordern Sie beim Verzeichnis ein neues an.</translation>
    </message>
    <message>
        <source>%1. What it says of the organisation and its roles may have changed since.</source>
        <translation>%1. Was das Statement über die Organisation und ihre Rollen sagt, kann sich seitdem geändert haben.</translation>
    </message>
    <message>
        <source>The policy accepts any environment.</source>
        <translation>Die Richtlinie nimmt jede Umgebung an.</translation>
    </message>
    <message>
        <source>Made for %1.</source>
        <translation>Erstellt für %1.</translation>
    </message>
    <message>
        <source>Made for %1; this endpoint takes %2.</source>
        <translation>Erstellt für %1; dieser Endpunkt nimmt %2 an.</translation>
    </message>
    <message>
        <source>The organisation %1</source>
        <translation>Die Organisation %1</translation>
    </message>
    <message>
        <source>The registration %1 with %2</source>
        <translation>Die Registrierung %1 bei %2</translation>
    </message>
    <message>
        <source>The statement names no software.</source>
        <translation>Das Statement nennt keine Software.</translation>
    </message>
    <message>
        <source>%1 holds %2; the directory&apos;s ids are letters and digits.</source>
        <translation>%1 enthält %2; die Kennungen des Verzeichnisses bestehen aus Buchstaben und Ziffern.</translation>
    </message>
    <message>
        <source>%1 has %2 characters; the directory&apos;s ids have at most %3.</source>
        <translation>%1 hat %2 Zeichen; die Kennungen des Verzeichnisses haben höchstens %3.</translation>
    </message>
    <message>
        <source>%1 has the form of the directory&apos;s ids.</source>
        <translation>%1 hat die Form der Kennungen des Verzeichnisses.</translation>
    </message>
    <message>
        <source>The statement lists no authorisations by member state.</source>
        <translation>Das Statement führt keine Zulassungen nach Mitgliedstaat auf.</translation>
    </message>
    <message>
        <source>%1: each in at least one member state.</source>
        <translation>%1: jede in mindestens einem Mitgliedstaat.</translation>
    </message>
    <message>
        <source>No member state authorises the organisation as %1.</source>
        <translation>Kein Mitgliedstaat lässt die Organisation als %1 zu.</translation>
    </message>
    <message>
        <source>Not judged: no connection, or client certificates are not asked for.</source>
        <translation>Nicht beurteilt: Es gibt keine Verbindung, oder Clientzertifikate werden nicht verlangt.</translation>
    </message>
    <message>
        <source>The connection has no client certificate.</source>
        <translation>Die Verbindung hat kein Clientzertifikat.</translation>
    </message>
    <message>
        <source>%1, issued by %2.</source>
        <translation>%1, ausgestellt von %2.</translation>
    </message>
    <message>
        <source>Not judged: there is no client certificate.</source>
        <translation>Nicht beurteilt: Es gibt kein Clientzertifikat.</translation>
    </message>
    <message>
        <source>Not judged: the statement cannot be read.</source>
        <translation>Nicht beurteilt: Das Statement kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Issued for the software %1.</source>
        <translation>Ausgestellt für die Software %1.</translation>
    </message>
    <message>
        <source>Issued for the organisation %1.</source>
        <translation>Ausgestellt für die Organisation %1.</translation>
    </message>
    <message>
        <source>The certificate is issued for %1; the statement is about software %2 of organisation %3.</source>
        <translation>Das Zertifikat ist für %1 ausgestellt; das Statement betrifft die Software %2 der Organisation %3.</translation>
    </message>
    <message>
        <source>%1 They come from different directories, so this is not held against the request.</source>
        <translation>%1 Sie stammen aus verschiedenen Verzeichnissen, daher wird dies der Anfrage nicht angelastet.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is a JSON %2; %3 is expected.</source>
        <translation>„%1“ ist vom JSON-Typ %2; erwartet wird %3.</translation>
    </message>
    <message>
        <source>a string</source>
        <translation>eine Zeichenfolge</translation>
    </message>
    <message>
        <source>a list of strings</source>
        <translation>eine Liste von Zeichenfolgen</translation>
    </message>
    <message>
        <source>&quot;%1&quot; holds something other than strings.</source>
        <translation>„%1“ enthält anderes als Zeichenfolgen.</translation>
    </message>
    <message>
        <source>a string or a list of strings</source>
        <translation>eine Zeichenfolge oder eine Liste von Zeichenfolgen</translation>
    </message>
    <message>
        <source>a number of seconds since 1970</source>
        <translation>eine Anzahl Sekunden seit 1970</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is %2, which is no moment between 1970 and 9999 in seconds. Milliseconds are a common mistake.</source>
        <translation>„%1“ ist %2; das ist kein Zeitpunkt zwischen 1970 und 9999 in Sekunden. Millisekunden sind ein häufiger Fehler.</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true oder false</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>ein Objekt</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>eine Liste</translation>
    </message>
    <message>
        <source>Not judged: the request&apos;s claims cannot be read.</source>
        <translation>Nicht beurteilt: Die Claims der Anfrage können nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Not judged: the statement&apos;s claims cannot be read.</source>
        <translation>Nicht beurteilt: Die Claims des Statements können nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Not judged: there is no statement.</source>
        <translation>Nicht beurteilt: Es gibt kein Statement.</translation>
    </message>
    <message>
        <source>Switched off by the policy.</source>
        <translation>Durch die Richtlinie abgeschaltet.</translation>
    </message>
    <message>
        <source> and %1 more</source>
        <translation> und %1 weitere</translation>
    </message>
    <message>
        <source>%1 (and %2 more)</source>
        <translation>%1 (und %2 weitere)</translation>
    </message>
    <message>
        <source>a list of strings is expected</source>
        <translation>erwartet wird eine Liste von Zeichenfolgen</translation>
    </message>
    <message>
        <source>an object of lists is expected</source>
        <translation>erwartet wird ein Objekt mit Listen</translation>
    </message>
    <message>
        <source>in &quot;%1&quot;, %2</source>
        <translation>in „%1“: %2</translation>
    </message>
    <message>
        <source>a whole number from 0 to %1 is expected</source>
        <translation>erwartet wird eine ganze Zahl von 0 bis %1</translation>
    </message>
    <message>
        <source>%1 is no algorithm that Gatehouse can verify</source>
        <translation>%1 ist kein Algorithmus, den Gatehouse prüfen kann</translation>
    </message>
    <message>
        <source>at least one algorithm is needed</source>
        <translation>mindestens ein Algorithmus ist nötig</translation>
    </message>
    <message>
        <source>an object of check ids is expected</source>
        <translation>erwartet wird ein Objekt mit Kennungen von Prüfungen</translation>
    </message>
    <message>
        <source>there is no check %1</source>
        <translation>es gibt keine Prüfung %1</translation>
    </message>
    <message>
        <source>%1 cannot be changed: without it nothing else means anything</source>
        <translation>%1 kann nicht geändert werden: Ohne diese Prüfung hat alles andere keine Bedeutung</translation>
    </message>
    <message>
        <source>%1 is &quot;off&quot;, &quot;warn&quot; or &quot;fail&quot;</source>
        <translation>%1 ist „off“, „warn“ oder „fail“</translation>
    </message>
    <message>
        <source>a string is expected</source>
        <translation>erwartet wird eine Zeichenfolge</translation>
    </message>
    <message>
        <source>OBIE DCR 3.3 with FAPI algorithms</source>
        <translation>OBIE DCR 3.3 mit FAPI-Algorithmen</translation>
    </message>
    <message>
        <source>A policy is a JSON object.</source>
        <translation>Eine Richtlinie ist ein JSON-Objekt.</translation>
    </message>
    <message>
        <source>A policy has no member %1. It may have: %2.</source>
        <translation>Eine Richtlinie hat kein Element %1. Möglich sind: %2.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; in the policy: %2.</source>
        <translation>„%1“ in der Richtlinie: %2.</translation>
    </message>
    <message>
        <source>The policy has %1 bytes; at most %2 are accepted.</source>
        <translation>Die Richtlinie hat %1 Byte; höchstens %2 werden angenommen.</translation>
    </message>
    <message>
        <source>also %1</source>
        <translation>zusätzlich %1</translation>
    </message>
    <message>
        <source>without %1</source>
        <translation>ohne %1</translation>
    </message>
    <message>
        <source>the same values, differently ordered or repeated</source>
        <translation>dieselben Werte, anders geordnet oder wiederholt</translation>
    </message>
    <message>
        <source>any, instead of %1 alone</source>
        <translation>beliebige statt nur %1</translation>
    </message>
    <message>
        <source>%1 alone, instead of any</source>
        <translation>nur %1 statt beliebiger</translation>
    </message>
    <message>
        <source>%1 days</source>
        <translation>%1 Tage</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 instead of %2</source>
        <translation>%1 statt %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>new, empty</source>
        <translation>neu, leer</translation>
    </message>
    <message>
        <source>new: %1</source>
        <translation>neu: %1</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>entfernt</translation>
    </message>
    <message>
        <source>Check &quot;%1&quot;</source>
        <translation>Prüfung „%1“</translation>
    </message>
    <message>
        <source>WSO2 UK toolkit default</source>
        <translation>Vorgabe des WSO2 UK Toolkit</translation>
    </message>
    <message>
        <source>FAPI 1.0 Advanced</source>
        <translation>FAPI 1.0 Advanced</translation>
    </message>
    <message>
        <source>Give it a name: messages and the history show it.</source>
        <translation>Geben Sie einen Namen an: Meldungen und der Verlauf zeigen ihn.</translation>
    </message>
    <message>
        <source>%1: </source>
        <translation>%1: </translation>
    </message>
    <message>
        <source>Name at least one: an empty list lets nobody register.</source>
        <translation>Nennen Sie mindestens einen Wert: Bei einer leeren Liste kann sich niemand registrieren.</translation>
    </message>
    <message>
        <source>A value is empty; remove it.</source>
        <translation>Ein Wert ist leer; entfernen Sie ihn.</translation>
    </message>
    <message>
        <source>%1 begins or ends with white space, so that nothing can match it; remove that.</source>
        <translation>%1 beginnt oder endet mit Leerraum, sodass nichts damit übereinstimmen kann; entfernen Sie ihn.</translation>
    </message>
    <message>
        <source>%1 stands there twice.</source>
        <translation>%1 ist zweimal aufgeführt.</translation>
    </message>
    <message>
        <source>%1 is written %2: values are compared letter by letter.</source>
        <translation>%1 wird %2 geschrieben: Werte werden Buchstabe für Buchstabe verglichen.</translation>
    </message>
    <message>
        <source>%1 is none of the usual values. Is it spelt right?</source>
        <translation>%1 gehört nicht zu den üblichen Werten. Ist die Schreibweise richtig?</translation>
    </message>
    <message>
        <source>%1 is no environment: there are &quot;sandbox&quot; and &quot;production&quot;, and what does not say sandbox is production.</source>
        <translation>%1 ist keine Umgebung: Es gibt „sandbox“ und „production“, und was nicht sandbox nennt, gilt als production.</translation>
    </message>
    <message>
        <source>%1 is none of the usual roles. Is it spelt right?</source>
        <translation>%1 gehört nicht zu den üblichen Rollen. Ist die Schreibweise richtig?</translation>
    </message>
    <message>
        <source>It is %1; %2 to %3 is accepted.</source>
        <translation>Der Wert ist %1; angenommen wird %2 bis %3.</translation>
    </message>
    <message>
        <source>RS256 is forbidden by FAPI 1.0 Advanced §8.6; OBIE DCR 3.3 still lists it.</source>
        <translation>RS256 ist durch FAPI 1.0 Advanced §8.6 verboten; OBIE DCR 3.3 führt es noch auf.</translation>
    </message>
    <message>
        <source>RSA1_5 is forbidden by FAPI 1.0 Advanced §8.6.1.</source>
        <translation>RSA1_5 ist durch FAPI 1.0 Advanced §8.6.1 verboten.</translation>
    </message>
    <message>
        <source>No statement gets so old: those older than %1 days are refused.</source>
        <translation>Kein Statement wird so alt: Statements, die älter als %1 Tage sind, werden abgelehnt.</translation>
    </message>
    <message>
        <source>None is named, so that no client can ask for encrypted ID tokens.</source>
        <translation>Es ist keiner genannt, sodass kein Client verschlüsselte ID-Token verlangen kann.</translation>
    </message>
    <message>
        <source>None returns a code, which the grant type authorization_code needs: no client can use it.</source>
        <translation>Keiner liefert einen Code, den der Grant Type authorization_code benötigt: Kein Client kann ihn verwenden.</translation>
    </message>
    <message>
        <source>%1 rests on a secret that both sides hold; FAPI 1.0 Advanced §5.2.2 forbids that.</source>
        <translation>%1 beruht auf einem Geheimnis, das beide Seiten kennen; FAPI 1.0 Advanced §5.2.2 verbietet das.</translation>
    </message>
    <message>
        <source>%1: the scope %2 is not among those allowed at all.</source>
        <translation>%1: Der Scope %2 gehört nicht zu den überhaupt erlaubten.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; in the policy: %2</source>
        <translation>„%1“ in der Richtlinie: %2</translation>
    </message>
    <message>
        <source>in a curl command</source>
        <translation>in einem curl-Befehl</translation>
    </message>
    <message>
        <source>in JSON</source>
        <translation>in JSON</translation>
    </message>
    <message>
        <source>at character %1 of the text</source>
        <translation>bei Zeichen %1 des Textes</translation>
    </message>
    <message>
        <source>There is no text. Paste a software statement, a registration request, JSON that holds one, or a curl command.</source>
        <translation>Es ist kein Text vorhanden. Fügen Sie ein Software Statement, eine Registrierungsanfrage, JSON, das eines davon enthält, oder einen curl-Befehl ein.</translation>
    </message>
    <message>
        <source>The text is longer than the %1 bytes that are looked through.</source>
        <translation>Der Text ist länger als die %1 Byte, die durchsucht werden.</translation>
    </message>
    <message>
        <source>There is no signed token in this text. A token is three parts of letters, digits, - and _ with dots between; the first begins with eyJ.</source>
        <translation>In diesem Text ist kein signiertes Token. Ein Token besteht aus drei Teilen aus Buchstaben, Ziffern, - und _ mit Punkten dazwischen; der erste beginnt mit eyJ.</translation>
    </message>
    <message>
        <source>The connection has a client certificate.</source>
        <translation>Die Verbindung hat ein Clientzertifikat.</translation>
    </message>
    <message>
        <source>For registrations the gateway asks neither for the certificate&apos;s expiry nor for its revocation; whom it trusts is decided by its TLS listener.</source>
        <translation>Bei Registrierungen fragt das Gateway weder nach dem Ablauf noch nach dem Widerruf des Zertifikats; wem es vertraut, entscheidet sein TLS-Listener.</translation>
    </message>
    <message>
        <source>A statement that cannot be read ends as an unexpected error, not as invalid_software_statement.</source>
        <translation>Ein Statement, das nicht gelesen werden kann, endet als unerwarteter Fehler, nicht als invalid_software_statement.</translation>
    </message>
    <message>
        <source>The configuration of tls_client_auth_subject_dn names a property that no request has: required = true refuses every request.</source>
        <translation>Die Konfiguration von tls_client_auth_subject_dn nennt eine Eigenschaft, die keine Anfrage hat: required = true lehnt jede Anfrage ab.</translation>
    </message>
    <message>
        <source>A scope that is not allowed is reported with the validator&apos;s default text; &quot;Invalid scope provided&quot; is seen as well.</source>
        <translation>Ein nicht erlaubter Scope wird mit dem Standardtext des Validators gemeldet; auch „Invalid scope provided“ kommt vor.</translation>
    </message>
    <message>
        <source>%1 is not among [[open_banking.signature_validation.allowed_algorithms]], which are PS256 and ES256 as shipped.</source>
        <translation>%1 steht nicht in [[open_banking.signature_validation.allowed_algorithms]]; im Auslieferungszustand sind das PS256 und ES256.</translation>
    </message>
    <message>
        <source>The statement does not say sandbox, so jwks_url_production verifies it.</source>
        <translation>Das Statement nennt nicht sandbox, daher wird es mit jwks_url_production geprüft.</translation>
    </message>
    <message>
        <source>The software has no application yet: a server registers a software_id once.</source>
        <translation>Die Software hat noch keine Anwendung: Ein Server registriert eine software_id nur einmal.</translation>
    </message>
    <message>
        <source>The application gets the statement&apos;s redirect URIs, not the request&apos;s.</source>
        <translation>Die Anwendung erhält die Redirect-URIs des Statements, nicht die der Anfrage.</translation>
    </message>
    <message>
        <source>The gateway can make the application, map its keys and subscribe it; where it cannot, it answers 500 after all.</source>
        <translation>Das Gateway kann die Anwendung anlegen, ihre Schlüssel zuordnen und sie abonnieren lassen; wo es das nicht kann, antwortet es am Ende doch mit 500.</translation>
    </message>
    <message>
        <source>One redirect URI that is https and not localhost is enough; the others are not looked at.</source>
        <translation>Eine Redirect-URI, die https und nicht localhost ist, genügt; die übrigen werden nicht betrachtet.</translation>
    </message>
    <message>
        <source>The statement has no %1 with a host, which the server&apos;s comparison does not survive.</source>
        <translation>Das Statement hat kein %1 mit einem Host, woran der Vergleich des Servers scheitert.</translation>
    </message>
    <message>
        <source>The identifiers of request and statement are new to the server.</source>
        <translation>Die Kennungen von Anfrage und Statement sind dem Server neu.</translation>
    </message>
    <message>
        <source>Both identifiers are used up by this attempt, also where a later check refuses it: the statement cannot be used again until the server forgets it.</source>
        <translation>Beide Kennungen sind mit diesem Versuch verbraucht, auch wenn eine spätere Prüfung ihn ablehnt: Das Statement kann erst wieder verwendet werden, wenn der Server es vergessen hat.</translation>
    </message>
    <message>
        <source>The server adds which algorithm it means.</source>
        <translation>Der Server fügt hinzu, welchen Algorithmus er meint.</translation>
    </message>
    <message>
        <source>The Identity Server verifies the statement against [oauth.dcr] ssa_jkws; where in its order, and what it then says, is not known.</source>
        <translation>Der Identity Server prüft das Statement gegen [oauth.dcr] ssa_jkws; an welcher Stelle seiner Reihenfolge und was er dann sagt, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>%1, accepted</source>
        <translation>%1, angenommen</translation>
    </message>
    <message>
        <source>The request&apos;s signature verifies: no key set was given to try it with.</source>
        <translation>Die Signatur der Anfrage gilt als bestanden: Es wurde kein Schlüsselsatz angegeben, um sie zu prüfen.</translation>
    </message>
    <message>
        <source>The statement&apos;s signature verifies: no key set was given to try it with.</source>
        <translation>Die Signatur des Statements gilt als bestanden: Es wurde kein Schlüsselsatz angegeben, um sie zu prüfen.</translation>
    </message>
    <message>
        <source>WSO2 accelerator 3</source>
        <translation>WSO2 Accelerator 3</translation>
    </message>
    <message>
        <source>WSO2 accelerator 4</source>
        <translation>WSO2 Accelerator 4</translation>
    </message>
    <message>
        <source>No key set was given.</source>
        <translation>Es wurde kein Schlüsselsatz angegeben.</translation>
    </message>
    <message>
        <source>&quot;never&quot;, &quot;on_warning&quot;, &quot;new_organisation&quot; or &quot;always&quot; is expected</source>
        <translation>„never“, „on_warning“, „new_organisation“ oder „always“ wird erwartet</translation>
    </message>
</context>
<context>
    <name>gatehouse::directory</name>
    <message>
        <source>%1 is missing, though its certificate %2 is there. Restore it from a backup, or remove the whole folder to begin with a new test directory.</source>
        <translation>%1 fehlt, obwohl das zugehörige Zertifikat %2 vorhanden ist. Stellen Sie die Datei aus einer Sicherung wieder her, oder entfernen Sie den ganzen Ordner, um mit einem neuen Testverzeichnis zu beginnen.</translation>
    </message>
    <message>
        <source>%1 is not the key of %2. Restore both from a backup, or remove the whole folder to begin with a new test directory.</source>
        <translation>%1 ist nicht der Schlüssel zu %2. Stellen Sie beide aus einer Sicherung wieder her, oder entfernen Sie den ganzen Ordner, um mit einem neuen Testverzeichnis zu beginnen.</translation>
    </message>
    <message>
        <source>%1 is missing, though %2 is there. Restore it from a backup, or remove the whole folder to begin with a new test directory.</source>
        <translation>%1 fehlt, obwohl %2 vorhanden ist. Stellen Sie die Datei aus einer Sicherung wieder her, oder entfernen Sie den ganzen Ordner, um mit einem neuen Testverzeichnis zu beginnen.</translation>
    </message>
    <message>
        <source>%1 was not issued by the root of the same folder. Restore both from a backup, or remove the whole folder to begin with a new test directory.</source>
        <translation>%1 wurde nicht vom Stammzertifikat desselben Ordners ausgestellt. Stellen Sie beide aus einer Sicherung wieder her, oder entfernen Sie den ganzen Ordner, um mit einem neuen Testverzeichnis zu beginnen.</translation>
    </message>
    <message>
        <source>The certificate for %1 could not be made.</source>
        <translation>Das Zertifikat für %1 konnte nicht erstellt werden.</translation>
    </message>
    <message>
        <source>The private key for %1 cannot be written as PEM.</source>
        <translation>Der private Schlüssel für %1 kann nicht als PEM geschrieben werden.</translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation>Es gibt keine Datei %1.</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation>%1 kann nicht gelesen werden: %2.</translation>
    </message>
    <message>
        <source>%1 is too large for a private key.</source>
        <translation>%1 ist für einen privaten Schlüssel zu groß.</translation>
    </message>
    <message>
        <source>%1 cannot be made executable: %2.</source>
        <translation>%1 kann nicht ausführbar gemacht werden: %2.</translation>
    </message>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation>Der Ordner %1 kann nicht angelegt werden.</translation>
    </message>
    <message>
        <source>%1 is a file; a folder is expected.</source>
        <translation>%1 ist eine Datei; erwartet wird ein Ordner.</translation>
    </message>
    <message>
        <source>The folder %1 is not empty and not a kit. Choose another one.</source>
        <translation>Der Ordner %1 ist nicht leer und kein Kit. Wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>%1 holds a kit already. Choose another folder, or ask for it to be replaced.</source>
        <translation>%1 enthält bereits ein Kit. Wählen Sie einen anderen Ordner, oder lassen Sie es ersetzen.</translation>
    </message>
    <message>
        <source>%1: the member %2 is missing or no text.</source>
        <translation>%1: Das Element %2 fehlt oder ist kein Text.</translation>
    </message>
    <message>
        <source>%1: the member redirect_uris is missing or no list of texts.</source>
        <translation>%1: Das Element redirect_uris fehlt oder ist keine Liste von Texten.</translation>
    </message>
    <message>
        <source>The folder %1 cannot be written: %2.</source>
        <translation>Der Ordner %1 kann nicht geschrieben werden: %2.</translation>
    </message>
    <message>
        <source>%1 is not the key of %2.</source>
        <translation>%1 ist nicht der Schlüssel zu %2.</translation>
    </message>
    <message>
        <source>One of organisation_id, software_id, claims and jwks is missing or of a wrong type.</source>
        <translation>organisation_id, software_id, claims oder jwks fehlt oder hat einen falschen Typ.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not the address of a directory; one such as https://localhost:8443 is expected.</source>
        <translation>„%1“ ist nicht die Adresse eines Verzeichnisses; erwartet wird eine Adresse wie https://localhost:8443.</translation>
    </message>
    <message>
        <source>The software id &quot;%1&quot; is not 1 to %2 letters and digits.</source>
        <translation>Die Softwarekennung „%1“ besteht nicht aus 1 bis %2 Buchstaben und Ziffern.</translation>
    </message>
    <message>
        <source>The organisation id &quot;%1&quot; is not 1 to %2 letters and digits.</source>
        <translation>Die Organisationskennung „%1“ besteht nicht aus 1 bis %2 Buchstaben und Ziffern.</translation>
    </message>
    <message>
        <source>Software and organisation cannot have the same id, %1.</source>
        <translation>Software und Organisation können nicht dieselbe Kennung %1 haben.</translation>
    </message>
    <message>
        <source>A TPP needs at least one role: AISP, PISP, CBPII or ASPSP.</source>
        <translation>Ein TPP benötigt mindestens eine Rolle: AISP, PISP, CBPII oder ASPSP.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a role; there are AISP, PISP, CBPII and ASPSP.</source>
        <translation>„%1“ ist keine Rolle; es gibt AISP, PISP, CBPII und ASPSP.</translation>
    </message>
    <message>
        <source>A TPP needs at least one redirect URI.</source>
        <translation>Ein TPP benötigt mindestens eine Redirect-URI.</translation>
    </message>
    <message>
        <source>The redirect URI &quot;%1&quot; is not an absolute https address without a fragment.</source>
        <translation>Die Redirect-URI „%1“ ist keine absolute https-Adresse ohne Fragment.</translation>
    </message>
    <message>
        <source>The environment is empty; the directory writes sandbox or production.</source>
        <translation>Die Umgebung ist leer; das Verzeichnis schreibt sandbox oder production.</translation>
    </message>
    <message>
        <source>The extra claims are not a JSON object.</source>
        <translation>Die zusätzlichen Claims sind kein JSON-Objekt.</translation>
    </message>
    <message>
        <source>Another program is creating the test directory %1 and does not finish. Try again; where no such program runs, remove %2.</source>
        <translation>Ein anderes Programm legt gerade das Testverzeichnis %1 an und wird nicht fertig. Versuchen Sie es erneut; läuft kein solches Programm, entfernen Sie %2.</translation>
    </message>
    <message>
        <source>The test directory %1 cannot be written.</source>
        <translation>Das Testverzeichnis %1 kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The test directory already has the software %1 of organisation %2. Choose another id, or remove that software first.</source>
        <translation>Das Testverzeichnis enthält bereits die Software %1 der Organisation %2. Wählen Sie eine andere Kennung, oder entfernen Sie zuerst diese Software.</translation>
    </message>
    <message>
        <source>%1 cannot be moved to %2: %3.</source>
        <translation>%1 kann nicht nach %2 verschoben werden: %3.</translation>
    </message>
    <message>
        <source>The folder %1 holds no signing key of the test directory.</source>
        <translation>Der Ordner %1 enthält keinen Signaturschlüssel des Testverzeichnisses.</translation>
    </message>
    <message>
        <source>The test directory has no software %1 of organisation %2.</source>
        <translation>Das Testverzeichnis enthält keine Software %1 der Organisation %2.</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1 kann nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>%1 describes another software, %2 of %3.</source>
        <translation>%1 beschreibt eine andere Software, %2 von %3.</translation>
    </message>
    <message>
        <source>The folder %1/%2 cannot be made.</source>
        <translation>Der Ordner %1/%2 kann nicht angelegt werden.</translation>
    </message>
    <message>
        <source>%1 cannot be removed: %2.</source>
        <translation>%1 kann nicht entfernt werden: %2.</translation>
    </message>
</context>
<context>
    <name>gatehouse::fetch</name>
    <message>
        <source>The host of %1 cannot be found: %2.</source>
        <translation>Der Host von %1 kann nicht gefunden werden: %2.</translation>
    </message>
    <message>
        <source>%1 is not fetched: its host is at %2, which is not a public address.</source>
        <translation>%1 wird nicht abgerufen: Der Host hat %2, was keine öffentliche Adresse ist.</translation>
    </message>
    <message>
        <source>%1 was not answered whole within %2 seconds.</source>
        <translation>%1 wurde nicht innerhalb von %2 Sekunden vollständig beantwortet.</translation>
    </message>
    <message>
        <source>What %1 answers is larger than the %2 bytes that are read.</source>
        <translation>Die Antwort von %1 ist größer als die %2 Byte, die gelesen werden.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not accepted: %2.</source>
        <translation>Das Zertifikat von %1 wird nicht angenommen: %2.</translation>
    </message>
    <message>
        <source>%1 cannot be fetched: %2.</source>
        <translation>%1 kann nicht abgerufen werden: %2.</translation>
    </message>
    <message>
        <source>%1 answers with status %2; 200 is expected.</source>
        <translation>%1 antwortet mit Status %2; erwartet wird 200.</translation>
    </message>
    <message>
        <source>%1 cannot be fetched whole: %2.</source>
        <translation>%1 kann nicht vollständig abgerufen werden: %2.</translation>
    </message>
    <message>
        <source>%1 sends elsewhere, to %2; only its own host is followed.</source>
        <translation>%1 leitet weiter an %2; gefolgt wird nur innerhalb des eigenen Hosts.</translation>
    </message>
    <message>
        <source>%1 is not fetched: it sends on more than %2 times.</source>
        <translation>%1 wird nicht abgerufen: Es wird mehr als %2 Mal weitergeleitet.</translation>
    </message>
    <message>
        <source>%1 is no URL that can be fetched.</source>
        <translation>%1 ist keine URL, die abgerufen werden kann.</translation>
    </message>
    <message>
        <source>%1 is not fetched: only https is.</source>
        <translation>%1 wird nicht abgerufen: Abgerufen wird nur über https.</translation>
    </message>
    <message>
        <source>%1 is not fetched: it carries a user name.</source>
        <translation>%1 wird nicht abgerufen: Die URL enthält einen Benutzernamen.</translation>
    </message>
    <message>
        <source>%1 was not read: the program ends.</source>
        <translation>%1 wurde nicht gelesen: Das Programm wird beendet.</translation>
    </message>
    <message>
        <source>%1 has not answered yet.</source>
        <translation>%1 hat noch nicht geantwortet.</translation>
    </message>
    <message>
        <source>%1 What was read of it on %2 is too old.</source>
        <translation>%1 Was am %2 davon gelesen wurde, ist zu alt.</translation>
    </message>
    <message>
        <source>%1 as it was on %2; since then: %3</source>
        <translation>%1 mit Stand vom %2; seitdem: %3</translation>
    </message>
    <message>
        <source>The name of a key set is 1 to %1 printable characters.</source>
        <translation>Der Name eines Schlüsselsatzes besteht aus 1 bis %1 druckbaren Zeichen.</translation>
    </message>
    <message>
        <source>%1 is no key set: %2</source>
        <translation>%1 ist kein Schlüsselsatz: %2</translation>
    </message>
    <message>
        <source>The truststore %1 for a key server cannot be used: %2 It must open without a password.</source>
        <translation>Der Truststore %1 für einen Schlüsselserver kann nicht verwendet werden: %2 Er muss sich ohne Kennwort öffnen lassen.</translation>
    </message>
    <message>
        <source>Key sets that statements name</source>
        <translation>Schlüsselsätze, die Statements nennen</translation>
    </message>
</context>
<context>
    <name>gatehouse::files</name>
    <message>
        <source>%1 is a folder; the backup goes by this name. Rename the folder.</source>
        <translation>%1 ist ein Ordner; die Sicherung trägt diesen Namen. Benennen Sie den Ordner um.</translation>
    </message>
    <message>
        <source>The backup %1 cannot be replaced: %2.</source>
        <translation>Die Sicherung %1 kann nicht ersetzt werden: %2.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Another program has been saving %1 for %2 seconds. Nothing was written. Try again; where no program is saving it, remove %3 first.</source>
        <translation>Ein anderes Programm speichert %1 seit %2 Sekunden. Es wurde nichts geschrieben. Versuchen Sie es erneut; speichert kein Programm die Datei, entfernen Sie zuerst %3.</translation>
    </message>
    <message>
        <source>%1 cannot be written: no file can be made beside it. Nothing was written. Check that its folder is there, its access rights, and that there is room on the disk.</source>
        <translation>%1 kann nicht geschrieben werden: Daneben kann keine Datei angelegt werden. Es wurde nichts geschrieben. Prüfen Sie, ob der Ordner vorhanden ist, die Zugriffsrechte stimmen und auf dem Datenträger Platz ist.</translation>
    </message>
    <message>
        <source>There is a file %1 already. Choose another name, or replace it.</source>
        <translation>Es gibt bereits eine Datei %1. Wählen Sie einen anderen Namen, oder ersetzen Sie die Datei.</translation>
    </message>
    <message>
        <source>%1 is gone: somebody removed or renamed it since it was opened. Save under another name, or write it anew.</source>
        <translation>%1 ist nicht mehr vorhanden: Die Datei wurde nach dem Öffnen entfernt oder umbenannt. Speichern Sie unter einem anderen Namen, oder schreiben Sie die Datei neu.</translation>
    </message>
    <message>
        <source>%1 was changed by somebody else since it was opened. Nothing was written. Reload it and make the changes again, save under another name, or overwrite it.</source>
        <translation>%1 wurde nach dem Öffnen von jemand anderem geändert. Es wurde nichts geschrieben. Laden Sie die Datei neu und nehmen Sie die Änderungen erneut vor, speichern Sie unter einem anderen Namen, oder überschreiben Sie sie.</translation>
    </message>
    <message>
        <source>These were written before and could not be taken back; their old bytes are in the file with &quot;.bak&quot; behind its name: %1.</source>
        <translation>Diese Dateien wurden vorher geschrieben und konnten nicht zurückgenommen werden; ihr alter Inhalt steht jeweils in der Datei mit „.bak“ hinter dem Namen: %1.</translation>
    </message>
</context>
<context>
    <name>gatehouse::http</name>
    <message>
        <source>The request was not answered.</source>
        <translation>Die Anfrage wurde nicht beantwortet.</translation>
    </message>
    <message>
        <source>The request took longer than %1 seconds.</source>
        <translation>Die Anfrage dauerte länger als %1 Sekunden.</translation>
    </message>
    <message>
        <source>The TLS handshake was not finished in time.</source>
        <translation>Der TLS-Handshake wurde nicht rechtzeitig abgeschlossen.</translation>
    </message>
    <message>
        <source>The answer was not taken in time.</source>
        <translation>Die Antwort wurde nicht rechtzeitig abgenommen.</translation>
    </message>
    <message>
        <source>The form holds a NUL character.</source>
        <translation>Das Formular enthält ein NUL-Zeichen.</translation>
    </message>
    <message>
        <source>The form cannot be decoded: %1</source>
        <translation>Das Formular kann nicht dekodiert werden: %1</translation>
    </message>
    <message>
        <source>A form is expected: Content-Type application/x-www-form-urlencoded.</source>
        <translation>Erwartet wird ein Formular: Content-Type application/x-www-form-urlencoded.</translation>
    </message>
    <message>
        <source>The form has more than %1 fields.</source>
        <translation>Das Formular hat mehr als %1 Felder.</translation>
    </message>
    <message>
        <source>The field &quot;%1&quot; comes more than once.</source>
        <translation>Das Feld „%1“ kommt mehr als einmal vor.</translation>
    </message>
    <message>
        <source>a broken escape at position %1.</source>
        <translation>eine fehlerhafte Escape-Folge an Position %1.</translation>
    </message>
    <message>
        <source>it is not UTF-8.</source>
        <translation>es ist nicht UTF-8.</translation>
    </message>
    <message>
        <source>The path has a backslash, which is not accepted.</source>
        <translation>Der Pfad enthält einen umgekehrten Schrägstrich, der nicht angenommen wird.</translation>
    </message>
    <message>
        <source>The path has the escape %1, which is not accepted.</source>
        <translation>Der Pfad enthält die Escape-Folge %1, die nicht angenommen wird.</translation>
    </message>
    <message>
        <source>The path cannot be decoded: %1</source>
        <translation>Der Pfad kann nicht dekodiert werden: %1</translation>
    </message>
    <message>
        <source>The path has a segment &quot;%1&quot;, which is not accepted.</source>
        <translation>Der Pfad enthält ein Segment „%1“, das nicht angenommen wird.</translation>
    </message>
    <message>
        <source>The request&apos;s target has characters that a URL does not have; they must be percent-encoded.</source>
        <translation>Das Ziel der Anfrage enthält Zeichen, die in einer URL nicht vorkommen; sie müssen prozentkodiert sein.</translation>
    </message>
    <message>
        <source>The request&apos;s target names no host that can be read.</source>
        <translation>Das Ziel der Anfrage nennt keinen lesbaren Host.</translation>
    </message>
    <message>
        <source>The request&apos;s target is neither a path nor an http URL.</source>
        <translation>Das Ziel der Anfrage ist weder ein Pfad noch eine http-URL.</translation>
    </message>
    <message>
        <source>The request&apos;s headers are longer than %1 bytes.</source>
        <translation>Die Header der Anfrage sind länger als %1 Byte.</translation>
    </message>
    <message>
        <source>The request&apos;s body is longer than %1 bytes.</source>
        <translation>Der Body der Anfrage ist länger als %1 Byte.</translation>
    </message>
    <message>
        <source>HTTP 1.1 is spoken here.</source>
        <translation>Hier wird HTTP 1.1 gesprochen.</translation>
    </message>
    <message>
        <source>The request does not say clearly how long its body is: one Content-Length, or one Transfer-Encoding, and not both.</source>
        <translation>Die Anfrage sagt nicht eindeutig, wie lang ihr Body ist: ein Content-Length oder ein Transfer-Encoding, und nicht beides.</translation>
    </message>
    <message>
        <source>This is no HTTP request: %1.</source>
        <translation>Dies ist keine HTTP-Anfrage: %1.</translation>
    </message>
    <message>
        <source>A line of the request&apos;s chunked body is longer than %1 bytes.</source>
        <translation>Eine Zeile des in Blöcken (chunked) gesendeten Bodys der Anfrage ist länger als %1 Byte.</translation>
    </message>
    <message>
        <source>The header %1 comes more than once.</source>
        <translation>Der Header %1 kommt mehr als einmal vor.</translation>
    </message>
    <message>
        <source>Content-Length is not one number.</source>
        <translation>Content-Length ist nicht eine einzelne Zahl.</translation>
    </message>
    <message>
        <source>HTTP 1.0 has no Transfer-Encoding.</source>
        <translation>HTTP 1.0 kennt kein Transfer-Encoding.</translation>
    </message>
    <message>
        <source>The only Transfer-Encoding understood is &quot;chunked&quot;.</source>
        <translation>Als Transfer-Encoding wird nur „chunked“ verstanden.</translation>
    </message>
    <message>
        <source>The only expectation understood is &quot;100-continue&quot;.</source>
        <translation>Als Expect wird nur „100-continue“ verstanden.</translation>
    </message>
    <message>
        <source>The request has no Host header.</source>
        <translation>Die Anfrage hat keinen Host-Header.</translation>
    </message>
    <message>
        <source>The Host header is no host name with an optional port.</source>
        <translation>Der Host-Header ist kein Hostname mit optionalem Port.</translation>
    </message>
    <message>
        <source>There is nothing at %1.</source>
        <translation>Unter %1 gibt es nichts.</translation>
    </message>
    <message>
        <source>%1 is not possible here; %2 is.</source>
        <translation>%1 ist hier nicht möglich; möglich ist %2.</translation>
    </message>
    <message>
        <source>%1 is taken. Choose another port, or end the program that listens there.</source>
        <translation>%1 ist belegt. Wählen Sie einen anderen Port, oder beenden Sie das Programm, das dort lauscht.</translation>
    </message>
    <message>
        <source>%1 may not be listened on. Ports below 1024 need special rights: choose a higher one.</source>
        <translation>%1 darf nicht zum Lauschen verwendet werden. Ports unter 1024 erfordern besondere Rechte: Wählen Sie einen höheren.</translation>
    </message>
    <message>
        <source>%1 is no address of this machine. Choose one that is.</source>
        <translation>%1 ist keine Adresse dieses Rechners. Wählen Sie eine, die es ist.</translation>
    </message>
    <message>
        <source>%1 cannot be listened on: %2.</source>
        <translation>%1 kann nicht zum Lauschen verwendet werden: %2.</translation>
    </message>
    <message>
        <source>The server is running already.</source>
        <translation>Der Server läuft bereits.</translation>
    </message>
    <message>
        <source>A plain HTTP request came to the TLS port; the address must begin with https://.</source>
        <translation>Am TLS-Port ist eine unverschlüsselte HTTP-Anfrage angekommen; die Adresse muss mit https:// beginnen.</translation>
    </message>
    <message>
        <source>The client speaks no TLS version newer than 1.1; 1.2 or 1.3 is needed.</source>
        <translation>Der Client spricht keine TLS-Version, die neuer als 1.1 ist; nötig ist 1.2 oder 1.3.</translation>
    </message>
    <message>
        <source>The client offers no cipher suite that is accepted; TLS 1.2 needs ECDHE with AES-GCM or ChaCha20.</source>
        <translation>Der Client bietet keine Cipher Suite an, die angenommen wird; TLS 1.2 benötigt ECDHE mit AES-GCM oder ChaCha20.</translation>
    </message>
    <message>
        <source>The client does not trust the issuer of this server&apos;s certificate.</source>
        <translation>Der Client vertraut dem Aussteller des Zertifikats dieses Servers nicht.</translation>
    </message>
    <message>
        <source>The client does not accept this server&apos;s certificate.</source>
        <translation>Der Client nimmt das Zertifikat dieses Servers nicht an.</translation>
    </message>
    <message>
        <source>The client holds this server&apos;s certificate to be expired.</source>
        <translation>Der Client hält das Zertifikat dieses Servers für abgelaufen.</translation>
    </message>
    <message>
        <source>The TLS handshake failed: %1</source>
        <translation>Der TLS-Handshake ist fehlgeschlagen: %1</translation>
    </message>
    <message>
        <source>The client closed the connection during the TLS handshake.</source>
        <translation>Der Client hat die Verbindung während des TLS-Handshakes geschlossen.</translation>
    </message>
</context>
<context>
    <name>gatehouse::jose</name>
    <message>
        <source>The key has no &quot;%1&quot;, or one that is not a string.</source>
        <translation>Der Schlüssel hat kein „%1“, oder es ist keine Zeichenfolge.</translation>
    </message>
    <message>
        <source>The &quot;%1&quot; of the key is not base64url: %2.</source>
        <translation>„%1“ des Schlüssels ist nicht base64url: %2.</translation>
    </message>
    <message>
        <source>The EC key has no &quot;crv&quot;, or one that is not a string.</source>
        <translation>Der EC-Schlüssel hat kein „crv“, oder es ist keine Zeichenfolge.</translation>
    </message>
    <message>
        <source>The key is on the curve %1; P-256 and P-384 are accepted.</source>
        <translation>Der Schlüssel liegt auf der Kurve %1; angenommen werden P-256 und P-384.</translation>
    </message>
    <message>
        <source>The key has no &quot;kty&quot;, or one that is not a string.</source>
        <translation>Der Schlüssel hat kein „kty“, oder es ist keine Zeichenfolge.</translation>
    </message>
    <message>
        <source>The key is a symmetric one (&quot;oct&quot;): whoever reads it can sign with it. RSA and EC keys are accepted.</source>
        <translation>Der Schlüssel ist symmetrisch („oct“): Wer ihn liest, kann damit signieren. Angenommen werden RSA- und EC-Schlüssel.</translation>
    </message>
    <message>
        <source>The key is of type &quot;%1&quot;; RSA and EC keys are accepted.</source>
        <translation>Der Schlüssel ist vom Typ „%1“; angenommen werden RSA- und EC-Schlüssel.</translation>
    </message>
    <message>
        <source>The key holds the member &quot;%1&quot; of a private key: what lists it publishes a private key. Its owner must replace the key and list the public part alone.</source>
        <translation>Der Schlüssel enthält das Element „%1“ eines privaten Schlüssels: Wer ihn aufführt, veröffentlicht einen privaten Schlüssel. Sein Besitzer muss den Schlüssel ersetzen und nur den öffentlichen Teil aufführen.</translation>
    </message>
    <message>
        <source>The &quot;%1&quot; of the key is not a string.</source>
        <translation>„%1“ des Schlüssels ist keine Zeichenfolge.</translation>
    </message>
    <message>
        <source>The &quot;key_ops&quot; of the key are not a list of strings.</source>
        <translation>„key_ops“ des Schlüssels ist keine Liste von Zeichenfolgen.</translation>
    </message>
    <message>
        <source>The &quot;key_ops&quot; of the key list &quot;%1&quot; twice (RFC 7517 §4.3).</source>
        <translation>„key_ops“ des Schlüssels führt „%1“ zweimal auf (RFC 7517 §4.3).</translation>
    </message>
    <message>
        <source>The &quot;x5c&quot; of the key is not a list of strings.</source>
        <translation>„x5c“ des Schlüssels ist keine Liste von Zeichenfolgen.</translation>
    </message>
    <message>
        <source>A certificate in the &quot;x5c&quot; of the key is not base64 (RFC 7517 §4.7).</source>
        <translation>Ein Zertifikat in „x5c“ des Schlüssels ist nicht base64 (RFC 7517 §4.7).</translation>
    </message>
    <message>
        <source>first part</source>
        <translation>Teil 1</translation>
    </message>
    <message>
        <source>second part</source>
        <translation>Teil 2</translation>
    </message>
    <message>
        <source>third part</source>
        <translation>Teil 3</translation>
    </message>
    <message>
        <source>It was probably pasted with a bracket; remove it.</source>
        <translation>Wahrscheinlich wurde eine Klammer mit eingefügt; entfernen Sie sie.</translation>
    </message>
    <message>
        <source>It was probably pasted with a quotation mark; remove it.</source>
        <translation>Wahrscheinlich wurde ein Anführungszeichen mit eingefügt; entfernen Sie es.</translation>
    </message>
    <message>
        <source>It was probably broken into lines; join them.</source>
        <translation>Wahrscheinlich wurde der Text in Zeilen umbrochen; fügen Sie sie zusammen.</translation>
    </message>
    <message>
        <source>It was probably pasted with a punctuation mark; remove it.</source>
        <translation>Wahrscheinlich wurde ein Satzzeichen mit eingefügt; entfernen Sie es.</translation>
    </message>
    <message>
        <source>The %1 is not base64url: it has %2.</source>
        <translation>%1 ist nicht base64url: Gefunden wurde %2.</translation>
    </message>
    <message>
        <source>The %1 is not base64url: %2 of the %1.</source>
        <translation>%1 ist nicht base64url: %2 von %1.</translation>
    </message>
    <message>
        <source>In the %1: %2</source>
        <translation>In %1: %2</translation>
    </message>
    <message>
        <source>The token has five parts: it is encrypted (JWE, RFC 7516). A signed token has three.</source>
        <translation>Das Token hat fünf Teile: Es ist verschlüsselt (JWE, RFC 7516). Ein signiertes Token hat drei.</translation>
    </message>
    <message>
        <source>This is not a token: a signed token has three parts with dots between.</source>
        <translation>Dies ist kein Token: Ein signiertes Token hat drei Teile mit Punkten dazwischen.</translation>
    </message>
    <message>
        <source>The token has %1 parts with dots between; a signed token has three. Something is missing or was added.</source>
        <translation>Das Token hat %1 Teile mit Punkten dazwischen; ein signiertes Token hat drei. Etwas fehlt oder wurde hinzugefügt.</translation>
    </message>
    <message>
        <source>The header has no &quot;alg&quot;, or one that is not a string (RFC 7515 §4.1.1).</source>
        <translation>Der Header hat kein „alg“, oder es ist keine Zeichenfolge (RFC 7515 §4.1.1).</translation>
    </message>
    <message>
        <source>The &quot;kid&quot; of the header is not a string (RFC 7515 §4.1.4).</source>
        <translation>„kid“ des Headers ist keine Zeichenfolge (RFC 7515 §4.1.4).</translation>
    </message>
    <message>
        <source>The &quot;crit&quot; of the header is not a list of names (RFC 7515 §4.1.11): %1.</source>
        <translation>„crit“ des Headers ist keine Liste von Namen (RFC 7515 §4.1.11): %1.</translation>
    </message>
    <message>
        <source>The header demands in &quot;crit&quot; that &quot;%1&quot; is understood, which it is not here (RFC 7515 §4.1.11).</source>
        <translation>Der Header verlangt in „crit“, dass „%1“ verstanden wird, was hier nicht der Fall ist (RFC 7515 §4.1.11).</translation>
    </message>
    <message>
        <source>The header says &quot;b64&quot;: %1: a payload that is not encoded (RFC 7797) is not accepted.</source>
        <translation>Der Header enthält „b64“: %1; ein nicht kodierter Payload (RFC 7797) wird nicht angenommen.</translation>
    </message>
    <message>
        <source>There is no token: the text is empty.</source>
        <translation>Es ist kein Token vorhanden: Der Text ist leer.</translation>
    </message>
    <message>
        <source>The token has %1 bytes; at most %2 are accepted.</source>
        <translation>Das Token hat %1 Byte; höchstens %2 werden angenommen.</translation>
    </message>
    <message>
        <source>header</source>
        <translation>dem Header</translation>
    </message>
    <message>
        <source>claims</source>
        <translation>den Claims</translation>
    </message>
    <message>
        <source>The numbers do not make a public key.</source>
        <translation>Die Zahlen ergeben keinen öffentlichen Schlüssel.</translation>
    </message>
    <message>
        <source>The RSA key has %1 bits; at least %2 are needed (RFC 7518 §3.3).</source>
        <translation>Der RSA-Schlüssel hat %1 Bit; mindestens %2 sind nötig (RFC 7518 §3.3).</translation>
    </message>
    <message>
        <source>The RSA key has %1 bits; at most %2 are accepted.</source>
        <translation>Der RSA-Schlüssel hat %1 Bit; höchstens %2 werden angenommen.</translation>
    </message>
    <message>
        <source>The modulus of the RSA key is even: it is no product of two primes.</source>
        <translation>Der Modulus des RSA-Schlüssels ist gerade: Er ist kein Produkt zweier Primzahlen.</translation>
    </message>
    <message>
        <source>The exponent of the RSA key is larger than %1 bits.</source>
        <translation>Der Exponent des RSA-Schlüssels ist größer als %1 Bit.</translation>
    </message>
    <message>
        <source>The exponent of the RSA key is even: nothing can be signed with it.</source>
        <translation>Der Exponent des RSA-Schlüssels ist gerade: Damit kann nichts signiert werden.</translation>
    </message>
    <message>
        <source>The exponent of the RSA key is 1: anybody could sign with it.</source>
        <translation>Der Exponent des RSA-Schlüssels ist 1: Damit könnte jeder signieren.</translation>
    </message>
    <message>
        <source>The numbers of the key cannot be read.</source>
        <translation>Die Zahlen des Schlüssels können nicht gelesen werden.</translation>
    </message>
    <message>
        <source>of its own</source>
        <translation>mit eigenen Parametern</translation>
    </message>
    <message>
        <source>The modulus or the exponent of the RSA key is empty.</source>
        <translation>Der Modulus oder der Exponent des RSA-Schlüssels ist leer.</translation>
    </message>
    <message>
        <source>The modulus or the exponent of the RSA key starts with a zero byte, which changes its thumbprint; it must be left out (RFC 7518 §6.3.1.1).</source>
        <translation>Der Modulus oder der Exponent des RSA-Schlüssels beginnt mit einem Nullbyte, das seinen Thumbprint ändert; es muss weggelassen werden (RFC 7518 §6.3.1.1).</translation>
    </message>
    <message>
        <source>The RSA key is larger than the %1 bits that are accepted.</source>
        <translation>Der RSA-Schlüssel ist größer als die %1 Bit, die angenommen werden.</translation>
    </message>
    <message>
        <source>The RSA key cannot be built.</source>
        <translation>Der RSA-Schlüssel kann nicht erzeugt werden.</translation>
    </message>
    <message>
        <source>The coordinates of the EC key have %1 and %2 bytes; its curve needs %3 each (RFC 7518 §6.2.1.2).</source>
        <translation>Die Koordinaten des EC-Schlüssels haben %1 und %2 Byte; seine Kurve benötigt je %3 (RFC 7518 §6.2.1.2).</translation>
    </message>
    <message>
        <source>The EC key cannot be built.</source>
        <translation>Der EC-Schlüssel kann nicht erzeugt werden.</translation>
    </message>
    <message>
        <source>The coordinates of the EC key are no point on its curve.</source>
        <translation>Die Koordinaten des EC-Schlüssels sind kein Punkt auf seiner Kurve.</translation>
    </message>
    <message>
        <source>The key is of type %1; RSA keys and EC keys are accepted.</source>
        <translation>Der Schlüssel ist vom Typ %1; angenommen werden RSA- und EC-Schlüssel.</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>The header of a token is a JSON object.</source>
        <translation>Der Header eines Tokens ist ein JSON-Objekt.</translation>
    </message>
    <message>
        <source>%1 does not go with a key of type %2.</source>
        <translation>%1 passt nicht zu einem Schlüssel vom Typ %2.</translation>
    </message>
    <message>
        <source>The token could not be signed.</source>
        <translation>Das Token konnte nicht signiert werden.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>The token is not signed (its alg is &quot;%1&quot;); allowed are %2.</source>
        <translation>Das Token ist nicht signiert (sein alg ist „%1“); erlaubt sind %2.</translation>
    </message>
    <message>
        <source>The token is authenticated with %1, a secret that both sides share, and proves nothing of its signer; allowed are %2.</source>
        <translation>Das Token ist mit %1 authentifiziert, einem Geheimnis, das beide Seiten teilen, und beweist nichts über den Unterzeichner; erlaubt sind %2.</translation>
    </message>
    <message>
        <source>The token is signed with %1; allowed are %2.</source>
        <translation>Das Token ist mit %1 signiert; erlaubt sind %2.</translation>
    </message>
    <message>
        <source>There is no key to verify the signature with.</source>
        <translation>Es gibt keinen Schlüssel, mit dem die Signatur geprüft werden kann.</translation>
    </message>
    <message>
        <source>The token names no key (it has no kid), and none of the %1 keys of the set may verify %2.</source>
        <translation>Das Token nennt keinen Schlüssel (es hat kein kid), und keiner der %1 Schlüssel des Satzes darf %2 prüfen.</translation>
    </message>
    <message>
        <source>The key %1 must not verify this token. %2</source>
        <translation>Der Schlüssel %1 darf dieses Token nicht prüfen. %2</translation>
    </message>
    <message>
        <source>The key %1 of the set cannot be used. %2</source>
        <translation>Der Schlüssel %1 des Satzes kann nicht verwendet werden. %2</translation>
    </message>
    <message>
        <source>There is no key to verify the signature with: the key %1 is needed.</source>
        <translation>Es gibt keinen Schlüssel, mit dem die Signatur geprüft werden kann: Nötig ist der Schlüssel %1.</translation>
    </message>
    <message>
        <source>Signed by a key that the set does not list: kid %1.</source>
        <translation>Signiert mit einem Schlüssel, den der Satz nicht aufführt: kid %1.</translation>
    </message>
    <message>
        <source>The signature does not verify with the key %1; the token was changed or signed by another key.</source>
        <translation>Die Prüfung der Signatur mit dem Schlüssel %1 ist nicht bestanden; das Token wurde geändert oder mit einem anderen Schlüssel signiert.</translation>
    </message>
    <message>
        <source>The signature verifies with none of the %1 keys of the set that may verify %2; the token was changed or signed by another key.</source>
        <translation>Die Prüfung der Signatur ist mit keinem der %1 Schlüssel des Satzes bestanden, die %2 prüfen dürfen; das Token wurde geändert oder mit einem anderen Schlüssel signiert.</translation>
    </message>
    <message>
        <source>The token has no signature: its third part is empty.</source>
        <translation>Das Token hat keine Signatur: Sein dritter Teil ist leer.</translation>
    </message>
    <message>
        <source>The signature has %1 bytes; with %2 and this key it would have %3. It was cut off or made in another form.</source>
        <translation>Die Signatur hat %1 Byte; mit %2 und diesem Schlüssel hätte sie %3. Sie wurde abgeschnitten oder in einer anderen Form erzeugt.</translation>
    </message>
    <message>
        <source>The PEM text has %1 bytes; at most %2 are read.</source>
        <translation>Der PEM-Text hat %1 Byte; höchstens %2 werden gelesen.</translation>
    </message>
    <message>
        <source>There is no public key in PEM form (-----BEGIN PUBLIC KEY-----).</source>
        <translation>Es ist kein öffentlicher Schlüssel in PEM-Form vorhanden (-----BEGIN PUBLIC KEY-----).</translation>
    </message>
    <message>
        <source>This is not one certificate in DER form with a key that can be read.</source>
        <translation>Dies ist nicht ein einzelnes Zertifikat in DER-Form mit einem lesbaren Schlüssel.</translation>
    </message>
    <message>
        <source>The key is not for signatures: its use is &quot;%1&quot;.</source>
        <translation>Der Schlüssel ist nicht für Signaturen bestimmt: Sein use ist „%1“.</translation>
    </message>
    <message>
        <source>The key is not for signatures: its key_ops do not list &quot;verify&quot;.</source>
        <translation>Der Schlüssel ist nicht für Signaturen bestimmt: Seine key_ops führen „verify“ nicht auf.</translation>
    </message>
    <message>
        <source>The key is for %1 alone, not for %2.</source>
        <translation>Der Schlüssel ist nur für %1 bestimmt, nicht für %2.</translation>
    </message>
    <message>
        <source>A key is a JSON object, this is a %1.</source>
        <translation>Ein Schlüssel ist ein JSON-Objekt; dies ist vom Typ %1.</translation>
    </message>
    <message>
        <source>The key set has %1 bytes; at most %2 are read.</source>
        <translation>Der Schlüsselsatz hat %1 Byte; höchstens %2 werden gelesen.</translation>
    </message>
    <message>
        <source>The key set cannot be read. %1</source>
        <translation>Der Schlüsselsatz kann nicht gelesen werden. %1</translation>
    </message>
    <message>
        <source>This is a single key, not a key set. A set is an object whose &quot;keys&quot; list the keys (RFC 7517 §5).</source>
        <translation>Dies ist ein einzelner Schlüssel, kein Schlüsselsatz. Ein Satz ist ein Objekt, dessen „keys“ die Schlüssel aufführt (RFC 7517 §5).</translation>
    </message>
    <message>
        <source>This is not a key set: it has no list &quot;keys&quot; (RFC 7517 §5).</source>
        <translation>Dies ist kein Schlüsselsatz: Er hat keine Liste „keys“ (RFC 7517 §5).</translation>
    </message>
    <message>
        <source>The key set lists %1 keys; at most %2 are read.</source>
        <translation>Der Schlüsselsatz führt %1 Schlüssel auf; höchstens %2 werden gelesen.</translation>
    </message>
    <message>
        <source>An RSA key has from %1 to %2 bits; %3 were asked for.</source>
        <translation>Ein RSA-Schlüssel hat %1 bis %2 Bit; verlangt wurden %3.</translation>
    </message>
    <message>
        <source>No key could be generated.</source>
        <translation>Es konnte kein Schlüssel erzeugt werden.</translation>
    </message>
    <message>
        <source>The private key is encrypted. Decrypt it first, for instance with &quot;openssl pkey&quot;.</source>
        <translation>Der private Schlüssel ist verschlüsselt. Entschlüsseln Sie ihn zuerst, zum Beispiel mit „openssl pkey“.</translation>
    </message>
    <message>
        <source>There is no private key in PEM form (-----BEGIN PRIVATE KEY-----).</source>
        <translation>Es ist kein privater Schlüssel in PEM-Form vorhanden (-----BEGIN PRIVATE KEY-----).</translation>
    </message>
</context>
<context>
    <name>gatehouse::keymanager</name>
    <message>
        <source>The key manager is %1 bytes long; at most %2 are read.</source>
        <translation>Der Key Manager ist %1 Byte lang; höchstens %2 werden gelesen.</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>ein Objekt</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>eine Liste</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>ein Text</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true oder false</translation>
    </message>
    <message>
        <source>null</source>
        <translation>null</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>eine Zahl</translation>
    </message>
    <message>
        <source>%1 is %2; a text is expected.</source>
        <translation>%1 ist %2; erwartet wird ein Text.</translation>
    </message>
    <message>
        <source>%1 is %2; true or false is expected.</source>
        <translation>%1 ist %2; erwartet wird true oder false.</translation>
    </message>
    <message>
        <source>%1 is %2; a list is expected.</source>
        <translation>%1 ist %2; erwartet wird eine Liste.</translation>
    </message>
    <message>
        <source>%1, entry %2, is %3; an object is expected.</source>
        <translation>%1, Eintrag %2, ist %3; erwartet wird ein Objekt.</translation>
    </message>
    <message>
        <source>%1 lists %2; texts are expected.</source>
        <translation>Ein Eintrag von %1 ist %2; erwartet werden Texte.</translation>
    </message>
    <message>
        <source>%1 has another form than {&quot;type&quot;: &quot;PEM&quot; or &quot;JWKS&quot;, &quot;value&quot;: text}.</source>
        <translation>%1 hat eine andere Form als {&quot;type&quot;: &quot;PEM&quot; oder &quot;JWKS&quot;, &quot;value&quot;: Text}.</translation>
    </message>
    <message>
        <source>%1 has the type %2; PEM or JWKS is expected.</source>
        <translation>%1 hat den Typ %2; erwartet wird PEM oder JWKS.</translation>
    </message>
    <message>
        <source>%1: the PEM stands there as it is; the Admin API takes its base64. It is written so when this is exported.</source>
        <translation>%1: Das PEM steht unverändert da; die Admin API erwartet dessen base64. Beim Export wird es so geschrieben.</translation>
    </message>
    <message>
        <source>%1: the value is no base64 of a PEM text.</source>
        <translation>%1: Der Wert ist nicht das base64 eines PEM-Textes.</translation>
    </message>
    <message>
        <source>%1, entry %2: %3</source>
        <translation>%1, Eintrag %2: %3</translation>
    </message>
    <message>
        <source>id is %1; a number is expected.</source>
        <translation>id ist %1; erwartet wird eine Zahl.</translation>
    </message>
    <message>
        <source>enable is %1; true or false is expected.</source>
        <translation>enable ist %1; erwartet wird true oder false.</translation>
    </message>
    <message>
        <source>it has no type; REFERENCE, JWT or CUSTOM is expected.</source>
        <translation>der Typ fehlt; erwartet wird REFERENCE, JWT oder CUSTOM.</translation>
    </message>
    <message>
        <source>its type is %1; REFERENCE, JWT or CUSTOM is expected.</source>
        <translation>der Typ ist %1; erwartet wird REFERENCE, JWT oder CUSTOM.</translation>
    </message>
    <message>
        <source>the value of %1 is %2; a text is expected.</source>
        <translation>der Wert von %1 ist %2; erwartet wird ein Text.</translation>
    </message>
    <message>
        <source>the value of JWT is %1; an object is expected.</source>
        <translation>der Wert von JWT ist %1; erwartet wird ein Objekt.</translation>
    </message>
    <message>
        <source>the body of JWT is %1; an object is expected.</source>
        <translation>der body von JWT ist %1; erwartet wird ein Objekt.</translation>
    </message>
    <message>
        <source>the pattern of the claim %1 is %2; a text is expected.</source>
        <translation>das Muster des Claims %1 ist %2; erwartet wird ein Text.</translation>
    </message>
    <message>
        <source>%1, entry %2: %3 is missing.</source>
        <translation>%1, Eintrag %2: %3 fehlt.</translation>
    </message>
    <message>
        <source>%1 is %2; an object is expected.</source>
        <translation>%1 ist %2; erwartet wird ein Objekt.</translation>
    </message>
    <message>
        <source>An object of the document has more than %1 members.</source>
        <translation>Ein Objekt des Dokuments hat mehr als %1 Elemente.</translation>
    </message>
    <message>
        <source>This is the list of all key managers, which leaves most out. Take the answer to GET /key-managers/{id} instead, with the id of the one that is wanted.</source>
        <translation>Dies ist die Liste aller Key Manager, in der das meiste fehlt. Verwenden Sie stattdessen die Antwort auf GET /key-managers/{id} mit der id des gewünschten Key Managers.</translation>
    </message>
    <message>
        <source>The document names the Identity Server&apos;s own registration; the open banking toolkit has this one.</source>
        <translation>Das Dokument nennt die eigene Registrierung des Identity Server; das Open-Banking-Toolkit hat diese.</translation>
    </message>
    <message>
        <source>The open banking toolkit asks with ?schema=openid.</source>
        <translation>Das Open-Banking-Toolkit fragt mit ?schema=openid an.</translation>
    </message>
    <message>
        <source>No document says it: where an Identity Server has it.</source>
        <translation>Kein Dokument nennt es: So steht es bei einem Identity Server.</translation>
    </message>
    <message>
        <source>Where the Financial Services Accelerator has it.</source>
        <translation>So steht es beim Financial Services Accelerator.</translation>
    </message>
    <message>
        <source>The document at %1 names no issuer.</source>
        <translation>Das Dokument unter %1 nennt keinen Issuer.</translation>
    </message>
    <message>
        <source>The document at %1 is another issuer&apos;s: it names %2, whose well-known URL would be %3. Correct the URL, or ask who runs the server.</source>
        <translation>Das Dokument unter %1 gehört einem anderen Issuer: Es nennt %2, dessen Well-known-URL %3 wäre. Berichtigen Sie die URL, oder fragen Sie den Betreiber des Servers.</translation>
    </message>
    <message>
        <source>The document at %1 is larger than the %2 bytes that are read.</source>
        <translation>Das Dokument unter %1 ist größer als die %2 Byte, die gelesen werden.</translation>
    </message>
    <message>
        <source>What %1 answers is no well-known document: %2</source>
        <translation>Die Antwort von %1 ist kein Well-known-Dokument: %2</translation>
    </message>
    <message>
        <source>In the document at %1, %2 is no text.</source>
        <translation>Im Dokument unter %1 ist %2 kein Text.</translation>
    </message>
    <message>
        <source>In the document at %1, grant_types_supported is no list of texts.</source>
        <translation>Im Dokument unter %1 ist grant_types_supported keine Liste von Texten.</translation>
    </message>
    <message>
        <source>If the server has a certificate of its own, name the file of the authority that issued it, or of the certificate itself.</source>
        <translation>Wenn der Server ein eigenes Zertifikat hat, geben Sie die Datei der Zertifizierungsstelle an, die es ausgestellt hat, oder die Datei des Zertifikats selbst.</translation>
    </message>
    <message>
        <source>The server answers, but nothing is there (status %1).</source>
        <translation>Der Server antwortet, aber dort ist nichts vorhanden (Status %1).</translation>
    </message>
    <message>
        <source>The server answers with status %1: it has trouble of its own.</source>
        <translation>Der Server antwortet mit Status %1: Er hat selbst eine Störung.</translation>
    </message>
    <message>
        <source>Answers, and asks who is there (status %1).</source>
        <translation>Antwortet und verlangt eine Anmeldung (Status %1).</translation>
    </message>
    <message>
        <source>Answers, and takes no bare GET (status %1).</source>
        <translation>Antwortet und nimmt kein einfaches GET an (Status %1).</translation>
    </message>
    <message>
        <source>Answers, with more than is read here.</source>
        <translation>Antwortet mit mehr, als hier gelesen wird.</translation>
    </message>
    <message>
        <source>Answers (status 200).</source>
        <translation>Antwortet (Status 200).</translation>
    </message>
    <message>
        <source>Answers, but not with a key set: %1</source>
        <translation>Antwortet, aber nicht mit einem Schlüsselsatz: %1</translation>
    </message>
    <message>
        <source>Answers with a key set that has no key.</source>
        <translation>Antwortet mit einem Schlüsselsatz ohne Schlüssel.</translation>
    </message>
    <message numerus="yes">
        <source>Answers with %n key(s).</source>
        <translation>
            <numerusform>Antwortet mit %n Schlüssel.</numerusform>
            <numerusform>Antwortet mit %n Schlüsseln.</numerusform>
        </translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Without blanks; cannot be changed once the server has it. The same as name below [open_banking.keyManager] in deployment.toml.</source>
        <translation>Ohne Leerzeichen; kann nicht mehr geändert werden, sobald der Server ihn hat. Derselbe Wert wie name unter [open_banking.keyManager] in deployment.toml.</translation>
    </message>
    <message>
        <source>Display Name</source>
        <translation>Anzeigename</translation>
    </message>
    <message>
        <source>What the portals call it.</source>
        <translation>So nennen ihn die Portale.</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>For whoever administers it after you.</source>
        <translation>Für alle, die ihn nach Ihnen verwalten.</translation>
    </message>
    <message>
        <source>Key Manager Type</source>
        <translation>Key-Manager-Typ</translation>
    </message>
    <message>
        <source>The connector that talks to it: ObKeyManager for Open Banking Accelerator 3.0, fsKeyManager for the Financial Services Accelerator.</source>
        <translation>Der Konnektor, der mit ihm spricht: ObKeyManager für Open Banking Accelerator 3.0, fsKeyManager für den Financial Services Accelerator.</translation>
    </message>
    <message>
        <source>Well-known-url</source>
        <translation>Well-known-URL</translation>
    </message>
    <message>
        <source>Where the Identity Server describes itself. The other fields can be filled from it; the server does not use it later.</source>
        <translation>Wo sich der Identity Server selbst beschreibt. Die übrigen Felder können daraus gefüllt werden; der Server verwendet sie später nicht.</translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation>Issuer</translation>
    </message>
    <message>
        <source>What stands as iss in its tokens, character by character: tokens find their key manager by it.</source>
        <translation>Was in seinen Token als iss steht, Zeichen für Zeichen: Daran finden Token ihren Key Manager.</translation>
    </message>
    <message>
        <source>Client Registration Endpoint</source>
        <translation>Client-Registrierungsendpunkt</translation>
    </message>
    <message>
        <source>Where clients are registered. For ObKeyManager it ends in /keymanager-operations/dcr/register, which no well-known document says.</source>
        <translation>Wo Clients registriert werden. Bei ObKeyManager endet die Adresse auf /keymanager-operations/dcr/register, was kein Well-known-Dokument nennt.</translation>
    </message>
    <message>
        <source>Introspection Endpoint</source>
        <translation>Introspection-Endpunkt</translation>
    </message>
    <message>
        <source>Where tokens are looked up (RFC 7662).</source>
        <translation>Wo Token nachgeschlagen werden (RFC 7662).</translation>
    </message>
    <message>
        <source>Token Endpoint</source>
        <translation>Token-Endpunkt</translation>
    </message>
    <message>
        <source>Where tokens are issued.</source>
        <translation>Wo Token ausgestellt werden.</translation>
    </message>
    <message>
        <source>Display Token Endpoint</source>
        <translation>Angezeigter Token-Endpunkt</translation>
    </message>
    <message>
        <source>What the developer portal shows instead, where clients come in by another address. From API Manager 4.1.</source>
        <translation>Was das Entwicklerportal stattdessen zeigt, wenn Clients über eine andere Adresse kommen. Ab API Manager 4.1.</translation>
    </message>
    <message>
        <source>Revoke Endpoint</source>
        <translation>Widerrufsendpunkt</translation>
    </message>
    <message>
        <source>Where tokens are revoked (RFC 7009).</source>
        <translation>Wo Token widerrufen werden (RFC 7009).</translation>
    </message>
    <message>
        <source>Display Revoke Endpoint</source>
        <translation>Angezeigter Widerrufsendpunkt</translation>
    </message>
    <message>
        <source>What the developer portal shows instead. From API Manager 4.1.</source>
        <translation>Was das Entwicklerportal stattdessen zeigt. Ab API Manager 4.1.</translation>
    </message>
    <message>
        <source>Userinfo Endpoint</source>
        <translation>Userinfo-Endpunkt</translation>
    </message>
    <message>
        <source>For ObKeyManager with ?schema=openid at its end. The newest portals insist on it.</source>
        <translation>Bei ObKeyManager mit ?schema=openid am Ende. Die neuesten Portale bestehen darauf.</translation>
    </message>
    <message>
        <source>Authorize Endpoint</source>
        <translation>Autorisierungsendpunkt</translation>
    </message>
    <message>
        <source>Where customers agree to what a client may do.</source>
        <translation>Wo Kunden dem zustimmen, was ein Client tun darf.</translation>
    </message>
    <message>
        <source>Scope Management Endpoint</source>
        <translation>Scope-Verwaltungsendpunkt</translation>
    </message>
    <message>
        <source>Where scopes are registered. The newest portals insist on it.</source>
        <translation>Wo Scopes registriert werden. Die neuesten Portale bestehen darauf.</translation>
    </message>
    <message>
        <source>Connector Configurations</source>
        <translation>Konnektorkonfiguration</translation>
    </message>
    <message>
        <source>What the connector needs to sign in to the Identity Server. Secrets stay in this workspace&apos;s vault.</source>
        <translation>Was der Konnektor für die Anmeldung am Identity Server benötigt. Geheimnisse bleiben im Tresor dieses Arbeitsbereichs.</translation>
    </message>
    <message>
        <source>Consumer Key Claim URI</source>
        <translation>Claim-URI des Consumer Key</translation>
    </message>
    <message>
        <source>The claim of a token that holds the client&apos;s id.</source>
        <translation>Der Claim eines Tokens, der die Kennung des Clients enthält.</translation>
    </message>
    <message>
        <source>Scopes Claim URI</source>
        <translation>Claim-URI der Scopes</translation>
    </message>
    <message>
        <source>The claim of a token that holds its scopes.</source>
        <translation>Der Claim eines Tokens, der seine Scopes enthält.</translation>
    </message>
    <message>
        <source>Grant Types</source>
        <translation>Grant Types</translation>
    </message>
    <message>
        <source>What clients may ask tokens with. Open banking needs client_credentials, authorization_code, refresh_token and the JWT bearer grant.</source>
        <translation>Womit Clients Token anfordern dürfen. Open Banking benötigt client_credentials, authorization_code, refresh_token und den JWT Bearer Grant.</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>Zertifikate</translation>
    </message>
    <message>
        <source>What its tokens&apos; signatures are verified with: one certificate as PEM, or the URL of its key set (JWKS).</source>
        <translation>Womit die Signaturen seiner Token geprüft werden: ein Zertifikat als PEM oder die URL seines Schlüsselsatzes (JWKS).</translation>
    </message>
    <message>
        <source>Token Generation</source>
        <translation>Token-Erzeugung</translation>
    </message>
    <message>
        <source>The developer portal may ask it for tokens.</source>
        <translation>Das Entwicklerportal darf Token von ihm anfordern.</translation>
    </message>
    <message>
        <source>Out Of Band Provisioning</source>
        <translation>Out-of-Band-Bereitstellung</translation>
    </message>
    <message>
        <source>Clients that were registered elsewhere may be attached to an application: what dynamic registration does.</source>
        <translation>Anderswo registrierte Clients dürfen einer Anwendung zugeordnet werden: Das geschieht bei der dynamischen Registrierung.</translation>
    </message>
    <message>
        <source>Oauth App Creation</source>
        <translation>OAuth-Anwendungen anlegen</translation>
    </message>
    <message>
        <source>The developer portal may have it make clients.</source>
        <translation>Das Entwicklerportal darf Clients von ihm anlegen lassen.</translation>
    </message>
    <message>
        <source>Token Validation Method</source>
        <translation>Methode der Token-Prüfung</translation>
    </message>
    <message>
        <source>Self validate JWT: the gateway verifies tokens by the certificate. Use introspect: it asks the Identity Server about each.</source>
        <translation>Self validate JWT: Das Gateway prüft Token anhand des Zertifikats. Use introspect: Es fragt den Identity Server zu jedem Token.</translation>
    </message>
    <message>
        <source>Token Encryption</source>
        <translation>Token-Verschlüsselung</translation>
    </message>
    <message>
        <source>Tokens are stored encrypted.</source>
        <translation>Token werden verschlüsselt gespeichert.</translation>
    </message>
    <message>
        <source>Token Hashing</source>
        <translation>Token-Hashing</translation>
    </message>
    <message>
        <source>Only the hash of a token is stored.</source>
        <translation>Nur der Hash eines Tokens wird gespeichert.</translation>
    </message>
    <message>
        <source>Token Handling Options</source>
        <translation>Optionen der Token-Behandlung</translation>
    </message>
    <message>
        <source>Which tokens are this key manager&apos;s, where several are enabled. Without an entry every token is.</source>
        <translation>Welche Token zu diesem Key Manager gehören, wenn mehrere aktiviert sind. Ohne Eintrag gehört jedes Token dazu.</translation>
    </message>
    <message>
        <source>Claim Mappings</source>
        <translation>Claim-Zuordnungen</translation>
    </message>
    <message>
        <source>A claim of the Identity Server&apos;s token, and what the API Manager calls it.</source>
        <translation>Ein Claim des Tokens des Identity Server und wie der API Manager ihn nennt.</translation>
    </message>
    <message>
        <source>Token Type</source>
        <translation>Token-Typ</translation>
    </message>
    <message>
        <source>DIRECT: its tokens are taken as they are. EXCHANGED: they are exchanged for the API Manager&apos;s own. From API Manager 4.1.</source>
        <translation>DIRECT: Seine Token werden unverändert angenommen. EXCHANGED: Sie werden gegen eigene Token des API Managers getauscht. Ab API Manager 4.1.</translation>
    </message>
    <message>
        <source>Alias</source>
        <translation>Alias</translation>
    </message>
    <message>
        <source>The audience that a token to be exchanged is issued for.</source>
        <translation>Die Audience, für die ein zu tauschendes Token ausgestellt ist.</translation>
    </message>
    <message>
        <source>Enabled</source>
        <translation>Aktiviert</translation>
    </message>
    <message>
        <source>The gateway takes its tokens.</source>
        <translation>Das Gateway nimmt seine Token an.</translation>
    </message>
    <message>
        <source>Username</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>An administrator of the Identity Server, such as admin@wso2.com.</source>
        <translation>Ein Administrator des Identity Server, etwa admin@wso2.com.</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Kennwort</translation>
    </message>
    <message>
        <source>Kept in the vault; the server never gives it back.</source>
        <translation>Wird im Tresor aufbewahrt; der Server gibt es nie zurück.</translation>
    </message>
    <message>
        <source>API Resource Management Endpoint</source>
        <translation>Endpunkt der API-Ressourcenverwaltung</translation>
    </message>
    <message>
        <source>Such as https://IS_HOST:9446/api/server/v1/api-resources.</source>
        <translation>Zum Beispiel https://IS_HOST:9446/api/server/v1/api-resources.</translation>
    </message>
    <message>
        <source>Roles Endpoint</source>
        <translation>Rollenendpunkt</translation>
    </message>
    <message>
        <source>Such as https://IS_HOST:9446/scim2/v2/Roles.</source>
        <translation>Zum Beispiel https://IS_HOST:9446/scim2/v2/Roles.</translation>
    </message>
    <message>
        <source>Create roles</source>
        <translation>Rollen anlegen</translation>
    </message>
    <message>
        <source>Enable: roles of the API Manager are made in the Identity Server.</source>
        <translation>Enable: Rollen des API Managers werden im Identity Server angelegt.</translation>
    </message>
    <message>
        <source>Client ID</source>
        <translation>Client ID</translation>
    </message>
    <message>
        <source>Of the client that may register others.</source>
        <translation>Des Clients, der andere registrieren darf.</translation>
    </message>
    <message>
        <source>Client Secret</source>
        <translation>Client Secret</translation>
    </message>
    <message>
        <source>General Details</source>
        <translation>Allgemeine Angaben</translation>
    </message>
    <message>
        <source>Key Manager Endpoints</source>
        <translation>Endpunkte des Key Managers</translation>
    </message>
    <message>
        <source>Claim URIs</source>
        <translation>Claim-URIs</translation>
    </message>
    <message>
        <source>Advanced Configurations</source>
        <translation>Erweiterte Konfiguration</translation>
    </message>
    <message>
        <source>The key manager %1 of the workspace cannot be read: %2</source>
        <translation>Der Key Manager %1 des Arbeitsbereichs kann nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>There is no key manager %1 in the workspace; it may have been deleted.</source>
        <translation>Im Arbeitsbereich gibt es keinen Key Manager %1; möglicherweise wurde er gelöscht.</translation>
    </message>
    <message>
        <source>There is a key manager of the name %1 already. Choose another name.</source>
        <translation>Es gibt bereits einen Key Manager mit dem Namen %1. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>%1 is a secret and is not put into the database: the vault keeps it.</source>
        <translation>%1 ist ein Geheimnis und wird nicht in die Datenbank geschrieben: Der Tresor bewahrt es auf.</translation>
    </message>
    <message>
        <source>Another program has changed the key manager %1 meanwhile. Load it again, and make your change anew.</source>
        <translation>Ein anderes Programm hat den Key Manager %1 inzwischen geändert. Laden Sie ihn neu, und nehmen Sie Ihre Änderung erneut vor.</translation>
    </message>
    <message>
        <source>The key manager cannot be brought back: its name was given to another meanwhile.</source>
        <translation>Der Key Manager kann nicht wiederhergestellt werden: Sein Name wurde inzwischen an einen anderen vergeben.</translation>
    </message>
    <message>
        <source>%1 is no host name. Write it like is.example.com, or with a port, like is.example.com:%2.</source>
        <translation>%1 ist kein Hostname. Schreiben Sie ihn wie is.example.com oder mit Port wie is.example.com:%2.</translation>
    </message>
    <message>
        <source>Gatehouse sandbox</source>
        <translation>Gatehouse-Sandbox</translation>
    </message>
    <message>
        <source>The registration endpoint of Gatehouse, for tests</source>
        <translation>Der Registrierungsendpunkt von Gatehouse, für Tests</translation>
    </message>
    <message>
        <source>the pattern is empty, which accepts nothing.</source>
        <translation>das Muster ist leer und nimmt daher nichts an.</translation>
    </message>
    <message>
        <source>the pattern is found in the token.</source>
        <translation>das Muster kommt im Token vor.</translation>
    </message>
    <message>
        <source>the pattern is not found in the token.</source>
        <translation>das Muster kommt im Token nicht vor.</translation>
    </message>
    <message>
        <source>the pattern takes too many steps on this token; make it simpler.</source>
        <translation>das Muster benötigt bei diesem Token zu viele Schritte; vereinfachen Sie es.</translation>
    </message>
    <message>
        <source>the token has no dot, so it is no JWT.</source>
        <translation>das Token hat keinen Punkt, ist also kein JWT.</translation>
    </message>
    <message>
        <source>the token has %1 parts; a JWT has 3.</source>
        <translation>das Token hat %1 Teile; ein JWT hat 3.</translation>
    </message>
    <message>
        <source>the token&apos;s claims cannot be read: %1</source>
        <translation>die Claims des Tokens können nicht gelesen werden: %1</translation>
    </message>
    <message>
        <source>the token has no claim %1.</source>
        <translation>das Token hat keinen Claim %1.</translation>
    </message>
    <message>
        <source>the claim %1 is no text, which the API Manager answers with an error.</source>
        <translation>der Claim %1 ist kein Text, was der API Manager mit einem Fehler beantwortet.</translation>
    </message>
    <message>
        <source>the claim %1, %2, has the pattern in it.</source>
        <translation>der Claim %1, %2, enthält das Muster.</translation>
    </message>
    <message>
        <source>the claim %1 is %2, and the pattern is not found in it.</source>
        <translation>der Claim %1 ist %2, und das Muster kommt darin nicht vor.</translation>
    </message>
    <message>
        <source>the pattern takes too many steps on this claim; make it simpler.</source>
        <translation>das Muster benötigt bei diesem Claim zu viele Schritte; vereinfachen Sie es.</translation>
    </message>
    <message>
        <source>no claim is named, which accepts nothing. Self-contained tokens find their key manager by the issuer all the same.</source>
        <translation>es ist kein Claim genannt, sodass nichts angenommen wird. Token, die ihre Angaben selbst enthalten, finden ihren Key Manager trotzdem über den Issuer.</translation>
    </message>
    <message>
        <source>Only the last of the %1 claims decides.</source>
        <translation>Nur der letzte der %1 Claims entscheidet.</translation>
    </message>
    <message>
        <source>CUSTOM is for a connector of one&apos;s own; those of WSO2 accept nothing by it.</source>
        <translation>CUSTOM ist für einen eigenen Konnektor; die Konnektoren von WSO2 nehmen damit nichts an.</translation>
    </message>
    <message>
        <source>the pattern is %1 characters long; at most %2 are taken.</source>
        <translation>das Muster ist %1 Zeichen lang; höchstens %2 werden angenommen.</translation>
    </message>
    <message>
        <source>the pattern is no regular expression: %1 at character %2.</source>
        <translation>das Muster ist kein regulärer Ausdruck: %1 bei Zeichen %2.</translation>
    </message>
    <message>
        <source>The token is %1 bytes long; at most %2 are looked at.</source>
        <translation>Das Token ist %1 Byte lang; höchstens %2 werden betrachtet.</translation>
    </message>
    <message>
        <source>There is no rule, so that the key manager takes every token.</source>
        <translation>Es gibt keine Regel, sodass der Key Manager jedes Token annimmt.</translation>
    </message>
    <message>
        <source>Rule %1 (%2): </source>
        <translation>Regel %1 (%2): </translation>
    </message>
    <message>
        <source>switched off.</source>
        <translation>abgeschaltet.</translation>
    </message>
    <message>
        <source>%1 begins or ends with a blank; tokens are compared with it character by character.</source>
        <translation>%1 beginnt oder endet mit einem Leerzeichen; Token werden Zeichen für Zeichen damit verglichen.</translation>
    </message>
    <message>
        <source>%1 is no URL: %2. It must be what stands as iss in the tokens.</source>
        <translation>%1 ist keine URL: %2. Es muss der Wert sein, der in den Token als iss steht.</translation>
    </message>
    <message>
        <source>%1 ends in /%2, as the %3 does. Was it put into the wrong field?</source>
        <translation>%1 endet auf /%2 wie %3. Wurde der Wert in das falsche Feld eingetragen?</translation>
    </message>
    <message>
        <source>%1 of a key manager of the type %2 ends in %3; this is %4.</source>
        <translation>%1 eines Key Managers vom Typ %2 endet auf %3; hier steht %4.</translation>
    </message>
    <message>
        <source>%1 is at %2, and the issuer at %3. Correct one, unless they really are two servers.</source>
        <translation>%1 liegt auf %2 und der Issuer auf %3. Berichtigen Sie eines davon, sofern es nicht wirklich zwei Server sind.</translation>
    </message>
    <message>
        <source>%1 and %2 are the same URL.</source>
        <translation>%1 und %2 sind dieselbe URL.</translation>
    </message>
    <message>
        <source>%1 does not end in %2.</source>
        <translation>%1 endet nicht auf %2.</translation>
    </message>
    <message>
        <source>%1 and the issuer do not agree: that issuer&apos;s well-known URL is %2.</source>
        <translation>%1 und der Issuer passen nicht zusammen: Die Well-known-URL dieses Issuers ist %2.</translation>
    </message>
    <message>
        <source>%1 begins or ends with a blank; remove it.</source>
        <translation>%1 beginnt oder endet mit einem Leerzeichen; entfernen Sie es.</translation>
    </message>
    <message>
        <source>%1 still has the placeholder %2 in it; put the host&apos;s name there.</source>
        <translation>%1 enthält noch den Platzhalter %2; setzen Sie dort den Namen des Hosts ein.</translation>
    </message>
    <message>
        <source>%1 is no URL: %2. It begins with https:// and the host&apos;s name.</source>
        <translation>%1 ist keine URL: %2. Eine URL beginnt mit https:// und dem Namen des Hosts.</translation>
    </message>
    <message>
        <source>%1 is not https but %2: what is sent there could be read on the way.</source>
        <translation>%1 ist nicht https, sondern %2: Was dorthin gesendet wird, könnte unterwegs gelesen werden.</translation>
    </message>
    <message>
        <source>%1 names no host: %2.</source>
        <translation>%1 nennt keinen Host: %2.</translation>
    </message>
    <message>
        <source>%1 carries a user name; that belongs into the connector configurations.</source>
        <translation>%1 enthält einen Benutzernamen; dieser gehört in die Konnektorkonfiguration.</translation>
    </message>
    <message>
        <source>%1 has a fragment, %2, which is never sent; remove it.</source>
        <translation>%1 hat ein Fragment, %2, das nie gesendet wird; entfernen Sie es.</translation>
    </message>
    <message>
        <source>APIs that name the Resident Key Manager stop accepting its tokens once it is disabled.</source>
        <translation>APIs, die den Resident Key Manager nennen, nehmen seine Token nicht mehr an, sobald er deaktiviert ist.</translation>
    </message>
    <message>
        <source>No other key manager is enabled: enable the open banking key manager first.</source>
        <translation>Kein anderer Key Manager ist aktiviert: Aktivieren Sie zuerst den Key Manager für Open Banking.</translation>
    </message>
    <message>
        <source>%1 is missing.</source>
        <translation>%1 fehlt.</translation>
    </message>
    <message>
        <source>%1 is %2 characters long; at most %3 are taken.</source>
        <translation>%1 ist %2 Zeichen lang; höchstens %3 werden angenommen.</translation>
    </message>
    <message>
        <source>%1 has a blank in it, which the portal refuses: %2.</source>
        <translation>%1 enthält ein Leerzeichen, was das Portal ablehnt: %2.</translation>
    </message>
    <message>
        <source>There is another key manager of the name %1; the server refuses a second.</source>
        <translation>Es gibt einen anderen Key Manager mit dem Namen %1; der Server lehnt einen zweiten ab.</translation>
    </message>
    <message>
        <source>There is also a key manager %1, which differs in capitals alone.</source>
        <translation>Es gibt auch einen Key Manager %1, der sich nur in der Groß- und Kleinschreibung unterscheidet.</translation>
    </message>
    <message>
        <source>%1 is %2, and [open_banking.keyManager] in deployment.toml names %3. They must be the same.</source>
        <translation>%1 ist %2, und [open_banking.keyManager] in deployment.toml nennt %3. Beide müssen gleich sein.</translation>
    </message>
    <message>
        <source>%1 is %2; capitals count: %3.</source>
        <translation>%1 ist %2; Groß- und Kleinschreibung zählt: %3.</translation>
    </message>
    <message>
        <source>%1 is %2, which WSO2 does not ship: a server without that connector refuses it (901400).</source>
        <translation>%1 ist %2, was WSO2 nicht mitliefert: Ein Server ohne diesen Konnektor lehnt es ab (901400).</translation>
    </message>
    <message>
        <source>%1 has the same issuer and is enabled too: which of them a token belongs to is left to chance.</source>
        <translation>%1 hat denselben Issuer und ist ebenfalls aktiviert: Zu welchem von beiden ein Token gehört, bleibt dem Zufall überlassen.</translation>
    </message>
    <message>
        <source>%1 is missing: the connector %2 needs it.</source>
        <translation>%1 fehlt: Der Konnektor %2 benötigt die Angabe.</translation>
    </message>
    <message>
        <source>%1 is known to its server alone, which keeps it. Type it before this is sent to another.</source>
        <translation>%1 kennt nur der eigene Server, der den Wert für sich behält. Geben Sie ihn ein, bevor der Key Manager an einen anderen gesendet wird.</translation>
    </message>
    <message>
        <source>The connector&apos;s property is called %1, not %2; capitals count.</source>
        <translation>Die Eigenschaft des Konnektors heißt %1, nicht %2; Groß- und Kleinschreibung zählt.</translation>
    </message>
    <message>
        <source>%1 is empty; %2 is usual.</source>
        <translation>%1 ist leer; üblich ist %2.</translation>
    </message>
    <message>
        <source>%1 has a blank in it: %2.</source>
        <translation>%1 enthält ein Leerzeichen: %2.</translation>
    </message>
    <message>
        <source>No grant type is given: no client could get a token.</source>
        <translation>Es ist kein Grant Type angegeben: Kein Client könnte ein Token erhalten.</translation>
    </message>
    <message>
        <source>A grant type is empty or has a blank in it: %1. Each is an entry of its own.</source>
        <translation>Ein Grant Type ist leer oder enthält ein Leerzeichen: %1. Jeder ist ein eigener Eintrag.</translation>
    </message>
    <message>
        <source>The grant type %1 is there twice.</source>
        <translation>Der Grant Type %1 ist zweimal vorhanden.</translation>
    </message>
    <message>
        <source>Open banking also needs %1.</source>
        <translation>Open Banking benötigt außerdem %1.</translation>
    </message>
    <message>
        <source>%1 are missing: with &quot;Self Validate JWT&quot; the gateway verifies tokens by them. Give the URL of the key set, or choose &quot;Use introspect&quot;.</source>
        <translation>%1 fehlen: Bei „Self Validate JWT“ prüft das Gateway Token damit. Geben Sie die URL des Schlüsselsatzes an, oder wählen Sie „Use introspect“.</translation>
    </message>
    <message>
        <source>The URL of the key set (JWKS)</source>
        <translation>Die URL des Schlüsselsatzes (JWKS)</translation>
    </message>
    <message>
        <source>%1 names the keys of one TPP, not of the Identity Server.</source>
        <translation>%1 nennt die Schlüssel eines einzelnen TPP, nicht die des Identity Server.</translation>
    </message>
    <message>
        <source>%1 is the well-known URL; the document there names the key set as jwks_uri.</source>
        <translation>%1 ist die Well-known-URL; das Dokument dort nennt den Schlüsselsatz als jwks_uri.</translation>
    </message>
    <message>
        <source>The certificate (PEM)</source>
        <translation>Das Zertifikat (PEM)</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1 kann nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>There are %1 certificates in the PEM; the API Manager takes the first.</source>
        <translation>Das PEM enthält %1 Zertifikate; der API Manager nimmt das erste.</translation>
    </message>
    <message>
        <source>%1, %2: %3.</source>
        <translation>%1, %2: %3.</translation>
    </message>
    <message>
        <source>%1, %2, is not valid now: %3.</source>
        <translation>%1, %2, ist derzeit nicht gültig: %3.</translation>
    </message>
    <message>
        <source>%1 is off; open banking needs it on.</source>
        <translation>%1 ist ausgeschaltet; für Open Banking muss die Option eingeschaltet sein.</translation>
    </message>
    <message>
        <source>%1, entry %2: </source>
        <translation>%1, Eintrag %2: </translation>
    </message>
    <message>
        <source>another entry has the id %1 too.</source>
        <translation>ein anderer Eintrag hat ebenfalls die id %1.</translation>
    </message>
    <message>
        <source>CUSTOM accepts no token unless the connector is one&apos;s own.</source>
        <translation>CUSTOM nimmt kein Token an, sofern es nicht ein eigener Konnektor ist.</translation>
    </message>
    <message>
        <source>REFERENCE needs a pattern; without one it accepts nothing.</source>
        <translation>REFERENCE benötigt ein Muster; ohne Muster wird nichts angenommen.</translation>
    </message>
    <message>
        <source>the pattern is looked for anywhere in the token. Put ^ before and $ behind it to have the whole token compared.</source>
        <translation>das Muster wird an beliebiger Stelle im Token gesucht. Setzen Sie ^ davor und $ dahinter, damit das ganze Token verglichen wird.</translation>
    </message>
    <message>
        <source>a pattern names no claim.</source>
        <translation>ein Muster nennt keinen Claim.</translation>
    </message>
    <message>
        <source>of several claims the API Manager heeds the last alone, here %1.</source>
        <translation>von mehreren Claims beachtet der API Manager nur den letzten, hier %1.</translation>
    </message>
    <message>
        <source>JWT without a claim accepts nothing, and with &quot;Use introspect&quot; there is no other way to find the key manager.</source>
        <translation>JWT ohne Claim nimmt nichts an, und bei „Use introspect“ gibt es keinen anderen Weg, den Key Manager zu finden.</translation>
    </message>
    <message>
        <source>%1: %2 has no other side.</source>
        <translation>%1: %2 hat keine Gegenseite.</translation>
    </message>
    <message>
        <source>%1: the remote claim %2 is mapped twice.</source>
        <translation>%1: Der entfernte Claim %2 ist zweimal zugeordnet.</translation>
    </message>
    <message>
        <source>%1 is %2; DIRECT, EXCHANGED or BOTH is expected.</source>
        <translation>%1 ist %2; erwartet wird DIRECT, EXCHANGED oder BOTH.</translation>
    </message>
    <message>
        <source>API Manager 4.0 does not know the token type %1.</source>
        <translation>API Manager 4.0 kennt den Token-Typ %1 nicht.</translation>
    </message>
    <message>
        <source>%1 is a secret in a place where none is kept: it is left out, and five asterisks stand for it. Set it on the server itself, or put it back into the file that is exported.</source>
        <translation>%1 ist ein Geheimnis an einer Stelle, an der keines aufbewahrt wird: es wird weggelassen, und fünf Sternchen stehen dafür. Setzen Sie es auf dem Server selbst, oder tragen Sie es in die exportierte Datei wieder ein.</translation>
    </message>
    <message>
        <source>%1 holds a secret, and is not put into the database. Take it out, and set it on the server itself.</source>
        <translation>%1 enthält ein Geheimnis und wird nicht in die Datenbank geschrieben. Nehmen Sie es heraus, und setzen Sie es auf dem Server selbst.</translation>
    </message>
    <message>
        <source>The key manager cannot be stored: %1</source>
        <translation>Der Key Manager kann nicht gespeichert werden: %1</translation>
    </message>
    <message>
        <source>%1 has a private key beside it, which belongs on its server alone. Remove all but the certificate.</source>
        <translation>Neben %1 steht ein privater Schlüssel, der nur auf seinen Server gehört. Entfernen Sie alles außer dem Zertifikat.</translation>
    </message>
    <message>
        <source>the claim %1 is there twice, and JSON has it once.</source>
        <translation>der Claim %1 kommt zweimal vor, in JSON darf er nur einmal vorkommen.</translation>
    </message>
</context>
<context>
    <name>gatehouse::pkcs12</name>
    <message>
        <source>A private key that nothing protects. Java does not read it.</source>
        <translation>Ein ungeschützter privater Schlüssel. Java liest ihn nicht.</translation>
    </message>
    <message>
        <source>A certificate revocation list. Java does not read it.</source>
        <translation>Eine Zertifikatssperrliste. Java liest sie nicht.</translation>
    </message>
    <message>
        <source>A secret key.</source>
        <translation>Ein geheimer Schlüssel.</translation>
    </message>
    <message>
        <source>Nested contents. Java does not read them.</source>
        <translation>Verschachtelter Inhalt. Java liest ihn nicht.</translation>
    </message>
</context>
<context>
    <name>gatehouse::pkcs7</name>
    <message>
        <source>The certificates cannot be written as PKCS#7.</source>
        <translation>Die Zertifikate können nicht als PKCS#7 geschrieben werden.</translation>
    </message>
</context>
<context>
    <name>gatehouse::sandbox</name>
    <message>
        <source>The request carries no bearer token. Get one at the token endpoint.</source>
        <translation>Die Anfrage enthält kein Bearer-Token. Fordern Sie eines am Token-Endpunkt an.</translation>
    </message>
    <message>
        <source>The token is unknown, expired or revoked. Get a new one at the token endpoint.</source>
        <translation>Das Token ist unbekannt, abgelaufen oder widerrufen. Fordern Sie ein neues am Token-Endpunkt an.</translation>
    </message>
    <message>
        <source>The token is bound to another client certificate than this connection&apos;s.</source>
        <translation>Das Token ist an ein anderes Clientzertifikat gebunden als das dieser Verbindung.</translation>
    </message>
    <message>
        <source>There is no such client.</source>
        <translation>Einen solchen Client gibt es nicht.</translation>
    </message>
    <message>
        <source>The token is another client&apos;s.</source>
        <translation>Das Token gehört einem anderen Client.</translation>
    </message>
    <message>
        <source>The client is not active: the bank holds or has suspended it.</source>
        <translation>Der Client ist nicht aktiv: Die Bank hält ihn zurück oder hat ihn gesperrt.</translation>
    </message>
    <message>
        <source>There is no client &quot;%1&quot;.</source>
        <translation>Es gibt keinen Client „%1“.</translation>
    </message>
    <message>
        <source>The client registered with %1 and authenticates with %2.</source>
        <translation>Der Client hat sich mit %1 registriert und authentifiziert sich mit %2.</translation>
    </message>
    <message>
        <source>The assertion has no exp.</source>
        <translation>Die Assertion hat kein exp.</translation>
    </message>
    <message>
        <source>The assertion expired on %1.</source>
        <translation>Die Assertion ist am %1 abgelaufen.</translation>
    </message>
    <message>
        <source>The assertion is valid until %1; at most an hour is accepted.</source>
        <translation>Die Assertion ist bis %1 gültig; höchstens eine Stunde wird angenommen.</translation>
    </message>
    <message>
        <source>The assertion&apos;s iat, %1, is ahead of this endpoint&apos;s clock.</source>
        <translation>iat der Assertion, %1, liegt nach der Uhr dieses Endpunkts in der Zukunft.</translation>
    </message>
    <message>
        <source>The assertion is not valid before %1.</source>
        <translation>Die Assertion ist erst ab %1 gültig.</translation>
    </message>
    <message>
        <source>The assertion has no jti.</source>
        <translation>Die Assertion hat keine jti.</translation>
    </message>
    <message>
        <source>The assertion&apos;s aud is &quot;%1&quot;; %2 is expected.</source>
        <translation>aud der Assertion ist „%1“; erwartet wird %2.</translation>
    </message>
    <message>
        <source>The client assertion cannot be read: %1</source>
        <translation>Die Client Assertion kann nicht gelesen werden: %1</translation>
    </message>
    <message>
        <source>The assertion&apos;s iss and sub must both be the client id.</source>
        <translation>iss und sub der Assertion müssen beide die Client ID sein.</translation>
    </message>
    <message>
        <source>client_id and the assertion&apos;s sub name different clients.</source>
        <translation>client_id und sub der Assertion nennen verschiedene Clients.</translation>
    </message>
    <message>
        <source>The client registered no algorithm for its assertions.</source>
        <translation>Der Client hat keinen Algorithmus für seine Assertions registriert.</translation>
    </message>
    <message>
        <source>The client assertion: %1</source>
        <translation>Die Client Assertion: %1</translation>
    </message>
    <message>
        <source>tls_client_auth needs a client certificate, and the connection has none.</source>
        <translation>tls_client_auth benötigt ein Clientzertifikat, und die Verbindung hat keines.</translation>
    </message>
    <message>
        <source>The client certificate is not the registered one: %1</source>
        <translation>Das Clientzertifikat ist nicht das registrierte: %1</translation>
    </message>
    <message>
        <source>client_assertion_type must be %1.</source>
        <translation>client_assertion_type muss %1 sein.</translation>
    </message>
    <message>
        <source>The client does not say who it is: send client_assertion (private_key_jwt), or client_id over a client certificate (tls_client_auth).</source>
        <translation>Der Client gibt nicht an, wer er ist: Senden Sie client_assertion (private_key_jwt) oder client_id über ein Clientzertifikat (tls_client_auth).</translation>
    </message>
    <message>
        <source>The truststore for client certificates, %1, cannot be used: %2</source>
        <translation>Der Truststore für Clientzertifikate, %1, kann nicht verwendet werden: %2</translation>
    </message>
    <message>
        <source>There is nothing here; key sets are at /directory/{organisation}/{software}.jwks.</source>
        <translation>Hier gibt es nichts; Schlüsselsätze liegen unter /directory/{organisation}/{software}.jwks.</translation>
    </message>
    <message>
        <source>The endpoint is starting.</source>
        <translation>Der Endpunkt wird gestartet.</translation>
    </message>
    <message>
        <source>There is nothing at %1.</source>
        <translation>Unter %1 gibt es nichts.</translation>
    </message>
    <message>
        <source>%1 is not possible here; %2 is.</source>
        <translation>%1 ist hier nicht möglich; möglich ist %2.</translation>
    </message>
    <message>
        <source>Mutual TLS: %1</source>
        <translation>Mutual TLS: %1</translation>
    </message>
    <message>
        <source>A signature could not be judged.</source>
        <translation>Eine Signatur konnte nicht beurteilt werden.</translation>
    </message>
    <message>
        <source>The request has no Content-Type; send application/jwt or application/jose.</source>
        <translation>Die Anfrage hat keinen Content-Type; senden Sie application/jwt oder application/jose.</translation>
    </message>
    <message>
        <source>The Content-Type is &quot;%1&quot;; send application/jwt or application/jose. curl sends a form&apos;s type unless a header says otherwise.</source>
        <translation>Der Content-Type ist „%1“; senden Sie application/jwt oder application/jose. curl sendet den Typ eines Formulars, sofern kein Header etwas anderes angibt.</translation>
    </message>
    <message>
        <source>The registration could not be stored: %1 Nothing was registered.</source>
        <translation>Die Registrierung konnte nicht gespeichert werden: %1 Es wurde nichts registriert.</translation>
    </message>
    <message>
        <source>Without a software statement it is not known whose key should have signed.</source>
        <translation>Ohne Software Statement ist nicht bekannt, wessen Schlüssel hätte signieren müssen.</translation>
    </message>
    <message>
        <source>The workspace %1 cannot be locked: %2. Check its access rights.</source>
        <translation>Der Arbeitsbereich %1 kann nicht reserviert werden: %2. Prüfen Sie seine Zugriffsrechte.</translation>
    </message>
    <message>
        <source>The workspace %1 cannot be locked: %2.</source>
        <translation>Der Arbeitsbereich %1 kann nicht reserviert werden: %2.</translation>
    </message>
    <message>
        <source>The workspace %1 is already served by another process, which is just starting or stopping. Use another workspace, or try again.</source>
        <translation>Der Arbeitsbereich %1 wird bereits von einem anderen Prozess bedient, der gerade startet oder beendet wird. Verwenden Sie einen anderen Arbeitsbereich, oder versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The workspace %1 is already served at %2, by process %3. Stop it, or use another workspace.</source>
        <translation>Der Arbeitsbereich %1 wird bereits unter %2 von Prozess %3 bedient. Beenden Sie ihn, oder verwenden Sie einen anderen Arbeitsbereich.</translation>
    </message>
    <message>
        <source>The client registered &quot;%1&quot;; &quot;%2&quot; is not among it.</source>
        <translation>Der Client hat „%1“ registriert; „%2“ gehört nicht dazu.</translation>
    </message>
    <message>
        <source>The form names no token.</source>
        <translation>Das Formular nennt kein Token.</translation>
    </message>
    <message>
        <source>The grant_type is &quot;%1&quot;; this endpoint issues tokens for client_credentials.</source>
        <translation>grant_type ist „%1“; dieser Endpunkt stellt Token für client_credentials aus.</translation>
    </message>
    <message>
        <source>The client did not register the grant type client_credentials.</source>
        <translation>Der Client hat den Grant Type client_credentials nicht registriert.</translation>
    </message>
    <message>
        <source>The client assertion was used before. %1</source>
        <translation>Die Client Assertion wurde bereits verwendet. %1</translation>
    </message>
    <message>
        <source>%1 cannot be reached: %2.</source>
        <translation>%1 ist nicht erreichbar: %2.</translation>
    </message>
    <message>
        <source>Version %1 of the policy, which %2 applied on %3, cannot be read: %4 Apply another one, or go back to an earlier version.</source>
        <translation>Version %1 der Richtlinie, die %2 am %3 angewendet hat, kann nicht gelesen werden: %4 Wenden Sie eine andere an, oder kehren Sie zu einer früheren Version zurück.</translation>
    </message>
    <message>
        <source>%1 (of statement_jwks, since the policy names no request_jwks)</source>
        <translation>%1 (aus statement_jwks, weil die Richtlinie kein request_jwks nennt)</translation>
    </message>
    <message>
        <source>%1 And there is no such key in %2.</source>
        <translation>%1 Auch in %2 gibt es keinen solchen Schlüssel.</translation>
    </message>
    <message>
        <source>The keys of software &quot;%1&quot; of organisation &quot;%2&quot; cannot be had: the test directory does not know it, and the policy names no key set in request_jwks.</source>
        <translation>Die Schlüssel der Software „%1“ der Organisation „%2“ sind nicht zu bekommen: Das Testverzeichnis kennt sie nicht, und die Richtlinie nennt in request_jwks keinen Schlüsselsatz.</translation>
    </message>
    <message>
        <source>There is no other test TPP whose kit is at hand. Make one, or choose another key.</source>
        <translation>Es gibt keinen anderen Test-TPP, dessen Kit vorhanden ist. Legen Sie einen an, oder wählen Sie einen anderen Schlüssel.</translation>
    </message>
    <message>
        <source>The keys that nobody lists were not made.</source>
        <translation>Die Schlüssel, die nirgends aufgeführt sind, wurden nicht erzeugt.</translation>
    </message>
    <message>
        <source>Not judged: this request carries no claims.</source>
        <translation>Nicht beurteilt: diese Anfrage enthält keine Claims.</translation>
    </message>
    <message>
        <source>“%1” only warns of it: %2</source>
        <translation>„%1“ warnt nur davor: %2</translation>
    </message>
    <message>
        <source>“%1” should have: %2</source>
        <translation>„%1“ hätte es erkennen sollen: %2</translation>
    </message>
    <message>
        <source>it said nothing.</source>
        <translation>sie hat nichts gemeldet.</translation>
    </message>
    <message>
        <source>Not caught: the endpoint accepted it. %1</source>
        <translation>Nicht erkannt: der Endpunkt hat es angenommen. %1</translation>
    </message>
    <message>
        <source>Caught by “%1”.</source>
        <translation>Erkannt von „%1“.</translation>
    </message>
    <message>
        <source>“%1” fails, as it should; the endpoint had refused by “%2” before that.</source>
        <translation>„%1“ ist nicht bestanden, wie es sein soll; der Endpunkt hatte schon davor wegen „%2“ abgelehnt.</translation>
    </message>
    <message>
        <source>Refused by “%1”; “%2” should have seen it.</source>
        <translation>Abgelehnt durch „%1“; „%2“ hätte es erkennen sollen.</translation>
    </message>
    <message>
        <source>Refused with status %1; the answer does not name the check. “%2” should have seen it.</source>
        <translation>Mit Status %1 abgelehnt; die Antwort nennt die Prüfung nicht. „%2“ hätte es erkennen sollen.</translation>
    </message>
    <message>
        <source>The client is registered, and the bank reviews the registration: it gets tokens once somebody at the bank has approved it.</source>
        <translation>Der Client ist registriert, und die Bank prüft die Registrierung: er erhält Tokens, sobald jemand bei der Bank sie freigegeben hat.</translation>
    </message>
    <message>
        <source>The bank has suspended the client: it gets tokens again once somebody at the bank has reactivated it.</source>
        <translation>Die Bank hat den Client gesperrt: er erhält wieder Tokens, sobald jemand bei der Bank ihn reaktiviert hat.</translation>
    </message>
    <message>
        <source>What %1 answers is larger than the %2 bytes that are read.</source>
        <translation>Die Antwort von %1 ist größer als die %2 Byte, die gelesen werden.</translation>
    </message>
</context>
<context>
    <name>gatehouse::sandbox::Demo</name>
    <message>
        <source>Register</source>
        <translation>Registrieren</translation>
    </message>
    <message>
        <source>Get a token</source>
        <translation>Token anfordern</translation>
    </message>
    <message>
        <source>Read the registration</source>
        <translation>Registrierung lesen</translation>
    </message>
    <message>
        <source>Update it: accounts alone</source>
        <translation>Registrierung ändern: nur Konten</translation>
    </message>
    <message>
        <source>Delete it</source>
        <translation>Registrierung löschen</translation>
    </message>
    <message>
        <source>Make a test TPP</source>
        <translation>Test-TPP anlegen</translation>
    </message>
    <message>
        <source>%1: the endpoint answered %2 %3</source>
        <translation>%1: Der Endpunkt hat mit %2 geantwortet: %3</translation>
    </message>
</context>
<context>
    <name>gatehouse::sandbox::RequestSender</name>
    <message>
        <source>Registering</source>
        <translation>Registrieren</translation>
    </message>
    <message>
        <source>Reading the registration</source>
        <translation>Registrierung lesen</translation>
    </message>
    <message>
        <source>Updating the registration</source>
        <translation>Registrierung aktualisieren</translation>
    </message>
    <message>
        <source>Deleting the registration</source>
        <translation>Registrierung löschen</translation>
    </message>
    <message>
        <source>The endpoint did not answer within %1 seconds.</source>
        <translation>Der Endpunkt hat nicht innerhalb von %1 Sekunden geantwortet.</translation>
    </message>
    <message>
        <source>Claims are a JSON object.</source>
        <translation>Claims sind ein JSON-Objekt.</translation>
    </message>
    <message>
        <source>Nothing was accepted yet that could be sent again. Send a request that is accepted first.</source>
        <translation>Es wurde noch nichts angenommen, das erneut gesendet werden könnte. Senden Sie zuerst eine Anfrage, die angenommen wird.</translation>
    </message>
    <message>
        <source>Say which client: register one first, or type its client_id.</source>
        <translation>Geben Sie an, welcher Client gemeint ist: registrieren Sie zuerst einen, oder geben Sie seine client_id ein.</translation>
    </message>
    <message>
        <source>Signing</source>
        <translation>Signieren</translation>
    </message>
    <message>
        <source>Getting a token</source>
        <translation>Token anfordern</translation>
    </message>
    <message>
        <source>There is no token for the client %1: the token endpoint answered %2. %3</source>
        <translation>Für den Client %1 gibt es kein Token: der Token-Endpunkt hat mit %2 geantwortet. %3</translation>
    </message>
</context>
<context>
    <name>gatehouse::sandbox::Sandbox</name>
    <message>
        <source>The endpoint goes on with the certificates that it knew.</source>
        <translation>Der Endpunkt arbeitet mit den Zertifikaten weiter, die er kannte.</translation>
    </message>
    <message>
        <source>The endpoint goes on with the policy that it had.</source>
        <translation>Der Endpunkt arbeitet mit der Richtlinie weiter, die er hatte.</translation>
    </message>
</context>
<context>
    <name>gatehouse::store</name>
    <message>
        <source>The record of changes has lost its end: the table activity_head is empty. Nothing more can be recorded, nor changed; put a backup of the workspace&apos;s database back.</source>
        <translation>Das Änderungsprotokoll hat sein Ende verloren: die Tabelle activity_head ist leer. Es kann nichts mehr aufgezeichnet und nichts mehr geändert werden; spielen Sie eine Sicherung der Datenbank des Arbeitsbereichs ein.</translation>
    </message>
    <message>
        <source>Row %1, which stood before it, is gone.</source>
        <translation>Zeile %1, die davor stand, fehlt.</translation>
    </message>
    <message>
        <source>The rows %1 to %2, which stood before it, are gone.</source>
        <translation>Die Zeilen %1 bis %2, die davor standen, fehlen.</translation>
    </message>
    <message>
        <source>Its hash does not fit: this row or the one before it was altered, moved or put in afterwards.</source>
        <translation>Ihr Hash passt nicht: diese Zeile oder die davor wurde nachträglich geändert, verschoben oder eingefügt.</translation>
    </message>
    <message>
        <source>Its hash is not the one that was noted: the record was written anew up to here.</source>
        <translation>Ihr Hash ist nicht der notierte: das Änderungsprotokoll wurde bis hierher neu geschrieben.</translation>
    </message>
    <message>
        <source>The record ends with row %1, and went to row %2: rows were cut off at its end.</source>
        <translation>Das Änderungsprotokoll endet mit Zeile %1 und reichte bis Zeile %2: an seinem Ende wurden Zeilen abgeschnitten.</translation>
    </message>
    <message>
        <source>The record goes beyond its noted end, row %1: rows were added past the program.</source>
        <translation>Das Änderungsprotokoll geht über sein vermerktes Ende, Zeile %1, hinaus: es wurden Zeilen am Programm vorbei angefügt.</translation>
    </message>
    <message>
        <source>The last row is not the one that the program wrote: it was written anew.</source>
        <translation>Die letzte Zeile ist nicht die, die das Programm geschrieben hat: sie wurde neu geschrieben.</translation>
    </message>
    <message>
        <source>Row %1, which was noted, is not there: rows were cut off, or an older copy of the database was put back.</source>
        <translation>Die notierte Zeile %1 ist nicht vorhanden: es wurden Zeilen abgeschnitten, oder eine ältere Kopie der Datenbank wurde eingespielt.</translation>
    </message>
    <message>
        <source>There is no client &quot;%1&quot;.</source>
        <translation>Es gibt keinen Client „%1“.</translation>
    </message>
    <message>
        <source>The identifier &quot;%1&quot; was used on %2. Sign a new one with its own jti.</source>
        <translation>Die Kennung „%1“ wurde am %2 verwendet. Signieren Sie neu, mit einer eigenen jti.</translation>
    </message>
    <message>
        <source>an earlier day</source>
        <translation>einem früheren Tag</translation>
    </message>
    <message>
        <source>The software &quot;%1&quot; is registered already. Update its registration, or delete it first.</source>
        <translation>Die Software „%1“ ist bereits registriert. Ändern Sie ihre Registrierung, oder löschen Sie sie zuerst.</translation>
    </message>
    <message>
        <source>There is no client &quot;%1&quot;, or it was deleted.</source>
        <translation>Es gibt keinen Client „%1“, oder er wurde gelöscht.</translation>
    </message>
    <message>
        <source>Another program holds the database. Try again.</source>
        <translation>Ein anderes Programm hält die Datenbank gesperrt. Versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>There is not enough memory for the database. Nothing was written.</source>
        <translation>Für die Datenbank ist nicht genug Arbeitsspeicher vorhanden. Es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>The database may not be written to. Check the access rights of the workspace.</source>
        <translation>In die Datenbank darf nicht geschrieben werden. Prüfen Sie die Zugriffsrechte des Arbeitsbereichs.</translation>
    </message>
    <message>
        <source>The disk failed to read or write the database. Nothing was written; check the disk&apos;s room and health.</source>
        <translation>Der Datenträger konnte die Datenbank nicht lesen oder schreiben. Es wurde nichts geschrieben; prüfen Sie Platz und Zustand des Datenträgers.</translation>
    </message>
    <message>
        <source>The database is damaged. Put back a backup of the workspace.</source>
        <translation>Die Datenbank ist beschädigt. Spielen Sie eine Sicherung des Arbeitsbereichs zurück.</translation>
    </message>
    <message>
        <source>The disk is full. Nothing was written; make room and try again.</source>
        <translation>Der Datenträger ist voll. Es wurde nichts geschrieben; schaffen Sie Platz, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The database file cannot be opened. Check the folder and its access rights.</source>
        <translation>Die Datenbankdatei kann nicht geöffnet werden. Prüfen Sie den Ordner und seine Zugriffsrechte.</translation>
    </message>
    <message>
        <source>The file is no database of Gatehouse.</source>
        <translation>Die Datei ist keine Datenbank von Gatehouse.</translation>
    </message>
    <message>
        <source>The database has an entry of the same key already.</source>
        <translation>Die Datenbank enthält bereits einen Eintrag mit demselben Schlüssel.</translation>
    </message>
    <message>
        <source>The database refuses an entry that does not fit its others.</source>
        <translation>Die Datenbank lehnt einen Eintrag ab, der nicht zu den übrigen passt.</translation>
    </message>
    <message>
        <source>The database failed: %1.</source>
        <translation>Fehler der Datenbank: %1.</translation>
    </message>
    <message>
        <source>%1 may not be written to. Check its access rights.</source>
        <translation>%1 darf nicht beschrieben werden. Prüfen Sie die Zugriffsrechte.</translation>
    </message>
    <message>
        <source>There is a key set called &quot;%1&quot; already; choose another name.</source>
        <translation>Es gibt bereits einen Schlüsselsatz mit dem Namen „%1“; wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>There is no key set called &quot;%1&quot;.</source>
        <translation>Es gibt keinen Schlüsselsatz mit dem Namen „%1“.</translation>
    </message>
    <message>
        <source>There are %1 named key sets; more are not kept. Remove one first.</source>
        <translation>Es gibt %1 benannte Schlüsselsätze; mehr werden nicht aufbewahrt. Entfernen Sie zuerst einen.</translation>
    </message>
    <message>
        <source>%1 is another program&apos;s database. It was not touched; name another file.</source>
        <translation>%1 ist die Datenbank eines anderen Programms. Sie wurde nicht verändert; geben Sie eine andere Datei an.</translation>
    </message>
    <message>
        <source>%1 was written by a newer Gatehouse (schema %2, this one knows %3). It was not touched; use the newer program.</source>
        <translation>%1 wurde von einer neueren Version von Gatehouse geschrieben (Schema %2, diese kennt %3). Die Datei wurde nicht verändert; verwenden Sie das neuere Programm.</translation>
    </message>
    <message>
        <source>%1 could not be brought to the disk.</source>
        <translation>%1 konnte nicht auf den Datenträger geschrieben werden.</translation>
    </message>
    <message>
        <source>The backup %1 could not be written, so nothing was changed: %2</source>
        <translation>Die Sicherung %1 konnte nicht geschrieben werden, daher wurde nichts geändert: %2</translation>
    </message>
    <message>
        <source>The backup %1 could not be named so; nothing was changed.</source>
        <translation>Die Sicherung %1 konnte nicht so benannt werden; es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>%1 is a folder; the database is a file.</source>
        <translation>%1 ist ein Ordner; die Datenbank ist eine Datei.</translation>
    </message>
    <message>
        <source>%1 applied version %2 of the policy meanwhile. Nothing was changed; look at theirs first.</source>
        <translation>%1 hat inzwischen Version %2 der Richtlinie angewendet. Es wurde nichts geändert; sehen Sie sich zuerst diese Version an.</translation>
    </message>
    <message>
        <source>The setting &quot;%1&quot; cannot be read: %2</source>
        <translation>Die Einstellung „%1“ kann nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>The client is no longer active.</source>
        <translation>Der Client ist nicht mehr aktiv.</translation>
    </message>
    <message>
        <source>The database is being closed; nothing was written.</source>
        <translation>Die Datenbank wird geschlossen; es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>The database does not keep up. Try again in a moment.</source>
        <translation>Die Datenbank kommt nicht nach. Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>The export was cancelled; nothing was written.</source>
        <translation>Der Export wurde abgebrochen; es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2. Nothing was written.</source>
        <translation>%1 kann nicht geschrieben werden: %2. Es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>A noted end of the record is a row&apos;s number, a colon and 64 hexadecimal digits, as verify shows it; &quot;%1&quot; is none.</source>
        <translation>Ein notiertes Ende des Änderungsprotokolls besteht aus der Nummer einer Zeile, einem Doppelpunkt und 64 Hexadezimalziffern, wie verify es anzeigt; „%1“ ist keines.</translation>
    </message>
    <message>
        <source>The change was made, but the record of changes does not hold it: %1</source>
        <translation>Die Änderung wurde vorgenommen, aber das Änderungsprotokoll enthält sie nicht: %1</translation>
    </message>
    <message>
        <source>active</source>
        <translation>aktiv</translation>
    </message>
    <message>
        <source>held for review</source>
        <translation>zur Prüfung zurückgehalten</translation>
    </message>
    <message>
        <source>suspended</source>
        <translation>gesperrt</translation>
    </message>
    <message>
        <source>deregistered</source>
        <translation>abgemeldet</translation>
    </message>
    <message>
        <source>The client is %1 already.</source>
        <translation>Der Client ist bereits %1.</translation>
    </message>
    <message>
        <source>The client was deregistered and stays so. Its software can register anew.</source>
        <translation>Der Client wurde abgemeldet und bleibt es. Seine Software kann sich neu registrieren.</translation>
    </message>
    <message>
        <source>The client is held for review. Approve it, or remove it.</source>
        <translation>Der Client wartet auf Prüfung. Geben Sie ihn frei, oder entfernen Sie ihn.</translation>
    </message>
    <message>
        <source>A client that is %1 cannot be held: only a registration that nobody has approved is.</source>
        <translation>Ein Client, der %1 ist, kann nicht zurückgehalten werden: das geht nur bei einer Registrierung, die niemand freigegeben hat.</translation>
    </message>
    <message>
        <source>The client is %1, not %2: look at it again before you decide.</source>
        <translation>Der Client ist %1, nicht %2: sehen Sie ihn sich noch einmal an, bevor Sie entscheiden.</translation>
    </message>
    <message>
        <source>Only an approval that no other decision followed can be taken back. Suspend the client instead.</source>
        <translation>Nur eine Freigabe, auf die keine weitere Entscheidung folgte, kann zurückgenommen werden. Sperren Sie stattdessen den Client.</translation>
    </message>
    <message>
        <source>A decision about a client needs a reason: it is what the record will say. Give one.</source>
        <translation>Eine Entscheidung über einen Client braucht eine Begründung: sie steht dann im Änderungsprotokoll. Geben Sie eine an.</translation>
    </message>
    <message>
        <source>The reason has %1 characters; at most %2 are recorded. Shorten it.</source>
        <translation>Die Begründung hat %1 Zeichen; höchstens %2 werden aufgezeichnet. Kürzen Sie sie.</translation>
    </message>
    <message>
        <source>%1 clients are too many for one decision; at most %2 are. Decide in several steps.</source>
        <translation>%1 Clients sind zu viele für eine Entscheidung; möglich sind höchstens %2. Entscheiden Sie in mehreren Schritten.</translation>
    </message>
</context>
<context>
    <name>gatehouse::time</name>
    <message>
        <source>&quot;%1&quot; is not a moment in ISO 8601. Write it like 2022-01-25T06:30:00Z.</source>
        <translation>„%1“ ist kein Zeitpunkt nach ISO 8601. Schreiben Sie ihn wie 2022-01-25T06:30:00Z.</translation>
    </message>
    <message>
        <source>less than a minute</source>
        <translation>weniger als eine Minute</translation>
    </message>
    <message>
        <source>1 year</source>
        <translation>1 Jahr</translation>
    </message>
    <message>
        <source>%n years</source>
        <translation>%n Jahre</translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>1 Tag</translation>
    </message>
    <message>
        <source>%n days</source>
        <translation>%n Tage</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 Stunde</translation>
    </message>
    <message>
        <source>%n hours</source>
        <translation>%n Stunden</translation>
    </message>
    <message>
        <source>1 minute</source>
        <translation>1 Minute</translation>
    </message>
    <message>
        <source>%n minutes</source>
        <translation>%n Minuten</translation>
    </message>
</context>
<context>
    <name>gatehouse::trust</name>
    <message>
        <source>a private key (line %1)</source>
        <translation>ein privater Schlüssel (Zeile %1)</translation>
    </message>
    <message>
        <source>a block called %1 (line %2)</source>
        <translation>ein Block mit dem Namen %1 (Zeile %2)</translation>
    </message>
    <message>
        <source>It is a certificate request; what its authority makes of it is needed.</source>
        <translation>Es ist eine Zertifikatsanforderung; nötig ist, was die Zertifizierungsstelle daraus macht.</translation>
    </message>
    <message>
        <source>It is a revocation list, which holds no certificates.</source>
        <translation>Es ist eine Sperrliste, die keine Zertifikate enthält.</translation>
    </message>
    <message>
        <source>This is a %1 keystore, not a file of certificates. Open it as a truststore and copy its entries from there.</source>
        <translation>Dies ist ein %1-Keystore, keine Zertifikatsdatei. Öffnen Sie ihn als Truststore, und kopieren Sie seine Einträge von dort.</translation>
    </message>
    <message>
        <source>This is no certificate in a form that Gatehouse knows: PEM (-----BEGIN CERTIFICATE-----), DER, PKCS#7, or base64.</source>
        <translation>Dies ist kein Zertifikat in einer Form, die Gatehouse kennt: PEM (-----BEGIN CERTIFICATE-----), DER, PKCS#7 oder base64.</translation>
    </message>
    <message>
        <source>it has %1 bytes; at most %2 are read.</source>
        <translation>es hat %1 Byte; höchstens %2 werden gelesen.</translation>
    </message>
    <message>
        <source>it is not a certificate with OpenSSL&apos;s trust settings.</source>
        <translation>es ist kein Zertifikat mit Vertrauenseinstellungen von OpenSSL.</translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation>Die Datei ist leer.</translation>
    </message>
    <message>
        <source>The file has %1 bytes; at most %2 are read.</source>
        <translation>Die Datei hat %1 Byte; höchstens %2 werden gelesen.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 with %2 (%3)</source>
        <translation>%1 mit %2 (%3)</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Days left</source>
        <translation>Verbleibende Tage</translation>
    </message>
    <message>
        <source>As text</source>
        <translation>Als Text</translation>
    </message>
    <message>
        <source>The distinguished name as RFC 4514 writes it, for configuration files</source>
        <translation>Der Distinguished Name, wie RFC 4514 ihn schreibt, für Konfigurationsdateien</translation>
    </message>
    <message>
        <source>Public key</source>
        <translation>Öffentlicher Schlüssel</translation>
    </message>
    <message>
        <source>Weak: under 112 bits of security, it can be broken</source>
        <translation>Schwach: unter 112 Bit Sicherheit, kann gebrochen werden</translation>
    </message>
    <message>
        <source>Signed with</source>
        <translation>Signiert mit</translation>
    </message>
    <message>
        <source>Weak: under 112 bits of security, it can be forged</source>
        <translation>Schwach: unter 112 Bit Sicherheit, kann gefälscht werden</translation>
    </message>
    <message>
        <source>Serial number</source>
        <translation>Seriennummer</translation>
    </message>
    <message>
        <source>No: it cannot issue certificates</source>
        <translation>Nein: kann keine Zertifikate ausstellen</translation>
    </message>
    <message>
        <source>Yes, with any number of authorities below it</source>
        <translation>Ja, mit beliebig vielen Zertifizierungsstellen darunter</translation>
    </message>
    <message>
        <source>Yes, with no authority below it</source>
        <translation>Ja, ohne Zertifizierungsstelle darunter</translation>
    </message>
    <message>
        <source>Yes, with at most %1 levels of authorities below it</source>
        <translation>Ja, mit höchstens %1 Ebenen von Zertifizierungsstellen darunter</translation>
    </message>
    <message>
        <source>Not restricted</source>
        <translation>Nicht eingeschränkt</translation>
    </message>
    <message>
        <source>Authority</source>
        <translation>Zertifizierungsstelle</translation>
    </message>
    <message>
        <source>Basic constraints, RFC 5280 §4.2.1.9</source>
        <translation>Basic Constraints, RFC 5280 §4.2.1.9</translation>
    </message>
    <message>
        <source>Key usage</source>
        <translation>Schlüsselverwendung</translation>
    </message>
    <message>
        <source>What the key may be used for, RFC 5280 §4.2.1.3</source>
        <translation>Wofür der Schlüssel verwendet werden darf, RFC 5280 §4.2.1.3</translation>
    </message>
    <message>
        <source>Purposes</source>
        <translation>Zwecke</translation>
    </message>
    <message>
        <source>Extended key usage, RFC 5280 §4.2.1.12</source>
        <translation>Erweiterte Schlüsselverwendung, RFC 5280 §4.2.1.12</translation>
    </message>
    <message>
        <source>Also named</source>
        <translation>Weitere Namen</translation>
    </message>
    <message>
        <source>Subject alternative names, RFC 5280 §4.2.1.6</source>
        <translation>Alternative Inhabernamen, RFC 5280 §4.2.1.6</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>Rollen</translation>
    </message>
    <message>
        <source>qcStatements, ETSI TS 119 495 §5.1</source>
        <translation>qcStatements, ETSI TS 119 495 §5.1</translation>
    </message>
    <message>
        <source>Competent authority</source>
        <translation>Zuständige Behörde</translation>
    </message>
    <message>
        <source>The authority that authorised it, ETSI TS 119 495 §5.1</source>
        <translation>Die Behörde, die die Zulassung erteilt hat, ETSI TS 119 495 §5.1</translation>
    </message>
    <message>
        <source>Organisation identifier</source>
        <translation>Organisationskennung</translation>
    </message>
    <message>
        <source>2.5.4.97 of the subject, ETSI TS 119 495 §5.2.1</source>
        <translation>2.5.4.97 des Inhabers, ETSI TS 119 495 §5.2.1</translation>
    </message>
    <message>
        <source>Authorisation</source>
        <translation>Zulassung</translation>
    </message>
    <message>
        <source>%1, given by %2-%3</source>
        <translation>%1, erteilt von %2-%3</translation>
    </message>
    <message>
        <source>As the organisation identifier says it</source>
        <translation>Nach Angabe der Organisationskennung</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Over the whole certificate in DER</source>
        <translation>Über das ganze Zertifikat in DER</translation>
    </message>
    <message>
        <source>SHA-1</source>
        <translation>SHA-1</translation>
    </message>
    <message>
        <source>Over the whole certificate in DER; for comparing with older tools</source>
        <translation>Über das ganze Zertifikat in DER; zum Vergleich mit älteren Werkzeugen</translation>
    </message>
    <message>
        <source>x5t#S256</source>
        <translation>x5t#S256</translation>
    </message>
    <message>
        <source>The SHA-256 fingerprint in base64url, which access tokens are bound to (RFC 8705 §3.1)</source>
        <translation>Der SHA-256-Fingerabdruck in base64url, an den Access Token gebunden werden (RFC 8705 §3.1)</translation>
    </message>
    <message>
        <source>kid</source>
        <translation>kid</translation>
    </message>
    <message>
        <source>None: %1</source>
        <translation>Kein kid: %1</translation>
    </message>
    <message>
        <source>kid, SHA-256</source>
        <translation>kid, SHA-256</translation>
    </message>
    <message>
        <source>The RFC 7638 thumbprint of the key, which most key sets use as its kid</source>
        <translation>Der Thumbprint des Schlüssels nach RFC 7638, den die meisten Schlüsselsätze als kid verwenden</translation>
    </message>
    <message>
        <source>kid, OBIE</source>
        <translation>kid, OBIE</translation>
    </message>
    <message>
        <source>What the Open Banking directory calls the key: the RFC 7638 thumbprint over SHA-1</source>
        <translation>So nennt das Open-Banking-Verzeichnis den Schlüssel: der Thumbprint nach RFC 7638 über SHA-1</translation>
    </message>
    <message>
        <source>Revocation list</source>
        <translation>Sperrliste</translation>
    </message>
    <message>
        <source>CRL distribution points, RFC 5280 §4.2.1.13: servers that check must be able to reach them</source>
        <translation>CRL-Verteilungspunkte, RFC 5280 §4.2.1.13: Prüfende Server müssen sie erreichen können</translation>
    </message>
    <message>
        <source>OCSP</source>
        <translation>OCSP</translation>
    </message>
    <message>
        <source>Authority information access, RFC 5280 §4.2.2.1: servers that check must be able to reach it</source>
        <translation>Zugriff auf Stelleninformationen, RFC 5280 §4.2.2.1: Prüfende Server müssen ihn erreichen können</translation>
    </message>
    <message>
        <source>It expires on %1. Import its successor beside it in time.</source>
        <translation>Es läuft am %1 ab. Importieren Sie rechtzeitig daneben das Nachfolgezertifikat.</translation>
    </message>
    <message>
        <source>It expired on %1: nothing that it vouches for is accepted any more.</source>
        <translation>Es ist am %1 abgelaufen: Nichts, wofür es bürgt, wird noch angenommen.</translation>
    </message>
    <message>
        <source>It is not valid before %1.</source>
        <translation>Es ist erst ab %1 gültig.</translation>
    </message>
    <message>
        <source>Its key, %1, is too weak: at least RSA 2048 or EC P-256 is asked for today.</source>
        <translation>Sein Schlüssel, %1, ist zu schwach: Heute wird mindestens RSA 2048 oder EC P-256 verlangt.</translation>
    </message>
    <message>
        <source>It is signed with %1, which can be forged. Ask its issuer for one with SHA-256.</source>
        <translation>Es ist mit %1 signiert, was gefälscht werden kann. Fordern Sie beim Aussteller eines mit SHA-256 an.</translation>
    </message>
    <message>
        <source>It is of X.509 version 1, which cannot say whether it is an authority; Java takes it for one.</source>
        <translation>Es hat X.509 Version 1 und kann nicht angeben, ob es eine Zertifizierungsstelle ist; Java hält es dafür.</translation>
    </message>
    <message>
        <source>It says that it is an authority, but its key usage does not let it sign certificates.</source>
        <translation>Es gibt sich als Zertifizierungsstelle aus, aber seine Schlüsselverwendung lässt das Signieren von Zertifikaten nicht zu.</translation>
    </message>
    <message>
        <source>It is no authority: whoever trusts it trusts this one certificate alone, until it is renewed.</source>
        <translation>Es ist keine Zertifizierungsstelle: Wer ihm vertraut, vertraut nur diesem einen Zertifikat, bis es erneuert wird.</translation>
    </message>
    <message>
        <source>%1 names %2 as its issuer, but was not signed with the key of the one that is here: another certificate of that name is needed.</source>
        <translation>%1 nennt %2 als Aussteller, wurde aber nicht mit dem Schlüssel des hier vorhandenen signiert: Nötig ist ein anderes Zertifikat dieses Namens.</translation>
    </message>
    <message>
        <source>%1 was signed by %2, which is no authority.</source>
        <translation>%1 wurde von %2 signiert, was keine Zertifizierungsstelle ist.</translation>
    </message>
    <message>
        <source>%1 allows %2 authorities below it; there are %3.</source>
        <translation>%1 erlaubt %2 Zertifizierungsstellen darunter; vorhanden sind %3.</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1: %2.</translation>
    </message>
    <message>
        <source>Valid for %1</source>
        <translation>Gültig, noch %1</translation>
    </message>
    <message>
        <source>Expires in %1</source>
        <translation>Läuft ab, noch %1</translation>
    </message>
    <message>
        <source>Expired %1 ago</source>
        <translation>Abgelaufen (%1 her)</translation>
    </message>
    <message>
        <source>Valid from %1</source>
        <translation>Gültig ab %1</translation>
    </message>
    <message>
        <source>The issuer of %1 is not here: %2.</source>
        <translation>Der Aussteller von %1 ist hier nicht vorhanden: %2.</translation>
    </message>
    <message>
        <source>The issuers of %1 lead to no root: they vouch for each other.</source>
        <translation>Die Aussteller von %1 führen zu keinem Stammzertifikat: Sie bürgen füreinander.</translation>
    </message>
    <message>
        <source>The certificate %1</source>
        <translation>Das Zertifikat %1</translation>
    </message>
    <message>
        <source>The certificate %1, which vouches for %2,</source>
        <translation>Das Zertifikat %1, das für %2 bürgt,</translation>
    </message>
    <message>
        <source>The certificate %1 is trusted; %2 issued it; it is valid until %3.</source>
        <translation>Dem Zertifikat %1 wird vertraut; %2 hat es ausgestellt; es ist bis %3 gültig.</translation>
    </message>
    <message>
        <source>%1 expired on %2. Ask its owner for a new one.</source>
        <translation>%1 ist am %2 abgelaufen. Fordern Sie beim Inhaber ein neues an.</translation>
    </message>
    <message>
        <source>%1 is not valid before %2.</source>
        <translation>%1 ist erst ab %2 gültig.</translation>
    </message>
    <message>
        <source>%1 is signed by itself and not in the truststore. Where it is to be trusted, import it there.</source>
        <translation>%1 ist selbstsigniert und nicht im Truststore. Soll ihm vertraut werden, importieren Sie es dort.</translation>
    </message>
    <message>
        <source>%1 was issued by %2, which is not in the truststore. Where that issuer is to be trusted, import its certificate there.</source>
        <translation>%1 wurde von %2 ausgestellt; dieser Aussteller ist nicht im Truststore. Soll ihm vertraut werden, importieren Sie dort sein Zertifikat.</translation>
    </message>
    <message>
        <source>%1 is not for this purpose: its key usage is %2, its extended key usage is %3. A TLS client needs digitalSignature and clientAuth: present the transport certificate, not the signing certificate.</source>
        <translation>%1 ist nicht für diesen Zweck bestimmt: Seine Schlüsselverwendung ist %2, seine erweiterte Schlüsselverwendung ist %3. Ein TLS-Client benötigt digitalSignature und clientAuth: Legen Sie das Transportzertifikat vor, nicht das Signaturzertifikat.</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>%1 names %2 as its issuer, but was not signed with that issuer&apos;s key. It is forged or damaged.</source>
        <translation>%1 nennt %2 als Aussteller, wurde aber nicht mit dem Schlüssel dieses Ausstellers signiert. Es ist gefälscht oder beschädigt.</translation>
    </message>
    <message>
        <source>%1 is too weak: its key is %2, signed with %3. At least RSA 2048 or EC P-256, and SHA-256, are asked for.</source>
        <translation>%1 ist zu schwach: Sein Schlüssel ist %2, signiert mit %3. Verlangt werden mindestens RSA 2048 oder EC P-256 sowie SHA-256.</translation>
    </message>
    <message>
        <source>%1 is not acceptable: %2.</source>
        <translation>%1 ist nicht annehmbar: %2.</translation>
    </message>
    <message>
        <source>The certificate %1 could not be judged; this is a fault of the program.</source>
        <translation>Das Zertifikat %1 konnte nicht beurteilt werden; dies ist ein Fehler des Programms.</translation>
    </message>
    <message>
        <source>The certificate&apos;s subject also has %1, which the given name leaves out. Some tools drop attributes that they do not know: give the whole subject.</source>
        <translation>Der Inhabername (Subject) des Zertifikats enthält auch %1, was im angegebenen Namen fehlt. Manche Werkzeuge lassen Attribute weg, die sie nicht kennen: Geben Sie den vollständigen Inhabernamen an.</translation>
    </message>
    <message>
        <source>The given name has %1, which the certificate&apos;s subject does not have.</source>
        <translation>Der angegebene Name enthält %1, was der Inhabername des Zertifikats nicht hat.</translation>
    </message>
    <message>
        <source>The given name has %1 where the certificate&apos;s subject has %2.</source>
        <translation>Der angegebene Name enthält %1, wo der Inhabername des Zertifikats %2 hat.</translation>
    </message>
    <message>
        <source>The name has %1 characters; at most %2 are read.</source>
        <translation>Der Name hat %1 Zeichen; höchstens %2 werden gelesen.</translation>
    </message>
    <message>
        <source>The key is damaged: it is no EncryptedPrivateKeyInfo.</source>
        <translation>Der Schlüssel ist beschädigt: Er ist kein EncryptedPrivateKeyInfo.</translation>
    </message>
    <message>
        <source>The protected key cannot be written.</source>
        <translation>Der geschützte Schlüssel kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The password is not text in UTF-8, so no Java store can have it.</source>
        <translation>Das Kennwort ist kein Text in UTF-8, daher kann kein Java-Keystore es haben.</translation>
    </message>
    <message>
        <source>The store&apos;s SHA-1 digest cannot be computed.</source>
        <translation>Der SHA-1-Digest des Keystores kann nicht berechnet werden.</translation>
    </message>
    <message>
        <source>The entry %1 comes from a store of another format; convert it first.</source>
        <translation>Der Eintrag %1 stammt aus einem Keystore eines anderen Formats; konvertieren Sie ihn zuerst.</translation>
    </message>
    <message>
        <source>The entry %1 cannot be written: a new entry is one trusted certificate.</source>
        <translation>Der Eintrag %1 kann nicht geschrieben werden: Ein neuer Eintrag ist ein einzelnes vertrauenswürdiges Zertifikat.</translation>
    </message>
    <message>
        <source>JKS cannot hold the entry %1: %2 Remove it, or keep the store&apos;s format.</source>
        <translation>JKS kann den Eintrag %1 nicht aufnehmen: %2 Entfernen Sie ihn, oder behalten Sie das Format des Keystores bei.</translation>
    </message>
    <message>
        <source>The alias %1… takes %2 bytes; JKS has room for %3.</source>
        <translation>Der Alias %1… benötigt %2 Byte; JKS hat Platz für %3.</translation>
    </message>
    <message>
        <source>The store would have more than %1 entries or %2 bytes, and could not be read again.</source>
        <translation>Der Keystore hätte mehr als %1 Einträge oder %2 Byte und könnte nicht wieder gelesen werden.</translation>
    </message>
    <message>
        <source>The file is empty, and even a store without entries has 32 bytes.</source>
        <translation>Die Datei ist leer, und selbst ein Keystore ohne Einträge hat 32 Byte.</translation>
    </message>
    <message>
        <source>The store has %1 bytes; at most %2 are read here.</source>
        <translation>Der Keystore hat %1 Byte; höchstens %2 werden hier gelesen.</translation>
    </message>
    <message>
        <source>The password does not fit, or the file was altered: in a JKS store the two look the same. Try the password again; where it is right, take a copy of the file from before.</source>
        <translation>Das Kennwort passt nicht, oder die Datei wurde verändert: Bei einem JKS-Keystore ist beides nicht zu unterscheiden. Versuchen Sie das Kennwort erneut; ist es richtig, verwenden Sie eine frühere Kopie der Datei.</translation>
    </message>
    <message>
        <source>The aliases %1 and %2 are one to Java; rename an entry.</source>
        <translation>Die Aliasse %1 und %2 sind für Java gleich; benennen Sie einen Eintrag um.</translation>
    </message>
    <message>
        <source>The private key &quot;%1&quot; cannot be carried over: %2</source>
        <translation>Der private Schlüssel „%1“ kann nicht übernommen werden: %2</translation>
    </message>
    <message>
        <source>Its chain is damaged.</source>
        <translation>Seine Kette ist beschädigt.</translation>
    </message>
    <message>
        <source>It is not there.</source>
        <translation>Er ist nicht vorhanden.</translation>
    </message>
    <message>
        <source>The password does not open the private key &quot;%1&quot;, or the key is damaged. A key can have another password than its store: give it the store&apos;s with keytool -keypasswd first.</source>
        <translation>Das Kennwort öffnet den privaten Schlüssel „%1“ nicht, oder der Schlüssel ist beschädigt. Ein Schlüssel kann ein anderes Kennwort haben als sein Keystore: Geben Sie ihm zuerst mit keytool -keypasswd das des Keystores.</translation>
    </message>
    <message>
        <source>it is damaged; what the password opens is no private key.</source>
        <translation>er ist beschädigt; was das Kennwort öffnet, ist kein privater Schlüssel.</translation>
    </message>
    <message>
        <source>in its chain not each certificate is the issuer of the one before, and PKCS#12 cannot hold such a chain together. Give the key its right chain with keytool -importcert first.</source>
        <translation>in seiner Kette ist nicht jedes Zertifikat der Aussteller des vorhergehenden, und PKCS#12 kann eine solche Kette nicht zusammenhalten. Geben Sie dem Schlüssel zuerst mit keytool -importcert die richtige Kette.</translation>
    </message>
    <message>
        <source>The entry &quot;%1&quot; is no private key.</source>
        <translation>Der Eintrag „%1“ ist kein privater Schlüssel.</translation>
    </message>
    <message>
        <source>a PEM truststore holds no keys. Choose JKS or PKCS12.</source>
        <translation>ein PEM-Truststore enthält keine Schlüssel. Wählen Sie JKS oder PKCS12.</translation>
    </message>
    <message>
        <source>it has no certificate, without which Java does not accept it.</source>
        <translation>er hat kein Zertifikat, ohne das Java ihn nicht annimmt.</translation>
    </message>
    <message>
        <source>Line %1 begins with -----BEGIN, but is not a line like -----BEGIN CERTIFICATE-----.</source>
        <translation>Zeile %1 beginnt mit -----BEGIN, ist aber keine Zeile wie -----BEGIN CERTIFICATE-----.</translation>
    </message>
    <message>
        <source>The text has more than %1 PEM blocks; divide it.</source>
        <translation>Der Text hat mehr als %1 PEM-Blöcke; teilen Sie ihn auf.</translation>
    </message>
    <message>
        <source>The block that begins in line %1 lacks its last line, %2. It was cut off; copy the whole of it.</source>
        <translation>Dem Block, der in Zeile %1 beginnt, fehlt seine letzte Zeile, %2. Er wurde abgeschnitten; kopieren Sie ihn vollständig.</translation>
    </message>
    <message>
        <source>line %1 holds what base64 does not: %2.</source>
        <translation>Zeile %1 enthält, was base64 nicht enthält: %2.</translation>
    </message>
    <message>
        <source>the byte %1</source>
        <translation>das Byte %1</translation>
    </message>
    <message>
        <source>the base64 that begins in line %1 has a = in its midst.</source>
        <translation>das base64, das in Zeile %1 beginnt, enthält mittendrin ein =.</translation>
    </message>
    <message>
        <source>Line %1 of the text begins a block &quot;%2&quot;. A truststore in PEM holds certificates alone, and saving it would lose the rest; import its certificates into a store instead.</source>
        <translation>In Zeile %1 des Textes beginnt ein Block „%2“. Ein Truststore in PEM enthält nur Zertifikate, und beim Speichern ginge der Rest verloren; importieren Sie stattdessen seine Zertifikate in einen Keystore.</translation>
    </message>
    <message>
        <source>Certificate %1 of the text, in line %2, cannot be read: %3</source>
        <translation>Zertifikat %1 des Textes in Zeile %2 kann nicht gelesen werden: %3</translation>
    </message>
    <message>
        <source>There is no certificate in this text.</source>
        <translation>In diesem Text ist kein Zertifikat.</translation>
    </message>
    <message>
        <source>The entry &quot;%1&quot; is no trusted certificate; PEM holds nothing else.</source>
        <translation>Der Eintrag „%1“ ist kein vertrauenswürdiges Zertifikat; PEM enthält nichts anderes.</translation>
    </message>
    <message>
        <source>Java neither lists nor trusts this certificate: it has no mark as a trusted one and belongs to no private key. Where it is to be trusted, import it.</source>
        <translation>Java führt dieses Zertifikat weder auf noch vertraut es ihm: Es ist nicht als vertrauenswürdig gekennzeichnet und gehört zu keinem privaten Schlüssel. Soll ihm vertraut werden, importieren Sie es.</translation>
    </message>
    <message>
        <source>The store has no certificate for this key.</source>
        <translation>Der Keystore enthält kein Zertifikat zu diesem Schlüssel.</translation>
    </message>
    <message>
        <source>The entry %1 is not of a PKCS#12 store and cannot be written to one.</source>
        <translation>Der Eintrag %1 stammt nicht aus einem PKCS#12-Keystore und kann nicht in einen solchen geschrieben werden.</translation>
    </message>
    <message>
        <source>The store has more than %1 entries.</source>
        <translation>Der Keystore hat mehr als %1 Einträge.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is for %1.</source>
        <translation>Das Zertifikat des Servers gilt für %1.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not for %1: it has no alternative names at all, and clients no longer look at its common name.</source>
        <translation>Das Zertifikat des Servers gilt nicht für %1: Es hat keine alternativen Namen, und Clients beachten seinen Common Name nicht mehr.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not for %1, but for %2.</source>
        <translation>Das Zertifikat des Servers gilt nicht für %1, sondern für %2.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is self-signed: nobody but the server itself vouches for it.</source>
        <translation>Das Zertifikat des Servers ist selbstsigniert: Niemand außer dem Server selbst bürgt dafür.</translation>
    </message>
    <message>
        <source>The chain is complete: it ends at the root “%1”.</source>
        <translation>Die Kette ist vollständig: Sie endet beim Stammzertifikat „%1“.</translation>
    </message>
    <message>
        <source>The chain does not hold. %1</source>
        <translation>Die Kette hält nicht. %1</translation>
    </message>
    <message>
        <source>The server sent its own certificate without the authority that issued it, “%1”. Get that authority&apos;s certificate from whoever runs it.</source>
        <translation>Der Server hat sein eigenes Zertifikat ohne die Zertifizierungsstelle gesendet, die es ausgestellt hat, „%1“. Beschaffen Sie deren Zertifikat bei ihrem Betreiber.</translation>
    </message>
    <message>
        <source>The server did not send the root, “%1”, as is usual. “%2” can be trusted instead of it; to trust the root, get it from whoever runs it.</source>
        <translation>Der Server hat das Stammzertifikat „%1“ nicht gesendet, wie es üblich ist. Stattdessen kann „%2“ vertraut werden; um dem Stammzertifikat zu vertrauen, beschaffen Sie es bei dessen Betreiber.</translation>
    </message>
    <message>
        <source>“%1”: %2.</source>
        <translation>„%1“: %2.</translation>
    </message>
    <message>
        <source>The file is empty; a truststore is expected.</source>
        <translation>Die Datei ist leer; erwartet wird ein Truststore.</translation>
    </message>
    <message>
        <source>This is a JCEKS keystore, which holds secret keys too and is not edited here. Convert it with: keytool -importkeystore -srcstoretype JCEKS -deststoretype PKCS12</source>
        <translation>Dies ist ein JCEKS-Keystore, der auch geheime Schlüssel enthält und hier nicht bearbeitet wird. Konvertieren Sie ihn mit: keytool -importkeystore -srcstoretype JCEKS -deststoretype PKCS12</translation>
    </message>
    <message>
        <source>The file holds nothing but zeros: it was probably cut off by a crash or a full disk. Take it from a backup.</source>
        <translation>Die Datei enthält nur Nullen: Wahrscheinlich wurde sie durch einen Absturz oder einen vollen Datenträger abgeschnitten. Stellen Sie sie aus einer Sicherung wieder her.</translation>
    </message>
    <message>
        <source>This is a PKCS#7 file: certificates to import into a truststore, not a truststore.</source>
        <translation>Dies ist eine PKCS#7-Datei: Zertifikate zum Importieren in einen Truststore, kein Truststore.</translation>
    </message>
    <message>
        <source>This is no truststore: it is ASN.1, perhaps a single certificate or a key. A certificate is imported into a truststore.</source>
        <translation>Dies ist kein Truststore: Es ist ASN.1, vielleicht ein einzelnes Zertifikat oder ein Schlüssel. Ein Zertifikat wird in einen Truststore importiert.</translation>
    </message>
    <message>
        <source>There is no certificate in this PEM text.</source>
        <translation>In diesem PEM-Text ist kein Zertifikat.</translation>
    </message>
    <message>
        <source>This is no truststore: it begins with the bytes %1. JKS begins with FE ED FE ED, PKCS#12 with 30, PEM holds a line -----BEGIN CERTIFICATE-----.</source>
        <translation>Dies ist kein Truststore: Die Datei beginnt mit den Bytes %1. JKS beginnt mit FE ED FE ED, PKCS#12 mit 30, PEM enthält eine Zeile -----BEGIN CERTIFICATE-----.</translation>
    </message>
    <message>
        <source>The password has %1 characters; Java asks for at least %2.</source>
        <translation>Das Kennwort hat %1 Zeichen; Java verlangt mindestens %2.</translation>
    </message>
    <message>
        <source>The truststore has %1 bytes; at most %2 are read.</source>
        <translation>Der Truststore hat %1 Byte; höchstens %2 werden gelesen.</translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation>%1 und %2 weitere</translation>
    </message>
    <message>
        <source>The truststore has no entry &quot;%1&quot;.</source>
        <translation>Der Truststore hat keinen Eintrag „%1“.</translation>
    </message>
    <message>
        <source>The truststore has an entry &quot;%1&quot; already (case does not count). Choose another alias, or remove that entry first.</source>
        <translation>Der Truststore hat bereits einen Eintrag „%1“ (Groß- und Kleinschreibung zählt nicht). Wählen Sie einen anderen Alias, oder entfernen Sie zuerst diesen Eintrag.</translation>
    </message>
    <message>
        <source>The entry &quot;%1&quot; would read differently in PKCS#12, which finds a key&apos;s chain among all the certificates of a store by their names and keys: another certificate here fits as well. Give the key its whole chain with keytool -importcert, or move it into a store of its own.</source>
        <translation>Der Eintrag „%1“ würde in PKCS#12 anders gelesen, denn dort wird die Kette eines Schlüssels unter allen Zertifikaten eines Keystores anhand ihrer Namen und Schlüssel gesucht: Ein anderes Zertifikat passt hier ebenfalls. Geben Sie dem Schlüssel mit keytool -importcert seine ganze Kette, oder verschieben Sie ihn in einen eigenen Keystore.</translation>
    </message>
    <message>
        <source>Enter an alias.</source>
        <translation>Geben Sie einen Alias ein.</translation>
    </message>
    <message>
        <source>The alias has %1 characters; at most %2 are accepted.</source>
        <translation>Der Alias hat %1 Zeichen; höchstens %2 werden angenommen.</translation>
    </message>
    <message>
        <source>The alias begins or ends with white space, which nobody can see or type again. Remove it.</source>
        <translation>Der Alias beginnt oder endet mit Leerraum, den niemand sehen oder erneut eingeben kann. Entfernen Sie ihn.</translation>
    </message>
    <message>
        <source>The alias has a character that cannot be shown. Use letters, digits and signs.</source>
        <translation>Der Alias enthält ein Zeichen, das nicht dargestellt werden kann. Verwenden Sie Buchstaben, Ziffern und Satzzeichen.</translation>
    </message>
    <message>
        <source>The truststore would have more than %1 entries.</source>
        <translation>Der Truststore hätte mehr als %1 Einträge.</translation>
    </message>
    <message>
        <source>Not only trusted certificates are in this store: %1 would be lost in %2. Remove what is not needed, or keep the format.</source>
        <translation>In diesem Keystore sind nicht nur vertrauenswürdige Zertifikate: %1 ginge in %2 verloren. Entfernen Sie, was nicht benötigt wird, oder behalten Sie das Format bei.</translation>
    </message>
    <message>
        <source>A truststore in PEM has no password.</source>
        <translation>Ein Truststore in PEM hat kein Kennwort.</translation>
    </message>
    <message>
        <source>Not only trusted certificates are in this store: PKCS#12 protects %1 with the same password, and Gatehouse protects no entry with another one. Change the password with keytool -storepasswd.</source>
        <translation>In diesem Keystore sind nicht nur vertrauenswürdige Zertifikate: PKCS#12 schützt %1 mit demselben Kennwort, und Gatehouse schützt keinen Eintrag mit einem anderen. Ändern Sie das Kennwort mit keytool -storepasswd.</translation>
    </message>
    <message>
        <source>An issuer is not in order: %1</source>
        <translation>Ein Aussteller ist nicht in Ordnung: %1</translation>
    </message>
    <message>
        <source>Its issuers lead to no root in this store: %1</source>
        <translation>Seine Aussteller führen zu keinem Stammzertifikat in diesem Keystore: %1</translation>
    </message>
    <message>
        <source>The same certificate as &quot;%1&quot;: whoever removes one of the two still trusts it. Remove one.</source>
        <translation>Dasselbe Zertifikat wie „%1“: Wer eines der beiden entfernt, vertraut ihm weiterhin. Entfernen Sie eines.</translation>
    </message>
    <message>
        <source>The certificate cannot be encoded.</source>
        <translation>Das Zertifikat kann nicht kodiert werden.</translation>
    </message>
    <message>
        <source>The certificate&apos;s validity has a date that does not exist.</source>
        <translation>Die Gültigkeit des Zertifikats enthält ein Datum, das es nicht gibt.</translation>
    </message>
    <message>
        <source>The certificate has %1 bytes; at most %2 are read.</source>
        <translation>Das Zertifikat hat %1 Byte; höchstens %2 werden gelesen.</translation>
    </message>
    <message>
        <source>This is not an X.509 certificate in DER.</source>
        <translation>Dies ist kein X.509-Zertifikat in DER.</translation>
    </message>
    <message>
        <source>%1 bytes follow the certificate&apos;s end.</source>
        <translation>Nach dem Ende des Zertifikats folgen %1 Byte.</translation>
    </message>
    <message>
        <source>There is no readable certificate in this text; one that begins with -----BEGIN CERTIFICATE----- is expected.</source>
        <translation>In diesem Text ist kein lesbares Zertifikat; erwartet wird eines, das mit -----BEGIN CERTIFICATE----- beginnt.</translation>
    </message>
    <message>
        <source>The text holds more than %1 certificates.</source>
        <translation>Der Text enthält mehr als %1 Zertifikate.</translation>
    </message>
    <message>
        <source>Certificate %1 of the text cannot be read; it is damaged or cut off.</source>
        <translation>Zertifikat %1 des Textes kann nicht gelesen werden; es ist beschädigt oder abgeschnitten.</translation>
    </message>
    <message>
        <source>There is no certificate in this text; one that begins with -----BEGIN CERTIFICATE----- is expected.</source>
        <translation>In diesem Text ist kein Zertifikat; erwartet wird eines, das mit -----BEGIN CERTIFICATE----- beginnt.</translation>
    </message>
    <message>
        <source>The file holds more than %1 certificates; divide it.</source>
        <translation>Die Datei enthält mehr als %1 Zertifikate; teilen Sie sie auf.</translation>
    </message>
    <message>
        <source>OpenSSL&apos;s trust settings of %1</source>
        <translation>Vertrauenseinstellungen von OpenSSL zu %1</translation>
    </message>
    <message>
        <source>The PKCS#7 data cannot be read; it is damaged or cut off.</source>
        <translation>Die PKCS#7-Daten können nicht gelesen werden; sie sind beschädigt oder abgeschnitten.</translation>
    </message>
    <message>
        <source>%1 bytes follow the end of the PKCS#7 data.</source>
        <translation>Nach dem Ende der PKCS#7-Daten folgen %1 Byte.</translation>
    </message>
    <message>
        <source>The PKCS#7 data is not of the kind that carries certificates; export it as a certificate chain (.p7b).</source>
        <translation>Die PKCS#7-Daten sind nicht von der Art, die Zertifikate enthält; exportieren Sie sie als Zertifikatskette (.p7b).</translation>
    </message>
    <message>
        <source>Certificate %1 of the PKCS#7 data: %2</source>
        <translation>Zertifikat %1 der PKCS#7-Daten: %2</translation>
    </message>
    <message>
        <source>revocation lists in the PKCS#7 data: %1</source>
        <translation>Sperrlisten in den PKCS#7-Daten: %1</translation>
    </message>
    <message>
        <source>This looks like a private key; a certificate is expected. Keep keys to those who use them.</source>
        <translation>Dies sieht wie ein privater Schlüssel aus; erwartet wird ein Zertifikat. Belassen Sie Schlüssel bei denen, die sie verwenden.</translation>
    </message>
    <message>
        <source>The block %1 in line %2 cannot be read: %3</source>
        <translation>Der Block %1 in Zeile %2 kann nicht gelesen werden: %3</translation>
    </message>
    <message>
        <source>There is no certificate in the file.</source>
        <translation>In der Datei ist kein Zertifikat.</translation>
    </message>
    <message>
        <source>There is no certificate in the file; what it holds is %1.</source>
        <translation>In der Datei ist kein Zertifikat; enthalten ist: %1.</translation>
    </message>
    <message>
        <source>The truststore cannot be set up.</source>
        <translation>Der Truststore kann nicht eingerichtet werden.</translation>
    </message>
    <message>
        <source>%1 cannot be put into the truststore.</source>
        <translation>%1 kann nicht in den Truststore aufgenommen werden.</translation>
    </message>
    <message>
        <source>No certificate was presented in the TLS handshake.</source>
        <translation>Im TLS-Handshake wurde kein Zertifikat vorgelegt.</translation>
    </message>
    <message>
        <source>Certificate %1 of those presented cannot be read: %2</source>
        <translation>Zertifikat %1 der vorgelegten kann nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>The name has more than %1 attributes.</source>
        <translation>Der Name hat mehr als %1 Attribute.</translation>
    </message>
    <message>
        <source>Not a distinguished name (RFC 4514): %1 at position %2.</source>
        <translation>Kein Distinguished Name (RFC 4514): %1 an Position %2.</translation>
    </message>
    <message>
        <source>an attribute such as CN=… is missing</source>
        <translation>ein Attribut wie CN=… fehlt</translation>
    </message>
    <message>
        <source>no attribute type</source>
        <translation>kein Attributtyp</translation>
    </message>
    <message>
        <source>the unknown attribute type &quot;%1&quot; (write it as a number, such as 2.5.4.97)</source>
        <translation>der unbekannte Attributtyp „%1“ (schreiben Sie ihn als Nummer, etwa 2.5.4.97)</translation>
    </message>
    <message>
        <source>no &apos;=&apos; after &quot;%1&quot;</source>
        <translation>kein &apos;=&apos; nach „%1“</translation>
    </message>
    <message>
        <source>something after the value&apos;s end</source>
        <translation>etwas nach dem Ende des Wertes</translation>
    </message>
    <message>
        <source>half a byte in a hexadecimal value</source>
        <translation>ein halbes Byte in einem Hexadezimalwert</translation>
    </message>
    <message>
        <source>a hexadecimal value that is not one ASN.1 value</source>
        <translation>ein Hexadezimalwert, der nicht ein ASN.1-Wert ist,</translation>
    </message>
    <message>
        <source>no closing quotation mark</source>
        <translation>kein schließendes Anführungszeichen</translation>
    </message>
    <message>
        <source>&apos;%1&apos; without a backslash before it</source>
        <translation>&apos;%1&apos; ohne umgekehrten Schrägstrich davor</translation>
    </message>
    <message>
        <source>a zero character</source>
        <translation>ein Nullzeichen</translation>
    </message>
    <message>
        <source>a backslash with neither a special character nor two hexadecimal digits after it</source>
        <translation>ein umgekehrter Schrägstrich, dem weder ein Sonderzeichen noch zwei Hexadezimalziffern folgen,</translation>
    </message>
    <message>
        <source>a value that is not UTF-8, ending</source>
        <translation>ein Wert, der nicht UTF-8 ist, mit Ende</translation>
    </message>
    <message>
        <source>The file was cut off or altered; take a whole copy of it.</source>
        <translation>Die Datei wurde abgeschnitten oder verändert; verwenden Sie eine vollständige Kopie.</translation>
    </message>
    <message>
        <source>The JKS store is damaged: %1 %2</source>
        <translation>Der JKS-Keystore ist beschädigt: %1 %2</translation>
    </message>
    <message>
        <source>Entry %1 of the JKS store is damaged: %2 %3</source>
        <translation>Eintrag %1 des JKS-Keystores ist beschädigt: %2 %3</translation>
    </message>
    <message>
        <source>%1, at byte %2, would take %3 bytes, and %4 are left.</source>
        <translation>%1 bei Byte %2 würde %3 Byte belegen, und %4 sind übrig.</translation>
    </message>
    <message>
        <source>This is a JCEKS store, which Gatehouse does not read. Convert a copy with keytool -importkeystore -srcstoretype JCEKS -deststoretype PKCS12.</source>
        <translation>Dies ist ein JCEKS-Keystore, den Gatehouse nicht liest. Konvertieren Sie eine Kopie mit keytool -importkeystore -srcstoretype JCEKS -deststoretype PKCS12.</translation>
    </message>
    <message>
        <source>This is not a JKS store: those begin with the bytes FE ED FE ED.</source>
        <translation>Dies ist kein JKS-Keystore: Diese beginnen mit den Bytes FE ED FE ED.</translation>
    </message>
    <message>
        <source>it says to be of version %1, and there are versions 1 and 2.</source>
        <translation>er gibt die Version %1 an, und es gibt die Versionen 1 und 2.</translation>
    </message>
    <message>
        <source>The store says to hold %1 entries; at most %2 are read here.</source>
        <translation>Der Keystore gibt an, %1 Einträge zu enthalten; höchstens %2 werden hier gelesen.</translation>
    </message>
    <message>
        <source>it says to hold %1 entries, and %2 bytes cannot be so many.</source>
        <translation>er gibt an, %1 Einträge zu enthalten, und %2 Byte können nicht so viele sein.</translation>
    </message>
    <message>
        <source>It is of the type &quot;%1&quot;.</source>
        <translation>Er ist vom Typ „%1“.</translation>
    </message>
    <message>
        <source>The certificate cannot be read: %1</source>
        <translation>Das Zertifikat kann nicht gelesen werden: %1</translation>
    </message>
    <message>
        <source>Certificate %1 of the chain cannot be read: %2</source>
        <translation>Zertifikat %1 der Kette kann nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>Entry %1 says to have a chain of %2 certificates; a store of more than %3 is not read here.</source>
        <translation>Eintrag %1 gibt eine Kette von %2 Zertifikaten an; ein Keystore mit mehr als %3 wird hier nicht gelesen.</translation>
    </message>
    <message>
        <source>at byte %1 it says to be of kind %2, and JKS has kinds 1 and 2.</source>
        <translation>bei Byte %1 gibt er die Art %2 an, und JKS hat die Arten 1 und 2.</translation>
    </message>
    <message>
        <source>its alias, at byte %1, is not text as Java writes it.</source>
        <translation>sein Alias bei Byte %1 ist kein Text, wie Java ihn schreibt.</translation>
    </message>
    <message>
        <source>at byte %1 it has the alias %2 of entry %3; case does not count.</source>
        <translation>bei Byte %1 hat er den Alias %2 von Eintrag %3; Groß- und Kleinschreibung zählt nicht.</translation>
    </message>
    <message>
        <source>of the digest at its end, %1 of %2 bytes are there.</source>
        <translation>vom Digest am Ende sind %1 von %2 Byte vorhanden.</translation>
    </message>
    <message>
        <source>at byte %1, behind the last of %2 entries, there are %3 bytes too many.</source>
        <translation>bei Byte %1, hinter dem letzten von %2 Einträgen, sind %3 Byte zu viel.</translation>
    </message>
    <message>
        <source>The protection of the key by SHA-1 cannot be computed.</source>
        <translation>Der Schutz des Schlüssels durch SHA-1 kann nicht berechnet werden.</translation>
    </message>
    <message>
        <source>The key is protected by the method %1, and Java knows none but %2 in JKS.</source>
        <translation>Der Schlüssel ist mit dem Verfahren %1 geschützt, und Java kennt in JKS nur %2.</translation>
    </message>
    <message>
        <source>The key is damaged: %1 bytes are too few for one.</source>
        <translation>Der Schlüssel ist beschädigt: %1 Byte sind zu wenig für einen Schlüssel.</translation>
    </message>
    <message>
        <source>The private key is cut off.</source>
        <translation>Der private Schlüssel ist abgeschnitten.</translation>
    </message>
    <message>
        <source>Of an unknown kind, %1.</source>
        <translation>Von unbekannter Art, %1.</translation>
    </message>
    <message>
        <source>The certificate cannot be read; it is damaged or no X.509 certificate.</source>
        <translation>Das Zertifikat kann nicht gelesen werden; es ist beschädigt oder kein X.509-Zertifikat.</translation>
    </message>
    <message>
        <source>An entry cannot be encoded for PKCS#12.</source>
        <translation>Ein Eintrag kann nicht für PKCS#12 kodiert werden.</translation>
    </message>
    <message>
        <source>The entry %1 cannot be made for PKCS#12.</source>
        <translation>Der Eintrag %1 kann nicht für PKCS#12 erstellt werden.</translation>
    </message>
    <message>
        <source>Entry %1 of a part of the store, at byte %2 of that part, is damaged.</source>
        <translation>Eintrag %1 eines Teils des Keystores, bei Byte %2 dieses Teils, ist beschädigt.</translation>
    </message>
    <message>
        <source>A part of the store is no sequence of entries; it is damaged.</source>
        <translation>Ein Teil des Keystores ist keine Folge von Einträgen; er ist beschädigt.</translation>
    </message>
    <message>
        <source>A part of the store does not end; it is cut off.</source>
        <translation>Ein Teil des Keystores endet nicht; er ist abgeschnitten.</translation>
    </message>
    <message>
        <source>%1 bytes follow a part of the store.</source>
        <translation>Nach einem Teil des Keystores folgen %1 Byte.</translation>
    </message>
    <message>
        <source>The entry holds no protected private key.</source>
        <translation>Der Eintrag enthält keinen geschützten privaten Schlüssel.</translation>
    </message>
    <message>
        <source>The parameters of the encryption %1 cannot be read; the file is damaged.</source>
        <translation>Die Parameter der Verschlüsselung %1 können nicht gelesen werden; die Datei ist beschädigt.</translation>
    </message>
    <message>
        <source>The store&apos;s key is derived by %1, which is not supported. Rewrite the store with keytool.</source>
        <translation>Der Schlüssel des Keystores wird mit %1 abgeleitet, was nicht unterstützt wird. Schreiben Sie den Keystore mit keytool neu.</translation>
    </message>
    <message>
        <source>The store is encrypted by %1, which is not supported. Rewrite it with keytool.</source>
        <translation>Der Keystore ist mit %1 verschlüsselt, was nicht unterstützt wird. Schreiben Sie ihn mit keytool neu.</translation>
    </message>
    <message>
        <source>Java opens no PKCS#12 store whose password has characters outside ASCII, such as letters with accents. Choose a password without them.</source>
        <translation>Java öffnet keinen PKCS#12-Keystore, dessen Kennwort Zeichen außerhalb von ASCII enthält, etwa Umlaute oder Buchstaben mit Akzent. Wählen Sie ein Kennwort ohne solche Zeichen.</translation>
    </message>
    <message>
        <source>The store is encrypted by %1, for which OpenSSL&apos;s legacy provider is needed; it is not installed here. Install it, or rewrite the store with keytool of Java 17 or newer.</source>
        <translation>Der Keystore ist mit %1 verschlüsselt, wofür der Legacy-Provider von OpenSSL nötig ist; er ist hier nicht installiert. Installieren Sie ihn, oder schreiben Sie den Keystore mit keytool aus Java 17 oder neuer neu.</translation>
    </message>
    <message>
        <source>The store is encrypted by %1 in a way that is not supported. Rewrite it with keytool.</source>
        <translation>Der Keystore ist mit %1 auf eine Weise verschlüsselt, die nicht unterstützt wird. Schreiben Sie ihn mit keytool neu.</translation>
    </message>
    <message>
        <source>This is not a whole PKCS#12 store; the file is damaged, cut off or of another kind.</source>
        <translation>Dies ist kein vollständiger PKCS#12-Keystore; die Datei ist beschädigt, abgeschnitten oder von anderer Art.</translation>
    </message>
    <message>
        <source>The password does not fit this store, or the store was changed without it.</source>
        <translation>Das Kennwort passt nicht zu diesem Keystore, oder der Keystore wurde ohne das Kennwort verändert.</translation>
    </message>
    <message>
        <source>The store is of another version of PKCS#12 than %1, or damaged in its first bytes.</source>
        <translation>Der Keystore hat eine andere Version von PKCS#12 als %1 oder ist in seinen ersten Bytes beschädigt.</translation>
    </message>
    <message>
        <source>The store has %1 bytes; at most %2 are read.</source>
        <translation>Der Keystore hat %1 Byte; höchstens %2 werden gelesen.</translation>
    </message>
    <message>
        <source>%1 bytes follow the store&apos;s end.</source>
        <translation>Nach dem Ende des Keystores folgen %1 Byte.</translation>
    </message>
    <message>
        <source>The store is protected by a signature and not by a password, which is not supported.</source>
        <translation>Der Keystore ist durch eine Signatur und nicht durch ein Kennwort geschützt, was nicht unterstützt wird.</translation>
    </message>
    <message>
        <source>Part %1 of the store has no contents.</source>
        <translation>Teil %1 des Keystores hat keinen Inhalt.</translation>
    </message>
    <message>
        <source>The store asks for more than %1 rounds of key derivation, which would take minutes or years. It is damaged or made to do harm.</source>
        <translation>Der Keystore verlangt mehr als %1 Runden der Schlüsselableitung, was Minuten oder Jahre dauern würde. Er ist beschädigt oder soll Schaden anrichten.</translation>
    </message>
    <message>
        <source>A part of the store has no contents.</source>
        <translation>Ein Teil des Keystores hat keinen Inhalt.</translation>
    </message>
    <message>
        <source>A part of the store is encrypted for a key and not by a password, which is not supported.</source>
        <translation>Ein Teil des Keystores ist für einen Schlüssel und nicht mit einem Kennwort verschlüsselt, was nicht unterstützt wird.</translation>
    </message>
    <message>
        <source>The store&apos;s certificates are encrypted: a password is needed.</source>
        <translation>Die Zertifikate des Keystores sind verschlüsselt: Ein Kennwort ist nötig.</translation>
    </message>
    <message>
        <source>The store cannot be written as PKCS#12.</source>
        <translation>Der Keystore kann nicht als PKCS#12 geschrieben werden.</translation>
    </message>
    <message>
        <source>The store would have more than %1 bytes.</source>
        <translation>Der Keystore hätte mehr als %1 Byte.</translation>
    </message>
    <message>
        <source>The key asks for more than %1 rounds of key derivation, which would take minutes or years. It is damaged or made to do harm.</source>
        <translation>Der Schlüssel verlangt mehr als %1 Runden der Schlüsselableitung, was Minuten oder Jahre dauern würde. Er ist beschädigt oder soll Schaden anrichten.</translation>
    </message>
    <message>
        <source>The key cannot be encrypted.</source>
        <translation>Der Schlüssel kann nicht verschlüsselt werden.</translation>
    </message>
</context>
<context>
    <name>gatehouse::trust::ServerProbe</name>
    <message>
        <source>an outdated version of TLS</source>
        <translation>eine veraltete TLS-Version</translation>
    </message>
    <message>
        <source>There is no host %1. Check its spelling, and whether this machine resolves its name.</source>
        <translation>Es gibt keinen Host %1. Prüfen Sie die Schreibweise und ob dieser Rechner den Namen auflöst.</translation>
    </message>
    <message>
        <source>Nothing listens at %1. Check the port, and whether the server runs.</source>
        <translation>Unter %1 lauscht nichts. Prüfen Sie den Port und ob der Server läuft.</translation>
    </message>
    <message>
        <source>%1 closed the connection before it showed a certificate. Check whether the port speaks TLS.</source>
        <translation>%1 hat die Verbindung geschlossen, bevor ein Zertifikat vorgelegt wurde. Prüfen Sie, ob der Port TLS spricht.</translation>
    </message>
    <message>
        <source>No TLS connection to %1: %2. Check whether the port speaks TLS 1.2 or 1.3.</source>
        <translation>Keine TLS-Verbindung zu %1: %2. Prüfen Sie, ob der Port TLS 1.2 oder 1.3 spricht.</translation>
    </message>
    <message>
        <source>%1 cannot be reached: %2.</source>
        <translation>%1 ist nicht erreichbar: %2.</translation>
    </message>
    <message>
        <source>Enter the server&apos;s name, as in am.example.com:9443.</source>
        <translation>Geben Sie den Namen des Servers ein, etwa am.example.com:9443.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no server address; it looks like am.example.com:9443.</source>
        <translation>„%1“ ist keine Serveradresse; sie sieht aus wie am.example.com:9443.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; does not speak of TLS; the address begins with https:// or has no scheme.</source>
        <translation>„%1“ steht nicht für TLS; die Adresse beginnt mit https:// oder hat kein Schema.</translation>
    </message>
    <message>
        <source>There is no port 0; ports go from 1 to 65535.</source>
        <translation>Es gibt keinen Port 0; Ports gehen von 1 bis 65535.</translation>
    </message>
    <message>
        <source>%1:%2 did not show a certificate in time. Check the port, and whether a firewall is between.</source>
        <translation>%1:%2 hat nicht rechtzeitig ein Zertifikat vorgelegt. Prüfen Sie den Port und ob eine Firewall dazwischen liegt.</translation>
    </message>
    <message>
        <source>Certificate %1 of those that %2:%3 shows cannot be read: %4</source>
        <translation>Zertifikat %1 von denen, die %2:%3 vorlegt, kann nicht gelesen werden: %4</translation>
    </message>
    <message>
        <source>%1:%2 shows no certificate.</source>
        <translation>%1:%2 legt kein Zertifikat vor.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui</name>
    <message>
        <source>Pass</source>
        <translation>Bestanden</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Fail</source>
        <translation>Nicht bestanden</translation>
    </message>
    <message>
        <source>Not judged</source>
        <translation>Nicht beurteilt</translation>
    </message>
    <message>
        <source>at that moment</source>
        <translation>zu diesem Zeitpunkt</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>vor %1</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>in %1</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>the workspace&apos;s test directory</source>
        <translation>das Testverzeichnis des Arbeitsbereichs</translation>
    </message>
    <message>
        <source>Note: %1</source>
        <translation>Hinweis: %1</translation>
    </message>
    <message>
        <source>Gatehouse · registration dossier · %1</source>
        <translation>Gatehouse · Registrierungsdossier · %1</translation>
    </message>
    <message>
        <source>Workspace %1</source>
        <translation>Arbeitsbereich %1</translation>
    </message>
    <message>
        <source>Workspace %1, prepared by %2</source>
        <translation>Arbeitsbereich %1, erstellt von %2</translation>
    </message>
    <message>
        <source>Page %1 of %2</source>
        <translation>Seite %1 von %2</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::AboutDialog</name>
    <message>
        <source>About Gatehouse</source>
        <translation>Über Gatehouse</translation>
    </message>
    <message>
        <source>Administration console for open banking Dynamic Client Registration.</source>
        <translation>Verwaltungskonsole für die Dynamic Client Registration im Open Banking.</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ActivityDetail</name>
    <message>
        <source>All of this s&amp;ubject</source>
        <translation>Alles zu diesem &amp;Gegenstand</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Begründung</translation>
    </message>
    <message>
        <source>Number and hash</source>
        <translation>Nummer und Hash</translation>
    </message>
    <message>
        <source>This change has no values to compare.</source>
        <translation>Diese Änderung hat keine Werte zum Vergleichen.</translation>
    </message>
    <message>
        <source>Shows whatever happened to it</source>
        <translation>Zeigt alles, was damit geschehen ist</translation>
    </message>
    <message>
        <source>Each hash is made of the row and the hash before it</source>
        <translation>Jeder Hash wird aus der Zeile und dem Hash davor gebildet</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Subject</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>This version of Gatehouse does not know the action.</source>
        <translation>Diese Version von Gatehouse kennt die Aktion nicht.</translation>
    </message>
    <message>
        <source>Opens %1</source>
        <translation>Öffnet %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>%1, by way of: %2</source>
        <translation>%1, über: %2</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ActivityFilterBar</name>
    <message>
        <source>Any time</source>
        <translation>Beliebige Zeit</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>Von … bis …</translation>
    </message>
    <message>
        <source>Search the record</source>
        <translation>Änderungsprotokoll durchsuchen</translation>
    </message>
    <message>
        <source>Search subject, reason or name</source>
        <translation>Gegenstand, Begründung oder Name suchen</translation>
    </message>
    <message>
        <source>Who made the change</source>
        <translation>Wer die Änderung vorgenommen hat</translation>
    </message>
    <message>
        <source>From where the change was made</source>
        <translation>Von wo die Änderung vorgenommen wurde</translation>
    </message>
    <message>
        <source>From anywhere</source>
        <translation>Von überall</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle anzeigen</translation>
    </message>
    <message>
        <source>What the change is about</source>
        <translation>Worum es bei der Änderung geht</translation>
    </message>
    <message>
        <source>Every kind</source>
        <translation>Jede Art</translation>
    </message>
    <message>
        <source>When the change was made</source>
        <translation>Wann die Änderung vorgenommen wurde</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Erster Tag</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Letzter Tag</translation>
    </message>
    <message>
        <source>%1, in UTC</source>
        <translation>%1, in UTC</translation>
    </message>
    <message>
        <source>Everyone</source>
        <translation>Alle Personen</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ActivityModel</name>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Time (UTC)</source>
        <translation>Zeit (UTC)</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Subject</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Begründung</translation>
    </message>
    <message>
        <source>Version %1: %2</source>
        <translation>Version %1: %2</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ActivityPage</name>
    <message>
        <source>&amp;Verify…</source>
        <translation>&amp;Verifizieren…</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren…</translation>
    </message>
    <message>
        <source>Nothing was changed yet</source>
        <translation>Es wurde noch nichts geändert</translation>
    </message>
    <message>
        <source>Who registers, approves, suspends, applies a policy, saves a truststore or starts the sandbox is noted here, and cannot be taken out again.</source>
        <translation>Wer registriert, freigibt, sperrt, eine Richtlinie anwendet, einen Truststore speichert oder die Sandbox startet, wird hier vermerkt und kann nicht wieder entfernt werden.</translation>
    </message>
    <message>
        <source>Nothing fits</source>
        <translation>Nichts passt</translation>
    </message>
    <message>
        <source>The record holds no change that is as the filters above say.</source>
        <translation>Das Änderungsprotokoll enthält keine Änderung, die den Filtern oben entspricht.</translation>
    </message>
    <message>
        <source>Finds rows that were altered, removed or put in past the program</source>
        <translation>Findet Zeilen, die am Programm vorbei geändert, entfernt oder eingefügt wurden</translation>
    </message>
    <message>
        <source>Writes what is shown to a file, oldest first</source>
        <translation>Schreibt das Angezeigte in eine Datei, das Älteste zuerst</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Ändert sich</translation>
    </message>
    <message>
        <source>Show &amp;all</source>
        <translation>&amp;Alle anzeigen</translation>
    </message>
    <message>
        <source>The record cannot be read.</source>
        <translation>Das Änderungsprotokoll kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>1 change</source>
        <translation>1 Änderung</translation>
    </message>
    <message>
        <source>%1 changes</source>
        <translation>%1 Änderungen</translation>
    </message>
    <message>
        <source>Newer rows are not shown.</source>
        <translation>Neuere Zeilen werden nicht angezeigt.</translation>
    </message>
    <message>
        <source>Show the &amp;newest</source>
        <translation>&amp;Neueste anzeigen</translation>
    </message>
    <message>
        <source>Spreadsheet (*.csv)</source>
        <translation>Tabelle (*.csv)</translation>
    </message>
    <message>
        <source>With hashes, for a third party (*.jsonl)</source>
        <translation>Mit Hashes, für Dritte (*.jsonl)</translation>
    </message>
    <message>
        <source>Export what is shown</source>
        <translation>Angezeigtes exportieren</translation>
    </message>
    <message>
        <source>Exporting to %1 …</source>
        <translation>Export nach %1 …</translation>
    </message>
    <message>
        <source>%1 changes were written.</source>
        <translation>%1 Änderungen wurden geschrieben.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::AdmissionPanel</name>
    <message>
        <source>Show the e&amp;ntry</source>
        <translation>Ei&amp;ntrag anzeigen</translation>
    </message>
    <message>
        <source>Choose the transport certificate of a TPP: you see whether a server that uses this store lets it in, and through which entry.</source>
        <translation>Wählen Sie das Transportzertifikat eines TPP: Sie sehen, ob ein Server, der diesen Speicher verwendet, den TPP zulässt und über welchen Eintrag.</translation>
    </message>
    <message>
        <source>&amp;Choose a certificate…</source>
        <translation>Zertifikat &amp;wählen…</translation>
    </message>
    <message>
        <source>From the cli&amp;pboard</source>
        <translation>Aus der &amp;Zwischenablage</translation>
    </message>
    <message>
        <source>or drop one here; nothing is imported</source>
        <translation>oder hier ablegen; es wird nichts importiert</translation>
    </message>
    <message>
        <source>Chain of the client&apos;s certificate</source>
        <translation>Kette des Client-Zertifikats</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>Where it is from</source>
        <translation>Woher es stammt</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Choose a client&apos;s certificate</source>
        <translation>Ein Client-Zertifikat wählen</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer *.der *.p7b *.p7c);;All files (*)</source>
        <translation>Zertifikate (*.pem *.crt *.cer *.der *.p7b *.p7c);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>There is neither a certificate nor a file on the clipboard.</source>
        <translation>In der Zwischenablage ist weder ein Zertifikat noch eine Datei.</translation>
    </message>
    <message>
        <source>%1 is a truststore and no client&apos;s certificate. Export the certificate from it first.</source>
        <translation>%1 ist ein Truststore und kein Client-Zertifikat. Exportieren Sie zuerst das Zertifikat daraus.</translation>
    </message>
    <message>
        <source>There is no certificate in it.</source>
        <translation>Es ist kein Zertifikat darin.</translation>
    </message>
    <message>
        <source>%1 is let in, through the entry %2.</source>
        <translation>%1 wird zugelassen, und zwar über den Eintrag %2.</translation>
    </message>
    <message>
        <source>%1 is not let in.</source>
        <translation>%1 wird nicht zugelassen.</translation>
    </message>
    <message>
        <source>The client</source>
        <translation>Der Client</translation>
    </message>
    <message>
        <source>Sent by the client</source>
        <translation>Vom Client gesendet</translation>
    </message>
    <message>
        <source>Entry %1, which lets it in</source>
        <translation>Eintrag %1, über den er zugelassen wird</translation>
    </message>
    <message>
        <source>Entry %1</source>
        <translation>Eintrag %1</translation>
    </message>
    <message>
        <source>Missing in this store</source>
        <translation>Fehlt in diesem Speicher</translation>
    </message>
    <message>
        <source>There was no client&apos;s certificate to judge.</source>
        <translation>Es war kein Client-Zertifikat zu beurteilen.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::AliasDialog</name>
    <message>
        <source>Rename %1</source>
        <translation>%1 umbenennen</translation>
    </message>
    <message>
        <source>Alias</source>
        <translation>Alias</translation>
    </message>
    <message>
        <source>&amp;Alias:</source>
        <translation>&amp;Alias:</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>&amp;Umbenennen</translation>
    </message>
    <message>
        <source>Another entry is called %1; Java does not tell capitals from small letters.</source>
        <translation>Ein anderer Eintrag heißt %1; Java unterscheidet nicht zwischen Groß- und Kleinschreibung.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ApplyDialog</name>
    <message>
        <source>Apply the policy</source>
        <translation>Die Richtlinie anwenden</translation>
    </message>
    <message>
        <source>Why, for whoever reads the history</source>
        <translation>Warum, für alle, die den Verlauf lesen</translation>
    </message>
    <message>
        <source>&amp;Reason:</source>
        <translation>&amp;Begründung:</translation>
    </message>
    <message>
        <source>&amp;Apply</source>
        <translation>&amp;Anwenden</translation>
    </message>
    <message>
        <source>This will be different:</source>
        <translation>Das wird anders:</translation>
    </message>
    <message>
        <source>These %1 things will be different:</source>
        <translation>Diese %1 Punkte werden anders:</translation>
    </message>
    <message>
        <source>Every endpoint that serves this workspace judges by it within a second. Registrations that are there stay; the version before can be applied again.</source>
        <translation>Jeder Endpunkt, der diesen Arbeitsbereich bedient, urteilt innerhalb einer Sekunde danach. Vorhandene Registrierungen bleiben bestehen; die vorherige Version kann wieder angewendet werden.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::BusyBar</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Under way</source>
        <translation>In Arbeit</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CertificateChainView</name>
    <message>
        <source>Chain of the certificate, its root first</source>
        <translation>Kette des Zertifikats, die Wurzel zuerst</translation>
    </message>
    <message>
        <source>Chain</source>
        <translation>Kette</translation>
    </message>
    <message>
        <source>Missing: %1</source>
        <translation>Fehlt: %1</translation>
    </message>
    <message>
        <source>A root: it vouches for itself</source>
        <translation>Eine Wurzel: sie bürgt für sich selbst</translation>
    </message>
    <message>
        <source>Complete up to its root</source>
        <translation>Vollständig bis zur Wurzel</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CertificateComparison</name>
    <message>
        <source>%1 differs</source>
        <translation>%1 weicht ab</translation>
    </message>
    <message>
        <source>%1 is the same</source>
        <translation>%1 ist gleich</translation>
    </message>
    <message>
        <source>&amp;Only what differs</source>
        <translation>&amp;Nur Abweichungen</translation>
    </message>
    <message>
        <source>Compare %1 with %2</source>
        <translation>%1 mit %2 vergleichen</translation>
    </message>
    <message>
        <source>The two certificates side by side</source>
        <translation>Die beiden Zertifikate nebeneinander</translation>
    </message>
    <message>
        <source>Property</source>
        <translation>Eigenschaft</translation>
    </message>
    <message>
        <source>They are the same certificate.</source>
        <translation>Beide sind dasselbe Zertifikat.</translation>
    </message>
    <message>
        <source>They are two certificates: %1 of %2 properties differ.</source>
        <translation>Es sind zwei verschiedene Zertifikate: %1 von %2 Eigenschaften weichen ab.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CertificateEditor</name>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>PEM: one certificate</source>
        <translation>PEM: ein Zertifikat</translation>
    </message>
    <message>
        <source>JWKS: the URL of the key set</source>
        <translation>JWKS: die URL des Schlüsselsatzes</translation>
    </message>
    <message>
        <source>Kind of certificates</source>
        <translation>Art der Zertifikate</translation>
    </message>
    <message>
        <source>URL of the key set</source>
        <translation>URL des Schlüsselsatzes</translation>
    </message>
    <message>
        <source>Certificate as PEM</source>
        <translation>Zertifikat als PEM</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>Datei öffnen…</translation>
    </message>
    <message>
        <source>Open a certificate</source>
        <translation>Ein Zertifikat öffnen</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer *.der *.p7b);;All files (*)</source>
        <translation>Zertifikate (*.pem *.crt *.cer *.der *.p7b);;Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CertificateListModel</name>
    <message>
        <source>Until %1
%2</source>
        <translation>Bis %1
%2</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation>Aussteller</translation>
    </message>
    <message>
        <source>Validity</source>
        <translation>Gültigkeit</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CertificateView</name>
    <message>
        <source>Copy P&amp;EM</source>
        <translation>P&amp;EM kopieren</translation>
    </message>
    <message>
        <source>Sa&amp;ve as…</source>
        <translation>Spei&amp;chern unter…</translation>
    </message>
    <message>
        <source>Details of the certificate</source>
        <translation>Einzelheiten des Zertifikats</translation>
    </message>
    <message>
        <source>No certificate selected</source>
        <translation>Kein Zertifikat ausgewählt</translation>
    </message>
    <message>
        <source>Select one to see what it says, whether it is valid, and who vouches for it.</source>
        <translation>Wählen Sie eines aus, um zu sehen, was darin steht, ob es gültig ist und wer dafür bürgt.</translation>
    </message>
    <message>
        <source>Name of the certificate</source>
        <translation>Name des Zertifikats</translation>
    </message>
    <message>
        <source>Copy the certificate as PEM text</source>
        <translation>Das Zertifikat als PEM-Text kopieren</translation>
    </message>
    <message>
        <source>Save the certificate as PEM, or as DER where the name ends in .der or .cer</source>
        <translation>Das Zertifikat als PEM speichern, oder als DER, wenn der Name auf .der oder .cer endet</translation>
    </message>
    <message>
        <source>From %1 to %2</source>
        <translation>Von %1 bis %2</translation>
    </message>
    <message>
        <source>%1, %2 days left</source>
        <translation>%1, noch %2 Tage</translation>
    </message>
    <message>
        <source>From %1
to %2</source>
        <translation>Von %1
bis %2</translation>
    </message>
    <message>
        <source>Save the certificate</source>
        <translation>Das Zertifikat speichern</translation>
    </message>
    <message>
        <source>PEM (*.pem *.crt)</source>
        <translation>PEM (*.pem *.crt)</translation>
    </message>
    <message>
        <source>DER (*.der *.cer)</source>
        <translation>DER (*.der *.cer)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>Gespeichert als %1</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ChangePasswordDialog</name>
    <message>
        <source>A password for the truststore</source>
        <translation>Ein Kennwort für den Truststore</translation>
    </message>
    <message>
        <source>Change the password</source>
        <translation>Das Kennwort ändern</translation>
    </message>
    <message>
        <source>%1 had no password: nothing showed whether somebody changed it. It is saved with the one that you give it here.</source>
        <translation>%1 hatte kein Kennwort: Nichts zeigte, ob jemand die Datei geändert hat. Sie wird mit dem Kennwort gespeichert, das Sie hier angeben.</translation>
    </message>
    <message>
        <source>%1 gets it when it is saved.</source>
        <translation>%1 erhält es beim Speichern.</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>&amp;Change</source>
        <translation>Än&amp;dern</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ChangesDialog</name>
    <message>
        <source>Fill from the well-known URL</source>
        <translation>Aus der Well-known-URL ausfüllen</translation>
    </message>
    <message>
        <source>%1 says otherwise than the form. What is ticked is taken over.</source>
        <translation>%1 sagt etwas anderes als das Formular. Was angekreuzt ist, wird übernommen.</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Danach</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>&amp;Apply</source>
        <translation>&amp;Anwenden</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ChecksModel</name>
    <message>
        <source>%1
Claim: %2
Reference: %3</source>
        <translation>%1
Claim: %2
Referenz: %3</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was festgestellt wurde</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>Claim</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation>1 Problem</translation>
    </message>
    <message>
        <source>%1 problems</source>
        <translation>%1 Probleme</translation>
    </message>
    <message>
        <source>%1: would be refused with %2</source>
        <translation>%1: würde mit %2 abgelehnt</translation>
    </message>
    <message>
        <source>%1: a request with this statement would be refused with %2</source>
        <translation>%1: eine Anfrage mit diesem Software Statement würde mit %2 abgelehnt</translation>
    </message>
    <message>
        <source>First check that fails: “%1”. %2</source>
        <translation>Erste nicht bestandene Prüfung: „%1“. %2</translation>
    </message>
    <message>
        <source>No problem found, but not every signature could be verified</source>
        <translation>Kein Problem gefunden, aber nicht jede Signatur konnte verifiziert werden</translation>
    </message>
    <message>
        <source>Choose the key sets that the request and the statement are signed with.</source>
        <translation>Wählen Sie die Schlüsselsätze, mit denen die Anfrage und das Software Statement signiert sind.</translation>
    </message>
    <message>
        <source>No problem found, but the signature could not be verified</source>
        <translation>Kein Problem gefunden, aber die Signatur konnte nicht verifiziert werden</translation>
    </message>
    <message>
        <source>Choose the directory&apos;s key set.</source>
        <translation>Wählen Sie den Schlüsselsatz des Verzeichnisses.</translation>
    </message>
    <message>
        <source>Would be accepted, with %1 to look at</source>
        <translation>Würde angenommen, mit Hinweis zur Durchsicht: %1</translation>
    </message>
    <message>
        <source>1 warning</source>
        <translation>1 Warnung</translation>
    </message>
    <message>
        <source>%1 warnings</source>
        <translation>%1 Warnungen</translation>
    </message>
    <message>
        <source>A sound statement, with %1 to look at</source>
        <translation>Ein einwandfreies Software Statement, mit Hinweis zur Durchsicht: %1</translation>
    </message>
    <message>
        <source>Would be accepted</source>
        <translation>Würde angenommen</translation>
    </message>
    <message>
        <source>A sound statement</source>
        <translation>Ein einwandfreies Software Statement</translation>
    </message>
    <message>
        <source>Every check that could be judged passed, and the signatures are valid.</source>
        <translation>Jede Prüfung, die beurteilt werden konnte, ist bestanden, und die Signaturen sind gültig.</translation>
    </message>
    <message>
        <source>%1
(the endpoint refused by this)</source>
        <translation>%1
(deswegen hat der Endpunkt abgelehnt)</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ChecksTab</name>
    <message>
        <source>%1 worse</source>
        <translation>%1 schlechter</translation>
    </message>
    <message>
        <source>%1 better</source>
        <translation>%1 besser</translation>
    </message>
    <message>
        <source>Only &amp;differences</source>
        <translation>Nur &amp;Unterschiede</translation>
    </message>
    <message>
        <source>Every check comes out as it did at registration.</source>
        <translation>Jede Prüfung fällt so aus wie bei der Registrierung.</translation>
    </message>
    <message>
        <source>When it was registered</source>
        <translation>Zeitpunkt der Registrierung</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>The policy and the keys are those of today either way. A request lives for an hour: judged as of now, most have expired.</source>
        <translation>Richtlinie und Schlüssel sind in jedem Fall die heutigen. Eine Anfrage gilt eine Stunde: nach heutigem Stand beurteilt, sind die meisten abgelaufen.</translation>
    </message>
    <message>
        <source>Judge anew as o&amp;f:</source>
        <translation>Neu beurteilen zum &amp;Stand:</translation>
    </message>
    <message>
        <source>Checks at registration and now</source>
        <translation>Prüfungen bei der Registrierung und jetzt</translation>
    </message>
    <message>
        <source>What is kept of the checks cannot be read</source>
        <translation>Die aufbewahrten Prüfungsergebnisse können nicht gelesen werden</translation>
    </message>
    <message>
        <source>Every check passed at registration</source>
        <translation>Bei der Registrierung wurde jede Prüfung bestanden</translation>
    </message>
    <message>
        <source>Registered with 1 warning</source>
        <translation>Mit 1 Warnung registriert</translation>
    </message>
    <message>
        <source>Registered with %1 warnings</source>
        <translation>Mit %1 Warnungen registriert</translation>
    </message>
    <message>
        <source>It is being judged anew by the policy and the keys of today.</source>
        <translation>Sie wird nach der heutigen Richtlinie und den heutigen Schlüsseln neu beurteilt.</translation>
    </message>
    <message>
        <source>It cannot be judged anew: %1</source>
        <translation>Sie kann nicht neu beurteilt werden: %1</translation>
    </message>
    <message>
        <source>%1; today it would be refused</source>
        <translation>%1; heute würde sie abgelehnt</translation>
    </message>
    <message>
        <source>“%1”. %2</source>
        <translation>„%1“. %2</translation>
    </message>
    <message>
        <source>By the policy and the keys of today it comes out the same.</source>
        <translation>Nach der heutigen Richtlinie und den heutigen Schlüsseln ist das Ergebnis dasselbe.</translation>
    </message>
    <message>
        <source>By the policy and the keys of today: %1.</source>
        <translation>Nach der heutigen Richtlinie und den heutigen Schlüsseln: %1.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ChecksView</name>
    <message>
        <source>Worst first</source>
        <translation>Schwerwiegendste zuerst</translation>
    </message>
    <message>
        <source>As the endpoint judges</source>
        <translation>In der Reihenfolge des Endpunkts</translation>
    </message>
    <message>
        <source>Order of the checks</source>
        <translation>Reihenfolge der Prüfungen</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>Prüfungen</translation>
    </message>
    <message>
        <source>O&amp;rder:</source>
        <translation>Reihenf&amp;olge:</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Show %1: %2 checks</source>
        <translation>%1 anzeigen: %2 Prüfungen</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ClaimMappingsEditor</name>
    <message>
        <source>No claim is mapped.</source>
        <translation>Es ist kein Claim zugeordnet.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Claim mappings</source>
        <translation>Claim-Zuordnungen</translation>
    </message>
    <message>
        <source>Remote claim</source>
        <translation>Entfernter Claim</translation>
    </message>
    <message>
        <source>Local claim</source>
        <translation>Lokaler Claim</translation>
    </message>
    <message>
        <source>Add a mapping</source>
        <translation>Zuordnung hinzufügen</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ClaimModel</name>
    <message>
        <source>Claim</source>
        <translation>Claim</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>Bedeutung</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>Header</translation>
    </message>
    <message>
        <source>Claims</source>
        <translation>Claims</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1
In the token: %2</source>
        <translation>%1
Im Token: %2</translation>
    </message>
    <message>
        <source>and more</source>
        <translation>und weitere</translation>
    </message>
    <message>
        <source>The token holds more than is shown here.</source>
        <translation>Das Token enthält mehr, als hier gezeigt wird.</translation>
    </message>
    <message>
        <source>%1
%2</source>
        <translation>%1
%2</translation>
    </message>
    <message>
        <source>Copy the value of %1</source>
        <translation>Den Wert von %1 kopieren</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ClientFilterBar</name>
    <message>
        <source>Any time</source>
        <translation>Beliebige Zeit</translation>
    </message>
    <message>
        <source>Last 24 hours</source>
        <translation>Letzte 24 Stunden</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>Last 365 days</source>
        <translation>Letzte 365 Tage</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>Von … bis …</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Any environment</source>
        <translation>Jede Umgebung</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Any role</source>
        <translation>Jede Rolle</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Show every registration that is not deregistered</source>
        <translation>Alle Registrierungen anzeigen, die nicht abgemeldet sind</translation>
    </message>
    <message>
        <source>Search the registrations</source>
        <translation>Registrierungen durchsuchen</translation>
    </message>
    <message>
        <source>Client, organisation, software, URI or role</source>
        <translation>Client, Organisation, Software, URI oder Rolle</translation>
    </message>
    <message>
        <source>Words that are part of a client&apos;s name or id, its organisation, software id, redirect URIs or roles</source>
        <translation>Wörter, die in Name oder ID eines Clients, seiner Organisation, Software-ID, seinen Redirect-URIs oder Rollen vorkommen</translation>
    </message>
    <message>
        <source>Show those that are: %1</source>
        <translation>Registrierungen mit diesem Status anzeigen: %1</translation>
    </message>
    <message>
        <source>When it was registered</source>
        <translation>Wann registriert wurde</translation>
    </message>
    <message>
        <source>Registered from, UTC</source>
        <translation>Registriert ab, UTC</translation>
    </message>
    <message>
        <source>Registered to, UTC</source>
        <translation>Registriert bis, UTC</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ClientListModel</name>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Organisation</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>Rollen</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Software id</source>
        <translation>Software-ID</translation>
    </message>
    <message>
        <source>Client id</source>
        <translation>Client-ID</translation>
    </message>
    <message>
        <source>Issued (UTC)</source>
        <translation>Ausgestellt (UTC)</translation>
    </message>
    <message>
        <source>Updated (UTC)</source>
        <translation>Aktualisiert (UTC)</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Waiting for review</source>
        <translation>Wartet auf Prüfung</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Deregistered</source>
        <translation>Abgemeldet</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ClientTable</name>
    <message>
        <source>Registrations</source>
        <translation>Registrierungen</translation>
    </message>
    <message>
        <source>&amp;Standard columns</source>
        <translation>&amp;Standardspalten</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ClientTrustRow</name>
    <message>
        <source>Sho&amp;w truststore</source>
        <translation>Truststore anzei&amp;gen</translation>
    </message>
    <message>
        <source>Opens it on the Truststores page, where authorities are added and removed</source>
        <translation>Öffnet ihn auf der Seite „Truststores“, wo Zertifizierungsstellen hinzugefügt und entfernt werden</translation>
    </message>
    <message>
        <source>%1 trusts nobody: every client certificate is refused.</source>
        <translation>%1 vertraut niemandem: Jedes Client-Zertifikat wird abgelehnt.</translation>
    </message>
    <message>
        <source>1 authority in %1, and it is not the test directory: the test TPPs are refused.</source>
        <translation>1 Zertifizierungsstelle in %1, und sie ist nicht das Testverzeichnis: Die Test-TPPs werden abgelehnt.</translation>
    </message>
    <message numerus="yes">
        <source>%n authorities in %1, but not the test directory: the test TPPs are refused.</source>
        <translation>
            <numerusform>%n Zertifizierungsstelle in %1, aber nicht das Testverzeichnis: Die Test-TPPs werden abgelehnt.</numerusform>
            <numerusform>%n Zertifizierungsstellen in %1, aber nicht das Testverzeichnis: Die Test-TPPs werden abgelehnt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Issued by the 1 authority in %1</source>
        <translation>Ausgestellt von der einzigen Zertifizierungsstelle in %1</translation>
    </message>
    <message numerus="yes">
        <source>Issued by %n authorities in %1</source>
        <translation>
            <numerusform>Ausgestellt von %n Zertifizierungsstelle in %1</numerusform>
            <numerusform>Ausgestellt von %n Zertifizierungsstellen in %1</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <translation>%1, %2: %3</translation>
    </message>
    <message>
        <source>1 more certificate expires or has expired</source>
        <translation>1 weiteres Zertifikat läuft ab oder ist abgelaufen</translation>
    </message>
    <message numerus="yes">
        <source>%n more certificates expire or have expired</source>
        <translation>
            <numerusform>%n weiteres Zertifikat läuft ab oder ist abgelaufen</numerusform>
            <numerusform>%n weitere Zertifikate laufen ab oder sind abgelaufen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ClientViews</name>
    <message>
        <source>Waiting for review</source>
        <translation>Wartet auf Prüfung</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Registered in the last 7 days</source>
        <translation>In den letzten 7 Tagen registriert</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Deregistered</source>
        <translation>Abgemeldet</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CommandModel</name>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CommandPalette</name>
    <message>
        <source>active</source>
        <translation>aktiv</translation>
    </message>
    <message>
        <source>waits for review</source>
        <translation>wartet auf Prüfung</translation>
    </message>
    <message>
        <source>suspended</source>
        <translation>gesperrt</translation>
    </message>
    <message>
        <source>deregistered</source>
        <translation>abgemeldet</translation>
    </message>
    <message>
        <source>Find and run</source>
        <translation>Suchen und ausführen</translation>
    </message>
    <message>
        <source>Page, action, or a client&apos;s name or id</source>
        <translation>Seite, Aktion oder Name oder ID eines Clients</translation>
    </message>
    <message>
        <source>Find a page, an action or a client</source>
        <translation>Seite, Aktion oder Client suchen</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was festgestellt wurde</translation>
    </message>
    <message>
        <source>Clients could not be searched: %1</source>
        <translation>Clients konnten nicht durchsucht werden: %1</translation>
    </message>
    <message>
        <source>Registration, %1</source>
        <translation>Registrierung, %1</translation>
    </message>
    <message>
        <source>Nothing is called like that.</source>
        <translation>Nichts heißt so.</translation>
    </message>
    <message>
        <source>%1 found. Return runs, Escape leaves.</source>
        <translation>%1 gefunden. Die Eingabetaste führt aus, Escape schließt.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; cannot be done now.</source>
        <translation>„%1“ ist jetzt nicht möglich.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CompareDialog</name>
    <message>
        <source>%1 (1 entry)</source>
        <translation>%1 (1 Eintrag)</translation>
    </message>
    <message>
        <source>%1 (%2 entries)</source>
        <translation>%1 (%2 Einträge)</translation>
    </message>
    <message>
        <source>Copy to the &amp;left</source>
        <translation>Nach &amp;links kopieren</translation>
    </message>
    <message>
        <source>Copy to the &amp;right</source>
        <translation>Nach &amp;rechts kopieren</translation>
    </message>
    <message>
        <source>Compare truststores</source>
        <translation>Truststores vergleichen</translation>
    </message>
    <message>
        <source>Comparing</source>
        <translation>Vergleich läuft</translation>
    </message>
    <message>
        <source>The two stores are being compared.</source>
        <translation>Die beiden Speicher werden verglichen.</translation>
    </message>
    <message>
        <source>No difference</source>
        <translation>Kein Unterschied</translation>
    </message>
    <message>
        <source>Both stores hold the same entries under the same aliases.</source>
        <translation>Beide Speicher enthalten dieselben Einträge unter denselben Aliasen.</translation>
    </message>
    <message>
        <source>Left:</source>
        <translation>Links:</translation>
    </message>
    <message>
        <source>Right:</source>
        <translation>Rechts:</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Name, issuer or alias</source>
        <translation>Name, Aussteller oder Alias</translation>
    </message>
    <message>
        <source>&amp;Filter:</source>
        <translation>&amp;Filter:</translation>
    </message>
    <message>
        <source>Differences between the stores</source>
        <translation>Unterschiede zwischen den Speichern</translation>
    </message>
    <message>
        <source>In what the two certificates differ</source>
        <translation>Worin sich die beiden Zertifikate unterscheiden</translation>
    </message>
    <message>
        <source>Property</source>
        <translation>Eigenschaft</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>The selected entry</source>
        <translation>Der ausgewählte Eintrag</translation>
    </message>
    <message>
        <source>Left certificate</source>
        <translation>Linkes Zertifikat</translation>
    </message>
    <message>
        <source>Right certificate</source>
        <translation>Rechtes Zertifikat</translation>
    </message>
    <message>
        <source>What differs</source>
        <translation>Was abweicht</translation>
    </message>
    <message>
        <source>Copy the selected certificates into %1</source>
        <translation>Die ausgewählten Zertifikate in %1 kopieren</translation>
    </message>
    <message>
        <source>1 entry is the same in both</source>
        <translation>1 Eintrag ist in beiden gleich</translation>
    </message>
    <message>
        <source>%1 entries are the same in both</source>
        <translation>%1 Einträge sind in beiden gleich</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Show %1: %2 differences</source>
        <translation>%1 anzeigen: %2 Unterschiede</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CompareModel</name>
    <message>
        <source>Only left</source>
        <translation>Nur links</translation>
    </message>
    <message>
        <source>Only right</source>
        <translation>Nur rechts</translation>
    </message>
    <message>
        <source>Other alias</source>
        <translation>Anderer Alias</translation>
    </message>
    <message>
        <source>Other certificate</source>
        <translation>Anderes Zertifikat</translation>
    </message>
    <message>
        <source>No certificate</source>
        <translation>Kein Zertifikat</translation>
    </message>
    <message>
        <source>Until %1
%2</source>
        <translation>Bis %1
%2</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>Alias left</source>
        <translation>Alias links</translation>
    </message>
    <message>
        <source>Alias in %1</source>
        <translation>Alias in %1</translation>
    </message>
    <message>
        <source>Alias right</source>
        <translation>Alias rechts</translation>
    </message>
    <message>
        <source>Validity</source>
        <translation>Gültigkeit</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ComparisonModel</name>
    <message>
        <source>Same</source>
        <translation>Gleich</translation>
    </message>
    <message>
        <source>Within</source>
        <translation>Enthalten</translation>
    </message>
    <message>
        <source>Differs</source>
        <translation>Abweichend</translation>
    </message>
    <message>
        <source>One side only</source>
        <translation>Nur auf einer Seite</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation>Übereinstimmung</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>Claim</translation>
    </message>
    <message>
        <source>The request says</source>
        <translation>Die Anfrage sagt</translation>
    </message>
    <message>
        <source>The statement says</source>
        <translation>Das Software Statement sagt</translation>
    </message>
    <message>
        <source>(says nothing)</source>
        <translation>(keine Angabe)</translation>
    </message>
    <message>
        <source>%1
(%2)</source>
        <translation>%1
(%2)</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ComposerClaimsEditor</name>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>%1 as JSON</source>
        <translation>%1 als JSON</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Takes back every change to these claims</source>
        <translation>Nimmt jede Änderung an diesen Claims zurück</translation>
    </message>
    <message>
        <source>Mend the mistake first</source>
        <translation>Beheben Sie zuerst den Fehler</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ComposerClaimsModel</name>
    <message>
        <source>Mandatory, and not sent.</source>
        <translation>Pflicht, und nicht gesendet.</translation>
    </message>
    <message>
        <source>Mandatory</source>
        <translation>Pflicht</translation>
    </message>
    <message>
        <source>Optional</source>
        <translation>Optional</translation>
    </message>
    <message>
        <source>%1 · The schema does not know this claim</source>
        <translation>%1 · Das Schema kennt diesen Claim nicht</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>Claim</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>Was es ist</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ComposerResult</name>
    <message>
        <source>Registered</source>
        <translation>Registriert</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>Updated</source>
        <translation>Aktualisiert</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>Gelöscht</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Angenommen</translation>
    </message>
    <message>
        <source>Checks, as the endpoint judged:</source>
        <translation>Prüfungen nach dem Urteil des Endpunkts:</translation>
    </message>
    <message>
        <source>Checks, as this workspace&apos;s policy and test directory judge:</source>
        <translation>Prüfungen nach Richtlinie und Testverzeichnis dieses Arbeitsbereichs:</translation>
    </message>
    <message>
        <source>No checks: there is no registration request in what was sent.</source>
        <translation>Keine Prüfungen: das Gesendete enthält keine Registrierungsanfrage.</translation>
    </message>
    <message>
        <source>The answer</source>
        <translation>Die Antwort</translation>
    </message>
    <message>
        <source>%1 %2 at %3</source>
        <translation>%1 %2 am %3</translation>
    </message>
    <message>
        <source>client_id %1</source>
        <translation>client_id %1</translation>
    </message>
    <message>
        <source>%1 Refused by “%2”</source>
        <translation>%1 Abgelehnt durch „%2“</translation>
    </message>
    <message>
        <source>%1 Refused %2</source>
        <translation>%1 Abgelehnt %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>There is no answer</source>
        <translation>Es gibt keine Antwort</translation>
    </message>
    <message>
        <source>Nothing was sent yet</source>
        <translation>Es wurde noch nichts gesendet</translation>
    </message>
    <message>
        <source>The answer and what every check makes of the request are shown here.</source>
        <translation>Die Antwort und das Ergebnis jeder Prüfung der Anfrage werden hier angezeigt.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ComposerTamperings</name>
    <message>
        <source>Needs a second test TPP whose kit is at hand.</source>
        <translation>Benötigt einen zweiten Test-TPP, dessen Kit vorhanden ist.</translation>
    </message>
    <message>
        <source>Needs a request that was accepted: send one first.</source>
        <translation>Benötigt eine angenommene Anfrage: senden Sie zuerst eine.</translation>
    </message>
    <message>
        <source>Tamper with it</source>
        <translation>Manipulieren</translation>
    </message>
    <message>
        <source>&amp;Untick all</source>
        <translation>Alle a&amp;bwählen</translation>
    </message>
    <message>
        <source>%1:</source>
        <translation>%1:</translation>
    </message>
    <message>
        <source>Sends what is composed as it stands</source>
        <translation>Sendet die Anfrage so, wie sie zusammengestellt ist</translation>
    </message>
    <message>
        <source>%1
Should be caught by “%2”.%3</source>
        <translation>%1
Sollte von „%2“ erkannt werden.%3</translation>
    </message>
    <message>
        <source>%1 Should be caught by “%2”.</source>
        <translation>%1 Sollte von „%2“ erkannt werden.</translation>
    </message>
    <message>
        <source>Nothing: it is sent as it is composed.</source>
        <translation>Nichts: Die Anfrage wird gesendet, wie sie zusammengestellt ist.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ComposerTarget</name>
    <message>
        <source>Start the sandbo&amp;x</source>
        <translation>Sandbo&amp;x starten</translation>
    </message>
    <message>
        <source>Send to</source>
        <translation>Senden an</translation>
    </message>
    <message>
        <source>This sandbox</source>
        <translation>Diese Sandbox</translation>
    </message>
    <message>
        <source>Another endpoint</source>
        <translation>Anderer Endpunkt</translation>
    </message>
    <message>
        <source>Registration endpoint:</source>
        <translation>Registrierungsendpunkt:</translation>
    </message>
    <message>
        <source>Token endpoint:</source>
        <translation>Token-Endpunkt:</translation>
    </message>
    <message>
        <source>the same host&apos;s /oauth2/token</source>
        <translation>/oauth2/token desselben Hosts</translation>
    </message>
    <message>
        <source>Trusted authorities (PEM):</source>
        <translation>Vertrauenswürdige Zertifizierungsstellen (PEM):</translation>
    </message>
    <message>
        <source>those of the test directory</source>
        <translation>die des Testverzeichnisses</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Datei wählen</translation>
    </message>
    <message>
        <source>Choose the file of trusted authorities</source>
        <translation>Die Datei mit den vertrauenswürdigen Zertifizierungsstellen wählen</translation>
    </message>
    <message>
        <source>Type the address of the registration endpoint.</source>
        <translation>Geben Sie die Adresse des Registrierungsendpunkts ein.</translation>
    </message>
    <message>
        <source>The sandbox is not running.</source>
        <translation>Die Sandbox läuft nicht.</translation>
    </message>
    <message>
        <source>Trusted authorities</source>
        <translation>Vertrauenswürdige Zertifizierungsstellen</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer);;All files (*)</source>
        <translation>Zertifikate (*.pem *.crt *.cer);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>The trusted authorities are being read.</source>
        <translation>Die vertrauenswürdigen Zertifizierungsstellen werden gelesen.</translation>
    </message>
    <message>
        <source>Running at %1</source>
        <translation>Läuft unter %1</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Wird gestartet…</translation>
    </message>
    <message>
        <source>Stopped: nothing can be sent until it runs</source>
        <translation>Angehalten: Es kann nichts gesendet werden, bis sie läuft</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ComposerTppChoice</name>
    <message>
        <source>Find its &amp;kit…</source>
        <translation>Sein &amp;Kit suchen…</translation>
    </message>
    <message>
        <source>New test TPP…</source>
        <translation>Neuer Test-TPP…</translation>
    </message>
    <message>
        <source>Test TPP</source>
        <translation>Test-TPP</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1, no kit at hand</source>
        <translation>%1, kein Kit vorhanden</translation>
    </message>
    <message>
        <source>There is no test TPP yet.</source>
        <translation>Es gibt noch keinen Test-TPP.</translation>
    </message>
    <message>
        <source>Make one: its kit holds the keys that requests are signed with.</source>
        <translation>Legen Sie einen an: Sein Kit enthält die Schlüssel, mit denen Anfragen signiert werden.</translation>
    </message>
    <message>
        <source>The keys of %1 are not at hand.</source>
        <translation>Die Schlüssel von %1 sind nicht vorhanden.</translation>
    </message>
    <message>
        <source>The directory knows its public keys alone. Find the folder of its kit, or make a new test TPP.</source>
        <translation>Das Verzeichnis kennt nur seine öffentlichen Schlüssel. Suchen Sie den Ordner seines Kits, oder legen Sie einen neuen Test-TPP an.</translation>
    </message>
    <message>
        <source>Its kit cannot be used.</source>
        <translation>Sein Kit kann nicht verwendet werden.</translation>
    </message>
    <message>
        <source>Folder of the kit</source>
        <translation>Ordner des Kits</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ComposerWindow</name>
    <message>
        <source>Compose a registration request: %1</source>
        <translation>Registrierungsanfrage zusammenstellen: %1</translation>
    </message>
    <message>
        <source>its own key</source>
        <translation>sein eigener Schlüssel</translation>
    </message>
    <message>
        <source>another TPP&apos;s key: %1 (%2)</source>
        <translation>der Schlüssel eines anderen TPP: %1 (%2)</translation>
    </message>
    <message>
        <source>a fresh key that nobody lists</source>
        <translation>ein neuer Schlüssel, den niemand aufführt</translation>
    </message>
    <message>
        <source>Choose a test TPP whose kit is at hand.</source>
        <translation>Wählen Sie einen Test-TPP, dessen Kit vorhanden ist.</translation>
    </message>
    <message>
        <source>The request&apos;s claims are no JSON. %1</source>
        <translation>Die Claims der Anfrage sind kein JSON. %1</translation>
    </message>
    <message>
        <source>The statement&apos;s claims are no JSON. %1</source>
        <translation>Die Claims des Software Statement sind kein JSON. %1</translation>
    </message>
    <message>
        <source>Say which client: register one first, or type its client_id.</source>
        <translation>Geben Sie an, welcher Client gemeint ist: Registrieren Sie zuerst einen, oder geben Sie seine client_id ein.</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>Wird gesendet…</translation>
    </message>
    <message>
        <source>Register (POST)</source>
        <translation>Registrieren (POST)</translation>
    </message>
    <message>
        <source>Read (GET)</source>
        <translation>Lesen (GET)</translation>
    </message>
    <message>
        <source>Update (PUT)</source>
        <translation>Aktualisieren (PUT)</translation>
    </message>
    <message>
        <source>Delete (DELETE)</source>
        <translation>Löschen (DELETE)</translation>
    </message>
    <message>
        <source>Claims of the request</source>
        <translation>Claims der Anfrage</translation>
    </message>
    <message>
        <source>Claims of the software statement</source>
        <translation>Claims des Software Statement</translation>
    </message>
    <message>
        <source>New iat, exp and &amp;jti each time it is sent</source>
        <translation>Bei jedem Senden neue iat, exp und &amp;jti</translation>
    </message>
    <message>
        <source>S&amp;end</source>
        <translation>S&amp;enden</translation>
    </message>
    <message>
        <source>Compose a registration request</source>
        <translation>Registrierungsanfrage zusammenstellen</translation>
    </message>
    <message>
        <source>&amp;Test TPP:</source>
        <translation>&amp;Test-TPP:</translation>
    </message>
    <message>
        <source>Send t&amp;o:</source>
        <translation>Se&amp;nden an:</translation>
    </message>
    <message>
        <source>Parts of the request</source>
        <translation>Teile der Anfrage</translation>
    </message>
    <message>
        <source>&amp;Request</source>
        <translation>Anfra&amp;ge</translation>
    </message>
    <message>
        <source>Software state&amp;ment</source>
        <translation>Software State&amp;ment</translation>
    </message>
    <message>
        <source>&amp;As it is sent</source>
        <translation>&amp;Wie gesendet</translation>
    </message>
    <message>
        <source>curl command</source>
        <translation>curl-Befehl</translation>
    </message>
    <message>
        <source>The request&apos;s token</source>
        <translation>Token der Anfrage</translation>
    </message>
    <message>
        <source>&amp;Copy as curl</source>
        <translation>Als &amp;curl kopieren</translation>
    </message>
    <message>
        <source>The same request, to be run in the folder of the TPP&apos;s kit</source>
        <translation>Dieselbe Anfrage, im Ordner des Kits des TPP auszuführen</translation>
    </message>
    <message>
        <source>Open in &amp;Inspector</source>
        <translation>Im &amp;Inspektor öffnen</translation>
    </message>
    <message>
        <source>Otherwise they are sent as they are written</source>
        <translation>Andernfalls werden sie gesendet, wie sie geschrieben sind</translation>
    </message>
    <message>
        <source>Key that signs the request</source>
        <translation>Schlüssel, der die Anfrage signiert</translation>
    </message>
    <message>
        <source>Algorithm of the request&apos;s signature</source>
        <translation>Algorithmus der Signatur der Anfrage</translation>
    </message>
    <message>
        <source>Si&amp;gned by:</source>
        <translation>Si&amp;gniert durch:</translation>
    </message>
    <message>
        <source>&amp;with:</source>
        <translation>m&amp;it:</translation>
    </message>
    <message>
        <source>What is asked of the endpoint</source>
        <translation>Was vom Endpunkt verlangt wird</translation>
    </message>
    <message>
        <source>Client id</source>
        <translation>Client-ID</translation>
    </message>
    <message>
        <source>client_id</source>
        <translation>client_id</translation>
    </message>
    <message>
        <source>Sends it (%1)</source>
        <translation>Sendet die Anfrage (%1)</translation>
    </message>
    <message>
        <source>It was cancelled. The endpoint may have acted on it all the same.</source>
        <translation>Der Vorgang wurde abgebrochen. Der Endpunkt kann die Anfrage trotzdem ausgeführt haben.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ConnectorEditor</name>
    <message>
        <source>Kept in the vault; type to change it</source>
        <translation>Im Tresor aufbewahrt; zum Ändern hier eingeben</translation>
    </message>
    <message>
        <source>Unchanged: its server has it</source>
        <translation>Unverändert: der zugehörige Server hat es</translation>
    </message>
    <message>
        <source>What this type of connector needs is not known here. Import the key manager from its server to edit its properties.</source>
        <translation>Was dieser Connector-Typ benötigt, ist hier nicht bekannt. Importieren Sie den Key Manager von seinem Server, um seine Eigenschaften zu bearbeiten.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CopyableField</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy %1</source>
        <translation>%1 kopieren</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CopyableText</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy %1</source>
        <translation>%1 kopieren</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::CutEntries</name>
    <message>
        <source>%1 is no trusted certificate: it cannot be moved by way of the clipboard. Select certificates alone.</source>
        <translation>%1 ist kein vertrauenswürdiges Zertifikat: Über die Zwischenablage kann der Eintrag nicht verschoben werden. Wählen Sie nur Zertifikate aus.</translation>
    </message>
    <message>
        <source>%1 is cut.</source>
        <translation>%1 ist ausgeschnitten.</translation>
    </message>
    <message numerus="yes">
        <source>%n entries are cut.</source>
        <translation>
            <numerusform>%n Eintrag ist ausgeschnitten.</numerusform>
            <numerusform>%n Einträge sind ausgeschnitten.</numerusform>
        </translation>
    </message>
    <message>
        <source>It stays here until it is pasted into another truststore.</source>
        <translation>Der Eintrag bleibt hier, bis er in einen anderen Truststore eingefügt wird.</translation>
    </message>
    <message>
        <source>They stay here until they are pasted into another truststore.</source>
        <translation>Sie bleiben hier, bis sie in einen anderen Truststore eingefügt werden.</translation>
    </message>
    <message>
        <source>&amp;Do not move</source>
        <translation>&amp;Nicht verschieben</translation>
    </message>
    <message numerus="yes">
        <source>%n entries</source>
        <translation>
            <numerusform>%n Eintrag</numerusform>
            <numerusform>%n Einträge</numerusform>
        </translation>
    </message>
    <message>
        <source>Move %1 to %2</source>
        <translation>%1 nach %2 verschieben</translation>
    </message>
    <message>
        <source>Moved to %1: %2.</source>
        <translation>Nach %1 verschoben: %2.</translation>
    </message>
    <message>
        <source>Undo brings it back here; what came there is undone there.</source>
        <translation>„Rückgängig machen“ holt dies hierher zurück; was dort angekommen ist, wird dort rückgängig gemacht.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::DecisionDesk</name>
    <message>
        <source>Reactivated</source>
        <translation>Reaktiviert</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>Freigegeben</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Deregistered</source>
        <translation>Abgemeldet</translation>
    </message>
    <message>
        <source>Put back to review</source>
        <translation>Zur Prüfung zurückgestellt</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1: %2.</translation>
    </message>
    <message>
        <source>%1: %2 registrations.</source>
        <translation>%1: %2 Registrierungen.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>And %1 more were refused.</source>
        <translation>Und %1 weitere wurden abgelehnt.</translation>
    </message>
    <message>
        <source>Taken back. It was: %1</source>
        <translation>Rückgängig gemacht. Es war: %1</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::DecisionDialog</name>
    <message>
        <source>From now on it gets access tokens, within what its roles and scopes allow.</source>
        <translation>Der Client erhält von jetzt an Access Tokens, soweit seine Rollen und Scopes es erlauben.</translation>
    </message>
    <message>
        <source>It gets access tokens again. Those it had before it was suspended stay dead.</source>
        <translation>Der Client erhält wieder Access Tokens. Die, die er vor der Sperrung hatte, bleiben ungültig.</translation>
    </message>
    <message>
        <source>It gets no more access tokens, and those it has stop working at once: whoever uses the application loses access until it is reactivated.</source>
        <translation>Der Client erhält keine Access Tokens mehr, und die vorhandenen werden sofort ungültig: Wer die Anwendung nutzt, verliert den Zugang, bis der Client reaktiviert wird.</translation>
    </message>
    <message>
        <source>It loses all access at once, and so does whoever uses the application. The TPP must register anew and gets another client id; its customers must consent again.</source>
        <translation>Der Client verliert sofort jeden Zugang, und ebenso jeder, der die Anwendung nutzt. Der TPP muss sich neu registrieren und erhält eine andere Client-ID; seine Kunden müssen erneut zustimmen.</translation>
    </message>
    <message>
        <source>It waits for review again and gets no access tokens until it is approved.</source>
        <translation>Der Client wartet wieder auf Prüfung und erhält keine Access Tokens, bis er freigegeben wird.</translation>
    </message>
    <message>
        <source>%1 of %2 will be: %3.</source>
        <translation>Neuer Zustand von %1 (%2): %3.</translation>
    </message>
    <message>
        <source>%1 registrations will be: %2. For each of them:</source>
        <translation>Neuer Zustand von %1 Registrierungen: %2. Für jede davon gilt:</translation>
    </message>
    <message>
        <source>Reactivate</source>
        <translation>Reaktivieren</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>Suspend</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Deregister</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Put back to review</source>
        <translation>Zur Prüfung zurückstellen</translation>
    </message>
    <message>
        <source>%1 a registration</source>
        <translation>%1: eine Registrierung</translation>
    </message>
    <message>
        <source>%1 %2 registrations</source>
        <translation>%1: %2 Registrierungen</translation>
    </message>
    <message>
        <source>One that is chosen too is left out: its state does not allow it.</source>
        <translation>Eine ebenfalls ausgewählte wird ausgelassen: Ihr Zustand erlaubt es nicht.</translation>
    </message>
    <message>
        <source>%1 that are chosen too are left out: their state does not allow it.</source>
        <translation>%1 ebenfalls ausgewählte werden ausgelassen: Ihr Zustand erlaubt es nicht.</translation>
    </message>
    <message>
        <source>This cannot be undone (RFC 7592, section 2.3).</source>
        <translation>Dies kann nicht rückgängig gemacht werden (RFC 7592, section 2.3).</translation>
    </message>
    <message>
        <source>To take access away for a while, suspend it instead.</source>
        <translation>Um den Zugang nur vorübergehend zu entziehen, sperren Sie stattdessen.</translation>
    </message>
    <message>
        <source>Whom it is about</source>
        <translation>Wen es betrifft</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Organisation</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>Is now</source>
        <translation>Ist jetzt</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Begründung</translation>
    </message>
    <message>
        <source>Why: it is kept in the record of activity</source>
        <translation>Begründung: Sie wird in der Aufzeichnung der Aktivität aufbewahrt</translation>
    </message>
    <message>
        <source>&amp;Reason:</source>
        <translation>&amp;Begründung:</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::DeploymentTomlDialog</name>
    <message>
        <source>&amp;Use the lines that are commented out</source>
        <translation>A&amp;uskommentierte Zeilen verwenden</translation>
    </message>
    <message>
        <source>Write to deployment.toml</source>
        <translation>In deployment.toml schreiben</translation>
    </message>
    <message>
        <source>Which file?</source>
        <translation>Welche Datei?</translation>
    </message>
    <message>
        <source>Choose the deployment.toml of the Identity Server or the API Manager: it is in repository/conf below the server&apos;s folder. You see what would change before anything is written.</source>
        <translation>Wählen Sie die deployment.toml des Identity Servers oder des API Managers: sie liegt in repository/conf unterhalb des Ordners des Servers. Sie sehen, was sich ändern würde, bevor etwas geschrieben wird.</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>…/repository/conf/deployment.toml</source>
        <translation>…/repository/conf/deployment.toml</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>Dur&amp;chsuchen…</translation>
    </message>
    <message>
        <source>&amp;File:</source>
        <translation>&amp;Datei:</translation>
    </message>
    <message>
        <source>Settings and findings</source>
        <translation>Einstellungen und Befunde</translation>
    </message>
    <message>
        <source>S&amp;ettings</source>
        <translation>&amp;Einstellungen</translation>
    </message>
    <message>
        <source>F&amp;indings</source>
        <translation>&amp;Befunde</translation>
    </message>
    <message>
        <source>What changes in the file, line by line</source>
        <translation>Was sich in der Datei ändert, Zeile für Zeile</translation>
    </message>
    <message>
        <source>A setting that is there as &quot;# key = …&quot; takes the place of that line; otherwise it is put beside it.</source>
        <translation>Eine Einstellung, die als „# key = …“ vorhanden ist, tritt an die Stelle dieser Zeile; sonst wird sie daneben eingefügt.</translation>
    </message>
    <message>
        <source>deployment.toml of a server</source>
        <translation>deployment.toml eines Servers</translation>
    </message>
    <message>
        <source>TOML files (*.toml);;All files (*)</source>
        <translation>TOML-Dateien (*.toml);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Reading the file…</source>
        <translation>Die Datei wird gelesen…</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>S&amp;ettings (%1)</source>
        <translation>&amp;Einstellungen (%1)</translation>
    </message>
    <message>
        <source>F&amp;indings (%1)</source>
        <translation>&amp;Befunde (%1)</translation>
    </message>
    <message>
        <source>%1 lines come, %2 lines go.</source>
        <translation>%1 Zeilen kommen hinzu, %2 Zeilen entfallen.</translation>
    </message>
    <message>
        <source>Nothing would change: the file says all of it already.</source>
        <translation>Es würde sich nichts ändern: In der Datei steht bereits alles.</translation>
    </message>
    <message>
        <source>Nothing would change in this file.</source>
        <translation>In dieser Datei würde sich nichts ändern.</translation>
    </message>
    <message>
        <source>%1 of the settings cannot be written.</source>
        <translation>%1 der Einstellungen können nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>%1 left out.</source>
        <translation>%1 ausgelassen.</translation>
    </message>
    <message>
        <source>Passwords are covered.</source>
        <translation>Kennwörter sind verdeckt.</translation>
    </message>
    <message>
        <source>The file as it is stays beside it, as %1.bak. %2</source>
        <translation>Die bisherige Datei bleibt als %1.bak daneben erhalten. %2</translation>
    </message>
    <message>
        <source>Writing the file…</source>
        <translation>Die Datei wird geschrieben…</translation>
    </message>
    <message>
        <source>Not written: the file is not the one that was read.</source>
        <translation>Nicht geschrieben: die Datei ist nicht mehr die, die gelesen wurde.</translation>
    </message>
    <message>
        <source>Not written.</source>
        <translation>Nicht geschrieben.</translation>
    </message>
    <message>
        <source>Somebody changed %1 meanwhile. Read it again: what would change is then worked out for what it says now.</source>
        <translation>Jemand hat %1 inzwischen geändert. Lesen Sie die Datei erneut: Was sich ändern würde, wird dann für ihren jetzigen Inhalt ermittelt.</translation>
    </message>
    <message>
        <source>&amp;Read it again</source>
        <translation>E&amp;rneut lesen</translation>
    </message>
    <message>
        <source>Written at %1. %2</source>
        <translation>Geschrieben: %1. %2</translation>
    </message>
    <message>
        <source>What was there before: %1.bak</source>
        <translation>Was vorher darin stand: %1.bak</translation>
    </message>
    <message>
        <source>There is nothing to write</source>
        <translation>Es ist nichts zu schreiben</translation>
    </message>
    <message>
        <source>Left out: other server</source>
        <translation>Ausgelassen: anderer Server</translation>
    </message>
    <message>
        <source>Left out: other accelerator</source>
        <translation>Ausgelassen: anderer Accelerator</translation>
    </message>
    <message>
        <source>There already</source>
        <translation>Schon vorhanden</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Ändert sich</translation>
    </message>
    <message>
        <source>Is added</source>
        <translation>Wird hinzugefügt</translation>
    </message>
    <message>
        <source>Is added, with its table</source>
        <translation>Wird mit der zugehörigen Tabelle hinzugefügt</translation>
    </message>
    <message>
        <source>Is uncommented</source>
        <translation>Auskommentierung wird aufgehoben</translation>
    </message>
    <message>
        <source>Is removed</source>
        <translation>Wird entfernt</translation>
    </message>
    <message>
        <source>Cannot be written</source>
        <translation>Kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>In the file</source>
        <translation>In der Datei</translation>
    </message>
    <message>
        <source>New value</source>
        <translation>Neuer Wert</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>Was geschieht</translation>
    </message>
    <message>
        <source>Settings that are to be written</source>
        <translation>Einstellungen, die geschrieben werden sollen</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>What was found in the file as it is</source>
        <translation>Was in der bisherigen Datei festgestellt wurde</translation>
    </message>
    <message>
        <source>The file was not read to its end.</source>
        <translation>Die Datei wurde nicht bis zum Ende gelesen.</translation>
    </message>
    <message>
        <source>Writing the file; then this closes…</source>
        <translation>Die Datei wird geschrieben; danach schließt sich dieses Fenster…</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::DiffView</name>
    <message>
        <source>… and %1 lines more</source>
        <translation>… und %1 weitere Zeilen</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::DifferenceList</name>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::EndpointPanel</name>
    <message>
        <source>Required</source>
        <translation>Erforderlich</translation>
    </message>
    <message>
        <source>As in production: a registration without a certificate that the truststore vouches for is refused.</source>
        <translation>Wie im Produktivbetrieb: Eine Registrierung ohne ein Zertifikat, für das der Truststore bürgt, wird abgelehnt.</translation>
    </message>
    <message>
        <source>Optional</source>
        <translation>Optional</translation>
    </message>
    <message>
        <source>A certificate is judged where one is presented, and may be left out.</source>
        <translation>Ein Zertifikat wird beurteilt, wenn eines vorgelegt wird; es darf auch fehlen.</translation>
    </message>
    <message>
        <source>Not asked for</source>
        <translation>Nicht verlangt</translation>
    </message>
    <message>
        <source>No certificate is asked for or judged. Signatures still are.</source>
        <translation>Es wird kein Zertifikat verlangt oder beurteilt. Signaturen werden weiterhin geprüft.</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Starten</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Wird gestartet…</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>Anha&amp;lten</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird angehalten…</translation>
    </message>
    <message>
        <source>Use any &amp;free port</source>
        <translation>&amp;Beliebigen freien Port verwenden</translation>
    </message>
    <message>
        <source>Registration endpoint</source>
        <translation>Registrierungsendpunkt</translation>
    </message>
    <message>
        <source>Discovery document</source>
        <translation>Discovery-Dokument</translation>
    </message>
    <message>
        <source>Test directory&apos;s key set</source>
        <translation>Schlüsselsatz des Testverzeichnisses</translation>
    </message>
    <message>
        <source>Client certificate</source>
        <translation>Client-Zertifikat</translation>
    </message>
    <message>
        <source>&amp;Address:</source>
        <translation>Adr&amp;esse:</translation>
    </message>
    <message>
        <source>Client c&amp;ertificate:</source>
        <translation>Client-&amp;Zertifikat:</translation>
    </message>
    <message>
        <source>Trusted clients:</source>
        <translation>Vertrauenswürdige Clients:</translation>
    </message>
    <message>
        <source>Registration:</source>
        <translation>Registrierung:</translation>
    </message>
    <message>
        <source>Discovery:</source>
        <translation>Discovery:</translation>
    </message>
    <message>
        <source>Directory&apos;s keys:</source>
        <translation>Schlüssel des Verzeichnisses:</translation>
    </message>
    <message>
        <source>Known once the endpoint runs</source>
        <translation>Bekannt, sobald der Endpunkt läuft</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>This machine only (localhost)</source>
        <translation>Nur dieser Rechner (localhost)</translation>
    </message>
    <message>
        <source>Every address of this machine</source>
        <translation>Jede Adresse dieses Rechners</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>any free</source>
        <translation>beliebiger freier</translation>
    </message>
    <message>
        <source>0 picks any free port</source>
        <translation>0 wählt einen beliebigen freien Port</translation>
    </message>
    <message>
        <source>&amp;Port:</source>
        <translation>&amp;Port:</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::EntryExport</name>
    <message>
        <source>Alias</source>
        <translation>Alias</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Subject</translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation>Aussteller</translation>
    </message>
    <message>
        <source>Expires</source>
        <translation>Läuft ab</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Hinzugefügt</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::EntryView</name>
    <message>
        <source>Certificate of the chain</source>
        <translation>Zertifikat der Kette</translation>
    </message>
    <message>
        <source>A private key and its chain. Gatehouse never opens the key: it is saved as it was read.</source>
        <translation>Ein privater Schlüssel und seine Kette. Gatehouse öffnet den Schlüssel nie: er wird so gespeichert, wie er gelesen wurde.</translation>
    </message>
    <message>
        <source>Nothing that a server would trust; it is saved as it was read.</source>
        <translation>Nichts, dem ein Server vertrauen würde; der Eintrag wird so gespeichert, wie er gelesen wurde.</translation>
    </message>
    <message>
        <source>%1 of %2: %3</source>
        <translation>%1 von %2: %3</translation>
    </message>
    <message>
        <source>Choose an entry to see it whole</source>
        <translation>Wählen Sie einen Eintrag, um ihn vollständig zu sehen</translation>
    </message>
    <message numerus="yes">
        <source>%n entries are selected</source>
        <translation>
            <numerusform>%n Eintrag ist ausgewählt</numerusform>
            <numerusform>%n Einträge sind ausgewählt</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ExchangeModel</name>
    <message>
        <source>Registered</source>
        <translation>Registriert</translation>
    </message>
    <message>
        <source>Registration read</source>
        <translation>Registrierung gelesen</translation>
    </message>
    <message>
        <source>Registration updated</source>
        <translation>Registrierung aktualisiert</translation>
    </message>
    <message>
        <source>Registration deleted</source>
        <translation>Registrierung gelöscht</translation>
    </message>
    <message>
        <source>Discovery read</source>
        <translation>Discovery gelesen</translation>
    </message>
    <message>
        <source>Token issued</source>
        <translation>Token ausgestellt</translation>
    </message>
    <message>
        <source>Token looked up</source>
        <translation>Token nachgeschlagen</translation>
    </message>
    <message>
        <source>Token revoked</source>
        <translation>Token widerrufen</translation>
    </message>
    <message>
        <source>Key set read</source>
        <translation>Schlüsselsatz gelesen</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>Beantwortet</translation>
    </message>
    <message>
        <source>Refused: %1</source>
        <translation>Abgelehnt: %1</translation>
    </message>
    <message>
        <source>Connection failed</source>
        <translation>Verbindung fehlgeschlagen</translation>
    </message>
    <message>
        <source>No such address</source>
        <translation>Keine solche Adresse</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>%1
%2</source>
        <translation>%1
%2</translation>
    </message>
    <message>
        <source>Client: %1
Software: %2
Certificate: %3</source>
        <translation>Client: %1
Software: %2
Zertifikat: %3</translation>
    </message>
    <message>
        <source>Time (UTC)</source>
        <translation>Zeit (UTC)</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ExchangeView</name>
    <message>
        <source>Copy as c&amp;url</source>
        <translation>Als &amp;curl kopieren</translation>
    </message>
    <message>
        <source>Open in &amp;Inspector</source>
        <translation>Im &amp;Inspektor öffnen</translation>
    </message>
    <message>
        <source>The request</source>
        <translation>Die Anfrage</translation>
    </message>
    <message>
        <source>The response</source>
        <translation>Die Antwort</translation>
    </message>
    <message>
        <source>A command that sends the same request again</source>
        <translation>Ein Befehl, der dieselbe Anfrage noch einmal sendet</translation>
    </message>
    <message>
        <source>The token in the request</source>
        <translation>Das Token in der Anfrage</translation>
    </message>
    <message>
        <source>Details of the request</source>
        <translation>Einzelheiten der Anfrage</translation>
    </message>
    <message>
        <source>Re&amp;quest</source>
        <translation>An&amp;frage</translation>
    </message>
    <message>
        <source>Resp&amp;onse</source>
        <translation>Ant&amp;wort</translation>
    </message>
    <message>
        <source>Chec&amp;ks</source>
        <translation>Prüf&amp;ungen</translation>
    </message>
    <message>
        <source>&amp;Token</source>
        <translation>&amp;Token</translation>
    </message>
    <message>
        <source>no client certificate</source>
        <translation>kein Client-Zertifikat</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>Von %1</translation>
    </message>
    <message>
        <source>
… the rest of the body was not kept</source>
        <translation>
… der Rest des Bodys wurde nicht aufbewahrt</translation>
    </message>
    <message>
        <source>The connection ended before an answer.</source>
        <translation>Die Verbindung endete vor einer Antwort.</translation>
    </message>
    <message>
        <source>Choose a request to see it whole</source>
        <translation>Wählen Sie eine Anfrage, um sie vollständig zu sehen</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ExpiryModel</name>
    <message>
        <source>%1
Expires %2</source>
        <translation>%1
Läuft ab: %2</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::FirstStartView</name>
    <message>
        <source>&amp;Do all of it</source>
        <translation>A&amp;lles ausführen</translation>
    </message>
    <message>
        <source>Welcome to Gatehouse</source>
        <translation>Willkommen bei Gatehouse</translation>
    </message>
    <message>
        <source>Nobody is registered here yet. Three steps lead to a first registration; they take a few seconds and touch nothing outside this workspace.</source>
        <translation>Hier ist noch niemand registriert. Drei Schritte führen zu einer ersten Registrierung; sie dauern wenige Sekunden und berühren nichts außerhalb dieses Arbeitsbereichs.</translation>
    </message>
    <message>
        <source>%1: under way</source>
        <translation>%1: läuft</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>The re&amp;gistration</source>
        <translation>Die Re&amp;gistrierung</translation>
    </message>
    <message>
        <source>Its re&amp;quest in the Inspector</source>
        <translation>Ihre Anf&amp;rage im Inspektor</translation>
    </message>
    <message>
        <source>The sandbox&apos;s &amp;log</source>
        <translation>Das &amp;Protokoll der Sandbox</translation>
    </message>
    <message>
        <source>For administrators</source>
        <translation>Für Administratoren</translation>
    </message>
    <message>
        <source>A bank&apos;s servers are set up on these pages; none of them needs the sandbox.</source>
        <translation>Die Server einer Bank werden auf diesen Seiten eingerichtet; keine davon braucht die Sandbox.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>The client&apos;s id is %1. Its kit, to send requests with from elsewhere, is in %2.</source>
        <translation>Die ID des Clients ist %1. Sein Kit, mit dem Anfragen von anderswo gesendet werden können, liegt in %2.</translation>
    </message>
    <message>
        <source>What was registered, how each check came out, and what went over the wire.</source>
        <translation>Was registriert wurde, das Ergebnis jeder Prüfung und was übertragen wurde.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>Try again: then any free port is taken.</source>
        <translation>Versuchen Sie es erneut: Dann wird ein beliebiger freier Port verwendet.</translation>
    </message>
    <message>
        <source>Mend it and try again; what is done already stays done.</source>
        <translation>Beheben Sie die Ursache, und versuchen Sie es erneut; was bereits erledigt ist, bleibt erledigt.</translation>
    </message>
    <message>
        <source>Sho&amp;w the overview</source>
        <translation>Über&amp;sicht anzeigen</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::GrantTypeTags</name>
    <message>
        <source>Another grant type</source>
        <translation>Ein weiterer Grant Type</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add the grant type</source>
        <translation>Den Grant Type hinzufügen</translation>
    </message>
    <message>
        <source>Take %1 away</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>Grant type %1: take it away</source>
        <translation>Grant Type %1: entfernen</translation>
    </message>
    <message>
        <source>Open banking needs %1: add it</source>
        <translation>Open Banking benötigt %1: hinzufügen</translation>
    </message>
    <message>
        <source>Add the grant type %1</source>
        <translation>Den Grant Type %1 hinzufügen</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::HelpWindow</name>
    <message>
        <source>Gatehouse help</source>
        <translation>Gatehouse-Hilfe</translation>
    </message>
    <message>
        <source>Search the help</source>
        <translation>Hilfe durchsuchen</translation>
    </message>
    <message>
        <source>Topics</source>
        <translation>Themen</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vorwärts</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>%1 - Gatehouse help</source>
        <translation>%1 - Gatehouse-Hilfe</translation>
    </message>
    <message>
        <source>Nothing is said about that. Try another word.</source>
        <translation>Dazu gibt es nichts. Versuchen Sie ein anderes Wort.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::HistoryPanel</name>
    <message>
        <source>&amp;Restore this version…</source>
        <translation>Diese Version wiede&amp;rherstellen…</translation>
    </message>
    <message>
        <source>Versions of the policy</source>
        <translation>Versionen der Richtlinie</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Applied</source>
        <translation>Angewendet</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Richtlinie</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Begründung</translation>
    </message>
    <message>
        <source>%1, counts</source>
        <translation>%1, gilt</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>Kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>No policy was applied yet: the standard one counts. Every policy that is applied is kept here.</source>
        <translation>Es wurde noch keine Richtlinie angewendet: Die Standardrichtlinie gilt. Jede Richtlinie, die angewendet wird, wird hier aufbewahrt.</translation>
    </message>
    <message>
        <source>Choose one version to compare it with the form, or two to compare them.</source>
        <translation>Wählen Sie eine Version, um sie mit dem Formular zu vergleichen, oder zwei, um sie miteinander zu vergleichen.</translation>
    </message>
    <message>
        <source>From version %1 to version %2:</source>
        <translation>Von Version %1 zu Version %2:</translation>
    </message>
    <message>
        <source>They say the same.</source>
        <translation>Beide sagen dasselbe.</translation>
    </message>
    <message>
        <source>From the form to version %1:</source>
        <translation>Vom Formular zu Version %1:</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::HistoryTab</name>
    <message>
        <source>The newest %1 entries; the Activity page has all of them.</source>
        <translation>Die neuesten %1 Einträge; die Seite „Aktivität“ enthält alle.</translation>
    </message>
    <message>
        <source>History of the registration</source>
        <translation>Verlauf der Registrierung</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Begründung</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Why: %1</source>
        <translation>Begründung: %1</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ImportDialog</name>
    <message>
        <source>Show the &amp;next</source>
        <translation>&amp;Nächstes zeigen</translation>
    </message>
    <message>
        <source>Import certificates</source>
        <translation>Zertifikate importieren</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Name, issuer or alias</source>
        <translation>Name, Aussteller oder Alias</translation>
    </message>
    <message>
        <source>&amp;Filter:</source>
        <translation>&amp;Filter:</translation>
    </message>
    <message>
        <source>&amp;Tick all</source>
        <translation>Alle an&amp;kreuzen</translation>
    </message>
    <message>
        <source>Tick every certificate that is shown</source>
        <translation>Jedes angezeigte Zertifikat ankreuzen</translation>
    </message>
    <message>
        <source>&amp;Untick all</source>
        <translation>Alle a&amp;bwählen</translation>
    </message>
    <message>
        <source>Untick every certificate that is shown</source>
        <translation>Jedes angezeigte Zertifikat abwählen</translation>
    </message>
    <message>
        <source>Certificates to import</source>
        <translation>Zu importierende Zertifikate</translation>
    </message>
    <message>
        <source>Alias</source>
        <translation>Alias</translation>
    </message>
    <message>
        <source>What the entry is called in the store</source>
        <translation>Wie der Eintrag im Speicher heißt</translation>
    </message>
    <message>
        <source>&amp;Alias:</source>
        <translation>&amp;Alias:</translation>
    </message>
    <message>
        <source>Left out, as it is no certificate:</source>
        <translation>Ausgelassen, da kein Zertifikat:</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>Go to the next certificate whose alias cannot be used</source>
        <translation>Zum nächsten Zertifikat gehen, dessen Alias nicht verwendet werden kann</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>&amp;Importieren</translation>
    </message>
    <message>
        <source>1 alias cannot be used</source>
        <translation>1 Alias kann nicht verwendet werden</translation>
    </message>
    <message>
        <source>%1 aliases cannot be used</source>
        <translation>%1 Aliase können nicht verwendet werden</translation>
    </message>
    <message>
        <source>Nothing to import: the store trusts all of it already</source>
        <translation>Nichts zu importieren: Der Speicher vertraut bereits allen</translation>
    </message>
    <message>
        <source>%1 of %2 ticked, %3 in the store already</source>
        <translation>%1 von %2 angekreuzt, %3 bereits im Speicher</translation>
    </message>
    <message>
        <source>%1 of %2 ticked</source>
        <translation>%1 von %2 angekreuzt</translation>
    </message>
    <message>
        <source>&amp;Import 1 certificate</source>
        <translation>1 Zertifikat &amp;importieren</translation>
    </message>
    <message>
        <source>&amp;Import %1 certificates</source>
        <translation>%1 Zertifikate &amp;importieren</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ImportModel</name>
    <message>
        <source>In the store already, as “%1”</source>
        <translation>Bereits im Speicher, als „%1“</translation>
    </message>
    <message>
        <source>In this list already, as “%1”</source>
        <translation>Bereits in dieser Liste, als „%1“</translation>
    </message>
    <message>
        <source>The store has an entry “%1” already (case does not count). Choose another alias.</source>
        <translation>Der Speicher hat bereits einen Eintrag „%1“ (Groß- und Kleinschreibung zählt nicht). Wählen Sie einen anderen Alias.</translation>
    </message>
    <message>
        <source>Another certificate of this list has the alias “%1” too. Choose another one.</source>
        <translation>Ein anderes Zertifikat dieser Liste hat ebenfalls den Alias „%1“. Wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>Alias</source>
        <translation>Alias</translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>Anmerkungen</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::InspectionView</name>
    <message>
        <source>Registration request with a software statement</source>
        <translation>Registrierungsanfrage mit einem Software Statement</translation>
    </message>
    <message>
        <source>Software statement</source>
        <translation>Software Statement</translation>
    </message>
    <message>
        <source>%1, %2 characters</source>
        <translation>%1, %2 Zeichen</translation>
    </message>
    <message>
        <source>%1, found %2, %3 characters</source>
        <translation>%1, gefunden %2, %3 Zeichen</translation>
    </message>
    <message>
        <source>Signature of the request</source>
        <translation>Signatur der Anfrage</translation>
    </message>
    <message>
        <source>Signature of the statement</source>
        <translation>Signatur des Software Statements</translation>
    </message>
    <message>
        <source>The request&apos;s header and claims</source>
        <translation>Header und Claims der Anfrage</translation>
    </message>
    <message>
        <source>The statement&apos;s header and claims</source>
        <translation>Header und Claims des Software Statements</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Chec&amp;ks</source>
        <translation>Prüf&amp;ungen</translation>
    </message>
    <message>
        <source>&amp;Request</source>
        <translation>Anfra&amp;ge</translation>
    </message>
    <message>
        <source>&amp;Statement</source>
        <translation>Soft&amp;ware Statement</translation>
    </message>
    <message>
        <source>Side &amp;by side</source>
        <translation>Nebe&amp;neinander</translation>
    </message>
    <message>
        <source>Claims of the request beside those of the statement</source>
        <translation>Claims der Anfrage neben denen des Software Statements</translation>
    </message>
    <message>
        <source>Chec&amp;ks (%1)</source>
        <translation>Prüf&amp;ungen (%1)</translation>
    </message>
    <message>
        <source>Side &amp;by side (%1 differ)</source>
        <translation>Nebe&amp;neinander (%1 abweichend)</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::InspectorPage</name>
    <message>
        <source>&amp;Paste</source>
        <translation>&amp;Einfügen</translation>
    </message>
    <message>
        <source>Inspect what is on the clipboard</source>
        <translation>Untersuchen, was in der Zwischenablage ist</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>Ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>&amp;Clear</source>
        <translation>&amp;Leeren</translation>
    </message>
    <message>
        <source>The moment to judge at, in UTC</source>
        <translation>Der Zeitpunkt der Beurteilung, in UTC</translation>
    </message>
    <message>
        <source>Checks look at the token as if it were this moment, in UTC</source>
        <translation>Die Prüfungen beurteilen das Token, als wäre es dieser Zeitpunkt, in UTC</translation>
    </message>
    <message>
        <source>&amp;Now</source>
        <translation>&amp;Jetzt</translation>
    </message>
    <message>
        <source>Judge at the present moment</source>
        <translation>Zum jetzigen Zeitpunkt beurteilen</translation>
    </message>
    <message>
        <source>When &amp;issued</source>
        <translation>Bei Aus&amp;stellung</translation>
    </message>
    <message>
        <source>Judge at the moment the token was issued: was it right then?</source>
        <translation>Zum Zeitpunkt der Ausstellung des Tokens beurteilen: war es damals in Ordnung?</translation>
    </message>
    <message>
        <source>&amp;As of (UTC):</source>
        <translation>S&amp;tand (UTC):</translation>
    </message>
    <message>
        <source>Nothing to inspect yet</source>
        <translation>Noch nichts zu untersuchen</translation>
    </message>
    <message>
        <source>Paste a software statement, a registration request, JSON that holds one or a whole curl command; or drop a file here. You see what it says, who signed it, and whether a registration with it would be accepted, and why.</source>
        <translation>Fügen Sie ein Software Statement, eine Registrierungsanfrage, JSON mit einem davon oder einen ganzen curl-Befehl ein; oder legen Sie hier eine Datei ab. Sie sehen, was darin steht, wer es signiert hat und ob eine Registrierung damit angenommen würde und warum.</translation>
    </message>
    <message>
        <source>Paste from the clipboard</source>
        <translation>Aus der Zwischenablage einfügen</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>Datei öffnen…</translation>
    </message>
    <message>
        <source>Open a token</source>
        <translation>Ein Token öffnen</translation>
    </message>
    <message>
        <source>Tokens (*.jwt *.txt *.json *.sh);;All files (*)</source>
        <translation>Tokens (*.jwt *.txt *.json *.sh);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>There is no text on the clipboard.</source>
        <translation>In der Zwischenablage ist kein Text.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::JsonView</name>
    <message>
        <source>v4: API Manager 4.2 and newer</source>
        <translation>v4: API Manager 4.2 und neuer</translation>
    </message>
    <message>
        <source>v3: API Manager 4.1</source>
        <translation>v3: API Manager 4.1</translation>
    </message>
    <message>
        <source>v2: API Manager 4.0</source>
        <translation>v2: API Manager 4.0</translation>
    </message>
    <message>
        <source>Version of the Admin API</source>
        <translation>Version der Admin API</translation>
    </message>
    <message>
        <source>JSON of the key manager</source>
        <translation>JSON des Key Managers</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the JSON</source>
        <translation>Das JSON kopieren</translation>
    </message>
    <message>
        <source>Admin API</source>
        <translation>Admin API</translation>
    </message>
    <message>
        <source>POST %1</source>
        <translation>POST %1</translation>
    </message>
    <message>
        <source>PUT %1/%2</source>
        <translation>PUT %1/%2</translation>
    </message>
    <message>
        <source>Five asterisks stand for a secret: a server keeps the one that it has. For a new key manager export with the secrets.</source>
        <translation>Fünf Sternchen stehen für ein Geheimnis: Ein Server behält das, das er hat. Für einen neuen Key Manager exportieren Sie mit den Geheimnissen.</translation>
    </message>
    <message>
        <source>Left out, since this version does not have it: %1.</source>
        <translation>Ausgelassen, da es in dieser Version nicht vorhanden ist: %1.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::JwksPage</name>
    <message>
        <source>That was not saved.</source>
        <translation>Dies wurde nicht gespeichert.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>No key set has a name yet</source>
        <translation>Noch ist kein Schlüsselsatz benannt</translation>
    </message>
    <message>
        <source>A key set (JWKS) lists the public keys that software statements and requests are verified with. Name the sandbox&apos;s and the production directory&apos;s: you see their keys, until when their certificates are valid, and what changes. The endpoint uses what is fetched here where its policy names the same URL.</source>
        <translation>Ein Schlüsselsatz (JWKS) führt die öffentlichen Schlüssel auf, mit denen Software Statements und Anfragen verifiziert werden. Benennen Sie den des Sandbox- und den des Produktivverzeichnisses: Sie sehen die Schlüssel, bis wann deren Zertifikate gültig sind und was sich ändert. Der Endpunkt verwendet, was hier abgerufen wird, wenn seine Richtlinie dieselbe URL nennt.</translation>
    </message>
    <message>
        <source>Add the sandbox&apos;s…</source>
        <translation>Den der Sandbox hinzufügen…</translation>
    </message>
    <message>
        <source>Add production&apos;s…</source>
        <translation>Den der Produktion hinzufügen…</translation>
    </message>
    <message>
        <source>Key sets</source>
        <translation>Schlüsselsätze</translation>
    </message>
    <message>
        <source>The list stayed as it was.</source>
        <translation>Die Liste blieb unverändert.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig machen</translation>
    </message>
    <message>
        <source>Fetching %1</source>
        <translation>%1 wird abgerufen</translation>
    </message>
    <message>
        <source>%1 was fetched: %2.</source>
        <translation>%1 wurde abgerufen: %2.</translation>
    </message>
    <message>
        <source>Added %1</source>
        <translation>%1 hinzugefügt</translation>
    </message>
    <message>
        <source>Changed %1</source>
        <translation>%1 geändert</translation>
    </message>
    <message>
        <source>Removed %1</source>
        <translation>%1 entfernt</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyChoice</name>
    <message>
        <source>%1 files</source>
        <translation>%1 Dateien</translation>
    </message>
    <message>
        <source>As for the statement</source>
        <translation>Wie für das Software Statement</translation>
    </message>
    <message>
        <source>Test directory of this workspace</source>
        <translation>Testverzeichnis dieses Arbeitsbereichs</translation>
    </message>
    <message>
        <source>None: do not verify</source>
        <translation>Keine: nicht verifizieren</translation>
    </message>
    <message>
        <source>Keys for the request&apos;s signature</source>
        <translation>Schlüssel für die Signatur der Anfrage</translation>
    </message>
    <message>
        <source>Keys for the statement&apos;s signature</source>
        <translation>Schlüssel für die Signatur des Software Statements</translation>
    </message>
    <message>
        <source>&amp;Request keys:</source>
        <translation>Schlüssel de&amp;r Anfrage:</translation>
    </message>
    <message>
        <source>&amp;Statement keys:</source>
        <translation>Schlüssel des Software State&amp;ments:</translation>
    </message>
    <message>
        <source>Choose JWK set files</source>
        <translation>JWK-Set-Dateien wählen</translation>
    </message>
    <message>
        <source>Choose key files for the request</source>
        <translation>Schlüsseldateien für die Anfrage wählen</translation>
    </message>
    <message>
        <source>Choose key files for the statement</source>
        <translation>Schlüsseldateien für das Software Statement wählen</translation>
    </message>
    <message>
        <source>Name the URL of a JWK set</source>
        <translation>Die URL eines JWK-Sets angeben</translation>
    </message>
    <message>
        <source>Name the URL of a key set for the request</source>
        <translation>Die URL eines Schlüsselsatzes für die Anfrage angeben</translation>
    </message>
    <message>
        <source>Name the URL of a key set for the statement</source>
        <translation>Die URL eines Schlüsselsatzes für das Software Statement angeben</translation>
    </message>
    <message>
        <source>Key set at a URL</source>
        <translation>Schlüsselsatz unter einer URL</translation>
    </message>
    <message>
        <source>The key set&apos;s URL; it begins with https.</source>
        <translation>Die URL des Schlüsselsatzes; sie beginnt mit https.</translation>
    </message>
    <message>
        <source>Key set</source>
        <translation>Schlüsselsatz</translation>
    </message>
    <message>
        <source>JWK sets (*.json *.jwks);;All files (*)</source>
        <translation>JWK-Sets (*.json *.jwks);;Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyDetails</name>
    <message>
        <source>Thumbprint</source>
        <translation>Thumbprint</translation>
    </message>
    <message>
        <source>The directory&apos;s kid</source>
        <translation>kid des Verzeichnisses</translation>
    </message>
    <message>
        <source>What the Open Banking directory calls such a key: RFC 7638 over SHA-1</source>
        <translation>Wie das Open-Banking-Verzeichnis einen solchen Schlüssel nennt: RFC 7638 über SHA-1</translation>
    </message>
    <message>
        <source>Thumbprint:</source>
        <translation>Thumbprint:</translation>
    </message>
    <message>
        <source>Directory&apos;s kid:</source>
        <translation>kid des Verzeichnisses:</translation>
    </message>
    <message>
        <source>The key</source>
        <translation>Der Schlüssel</translation>
    </message>
    <message>
        <source>JWK</source>
        <translation>JWK</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>The key as JSON</source>
        <translation>Der Schlüssel als JSON</translation>
    </message>
    <message>
        <source>Co&amp;py JWK</source>
        <translation>JWK ko&amp;pieren</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>A key without a name</source>
        <translation>Ein Schlüssel ohne Namen</translation>
    </message>
    <message>
        <source>Choose a key to see it whole</source>
        <translation>Wählen Sie einen Schlüssel, um ihn vollständig zu sehen</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyManagerDocument</name>
    <message>
        <source>Without a name</source>
        <translation>Ohne Namen</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyManagerForm</name>
    <message>
        <source>The Resident Key Manager is the API Manager&apos;s own. Only its connector&apos;s user and whether it is enabled can be changed.</source>
        <translation>Der Resident Key Manager gehört zum API Manager selbst. Nur der Benutzer seines Connectors und ob er aktiviert ist, kann geändert werden.</translation>
    </message>
    <message>
        <source>Self Validate JWT</source>
        <translation>Self Validate JWT</translation>
    </message>
    <message>
        <source>Use introspect</source>
        <translation>Use introspect</translation>
    </message>
    <message>
        <source>Change of %1</source>
        <translation>Änderung von %1</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyManagerKeeper</name>
    <message>
        <source>The key managers cannot be read.</source>
        <translation>Die Key Manager können nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Another program changed %1 meanwhile.</source>
        <translation>Ein anderes Programm hat %1 inzwischen geändert.</translation>
    </message>
    <message>
        <source>Nothing was saved.</source>
        <translation>Nichts wurde gespeichert.</translation>
    </message>
    <message>
        <source>Nothing was deleted.</source>
        <translation>Nichts wurde gelöscht.</translation>
    </message>
    <message>
        <source>The deletion was not undone.</source>
        <translation>Das Löschen wurde nicht rückgängig gemacht.</translation>
    </message>
    <message>
        <source>Enabling</source>
        <translation>Aktivieren</translation>
    </message>
    <message>
        <source>Disabling</source>
        <translation>Deaktivieren</translation>
    </message>
    <message>
        <source>It cannot be read again.</source>
        <translation>Er kann nicht erneut gelesen werden.</translation>
    </message>
    <message>
        <source>Nothing was saved, but the vault keeps the new password instead of the one before.</source>
        <translation>Es wurde nichts gespeichert, aber der Tresor enthält das neue Kennwort anstelle des vorherigen.</translation>
    </message>
    <message>
        <source>It was deleted again meanwhile.</source>
        <translation>Er wurde inzwischen wieder gelöscht.</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>Nicht gespeicherte Änderungen</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyManagerListModel</name>
    <message>
        <source>enabled</source>
        <translation>aktiviert</translation>
    </message>
    <message>
        <source>disabled</source>
        <translation>deaktiviert</translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation>1 Problem</translation>
    </message>
    <message>
        <source>%1 problems</source>
        <translation>%1 Probleme</translation>
    </message>
    <message>
        <source>1 warning</source>
        <translation>1 Warnung</translation>
    </message>
    <message>
        <source>%1 warnings</source>
        <translation>%1 Warnungen</translation>
    </message>
    <message>
        <source>Resident</source>
        <translation>Resident</translation>
    </message>
    <message>
        <source>%1 (unsaved)</source>
        <translation>%1 (ungespeichert)</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyManagerSecrets</name>
    <message>
        <source>The vault stays locked: its passphrase was not given.</source>
        <translation>Der Tresor bleibt gesperrt: Seine Passphrase wurde nicht angegeben.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyManagersPage</name>
    <message>
        <source>WSO2 &amp;Identity Server…</source>
        <translation>WSO2 &amp;Identity Server…</translation>
    </message>
    <message>
        <source>Local &amp;sandbox</source>
        <translation>Lokale &amp;Sandbox</translation>
    </message>
    <message>
        <source>&amp;Empty form</source>
        <translation>&amp;Leeres Formular</translation>
    </message>
    <message>
        <source>&amp;Paste JSON</source>
        <translation>JSON einfü&amp;gen</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig machen</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Fill from well-known</source>
        <translation>Aus &amp;Well-known ausfüllen</translation>
    </message>
    <message>
        <source>Ask each end&amp;point</source>
        <translation>Jeden Endpun&amp;kt abfragen</translation>
    </message>
    <message>
        <source>&amp;Trust a server&apos;s certificate…</source>
        <translation>Dem Zertifikat eines Servers ver&amp;trauen…</translation>
    </message>
    <message>
        <source>&amp;Disable</source>
        <translation>Deakti&amp;vieren</translation>
    </message>
    <message>
        <source>D&amp;uplicate</source>
        <translation>D&amp;uplizieren</translation>
    </message>
    <message>
        <source>&amp;Export JSON…</source>
        <translation>JSON &amp;exportieren…</translation>
    </message>
    <message>
        <source>Export with its &amp;password…</source>
        <translation>Mit &amp;Kennwort exportieren…</translation>
    </message>
    <message>
        <source>De&amp;lete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation>&amp;Neu</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translation>&amp;Mehr</translation>
    </message>
    <message>
        <source>E&amp;nable</source>
        <translation>Akti&amp;vieren</translation>
    </message>
    <message>
        <source>The sandbox does not run.</source>
        <translation>Die Sandbox läuft nicht.</translation>
    </message>
    <message>
        <source>Start it on the page Sandbox; it says of itself where everything is.</source>
        <translation>Starten Sie sie auf der Seite „Sandbox“; sie gibt selbst an, wo alles zu finden ist.</translation>
    </message>
    <message>
        <source>Asking the sandbox…</source>
        <translation>Die Sandbox wird gefragt…</translation>
    </message>
    <message>
        <source>The sandbox did not answer as expected.</source>
        <translation>Die Sandbox hat nicht wie erwartet geantwortet.</translation>
    </message>
    <message>
        <source>Import key managers</source>
        <translation>Key Manager importieren</translation>
    </message>
    <message>
        <source>JSON (*.json);;All files (*)</source>
        <translation>JSON (*.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Nothing was imported.</source>
        <translation>Nichts wurde importiert.</translation>
    </message>
    <message>
        <source>%1 is no key manager.</source>
        <translation>%1 ist kein Key Manager.</translation>
    </message>
    <message>
        <source>%1 was imported. It is not saved yet.</source>
        <translation>%1 wurde importiert und ist noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>The clipboard</source>
        <translation>Die Zwischenablage</translation>
    </message>
    <message>
        <source>Export the key manager</source>
        <translation>Den Key Manager exportieren</translation>
    </message>
    <message>
        <source>Export the key manager with its password</source>
        <translation>Den Key Manager mit seinem Kennwort exportieren</translation>
    </message>
    <message>
        <source>Nothing was exported.</source>
        <translation>Nichts wurde exportiert.</translation>
    </message>
    <message>
        <source>%1 was written</source>
        <translation>%1 wurde geschrieben</translation>
    </message>
    <message>
        <source>The copy is disabled, since two key managers of one issuer are ambiguous, and has no password: type it.</source>
        <translation>Die Kopie ist deaktiviert, da zwei Key Manager mit demselben issuer mehrdeutig sind, und hat kein Kennwort: Geben Sie es ein.</translation>
    </message>
    <message>
        <source>%1 was saved</source>
        <translation>%1 wurde gespeichert</translation>
    </message>
    <message>
        <source>Type the well-known URL first.</source>
        <translation>Geben Sie zuerst die Well-known-URL ein.</translation>
    </message>
    <message>
        <source>An Identity Server has it at https://HOST:9446/oauth2/token/.well-known/openid-configuration.</source>
        <translation>Bei einem Identity Server lautet sie https://HOST:9446/oauth2/token/.well-known/openid-configuration.</translation>
    </message>
    <message>
        <source>Asking %1…</source>
        <translation>%1 wird gefragt…</translation>
    </message>
    <message>
        <source>The well-known URL tells nothing.</source>
        <translation>Die Well-known-URL liefert keine Angaben.</translation>
    </message>
    <message>
        <source>Trust a certificate…</source>
        <translation>Einem Zertifikat vertrauen…</translation>
    </message>
    <message>
        <source>The form says what the well-known URL says.</source>
        <translation>Das Formular sagt dasselbe wie die Well-known-URL.</translation>
    </message>
    <message>
        <source>Fill from well-known</source>
        <translation>Aus Well-known ausfüllen</translation>
    </message>
    <message>
        <source>There is no endpoint to ask yet.</source>
        <translation>Es gibt noch keinen Endpunkt, der abgefragt werden kann.</translation>
    </message>
    <message>
        <source>Trust a server&apos;s certificate or its authority&apos;s</source>
        <translation>Dem Zertifikat eines Servers oder seiner Zertifizierungsstelle vertrauen</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer *.der *.p7b);;All files (*)</source>
        <translation>Zertifikate (*.pem *.crt *.cer *.der *.p7b);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>%1 is trusted here until the program ends.</source>
        <translation>%1 wird hier vertraut, bis das Programm beendet wird.</translation>
    </message>
    <message>
        <source>The file holds no certificate that can be read.</source>
        <translation>Die Datei enthält kein Zertifikat, das gelesen werden kann.</translation>
    </message>
    <message>
        <source>Ne&amp;xt problem</source>
        <translation>Nä&amp;chstes Problem</translation>
    </message>
    <message>
        <source>Key managers</source>
        <translation>Key Manager</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Views of the key manager</source>
        <translation>Ansichten des Key Managers</translation>
    </message>
    <message>
        <source>There is no key manager yet</source>
        <translation>Es gibt noch keinen Key Manager</translation>
    </message>
    <message>
        <source>The API Manager needs to know the Identity Server that issues its tokens. Begin with a template: it needs nothing but the servers&apos; names, and you see at once what is missing.</source>
        <translation>Der API Manager muss den Identity Server kennen, der seine Tokens ausstellt. Beginnen Sie mit einer Vorlage: Sie benötigt nur die Namen der Server, und Sie sehen sofort, was fehlt.</translation>
    </message>
    <message>
        <source>WSO2 Identity Server…</source>
        <translation>WSO2 Identity Server…</translation>
    </message>
    <message>
        <source>Import its JSON…</source>
        <translation>Sein JSON importieren…</translation>
    </message>
    <message>
        <source>1 field is missing or wrong</source>
        <translation>1 Feld fehlt oder ist falsch</translation>
    </message>
    <message>
        <source>%1 fields are missing or wrong</source>
        <translation>%1 Felder fehlen oder sind falsch</translation>
    </message>
    <message>
        <source>1 warning</source>
        <translation>1 Warnung</translation>
    </message>
    <message>
        <source>%1 warnings</source>
        <translation>%1 Warnungen</translation>
    </message>
    <message>
        <source>Nothing is missing or wrong</source>
        <translation>Nichts fehlt oder ist falsch</translation>
    </message>
    <message>
        <source>%1 was deleted.</source>
        <translation>%1 wurde gelöscht.</translation>
    </message>
    <message>
        <source>The new key manager</source>
        <translation>Der neue Key Manager</translation>
    </message>
    <message>
        <source>Your changes are not saved. Taking the other version gives them up.</source>
        <translation>Ihre Änderungen sind nicht gespeichert. Wenn Sie die andere Version übernehmen, gehen sie verloren.</translation>
    </message>
    <message>
        <source>Take the other version</source>
        <translation>Die andere Version übernehmen</translation>
    </message>
    <message>
        <source>Unsaved key managers</source>
        <translation>Ungespeicherte Key Manager</translation>
    </message>
    <message>
        <source>A key manager has unsaved changes.</source>
        <translation>Ein Key Manager hat ungespeicherte Änderungen.</translation>
    </message>
    <message>
        <source>%1 key managers have unsaved changes.</source>
        <translation>%1 Key Manager haben ungespeicherte Änderungen.</translation>
    </message>
    <message>
        <source>I&amp;mport JSON…</source>
        <translation>JSON i&amp;mportieren…</translation>
    </message>
    <message>
        <source>%1 was imported, but not all of it.</source>
        <translation>%1 wurde importiert, aber nicht vollständig.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyRow</name>
    <message>
        <source>Its certificate cannot be read: %1</source>
        <translation>Sein Zertifikat kann nicht gelesen werden: %1</translation>
    </message>
    <message>
        <source>The certificate is for another key than this one.</source>
        <translation>Das Zertifikat gehört zu einem anderen Schlüssel als diesem.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeySetDialog</name>
    <message>
        <source>Add a key set</source>
        <translation>Einen Schlüsselsatz hinzufügen</translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation>%1 bearbeiten</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>Truststore</source>
        <translation>Truststore</translation>
    </message>
    <message>
        <source>none: the system&apos;s authorities alone</source>
        <translation>keiner: nur die Zertifizierungsstellen des Systems</translation>
    </message>
    <message>
        <source>Choose a truststore</source>
        <translation>Einen Truststore wählen</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Name:</translation>
    </message>
    <message>
        <source>“sandbox” and “production” are the two that deployment.toml names.</source>
        <translation>„sandbox“ und „production“ sind die beiden, die deployment.toml nennt.</translation>
    </message>
    <message>
        <source>&amp;URL:</source>
        <translation>&amp;URL:</translation>
    </message>
    <message>
        <source>&amp;Truststore:</source>
        <translation>&amp;Truststore:</translation>
    </message>
    <message>
        <source>Whose certificates vouch for the key server, beside the system&apos;s authorities. It must open without a password: PEM or JKS.</source>
        <translation>Dessen Zertifikate für den Schlüsselserver bürgen, neben den Zertifizierungsstellen des Systems. Er muss sich ohne Kennwort öffnen lassen: PEM oder JKS.</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>A name of 1 to %1 characters is needed.</source>
        <translation>Ein Name mit 1 bis %1 Zeichen ist erforderlich.</translation>
    </message>
    <message>
        <source>There is a set called %1 already.</source>
        <translation>Es gibt bereits einen Schlüsselsatz mit dem Namen %1.</translation>
    </message>
    <message>
        <source>Where does the set lie? A URL with https is needed.</source>
        <translation>Wo liegt der Schlüsselsatz? Eine URL mit https ist erforderlich.</translation>
    </message>
    <message>
        <source>Give the whole path, from the root of the disk on.</source>
        <translation>Geben Sie den vollständigen Pfad an, vom Wurzelverzeichnis des Datenträgers aus.</translation>
    </message>
    <message>
        <source>There is no such file.</source>
        <translation>Es gibt keine solche Datei.</translation>
    </message>
    <message>
        <source>Truststore for the key server</source>
        <translation>Truststore für den Schlüsselserver</translation>
    </message>
    <message>
        <source>Truststores (*.pem *.crt *.jks *.p12);;All files (*)</source>
        <translation>Truststores (*.pem *.crt *.jks *.p12);;Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeySetEdits</name>
    <message>
        <source>Taken back: %1</source>
        <translation>Zurückgenommen: %1</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeySetListModel</name>
    <message>
        <source>is being fetched</source>
        <translation>wird abgerufen</translation>
    </message>
    <message>
        <source>not fetched yet</source>
        <translation>noch nicht abgerufen</translation>
    </message>
    <message>
        <source>cannot be fetched</source>
        <translation>kann nicht abgerufen werden</translation>
    </message>
    <message>
        <source>1 old key: its server fails</source>
        <translation>1 alter Schlüssel: sein Server antwortet nicht richtig</translation>
    </message>
    <message>
        <source>%1 old keys: its server fails</source>
        <translation>%1 alte Schlüssel: ihr Server antwortet nicht richtig</translation>
    </message>
    <message>
        <source>1 key</source>
        <translation>1 Schlüssel</translation>
    </message>
    <message>
        <source>%1 keys</source>
        <translation>%1 Schlüssel</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeySetView</name>
    <message>
        <source>1 key came</source>
        <translation>1 Schlüssel hinzugekommen</translation>
    </message>
    <message>
        <source>%1 keys came</source>
        <translation>%1 Schlüssel hinzugekommen</translation>
    </message>
    <message>
        <source>1 key went</source>
        <translation>1 Schlüssel entfallen</translation>
    </message>
    <message>
        <source>%1 keys went</source>
        <translation>%1 Schlüssel entfallen</translation>
    </message>
    <message>
        <source>1 name went over to another key</source>
        <translation>1 Name auf einen anderen Schlüssel übergegangen</translation>
    </message>
    <message>
        <source>%1 names went over to other keys</source>
        <translation>%1 Namen auf andere Schlüssel übergegangen</translation>
    </message>
    <message>
        <source>came: %1</source>
        <translation>hinzugekommen: %1</translation>
    </message>
    <message>
        <source>went: %1</source>
        <translation>entfallen: %1</translation>
    </message>
    <message>
        <source>another key: %1</source>
        <translation>anderer Schlüssel: %1</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>No keys here yet</source>
        <translation>Noch keine Schlüssel vorhanden</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Fetch now</source>
        <translation>Jetzt abrufen</translation>
    </message>
    <message>
        <source>The system&apos;s authorities vouch for its server</source>
        <translation>Die Zertifizierungsstellen des Systems bürgen für seinen Server</translation>
    </message>
    <message>
        <source>Vouched for by %1</source>
        <translation>%1 bürgt dafür</translation>
    </message>
    <message>
        <source>It has not been fetched. Nothing is sent but the request for the set.</source>
        <translation>Er wurde nicht abgerufen. Es wird nichts gesendet außer der Anfrage nach dem Schlüsselsatz.</translation>
    </message>
    <message>
        <source>It is being fetched.</source>
        <translation>Er wird gerade abgerufen.</translation>
    </message>
    <message>
        <source>It was not fetched yet.</source>
        <translation>Er wurde noch nicht abgerufen.</translation>
    </message>
    <message>
        <source>%1, fetched %2</source>
        <translation>%1, abgerufen %2</translation>
    </message>
    <message>
        <source>Fetched again %1, and sooner where a token names a key that it does not hold</source>
        <translation>Nächster Abruf %1, und früher, wenn ein Token einen Schlüssel nennt, den der Satz nicht enthält</translation>
    </message>
    <message>
        <source>The last fetch, %1, failed: %2</source>
        <translation>Der letzte Abruf, %1, ist fehlgeschlagen: %2</translation>
    </message>
    <message>
        <source>The keys of %1 go on to count. It is tried again %2</source>
        <translation>Die Schlüssel vom Abruf %1 gelten weiter. Nächster Versuch %2</translation>
    </message>
    <message>
        <source>It was never fetched; the last try was %1.</source>
        <translation>Er wurde noch nie abgerufen; der letzte Versuch war %1.</translation>
    </message>
    <message>
        <source>Last asked %1
Next %2</source>
        <translation>Zuletzt angefragt %1
Nächste Anfrage %2</translation>
    </message>
    <message>
        <source>No change has been seen since it was first fetched</source>
        <translation>Seit dem ersten Abruf wurde keine Änderung festgestellt</translation>
    </message>
    <message>
        <source>Changed %1: %2</source>
        <translation>Geändert %1: %2</translation>
    </message>
    <message>
        <source>1 key of the set cannot verify a signature here: %2</source>
        <translation>1 Schlüssel des Satzes kann hier keine Signatur verifizieren: %2</translation>
    </message>
    <message>
        <source>%1 keys of the set cannot verify a signature here. The first: %2</source>
        <translation>%1 Schlüssel des Satzes können hier keine Signatur verifizieren. Der erste: %2</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeyTableModel</name>
    <message>
        <source>Signed the statement</source>
        <translation>Hat das Software Statement signiert</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Another key than before</source>
        <translation>Anderer Schlüssel als zuvor</translation>
    </message>
    <message>
        <source>The statement in the Inspector is signed by this key</source>
        <translation>Das Software Statement im Inspektor ist mit diesem Schlüssel signiert</translation>
    </message>
    <message>
        <source>It came with the newest change of the set</source>
        <translation>Er kam mit der neuesten Änderung des Satzes hinzu</translation>
    </message>
    <message>
        <source>With the newest change of the set this name went over to another key</source>
        <translation>Mit der neuesten Änderung des Satzes ging dieser Name auf einen anderen Schlüssel über</translation>
    </message>
    <message>
        <source>(no name)</source>
        <translation>(kein Name)</translation>
    </message>
    <message>
        <source>The set does not say; any that the key fits</source>
        <translation>Der Satz gibt es nicht an; jeder, zu dem der Schlüssel passt</translation>
    </message>
    <message>
        <source>Key (kid)</source>
        <translation>Schlüssel (kid)</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>Anmerkung</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Algorithm</source>
        <translation>Algorithmus</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Verwendung</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>Bits</translation>
    </message>
    <message>
        <source>Certificate of</source>
        <translation>Zertifikat von</translation>
    </message>
    <message>
        <source>Expires</source>
        <translation>Läuft ab</translation>
    </message>
    <message>
        <source>Thumbprint</source>
        <translation>Thumbprint</translation>
    </message>
    <message>
        <source>RFC 7638, SHA-256: the same for the same key, whatever its name</source>
        <translation>RFC 7638, SHA-256: gleich für denselben Schlüssel, wie auch immer er heißt</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::KeysTab</name>
    <message>
        <source>Signing key</source>
        <translation>Signaturschlüssel</translation>
    </message>
    <message>
        <source>Transport key</source>
        <translation>Transportschlüssel</translation>
    </message>
    <message>
        <source>Encryption key</source>
        <translation>Verschlüsselungsschlüssel</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Certificate and keys</source>
        <translation>Zertifikat und Schlüssel</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>Gültig bis</translation>
    </message>
    <message>
        <source>Fetch &amp;keys</source>
        <translation>Schlüssel abr&amp;ufen</translation>
    </message>
    <message>
        <source>Ask for the software&apos;s key set now</source>
        <translation>Den Schlüsselsatz der Software jetzt abrufen</translation>
    </message>
    <message>
        <source>Looking for the software&apos;s keys</source>
        <translation>Die Schlüssel der Software werden gesucht</translation>
    </message>
    <message>
        <source>Transport certificate</source>
        <translation>Transportzertifikat</translation>
    </message>
    <message>
        <source>1 key of the software, from %1</source>
        <translation>1 Schlüssel der Software, von %1</translation>
    </message>
    <message>
        <source>%1 keys of the software, from %2</source>
        <translation>%1 Schlüssel der Software, von %2</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::LogView</name>
    <message>
        <source>No requests yet</source>
        <translation>Noch keine Anfragen</translation>
    </message>
    <message>
        <source>Start the endpoint</source>
        <translation>Den Endpunkt starten</translation>
    </message>
    <message>
        <source>Register a test TPP</source>
        <translation>Einen Test-TPP registrieren</translation>
    </message>
    <message>
        <source>Live log</source>
        <translation>Live-Protokoll</translation>
    </message>
    <message>
        <source>Which requests to show</source>
        <translation>Welche Anfragen angezeigt werden</translation>
    </message>
    <message>
        <source>All requests</source>
        <translation>Alle Anfragen</translation>
    </message>
    <message>
        <source>Failed ones</source>
        <translation>Fehlgeschlagene</translation>
    </message>
    <message>
        <source>Search the log</source>
        <translation>Das Protokoll durchsuchen</translation>
    </message>
    <message>
        <source>Search path, client or outcome</source>
        <translation>Pfad, Client oder Ergebnis suchen</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Empty this list. The clients that were registered stay.</source>
        <translation>Diese Liste leeren. Die registrierten Clients bleiben bestehen.</translation>
    </message>
    <message>
        <source>Continue (%1 new)</source>
        <translation>Fortsetzen (%1 neue)</translation>
    </message>
    <message>
        <source>Requests to the endpoint appear here as they arrive, with the decoded token and the outcome of every check. Send one with a test TPP&apos;s kit, or let the console register one.</source>
        <translation>Anfragen an den Endpunkt erscheinen hier, sobald sie eintreffen, mit dem decodierten Token und dem Ergebnis jeder Prüfung. Senden Sie eine mit dem Kit eines Test-TPP, oder lassen Sie die Konsole einen registrieren.</translation>
    </message>
    <message>
        <source>Start the endpoint. Requests to it appear here as they arrive, with the decoded token and the outcome of every check.</source>
        <translation>Starten Sie den Endpunkt. Anfragen an ihn erscheinen hier, sobald sie eintreffen, mit dem decodierten Token und dem Ergebnis jeder Prüfung.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Show what arrived since</source>
        <translation>Anzeigen, was seitdem eingetroffen ist</translation>
    </message>
    <message>
        <source>Hold the list still; requests are still answered</source>
        <translation>Die Liste anhalten; Anfragen werden weiterhin beantwortet</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::MainWindow</name>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Inspektor</translation>
    </message>
    <message>
        <source>Key managers</source>
        <translation>Key Manager</translation>
    </message>
    <message>
        <source>JWKS</source>
        <translation>JWKS</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Richtlinie</translation>
    </message>
    <message>
        <source>Truststores</source>
        <translation>Truststores</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>Gatehouse</source>
        <translation>Gatehouse</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Open token in Inspector…</source>
        <translation>Token im &amp;Inspektor öffnen…</translation>
    </message>
    <message>
        <source>Open &amp;truststores…</source>
        <translation>&amp;Truststores öffnen…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Find and run…</source>
        <translation>S&amp;uchen und ausführen…</translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation>Aktualisie&amp;ren</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Help on this page</source>
        <translation>&amp;Hilfe zu dieser Seite</translation>
    </message>
    <message>
        <source>&amp;Contents</source>
        <translation>&amp;Inhalt</translation>
    </message>
    <message>
        <source>&amp;Keyboard</source>
        <translation>&amp;Tastatur</translation>
    </message>
    <message>
        <source>&amp;First steps</source>
        <translation>&amp;Erste Schritte</translation>
    </message>
    <message>
        <source>&amp;Messages of the program</source>
        <translation>&amp;Meldungen des Programms</translation>
    </message>
    <message>
        <source>&amp;About Gatehouse</source>
        <translation>Ü&amp;ber Gatehouse</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>The language changes when Gatehouse is started again.</source>
        <translation>Die Sprache ändert sich, wenn Gatehouse neu gestartet wird.</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>Workspace: %1</source>
        <translation>Arbeitsbereich: %1</translation>
    </message>
    <message>
        <source>Registrations, keys and the test directory are kept in this folder</source>
        <translation>Registrierungen, Schlüssel und das Testverzeichnis werden in diesem Ordner aufbewahrt</translation>
    </message>
    <message>
        <source>Sandbox runs at %1</source>
        <translation>Sandbox läuft unter %1</translation>
    </message>
    <message>
        <source>Sandbox is starting</source>
        <translation>Sandbox wird gestartet</translation>
    </message>
    <message>
        <source>Sandbox is stopping</source>
        <translation>Sandbox wird angehalten</translation>
    </message>
    <message>
        <source>Sandbox is stopped</source>
        <translation>Sandbox ist angehalten</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Registrations</source>
        <translation>Registrierungen</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>Aktivität</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::MessageLog</name>
    <message>
        <source>Debug</source>
        <translation>Debug</translation>
    </message>
    <message>
        <source>Information</source>
        <translation>Information</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::MessageModel</name>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::MessageWindow</name>
    <message>
        <source>Messages of the program - Gatehouse</source>
        <translation>Meldungen des Programms - Gatehouse</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>Gespeichert als %1</translation>
    </message>
    <message>
        <source>&amp;Level:</source>
        <translation>S&amp;tufe:</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Information and above</source>
        <translation>Information und höher</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Part or message holds</source>
        <translation>Teil oder Meldung enthält</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>The selected lines, or all that are shown</source>
        <translation>Die ausgewählten Zeilen oder alle angezeigten</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>&amp;Speichern…</translation>
    </message>
    <message>
        <source>Cl&amp;ear</source>
        <translation>&amp;Leeren</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>Nothing was said yet.</source>
        <translation>Es gibt noch keine Meldungen.</translation>
    </message>
    <message>
        <source>%1 of %2 messages</source>
        <translation>%1 von %2 Meldungen</translation>
    </message>
    <message>
        <source>Save the messages</source>
        <translation>Meldungen speichern</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::NewPasswordFields</name>
    <message>
        <source>The servers must be told the same password. WSO2&apos;s products expect “wso2carbon” unless their configuration names another.</source>
        <translation>Den Servern muss dasselbe Kennwort bekannt sein. Die Produkte von WSO2 erwarten „wso2carbon“, sofern ihre Konfiguration kein anderes nennt.</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>Neues Kennwort</translation>
    </message>
    <message>
        <source>New password again</source>
        <translation>Neues Kennwort wiederholen</translation>
    </message>
    <message>
        <source>New pass&amp;word:</source>
        <translation>Neues Kenn&amp;wort:</translation>
    </message>
    <message>
        <source>A&amp;gain:</source>
        <translation>Wie&amp;derholen:</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>Die beiden stimmen nicht überein.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::NewStoreDialog</name>
    <message>
        <source>JKS: WSO2 up to API Manager 4.3</source>
        <translation>JKS: WSO2 bis API Manager 4.3</translation>
    </message>
    <message>
        <source>PKCS#12: WSO2 from API Manager 4.4</source>
        <translation>PKCS#12: WSO2 ab API Manager 4.4</translation>
    </message>
    <message>
        <source>PEM: text, for web servers and curl</source>
        <translation>PEM: Text, für Webserver und curl</translation>
    </message>
    <message>
        <source>The private keys of the store are opened with it and protected with the same one. In a server&apos;s store it is the store&apos;s password; the new store gets it too.</source>
        <translation>Die privaten Schlüssel des Speichers werden damit geöffnet und mit demselben geschützt. Im Speicher eines Servers ist es das Kennwort des Speichers; der neue Speicher erhält es ebenfalls.</translation>
    </message>
    <message>
        <source>New truststore</source>
        <translation>Neuer Truststore</translation>
    </message>
    <message>
        <source>Convert the truststore</source>
        <translation>Den Truststore konvertieren</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Converting</source>
        <translation>Konvertierung läuft</translation>
    </message>
    <message>
        <source>&amp;Format:</source>
        <translation>&amp;Format:</translation>
    </message>
    <message>
        <source>F&amp;ile:</source>
        <translation>Date&amp;i:</translation>
    </message>
    <message>
        <source>&amp;Create</source>
        <translation>&amp;Erstellen</translation>
    </message>
    <message>
        <source>&amp;Convert</source>
        <translation>&amp;Konvertieren</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Choose where the file goes</source>
        <translation>Wählen, wo die Datei abgelegt wird</translation>
    </message>
    <message>
        <source>Password of the private keys</source>
        <translation>Kennwort der privaten Schlüssel</translation>
    </message>
    <message>
        <source>&amp;Key password:</source>
        <translation>Kennwort der &amp;Schlüssel:</translation>
    </message>
    <message>
        <source>PEM keeps the certificates and their aliases. It has no password, so nothing shows whether somebody changed the file, and no dates of when an entry was added.</source>
        <translation>PEM behält die Zertifikate und ihre Aliase. Es hat kein Kennwort, sodass nichts zeigt, ob jemand die Datei geändert hat, und kein Datum, wann ein Eintrag hinzugefügt wurde.</translation>
    </message>
    <message>
        <source>PKCS#12 keeps no dates of when a certificate was added.</source>
        <translation>PKCS#12 behält kein Datum, wann ein Zertifikat hinzugefügt wurde.</translation>
    </message>
    <message>
        <source>Name a file with its folder.</source>
        <translation>Geben Sie eine Datei mit ihrem Ordner an.</translation>
    </message>
    <message>
        <source>There is no folder %1.</source>
        <translation>Es gibt keinen Ordner %1.</translation>
    </message>
    <message>
        <source>Such a file is open already; choose another name.</source>
        <translation>Eine solche Datei ist bereits geöffnet; wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>There is such a file already; choose another name.</source>
        <translation>Es gibt bereits eine solche Datei; wählen Sie einen anderen Namen.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::NewTppDialog</name>
    <message>
        <source>AISP: reads accounts</source>
        <translation>AISP: liest Konten</translation>
    </message>
    <message>
        <source>PISP: initiates payments</source>
        <translation>PISP: löst Zahlungen aus</translation>
    </message>
    <message>
        <source>CBPII: confirms funds</source>
        <translation>CBPII: bestätigt Deckung</translation>
    </message>
    <message>
        <source>Test TPP</source>
        <translation>Test-TPP</translation>
    </message>
    <message>
        <source>New test TPP</source>
        <translation>Neuer Test-TPP</translation>
    </message>
    <message>
        <source>Software name</source>
        <translation>Name der Software</translation>
    </message>
    <message>
        <source>Redirect URIs, one a line</source>
        <translation>Redirect-URIs, eine pro Zeile</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Making the keys</source>
        <translation>Die Schlüssel werden erzeugt</translation>
    </message>
    <message>
        <source>Software &amp;name:</source>
        <translation>&amp;Name der Software:</translation>
    </message>
    <message>
        <source>Roles:</source>
        <translation>Rollen:</translation>
    </message>
    <message>
        <source>Redirect &amp;URIs, one a line:</source>
        <translation>Redirect-&amp;URIs, eine pro Zeile:</translation>
    </message>
    <message>
        <source>&amp;Environment:</source>
        <translation>Umg&amp;ebung:</translation>
    </message>
    <message>
        <source>&amp;Folder for the kit:</source>
        <translation>&amp;Ordner für das Kit:</translation>
    </message>
    <message>
        <source>The kit holds keys, certificates, the software statement, a request that is ready to send to %1, and the curl command that sends it.</source>
        <translation>Das Kit enthält Schlüssel, Zertifikate, das Software Statement, eine Anfrage, die zum Senden an %1 bereit ist, und den curl-Befehl, der sie sendet.</translation>
    </message>
    <message>
        <source>&amp;Create</source>
        <translation>Erste&amp;llen</translation>
    </message>
    <message>
        <source>Folder for the kit</source>
        <translation>Ordner für das Kit</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Einen Ordner wählen</translation>
    </message>
    <message>
        <source>Choose a folder for the kit</source>
        <translation>Einen Ordner für das Kit wählen</translation>
    </message>
    <message>
        <source>Give the software a name.</source>
        <translation>Geben Sie der Software einen Namen.</translation>
    </message>
    <message>
        <source>Choose at least one role: a software without one may do nothing.</source>
        <translation>Wählen Sie mindestens eine Rolle: Eine Software ohne Rolle darf nichts tun.</translation>
    </message>
    <message>
        <source>Give at least one redirect URI.</source>
        <translation>Geben Sie mindestens eine Redirect-URI an.</translation>
    </message>
    <message>
        <source>“%1” is no https address.</source>
        <translation>„%1“ ist keine https-Adresse.</translation>
    </message>
    <message>
        <source>Choose a folder for the kit.</source>
        <translation>Wählen Sie einen Ordner für das Kit.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::NoticeBar</name>
    <message>
        <source>Hide this notice</source>
        <translation>Diesen Hinweis ausblenden</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::OverviewPage</name>
    <message>
        <source>Sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>Registrations</source>
        <translation>Registrierungen</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>Zertifikate</translation>
    </message>
    <message>
        <source>Key sets</source>
        <translation>Schlüsselsätze</translation>
    </message>
    <message>
        <source>Certificates about to expire</source>
        <translation>Demnächst ablaufende Zertifikate</translation>
    </message>
    <message>
        <source>No certificate expires in the next 30 days: truststores opened lately, key sets, clients&apos; and the sandbox&apos;s own are looked at.</source>
        <translation>In den nächsten 30 Tagen läuft kein Zertifikat ab: Betrachtet werden kürzlich geöffnete Truststores, Schlüsselsätze, die der Clients und die eigenen der Sandbox.</translation>
    </message>
    <message>
        <source>Recent activity</source>
        <translation>Letzte Aktivität</translation>
    </message>
    <message>
        <source>Nothing was changed yet. Who changes what is recorded here.</source>
        <translation>Es wurde noch nichts geändert. Wer was ändert, wird hier aufgezeichnet.</translation>
    </message>
    <message>
        <source>All activity</source>
        <translation>Alle Aktivität</translation>
    </message>
    <message>
        <source>%1: 1 key</source>
        <translation>%1: 1 Schlüssel</translation>
    </message>
    <message>
        <source>%1: %2 keys</source>
        <translation>%1: %2 Schlüssel</translation>
    </message>
    <message>
        <source>%1: not fetched yet</source>
        <translation>%1: noch nicht abgerufen</translation>
    </message>
    <message>
        <source>%1: fails, keys of %2 count</source>
        <translation>%1: Abruf schlägt fehl, es gelten die Schlüssel von %2</translation>
    </message>
    <message>
        <source>%1: no keys</source>
        <translation>%1: keine Schlüssel</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Is starting</source>
        <translation>Wird gestartet</translation>
    </message>
    <message>
        <source>Is stopping</source>
        <translation>Wird angehalten</translation>
    </message>
    <message>
        <source>Is stopped</source>
        <translation>Ist angehalten</translation>
    </message>
    <message>
        <source>Start it on its page</source>
        <translation>Auf ihrer Seite starten</translation>
    </message>
    <message>
        <source>1 waits for review</source>
        <translation>1 wartet auf Prüfung</translation>
    </message>
    <message>
        <source>%1 wait for review</source>
        <translation>%1 warten auf Prüfung</translation>
    </message>
    <message>
        <source>None waits for review</source>
        <translation>Keine wartet auf Prüfung</translation>
    </message>
    <message>
        <source>%1 in all</source>
        <translation>%1 insgesamt</translation>
    </message>
    <message>
        <source>%1 active</source>
        <translation>%1 aktiv</translation>
    </message>
    <message>
        <source>%1 suspended</source>
        <translation>%1 gesperrt</translation>
    </message>
    <message>
        <source>%1 deregistered</source>
        <translation>%1 abgemeldet</translation>
    </message>
    <message>
        <source>1 expires within %1 days</source>
        <translation>1 läuft innerhalb von %1 Tagen ab</translation>
    </message>
    <message>
        <source>%1 expire within %2 days</source>
        <translation>%1 laufen innerhalb von %2 Tagen ab</translation>
    </message>
    <message>
        <source>%1 expired</source>
        <translation>%1 abgelaufen</translation>
    </message>
    <message>
        <source>None expires soon</source>
        <translation>Keines läuft demnächst ab</translation>
    </message>
    <message>
        <source>%1 could not be looked into</source>
        <translation>%1 nicht einsehbar</translation>
    </message>
    <message>
        <source>Of clients, the newest %1 are looked at</source>
        <translation>Von den Clients werden die neuesten %1 betrachtet</translation>
    </message>
    <message>
        <source>None is named yet</source>
        <translation>Noch keiner benannt</translation>
    </message>
    <message>
        <source>Name the directory&apos;s key sets</source>
        <translation>Benennen Sie die Schlüsselsätze des Verzeichnisses</translation>
    </message>
    <message>
        <source>%1 of %2 fail</source>
        <translation>%1 von %2 schlagen fehl</translation>
    </message>
    <message>
        <source>%1 of %2 not fetched</source>
        <translation>%1 von %2 nicht abgerufen</translation>
    </message>
    <message>
        <source>All are well</source>
        <translation>Alles in Ordnung</translation>
    </message>
    <message>
        <source>%1 more</source>
        <translation>%1 weitere</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::OverviewTile</name>
    <message>
        <source>%1: being looked at</source>
        <translation>%1: wird ermittelt</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::PairBar</name>
    <message>
        <source>Change &amp;both</source>
        <translation>&amp;Beide ändern</translation>
    </message>
    <message>
        <source>Open both</source>
        <translation>Beide öffnen</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
    <message>
        <source>Save both</source>
        <translation>Beide speichern</translation>
    </message>
    <message>
        <source>End the pair</source>
        <translation>Das Paar auflösen</translation>
    </message>
    <message>
        <source>What is imported into one of the two is imported into the other as well; what is deleted or renamed in one goes the same way in the other; and so does undo</source>
        <translation>Was in einen der beiden importiert wird, wird auch in den anderen importiert; was in einem gelöscht oder umbenannt wird, wird es ebenso im anderen; dasselbe gilt für das Rückgängigmachen</translation>
    </message>
    <message>
        <source>Writes both files or neither</source>
        <translation>Schreibt beide Dateien oder keine</translation>
    </message>
    <message>
        <source>The files stay as they are and open</source>
        <translation>Die Dateien bleiben, wie sie sind, und bleiben geöffnet</translation>
    </message>
    <message>
        <source>API Manager: %1
Identity Server: %2</source>
        <translation>API Manager: %1
Identity Server: %2</translation>
    </message>
    <message>
        <source>API Manager and Identity Server are a pair; open both to work on them together.</source>
        <translation>API Manager und Identity Server sind ein Paar; öffnen Sie beide, um sie gemeinsam zu bearbeiten.</translation>
    </message>
    <message>
        <source>API Manager and Identity Server trust the same.</source>
        <translation>API Manager und Identity Server vertrauen denselben Zertifikaten.</translation>
    </message>
    <message>
        <source>1 certificate is trusted by only one of API Manager and Identity Server.</source>
        <translation>1 Zertifikat wird nur vom API Manager oder nur vom Identity Server als vertrauenswürdig anerkannt.</translation>
    </message>
    <message>
        <source>%1 certificates are trusted by only one of API Manager and Identity Server.</source>
        <translation>%1 Zertifikate werden nur vom API Manager oder nur vom Identity Server als vertrauenswürdig anerkannt.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::PairDialog</name>
    <message>
        <source>Pair two truststores</source>
        <translation>Zwei Truststores zu einem Paar verbinden</translation>
    </message>
    <message>
        <source>A third party is let in when both servers trust whoever issued its certificate. What is imported into one of the pair is imported into the other in the same step, and both are saved together.</source>
        <translation>Ein TPP wird zugelassen, wenn beide Server dem Aussteller seines Zertifikats vertrauen. Was in einen des Paars importiert wird, wird im selben Schritt in den anderen importiert, und beide werden gemeinsam gespeichert.</translation>
    </message>
    <message>
        <source>&amp;API Manager:</source>
        <translation>&amp;API Manager:</translation>
    </message>
    <message>
        <source>&amp;Identity Server:</source>
        <translation>&amp;Identity Server:</translation>
    </message>
    <message>
        <source>&amp;Pair</source>
        <translation>&amp;Paar bilden</translation>
    </message>
    <message>
        <source>Choose the file</source>
        <translation>Die Datei wählen</translation>
    </message>
    <message>
        <source>Choose the file of the %1</source>
        <translation>Die Datei wählen: %1</translation>
    </message>
    <message>
        <source>Truststore of the %1</source>
        <translation>Truststore: %1</translation>
    </message>
    <message>
        <source>Name both files.</source>
        <translation>Geben Sie beide Dateien an.</translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation>Es gibt keine Datei %1.</translation>
    </message>
    <message>
        <source>Both are the same file.</source>
        <translation>Beide sind dieselbe Datei.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::PairImport</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 und %n weiterer</numerusform>
            <numerusform>%1 und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was added.</source>
        <translation>Es wurde nichts hinzugefügt.</translation>
    </message>
    <message>
        <source>1 certificate was added: %1.</source>
        <translation>1 Zertifikat wurde hinzugefügt: %1.</translation>
    </message>
    <message numerus="yes">
        <source>%n certificates were added: %1.</source>
        <translation>
            <numerusform>%n Zertifikat wurde hinzugefügt: %1.</numerusform>
            <numerusform>%n Zertifikate wurden hinzugefügt: %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>1 was there already, as %1.</source>
        <translation>1 war bereits vorhanden, als %1.</translation>
    </message>
    <message numerus="yes">
        <source>%n were there already, as %1.</source>
        <translation>
            <numerusform>%n war bereits vorhanden, als %1.</numerusform>
            <numerusform>%n waren bereits vorhanden, als %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::PairReport</name>
    <message>
        <source>Added as %1</source>
        <translation>Hinzugefügt als %1</translation>
    </message>
    <message>
        <source>There already, as %1</source>
        <translation>Bereits vorhanden, als %1</translation>
    </message>
    <message>
        <source>Imported into both</source>
        <translation>In beide importiert</translation>
    </message>
    <message>
        <source>The files change when they are saved. Both servers must be started again before they trust what was added.</source>
        <translation>Die Dateien ändern sich beim Speichern. Beide Server müssen neu gestartet werden, bevor sie dem Hinzugefügten vertrauen.</translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation>Spä&amp;ter</translation>
    </message>
    <message>
        <source>&amp;Save both</source>
        <translation>Beide &amp;speichern</translation>
    </message>
    <message>
        <source>What became of each certificate</source>
        <translation>Was aus jedem Zertifikat wurde</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::PassphraseDialog</name>
    <message>
        <source>Make the vault</source>
        <translation>Den Tresor anlegen</translation>
    </message>
    <message>
        <source>Unlock the vault</source>
        <translation>Den Tresor entsperren</translation>
    </message>
    <message>
        <source>Passwords are remembered in an encrypted file of the workspace. Choose the passphrase that opens it; without it what the file holds is lost.</source>
        <translation>Kennwörter werden in einer verschlüsselten Datei des Arbeitsbereichs gespeichert. Wählen Sie die Passphrase, die sie öffnet; ohne sie ist der Inhalt der Datei verloren.</translation>
    </message>
    <message>
        <source>The passwords that are remembered are in the workspace&apos;s vault.</source>
        <translation>Die gespeicherten Kennwörter liegen im Tresor des Arbeitsbereichs.</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>Passphrase again</source>
        <translation>Passphrase wiederholen</translation>
    </message>
    <message>
        <source>Deriving the key</source>
        <translation>Der Schlüssel wird abgeleitet</translation>
    </message>
    <message>
        <source>&amp;Passphrase:</source>
        <translation>&amp;Passphrase:</translation>
    </message>
    <message>
        <source>A&amp;gain:</source>
        <translation>Wie&amp;derholen:</translation>
    </message>
    <message>
        <source>&amp;Make</source>
        <translation>An&amp;legen</translation>
    </message>
    <message>
        <source>&amp;Unlock</source>
        <translation>&amp;Entsperren</translation>
    </message>
    <message>
        <source>Take at least %1 characters.</source>
        <translation>Verwenden Sie mindestens %1 Zeichen.</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>Die beiden stimmen nicht überein.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::PasswordDialog</name>
    <message>
        <source>&amp;Remember it in the vault</source>
        <translation>Im Tresor spei&amp;chern</translation>
    </message>
    <message>
        <source>Password of the truststore</source>
        <translation>Kennwort des Truststores</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Kennwort</translation>
    </message>
    <message>
        <source>Trying the password</source>
        <translation>Das Kennwort wird versucht</translation>
    </message>
    <message>
        <source>&amp;Password:</source>
        <translation>&amp;Kennwort:</translation>
    </message>
    <message>
        <source>WSO2&apos;s products ship with “wso2carbon”.</source>
        <translation>Die Produkte von WSO2 werden mit „wso2carbon“ ausgeliefert.</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>Open &amp;without it</source>
        <translation>&amp;Ohne Kennwort öffnen</translation>
    </message>
    <message>
        <source>Shows the entries without verifying that nobody changed them; saving asks again</source>
        <translation>Zeigt die Einträge, ohne zu verifizieren, dass niemand sie geändert hat; beim Speichern wird erneut gefragt</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::PolicyForm</name>
    <message>
        <source>&amp;General</source>
        <translation>All&amp;gemein</translation>
    </message>
    <message>
        <source>&amp;Client</source>
        <translation>&amp;Client</translation>
    </message>
    <message>
        <source>A&amp;lgorithms</source>
        <translation>Algori&amp;thmen</translation>
    </message>
    <message>
        <source>&amp;Mandatory claims</source>
        <translation>&amp;Pflicht-Claims</translation>
    </message>
    <message>
        <source>&amp;Statements</source>
        <translation>&amp;Software Statements</translation>
    </message>
    <message>
        <source>Chec&amp;ks</source>
        <translation>Prüfung&amp;en</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>From: %1
In the policy&apos;s JSON: %2</source>
        <translation>Aus: %1
Im JSON der Richtlinie: %2</translation>
    </message>
    <message>
        <source>From: %1</source>
        <translation>Aus: %1</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::PolicyPage</name>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>The sandbox judges by the new policy.</source>
        <translation>Die Sandbox urteilt nach der neuen Richtlinie.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig machen</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Discard changes</source>
        <translation>Änderungen verwerfen</translation>
    </message>
    <message>
        <source>Back to the policy that counts; can be undone</source>
        <translation>Zurück zur geltenden Richtlinie; kann rückgängig gemacht werden</translation>
    </message>
    <message>
        <source>&amp;Presets</source>
        <translation>&amp;Vorlagen</translation>
    </message>
    <message>
        <source>Policies to begin with</source>
        <translation>Richtlinien als Ausgangspunkt</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>Date&amp;i</translation>
    </message>
    <message>
        <source>Import, export, deployment.toml</source>
        <translation>Import, Export, deployment.toml</translation>
    </message>
    <message>
        <source>&amp;Apply…</source>
        <translation>An&amp;wenden…</translation>
    </message>
    <message>
        <source>%1
From: %2</source>
        <translation>%1
Aus: %2</translation>
    </message>
    <message>
        <source>&amp;Import JSON…</source>
        <translation>JSON &amp;importieren…</translation>
    </message>
    <message>
        <source>&amp;Export JSON…</source>
        <translation>JSON &amp;exportieren…</translation>
    </message>
    <message>
        <source>&amp;Read from deployment.toml…</source>
        <translation>Aus deployment.toml &amp;lesen…</translation>
    </message>
    <message>
        <source>&amp;Write to deployment.toml…</source>
        <translation>In deployment.toml &amp;schreiben…</translation>
    </message>
    <message>
        <source>The policy in the form, as an Identity Server of generation 3 is configured</source>
        <translation>Die Richtlinie im Formular, so wie ein Identity Server der Generation 3 konfiguriert wird</translation>
    </message>
    <message>
        <source>What [open_banking.dcr.registration.*] of an Identity Server says</source>
        <translation>Was [open_banking.dcr.registration.*] eines Identity Servers sagt</translation>
    </message>
    <message>
        <source>What would change</source>
        <translation>Was sich ändern würde</translation>
    </message>
    <message>
        <source>&amp;Unsaved</source>
        <translation>&amp;Ungespeichert</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>Ver&amp;lauf</translation>
    </message>
    <message>
        <source>Reading the policy</source>
        <translation>Die Richtlinie wird gelesen</translation>
    </message>
    <message>
        <source>%1 applied version %2 of the policy meanwhile.</source>
        <translation>%1 hat inzwischen Version %2 der Richtlinie angewendet.</translation>
    </message>
    <message>
        <source>The form shows it.</source>
        <translation>Das Formular zeigt sie.</translation>
    </message>
    <message>
        <source>What you edited was not changed. Look at the differences before you apply it.</source>
        <translation>Was Sie bearbeitet haben, wurde nicht geändert. Sehen Sie sich die Unterschiede an, bevor Sie es anwenden.</translation>
    </message>
    <message>
        <source>Take theirs</source>
        <translation>Andere Version übernehmen</translation>
    </message>
    <message>
        <source>1 setting is wrong</source>
        <translation>1 Einstellung ist falsch</translation>
    </message>
    <message>
        <source>%1 settings are wrong</source>
        <translation>%1 Einstellungen sind falsch</translation>
    </message>
    <message>
        <source>The standard policy counts: none was applied yet</source>
        <translation>Die Standardrichtlinie gilt: Es wurde noch keine angewendet</translation>
    </message>
    <message>
        <source>Version %1 counts, applied by %2 %3</source>
        <translation>Version %1 gilt, angewendet von %2 %3</translation>
    </message>
    <message>
        <source>1 unsaved change</source>
        <translation>1 ungespeicherte Änderung</translation>
    </message>
    <message>
        <source>%1 unsaved changes</source>
        <translation>%1 ungespeicherte Änderungen</translation>
    </message>
    <message>
        <source>Nothing differs from the policy that counts. Edit a setting, or begin with a preset.</source>
        <translation>Nichts weicht von der geltenden Richtlinie ab. Bearbeiten Sie eine Einstellung, oder beginnen Sie mit einer Vorlage.</translation>
    </message>
    <message>
        <source>&amp;Unsaved (%1)</source>
        <translation>&amp;Ungespeichert (%1)</translation>
    </message>
    <message>
        <source>Something in the form is wrong; mend that first</source>
        <translation>Etwas im Formular ist falsch; berichtigen Sie das zuerst</translation>
    </message>
    <message>
        <source>Nothing was changed</source>
        <translation>Es wurde nichts geändert</translation>
    </message>
    <message>
        <source>Shows what will be different, and asks why</source>
        <translation>Zeigt, was anders wird, und fragt nach der Begründung</translation>
    </message>
    <message>
        <source>Applying the policy</source>
        <translation>Die Richtlinie wird angewendet</translation>
    </message>
    <message>
        <source>Version %1 of the policy counts now.</source>
        <translation>Version %1 der Richtlinie gilt jetzt.</translation>
    </message>
    <message>
        <source>Restore version %1</source>
        <translation>Version %1 wiederherstellen</translation>
    </message>
    <message>
        <source>Version %1 says what counts already.</source>
        <translation>Version %1 sagt dasselbe wie die geltende Richtlinie.</translation>
    </message>
    <message>
        <source>Back to version %1</source>
        <translation>Zurück zu Version %1</translation>
    </message>
    <message>
        <source>Import a policy</source>
        <translation>Eine Richtlinie importieren</translation>
    </message>
    <message>
        <source>Policies (*.json);;All files (*)</source>
        <translation>Richtlinien (*.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Export the policy</source>
        <translation>Die Richtlinie exportieren</translation>
    </message>
    <message>
        <source>Policies (*.json)</source>
        <translation>Richtlinien (*.json)</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Import %1</source>
        <translation>Import von %1</translation>
    </message>
    <message>
        <source>%1 is in the form; nothing was applied yet.</source>
        <translation>%1 ist im Formular; es wurde noch nichts angewendet.</translation>
    </message>
    <message>
        <source>The policy in the form was written to %1.</source>
        <translation>Die Richtlinie im Formular wurde in %1 geschrieben.</translation>
    </message>
    <message>
        <source>Read a server&apos;s configuration</source>
        <translation>Die Konfiguration eines Servers lesen</translation>
    </message>
    <message>
        <source>Configurations (*.toml);;All files (*)</source>
        <translation>Konfigurationen (*.toml);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>A server has no key for these settings, so that they are not written:</source>
        <translation>Ein Server hat keinen Schlüssel für diese Einstellungen; sie werden daher nicht geschrieben:</translation>
    </message>
    <message>
        <source>Read %1</source>
        <translation>%1 einlesen</translation>
    </message>
    <message>
        <source>%1 has no [open_banking.dcr.registration.*] that a policy could take over.</source>
        <translation>%1 hat kein [open_banking.dcr.registration.*], das eine Richtlinie übernehmen könnte.</translation>
    </message>
    <message>
        <source>%1 keys of %2 are in the form; nothing was applied yet.</source>
        <translation>%1 Schlüssel aus %2 sind im Formular; es wurde noch nichts angewendet.</translation>
    </message>
    <message>
        <source>The policy in the form was not applied.</source>
        <translation>Die Richtlinie im Formular wurde nicht angewendet.</translation>
    </message>
    <message>
        <source>It is lost when the console is closed.</source>
        <translation>Sie geht verloren, wenn die Konsole geschlossen wird.</translation>
    </message>
    <message>
        <source>Close without it</source>
        <translation>Ohne sie schließen</translation>
    </message>
    <message>
        <source>Apply…</source>
        <translation>Anwenden…</translation>
    </message>
    <message>
        <source>&amp;What if</source>
        <translation>&amp;Was wäre wenn</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ProbeDialog</name>
    <message>
        <source>What each endpoint answers</source>
        <translation>Was jeder Endpunkt antwortet</translation>
    </message>
    <message>
        <source>Endpoints</source>
        <translation>Endpunkte</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Endpunkt</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>is asked…</source>
        <translation>wird abgefragt…</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::RecentActivityModel</name>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Whom it is about</source>
        <translation>Wen es betrifft</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::RecheckedModel</name>
    <message>
        <source>%1, worse</source>
        <translation>%1, schlechter</translation>
    </message>
    <message>
        <source>%1, better</source>
        <translation>%1, besser</translation>
    </message>
    <message>
        <source>%1, new</source>
        <translation>%1, neu</translation>
    </message>
    <message>
        <source>%1
Now: %2</source>
        <translation>%1
Jetzt: %2</translation>
    </message>
    <message>
        <source>%1
Claim: %2
Reference: %3</source>
        <translation>%1
Claim: %2
Referenz: %3</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Danach</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was festgestellt wurde</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::RegistrationDetail</name>
    <message>
        <source>The registration</source>
        <translation>Die Registrierung</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Zusammenfassung</translation>
    </message>
    <message>
        <source>Metadata of the client</source>
        <translation>Metadaten des Clients</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>Metadaten</translation>
    </message>
    <message>
        <source>Statement</source>
        <translation>Statement</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>Prüfungen</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Certificates and keys</source>
        <translation>Zertifikate und Schlüssel</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>&amp;Inspect</source>
        <translation>&amp;Inspizieren</translation>
    </message>
    <message>
        <source>Open the request as it was sent in the Inspector, judged as of when it was registered</source>
        <translation>Die Anfrage, wie sie gesendet wurde, im Inspektor öffnen, beurteilt zum Zeitpunkt der Registrierung</translation>
    </message>
    <message>
        <source>Repo&amp;rt…</source>
        <translation>Be&amp;richt…</translation>
    </message>
    <message>
        <source>A printable dossier of this registration as PDF</source>
        <translation>Ein druckbares Dossier dieser Registrierung als PDF</translation>
    </message>
    <message>
        <source>Its signature, by the keys of today</source>
        <translation>Seine Signatur, nach den heutigen Schlüsseln</translation>
    </message>
    <message>
        <source>The statement&apos;s header and claims</source>
        <translation>Header und Claims des Software Statements</translation>
    </message>
    <message>
        <source>Choose a registration to see who it is, what it may do and how it was judged.</source>
        <translation>Wählen Sie eine Registrierung, um zu sehen, um wen es sich handelt, was er tun darf und wie er beurteilt wurde.</translation>
    </message>
    <message>
        <source>%1 registrations are chosen. What the buttons above the list do, they do to all of them.</source>
        <translation>%1 Registrierungen sind ausgewählt. Was die Schaltflächen über der Liste tun, gilt für alle.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::RegistrationsPage</name>
    <message>
        <source>E&amp;xport</source>
        <translation>E&amp;xportieren</translation>
    </message>
    <message>
        <source>All that the filter lets through, in the order of the list</source>
        <translation>Alle, die der Filter durchlässt, in der Reihenfolge der Liste</translation>
    </message>
    <message>
        <source>As &amp;CSV, for a spreadsheet…</source>
        <translation>Als &amp;CSV, für eine Tabellenkalkulation…</translation>
    </message>
    <message>
        <source>As &amp;JSON, with all metadata…</source>
        <translation>Als &amp;JSON, mit allen Metadaten…</translation>
    </message>
    <message>
        <source>Choose at most %1 at once</source>
        <translation>Wählen Sie höchstens %1 auf einmal</translation>
    </message>
    <message>
        <source>&amp;Report…</source>
        <translation>Be&amp;richt…</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig machen</translation>
    </message>
    <message>
        <source>Save the dossier</source>
        <translation>Dossier speichern</translation>
    </message>
    <message>
        <source>PDF documents (*.pdf)</source>
        <translation>PDF-Dokumente (*.pdf)</translation>
    </message>
    <message>
        <source>Writing the dossier</source>
        <translation>Dossier wird geschrieben</translation>
    </message>
    <message>
        <source>The dossier was saved: %1</source>
        <translation>Das Dossier wurde gespeichert: %1</translation>
    </message>
    <message>
        <source>The dossier was not saved.</source>
        <translation>Das Dossier wurde nicht gespeichert.</translation>
    </message>
    <message>
        <source>registrations-%1.%2</source>
        <translation>registrations-%1.%2</translation>
    </message>
    <message>
        <source>Export registrations</source>
        <translation>Registrierungen exportieren</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV-Dateien (*.csv)</translation>
    </message>
    <message>
        <source>JSON files (*.json)</source>
        <translation>JSON-Dateien (*.json)</translation>
    </message>
    <message>
        <source>Exporting registrations</source>
        <translation>Registrierungen werden exportiert</translation>
    </message>
    <message>
        <source>Exported %1 of %2</source>
        <translation>%1 von %2 exportiert</translation>
    </message>
    <message>
        <source>%1 registrations were exported: %2</source>
        <translation>%1 Registrierungen wurden exportiert: %2</translation>
    </message>
    <message>
        <source>The export was cancelled.</source>
        <translation>Der Export wurde abgebrochen.</translation>
    </message>
    <message>
        <source>%1 is as it was before.</source>
        <translation>%1 ist so wie zuvor.</translation>
    </message>
    <message>
        <source>Nothing was exported.</source>
        <translation>Es wurde nichts exportiert.</translation>
    </message>
    <message>
        <source>No TPP has registered yet</source>
        <translation>Noch kein TPP hat sich registriert</translation>
    </message>
    <message>
        <source>A registration appears here as soon as a TPP registers at the endpoint. Start the endpoint on the Sandbox page and register a test TPP there to see one.</source>
        <translation>Eine Registrierung erscheint hier, sobald sich ein TPP am Endpunkt registriert. Starten Sie den Endpunkt auf der Seite Sandbox, und registrieren Sie dort einen Test-TPP, um eine zu sehen.</translation>
    </message>
    <message>
        <source>Go to the Sandbox page</source>
        <translation>Zur Seite Sandbox</translation>
    </message>
    <message>
        <source>No registration matches</source>
        <translation>Keine Registrierung passt</translation>
    </message>
    <message>
        <source>There are registrations, and none of them is what the search and the filter above ask for.</source>
        <translation>Es gibt Registrierungen, aber keine entspricht der Suche und dem Filter oben.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>Nothing waits for review</source>
        <translation>Nichts wartet auf Prüfung</translation>
    </message>
    <message>
        <source>Registrations wait here when the policy holds new ones for review (Policy page). Until somebody approves them they get no tokens.</source>
        <translation>Hier warten Registrierungen, wenn die Richtlinie neue zur Prüfung zurückhält (Seite Richtlinie). Bis jemand sie freigibt, erhalten sie keine Tokens.</translation>
    </message>
    <message>
        <source>Show all registrations</source>
        <translation>Alle Registrierungen anzeigen</translation>
    </message>
    <message>
        <source>Looking for registrations</source>
        <translation>Registrierungen werden gesucht</translation>
    </message>
    <message>
        <source>The registrations cannot be read.</source>
        <translation>Die Registrierungen können nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Deciding</source>
        <translation>Entscheidung wird ausgeführt</translation>
    </message>
    <message>
        <source>The view “%1” was saved.</source>
        <translation>Die Ansicht „%1“ wurde gespeichert.</translation>
    </message>
    <message>
        <source>more than %1</source>
        <translation>mehr als %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::RememberedDialog</name>
    <message>
        <source>Remembered passwords</source>
        <translation>Gespeicherte Kennwörter</translation>
    </message>
    <message>
        <source>Truststores whose passwords are remembered</source>
        <translation>Truststores, deren Kennwörter gespeichert sind</translation>
    </message>
    <message>
        <source>&amp;Forget</source>
        <translation>&amp;Vergessen</translation>
    </message>
    <message>
        <source>A truststore whose password is forgotten stays as it is; you are asked for its password when it is opened.</source>
        <translation>Ein Truststore, dessen Kennwort vergessen wird, bleibt, wie er ist; beim Öffnen werden Sie nach seinem Kennwort gefragt.</translation>
    </message>
    <message>
        <source>No password is remembered.</source>
        <translation>Es ist kein Kennwort gespeichert.</translation>
    </message>
    <message>
        <source>The vault remembers the password of this truststore:</source>
        <translation>Der Tresor hat das Kennwort dieses Truststores gespeichert:</translation>
    </message>
    <message>
        <source>The vault remembers the passwords of these %1 truststores:</source>
        <translation>Der Tresor hat die Kennwörter dieser %1 Truststores gespeichert:</translation>
    </message>
    <message>
        <source>The password of %1 is forgotten.</source>
        <translation>Das Kennwort von %1 ist vergessen.</translation>
    </message>
    <message>
        <source>The password of %1 is still remembered: the vault was not opened, or did not answer.</source>
        <translation>Das Kennwort von %1 ist weiterhin gespeichert: Der Tresor wurde nicht geöffnet oder hat nicht geantwortet.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ReviewModel</name>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>Anmerkung</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>Befund</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>Eintrag</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>Was nicht stimmt</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ReviewPanel</name>
    <message>
        <source>Re&amp;marks too</source>
        <translation>Auch Anmer&amp;kungen</translation>
    </message>
    <message>
        <source>Also what is worth knowing and nothing to do about</source>
        <translation>Auch Wissenswertes, bei dem nichts zu tun ist</translation>
    </message>
    <message>
        <source>What is wrong with the truststore</source>
        <translation>Was an dem Truststore nicht stimmt</translation>
    </message>
    <message>
        <source>The entries are being looked at …</source>
        <translation>Die Einträge werden durchgesehen …</translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation>1 Problem</translation>
    </message>
    <message>
        <source>%1 problems</source>
        <translation>%1 Probleme</translation>
    </message>
    <message>
        <source>1 warning</source>
        <translation>1 Warnung</translation>
    </message>
    <message>
        <source>%1 warnings</source>
        <translation>%1 Warnungen</translation>
    </message>
    <message>
        <source>1 remark</source>
        <translation>1 Anmerkung</translation>
    </message>
    <message>
        <source>%1 remarks</source>
        <translation>%1 Anmerkungen</translation>
    </message>
    <message>
        <source>Nothing is wrong · %1</source>
        <translation>Alles in Ordnung · %1</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::RoleScopesEditor</name>
    <message>
        <source>Remove role</source>
        <translation>Rolle entfernen</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Scopes, separated by spaces</source>
        <translation>Scopes, durch Leerzeichen getrennt</translation>
    </message>
    <message>
        <source>Role to add</source>
        <translation>Hinzuzufügende Rolle</translation>
    </message>
    <message>
        <source>Another role</source>
        <translation>Weitere Rolle</translation>
    </message>
    <message>
        <source>Add role</source>
        <translation>Rolle hinzufügen</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::SandboxPage</name>
    <message>
        <source>A test TPP was made and registered.</source>
        <translation>Ein Test-TPP wurde erzeugt und registriert.</translation>
    </message>
    <message>
        <source>The test TPP could not be registered.</source>
        <translation>Der Test-TPP konnte nicht registriert werden.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ServerImportDialog</name>
    <message>
        <source>&amp;Look</source>
        <translation>&amp;Nachsehen</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>An&amp;halten</translation>
    </message>
    <message>
        <source>Import from a server</source>
        <translation>Von einem Server importieren</translation>
    </message>
    <message>
        <source>Which certificates does a server show?</source>
        <translation>Welche Zertifikate zeigt ein Server?</translation>
    </message>
    <message>
        <source>Enter its name above. Gatehouse connects, reads the certificates and hangs up: nothing is sent, and nothing is trusted until you import it.</source>
        <translation>Geben Sie oben seinen Namen ein. Gatehouse stellt eine Verbindung her, liest die Zertifikate und trennt die Verbindung: Es wird nichts gesendet, und nichts ist vertrauenswürdig, bis Sie es importieren.</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>&amp;Importieren</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>host, host:port or https://…</source>
        <translation>Host, Host:Port oder https://…</translation>
    </message>
    <message>
        <source>Connect and read the server&apos;s certificates</source>
        <translation>Verbindung herstellen und die Zertifikate des Servers lesen</translation>
    </message>
    <message>
        <source>Stop connecting</source>
        <translation>Verbindungsaufbau abbrechen</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Verbindung wird hergestellt</translation>
    </message>
    <message>
        <source>&amp;Server:</source>
        <translation>&amp;Server:</translation>
    </message>
    <message>
        <source>Certificates that the server sent, its own first</source>
        <translation>Zertifikate, die der Server gesendet hat, sein eigenes zuerst</translation>
    </message>
    <message>
        <source>Before you import, compare the SHA-256 fingerprint with one that you have by another way, such as by telephone: whoever stands between you and the server can send certificates of their own.</source>
        <translation>Vergleichen Sie vor dem Import den SHA-256-Fingerabdruck mit einem, den Sie auf anderem Weg erhalten haben, etwa per Telefon: Wer zwischen Ihnen und dem Server steht, kann eigene Zertifikate senden.</translation>
    </message>
    <message>
        <source>%1, port %2 · %3 · %4</source>
        <translation>%1, Port %2 · %3 · %4</translation>
    </message>
    <message>
        <source>&amp;Import 1 certificate</source>
        <translation>1 Zertifikat &amp;importieren</translation>
    </message>
    <message>
        <source>&amp;Import %1 certificates</source>
        <translation>%1 Zertifikate &amp;importieren</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::SettingEditor</name>
    <message>
        <source>as long as it says</source>
        <translation>so lange, wie sie angibt</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>keine Grenze</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source> days</source>
        <translation> Tage</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::SeverityModel</name>
    <message>
        <source>not made</source>
        <translation>wird nicht ausgeführt</translation>
    </message>
    <message>
        <source>warns</source>
        <translation>warnt</translation>
    </message>
    <message>
        <source>refuses the registration</source>
        <translation>lehnt die Registrierung ab</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1
%2, as it comes: %3</source>
        <translation>%1
%2, Vorgabe: %3</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Warn</source>
        <translation>Warnen</translation>
    </message>
    <message>
        <source>Fail</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Comes from</source>
        <translation>Herkunft</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::SignatureView</name>
    <message>
        <source>Valid</source>
        <translation>Gültig</translation>
    </message>
    <message>
        <source>Not valid: %1</source>
        <translation>Nicht gültig: %1</translation>
    </message>
    <message>
        <source>Not verified: %1</source>
        <translation>Nicht verifiziert: %1</translation>
    </message>
    <message>
        <source>no algorithm named</source>
        <translation>kein Algorithmus genannt</translation>
    </message>
    <message>
        <source>no key named</source>
        <translation>kein Schlüssel genannt</translation>
    </message>
    <message>
        <source>key %1</source>
        <translation>Schlüssel %1</translation>
    </message>
    <message>
        <source>looked up in %1</source>
        <translation>nachgeschlagen in %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::SoftwareKeys</name>
    <message>
        <source>the test directory of this workspace</source>
        <translation>das Testverzeichnis dieses Arbeitsbereichs</translation>
    </message>
    <message>
        <source>The statement names no key set (software_jwks_endpoint).</source>
        <translation>Das Statement nennt keinen Schlüsselsatz (software_jwks_endpoint).</translation>
    </message>
    <message>
        <source>%1 is not fetched: the JWKS page says that key sets which statements name are not.</source>
        <translation>%1 wird nicht abgerufen: nach der Seite JWKS werden Schlüsselsätze, die Statements nennen, nicht abgerufen.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StartWindow</name>
    <message>
        <source>Gatehouse</source>
        <translation>Gatehouse</translation>
    </message>
    <message>
        <source>Opening the workspace</source>
        <translation>Der Arbeitsbereich wird geöffnet</translation>
    </message>
    <message>
        <source>The first time takes a second longer: the test directory makes its keys.</source>
        <translation>Beim ersten Mal dauert es eine Sekunde länger: Das Testverzeichnis erzeugt seine Schlüssel.</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>Erneut &amp;versuchen</translation>
    </message>
    <message>
        <source>&amp;Choose another folder…</source>
        <translation>&amp;Anderen Ordner wählen…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>Opening the workspace %1 …</source>
        <translation>Der Arbeitsbereich %1 wird geöffnet …</translation>
    </message>
    <message>
        <source>The workspace could not be opened.</source>
        <translation>Der Arbeitsbereich konnte nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>Folder of the workspace</source>
        <translation>Ordner des Arbeitsbereichs</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StateView</name>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StatementSetsRow</name>
    <message>
        <source>from public addresses</source>
        <translation>von öffentlichen Adressen</translation>
    </message>
    <message>
        <source>also from this machine and its network (local sandbox)</source>
        <translation>auch von diesem Rechner und seinem Netzwerk (lokale Sandbox)</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>Where the key sets may lie that statements name</source>
        <translation>Wo die Schlüsselsätze liegen dürfen, die Software Statements nennen</translation>
    </message>
    <message>
        <source>A TPP&apos;s statement names the set that its requests are verified with. The endpoint fetches it once the statement itself is verified.</source>
        <translation>Das Software Statement eines TPP nennt den Schlüsselsatz, mit dem seine Anfragen verifiziert werden. Der Endpunkt ruft ihn ab, sobald das Software Statement selbst verifiziert ist.</translation>
    </message>
    <message>
        <source>Truststore for servers that statements name</source>
        <translation>Truststore für Server, die Software Statements nennen</translation>
    </message>
    <message>
        <source>truststore: the system&apos;s authorities</source>
        <translation>Truststore: die Zertifizierungsstellen des Systems</translation>
    </message>
    <message>
        <source>Choose a truststore that vouches for their servers</source>
        <translation>Einen Truststore wählen, der für ihre Server bürgt</translation>
    </message>
    <message>
        <source>Key sets that statements &amp;name are fetched</source>
        <translation>Abruf der Schlüsselsätze, die Software Statements &amp;nennen</translation>
    </message>
    <message>
        <source>Truststore for key servers</source>
        <translation>Truststore für Schlüsselserver</translation>
    </message>
    <message>
        <source>Truststores (*.pem *.crt *.jks *.p12);;All files (*)</source>
        <translation>Truststores (*.pem *.crt *.jks *.p12);;Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreChecks</name>
    <message>
        <source>Checks of the truststore</source>
        <translation>Prüfungen des Truststores</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>Was nicht stimmt</translation>
    </message>
    <message>
        <source>Whom it lets in</source>
        <translation>Wen er zulässt</translation>
    </message>
    <message>
        <source>Close the checks (Esc)</source>
        <translation>Die Prüfungen schließen (Esc)</translation>
    </message>
    <message>
        <source>Close the checks</source>
        <translation>Die Prüfungen schließen</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreComparison</name>
    <message>
        <source>There is nothing to compare.</source>
        <translation>Es gibt nichts zu vergleichen.</translation>
    </message>
    <message>
        <source>%1 has no certificate that can be read.</source>
        <translation>%1 hat kein Zertifikat, das gelesen werden kann.</translation>
    </message>
    <message>
        <source>Choose a certificate to compare with</source>
        <translation>Ein Zertifikat zum Vergleichen wählen</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer *.der *.p7b *.p7c);;All files (*)</source>
        <translation>Zertifikate (*.pem *.crt *.cer *.der *.p7b *.p7c);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>There was no certificate to compare with.</source>
        <translation>Es gab kein Zertifikat zum Vergleichen.</translation>
    </message>
    <message>
        <source>%1 is a truststore: open it, and compare the two stores.</source>
        <translation>%1 ist ein Truststore: Öffnen Sie ihn, und vergleichen Sie die beiden Speicher.</translation>
    </message>
    <message>
        <source>%1, first of %2</source>
        <translation>%1, das erste von %2</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreDocument</name>
    <message>
        <source>Reload</source>
        <translation>Neu laden</translation>
    </message>
    <message>
        <source>Import 1 certificate</source>
        <translation>1 Zertifikat importieren</translation>
    </message>
    <message>
        <source>Import %1 certificates</source>
        <translation>%1 Zertifikate importieren</translation>
    </message>
    <message>
        <source>Rename %1 to %2</source>
        <translation>%1 in %2 umbenennen</translation>
    </message>
    <message>
        <source>Delete %1</source>
        <translation>%1 löschen</translation>
    </message>
    <message>
        <source>Delete %1 entries</source>
        <translation>%1 Einträge löschen</translation>
    </message>
    <message>
        <source>Change password</source>
        <translation>Kennwort ändern</translation>
    </message>
    <message>
        <source>%1 was opened without its password. Reload it with the password, then give it another one.</source>
        <translation>%1 wurde ohne Kennwort geöffnet. Laden Sie die Datei mit dem Kennwort neu, und geben Sie ihr dann ein anderes.</translation>
    </message>
    <message>
        <source>%1 is being saved; try again in a moment.</source>
        <translation>%1 wird gerade gespeichert; versuchen Sie es gleich noch einmal.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreEdits</name>
    <message>
        <source>PEM (*.pem)</source>
        <translation>PEM (*.pem)</translation>
    </message>
    <message>
        <source>DER (*.cer *.der)</source>
        <translation>DER (*.cer *.der)</translation>
    </message>
    <message>
        <source>PKCS#7 (*.p7b)</source>
        <translation>PKCS#7 (*.p7b)</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabelle (*.csv)</translation>
    </message>
    <message>
        <source>Undone: %1</source>
        <translation>Rückgängig gemacht: %1</translation>
    </message>
    <message>
        <source>Undone in both: %1</source>
        <translation>In beiden rückgängig gemacht: %1</translation>
    </message>
    <message>
        <source>Nothing was undone.</source>
        <translation>Es wurde nichts rückgängig gemacht.</translation>
    </message>
    <message>
        <source>Done again: %1</source>
        <translation>Wiederholt: %1</translation>
    </message>
    <message>
        <source>Done again in both: %1</source>
        <translation>In beiden wiederholt: %1</translation>
    </message>
    <message>
        <source>Nothing was done again.</source>
        <translation>Es wurde nichts wiederholt.</translation>
    </message>
    <message>
        <source>In this truststore alone: %1 was changed by itself since.</source>
        <translation>Nur in diesem Truststore: %1 wurde seitdem für sich geändert.</translation>
    </message>
    <message>
        <source>%1 was not renamed.</source>
        <translation>%1 wurde nicht umbenannt.</translation>
    </message>
    <message>
        <source>%1 is called %2 now.</source>
        <translation>%1 heißt jetzt %2.</translation>
    </message>
    <message>
        <source>So is the same certificate in %1, which is its pair.</source>
        <translation>Ebenso dasselbe Zertifikat in %1, dem anderen Teil des Paars.</translation>
    </message>
    <message>
        <source>%1, which is its pair, has no such certificate, or has it twice.</source>
        <translation>%1, der andere Teil des Paars, hat kein solches Zertifikat oder hat es doppelt.</translation>
    </message>
    <message>
        <source>Nothing was deleted.</source>
        <translation>Es wurde nichts gelöscht.</translation>
    </message>
    <message>
        <source>The file changes when it is saved.</source>
        <translation>Die Datei ändert sich beim Speichern.</translation>
    </message>
    <message numerus="yes">
        <source>So are the same certificates from %1, which is its pair: %n entries. The files change when they are saved.</source>
        <translation>
            <numerusform>Ebenso dasselbe Zertifikat aus %1, dem anderen Teil des Paars: %n Eintrag. Die Dateien ändern sich beim Speichern.</numerusform>
            <numerusform>Ebenso dieselben Zertifikate aus %1, dem anderen Teil des Paars: %n Einträge. Die Dateien ändern sich beim Speichern.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is deleted from the list.</source>
        <translation>%1 ist aus der Liste gelöscht.</translation>
    </message>
    <message numerus="yes">
        <source>%n entries are deleted from the list.</source>
        <translation>
            <numerusform>%n Eintrag ist aus der Liste gelöscht.</numerusform>
            <numerusform>%n Einträge sind aus der Liste gelöscht.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was cut.</source>
        <translation>Es wurde nichts ausgeschnitten.</translation>
    </message>
    <message>
        <source>The password cannot be changed here.</source>
        <translation>Das Kennwort kann hier nicht geändert werden.</translation>
    </message>
    <message>
        <source>Re&amp;load</source>
        <translation>Neu &amp;laden</translation>
    </message>
    <message>
        <source>The password was not changed.</source>
        <translation>Das Kennwort wurde nicht geändert.</translation>
    </message>
    <message>
        <source>The new password counts once %1 is saved.</source>
        <translation>Das neue Kennwort gilt, sobald %1 gespeichert ist.</translation>
    </message>
    <message>
        <source>The server&apos;s configuration must name it too: [truststore] password in deployment.toml.</source>
        <translation>Die Konfiguration des Servers muss es ebenfalls nennen: [truststore] password in deployment.toml.</translation>
    </message>
    <message>
        <source>Nothing was copied.</source>
        <translation>Es wurde nichts kopiert.</translation>
    </message>
    <message>
        <source>1 certificate copied as PEM.</source>
        <translation>1 Zertifikat als PEM kopiert.</translation>
    </message>
    <message>
        <source>%1 certificates copied as PEM.</source>
        <translation>%1 Zertifikate als PEM kopiert.</translation>
    </message>
    <message>
        <source>1 fingerprint copied.</source>
        <translation>1 Fingerabdruck kopiert.</translation>
    </message>
    <message>
        <source>%1 fingerprints copied.</source>
        <translation>%1 Fingerabdrücke kopiert.</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>None of the selected entries has a certificate that can be read.</source>
        <translation>Keiner der ausgewählten Einträge hat ein Zertifikat, das gelesen werden kann.</translation>
    </message>
    <message>
        <source>Nothing was exported.</source>
        <translation>Es wurde nichts exportiert.</translation>
    </message>
    <message>
        <source>Exported to %1.</source>
        <translation>Exportiert nach %1.</translation>
    </message>
    <message>
        <source>%1 was not written.</source>
        <translation>%1 wurde nicht geschrieben.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreFiles</name>
    <message>
        <source>Open truststores</source>
        <translation>Truststores öffnen</translation>
    </message>
    <message>
        <source>Truststores (*.jks *.p12 *.pfx *.pkcs12 *.keystore *.truststore *.pem *.crt *.cer);;All files (*)</source>
        <translation>Truststores (*.jks *.p12 *.pfx *.pkcs12 *.keystore *.truststore *.pem *.crt *.cer);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Opening %1 …</source>
        <translation>%1 wird geöffnet …</translation>
    </message>
    <message>
        <source>%1 could not be opened.</source>
        <translation>%1 konnte nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>Reading %1 again …</source>
        <translation>%1 wird erneut gelesen …</translation>
    </message>
    <message>
        <source>%1 could not be read again.</source>
        <translation>%1 konnte nicht erneut gelesen werden.</translation>
    </message>
    <message>
        <source>%1 was read again.</source>
        <translation>%1 wurde erneut gelesen.</translation>
    </message>
    <message>
        <source>Close the truststore</source>
        <translation>Den Truststore schließen</translation>
    </message>
    <message>
        <source>%1 has unsaved changes.</source>
        <translation>%1 hat ungespeicherte Änderungen.</translation>
    </message>
    <message>
        <source>Discarding them cannot be undone.</source>
        <translation>Wenn Sie sie verwerfen, kann das nicht rückgängig gemacht werden.</translation>
    </message>
    <message>
        <source>%1, which is its pair, has some too, and is saved together with it. Discarding those of %2 cannot be undone.</source>
        <translation>%1, der andere Teil des Paars, hat ebenfalls welche und wird zusammen damit gespeichert. Das Verwerfen der Änderungen von %2 kann nicht rückgängig gemacht werden.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreFilterBar</name>
    <message>
        <source>Filter the entries</source>
        <translation>Die Einträge filtern</translation>
    </message>
    <message>
        <source>Filter by alias, name, key, date or fingerprint</source>
        <translation>Nach Alias, Name, Schlüssel, Datum oder Fingerabdruck filtern</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Show %1: %2 entries</source>
        <translation>%1 anzeigen: %2 Einträge</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreHistory</name>
    <message>
        <source>%1 is being saved; try again in a moment.</source>
        <translation>%1 wird gerade gespeichert; versuchen Sie es gleich noch einmal.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreImport</name>
    <message>
        <source>Import certificates</source>
        <translation>Zertifikate importieren</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer *.der *.p7b *.p7c *.p7s *.ca-bundle *.txt);;All files (*)</source>
        <translation>Zertifikate (*.pem *.crt *.cer *.der *.p7b *.p7c *.p7s *.ca-bundle *.txt);;Alle Dateien (*)</translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n Datei</numerusform>
            <numerusform>%n Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>the text</source>
        <translation>der Text</translation>
    </message>
    <message>
        <source>There is neither a certificate nor a file on the clipboard.</source>
        <translation>In der Zwischenablage ist weder ein Zertifikat noch eine Datei.</translation>
    </message>
    <message>
        <source>They were cut out of this truststore: paste them into another one.</source>
        <translation>Sie wurden aus diesem Truststore ausgeschnitten: Fügen Sie sie in einen anderen ein.</translation>
    </message>
    <message>
        <source>Open a truststore first: the certificates go into it.</source>
        <translation>Öffnen Sie zuerst einen Truststore, in den die Zertifikate kommen.</translation>
    </message>
    <message>
        <source>Reading %1 …</source>
        <translation>%1: wird gelesen …</translation>
    </message>
    <message>
        <source>There was no certificate to import.</source>
        <translation>Es war kein Zertifikat zu importieren.</translation>
    </message>
    <message>
        <source>Import into %1</source>
        <translation>In %1 importieren</translation>
    </message>
    <message>
        <source>Import into the API Manager&apos;s and the Identity Server&apos;s truststore</source>
        <translation>In den Truststore des API Managers und den des Identity Servers importieren</translation>
    </message>
    <message>
        <source>Move to %1</source>
        <translation>Nach %1 verschieben</translation>
    </message>
    <message>
        <source>Move here from %1</source>
        <translation>Aus %1 hierher verschieben</translation>
    </message>
    <message>
        <source>Nothing was imported.</source>
        <translation>Es wurde nichts importiert.</translation>
    </message>
    <message>
        <source>They are here now, and in %1 too.</source>
        <translation>Sie sind jetzt hier und auch noch in %1.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreModel</name>
    <message>
        <source>This format keeps no date for it</source>
        <translation>Dieses Format bewahrt dafür kein Datum auf</translation>
    </message>
    <message>
        <source>%1
Cut: it goes once it is pasted into another truststore</source>
        <translation>%1
Ausgeschnitten: entfällt hier, sobald es in einen anderen Truststore eingefügt ist</translation>
    </message>
    <message>
        <source>Alias</source>
        <translation>Alias</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Expires</source>
        <translation>Läuft ab</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Subject</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation>Aussteller</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Hinzugefügt</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreOpener</name>
    <message>
        <source>%1 is protected by a password.</source>
        <translation>%1 ist durch ein Kennwort geschützt.</translation>
    </message>
    <message>
        <source>%1 was opened without its password. Saving needs it.</source>
        <translation>%1 wurde ohne Kennwort geöffnet. Zum Speichern wird es benötigt.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StorePair</name>
    <message>
        <source>%1 is being saved; try again in a moment.</source>
        <translation>%1 wird gerade gespeichert; versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>API Manager</source>
        <translation>API Manager</translation>
    </message>
    <message>
        <source>Identity Server</source>
        <translation>Identity Server</translation>
    </message>
    <message>
        <source>The truststore of the %1 is not open any more.</source>
        <translation>Der Truststore des Servers „%1“ ist nicht mehr geöffnet.</translation>
    </message>
    <message>
        <source>%1, which changes with it, refuses the alias, so that neither was changed: %2</source>
        <translation>%1 wird mit geändert und lehnt den Alias ab, sodass keiner von beiden geändert wurde: %2</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreRow</name>
    <message>
        <source>Expired</source>
        <translation>Abgelaufen</translation>
    </message>
    <message>
        <source>Not yet valid</source>
        <translation>Noch nicht gültig</translation>
    </message>
    <message>
        <source>Expires soon</source>
        <translation>Läuft bald ab</translation>
    </message>
    <message>
        <source>Valid</source>
        <translation>Gültig</translation>
    </message>
    <message>
        <source>Not readable</source>
        <translation>Nicht lesbar</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>Private key</source>
        <translation>Privater Schlüssel</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Sonstiges</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreSaving</name>
    <message>
        <source>Saving %1 …</source>
        <translation>%1 wird gespeichert …</translation>
    </message>
    <message>
        <source>Saving %1 truststores …</source>
        <translation>%1 Truststores werden gespeichert …</translation>
    </message>
    <message>
        <source>%1 was not saved.</source>
        <translation>%1 wurde nicht gespeichert.</translation>
    </message>
    <message>
        <source>What was there before is kept beside it as %1.</source>
        <translation>Der vorherige Stand bleibt daneben als %1 erhalten.</translation>
    </message>
    <message>
        <source>What was there before is kept beside each as .bak.</source>
        <translation>Der vorherige Stand bleibt jeweils daneben als .bak erhalten.</translation>
    </message>
    <message>
        <source>Both truststores are saved.</source>
        <translation>Beide Truststores sind gespeichert.</translation>
    </message>
    <message>
        <source>Start the API Manager and the Identity Server again: only then do they trust what is in them now.</source>
        <translation>Starten Sie den API Manager und den Identity Server neu: Erst dann vertrauen sie dem, was jetzt darin ist.</translation>
    </message>
    <message>
        <source>%1 is saved.</source>
        <translation>%1 ist gespeichert.</translation>
    </message>
    <message>
        <source>A server that uses it reads it when it is started again.</source>
        <translation>Ein Server, der die Datei verwendet, liest sie beim nächsten Start.</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>Erneut &amp;versuchen</translation>
    </message>
    <message>
        <source>Re&amp;load</source>
        <translation>Neu &amp;laden</translation>
    </message>
    <message>
        <source>Save under &amp;another name…</source>
        <translation>Unter &amp;anderem Namen speichern…</translation>
    </message>
    <message>
        <source>Over&amp;write</source>
        <translation>Über&amp;schreiben</translation>
    </message>
    <message>
        <source>&amp;Write it anew</source>
        <translation>&amp;Neu schreiben</translation>
    </message>
    <message>
        <source>Re&amp;place it</source>
        <translation>&amp;Ersetzen</translation>
    </message>
    <message>
        <source>What is in the file now is then only in the .bak file</source>
        <translation>Was jetzt in der Datei ist, ist danach nur noch in der .bak-Datei</translation>
    </message>
    <message>
        <source>Save the truststore as</source>
        <translation>Den Truststore speichern unter</translation>
    </message>
    <message>
        <source>%1 is open in another tab. Close it there, or choose another name.</source>
        <translation>%1 ist in einem anderen Tab geöffnet. Schließen Sie die Datei dort, oder wählen Sie einen anderen Namen.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreTabs</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Open truststores</source>
        <translation>Geöffnete Truststores</translation>
    </message>
    <message>
        <source>Close this truststore</source>
        <translation>Diesen Truststore schließen</translation>
    </message>
    <message>
        <source>● %1</source>
        <translation>● %1</translation>
    </message>
    <message>
        <source>%1
Not saved</source>
        <translation>%1
Nicht gespeichert</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::StoreView</name>
    <message>
        <source>Somebody else changed %1 on the disk.</source>
        <translation>Jemand anders hat %1 auf dem Datenträger geändert.</translation>
    </message>
    <message>
        <source>Reloading puts it in place of your unsaved changes; Undo brings them back.</source>
        <translation>Beim Neuladen tritt dieser Stand an die Stelle Ihrer ungespeicherten Änderungen; „Rückgängig machen“ holt sie zurück.</translation>
    </message>
    <message>
        <source>Re&amp;load</source>
        <translation>Neu &amp;laden</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Choose which columns are shown</source>
        <translation>Wählen, welche Spalten angezeigt werden</translation>
    </message>
    <message>
        <source>Entries of the truststore</source>
        <translation>Einträge des Truststores</translation>
    </message>
    <message>
        <source>Nobody is trusted yet</source>
        <translation>Noch wird niemandem vertraut</translation>
    </message>
    <message>
        <source>This store has no entries. Import the root and issuing certificates whose holders the server should trust: from files, from the clipboard, from a server; or drop them here.</source>
        <translation>Dieser Speicher hat keine Einträge. Importieren Sie die Wurzel- und ausstellenden Zertifikate, deren Inhabern der Server vertrauen soll: aus Dateien, aus der Zwischenablage, von einem Server; oder legen Sie sie hier ab.</translation>
    </message>
    <message>
        <source>Import from files…</source>
        <translation>Aus Dateien importieren…</translation>
    </message>
    <message>
        <source>From a TLS server…</source>
        <translation>Von einem TLS-Server…</translation>
    </message>
    <message>
        <source>No entry is like that</source>
        <translation>Kein passender Eintrag</translation>
    </message>
    <message>
        <source>The store has entries, and the filter hides them all.</source>
        <translation>Der Speicher hat Einträge, und der Filter blendet sie alle aus.</translation>
    </message>
    <message>
        <source>Show all entries</source>
        <translation>Alle Einträge anzeigen</translation>
    </message>
    <message>
        <source>%1, 1 entry</source>
        <translation>%1, 1 Eintrag</translation>
    </message>
    <message>
        <source>%1, %2 entries</source>
        <translation>%1, %2 Einträge</translation>
    </message>
    <message>
        <source>%1 · verified by its password · %2</source>
        <translation>%1 · durch sein Kennwort verifiziert · %2</translation>
    </message>
    <message>
        <source>%1 · not verified: opened without its password · %2</source>
        <translation>%1 · nicht verifiziert: ohne Kennwort geöffnet · %2</translation>
    </message>
    <message>
        <source>%1 · new, not saved yet · %2</source>
        <translation>%1 · neu, noch nicht gespeichert · %2</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TagsEditor</name>
    <message>
        <source>(empty)</source>
        <translation>(leer)</translation>
    </message>
    <message>
        <source>Another value for: %1</source>
        <translation>Weiterer Wert für: %1</translation>
    </message>
    <message>
        <source>Type a value, then Enter</source>
        <translation>Wert eingeben, dann Eingabetaste</translation>
    </message>
    <message>
        <source>Choose among the usual values</source>
        <translation>Unter den üblichen Werten wählen</translation>
    </message>
    <message>
        <source>Usual values of: %1</source>
        <translation>Übliche Werte von: %1</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>Remove %1 from: %2</source>
        <translation>%1 entfernen aus: %2</translation>
    </message>
    <message>
        <source>All usual values are there</source>
        <translation>Alle üblichen Werte sind vorhanden</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TemplateDialog</name>
    <message>
        <source>WSO2 Identity Server as key manager</source>
        <translation>WSO2 Identity Server als Key Manager</translation>
    </message>
    <message>
        <source>All addresses follow from where the servers are, as WSO2&apos;s documentation has them. Only the connector&apos;s user name and password are left to type.</source>
        <translation>Alle Adressen ergeben sich daraus, wo die Server sind, so wie die Dokumentation von WSO2 sie angibt. Nur Benutzername und Kennwort des Connectors sind noch einzugeben.</translation>
    </message>
    <message>
        <source>Open Banking Accelerator 3.0 (ObKeyManager)</source>
        <translation>Open Banking Accelerator 3.0 (ObKeyManager)</translation>
    </message>
    <message>
        <source>Financial Services Accelerator (fsKeyManager)</source>
        <translation>Financial Services Accelerator (fsKeyManager)</translation>
    </message>
    <message>
        <source>is.example.com or is.example.com:%1</source>
        <translation>is.example.com oder is.example.com:%1</translation>
    </message>
    <message>
        <source>apim.example.com or apim.example.com:%1</source>
        <translation>apim.example.com oder apim.example.com:%1</translation>
    </message>
    <message>
        <source>&amp;Made for:</source>
        <translation>&amp;Bestimmt für:</translation>
    </message>
    <message>
        <source>&amp;Identity Server:</source>
        <translation>&amp;Identity Server:</translation>
    </message>
    <message>
        <source>&amp;API Manager:</source>
        <translation>&amp;API Manager:</translation>
    </message>
    <message>
        <source>&amp;Create</source>
        <translation>&amp;Erstellen</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TickList</name>
    <message>
        <source>Another value</source>
        <translation>Weiterer Wert</translation>
    </message>
    <message>
        <source>Another value for: %1</source>
        <translation>Weiterer Wert für: %1</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add another value to: %1</source>
        <translation>Weiteren Wert hinzufügen zu: %1</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TimelineWidget</name>
    <message>
        <source>Statement issued</source>
        <translation>Software Statement ausgestellt</translation>
    </message>
    <message>
        <source>Statement expires</source>
        <translation>Software Statement läuft ab</translation>
    </message>
    <message>
        <source>Request valid from</source>
        <translation>Anfrage gültig ab</translation>
    </message>
    <message>
        <source>Request issued</source>
        <translation>Anfrage ausgestellt</translation>
    </message>
    <message>
        <source>Request expires</source>
        <translation>Anfrage läuft ab</translation>
    </message>
    <message>
        <source>Judged at</source>
        <translation>Beurteilt zum Zeitpunkt</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>, %1 later</source>
        <translation>, %1 später</translation>
    </message>
    <message>
        <source>Validity over time</source>
        <translation>Gültigkeit im Zeitverlauf</translation>
    </message>
    <message>
        <source>valid for %1</source>
        <translation>Gültigkeitsdauer: %1</translation>
    </message>
    <message>
        <source>%1
%2
%3</source>
        <translation>%1
%2
%3</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TokenInput</name>
    <message>
        <source>Paste, drop or type a software statement, a registration request, JSON that holds one, or a whole curl command.</source>
        <translation>Fügen Sie ein Software Statement, eine Registrierungsanfrage, JSON mit einem davon oder einen ganzen curl-Befehl ein, legen Sie es hier ab oder tippen Sie es.</translation>
    </message>
    <message>
        <source>Token to inspect</source>
        <translation>Zu untersuchendes Token</translation>
    </message>
    <message>
        <source>
… the first %1 of %2 bytes are shown</source>
        <translation>
… die ersten %1 von %2 Bytes werden angezeigt</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TokenRulesEditor</name>
    <message>
        <source>Add a claim</source>
        <translation>Einen Claim hinzufügen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>There is no rule: the key manager takes every token.</source>
        <translation>Es gibt keine Regel: Der Key Manager nimmt jedes Token an.</translation>
    </message>
    <message>
        <source>Tokens to try the rules on, one a line</source>
        <translation>Tokens zum Erproben der Regeln, eines pro Zeile</translation>
    </message>
    <message>
        <source>Paste tokens here, one a line, to see which of them are this key manager&apos;s.</source>
        <translation>Fügen Sie hier Tokens ein, eines pro Zeile, um zu sehen, welche davon zu diesem Key Manager gehören.</translation>
    </message>
    <message>
        <source>Try the rules</source>
        <translation>Die Regeln erproben</translation>
    </message>
    <message>
        <source>Token handling options</source>
        <translation>Optionen der Token-Behandlung</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Ein</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>Claim</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>Muster</translation>
    </message>
    <message>
        <source>Add a rule</source>
        <translation>Eine Regel hinzufügen</translation>
    </message>
    <message>
        <source>Rule %1 is on</source>
        <translation>Regel %1 ist eingeschaltet</translation>
    </message>
    <message>
        <source>Type of rule %1</source>
        <translation>Typ der Regel %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>%1 is taken</source>
        <translation>%1 wird angenommen</translation>
    </message>
    <message>
        <source>%1 is not taken</source>
        <translation>%1 wird nicht angenommen</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TokenView</name>
    <message>
        <source>Copy &amp;value</source>
        <translation>&amp;Wert kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;name</source>
        <translation>&amp;Namen kopieren</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TppPanel</name>
    <message>
        <source>The test directory lists no TPP yet. A new one gets keys, certificates and a software statement, as files to send requests with.</source>
        <translation>Das Testverzeichnis führt noch keinen TPP. Ein neuer erhält Schlüssel, Zertifikate und ein Software Statement, als Dateien, mit denen Anfragen gesendet werden.</translation>
    </message>
    <message>
        <source>Test TPPs</source>
        <translation>Test-TPPs</translation>
    </message>
    <message>
        <source>&amp;New test TPP…</source>
        <translation>&amp;Neuer Test-TPP…</translation>
    </message>
    <message>
        <source>&amp;Copy software id</source>
        <translation>Software-ID &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Remove from the directory…</source>
        <translation>Aus dem &amp;Verzeichnis entfernen…</translation>
    </message>
    <message>
        <source>Software</source>
        <translation>Software</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>Rollen</translation>
    </message>
    <message>
        <source>Software id</source>
        <translation>Software-ID</translation>
    </message>
    <message>
        <source>%1
Software %2 of organisation %3</source>
        <translation>%1
Software %2 der Organisation %3</translation>
    </message>
    <message>
        <source>The kit is in %1</source>
        <translation>Das Kit liegt in %1</translation>
    </message>
    <message>
        <source>Remove test TPP</source>
        <translation>Test-TPP entfernen</translation>
    </message>
    <message>
        <source>Remove %1 from the test directory?</source>
        <translation>%1 aus dem Testverzeichnis entfernen?</translation>
    </message>
    <message>
        <source>The keys of software %1 are no longer published: what it signs is refused from then on, and this cannot be undone. Clients that it registered, and its kit&apos;s files, stay.</source>
        <translation>Die Schlüssel der Software %1 werden nicht mehr veröffentlicht: Was sie signiert, wird von da an abgelehnt, und dies kann nicht rückgängig gemacht werden. Von ihr registrierte Clients und die Dateien ihres Kits bleiben bestehen.</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>Entfe&amp;rnen</translation>
    </message>
    <message>
        <source>Co&amp;mpose request…</source>
        <translation>Anfrage &amp;zusammenstellen…</translation>
    </message>
    <message>
        <source>Writes, tampers with and sends registration requests as a test TPP</source>
        <translation>Schreibt, manipuliert und sendet Registrierungsanfragen als Test-TPP</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TrialPanel</name>
    <message>
        <source>Would be refused</source>
        <translation>Würde abgelehnt</translation>
    </message>
    <message>
        <source>Would be refused for another reason</source>
        <translation>Würde aus einem anderen Grund abgelehnt</translation>
    </message>
    <message>
        <source>Would get a warning</source>
        <translation>Würde eine Warnung erhalten</translation>
    </message>
    <message>
        <source>Would newly pass</source>
        <translation>Würde neu bestehen</translation>
    </message>
    <message>
        <source>As before</source>
        <translation>Wie bisher</translation>
    </message>
    <message>
        <source>&amp;Try it</source>
        <translation>Erpr&amp;oben</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>The policy was edited since. Try it again.</source>
        <translation>Die Richtlinie wurde seitdem bearbeitet. Erproben Sie sie erneut.</translation>
    </message>
    <message>
        <source>A registration request to try</source>
        <translation>Eine Registrierungsanfrage zum Erproben</translation>
    </message>
    <message>
        <source>A registration request, or text that holds one (may stay empty)</source>
        <translation>Eine Registrierungsanfrage oder Text, der eine enthält (darf leer bleiben)</translation>
    </message>
    <message>
        <source>Registrations that were tried</source>
        <translation>Erprobte Registrierungen</translation>
    </message>
    <message>
        <source>%v of %m</source>
        <translation>%v von %m</translation>
    </message>
    <message>
        <source>Registrations that would be judged otherwise</source>
        <translation>Registrierungen, die anders beurteilt würden</translation>
    </message>
    <message>
        <source>Registration</source>
        <translation>Registrierung</translation>
    </message>
    <message>
        <source>What would change</source>
        <translation>Was sich ändern würde</translation>
    </message>
    <message>
        <source>Decided by</source>
        <translation>Entschieden durch</translation>
    </message>
    <message>
        <source>What would the policy, as it is edited here, make of the registrations of this workspace? Each is judged at the moment when it was registered; signatures are not verified again.</source>
        <translation>Wie würde die Richtlinie, so wie sie hier bearbeitet ist, die Registrierungen dieses Arbeitsbereichs beurteilen? Jede wird zu dem Zeitpunkt beurteilt, zu dem sie registriert wurde; Signaturen werden nicht erneut verifiziert.</translation>
    </message>
    <message>
        <source>It was stopped before the end.</source>
        <translation>Der Vorgang wurde vor dem Ende angehalten.</translation>
    </message>
    <message>
        <source>The pasted request cannot be tried: %1</source>
        <translation>Die eingefügte Anfrage kann nicht erprobt werden: %1</translation>
    </message>
    <message>
        <source>The pasted request would be refused.</source>
        <translation>Die eingefügte Anfrage würde abgelehnt.</translation>
    </message>
    <message>
        <source>The pasted request would pass.</source>
        <translation>Die eingefügte Anfrage würde bestehen.</translation>
    </message>
    <message>
        <source>%1 So it is by the policy that counts.</source>
        <translation>%1 Dasselbe gilt nach der geltenden Richtlinie.</translation>
    </message>
    <message>
        <source>The first %1 are listed.</source>
        <translation>Die ersten %1 sind aufgeführt.</translation>
    </message>
    <message>
        <source>%1
Client %2</source>
        <translation>%1
Client %2</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::TruststoresPage</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig machen</translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>Rückgängig machen: %1</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Redo: %1</source>
        <translation>Wiederholen: %1</translation>
    </message>
    <message>
        <source>The vault did not remember a password.</source>
        <translation>Der Tresor hat ein Kennwort nicht gespeichert.</translation>
    </message>
    <message>
        <source>Recen&amp;t</source>
        <translation>Zule&amp;tzt geöffnet</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>&amp;Importieren</translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation>E&amp;xportieren</translation>
    </message>
    <message>
        <source>&amp;Check</source>
        <translation>&amp;Prüfen</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translation>&amp;Mehr</translation>
    </message>
    <message>
        <source>No truststore is open</source>
        <translation>Kein Truststore ist geöffnet</translation>
    </message>
    <message>
        <source>Open the file whose certificates the server trusts. WSO2&apos;s API Manager and Identity Server have it as repository/resources/security/client-truststore.jks below their folder. You see who is trusted and until when, and you can change it.</source>
        <translation>Öffnen Sie die Datei mit den Zertifikaten, denen der Server vertraut. Beim API Manager und beim Identity Server von WSO2 ist es repository/resources/security/client-truststore.jks unterhalb ihres Ordners. Sie sehen, wem bis wann vertraut wird, und können es ändern.</translation>
    </message>
    <message>
        <source>Open a truststore…</source>
        <translation>Einen Truststore öffnen…</translation>
    </message>
    <message>
        <source>Make a new one…</source>
        <translation>Einen neuen anlegen…</translation>
    </message>
    <message>
        <source>&amp;Forget these</source>
        <translation>Diese &amp;vergessen</translation>
    </message>
    <message>
        <source>With %1</source>
        <translation>Mit %1</translation>
    </message>
    <message>
        <source>Unsaved truststores</source>
        <translation>Ungespeicherte Truststores</translation>
    </message>
    <message>
        <source>A truststore has unsaved changes.</source>
        <translation>Ein Truststore hat ungespeicherte Änderungen.</translation>
    </message>
    <message>
        <source>%1 truststores have unsaved changes.</source>
        <translation>%1 Truststores haben ungespeicherte Änderungen.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::UndoOffer</name>
    <message>
        <source>Nothing was undone.</source>
        <translation>Es wurde nichts rückgängig gemacht.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig machen</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::VerifyDialog</name>
    <message>
        <source>&amp;Verify</source>
        <translation>&amp;Verifizieren</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>An&amp;halten</translation>
    </message>
    <message>
        <source>The record&apos;s head</source>
        <translation>Kopf des Änderungsprotokolls</translation>
    </message>
    <message>
        <source>Verify the record</source>
        <translation>Änderungsprotokoll verifizieren</translation>
    </message>
    <message>
        <source>Rows that are verified</source>
        <translation>Verifizierte Zeilen</translation>
    </message>
    <message>
        <source>Note this head outside of the workspace, on paper or in a ticket. With it you can tell later whether anything up to this row was written anew.</source>
        <translation>Notieren Sie diesen Kopf außerhalb des Arbeitsbereichs, auf Papier oder in einem Ticket. Damit können Sie später feststellen, ob etwas bis zu dieser Zeile neu geschrieben wurde.</translation>
    </message>
    <message>
        <source>Every row has a hash of itself and of the row before: verifying works all of them out again, and finds what was altered, removed or put in.</source>
        <translation>Jede Zeile hat einen Hash über sich selbst und die Zeile davor: beim Verifizieren werden alle neu berechnet, und es zeigt sich, was geändert, entfernt oder eingefügt wurde.</translation>
    </message>
    <message>
        <source>A head that was noted earlier</source>
        <translation>Ein früher notierter Kopf</translation>
    </message>
    <message>
        <source>optional, as 1204:9f2c…</source>
        <translation>optional, wie 1204:9f2c…</translation>
    </message>
    <message>
        <source>&amp;Noted head</source>
        <translation>&amp;Notierter Kopf</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>Was nicht stimmt</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>%1 of %2 rows</source>
        <translation>%1 von %2 Zeilen</translation>
    </message>
    <message>
        <source>The record is not as it was written.</source>
        <translation>Das Änderungsprotokoll ist nicht so, wie es geschrieben wurde.</translation>
    </message>
    <message>
        <source>The first %1 faults are listed; choose one to see its row.</source>
        <translation>Die ersten %1 Fehler sind aufgeführt; wählen Sie einen, um seine Zeile zu sehen.</translation>
    </message>
    <message>
        <source>Choose a fault to see its row.</source>
        <translation>Wählen Sie einen Fehler, um seine Zeile zu sehen.</translation>
    </message>
    <message>
        <source>Stopped: the first %1 rows are as they were written.</source>
        <translation>Angehalten: die ersten %1 Zeilen sind so, wie sie geschrieben wurden.</translation>
    </message>
    <message>
        <source>Nothing was recorded yet.</source>
        <translation>Es wurde noch nichts aufgezeichnet.</translation>
    </message>
    <message>
        <source>All of the %1 rows are as they were written.</source>
        <translation>Alle %1 Zeilen sind so, wie sie geschrieben wurden.</translation>
    </message>
    <message>
        <source>All of the %1 rows are as they were written, and the noted head is among them.</source>
        <translation>Alle %1 Zeilen sind so, wie sie geschrieben wurden, und der notierte Kopf ist darunter.</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::VersionsTab</name>
    <message>
        <source>statement: </source>
        <translation>Statement: </translation>
    </message>
    <message>
        <source>Version on the left</source>
        <translation>Version links</translation>
    </message>
    <message>
        <source>Version on the right</source>
        <translation>Version rechts</translation>
    </message>
    <message>
        <source>Two versions side by side</source>
        <translation>Zwei Versionen nebeneinander</translation>
    </message>
    <message>
        <source>beside</source>
        <translation>neben</translation>
    </message>
    <message>
        <source>Version %1, %2</source>
        <translation>Version %1, %2</translation>
    </message>
    <message>
        <source>There is one version: the TPP has not changed its registration since. When it does, what it changed is seen here.</source>
        <translation>Es gibt nur eine Version: der TPP hat seine Registrierung seither nicht geändert. Sobald er es tut, ist hier zu sehen, was er geändert hat.</translation>
    </message>
    <message>
        <source>They say the same.</source>
        <translation>Beide sagen dasselbe.</translation>
    </message>
    <message>
        <source>They differ in one thing.</source>
        <translation>Sie unterscheiden sich in einem Punkt.</translation>
    </message>
    <message>
        <source>They differ in %1 things.</source>
        <translation>Sie unterscheiden sich in %1 Punkten.</translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation>Version %1</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::ViewMenu</name>
    <message>
        <source>Saved views: a filter, a sort and columns under one name</source>
        <translation>Gespeicherte Ansichten: Filter, Sortierung und Spalten unter einem Namen</translation>
    </message>
    <message>
        <source>View: your own</source>
        <translation>Ansicht: Ihre eigene</translation>
    </message>
    <message>
        <source>View: %1</source>
        <translation>Ansicht: %1</translation>
    </message>
    <message>
        <source>&amp;Save this view…</source>
        <translation>Diese Ansicht &amp;speichern…</translation>
    </message>
    <message>
        <source>&amp;Remove “%1”</source>
        <translation>„%1“ &amp;entfernen</translation>
    </message>
    <message>
        <source>Save this view</source>
        <translation>Diese Ansicht speichern</translation>
    </message>
    <message>
        <source>A name for the filter, the sort and the columns as they are now:</source>
        <translation>Ein Name für den Filter, die Sortierung und die Spalten, wie sie jetzt sind:</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
</context>
<context>
    <name>gatehouse::ui::Wso2View</name>
    <message>
        <source>Generation of WSO2&apos;s servers</source>
        <translation>Generation der Server von WSO2</translation>
    </message>
    <message>
        <source>Which generation of WSO2&apos;s servers is asked</source>
        <translation>Welche Generation der Server von WSO2 gefragt wird</translation>
    </message>
    <message>
        <source>would answer %1</source>
        <translation>würde %1 antworten</translation>
    </message>
    <message>
        <source>Where it is configured as the policy is.</source>
        <translation>Wenn er so konfiguriert ist wie die Richtlinie.</translation>
    </message>
    <message>
        <source>Answered by: %1.</source>
        <translation>Beantwortet durch: %1.</translation>
    </message>
    <message>
        <source>Provided that: %1</source>
        <translation>Vorausgesetzt: %1</translation>
    </message>
</context>
<context>
    <name>gatehouse::vault</name>
    <message>
        <source>The keychain of this machine does not answer. Check that it runs in your session.</source>
        <translation>Der Schlüsselbund dieses Rechners antwortet nicht. Prüfen Sie, ob er in Ihrer Sitzung läuft.</translation>
    </message>
    <message>
        <source>The keychain holds no secret named &quot;%1&quot;.</source>
        <translation>Der Schlüsselbund enthält kein Geheimnis mit dem Namen „%1“.</translation>
    </message>
    <message>
        <source>The keychain was not opened. Try again, and allow Gatehouse to use it.</source>
        <translation>Der Schlüsselbund wurde nicht geöffnet. Versuchen Sie es erneut, und erlauben Sie Gatehouse, ihn zu verwenden.</translation>
    </message>
    <message>
        <source>The keychain refuses Gatehouse. Check its settings.</source>
        <translation>Der Schlüsselbund weist Gatehouse ab. Prüfen Sie seine Einstellungen.</translation>
    </message>
    <message>
        <source>The keychain could not remove the secret &quot;%1&quot;: %2</source>
        <translation>Der Schlüsselbund konnte das Geheimnis „%1“ nicht entfernen: %2</translation>
    </message>
    <message>
        <source>The keychain failed: %1</source>
        <translation>Der Schlüsselbund meldet einen Fehler: %1</translation>
    </message>
    <message>
        <source>This is not a vault that can be opened: %1. Use a backup of the file.</source>
        <translation>Dies ist kein Tresor, der geöffnet werden kann: %1. Verwenden Sie eine Sicherungskopie der Datei.</translation>
    </message>
    <message>
        <source>The machine gives no random numbers; nothing was written.</source>
        <translation>Der Rechner liefert keine Zufallszahlen; es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>its &quot;%1&quot; is missing or no text</source>
        <translation>„%1“ fehlt darin oder ist kein Text</translation>
    </message>
    <message>
        <source>its &quot;%1&quot; is not base64url</source>
        <translation>„%1“ darin ist nicht base64url</translation>
    </message>
    <message>
        <source>its &quot;%1&quot; has %2 bytes</source>
        <translation>„%1“ darin hat %2 Bytes</translation>
    </message>
    <message>
        <source>the cost of its key (n %1, r %2, p %3) is none that scrypt has</source>
        <translation>die Kosten seines Schlüssels (n %1, r %2, p %3) gibt es bei scrypt nicht</translation>
    </message>
    <message>
        <source>the cost of its key (n %1, r %2, p %3) is more than is spent here</source>
        <translation>die Kosten seines Schlüssels (n %1, r %2, p %3) sind höher, als hier aufgewendet wird</translation>
    </message>
    <message>
        <source>its &quot;kdf&quot; is none that is known here</source>
        <translation>sein „kdf“ ist hier nicht bekannt</translation>
    </message>
    <message>
        <source>the cost of its key is not stated</source>
        <translation>die Kosten seines Schlüssels sind nicht angegeben</translation>
    </message>
    <message>
        <source>A vault&apos;s file has at most %1 bytes.</source>
        <translation>Die Datei eines Tresors hat höchstens %1 Bytes.</translation>
    </message>
    <message>
        <source>it is damaged, or no vault: %1</source>
        <translation>er ist beschädigt oder kein Tresor: %1</translation>
    </message>
    <message>
        <source>it has no version</source>
        <translation>er hat keine Version</translation>
    </message>
    <message>
        <source>This is a vault of version %1; this program knows version %2. Open it with a newer Gatehouse.</source>
        <translation>Dies ist ein Tresor der Version %1; dieses Programm kennt Version %2. Öffnen Sie ihn mit einem neueren Gatehouse.</translation>
    </message>
    <message>
        <source>its cipher is none that is known here, or it has members that do not belong there</source>
        <translation>seine Verschlüsselung ist hier nicht bekannt, oder er hat Elemente, die nicht hineingehören</translation>
    </message>
    <message>
        <source>AES-256-GCM is missing: QCA&apos;s plugin for OpenSSL is not installed, or of another version than QCA. The vault cannot be used without it.</source>
        <translation>AES-256-GCM fehlt: Das Plugin von QCA für OpenSSL ist nicht installiert oder hat eine andere Version als QCA. Ohne dieses kann der Tresor nicht verwendet werden.</translation>
    </message>
    <message>
        <source>The vault needs a passphrase.</source>
        <translation>Der Tresor benötigt eine Passphrase.</translation>
    </message>
    <message>
        <source>A passphrase has at most %1 bytes.</source>
        <translation>Eine Passphrase hat höchstens %1 Bytes.</translation>
    </message>
    <message>
        <source>The vault&apos;s key could not be derived: it takes %1 MiB of memory. Close other programs and try again.</source>
        <translation>Der Schlüssel des Tresors konnte nicht abgeleitet werden: Dafür werden %1 MiB Arbeitsspeicher benötigt. Schließen Sie andere Programme, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The secrets could not be encrypted; nothing was written.</source>
        <translation>Die Geheimnisse konnten nicht verschlüsselt werden; es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>The vault&apos;s passphrase was changed by another program. Unlock it again.</source>
        <translation>Die Passphrase des Tresors wurde von einem anderen Programm geändert. Entsperren Sie ihn erneut.</translation>
    </message>
    <message>
        <source>The passphrase does not fit the vault, or the vault&apos;s file is damaged. Try again; if you are sure of the passphrase, use a backup of the file.</source>
        <translation>Die Passphrase passt nicht zum Tresor, oder die Datei des Tresors ist beschädigt. Versuchen Sie es erneut; wenn Sie sich der Passphrase sicher sind, verwenden Sie eine Sicherungskopie der Datei.</translation>
    </message>
    <message>
        <source>What the vault&apos;s file holds is not a list of secrets, though its key fits. Another program wrote it; use a backup of the file.</source>
        <translation>Der Inhalt der Datei des Tresors ist keine Liste von Geheimnissen, obwohl ihr Schlüssel passt. Ein anderes Programm hat sie geschrieben; verwenden Sie eine Sicherungskopie der Datei.</translation>
    </message>
    <message>
        <source>A secret needs a name.</source>
        <translation>Ein Geheimnis benötigt einen Namen.</translation>
    </message>
    <message>
        <source>A secret&apos;s name must be text; this one has a character that is none.</source>
        <translation>Der Name eines Geheimnisses muss Text sein; dieser enthält ein Zeichen, das keiner ist.</translation>
    </message>
    <message>
        <source>A secret&apos;s name has at most %1 bytes; this one is longer.</source>
        <translation>Der Name eines Geheimnisses hat höchstens %1 Bytes; dieser ist länger.</translation>
    </message>
    <message>
        <source>A secret has at most %1 bytes; this one has %2.</source>
        <translation>Ein Geheimnis hat höchstens %1 Bytes; dieses hat %2.</translation>
    </message>
    <message>
        <source>The vault holds at most %1 bytes. Remove secrets that are no longer needed.</source>
        <translation>Der Tresor fasst höchstens %1 Bytes. Entfernen Sie Geheimnisse, die nicht mehr benötigt werden.</translation>
    </message>
    <message>
        <source>The vault holds no secret named &quot;%1&quot;.</source>
        <translation>Der Tresor enthält kein Geheimnis mit dem Namen „%1“.</translation>
    </message>
    <message>
        <source>There is no vault %1 yet, so it has no passphrase to change.</source>
        <translation>Es gibt noch keinen Tresor %1, also auch keine Passphrase, die geändert werden kann.</translation>
    </message>
    <message>
        <source>The vault %1 is gone. Put a backup of it back, or begin a new one.</source>
        <translation>Der Tresor %1 ist nicht mehr vorhanden. Spielen Sie eine Sicherungskopie zurück, oder legen Sie einen neuen an.</translation>
    </message>
    <message>
        <source>The vault %1 was just made by another program.</source>
        <translation>Der Tresor %1 wurde gerade von einem anderen Programm angelegt.</translation>
    </message>
    <message>
        <source>Another program has been holding the vault %1 for %2 seconds; nothing was changed. End that program, or try again.</source>
        <translation>Ein anderes Programm hält den Tresor %1 seit %2 Sekunden fest; es wurde nichts geändert. Beenden Sie dieses Programm, oder versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The vault %1 cannot be locked; nothing was changed. Check the access rights of its folder, and that there is room on the disk.</source>
        <translation>Der Tresor %1 kann nicht für den alleinigen Zugriff gesperrt werden; es wurde nichts geändert. Prüfen Sie die Zugriffsrechte seines Ordners und ob auf dem Datenträger Platz ist.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>gatehouse::vault::Vault</name>
    <message>
        <source>The vault was locked while it was being unlocked.</source>
        <translation>Der Tresor wurde gesperrt, während er entsperrt wurde.</translation>
    </message>
    <message>
        <source>The vault is locked. Unlock it with its passphrase first.</source>
        <translation>Der Tresor ist gesperrt. Entsperren Sie ihn zuerst mit seiner Passphrase.</translation>
    </message>
    <message numerus="yes">
        <source>The keychain has not answered for %n seconds. Look whether it asks for something, and try again.</source>
        <translation>
            <numerusform>Der Schlüsselbund antwortet seit %n Sekunde nicht. Sehen Sie nach, ob er eine Eingabe verlangt, und versuchen Sie es erneut.</numerusform>
            <numerusform>Der Schlüsselbund antwortet seit %n Sekunden nicht. Sehen Sie nach, ob er eine Eingabe verlangt, und versuchen Sie es erneut.</numerusform>
        </translation>
    </message>
    <message>
        <source>There is not enough memory for the vault. Close other programs and try again.</source>
        <translation>Für den Tresor ist nicht genügend Arbeitsspeicher vorhanden. Schließen Sie andere Programme, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The machine has no thread left to open the vault with. Close other programs and try again.</source>
        <translation>Der Rechner hat keinen Thread mehr frei, um den Tresor zu öffnen. Schließen Sie andere Programme, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The secrets are in the keychain of this machine, which has a password of its own. Change it there.</source>
        <translation>Die Geheimnisse sind im Schlüsselbund dieses Rechners, der ein eigenes Kennwort hat. Ändern Sie es dort.</translation>
    </message>
</context>
<context>
    <name>gatehouse::workspace</name>
    <message>
        <source>Truststore for client certificates</source>
        <translation>Truststore für Client-Zertifikate</translation>
    </message>
    <message>
        <source>Test directory</source>
        <translation>Testverzeichnis</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Endpunkt</translation>
    </message>
    <message>
        <source>Truststore</source>
        <translation>Truststore</translation>
    </message>
    <message>
        <source>Key set</source>
        <translation>Schlüsselsatz</translation>
    </message>
    <message>
        <source>Registered client</source>
        <translation>Registrierter Client</translation>
    </message>
    <message>
        <source>Test TPP</source>
        <translation>Test-TPP</translation>
    </message>
    <message>
        <source>Registrations could not be counted: %1</source>
        <translation>Die Registrierungen konnten nicht gezählt werden: %1</translation>
    </message>
    <message>
        <source>%1 needs its password: open it on the Truststores page.</source>
        <translation>%1 braucht sein Kennwort: Öffnen Sie ihn auf der Seite „Truststores“.</translation>
    </message>
    <message>
        <source>Clients&apos; certificates could not be read: %1</source>
        <translation>Die Zertifikate der Clients konnten nicht gelesen werden: %1</translation>
    </message>
    <message>
        <source>The activity record could not be read: %1</source>
        <translation>Die Aufzeichnung der Aktivität konnte nicht gelesen werden: %1</translation>
    </message>
    <message>
        <source>There are no registrations to try it on.</source>
        <translation>Es gibt keine Registrierungen, an denen sie erprobt werden kann.</translation>
    </message>
    <message>
        <source>%1 would be refused</source>
        <translation>%1 abgelehnt</translation>
    </message>
    <message>
        <source>%1 would be refused for another reason</source>
        <translation>%1 aus einem anderen Grund abgelehnt</translation>
    </message>
    <message>
        <source>%1 would get a warning</source>
        <translation>%1 mit Warnung</translation>
    </message>
    <message>
        <source>%1 would newly pass</source>
        <translation>%1 neu bestanden</translation>
    </message>
    <message>
        <source>none would be judged otherwise</source>
        <translation>keine anders beurteilt</translation>
    </message>
    <message>
        <source>Of %1 registrations %2.</source>
        <translation>So würden %1 Registrierungen beurteilt: %2.</translation>
    </message>
    <message>
        <source>%1 It was stopped before the end.</source>
        <translation>%1 Der Vorgang wurde vor dem Ende angehalten.</translation>
    </message>
    <message>
        <source>This is a software statement alone. Paste the whole registration request: what a policy would make of it is seen there.</source>
        <translation>Dies ist nur ein Software Statement. Fügen Sie die ganze Registrierungsanfrage ein: An ihr zeigt sich, wie eine Richtlinie sie beurteilen würde.</translation>
    </message>
    <message>
        <source>The export could not be written: %1</source>
        <translation>Der Export konnte nicht geschrieben werden: %1</translation>
    </message>
    <message>
        <source>The export was ended before it was through.</source>
        <translation>Der Export wurde beendet, bevor er fertig war.</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 kann nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>%1 could not be written, and is as it was: %2</source>
        <translation>%1 konnte nicht geschrieben werden und ist unverändert: %2</translation>
    </message>
    <message>
        <source>Pass</source>
        <translation>Bestanden</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Fail</source>
        <translation>Nicht bestanden</translation>
    </message>
    <message>
        <source>Not judged</source>
        <translation>Nicht beurteilt</translation>
    </message>
    <message>
        <source>… and %1 more, which the console shows.</source>
        <translation>… und %1 weitere, die die Konsole anzeigt.</translation>
    </message>
    <message>
        <source>Software statement</source>
        <translation>Software Statement</translation>
    </message>
    <message>
        <source>The statement cannot be read.</source>
        <translation>Das Software Statement kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>What the directory says of the software, as it was registered in version %1.</source>
        <translation>Was das Verzeichnis über die Software aussagt, wie sie in Version %1 registriert wurde.</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>Claim</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>Bedeutung</translation>
    </message>
    <message>
        <source>Checks at registration</source>
        <translation>Prüfungen bei der Registrierung</translation>
    </message>
    <message>
        <source>How version %1 came out when it was registered on %2.</source>
        <translation>Ergebnis der Prüfungen von Version %1 bei ihrer Registrierung am %2.</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was festgestellt wurde</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>What is kept of the checks cannot be read.</source>
        <translation>Was von den Prüfungen aufbewahrt ist, kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Transport certificate</source>
        <translation>Transportzertifikat</translation>
    </message>
    <message>
        <source>The connection had no client certificate, or none that can be read.</source>
        <translation>Die Verbindung hatte kein Client-Zertifikat oder keines, das gelesen werden kann.</translation>
    </message>
    <message>
        <source>Decisions and versions</source>
        <translation>Entscheidungen und Versionen</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Begründung</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>The newest %1 entries; the Activity page has all of them.</source>
        <translation>Die neuesten %1 Einträge; die Seite „Aktivität“ enthält alle.</translation>
    </message>
    <message>
        <source>Client %1 · %2</source>
        <translation>Client %1 · %2</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Zusammenfassung</translation>
    </message>
    <message>
        <source>Registered</source>
        <translation>Registriert</translation>
    </message>
    <message>
        <source>Changed by the TPP</source>
        <translation>Vom TPP geändert</translation>
    </message>
    <message>
        <source>Put back to review</source>
        <translation>Zur Prüfung zurückgestellt</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>Freigegeben</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Reactivated</source>
        <translation>Reaktiviert</translation>
    </message>
    <message>
        <source>Deregistered</source>
        <translation>Abgemeldet</translation>
    </message>
    <message>
        <source>Changed by the TPP: version %1</source>
        <translation>Vom TPP geändert: Version %1</translation>
    </message>
    <message>
        <source>There is no client &quot;%1&quot; any more.</source>
        <translation>Den Client „%1“ gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>Konsole</translation>
    </message>
    <message>
        <source>Command line</source>
        <translation>Befehlszeile</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Waiting for review</source>
        <translation>Wartet auf Prüfung</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 (%2 ago)</source>
        <translation>%1 (%2 her)</translation>
    </message>
    <message>
        <source>%1 (in %2)</source>
        <translation>%1 (noch %2)</translation>
    </message>
    <message>
        <source>Who it is</source>
        <translation>Wer es ist</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>Anwendung</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Organisation</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>On behalf of</source>
        <translation>Im Auftrag von</translation>
    </message>
    <message>
        <source>Organisation&apos;s status</source>
        <translation>Status der Organisation</translation>
    </message>
    <message>
        <source>The directory does not call the organisation active.</source>
        <translation>Das Verzeichnis führt die Organisation nicht als aktiv.</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>%1, mode %2</source>
        <translation>%1, Modus %2</translation>
    </message>
    <message>
        <source>Client id</source>
        <translation>Client-ID</translation>
    </message>
    <message>
        <source>Software id</source>
        <translation>Software-ID</translation>
    </message>
    <message>
        <source>Organisation id</source>
        <translation>Organisations-ID</translation>
    </message>
    <message>
        <source>What it may do</source>
        <translation>Was er darf</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>Rollen</translation>
    </message>
    <message>
        <source>No authority&apos;s entry covers %1.</source>
        <translation>Kein Eintrag einer Behörde deckt %1 ab.</translation>
    </message>
    <message>
        <source>Scopes</source>
        <translation>Scopes</translation>
    </message>
    <message>
        <source>Grants</source>
        <translation>Grant Types</translation>
    </message>
    <message>
        <source>Proves who it is</source>
        <translation>Weist sich aus mit</translation>
    </message>
    <message>
        <source>Subject for tls_client_auth</source>
        <translation>Subject für tls_client_auth</translation>
    </message>
    <message>
        <source>Application type</source>
        <translation>Anwendungstyp</translation>
    </message>
    <message>
        <source>Customers return to</source>
        <translation>Kunden kehren zurück zu</translation>
    </message>
    <message>
        <source>Roles by member state</source>
        <translation>Rollen je Mitgliedstaat</translation>
    </message>
    <message>
        <source>Authority</source>
        <translation>Zertifizierungsstelle</translation>
    </message>
    <message>
        <source>Registration</source>
        <translation>Registrierung</translation>
    </message>
    <message>
        <source>Authority&apos;s status</source>
        <translation>Status bei der Behörde</translation>
    </message>
    <message>
        <source>The authority does not call the registration active.</source>
        <translation>Die Behörde führt die Registrierung nicht als aktiv.</translation>
    </message>
    <message>
        <source>Any state</source>
        <translation>Jeder Staat</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>Kontakte</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Kontakt</translation>
    </message>
    <message>
        <source>Links, as the statement names them</source>
        <translation>Links, wie das Software Statement sie nennt</translation>
    </message>
    <message>
        <source>Home page</source>
        <translation>Startseite</translation>
    </message>
    <message>
        <source>Privacy policy</source>
        <translation>Datenschutzerklärung</translation>
    </message>
    <message>
        <source>Terms of service</source>
        <translation>Nutzungsbedingungen</translation>
    </message>
    <message>
        <source>Logo</source>
        <translation>Logo</translation>
    </message>
    <message>
        <source>Keys of the software</source>
        <translation>Schlüssel der Software</translation>
    </message>
    <message>
        <source>Keys of the organisation</source>
        <translation>Schlüssel der Organisation</translation>
    </message>
    <message>
        <source>By certificate</source>
        <translation>Mit Zertifikat</translation>
    </message>
    <message>
        <source>One that cannot be read</source>
        <translation>Eines, das nicht gelesen werden kann</translation>
    </message>
    <message>
        <source>None: the connection had no client certificate</source>
        <translation>Keines: Die Verbindung hatte kein Client-Zertifikat</translation>
    </message>
    <message>
        <source>What is kept of it is damaged.</source>
        <translation>Was davon aufbewahrt ist, ist beschädigt.</translation>
    </message>
    <message>
        <source>Nothing but the signatures says who sent the request.</source>
        <translation>Nur die Signaturen sagen, wer die Anfrage gesendet hat.</translation>
    </message>
    <message>
        <source>Issued by</source>
        <translation>Ausgestellt von</translation>
    </message>
    <message>
        <source>Its validity</source>
        <translation>Seine Gültigkeit</translation>
    </message>
    <message>
        <source>The TPP needs another certificate to connect.</source>
        <translation>Der TPP braucht ein anderes Zertifikat, um sich zu verbinden.</translation>
    </message>
    <message>
        <source>Last changed</source>
        <translation>Zuletzt geändert</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>Statement by</source>
        <translation>Software Statement von</translation>
    </message>
    <message>
        <source>Statement issued</source>
        <translation>Software Statement ausgestellt</translation>
    </message>
</context>
<context>
    <name>gatehouse::workspace::FirstSteps</name>
    <message>
        <source>The endpoint answered %1: %2</source>
        <translation>Der Endpunkt antwortete mit %1: %2</translation>
    </message>
</context>
<context>
    <name>gatehouse::workspace::Workspace</name>
    <message>
        <source>The workspace %1 cannot be made. Check its access rights, or choose another folder.</source>
        <translation>Der Arbeitsbereich %1 kann nicht angelegt werden. Prüfen Sie seine Zugriffsrechte, oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>The workspace %1 cannot be kept from other users. Choose another folder.</source>
        <translation>Der Arbeitsbereich %1 kann nicht vor anderen Benutzern geschützt werden. Wählen Sie einen anderen Ordner.</translation>
    </message>
</context>
<context>
    <name>gatehouse::wso2</name>
    <message>
        <source>%1 is left as it is. %2</source>
        <translation>%1 bleibt unverändert. %2</translation>
    </message>
    <message>
        <source>%1 is a table: set its keys one by one.</source>
        <translation>%1 ist eine Tabelle: Setzen Sie ihre Schlüssel einzeln.</translation>
    </message>
    <message>
        <source>%1 is an array of tables, written as [[%1]]: it takes nothing but tables.</source>
        <translation>%1 ist ein Array von Tabellen, geschrieben als [[%1]]: Es nimmt nur Tabellen auf.</translation>
    </message>
    <message>
        <source>%1 has comments between its elements, which would be lost. Change it by hand, or put each element on a line of its own.</source>
        <translation>%1 hat Kommentare zwischen seinen Elementen, die verloren gingen. Ändern Sie es von Hand, oder setzen Sie jedes Element in eine eigene Zeile.</translation>
    </message>
    <message>
        <source>%1 cannot be set in this file.</source>
        <translation>%1 kann in dieser Datei nicht gesetzt werden.</translation>
    </message>
    <message>
        <source>%1 is left as it is: wherever its line is put, %2 would get another meaning. Change the file by hand.</source>
        <translation>%1 bleibt unverändert: Wo immer seine Zeile eingefügt wird, erhielte %2 eine andere Bedeutung. Ändern Sie die Datei von Hand.</translation>
    </message>
    <message>
        <source>something else</source>
        <translation>etwas anderes</translation>
    </message>
    <message>
        <source>%1 stands where the server expects %2: it ignores what is below.</source>
        <translation>%1 steht dort, wo der Server %2 erwartet: Er ignoriert, was darunter steht.</translation>
    </message>
    <message>
        <source>Write %1.</source>
        <translation>Schreiben Sie %1.</translation>
    </message>
    <message>
        <source>The server does not know [%1]: the claim %2 is called %3 here.</source>
        <translation>Der Server kennt [%1] nicht: Der Claim %2 heißt hier %3.</translation>
    </message>
    <message>
        <source>Write [%1.%2].</source>
        <translation>Schreiben Sie [%1.%2].</translation>
    </message>
    <message>
        <source>The server does not know the table %1: it ignores it without a word.</source>
        <translation>Der Server kennt die Tabelle %1 nicht: Er ignoriert sie ohne Meldung.</translation>
    </message>
    <message>
        <source>Perhaps %1.%2 is meant.</source>
        <translation>Möglicherweise ist %1.%2 gemeint.</translation>
    </message>
    <message>
        <source>%1 is read by the %2 alone; this is the file of the %3.</source>
        <translation>%1 liest nur dieser Server: %2; dies ist die Datei für: %3.</translation>
    </message>
    <message>
        <source>Set it in the other server&apos;s file.</source>
        <translation>Setzen Sie es in der Datei des anderen Servers.</translation>
    </message>
    <message>
        <source>The server does not know %1: it ignores it without a word.</source>
        <translation>Der Server kennt %1 nicht: Er ignoriert es ohne Meldung.</translation>
    </message>
    <message>
        <source>Perhaps %1 is meant.</source>
        <translation>Möglicherweise ist %1 gemeint.</translation>
    </message>
    <message>
        <source>%1 is no address: it does not begin with https://.</source>
        <translation>%1 ist keine Adresse: der Wert beginnt nicht mit https://.</translation>
    </message>
    <message>
        <source>%1 is %2; the server expects: %3.</source>
        <translation>%1 ist %2; der Server erwartet: %3.</translation>
    </message>
    <message>
        <source>It is one text with commas in it.</source>
        <translation>Es ist ein einziger Text mit Kommas darin.</translation>
    </message>
    <message>
        <source>%1 is one text; the server expects an array of texts.</source>
        <translation>%1 ist ein einziger Text; der Server erwartet ein Array von Texten.</translation>
    </message>
    <message>
        <source>Write each value in quotes of its own, in brackets.</source>
        <translation>Schreiben Sie jeden Wert in eigene Anführungszeichen, in eckigen Klammern.</translation>
    </message>
    <message>
        <source>%1 has a value with commas in it: the server compares with the whole of it, which no registration has.</source>
        <translation>%1 hat einen Wert mit Kommas darin: Der Server vergleicht mit dem gesamten Wert, den keine Registrierung hat.</translation>
    </message>
    <message>
        <source>Write each value in quotes of its own.</source>
        <translation>Schreiben Sie jeden Wert in eigene Anführungszeichen.</translation>
    </message>
    <message>
        <source>%1 has a value with a space before or behind it: it can never match.</source>
        <translation>%1 hat einen Wert mit einem Leerzeichen davor oder dahinter: Er kann nie übereinstimmen.</translation>
    </message>
    <message>
        <source>Take the space away.</source>
        <translation>Entfernen Sie das Leerzeichen.</translation>
    </message>
    <message>
        <source>%1 has a curly quote in its value: it was probably to end the text.</source>
        <translation>%1 hat ein typografisches Anführungszeichen im Wert: Es sollte wahrscheinlich den Text beenden.</translation>
    </message>
    <message>
        <source>%1 has a space before or behind its value.</source>
        <translation>%1 hat ein Leerzeichen vor oder hinter dem Wert.</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Java class</source>
        <translation>Java-Klasse</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true oder false</translation>
    </message>
    <message>
        <source>whole number</source>
        <translation>ganze Zahl</translation>
    </message>
    <message>
        <source>array of texts</source>
        <translation>Array von Texten</translation>
    </message>
    <message>
        <source>The two servers name a registered application differently, and do not find each other&apos;s.</source>
        <translation>Die beiden Server benennen eine registrierte Anwendung unterschiedlich und finden die des jeweils anderen nicht.</translation>
    </message>
    <message>
        <source>The gateway checks the request with other keys than the Identity Server uses later.</source>
        <translation>Das Gateway prüft die Anfrage mit anderen Schlüsseln, als der Identity Server später verwendet.</translation>
    </message>
    <message>
        <source>The two servers tell sandbox from production by different claims.</source>
        <translation>Die beiden Server unterscheiden Sandbox und Produktion anhand verschiedener Claims.</translation>
    </message>
    <message>
        <source>The same statement is of the sandbox for one server and of production for the other.</source>
        <translation>Dasselbe Software Statement gehört für den einen Server zur Sandbox und für den anderen zur Produktion.</translation>
    </message>
    <message>
        <source>The two servers name production differently.</source>
        <translation>Die beiden Server benennen die Produktion unterschiedlich.</translation>
    </message>
    <message>
        <source>The gateway hands the client certificate over in a header that the Identity Server does not read.</source>
        <translation>Das Gateway übergibt das Client-Zertifikat in einem Header, den der Identity Server nicht liest.</translation>
    </message>
    <message>
        <source>One server URL-encodes the certificate in the header and the other does not expect it.</source>
        <translation>Ein Server URL-codiert das Zertifikat im Header, und der andere erwartet es nicht so.</translation>
    </message>
    <message>
        <source>Both files are of the %1: they cannot be compared.</source>
        <translation>Beide Dateien sind für denselben Server (%1): Sie können nicht verglichen werden.</translation>
    </message>
    <message>
        <source>The first file is for the %1, the second for the %2: the servers do not work together.</source>
        <translation>Die erste Datei ist für %1, die zweite für %2: Die Server arbeiten nicht zusammen.</translation>
    </message>
    <message>
        <source>%1 is &quot;%2&quot; for the Identity Server, and %3 is &quot;%4&quot; for the API Manager. %5</source>
        <translation>%1 ist „%2“ für den Identity Server, und %3 ist „%4“ für den API Manager. %5</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1: %2.</translation>
    </message>
    <message>
        <source>%1 must also stand in [[open_banking.signature_validation.allowed_algorithms]], which has PS256 and ES256 as shipped.</source>
        <translation>%1 muss auch in [[open_banking.signature_validation.allowed_algorithms]] stehen; dort sind bei der Auslieferung PS256 und ES256 eingetragen.</translation>
    </message>
    <message>
        <source>tls_client_auth_subject_dn: required = true makes this server refuse every request, so it is not written.</source>
        <translation>tls_client_auth_subject_dn: required = true bewirkt, dass dieser Server jede Anfrage ablehnt; es wird daher nicht geschrieben.</translation>
    </message>
    <message>
        <source>%1 was left out: %2.</source>
        <translation>%1 wurde ausgelassen: %2.</translation>
    </message>
    <message>
        <source>it is %1, where true or false is expected</source>
        <translation>es ist %1, wo true oder false erwartet wird</translation>
    </message>
    <message>
        <source>it is %1, where a list of strings is expected</source>
        <translation>es ist %1, wo eine Liste von Zeichenketten erwartet wird</translation>
    </message>
    <message>
        <source>an empty list or value allows anything there, and nothing here</source>
        <translation>eine leere Liste oder ein leerer Wert erlaubt dort alles und hier nichts</translation>
    </message>
    <message>
        <source>a policy has one list of algorithms, and %1 was read first</source>
        <translation>eine Richtlinie hat nur eine Liste von Algorithmen, und %1 wurde zuerst gelesen</translation>
    </message>
    <message>
        <source>a policy has no such list, or Gatehouse does not know one of its values</source>
        <translation>eine Richtlinie hat keine solche Liste, oder Gatehouse kennt einen ihrer Werte nicht</translation>
    </message>
    <message>
        <source>Identity Server</source>
        <translation>Identity Server</translation>
    </message>
    <message>
        <source>API Manager</source>
        <translation>API Manager</translation>
    </message>
    <message>
        <source>either server</source>
        <translation>einer der beiden Server</translation>
    </message>
    <message>
        <source>an unknown server</source>
        <translation>ein unbekannter Server</translation>
    </message>
    <message>
        <source>Open Banking Accelerator 3 (generation A)</source>
        <translation>Open Banking Accelerator 3 (Generation A)</translation>
    </message>
    <message>
        <source>Financial Services Accelerator 4 (generation B)</source>
        <translation>Financial Services Accelerator 4 (Generation B)</translation>
    </message>
    <message>
        <source>both generations</source>
        <translation>beide Generationen</translation>
    </message>
    <message>
        <source>no accelerator</source>
        <translation>kein Accelerator</translation>
    </message>
    <message>
        <source>Restart the Identity Server: it reads the file when it starts.</source>
        <translation>Starten Sie den Identity Server neu: Er liest die Datei beim Start.</translation>
    </message>
    <message>
        <source>Restart the API Manager: it reads the file when it starts.</source>
        <translation>Starten Sie den API Manager neu: Er liest die Datei beim Start.</translation>
    </message>
    <message>
        <source>Restart the server whose file it is: it reads it when it starts.</source>
        <translation>Starten Sie den Server neu, zu dem die Datei gehört: Er liest sie beim Start.</translation>
    </message>
    <message>
        <source>The file has tables of both generations, [open_banking…] and [financial_services…]: the server reads one of them.</source>
        <translation>Die Datei hat Tabellen beider Generationen, [open_banking…] und [financial_services…]: Der Server liest nur eine davon.</translation>
    </message>
    <message>
        <source>Keep those of the accelerator that is installed.</source>
        <translation>Behalten Sie die des installierten Accelerators.</translation>
    </message>
    <message>
        <source>The file has no table of an open banking accelerator.</source>
        <translation>Die Datei hat keine Tabelle eines Open Banking Accelerators.</translation>
    </message>
    <message>
        <source>Nothing in the file tells whose it is, the Identity Server&apos;s or the API Manager&apos;s.</source>
        <translation>Nichts in der Datei zeigt, zu welchem Server sie gehört, zum Identity Server oder zum API Manager.</translation>
    </message>
    <message>
        <source>The issuer &quot;%1&quot; is not how the directory spells itself: no statement is by it.</source>
        <translation>Der issuer „%1“ ist nicht die Schreibweise des Verzeichnisses: Kein Software Statement stammt von ihm.</translation>
    </message>
    <message>
        <source>The directory&apos;s statements are by &quot;%1&quot;.</source>
        <translation>Die Software Statements des Verzeichnisses stammen von „%1“.</translation>
    </message>
    <message>
        <source>Sandbox and production take the same keys: a statement of the test directory passes as one of production.</source>
        <translation>Sandbox und Produktion verwenden dieselben Schlüssel: Ein Software Statement des Testverzeichnisses wird als eines der Produktion angenommen.</translation>
    </message>
    <message>
        <source>%1 is the key set of one organisation, %2: statements signed by the directory, and those of other organisations, do not verify.</source>
        <translation>%1 ist der Schlüsselsatz einer einzelnen Organisation, %2: Vom Verzeichnis signierte Software Statements und die anderer Organisationen lassen sich damit nicht verifizieren.</translation>
    </message>
    <message>
        <source>%1 is the key set of one provider&apos;s software, %2: statements signed by the directory, and those of other providers, do not verify.</source>
        <translation>%1 ist der Schlüsselsatz der Software eines einzelnen Anbieters, %2: Vom Verzeichnis signierte Software Statements und die anderer Anbieter lassen sich damit nicht verifizieren.</translation>
    </message>
    <message>
        <source>Take the directory&apos;s own key set, as https://keystore.openbanking.org.uk/keystore/openbanking.jwks is.</source>
        <translation>Verwenden Sie den Schlüsselsatz des Verzeichnisses selbst, wie https://keystore.openbanking.org.uk/keystore/openbanking.jwks.</translation>
    </message>
    <message>
        <source>Production takes its keys from the test directory, openbankingtest.org.uk.</source>
        <translation>Die Produktion bezieht ihre Schlüssel aus dem Testverzeichnis, openbankingtest.org.uk.</translation>
    </message>
    <message>
        <source>The directory of production is keystore.openbanking.org.uk.</source>
        <translation>Das Verzeichnis der Produktion ist keystore.openbanking.org.uk.</translation>
    </message>
    <message>
        <source>%1 is fetched without TLS: whoever is on the way can put keys in.</source>
        <translation>%1 wird ohne TLS abgerufen: Wer auf dem Weg dazwischen ist, kann Schlüssel einschleusen.</translation>
    </message>
    <message>
        <source>Take an address that begins with https://.</source>
        <translation>Verwenden Sie eine Adresse, die mit https:// beginnt.</translation>
    </message>
    <message>
        <source>isRequestJWT = false: nobody checks the signature of a registration request.</source>
        <translation>isRequestJWT = false: niemand prüft die Signatur einer Registrierungsanfrage.</translation>
    </message>
    <message>
        <source>[open_banking.keyManager] has no name: registrations do not find the key manager.</source>
        <translation>[open_banking.keyManager] hat keinen Namen: Registrierungen finden den Key Manager nicht.</translation>
    </message>
    <message>
        <source>Set %1 to the name that the admin portal shows, as OBKM.</source>
        <translation>Setzen Sie %1 auf den Namen, den das Admin-Portal anzeigt, etwa OBKM.</translation>
    </message>
    <message>
        <source>There is no key manager called &quot;%1&quot;; there are: %2. The names must be the same, letter by letter.</source>
        <translation>Es gibt keinen Key Manager mit dem Namen „%1“; vorhanden sind: %2. Die Namen müssen Buchstabe für Buchstabe übereinstimmen.</translation>
    </message>
    <message>
        <source>The five paths of the developer portal are of different versions (%1): a server has one of them, so that registration ends in an error.</source>
        <translation>Die fünf Pfade des Entwicklerportals haben verschiedene Versionen (%1): Ein Server hat nur eine davon, sodass die Registrierung mit einem Fehler endet.</translation>
    </message>
    <message>
        <source>A path that is not set is of version v2.</source>
        <translation>Ein nicht gesetzter Pfad hat die Version v2.</translation>
    </message>
    <message>
        <source>The paths of the developer portal are v2: right for API Manager 4.0 and 4.1. From 4.2 on they must be v3.</source>
        <translation>Die Pfade des Entwicklerportals sind v2: richtig für API Manager 4.0 und 4.1. Ab 4.2 müssen sie v3 sein.</translation>
    </message>
    <message>
        <source>The paths of the developer portal are %1; this API Manager has %2: registration ends in an error (500).</source>
        <translation>Die Pfade des Entwicklerportals sind %1; dieser API Manager hat %2: Die Registrierung endet mit einem Fehler (500).</translation>
    </message>
    <message>
        <source>[apim.key_manager] is set. Its user name and password override what the admin portal stores for the default type of key manager; from update level 4.0.0.102 on, WSO2&apos;s guide for a key manager of one&apos;s own wants the table commented out.</source>
        <translation>[apim.key_manager] ist gesetzt. Benutzername und Kennwort darin haben Vorrang vor dem, was das Admin-Portal für den Standardtyp des Key Managers speichert; ab Update-Level 4.0.0.102 verlangt die Anleitung von WSO2 für einen eigenen Key Manager, die Tabelle auszukommentieren.</translation>
    </message>
    <message>
        <source>%1 still has the sample&apos;s placeholder %2.</source>
        <translation>%1 hat noch den Platzhalter %2 der Beispieldatei.</translation>
    </message>
    <message>
        <source>%1 and %2 other keys still have the sample&apos;s placeholder %3.</source>
        <translation>%1 und %2 weitere Schlüssel haben noch den Platzhalter %3 der Beispieldatei.</translation>
    </message>
    <message>
        <source>Put your own value in its place.</source>
        <translation>Setzen Sie Ihren eigenen Wert ein.</translation>
    </message>
    <message>
        <source>Type straight double quotes.</source>
        <translation>Geben Sie gerade doppelte Anführungszeichen ein.</translation>
    </message>
    <message>
        <source>Put the value in double quotes.</source>
        <translation>Setzen Sie den Wert in doppelte Anführungszeichen.</translation>
    </message>
    <message>
        <source> The server does not start with it.</source>
        <translation> Der Server startet damit nicht.</translation>
    </message>
    <message>
        <source>%1 is %2: it has no keys of its own. Remove it first, or choose another key.</source>
        <translation>%1 ist %2: Es hat keine eigenen Schlüssel. Entfernen Sie es zuerst, oder wählen Sie einen anderen Schlüssel.</translation>
    </message>
    <message>
        <source>%1 is an array of %2: say which element is meant, as in %1[0].</source>
        <translation>%1 ist ein Array mit %2 Elementen: Geben Sie an, welches Element gemeint ist, wie in %1[0].</translation>
    </message>
    <message>
        <source>%1 is %2, not an array: it has no elements.</source>
        <translation>%1 ist %2, kein Array: Es hat keine Elemente.</translation>
    </message>
    <message>
        <source>%1 has %2 elements: the next one is %1[%2].</source>
        <translation>%1 hat %2 Elemente: Das nächste ist %1[%2].</translation>
    </message>
    <message>
        <source>%1 has no such element yet; add it first.</source>
        <translation>%1 hat noch kein solches Element; fügen Sie es zuerst hinzu.</translation>
    </message>
    <message>
        <source>There is a curly quote on the line, as word processors make them: type a straight one.</source>
        <translation>In der Zeile ist ein typografisches Anführungszeichen, wie Textverarbeitungen es erzeugen: Geben Sie ein gerades ein.</translation>
    </message>
    <message>
        <source>A text is put in double quotes.</source>
        <translation>Ein Text wird in doppelte Anführungszeichen gesetzt.</translation>
    </message>
    <message>
        <source>Line %1, column %2 is not TOML.</source>
        <translation>Zeile %1, Spalte %2 ist kein TOML.</translation>
    </message>
    <message>
        <source>Line %1, column %2 nests deeper than the %3 levels that are read.</source>
        <translation>Zeile %1, Spalte %2 ist tiefer verschachtelt als die %3 Ebenen, die gelesen werden.</translation>
    </message>
    <message>
        <source>The file cannot be read as TOML.</source>
        <translation>Die Datei kann nicht als TOML gelesen werden.</translation>
    </message>
    <message>
        <source>This is no value of TOML. A text is put in double quotes.</source>
        <translation>Dies ist kein TOML-Wert. Ein Text wird in doppelte Anführungszeichen gesetzt.</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no key: keys are joined by dots, as in open_banking.dcr.jwks_url_sandbox, and an element of an array of tables is iss[0] or iss[name=OpenBanking Ltd].</source>
        <translation>„%1“ ist kein Schlüssel: Schlüssel werden durch Punkte verbunden, wie in open_banking.dcr.jwks_url_sandbox, und ein Element eines Arrays von Tabellen ist iss[0] oder iss[name=OpenBanking Ltd].</translation>
    </message>
    <message>
        <source>an array of tables</source>
        <translation>ein Array von Tabellen</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>a string</source>
        <translation>eine Zeichenkette</translation>
    </message>
    <message>
        <source>a boolean</source>
        <translation>ein Wahrheitswert</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>eine ganze Zahl</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>eine Zahl</translation>
    </message>
    <message>
        <source>a date or time</source>
        <translation>ein Datum oder eine Uhrzeit</translation>
    </message>
    <message>
        <source>an array</source>
        <translation>ein Array</translation>
    </message>
    <message>
        <source>a table</source>
        <translation>eine Tabelle</translation>
    </message>
    <message>
        <source>The file is larger than the %1 KiB that a deployment.toml may have here: a server&apos;s has some twenty. Take out what does not belong in it.</source>
        <translation>Die Datei ist größer als die %1 KiB, die eine deployment.toml hier haben darf: Die eines Servers hat etwa zwanzig. Entfernen Sie, was nicht hineingehört.</translation>
    </message>
    <message>
        <source>%1 was not read to its end: it was cancelled.</source>
        <translation>%1 wurde nicht bis zum Ende gelesen: Der Vorgang wurde abgebrochen.</translation>
    </message>
    <message>
        <source>%1: the policy allows none, which the server cannot be told: without a list it takes any value.</source>
        <translation>%1: Die Richtlinie erlaubt keinen Wert, was dem Server nicht mitgeteilt werden kann: Ohne Liste nimmt er jeden Wert an.</translation>
    </message>
</context>
</TS>
