"""The keys live in a file of their own, outside the database, readable by its owner alone.

The file holds master secrets by version (a rotation adds one) and one secret for blind indexes, which a
rotation leaves alone. No key is used as it stands: each purpose gets its own through HKDF.
"""

import base64
import binascii
import json
import os
import secrets
import stat
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = 1
LENGTH = 32


class KeyringProblem(Exception):
    """The keyring cannot be used; the sentence says why and what to do."""


class KeyringMissing(KeyringProblem):
    """There is data, and no key to read it with."""


class KeyringLoose(KeyringProblem):
    """Somebody else on this machine may read the keys."""


class KeyringBroken(KeyringProblem):
    """The file is not a keyring."""


class Keyring:
    """Master secrets in memory; hands out derived keys only and shows nothing when printed."""

    __slots__ = ("_index", "_masters", "current")

    def __init__(self, masters: dict[int, bytes], index: bytes, current: int) -> None:
        if current not in masters or any(len(key) != LENGTH for key in (*masters.values(), index)):
            raise KeyringBroken("The keyring names a current key that it does not hold whole.")
        self._masters = dict(masters)
        self._index = index
        self.current = current
        """The version that new rows are sealed with."""

    @property
    def versions(self) -> tuple[int, ...]:
        """All versions that can still be opened, oldest first."""
        return tuple(sorted(self._masters))

    def derive(self, purpose: str, version: int | None = None) -> bytes:
        """The key for one purpose (`kek`, `system`, `sandbox`, …) under one version of the master.

        Raises `KeyError` for a version that the keyring does not hold.
        """
        return _derive(self._masters[self.current if version is None else version], purpose)

    def derive_index(self, purpose: str) -> bytes:
        """The same for blind indexes, which must stay equal when the masters are rotated."""
        return _derive(self._index, purpose)


def new_keyring() -> Keyring:
    """Fresh secrets that stand in no file."""
    return Keyring({1: secrets.token_bytes(LENGTH)}, secrets.token_bytes(LENGTH), 1)


def open_keyring(path: Path, *, create: bool) -> Keyring:
    """The keyring in `path`; `create` allows a new one, and belongs to an empty database only.

    Raises `KeyringProblem` with one sentence for a missing, loose or broken file.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        if not create:
            raise KeyringMissing(
                f"The keyring {path} is missing beside existing data: put it back from your backup, "
                "for nothing in the database can be read without it."
            ) from None
        return _create(path)
    except OSError as problem:
        raise KeyringBroken(f"The keyring {path} cannot be opened ({problem.strerror}).") from None
    with os.fdopen(descriptor, "rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise KeyringLoose(
                f"The keyring {path} may be read by others (mode {mode:04o}): run chmod 600 on it."
            )
        return _parse(path, file.read())


def _create(path: Path) -> Keyring:
    keyring = new_keyring()
    path.parent.mkdir(parents=True, exist_ok=True)
    content = json.dumps(
        {
            "format": FORMAT,
            "current": keyring.current,
            "masters": {str(version): _text(key) for version, key in keyring._masters.items()},
            "index": _text(keyring._index),
        },
        indent=2,
    )
    # Whole or not at all: a torn keyring beside a database would lose everything.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(content + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return open_keyring(path, create=False)
    finally:
        draft.unlink(missing_ok=True)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return keyring


def _parse(path: Path, content: bytes) -> Keyring:
    try:
        found = json.loads(content)
        if found["format"] != FORMAT:
            raise KeyringBroken(f"The keyring {path} has a format that this version does not know.")
        masters = {int(version): _bytes(key) for version, key in found["masters"].items()}
        return Keyring(masters, _bytes(found["index"]), int(found["current"]))
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise KeyringBroken(
            f"The keyring {path} is damaged: put it back from your backup, and do not create a new one."
        ) from None


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _derive(secret: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), LENGTH, salt=None, info=f"yinuo/1/{purpose}".encode()).derive(secret)
