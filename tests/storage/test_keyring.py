"""Keys live in a file of their own that only its owner may read."""

import json
import stat
from pathlib import Path

import pytest

from storage.keyring import KeyringBroken, KeyringLoose, KeyringMissing, open_keyring
from storage.sealed import Vault


@pytest.mark.rule("SEC-2")
def test_it_is_created_beside_an_empty_database_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """Mode 0600, whatever the umask; the same keys when opened again; no draft is left."""
    path = tmp_path / "data" / "keyring.json"
    made = Vault(open_keyring(path, create=True))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Vault(open_keyring(path, create=False)).index("x", "y") == made.index("x", "y")
    assert [file.name for file in path.parent.iterdir()] == ["keyring.json"]


@pytest.mark.rule("SEC-2")
def test_it_is_not_replaced_when_it_is_there(tmp_path: Path) -> None:
    """`create` allows, it does not demand."""
    path = tmp_path / "keyring.json"
    made = Vault(open_keyring(path, create=True))
    content = path.read_bytes()
    assert Vault(open_keyring(path, create=True)).index("x", "y") == made.index("x", "y")
    assert path.read_bytes() == content


@pytest.mark.rule("SEC-2")
def test_missing_beside_data_it_stops_the_start_and_is_not_made(tmp_path: Path) -> None:
    """A new keyring would hide that nothing can be read any more."""
    path = tmp_path / "keyring.json"
    with pytest.raises(KeyringMissing, match="put it back from your backup"):
        open_keyring(path, create=False)
    assert not path.exists()


@pytest.mark.rule("SEC-2")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660, 0o644, 0o666, 0o601])
def test_it_is_refused_when_anybody_else_may_touch_it(tmp_path: Path, mode: int) -> None:
    """The sentence gives the cure."""
    path = tmp_path / "keyring.json"
    open_keyring(path, create=True)
    path.chmod(mode)
    with pytest.raises(KeyringLoose, match="chmod 600"):
        open_keyring(path, create=False)


@pytest.mark.rule("SEC-2")
@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_it_is_taken_when_only_its_owner_may(tmp_path: Path, mode: int) -> None:
    """Reading alone is enough."""
    path = tmp_path / "keyring.json"
    open_keyring(path, create=True)
    path.chmod(mode)
    assert open_keyring(path, create=False).current == 1


@pytest.mark.rule("SEC-2")
@pytest.mark.parametrize(
    "damage",
    [
        lambda found: found.pop("index"),
        lambda found: found.update(current=2),
        lambda found: found.update(masters={"1": "AAAA"}),
        lambda found: found.update(masters=[1]),
        lambda found: found.update(format=9),
    ],
)
def test_a_damaged_one_is_refused_with_one_sentence(tmp_path: Path, damage: object) -> None:
    """And never with a key in the sentence."""
    path = tmp_path / "keyring.json"
    open_keyring(path, create=True)
    found = json.loads(path.read_text())
    secret = found["masters"]["1"]
    damage(found)  # type: ignore[operator]
    path.write_text(json.dumps(found))
    with pytest.raises(KeyringBroken) as caught:
        open_keyring(path, create=False)
    assert secret not in str(caught.value)


@pytest.mark.rule("SEC-2")
def test_half_a_file_a_folder_and_a_link_are_refused(tmp_path: Path) -> None:
    """A link could point to where somebody else may write."""
    path = tmp_path / "keyring.json"
    open_keyring(path, create=True)
    link = tmp_path / "link.json"
    link.symlink_to(path)
    with pytest.raises(KeyringBroken):
        open_keyring(link, create=False)
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(KeyringBroken):
        open_keyring(path, create=False)


@pytest.mark.rule("SEC-2")
def test_it_shows_nothing_when_printed(tmp_path: Path) -> None:
    """A traceback may print anything."""
    keyring = open_keyring(tmp_path / "keyring.json", create=True)
    found = json.loads((tmp_path / "keyring.json").read_text())
    assert found["masters"]["1"] not in repr(keyring) + repr(Vault(keyring))
    assert "object at" in repr(keyring)
