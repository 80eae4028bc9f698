"""Says what of a key manager's JSON (standard input) does not fit WSO2's schema (the file named): one line each.

Members that the schema does not name are refused, which it would not do itself: a misspelt one would pass. The value of
a REFERENCE or CUSTOM token rule is exempt: the schema says object, the server takes a text.
"""
import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    definition = json.load(file)
schemas = definition["components"]["schemas"]
schemas["KeyManager"]["additionalProperties"] = False
schemas["ClaimMappingEntry"]["additionalProperties"] = False
schemas["TokenValidation"]["additionalProperties"] = False
document = json.load(sys.stdin)
for rule in document.get("tokenValidation", []):
    if rule.get("type") != "JWT" and isinstance(rule.get("value"), str):
        del rule["value"]
# OpenAPI 3.0 builds on draft 5 of JSON Schema; what these schemas use means the same in draft 4.
validator = jsonschema.Draft4Validator(
    {"$ref": "#/components/schemas/KeyManager", **definition})
problems = [f"{'.'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(document)]
print("\n".join(problems))
sys.exit(1 if problems else 0)
