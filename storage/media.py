"""Files on the disk, sealed with the customer's key in pieces that can be neither cut, swapped nor dropped.

A file is a row of pieces of 64 KiB, each sealed for its place in this very file and for being, or not being,
the last one; in front of each stands its sealed length. It is written under another name, synced and then
renamed: a file that has its name is whole.
"""

import hashlib
import os
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final

from storage.sealed import SubjectKey, Tampered

PIECE: Final = 64 * 1024
_LENGTH_BYTES: Final = 4
_OVERHEAD: Final = 256
"""No sealing adds as much; a longer piece is not ours."""
_UNFINISHED: Final = ".part"


class NoSuchFile(LookupError):
    """The file is not in the media directory (any more)."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a file: its name in the media directory, and the size and hash of its content."""

    key: str
    size: int
    sha256: str


class Writing:
    """A file that is being written: `write` as it comes, then `finish`. Left without, nothing remains.

    Blocking; hand `write` and `finish` to a thread where the disk may be slow.
    """

    def __init__(self, directory: Path, key: SubjectKey) -> None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._directory = directory
        self._subject_key = key
        self._name = secrets.token_hex(16)
        self._path = directory / (self._name + _UNFINISHED)
        self._file: BinaryIO = os.fdopen(
            os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        )
        self._waiting = bytearray()
        self._pieces = 0
        self._size = 0
        self._hash = hashlib.sha256()
        self._finished = False

    def __enter__(self) -> "Writing":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _problem: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._file.close()
        if not self._finished:
            self._path.unlink(missing_ok=True)

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._size

    def write(self, data: bytes) -> None:
        """The next bytes, in whatever portions."""
        self._hash.update(data)
        self._size += len(data)
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]

    def finish(self) -> Written:
        """The file is whole and on the disk."""
        self._seal(bytes(self._waiting), last=True)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._path.rename(self._directory / self._name)
        self._finished = True
        _sync_directory(self._directory)
        return Written(self._name, self._size, self._hash.hexdigest())

    def _seal(self, piece: bytes, *, last: bool) -> None:
        sealed = self._subject_key.seal("media", _column(self._pieces, last=last), self._name, piece)
        self._file.write(len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed)
        self._pieces += 1


def read(directory: Path, key: SubjectKey, media_key: str) -> Iterator[bytes]:
    """The content, piece by piece.

    Raises `NoSuchFile`, and `Tampered` where the file is not as it was written; what was read before is
    genuine, but only the end of the iteration says that nothing is missing.
    """
    try:
        file = _path(directory, media_key).open("rb")
    except FileNotFoundError:
        raise NoSuchFile(f"there is no media file {media_key}") from None
    with file:
        number, sealed = 0, _sealed_piece(file, media_key)
        while sealed is not None:
            following = _sealed_piece(file, media_key)
            yield key.open("media", _column(number, last=following is None), media_key, sealed)
            number, sealed = number + 1, following
    if number == 0:
        raise Tampered(f"media file {media_key} is empty")


def delete(directory: Path, media_key: str) -> None:
    """The file is gone; it may have been gone before."""
    _path(directory, media_key).unlink(missing_ok=True)
    _sync_directory(directory)


def sweep(directory: Path, known: Collection[str]) -> int:
    """Takes away what a crash left: unfinished files, and whole ones of which no row (`known`) speaks.

    Call it at start, when nobody writes. Returns how many.
    """
    if not directory.is_dir():
        return 0
    left = [path for path in directory.iterdir() if path.name not in known]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _column(number: int, *, last: bool) -> str:
    return f"piece {number}{' last' if last else ''}"


def _sealed_piece(file: BinaryIO, media_key: str) -> bytes | None:
    """The next piece as it stands in the file; None at its end."""
    head = file.read(_LENGTH_BYTES)
    if not head:
        return None
    length = int.from_bytes(head, "big")
    sealed = file.read(length) if length <= PIECE + _OVERHEAD else b""
    if len(head) != _LENGTH_BYTES or len(sealed) != length:
        raise Tampered(f"media file {media_key} is cut off")
    return sealed


def _path(directory: Path, media_key: str) -> Path:
    if not (media_key.isascii() and media_key.isalnum()):
        raise NoSuchFile("this is no name of a media file")
    return directory / media_key


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
