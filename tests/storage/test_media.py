"""A file on the disk is sealed, whole, and in order, or it is an error."""

import hashlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import media
from storage.media import PIECE, NoSuchFile, Writing
from storage.sealed import SubjectKey, Tampered, Vault
from tests.storage.samples import written_file

SEALED_PIECE = 4 + 1 + 12 + PIECE + 16
"""Length, key version, nonce, content, tag."""


@pytest.fixture
def key(vault: Vault) -> SubjectKey:
    return vault.key(7, vault.new_key(7))


def content(size: int) -> bytes:
    return b"".join(hashlib.sha256(str(n).encode()).digest() for n in range(size // 32 + 1))[:size]


def whole(directory: Path, key: SubjectKey, name: str) -> bytes:
    return b"".join(media.read(directory, key, name))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 17])
def test_a_file_comes_back_as_it_was_written(tmp_path: Path, key: SubjectKey, size: int) -> None:
    data = content(size)
    written = written_file(tmp_path, key, [data])
    assert (written.size, written.sha256) == (size, hashlib.sha256(data).hexdigest())
    assert whole(tmp_path, key, written.key) == data
    assert max((len(piece) for piece in media.read(tmp_path, key, written.key)), default=0) <= PIECE


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(cuts=st.lists(st.integers(0, 2 * PIECE + 9), max_size=5))
def test_portions_make_no_difference(tmp_path: Path, key: SubjectKey, cuts: list[int]) -> None:
    data = content(2 * PIECE + 9)
    edges = [0, *sorted(cuts), len(data)]
    portions = [data[a:b] for a, b in pairwise(edges)]
    assert whole(tmp_path, key, written_file(tmp_path, key, portions).key) == data


def test_the_file_is_private_and_says_nothing_by_its_name(tmp_path: Path, key: SubjectKey) -> None:
    names = {written_file(tmp_path / "media", key, [b"x"]).key for _ in range(3)}
    assert len(names) == 3
    for name in names:
        assert (tmp_path / "media" / name).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "media").stat().st_mode & 0o777 == 0o700


@pytest.mark.rule("SEC-1")
def test_no_content_stands_in_the_clear(tmp_path: Path, key: SubjectKey) -> None:
    written = written_file(tmp_path, key, [b"canary-canary-canary" * 9000])
    assert b"canary" not in (tmp_path / written.key).read_bytes()


@pytest.mark.rule("SEC-1")
@pytest.mark.parametrize(
    "cut",
    [0, 3, 4, 20, SEALED_PIECE - 1, SEALED_PIECE, SEALED_PIECE + 2, 2 * SEALED_PIECE, -1],
)
def test_a_file_that_was_cut_off_is_an_error(tmp_path: Path, key: SubjectKey, cut: int) -> None:
    written = written_file(tmp_path, key, [content(2 * PIECE + 5)])
    path = tmp_path / written.key
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(Tampered):
        whole(tmp_path, key, written.key)


@pytest.mark.rule("SEC-1")
@pytest.mark.parametrize("order", ["ba", "aa", "aba", "b", "aab"])
def test_pieces_that_were_swapped_repeated_or_dropped_are_an_error(
    tmp_path: Path, key: SubjectKey, order: str
) -> None:
    written = written_file(tmp_path, key, [content(2 * PIECE)])
    path = tmp_path / written.key
    sealed = path.read_bytes()
    pieces = {"a": sealed[:SEALED_PIECE], "b": sealed[SEALED_PIECE:]}
    path.write_bytes(b"".join(pieces[name] for name in order))
    with pytest.raises(Tampered):
        whole(tmp_path, key, written.key)


@pytest.mark.rule("SEC-1")
@pytest.mark.parametrize("position", [0, 4, 5, 17, 40, -1])
def test_a_flipped_bit_is_an_error(tmp_path: Path, key: SubjectKey, position: int) -> None:
    written = written_file(tmp_path, key, [content(100)])
    path = tmp_path / written.key
    sealed = bytearray(path.read_bytes())
    sealed[position] ^= 1
    path.write_bytes(sealed)
    with pytest.raises(Tampered):
        whole(tmp_path, key, written.key)


@pytest.mark.rule("SEC-1")
def test_files_cannot_change_places_or_owners(tmp_path: Path, vault: Vault, key: SubjectKey) -> None:
    one, two = (written_file(tmp_path, key, [data]) for data in (b"one", b"two"))
    (tmp_path / one.key).write_bytes((tmp_path / two.key).read_bytes())
    with pytest.raises(Tampered):
        whole(tmp_path, key, one.key)
    with pytest.raises(Tampered):
        whole(tmp_path, vault.key(8, vault.new_key(8)), two.key)


def test_a_file_that_was_not_finished_leaves_nothing(tmp_path: Path, key: SubjectKey) -> None:
    def breaks() -> Iterator[bytes]:
        yield content(2 * PIECE)
        raise ConnectionError("the platform hung up")

    with pytest.raises(ConnectionError):
        written_file(tmp_path, key, breaks())
    assert list(tmp_path.iterdir()) == []


def test_what_a_crash_left_is_swept_away_and_nothing_else(tmp_path: Path, key: SubjectKey) -> None:
    kept = written_file(tmp_path, key, [b"kept"])
    writing = Writing(tmp_path, key)
    writing.write(b"half")
    writing._file.close()  # as when the process is killed
    assert len(list(tmp_path.iterdir())) == 2
    unknown = written_file(tmp_path, key, [b"its row was never written"])
    assert media.sweep(tmp_path, {kept.key}) == 2
    assert whole(tmp_path, key, kept.key) == b"kept"
    assert not (tmp_path / unknown.key).exists()


def test_a_deleted_file_is_gone_and_may_be_deleted_again(tmp_path: Path, key: SubjectKey) -> None:
    written = written_file(tmp_path, key, [b"x"])
    media.delete(tmp_path, written.key)
    media.delete(tmp_path, written.key)
    with pytest.raises(NoSuchFile):
        whole(tmp_path, key, written.key)


@pytest.mark.parametrize("name", ["../keyring.json", "", ".", "a/b", "x.part"])
def test_only_media_files_can_be_named(tmp_path: Path, key: SubjectKey, name: str) -> None:
    (tmp_path / "x.part").write_bytes(b"x")
    with pytest.raises(NoSuchFile):
        whole(tmp_path, key, name)
