"""What is sealed opens only with its own key and only where it was sealed."""

import os

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from storage.keyring import Keyring, new_keyring
from storage.sealed import Tampered, Vault

KEYRING = new_keyring()
VAULT = Vault(KEYRING)
places = st.tuples(
    st.sampled_from(["outbox", "inbox", "chat"]), st.sampled_from(["body", "bare"]), st.integers(1, 9)
)


@pytest.mark.rule("SEC-1")
@given(places, st.text(), st.integers(1, 5))
def test_what_was_sealed_opens_again(place: tuple[str, str, int], text: str, subject: int) -> None:
    """For the system and for a customer, whose key is unwrapped each time."""
    key = VAULT.key(subject, VAULT.new_key(subject))
    assert key.open_text(*place, key.seal(*place, text)) == text
    assert VAULT.system.open_text(*place, VAULT.system.seal(*place, text)) == text


@pytest.mark.rule("SEC-1")
@given(places, st.binary(max_size=40), st.data())
def test_a_flipped_bit_anywhere_is_an_error(
    place: tuple[str, str, int], content: bytes, data: st.DataObject
) -> None:
    """In the version, the nonce, the text or the tag."""
    sealed = bytearray(VAULT.system.seal(*place, content))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Tampered):
        VAULT.system.open(*place, bytes(sealed))


@pytest.mark.rule("SEC-1")
@given(places, places)
def test_bytes_moved_to_another_place_are_an_error(
    here: tuple[str, str, int], there: tuple[str, str, int]
) -> None:
    """Another table, column or row."""
    assume(here != there)
    with pytest.raises(Tampered):
        VAULT.system.open(*there, VAULT.system.seal(*here, "13812345678"))


@pytest.mark.rule("SEC-1")
@pytest.mark.parametrize("rest", [b"", b"\x01", b"\x01" * 13, b"\xff" * 60])
def test_bytes_that_were_never_sealed_are_an_error(rest: bytes) -> None:
    """Nothing, a stump, an unknown key version."""
    with pytest.raises(Tampered):
        VAULT.system.open("outbox", "body", 1, rest)


@pytest.mark.rule("SEC-1")
def test_one_customers_key_opens_nothing_of_another_and_cannot_be_swapped() -> None:
    """Neither the sealed bytes nor the wrapped key serve another subject."""
    one, other = VAULT.new_key(7), VAULT.new_key(8)
    sealed = VAULT.key(7, one).seal("outbox", "body", 1, "刹车异响")
    with pytest.raises(Tampered):
        VAULT.key(8, other).open("outbox", "body", 1, sealed)
    with pytest.raises(Tampered):
        VAULT.key(8, one)


@pytest.mark.rule("SEC-1")
def test_sealing_the_same_twice_gives_different_bytes_without_a_trace_of_the_text() -> None:
    """Random nonces: equal messages cannot be told from unequal ones."""
    one, other = (VAULT.system.seal("inbox", "body", 1, "13812345678") for _ in range(2))
    assert one != other
    assert b"138" not in one
    assert len(one) == 1 + 12 + 11 + 16


@pytest.mark.rule("SEC-1")
def test_an_error_names_the_place_and_never_the_content() -> None:
    """It may reach a log."""
    with pytest.raises(Tampered) as caught:
        VAULT.system.open("outbox", "body", 12, b"13812345678-13812345678-13812345678")
    assert "outbox.body of row 12" in str(caught.value)
    assert "138" not in str(caught.value)


@pytest.mark.rule("SEC-1")
def test_a_blind_index_finds_equals_and_tells_nothing_without_the_key() -> None:
    """Equal within one kind; different for another kind, another value, another keyring."""
    index = VAULT.index("phone", "+8613812345678")
    assert index == Vault(KEYRING).index("phone", "+8613812345678")
    assert index != VAULT.index("address", "+8613812345678")
    assert index != VAULT.index("phone", "+8613812345679")
    assert index != Vault(new_keyring()).index("phone", "+8613812345678")
    assert len(index) == 64


@pytest.mark.rule("SEC-2")
def test_after_a_rotation_old_rows_still_open_and_new_ones_use_the_new_key() -> None:
    """A second master: indexes stay equal, both versions open, and the first is not used any more."""
    index_secret, first, second = (os.urandom(32) for _ in range(3))
    before = Vault(Keyring({1: first}, index_secret, 1))
    after = Vault(Keyring({1: first, 2: second}, index_secret, 2))
    wrapped = before.new_key(7)
    sealed = before.key(7, wrapped).seal("outbox", "body", 1, "旧")
    assert after.key(7, wrapped).open_text("outbox", "body", 1, sealed) == "旧"
    assert after.system.open_text("a", "b", 1, before.system.seal("a", "b", 1, "旧")) == "旧"
    assert before.index("phone", "1") == after.index("phone", "1")
    assert after.system.seal("a", "b", 1, "新")[0] == 2
    with pytest.raises(Tampered):
        before.system.open("a", "b", 1, after.system.seal("a", "b", 1, "新"))


@pytest.mark.rule("SEC-1")
def test_the_keys_of_the_system_the_sandbox_and_the_wrapping_are_three() -> None:
    """HKDF with a purpose: what one seals the other cannot open."""
    with pytest.raises(Tampered):
        VAULT.sandbox.open("a", "b", 1, VAULT.system.seal("a", "b", 1, "x"))
    assert len({KEYRING.derive(name) for name in ("kek", "system", "sandbox")}) == 3
