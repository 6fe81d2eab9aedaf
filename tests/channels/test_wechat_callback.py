"""The callback hears only WeChat, on every method, and says 200 only for what is stored."""

import hmac
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import structlog

from bot.channels.channel import Unreadable
from bot.channels.language import Incoming, Said
from bot.channels.wechat.envelope import DoesNotOpen, Envelope, ForAnother
from bot.channels.wechat.verifying import LARGEST_BODY, SKEW
from tests.channels.wechat_door import AT, HELLO, NOW, Door, Stored
from tests.channels.wechat_setup import SETTINGS
from tests.fakes import wechat_crypto
from tests.fakes.wechat_api import AES_KEY, APP_ID, TOKEN
from tests.fakes.wechat_callback import Delivery
from tests.fakes.wechat_people import OPENID

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
BOMB = (
    '<!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<xml><ToUserName>&b;</ToUserName><Encrypt>{encrypted}</Encrypt></xml>"
)


def signed(door: Door, body: str, encrypted: str) -> tuple[dict[str, str], bytes]:
    """A body of our own making, whose part `encrypted` is signed as it should be."""
    query, _ = door.wechat.signed(OPENID, HELLO.encode())
    query["msg_signature"] = wechat_crypto.signature(TOKEN, query["timestamp"], query["nonce"], encrypted)
    return query, body.encode()


# --- who is heard ------------------------------------------------------------------------------------------


@pytest.mark.rule("SEC-7")
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("given", [None, "", "0" * 40, "ä"])
async def test_without_the_signature_nobody_is_heard_whatever_the_method(
    method: str, given: str | None
) -> None:
    door = Door()
    query, body = door.wechat.signed(OPENID, HELLO.encode())
    query = {**query, **door.echo()}
    for name in ("signature", "msg_signature"):
        query.pop(name)
        if given is not None:
            query[name] = given
    answer = await door.ask(method, query, body)
    assert (answer.status_code, answer.content, door.stored.events) == (403, b"", [])


@pytest.mark.rule("SEC-7")
@pytest.mark.parametrize("method", METHODS)
async def test_without_anything_nobody_is_heard(method: str) -> None:
    door = Door()
    assert (await door.ask(method)).status_code == 403


@pytest.mark.rule("SEC-7")
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_the_signature_is_compared_in_constant_time(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(given: bytes, right: bytes) -> bool:
        compared.append((given, right))
        return False

    door = Door()
    query, body = door.wechat.signed(OPENID, HELLO.encode())
    asked = door.echo() if method == "GET" else query
    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert (await door.ask(method, asked, body)).status_code == 403
    given = asked["signature" if method == "GET" else "msg_signature"].encode()
    assert compared == [(given, given)]


@pytest.mark.rule("SEC-7")
@pytest.mark.parametrize(
    ("late", "status"), [(0, 200), (SKEW, 200), (-SKEW, 200), (SKEW + 1, 403), (-SKEW - 1, 403)]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_is_more_than_five_minutes_off_is_not_heard(method: str, late: float, status: int) -> None:
    door = Door()
    at = AT + int(late)
    if method == "GET":
        answer = await door.ask("GET", door.echo(at))
    else:
        answer = await door.ask("POST", *door.wechat.signed(OPENID, HELLO.encode(), at=at))
    assert answer.status_code == status


@pytest.mark.parametrize("timestamp", ["", "now", "-5", "1.5", "9" * 30, "１２３"])
async def test_a_time_that_is_none_is_not_heard(timestamp: str) -> None:
    assert (await Door().delivers(timestamp=timestamp)).status_code == 403


@pytest.mark.rule("SEC-7")
async def test_what_is_for_another_account_is_not_heard() -> None:
    door = Door()
    door.wechat = Delivery("wxanother00000000", TOKEN, AES_KEY, lambda: NOW)
    assert (await door.delivers()).status_code == 403
    assert door.stored.events == []
    assert [problem.what for problem in door.health.problems()] == [
        "Callbacks come that are for another account."
    ]


@pytest.mark.rule("SEC-7")
async def test_what_does_not_open_with_our_key_is_not_heard() -> None:
    door = Door()
    door.wechat = Delivery(APP_ID, TOKEN, AES_KEY[::-1], lambda: NOW)
    assert (await door.delivers()).status_code == 403
    [problem] = door.health.problems()
    assert "YINUO_WECHAT__AES_KEY" in problem.cure
    door.wechat = Delivery(APP_ID, TOKEN, AES_KEY, lambda: NOW)
    assert (await door.delivers()).status_code == 200
    assert door.health.problems() == []


def test_another_key_is_told_from_another_account_whatever_it_makes_of_the_bytes() -> None:
    ours = Envelope(SETTINGS)
    for _ in range(500):
        with pytest.raises(DoesNotOpen):
            ours.open(wechat_crypto.encrypt(AES_KEY[::-1], APP_ID, b"x"))
        with pytest.raises(ForAnother):
            ours.open(wechat_crypto.encrypt(AES_KEY, "wxanother00000000", b"x"))


@pytest.mark.parametrize("plain", [b"r" * 16 + b"\0\0\0\x09short", b"r" * 16, b"", b"r" * 16 + b"\xff" * 12])
def test_what_is_shorter_than_it_says_does_not_open(plain: bytes) -> None:
    with pytest.raises(DoesNotOpen):
        Envelope(SETTINGS).open(wechat_crypto.encrypted(AES_KEY, plain))


@pytest.mark.rule("SEC-7")
@pytest.mark.parametrize("mode", ["明文模式", "half"])
async def test_a_body_in_the_clear_is_not_heard_though_its_query_is_signed(mode: str) -> None:
    door = Door()
    query = {**door.wechat.signed(OPENID, b"")[0]}
    if mode == "明文模式":
        del query["msg_signature"]
    assert (await door.ask("POST", query, HELLO.encode())).status_code == 403
    assert door.stored.events == []
    [problem] = door.health.problems()
    assert "安全模式" in problem.cure


@pytest.mark.rule("SEC-7")
async def test_no_stranger_can_make_us_unready_or_fill_the_log() -> None:
    door = Door()
    query, body = door.wechat.signed(OPENID, HELLO.encode())
    strangers: tuple[dict[str, str], ...] = (
        {**query, "signature": "0" * 40, "msg_signature": "0" * 40},
        {name: value for name, value in query.items() if "signature" not in name},
        {**query, "timestamp": "1"},
        {},
    )
    with structlog.testing.capture_logs() as lines:
        for _ in range(50):
            for asked in strangers:
                for content in (body, HELLO.encode(), b""):
                    assert (await door.ask("POST", asked, content)).status_code == 403
    assert [problem for problem in door.health.problems() if problem.fatal] == []
    assert sorted(line["why"] for line in lines) == ["signature", "stale", "unsigned"]


@pytest.mark.rule("SEC-7")
async def test_the_answer_to_get_can_be_had_with_the_token_alone() -> None:
    """A POST's signature is no GET's, nor the reverse."""
    door = Door()
    query, body = door.wechat.signed(OPENID, HELLO.encode())
    assert (await door.ask("GET", query, body)).status_code == 403
    assert (await door.ask("POST", door.echo(), body)).status_code == 403


def test_without_a_token_there_is_no_callback() -> None:
    with pytest.raises(ValueError, match=r"wechat\.token is missing"):
        Door(token="")


# --- whether this address is ours --------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_wechats_question_is_answered_with_its_own_words(method: str) -> None:
    door = Door()
    answer = await door.ask(method, door.echo())
    assert answer.status_code == 200
    assert answer.content == (b"8412597" if method == "GET" else b"")
    assert door.notes == 1


async def test_an_encrypted_question_is_answered_opened() -> None:
    door = Door()
    echo = wechat_crypto.encrypt(AES_KEY, APP_ID, b"4215")
    given = wechat_crypto.signature(TOKEN, str(AT), "n1", echo)
    answer = await door.ask("GET", door.echo(echostr=echo, msg_signature=given))
    assert (answer.status_code, answer.content) == (200, b"4215")
    stranger = wechat_crypto.encrypt(AES_KEY, "wxanother00000000", b"4215")
    given = wechat_crypto.signature(TOKEN, str(AT), "n1", stranger)
    answer = await door.ask("GET", door.echo(echostr=stranger, msg_signature=given))
    assert (answer.status_code, answer.content) == (403, b"")


async def test_what_is_said_back_is_never_shown_as_a_page() -> None:
    answer = await Door().ask("GET", Door().echo(echostr="<script>alert(1)</script>"))
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await Door().ask("GET", Door().echo(echostr="8" * 5000))).status_code == 413


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_with_the_signature_only_get_and_post_mean_anything(method: str) -> None:
    assert (await Door().ask(method, Door().echo())).status_code == 405


# --- what is stored ----------------------------------------------------------------------------------------


async def test_an_update_is_stored_and_only_then_acknowledged() -> None:
    door = Door()
    answer = await door.delivers()
    assert (answer.status_code, answer.content) == (200, b"success")
    [event] = door.stored.events
    assert isinstance(event, Incoming)
    assert event.what == Said("在吗", "777")
    assert event.at == datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
    assert door.notes == 1


async def test_what_could_not_be_stored_is_asked_for_again() -> None:
    door = Door(Stored(failures=1), passive_seconds=0.05)
    assert (await door.delivers()).status_code == 503
    answer = await door.delivers()
    assert (answer.status_code, answer.content) == (200, b"success")
    assert len(door.stored.events) == 1


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"<xml>",
        b"no xml",
        b"<xml></xml>",
        HELLO.replace("777", "").encode(),
        HELLO.replace("CreateTime", "Created").encode(),
        HELLO.replace(str(AT), "9" * 40).encode(),
        HELLO.replace("在吗", "\ud800").encode("utf-8", "surrogatepass"),
        b"<!DOCTYPE x [<!ENTITY e 'x'>]>" + HELLO.replace("在吗", "&e;").encode(),
    ],
)
async def test_what_is_authentic_and_senseless_is_kept_and_never_asked_for_again(said: bytes) -> None:
    door = Door()
    answer = await door.delivers(said)
    assert (answer.status_code, answer.content) == (200, b"success")
    [kept] = door.stored.events
    assert isinstance(kept, Unreadable)
    assert (kept.channel, kept.raw) == ("wechat", said)
    await door.delivers(said)
    assert {one.dedupe_key for one in door.stored.events} == {kept.dedupe_key}


@pytest.mark.parametrize("control", ["\x00", "\x08", "\x1f"])
async def test_a_control_character_that_a_phone_put_in_costs_nobody_his_message(control: str) -> None:
    door = Door()
    await door.delivers(HELLO.replace("在吗", f"在{control}吗"))
    [event] = door.stored.events
    assert isinstance(event, Incoming)
    assert event.what == Said("在吗", "777")


async def test_news_that_changes_nothing_is_acknowledged_without_being_stored() -> None:
    door = Door()
    said = HELLO.replace("text", "event").replace("<Content>", "<Event>").replace("</Content>", "</Event>")
    answer = await door.delivers(said.replace("在吗", "TEMPLATESENDJOBFINISH"))
    assert (answer.status_code, answer.content, door.stored.events) == (200, b"success", [])


# --- what is refused unread --------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "status"), [(LARGEST_BODY, 403), (LARGEST_BODY + 1, 413)])
@pytest.mark.parametrize("told", [True, False])
async def test_a_body_over_a_quarter_of_a_mebibyte_is_refused_told_or_not(
    size: int, status: int, told: bool
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, size, 65536):
            yield b"x" * min(65536, size - start)

    door = Door()
    query, _ = door.wechat.signed(OPENID, HELLO.encode())
    answer = await door.ask("POST", query, b"x" * size if told else chunks())
    assert (answer.status_code, door.stored.events) == (status, [])


@pytest.mark.rule("SEC-7")
async def test_entities_are_refused_in_the_envelope() -> None:
    door = Door()
    encrypted = wechat_crypto.encrypt(AES_KEY, APP_ID, HELLO.encode())
    answer = await door.ask("POST", *signed(door, BOMB.format(encrypted=encrypted), encrypted))
    assert (answer.status_code, door.stored.events) == (403, [])
    plain = f"<xml><Encrypt>{encrypted}</Encrypt></xml>"
    assert (await door.ask("POST", *signed(door, plain, encrypted))).status_code == 200


@pytest.mark.parametrize("body", ["", "<xml>", "<xml><Encrypt></Encrypt></xml>", "<a>" * 10_000, "\x00"])
async def test_an_envelope_that_is_none_is_refused(body: str) -> None:
    door = Door()
    assert (await door.ask("POST", *signed(door, body, ""))).status_code == 403


@pytest.mark.parametrize("encrypted", ["AAAA", "é", "A" * 44, "=" * 8])
async def test_a_signed_envelope_with_nothing_in_it_is_refused(encrypted: str) -> None:
    door = Door()
    answer = await door.ask("POST", *signed(door, f"<xml><Encrypt>{encrypted}</Encrypt></xml>", encrypted))
    assert answer.status_code == 403
