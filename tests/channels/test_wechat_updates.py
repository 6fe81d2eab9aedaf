"""Everything that WeChat tells becomes what happened, once, and what we cannot take is named."""

from datetime import UTC, datetime

import pytest

from bot.channels.language import (
    Address,
    ChatKind,
    Closed,
    Incoming,
    Media,
    MediaKind,
    Opened,
    Said,
    Sender,
    What,
)
from bot.channels.wechat.updates import read_update
from bot.channels.wire import incoming_from_json, to_json
from tests.fakes.wechat_api import APP_ID, WeChatServer
from tests.fakes.wechat_people import ACCOUNT, OPENID, Follower, xml

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
MESSAGE = "23456789012345678"


def follower() -> Follower:
    return WeChatServer(lambda: AT).follower(OPENID)


def happened(said: str) -> Incoming:
    update = read_update(said.encode(), APP_ID)
    assert isinstance(update.happened, Incoming)
    assert update.to == ACCOUNT
    assert incoming_from_json(to_json(update.happened)) == update.happened
    return update.happened


def media(kind: MediaKind, mime: str) -> tuple[Media, ...]:
    return (Media(kind, f"media-1-{'m' * 20}", mime=mime),)


@pytest.mark.parametrize(
    ("said", "what"),
    [
        (follower().says("刹车有异响"), Said("刹车有异响", MESSAGE)),
        (follower().says("]]> & <b>"), None),
        (follower().chooses("满意"), Said("满意", MESSAGE, chosen=True)),
        (follower().sends("image", b"\xff\xd8"), Said("", MESSAGE, media(MediaKind.PHOTO, "image/jpeg"))),
        (follower().sends("voice", b"#!AMR"), Said("", MESSAGE, media(MediaKind.VOICE, "audio/amr"))),
        (
            follower().sends("voice", b"#!AMR", Recognition="刹车响"),
            Said("刹车响", MESSAGE, media(MediaKind.VOICE, "audio/amr"), spoken=True),
        ),
        (follower().sends("video", b"f"), Said("", MESSAGE, media(MediaKind.VIDEO, "video/mp4"))),
        (follower().sends("shortvideo", b"f"), Said("", MESSAGE, media(MediaKind.VIDEO, "video/mp4"))),
        (follower().sends_other("location", Label="绕城高速"), Said("", MESSAGE, unsupported="location")),
        (follower().sends_other("link", Url="http://x"), Said("", MESSAGE, unsupported="link")),
        (follower().sends_other("file", Title="a.pdf"), Said("", MESSAGE, unsupported="file")),
        (follower().sends_other("hologram"), Said("", MESSAGE, unsupported="hologram")),
        (follower().follows(), Opened()),
        (follower().follows("K7Q2"), Opened("K7Q2")),
        (follower().scans("K7Q2"), Opened("K7Q2")),
        (follower().unfollows(), Closed()),
        (follower().taps("/complain"), Said("/complain", "", chosen=True)),
        (follower().taps("V1001_OLD_MENU"), Said("", "", unsupported="menu", chosen=True)),
    ],
)
def test_what_a_follower_does_is_what_happened(said: str, what: What | None) -> None:
    if what is None:
        said, what = said.replace("]]> & <b>", "]]]]><![CDATA[> & <b>"), Said("]]> & <b>", MESSAGE)
    event = happened(said)
    assert event.what == what
    assert event.at == AT
    assert event.address == Address("wechat", APP_ID, OPENID, ChatKind.PRIVATE)
    assert event.sender == Sender(OPENID)


@pytest.mark.parametrize("event", ["VIEW", "LOCATION", "TEMPLATESENDJOBFINISH", "something_new"])
def test_other_news_is_not_for_us(event: str) -> None:
    assert read_update(follower().happens(event, "k").encode(), APP_ID).happened is None


@pytest.mark.rule("SEC-7")
def test_a_message_is_known_by_account_sender_and_number() -> None:
    """Numbers have been seen to collide between users."""
    one = follower()
    said = one.says("在吗")
    key = happened(said).dedupe_key
    assert happened(said).dedupe_key == key
    others = (
        said.replace(MESSAGE, "5"),
        said.replace(OPENID, OPENID[:-1] + "2"),
    )
    assert key not in {happened(other).dedupe_key for other in others}
    elsewhere = read_update(said.replace(ACCOUNT, "gh_another").encode(), APP_ID).happened
    assert isinstance(elsewhere, Incoming)
    assert elsewhere.dedupe_key != key


@pytest.mark.rule("SEC-7")
def test_an_event_is_known_by_sender_time_name_and_key() -> None:
    one = follower()
    scan, tap = one.scans("K7"), one.taps("/status")
    keys = {
        happened(said).dedupe_key
        for said in (
            scan,
            tap,
            scan.replace("K7", "K8"),
            scan.replace("SCAN", "CLICK").replace("K7", "/help"),
            scan.replace(str(int(AT.timestamp())), str(int(AT.timestamp()) + 1)),
            scan.replace(OPENID, OPENID[:-1] + "2"),
        )
    }
    assert len(keys) == 6
    assert happened(scan).dedupe_key == happened(scan).dedupe_key


@pytest.mark.rule("SEC-7")
def test_a_follow_by_a_code_has_the_key_that_wechat_wrote() -> None:
    """The library renames it, which would make a repeated follow another event."""
    assert "subscribe\x1fqrscene_K7" in happened(follower().follows("K7")).dedupe_key


def test_what_stands_deeper_or_twice_cannot_change_who_spoke() -> None:
    said = follower().says("在吗").replace("</xml>", "<FromUserName>x</FromUserName><a><b>c</b></a></xml>")
    assert happened(said).sender == Sender(OPENID)
    nested = xml(ToUserName=ACCOUNT, FromUserName=OPENID, CreateTime=int(AT.timestamp()), MsgType="text")
    inner = nested.replace("</xml>", "<Item><MsgId>5</MsgId></Item><MsgId>6</MsgId></xml>")
    assert happened(inner).what == Said("", "6")
