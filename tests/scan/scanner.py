"""Finds a secret in files whatever it is dressed as: encodings, hexadecimal, base64, escapes, integers."""

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


def disguises(secret: str | bytes) -> set[bytes]:
    """Everything a secret may lie in a file as."""
    if isinstance(secret, bytes):
        return set(_dressed(secret))
    found = {
        form for spelt in _spellings(secret) for name in ENCODINGS for form in _dressed(spelt.encode(name))
    }
    found.update(
        {
            secret.encode("unicode_escape"),
            secret.encode("unicode_escape").replace(b"\\", b"\\\\"),
            quote(secret).encode(),
            "".join(f"&#{ord(letter)};" for letter in secret).encode(),
        }
    )
    if secret.isdigit() and len(secret) > 9:
        found.add(int(secret).to_bytes(8, "big").lstrip(b"\0"))
        found.add(int(secret).to_bytes(8, "little").rstrip(b"\0"))
    return found


def _spellings(secret: str) -> Iterator[str]:
    """As it is, in small and capital letters, and a number as people group it."""
    yield from {secret, secret.lower(), secret.upper(), secret[::-1]}
    if secret.isdigit() and len(secret) == 11:
        parts = (secret[:3], secret[3:7], secret[7:])
        yield from (mark.join(parts) for mark in (" ", "-", "\u00a0", "."))
        yield secret.translate({ord("0") + n: 0xFF10 + n for n in range(10)})


def _dressed(plain: bytes) -> Iterator[bytes]:
    yield plain
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    yield plain.hex(" ").encode()
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + plain).rstrip(b"=")
        start, end = (0, 2, 3)[offset], len(coded) - (1 if (offset + len(plain)) % 3 else 0)
        yield coded[start:end]
        yield coded[start:end].replace(b"+", b"-").replace(b"/", b"_")


def leaks(files: Iterable[Path], secrets: dict[str, str | bytes]) -> list[str]:
    """`file: name of the secret` for each that can be found. The secrets themselves are not repeated."""
    dressed = {name: disguises(secret) for name, secret in secrets.items()}
    return [
        f"{path.name}: {name}"
        for path in files
        for content in [path.read_bytes()]
        for name, forms in dressed.items()
        if any(form in content for form in forms)
    ]
