"""Signs and verifies with python3-jwcrypto, for test_jose_interop.

generate ALG           a private JWK on standard output
public KEY             its public part
thumbprint KEY HASH    RFC 7638, HASH is SHA1 or SHA256
sign ALG KEY PAYLOAD   a compact JWS on standard output
verify ALG KEY TOKEN   the payload; exit status 1 where the signature does not verify
"""

import sys

from cryptography.hazmat.primitives import hashes
from jwcrypto import jwk, jws


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def generate(algorithm):
    if algorithm.startswith("ES"):
        key = jwk.JWK.generate(kty="EC", crv="P-" + algorithm[2:], kid="theirs", use="sig")
    else:
        key = jwk.JWK.generate(kty="RSA", size=2048, kid="theirs", use="sig")
    return key.export_private()


def public(key):
    return jwk.JWK.from_json(read(key)).export_public()


def thumbprint(key, name):
    return jwk.JWK.from_json(read(key)).thumbprint(hashalg=getattr(hashes, name)())


def sign(algorithm, key, payload):
    token = jws.JWS(read(payload))
    token.allowed_algs = [algorithm]
    token.add_signature(jwk.JWK.from_json(read(key)), protected={"alg": algorithm, "kid": "theirs"})
    return token.serialize(compact=True)


def verify(algorithm, key, token):
    parsed = jws.JWS()
    parsed.allowed_algs = [algorithm]
    parsed.deserialize(read(token))
    try:
        parsed.verify(jwk.JWK.from_json(read(key)))
    except jws.InvalidJWSSignature as error:
        sys.exit(f"does not verify: {error}")
    return parsed.payload.decode()


COMMANDS = {f.__name__: f for f in (generate, public, thumbprint, sign, verify)}

if __name__ == "__main__":
    sys.stdout.write(COMMANDS[sys.argv[1]](*sys.argv[2:]))
