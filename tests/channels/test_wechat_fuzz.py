"""Whatever is sent to the callback: no exception leaves it, no 5xx, and nothing of it stands in a log."""

import asyncio
import random
from typing import Any

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.language import Incoming
from tests.channels.wechat_door import AT, HELLO, NOW, Door
from tests.fakes import wechat_crypto
from tests.fakes.wechat_api import AES_KEY, APP_ID, TOKEN
from tests.fakes.wechat_callback import Delivery
from tests.fakes.wechat_people import OPENID

QUIET = settings(deadline=None, max_examples=150)
NAMES = ("signature", "msg_signature", "timestamp", "nonce", "encrypt_type", "openid", "echostr")
anything = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["", "0", "-1", "9" * 20, "success", "]]>", "<xml>", "&lt;", "%00", "None", str(AT)]),
)
queries = st.dictionaries(st.sampled_from(NAMES), anything)
methods = st.sampled_from(["GET", "POST", "HEAD", "PUT", "OPTIONS", "DELETE"])


def answered(door: Door, method: str, query: dict[str, str], body: bytes) -> tuple[int, bytes]:
    """The answer; what it logs is looked through."""
    with structlog.testing.capture_logs() as lines:
        answer = asyncio.run(door.ask(method, query, body))
    for line in lines:
        assert set(line) <= {"event", "why", "error", "log_level"}, line
        assert all(str(value).replace("_", "").isalnum() for value in line.values()), line
    assert answer.status_code in (200, 400, 403, 405, 413)
    return answer.status_code, answer.content


@pytest.mark.rule("SEC-7")
@given(method=methods, query=queries, body=st.binary(max_size=300))
@QUIET
def test_nonsense_is_refused(method: str, query: dict[str, str], body: bytes) -> None:
    door = Door()
    status, content = answered(door, method, query, body)
    assert (status, content, door.stored.events) == (403, b"", [])


@pytest.mark.rule("SEC-7")
@given(name=st.sampled_from(["msg_signature", "timestamp", "nonce"]), value=anything)
@QUIET
def test_one_changed_word_of_what_is_signed_and_it_is_refused(name: str, value: str) -> None:
    door = Door()
    query, body = door.wechat.signed(OPENID, HELLO.encode())
    if query[name] == value:
        return
    status, _ = answered(door, "POST", {**query, name: value}, body)
    assert (status, door.stored.events) == (403, [])


@pytest.mark.rule("SEC-7")
@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
@QUIET
def test_one_flipped_bit_of_the_body_never_changes_what_is_heard(at: int, bit: int) -> None:
    door = Door()
    query, body = door.wechat.signed(OPENID, HELLO.encode())
    changed = bytearray(body)
    changed[at % len(body)] ^= 1 << bit
    status, _ = answered(door, "POST", query, bytes(changed))
    if status == 200:  # the bit stood beside what is signed
        [event] = door.stored.events
        assert isinstance(event, Incoming)
        assert event.sender.identity == OPENID
    else:
        assert (status, door.stored.events) == (403, [])


@pytest.mark.rule("SEC-7")
@given(app_id=st.text(max_size=40), token=st.text(max_size=20), late=st.integers(-10_000, 10_000))
@QUIET
def test_only_our_own_account_and_token_and_time_are_heard(app_id: str, token: str, late: int) -> None:
    door = Door()
    stranger = Delivery(app_id or APP_ID, token or TOKEN, AES_KEY, lambda: NOW)
    query, body = stranger.signed(OPENID, HELLO.encode(), at=AT + late)
    ours = (app_id in ("", APP_ID), token in ("", TOKEN), abs(late) <= 300)
    status, _ = answered(door, "POST", query, body)
    assert status == (200 if all(ours) else 403)


@pytest.mark.rule("SEC-7")
@given(
    content=st.one_of(
        st.binary(max_size=400), st.text(max_size=400).map(lambda one: one.encode("utf-8", "surrogatepass"))
    )
)
@QUIET
def test_whatever_is_inside_what_is_authentic_is_kept_or_ignored(content: bytes) -> None:
    door = Door()
    status, said = answered(door, "POST", *door.wechat.signed(OPENID, content))
    assert (status, said) == (200, b"success")
    assert len(door.stored.events) == 1


@given(seed=st.integers(0, 10**9))
@QUIET
def test_a_message_with_pieces_cut_out_or_doubled_is_still_answered(seed: int) -> None:
    chance = random.Random(seed)
    said = bytearray(HELLO.encode())
    for _ in range(chance.randrange(1, 6)):
        start = chance.randrange(len(said) or 1)
        end = min(len(said), start + chance.randrange(1, 40))
        piece = said[start:end]
        said[start:end] = b"" if chance.random() < 0.5 else piece + piece
    door = Door()
    status, told = answered(door, "POST", *door.wechat.signed(OPENID, bytes(said)))
    assert (status, told) == (200, b"success")


@pytest.mark.rule("SEC-7")
@given(times=st.integers(2, 6))
@settings(deadline=None, max_examples=20)
def test_a_replay_has_the_key_that_the_first_had(times: int) -> None:
    door = Door()
    query, body = door.wechat.signed(OPENID, HELLO.encode())
    for _ in range(times):
        assert answered(door, "POST", query, body)[0] == 200
    keys = {one.dedupe_key for one in door.stored.events}
    assert len(keys) == 1


@given(echo=st.text(max_size=200))
@QUIET
def test_whatever_wechat_asks_with_is_said_back_as_it_was(echo: str) -> None:
    door = Door()
    status, content = answered(door, "GET", door.echo(echostr=echo), b"")
    assert (status, content) == (200, echo.encode("utf-8", "replace"))


@given(encrypted=st.text(max_size=200))
@QUIET
def test_an_encrypted_question_that_is_none_is_refused(encrypted: str) -> None:
    door = Door()
    signed = wechat_crypto.signature(TOKEN, str(AT), "n1", encrypted)
    assert answered(door, "GET", door.echo(echostr=encrypted, msg_signature=signed), b"")[0] == 403


def test_everything_at_once(caplog: Any) -> None:
    """Bombs, endless nesting, huge numbers: answered at once."""
    bombs = [
        b"<!DOCTYPE a ["
        + b"".join(b'<!ENTITY e%d "&e%d;&e%d;">' % (n, n - 1, n - 1) for n in range(1, 60))
        + b"]><xml>&e59;</xml>",
        b"<xml>" * 5000,
        b"<xml>" + b"<a/>" * 40_000 + b"</xml>",
        b"<xml><CreateTime>" + b"9" * 5000 + b"</CreateTime></xml>",
        b'<?xml version="1.0" encoding="utf-7"?><xml></xml>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/evil"><xml></xml>',
    ]
    for bomb in bombs:
        door = Door()
        assert answered(door, "POST", *door.wechat.signed(OPENID, bomb)) == (200, b"success")
        query, _ = door.wechat.signed(OPENID, HELLO.encode())
        assert answered(Door(), "POST", query, bomb)[0] == 403
    assert caplog.text == ""
