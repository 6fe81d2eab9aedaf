"""Personal data is stored sealed: for one subject, bound to its table, column and row (SEC-1).

AES-256-GCM with 12 random bytes of nonce. The associated data is the canonical JSON
`[1, table, column, row, subject, key version]`, so that bytes that were flipped, or moved to another place,
do not open. A sealed value is one byte of key version, the nonce, then the ciphertext with its tag.
"""

import hmac
import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.keyring import Keyring

SYSTEM = 0
"""The subject of rows that belong to no customer."""
NONCE = 12


class Tampered(Exception):
    """These bytes were not sealed by us for this place. Names the place, never the content."""


class SubjectKey:
    """What seals and opens everything about one subject (a customer, or the system)."""

    __slots__ = ("_ciphers", "_current", "subject")

    def __init__(self, subject: int, keys: dict[int, bytes], current: int) -> None:
        self.subject = subject
        self._ciphers = {version: AESGCM(key) for version, key in keys.items()}
        self._current = current

    def seal(self, table: str, column: str, row: int | str, data: bytes | str) -> bytes:
        """`data`, readable only with this key and only at this place."""
        version = self._current
        nonce = os.urandom(NONCE)
        place = _place(table, column, row, self.subject, version)
        if isinstance(data, str):
            data = data.encode("utf-8", "surrogatepass")
        return bytes((version,)) + nonce + self._ciphers[version].encrypt(nonce, data, place)

    def open(self, table: str, column: str, row: int | str, sealed: bytes) -> bytes:
        """What was sealed at this place. Raises `Tampered` for any other bytes."""
        cipher = self._ciphers.get(sealed[0]) if sealed else None
        if cipher is None:
            raise Tampered(f"{table}.{column} of row {row} is sealed with a key that we do not have")
        place = _place(table, column, row, self.subject, sealed[0])
        try:
            return cipher.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], place)
        except (InvalidTag, ValueError):
            raise Tampered(f"{table}.{column} of row {row} is not what we sealed there") from None

    def open_text(self, table: str, column: str, row: int | str, sealed: bytes) -> str:
        """The same as text."""
        return self.open(table, column, row, sealed).decode("utf-8", "surrogatepass")


class Vault:
    """The keyring at work: a key for each subject, and blind indexes for looking things up."""

    __slots__ = ("_index_key", "_kek", "sandbox", "system")

    def __init__(self, keyring: Keyring) -> None:
        self._kek = _keys(keyring, "kek")
        self._index_key = keyring.derive_index("index")
        self.system = _keys(keyring, "system")
        """Seals what belongs to no customer yet: inbox bodies, staff names, addresses."""
        self.sandbox = _keys(keyring, "sandbox")
        """Seals what the sandbox keeps in place of a platform."""

    def new_key(self, subject: int) -> bytes:
        """A fresh key for a new subject, wrapped for storage."""
        return self._kek.seal("key", "wrapped", subject, os.urandom(32))

    def key(self, subject: int, wrapped: bytes) -> SubjectKey:
        """A subject's key. Raises `Tampered` when it was wrapped for somebody else."""
        return SubjectKey(subject, {1: self._kek.open("key", "wrapped", subject, wrapped)}, 1)

    def index(self, kind: str, value: str) -> str:
        """Equal for equal values of one kind, and without meaning to whoever has no key."""
        message = f"{kind}\x00{value}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._index_key, message, "sha256").hex()


def _keys(keyring: Keyring, purpose: str) -> SubjectKey:
    keys = {version: keyring.derive(purpose, version) for version in keyring.versions}
    return SubjectKey(SYSTEM, keys, keyring.current)


def _place(table: str, column: str, row: int | str, subject: int, version: int) -> bytes:
    where = row if isinstance(row, int) else json.dumps(row)
    return f'[1,"{table}","{column}",{where},{subject},{version}]'.encode()
