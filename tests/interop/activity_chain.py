"""Works the chain of an exported record out again, for test_cli_audit: python3 and hashlib alone.

usage: activity_chain.py FILE.jsonl

Prints the last row's number and hash as NUMBER:HEX. Exit status 1, and a line that says which row, where a hash is
not what its fields make it or does not follow the one before.
"""

import hashlib
import json
import struct
import sys

FIELDS = ("number", "at_ms", "origin", "actor", "action", "subject_kind", "subject", "subject_name", "reason", "before",
          "after")


def field(data):
    return struct.pack(">Q", len(data)) + data


def row_hash(previous, row):
    digest = hashlib.sha256(field(previous))
    for name in FIELDS:
        digest.update(field(str(row[name]).encode("utf-8")))
    return digest.digest()


def main(path):
    previous = b""
    last = "0:"
    with open(path, encoding="utf-8", newline="\n") as file:
        for expected, line in enumerate(file, start=1):
            row = json.loads(line)
            if row["number"] != expected:
                return f"row {expected} is missing"
            if bytes.fromhex(row["previous_hash"]) != previous:
                return f"row {expected} does not follow the one before"
            previous = row_hash(previous, row)
            if row["hash"] != previous.hex():
                return f"row {expected} has a hash that its fields do not make"
            last = f"{expected}:{previous.hex()}"
    print(last)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
