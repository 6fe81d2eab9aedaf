"""What comes in becomes what happened; whatever else comes in is kept as a dead letter, and nothing is raised."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.channel import Unreadable
from bot.channels.language import (
    Address,
    ChatKind,
    Incoming,
    Media,
    MediaKind,
    Opened,
    Pressed,
    Said,
    Sender,
)
from bot.channels.wecom.frames import Ack, Callback, Garbage, read, written
from bot.channels.wecom.mentions import Spoken, own_name, spoken
from bot.channels.wecom.updates import click_of, happened
from bot.channels.wecom.updates import own_name as own_name_in
from bot.channels.wire import incoming_from_json, to_json

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
FILE = {"url": "https://files.example/1?sign=x", "aeskey": "a2V5"}
REFERENCE = json.dumps(["https://files.example/1?sign=x", "a2V5"])


def message(kind: str = "text", **more: Any) -> dict[str, Any]:
    body = {
        "msgid": "m1",
        "aibotid": "bot",
        "chatid": "wrGROUP",
        "chattype": "group",
        "from": {"userid": "lisi"},
        "create_time": int(NOW.timestamp()) - 3,
        "msgtype": kind,
        **more,
    }
    return {"cmd": "aibot_msg_callback", "headers": {"req_id": "r1"}, "body": body}


def event(kind: str, **more: Any) -> dict[str, Any]:
    frame = message("event", event={"eventtype": kind, **more})
    return {**frame, "cmd": "aibot_event_callback"}


def told(frame: Any, names: tuple[str, ...] = ()) -> list[Incoming | Unreadable]:
    found = read(json.dumps(frame))
    assert isinstance(found, Callback)
    return happened(found, "bot", NOW, names)


def one(frame: Any, names: tuple[str, ...] = ()) -> Incoming:
    [found] = told(frame, names)
    assert isinstance(found, Incoming)
    return found


def text(content: str, **more: Any) -> Said:
    what = one(message(text={"content": content}, **more)).what
    assert isinstance(what, Said)
    return what


def test_a_message_in_a_group() -> None:
    found = one(message(text={"content": "@一诺 接单 A012"}))
    assert found == Incoming(
        "m1",
        datetime(2026, 11, 22, 3, 59, 57, tzinfo=UTC),
        Address("wecom", "bot", "wrGROUP", ChatKind.GROUP),
        Sender("lisi"),
        Said("接单 A012", "m1"),
        hint="r1",
    )


def test_a_message_alone_with_the_bot_is_at_the_colleagues_own_address() -> None:
    frame = message(text={"content": "/join 7KQ4"}, chattype="single")
    del frame["body"]["chatid"]
    found = one(frame)
    assert found.address == Address("wecom", "bot", "lisi", ChatKind.PRIVATE)
    assert found.what == Said("/join 7KQ4", "m1")


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("@一诺 接单", "接单"),
        ("@一诺\u2005接单", "接单"),
        ("@一诺", ""),
        ("接单 @一诺", "接单"),
        ("@一诺，接单", "接单"),
        ("回复 A012 请联系@前台 谢谢", "回复 A012 请联系@前台 谢谢"),
        ("@一诺 回复 邮箱 a@b.cn", "回复 邮箱 a@b.cn"),
    ],
)
def test_where_nothing_is_quoted_the_only_mention_is_ours(written: str, heard: str) -> None:
    assert spoken(written, quotes=False, names=()) == Spoken(heard)
    assert text(written).text == heard


@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize(
    ("written", "quotes", "heard"),
    [
        ("@一诺 回复 您好", True, Spoken("回复 您好")),
        ("@小诺 回复 您好", True, Spoken("回复 您好")),
        ("@小王 回复 您好", True, Spoken("@小王 回复 您好", aside=True)),
        ("@一诺妈妈 回复 您好", True, Spoken("@一诺妈妈 回复 您好", aside=True)),
        ("@所有人 回复 您好", True, Spoken("@所有人 回复 您好", aside=True)),
        ("@所有人 回复 您好", False, Spoken("@所有人 回复 您好", aside=True)),
        ("@小王 @一诺 回复 客户快一点", False, Spoken("@小王 @一诺 回复 客户快一点", aside=True)),
        ("@一诺 @小王 回复 客户快一点", False, Spoken("@小王 回复 客户快一点", aside=True)),
        ("@一诺 @小王 回复 客户快一点", True, Spoken("@小王 回复 客户快一点", aside=True)),
        ("@一诺 回复 A012 明天 @小王 会联系您", False, Spoken("回复 A012 明天 @小王 会联系您")),
        ("回复 请带上行驶证 @一诺", True, Spoken("回复 请带上行驶证")),
        ("请他找 @小王", True, Spoken("请他找 @小王")),
        ("请带上行驶证", True, Spoken("请带上行驶证")),
    ],
)
def test_words_to_a_colleague_are_told_from_words_to_the_bot(
    written: str, quotes: bool, heard: Spoken
) -> None:
    assert spoken(written, quotes=quotes, names=("小诺", "一诺")) == heard
    more: dict[str, Any] = {"quote": {"msgtype": "text", "text": {"content": "【A012】"}}} if quotes else {}
    found = one(message(text={"content": written}, **more), names=("小诺", "一诺")).what
    assert isinstance(found, Said)
    assert (found.text, found.aside) == (heard.text, heard.aside)


@pytest.mark.rule("STAFF-3")
@given(
    colleague=st.text("王小明李芳诺一a1", min_size=1, max_size=6),
    words=st.sampled_from(["回复 您好", "r 您好", "接单", "出方案 维修 免费", "A012 您好"]),
    quotes=st.booleans(),
)
def test_no_other_name_is_ever_taken_for_the_bots(colleague: str, words: str, quotes: bool) -> None:
    found = spoken(f"@{colleague} {words} @一诺", quotes=quotes, names=("一诺",))
    assert found.aside is (colleague != "一诺")


def test_before_the_name_is_known_a_quote_gives_nothing_away() -> None:
    """Whoever is named first there may be anybody: what he was told is no command."""
    assert spoken("@一诺 回复 您好", quotes=True, names=()).aside
    assert spoken("@一诺 @小王 回复 您好", quotes=False, names=()).aside
    assert [
        own_name(said, quotes=False) for said in ("@一诺 绑定 7KQ4", "接单 @一诺", "你好", "@甲 @乙")
    ] == [
        "一诺",
        "一诺",
        "",
        "",
    ]
    assert own_name("@小王 回复 您好", quotes=True) == ""


def test_alone_with_the_bot_an_at_is_a_word_like_any_other() -> None:
    assert text("@一诺 你好", chattype="single").text == "@一诺 你好"


@pytest.mark.rule("STAFF-1")
@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ({"msgtype": "text", "text": {"content": "【A012】客户：在吗"}}, "【A012】客户：在吗"),
        (
            {
                "msgtype": "mixed",
                "mixed": {"msg_item": [{"msgtype": "text", "text": {"content": "【A012】"}}]},
            },
            "【A012】",
        ),
        (
            {
                "msgtype": "template_card",
                "template_card": {
                    "main_title": {"title": "【A012】投诉", "desc": "售后部"},
                    "horizontal_content_list": [{"keyname": "状态", "value": "待接单"}],
                },
            },
            "【A012】投诉\n售后部\n状态\n待接单",
        ),
        ({"msgtype": "image", "image": FILE}, ""),
        ("no object", ""),
        ([], ""),
    ],
)
def test_a_quote_is_told_by_its_words(quote: Any, words: str) -> None:
    assert text("@一诺 接单", quote=quote).quoted == words


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("image", FILE, Said("", "m1", (Media(MediaKind.PHOTO, REFERENCE),))),
        ("file", {**FILE, "filename": "单.pdf"}, Said("", "m1", (Media(MediaKind.DOCUMENT, REFERENCE, "单.pdf"),))),
        ("video", FILE, Said("", "m1", (Media(MediaKind.VIDEO, REFERENCE),))),
        ("voice", {"content": "待办"}, Said("待办", "m1")),
        ("voice", FILE, Said("", "m1", (Media(MediaKind.VOICE, REFERENCE),))),
        (
            "mixed",
            {
                "msg_item": [
                    {"msgtype": "text", "text": {"content": "@一诺 备注 见图 "}},
                    {"msgtype": "image", "image": FILE},
                    {"msgtype": "image", "image": FILE},
                ]
            },
            Said("备注 见图", "m1", (Media(MediaKind.PHOTO, REFERENCE),) * 2),
        ),
        ("location", {"x": 1}, Said("", "m1", unsupported="location")),
        ("stream", {}, Said("", "m1", unsupported="stream")),
    ],
)  # fmt: skip
def test_each_kind_of_message(kind: str, content: Any, said: Said) -> None:
    assert one(message(kind, **{kind: content})).what == said


def test_a_tap_is_told_with_the_message_its_card_belongs_to() -> None:
    card = {"card_type": "button_interaction", "event_key": "token", "task_id": "y42-ab12@2"}
    frame = event("template_card_event", template_card_event=card)
    found = one(frame)
    assert (found.what, found.hint) == (Pressed("token", "y42-ab12"), "r1")
    assert click_of(Callback(frame, b"")) == ("y42-ab12@2", "r1")


def test_a_choice_out_of_a_list_is_a_tap_too() -> None:
    ticked = {"selected_item": [{"question_key": "q", "option_ids": {"option_id": ["token"]}}]}
    card = {"event_key": "", "task_id": "y42-ab12@1", "selected_items": ticked}
    assert one(event("template_card_event", template_card_event=card)).what == Pressed("token", "y42-ab12")


def test_whoever_opens_his_chat_with_the_bot_has_come() -> None:
    assert one(event("enter_chat")).what == Opened()


def test_events_that_nobody_listens_to_are_nothing() -> None:
    assert told(event("feedback_event")) == []


@pytest.mark.parametrize("at", [None, 0, -5, 10**30, "1790000000", True, int(NOW.timestamp()) - 90_000])
def test_a_time_that_is_none_is_now(at: Any) -> None:
    assert one(message(text={"content": "@一诺 在"}, create_time=at)).at == NOW


@pytest.mark.parametrize(
    "frame",
    [
        {"cmd": "aibot_msg_callback"},
        {"cmd": "aibot_msg_callback", "headers": {}, "body": {}},
        {**message(text={"content": "x"}), "headers": {"req_id": 5}},
        {**message(text={"content": "x"}), "body": []},
        message(text={"content": 5}),
        message(text="x"),
        message("image", image={"url": ""}),
        message("image", image={"url": "https://x", "aeskey": 5}),
        message("mixed", mixed={"msg_item": 5}),
        message(text={"content": "x"}, msgid=""),
        message(text={"content": "x"}, chattype="channel"),
        message(text={"content": "x"}, chatid=7),
        {**message(), "body": {**message(text={"content": "x"})["body"], "from": {}}},
        event("template_card_event"),
        event("template_card_event", template_card_event={"event_key": "", "task_id": "t"}),
        event("template_card_event", template_card_event={"event_key": "k"}),
        {**message(text={"content": "x"}), "cmd": "aibot_new_thing"},
        {**message(text={"content": "x"}), "cmd": ["list"]},
    ],
    ids=str,
)
def test_what_nobody_can_read_is_a_dead_letter(frame: Any) -> None:
    [found] = told(frame)
    assert isinstance(found, Unreadable)
    assert json.loads(found.raw) == frame


@pytest.mark.parametrize("raw", ["", "{", "[]", "5", "null", '{"headers":{}}', "[" * 100_000])
def test_what_is_no_frame_is_garbage(raw: str) -> None:
    assert isinstance(read(raw), Garbage)


def test_an_ack_carries_no_command() -> None:
    assert read('{"headers":{"req_id":"r"},"errcode":0,"errmsg":"ok","body":{"upload_id":"u"}}') == Ack(
        "r", 0, "ok", {"upload_id": "u"}
    )


def test_the_frames_that_go_out_are_as_wecom_wants_them() -> None:
    frame = json.loads(written("aibot_subscribe", "r1", {"bot_id": "b", "secret": "s"}))
    assert frame == {
        "cmd": "aibot_subscribe",
        "headers": {"req_id": "r1"},
        "body": {"bot_id": "b", "secret": "s"},
    }
    assert json.loads(written("ping", "r2")) == {"cmd": "ping", "headers": {"req_id": "r2"}}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(
    ["cmd", "headers", "body", "req_id", "msgid", "chatid", "chattype", "from", "userid", "msgtype", "text",
     "content", "quote", "mixed", "msg_item", "image", "url", "aeskey", "event", "eventtype",
     "template_card_event", "event_key", "task_id", "selected_items", "create_time"]
)  # fmt: skip


def paths(thing: Any) -> list[tuple[Any, Any]]:
    """Every place inside, as its container and its key."""
    inside = (
        list(thing.items())
        if isinstance(thing, dict)
        else list(enumerate(thing))
        if isinstance(thing, list)
        else []
    )
    return [(thing, key) for key, _ in inside] + [place for _, value in inside for place in paths(value)]


@given(st.data())
def test_no_frame_however_bent_makes_anything_raise(data: st.DataObject) -> None:
    seeds = [
        message(text={"content": "@一诺 接单"}, quote={"msgtype": "text", "text": {"content": "【A012】"}}),
        message("mixed", mixed={"msg_item": [{"msgtype": "text", "text": {"content": "x"}}]}),
        message("image", image=dict(FILE)),
        event("template_card_event", template_card_event={"event_key": "k", "task_id": "y1@1"}),
    ]
    frame = json.loads(json.dumps(data.draw(st.sampled_from(seeds))))
    for _ in range(data.draw(st.integers(1, 3))):
        places = paths(frame)
        if not places:
            break
        container, key = data.draw(st.sampled_from(range(len(places))).map(places.__getitem__))
        match data.draw(st.sampled_from(["put", "drop", "add"])):
            case "drop":
                del container[key]
            case "add" if isinstance(container, dict):
                container[data.draw(KEYS)] = data.draw(JSON)
            case _:
                container[key] = data.draw(JSON)
    _reads(json.dumps(frame))


@given(st.text() | st.binary() | JSON.map(json.dumps))
def test_no_text_whatever_makes_anything_raise(raw: str | bytes) -> None:
    _reads(raw)


def _reads(raw: str | bytes) -> None:
    """Everything that comes of it is of the language, or kept as it came."""
    found = read(raw)
    if isinstance(found, Callback):
        click_of(found)
        own_name_in(found)
        _ = found.kicked
        for event in happened(found, "bot", NOW):
            if isinstance(event, Incoming):
                assert incoming_from_json(to_json(event)) == event
            else:
                assert event.raw == found.raw
