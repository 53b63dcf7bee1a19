#!/usr/bin/env python3
"""Proves a Throughline backup without Throughline: needs Python 3.8 and nothing else.

    python3 verify-backup.py BACKUP-FOLDER checkpoint.pub [CHECKPOINT ...]

It checks the SHA-256 of each file, each line's leaf hash, both tree roots against the signed checkpoint in the backup, and
against any other checkpoints you kept. It prints what it proved and leaves with 0, or names what differs and leaves with 5.
It cannot see whether a body decrypts: bodies stay sealed. The format is described in journal-format.md.
"""
import base64, hashlib, json, pathlib, struct, sys

sha256 = lambda b: hashlib.sha256(b).digest()
faults = []


def text(s):  # a string with its length before it
    b = s.encode()
    return struct.pack(">I", len(b)) + b


def journal_leaf(e):
    b = struct.pack(">Q", e["seq"]) + e["at"].encode()
    b += struct.pack(">QI", e["version"], e["rev"])
    for k in ("command", "actor", "why", "source", "kind", "id", "subject", "op"):
        b += text(e[k])
    return sha256(b"\x00" + b + base64.b64decode(e["body"] or ""))


def readings_leaf(e):
    b = struct.pack(">Q", e["seq"]) + e["at"].encode()
    for k in ("actor", "subject", "action", "page", "why"):
        b += text(e[k])
    return sha256(b"\x00" + b + (b"\x01" if e["allowed"] else b"\x00"))


def fold(edge):  # root of the tree whose right edge is given as (size, hash), highest first
    if not edge:
        return sha256(b"")
    h = edge[-1][1]
    for _, left in reversed(edge[:-1]):
        h = sha256(b"\x01" + left + h)
    return h


def roots(path, leaf_of, sizes):
    """Reads a log and gives its size and the roots at the wanted sizes and at the end."""
    edge, n, found = [], 0, {}
    if 0 in sizes:
        found[0] = fold(edge)
    for raw in open(path, encoding="utf-8"):
        e = json.loads(raw)
        leaf = leaf_of(e)
        if e["seq"] != n or base64.b64decode(e["leaf"]) != leaf:
            faults.append(f"{path.name} line {n + 1} ({e.get('kind', 'reading')} {e.get('id', e.get('page'))} of {e['subject']}): the line and its hash do not agree")
        edge.append((1, leaf))
        while len(edge) > 1 and edge[-1][0] == edge[-2][0]:
            (size, right), (_, left) = edge.pop(), edge.pop()
            edge.append((2 * size, sha256(b"\x01" + left + right)))
        n += 1
        if n in sizes:
            found[n] = fold(edge)
    return n, found


# Ed25519 (RFC 8032), verification only, on affine points of the curve -x^2 + y^2 = 1 + d x^2 y^2 over the integers modulo p.
p, order = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
inv = lambda x: pow(x, p - 2, p)
d = -121665 * inv(121666) % p


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    k = d * x1 * x2 * y1 * y2 % p
    return (x1 * y2 + x2 * y1) * inv(1 + k) % p, (y1 * y2 + x1 * x2) * inv(1 - k) % p


def times(n, a):
    out = (0, 1)
    while n:
        if n & 1:
            out = add(out, a)
        a, n = add(a, a), n >> 1
    return out


def point(b):
    n = int.from_bytes(b, "little")
    sign, y = n >> 255, n & (2**255 - 1)
    xx = (y * y - 1) * inv(d * y * y + 1) % p
    x = pow(xx, (p + 3) // 8, p)
    if (x * x - xx) % p:
        x = x * pow(2, (p - 1) // 4, p) % p
    if y >= p or (x * x - xx) % p or (x == 0 and sign):
        raise ValueError("not a point")
    return (p - x if x & 1 != sign else x), y


base = point(bytes([0x58] + [0x66] * 31))


def signed(key, message, signature):
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    if s >= order:
        return False
    h = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % order
    try:
        return times(s, base) == add(point(r), times(h, point(key)))
    except ValueError:
        return False


def checkpoint(path, pub):
    """Gives {log: (size, root)} of a checkpoint whose signature holds, else None."""
    name, keyhash, key = pub.strip().split("+", 2)
    key = base64.b64decode(key)  # first byte: 1 for Ed25519
    if key[0] != 1 or sha256(name.encode() + b"\n" + key)[:4].hex() != keyhash:
        sys.exit("the public key is not a checkpoint key")
    body, _, signatures = pathlib.Path(path).read_text(encoding="utf-8").rpartition("\n\n")
    body += "\n"
    for line in signatures.splitlines():
        mark, who, sig = line.split(" ")
        sig = base64.b64decode(sig)
        if mark == "\u2014" and who == name and sig[:4].hex() == keyhash and signed(key[1:], body.encode(), sig[4:]):
            lines = body.splitlines()
            if lines[0] != name:
                break
            out = {"journal": (int(lines[1]), base64.b64decode(lines[2]))}
            for extra in lines[3:]:
                f = extra.split(" ")
                if len(f) == 3:
                    out[f[0]] = (int(f[1]), base64.b64decode(f[2]))
            return out
    faults.append(f"{path}: the signature does not hold")
    return None


def main(folder, pubfile, *others):
    folder, pub = pathlib.Path(folder), pathlib.Path(pubfile).read_text()
    for name, want in json.loads((folder / "manifest.json").read_text())["files"].items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != want:
            faults.append(f"{name}: the file is not the one that was written")
    points = [(f, checkpoint(f, pub)) for f in (folder / "checkpoint.txt", *others)]
    for log, file, leaf_of in (("journal", "journal.ndjson", journal_leaf), ("reads", "readings.ndjson", readings_leaf)):
        wanted = [(f, *c[log]) for f, c in points if c]
        size, found = roots(folder / file, leaf_of, {n for _, n, _ in wanted})
        for f, n, root in wanted:
            if n > size:
                faults.append(f"{f}: it proves {n} entries of {log}, but only {size} are here")
            elif found[n] != root:
                faults.append(f"{f}: the first {n} entries of {log} are not the ones it proves")
        print(f"{log}: {size} entries, proved against {len(wanted)} checkpoint(s)")
    for f in faults:
        print("DIFFERS", f)
    sys.exit(5 if faults else 0)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
