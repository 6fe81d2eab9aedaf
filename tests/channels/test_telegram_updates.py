"""Every kind of update becomes what happened, in the neutral language, or is kept as unreadable."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.channel import Unreadable
from bot.channels.language import (
    Address,
    AddressChanged,
    BotAdded,
    BotRemoved,
    ChatKind,
    Closed,
    Edited,
    Incoming,
    Media,
    MediaKind,
    MemberJoined,
    MemberLeft,
    Opened,
    Pressed,
    Said,
    Sender,
    ThreadClosed,
    What,
)
from bot.channels.telegram.updates import read_body, read_update
from bot.texts import known
from tests.fakes.bot_api_people import standing

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SENT_AT = datetime(2026, 11, 22, 3, 59, 30, tzinfo=UTC)
ACCOUNT = "7000001"
WANG = {"id": 42, "is_bot": False, "first_name": "芳", "last_name": "王"}
LI = {"id": 77, "is_bot": False, "first_name": "李"}
BOT = {"id": 7000001, "is_bot": True, "first_name": "一诺", "username": "yinuo_bot"}
PRIVATE = {"id": 42, "type": "private", "first_name": "芳"}
GROUP = {"id": -5001, "type": "group", "title": "售后一线"}
FORUM = {"id": -1001000777, "type": "supergroup", "title": "售后", "is_forum": True}
CHANNEL = {"id": -1009, "type": "channel", "title": "新闻"}
FILE = {"file_id": "F1", "file_unique_id": "u", "file_size": 9}
STAMP = int(SENT_AT.timestamp())


def message(chat: dict[str, Any] = PRIVATE, by: dict[str, Any] = WANG, **content: Any) -> dict[str, Any]:
    return {
        "update_id": 1001,
        "message": {"message_id": 5, "date": STAMP, "chat": chat, "from": by, **content},
    }


def only(update: dict[str, Any]) -> Incoming:
    [event] = read_update(update, ACCOUNT, NOW)
    assert isinstance(event, Incoming)
    return event


def heard(update: dict[str, Any]) -> list[What]:
    events = read_update(update, ACCOUNT, NOW)
    assert not any(isinstance(event, Unreadable) for event in events)
    return [event.what for event in events if isinstance(event, Incoming)]


def changed(kind: str, chat: dict[str, Any], user: dict[str, Any], before: str, now: str) -> dict[str, Any]:
    members = {"old_chat_member": standing(user, before), "new_chat_member": standing(user, now)}
    return {"update_id": 1001, kind: {"chat": chat, "from": LI, "date": STAMP, **members}}


def test_a_private_text_is_said_by_a_customer_at_telegrams_time() -> None:
    assert only(message(text="刹车有异响")) == Incoming(
        "1001",
        SENT_AT,
        Address("telegram", ACCOUNT, "42", ChatKind.PRIVATE),
        Sender("42", "芳 王"),
        Said("刹车有异响", "5"),
    )


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (
            {
                "photo": [
                    {**FILE, "file_id": "S", "width": 90, "height": 60},
                    {**FILE, "width": 900, "height": 600},
                ]
            },
            Media(MediaKind.PHOTO, "F1", size=9, mime="image/jpeg"),
        ),
        (
            {"video": {**FILE, "width": 1, "height": 1, "duration": 3, "file_name": "a.mp4"}},
            Media(MediaKind.VIDEO, "F1", "a.mp4", 9),
        ),
        (
            {"video_note": {**FILE, "length": 1, "duration": 3}},
            Media(MediaKind.VIDEO, "F1", size=9, mime="video/mp4"),
        ),
        (
            {"voice": {**FILE, "duration": 3, "mime_type": "audio/ogg"}},
            Media(MediaKind.VOICE, "F1", size=9, mime="audio/ogg"),
        ),
        (
            {"document": {**FILE, "file_name": "单.pdf", "mime_type": "application/pdf"}},
            Media(MediaKind.DOCUMENT, "F1", "单.pdf", 9, "application/pdf"),
        ),
        (
            {"audio": {**FILE, "duration": 3, "file_name": "响.mp3", "mime_type": "audio/mpeg"}},
            Media(MediaKind.DOCUMENT, "F1", "响.mp3", 9, "audio/mpeg"),
        ),
    ],
)
def test_each_kind_of_file_comes_with_its_handle_and_its_caption(
    content: dict[str, Any], media: Media
) -> None:
    update = message(**content, caption="看这里", media_group_id="A1")
    assert heard(update) == [Said("看这里", "5", (media,), album="A1")]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (
            {
                "sticker": {
                    **FILE,
                    "width": 1,
                    "height": 1,
                    "is_animated": False,
                    "is_video": False,
                    "type": "regular",
                }
            },
            "sticker",
        ),
        ({"location": {"longitude": 1.0, "latitude": 2.0}}, "location"),
        ({"contact": {"phone_number": "1", "first_name": "x"}}, "contact"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "dice"),
        ({"hologram": {"from_the": "future"}}, "unknown"),
    ],
)
def test_what_we_cannot_take_is_named(content: dict[str, Any], kind: str) -> None:
    assert heard(message(**content)) == [Said("", "5", unsupported=kind)]
    assert known(f"kind.{kind}") or kind == "unknown"


@pytest.mark.parametrize(
    ("text", "scene"),
    [("/start", ""), ("/start counter-7", "counter-7"), ("/start@yinuo_bot x", "x"), ("/start  a b ", "a b")],
)
def test_start_opens_the_conversation_with_what_the_link_carried(text: str, scene: str) -> None:
    assert heard(message(text=text)) == [Opened(scene)]


@pytest.mark.parametrize(("chat", "text"), [(GROUP, "/start"), (PRIVATE, "/started"), (PRIVATE, "请 /start")])
def test_other_words_are_only_words(chat: dict[str, Any], text: str) -> None:
    assert heard(message(chat, text=text)) == [Said(text, "5")]


def test_in_a_topic_the_opening_message_is_not_an_answer_and_another_one_is() -> None:
    bare = {"date": STAMP, "chat": FORUM, "from": BOT}
    opening = {"message_id": 3, **bare, "forum_topic_created": {"name": "A012", "icon_color": 1}}
    topic = {"message_thread_id": 3, "is_topic_message": True}
    event = only(message(FORUM, LI, text="好", reply_to_message=opening, **topic))
    assert (event.thread, event.what, event.topics) == ("3", Said("好", "5"), True)
    bare_opening = {"message_id": 3, **bare}
    assert heard(message(FORUM, LI, text="好", reply_to_message=bare_opening, **topic)) == [Said("好", "5")]
    card = {"message_id": 4, **bare, "text": "卡片"}
    assert heard(message(FORUM, LI, text="好", reply_to_message=card, **topic)) == [
        Said("好", "5", reply_to="4")
    ]


def test_the_thread_of_replies_in_an_ordinary_group_is_no_topic() -> None:
    card = {"message_id": 4, "date": STAMP, "chat": GROUP, "from": BOT, "text": "卡片"}
    event = only(message(GROUP, LI, text="好", reply_to_message=card, message_thread_id=4))
    assert (event.thread, event.what, event.topics) == ("", Said("好", "5", reply_to="4"), False)


def test_an_anonymous_administrator_has_no_identity() -> None:
    nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    event = only(message(GROUP, nobody, text="好", sender_chat=GROUP))
    assert event.sender == Sender("", "售后一线", anonymous=True)


@pytest.mark.parametrize(
    "update",
    [
        message(CHANNEL, text="新闻"),
        {"update_id": 1, "channel_post": message(CHANNEL, text="新闻")["message"]},
        message(GROUP, {"id": 9, "is_bot": True, "first_name": "另一个机器人"}, text="x"),
        message(GROUP, text="x", is_automatic_forward=True, sender_chat=CHANNEL),
        message(GROUP, LI, new_chat_title="新名字"),
        message(GROUP, LI, new_chat_members=[BOT]),
        message(GROUP, LI, left_chat_member=BOT),
        changed("chat_member", GROUP, LI, "member", "administrator"),
        changed("my_chat_member", CHANNEL, BOT, "left", "administrator"),
        changed("my_chat_member", PRIVATE, BOT, "member", "member"),
    ],
)
def test_what_is_not_for_us_is_not_heard(update: dict[str, Any]) -> None:
    assert read_update(update, ACCOUNT, NOW) == []


def test_an_edit_has_the_new_words_and_its_own_time() -> None:
    update = message(text="二万三")["message"] | {"edit_date": STAMP + 20}
    event = only({"update_id": 1, "edited_message": update})
    assert (event.what, event.at.second) == (Edited("5", "二万三"), 50)


def test_a_press_has_no_time_of_its_own_and_comes_with_its_one_shot_handle() -> None:
    card = {"message_id": 4, "date": STAMP, "chat": FORUM, "from": BOT, "text": "卡片"}
    card |= {"message_thread_id": 3, "is_topic_message": True}
    query = {"id": "q1", "from": LI, "message": card, "chat_instance": "1", "data": "tok-1"}
    event = only({"update_id": 1, "callback_query": query})
    assert (event.what, event.hint, event.thread, event.sender.identity, event.at) == (
        Pressed("tok-1", "4"), "q1", "3", "77", NOW,
    )  # fmt: skip


def test_a_press_on_a_message_too_old_to_be_shown_is_still_a_press() -> None:
    query = {"id": "q1", "from": WANG, "chat_instance": "1", "data": "tok-1"}
    query["message"] = {"message_id": 4, "date": 0, "chat": PRIVATE}
    assert heard({"update_id": 1, "callback_query": query}) == [Pressed("tok-1", "4")]


@pytest.mark.parametrize(
    ("update", "what"),
    [
        (changed("my_chat_member", PRIVATE, BOT, "member", "kicked"), Closed()),
        (changed("my_chat_member", PRIVATE, BOT, "kicked", "member"), Opened()),
        (
            changed("my_chat_member", FORUM, BOT, "left", "administrator"),
            BotAdded(topics=True, admin=True, title="售后"),
        ),
        (changed("my_chat_member", GROUP, BOT, "left", "member"), BotAdded(title="售后一线")),
        (
            changed("my_chat_member", GROUP, BOT, "member", "administrator"),
            BotAdded(admin=True, title="售后一线"),
        ),
        (changed("my_chat_member", GROUP, BOT, "administrator", "kicked"), BotRemoved()),
        (changed("my_chat_member", GROUP, BOT, "member", "left"), BotRemoved()),
        (changed("chat_member", GROUP, WANG, "left", "member"), MemberJoined(Sender("42", "芳 王"))),
        (changed("chat_member", GROUP, WANG, "member", "left"), MemberLeft(Sender("42", "芳 王"))),
        (changed("chat_member", GROUP, WANG, "administrator", "kicked"), MemberLeft(Sender("42", "芳 王"))),
        (message(GROUP, LI, left_chat_member=WANG), MemberLeft(Sender("42", "芳 王"))),
        (message(GROUP, LI, migrate_to_chat_id=-1005), AddressChanged("-1005")),
        (
            message(FORUM, LI, forum_topic_closed={}, message_thread_id=3, is_topic_message=True),
            ThreadClosed(),
        ),
    ],
)
@pytest.mark.rule("STAFF-5")
def test_news_of_membership_and_of_the_group(update: dict[str, Any], what: What) -> None:
    assert heard(update) == [what]


@pytest.mark.parametrize(("stayed", "what"), [(False, [MemberLeft(Sender("42", "芳 王"))]), (True, [])])
def test_a_restricted_member_may_be_in_the_group_or_not(stayed: bool, what: list[What]) -> None:
    update = changed("chat_member", GROUP, WANG, "member", "restricted")
    update["chat_member"]["new_chat_member"]["is_member"] = stayed
    assert heard(update) == what


def test_rights_that_the_library_does_not_know_or_misses_do_not_make_us_deaf() -> None:
    update = changed("my_chat_member", GROUP, BOT, "left", "administrator")
    update["my_chat_member"]["new_chat_member"] = {
        "user": BOT,
        "status": "administrator",
        "can_time_travel": True,
    }
    assert heard(update) == [BotAdded(admin=True, title="售后一线")]


def test_several_who_join_at_once_are_several_events_with_keys_that_begin_alike() -> None:
    events = read_update(message(GROUP, LI, new_chat_members=[WANG, BOT, LI]), ACCOUNT, NOW)
    assert [(event.dedupe_key, event.what.member.identity) for event in events] == [  # type: ignore[union-attr]
        ("1001", "42"),
        ("1001:1", "77"),
    ]


@pytest.mark.parametrize(
    ("update", "key"),
    [
        ({"update_id": 7, "from_the_future": {}}, "7"),
        ({"update_id": 7}, "7"),
        ({"update_id": 7, "message": {"message_id": 1}}, "7"),
        ({"update_id": 7, "message": "text"}, "7"),
        ({"update_id": 7, "message": message(text="x")["message"] | {"date": 10**18}}, "7"),
        ({"update_id": 7, "my_chat_member": {}}, "7"),
        ({"update_id": 7, "chat_member": None}, "7"),
        (changed("chat_member", GROUP, LI, "restricted", "member"), "1001"),
        (message(text=5), "1001"),
        (message(text=True, caption={}), "1001"),
        (message({**PRIVATE, "id": "42"}, text="x"), "1001"),
        ({"message": {}}, None),
        ([1, 2], None),
        ("text", None),
        (None, None),
    ],
)
def test_what_cannot_be_understood_is_kept_under_its_own_key(update: Any, key: str | None) -> None:
    [kept] = read_update(update, ACCOUNT, NOW)
    assert isinstance(kept, Unreadable)
    assert json.loads(kept.raw) == update
    assert kept.dedupe_key == key or (key is None and kept.dedupe_key.startswith("sha256:"))


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"update_id": NaN}'])
def test_a_body_that_is_no_json_is_kept_and_the_same_body_has_the_same_key(body: bytes) -> None:
    [first], [second] = read_body(body, ACCOUNT, NOW), read_body(body, ACCOUNT, NOW)
    assert isinstance(first, Unreadable)
    assert isinstance(second, Unreadable)
    assert first.dedupe_key == second.dedupe_key


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
REPLACED = st.sampled_from(
    ["message_id", "date", "chat", "from", "text", "photo", "reply_to_message", "caption"]
)


@given(REPLACED, JSON)
def test_no_value_in_any_field_can_stop_the_intake(field: str, value: Any) -> None:
    update = message(GROUP, LI, text="x")
    update["message"][field] = value
    for event in read_update(update, ACCOUNT, NOW):
        assert event.dedupe_key.startswith("1001")
        if isinstance(event, Incoming) and isinstance(event.what, Said):
            assert isinstance(event.what.text, str)


@given(JSON)
def test_no_body_at_all_can_stop_the_intake(body: Any) -> None:
    assert len(read_body(json.dumps(body).encode(), ACCOUNT, NOW)) <= 1
