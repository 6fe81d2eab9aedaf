"""What we say reaches Telegram as its method table wants it, and comes back as a receipt."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.language import (
    Action,
    Attachment,
    Cause,
    ChatKind,
    MediaKind,
    MemberCount,
    Message,
    NotSent,
    Removal,
    Revision,
    Sent,
    ThreadOpening,
    Toast,
    Undeliverable,
)
from bot.channels.telegram.channel import TelegramChannel
from tests.channels.telegram_setup import CUSTOMER, FORUM, GROUP, channel_to, to
from tests.fakes.bot_api import BotApiServer
from tests.fakes.bot_api_faults import too_many

YES, NO = Action("tok-1", "会"), Action("tok-2", "不会")
PHOTO = Attachment("photo", MediaKind.PHOTO, "刹车 盘.jpg")
FILM = Attachment("film", MediaKind.VIDEO, "异响.mp4")
PAPER = Attachment("paper", MediaKind.DOCUMENT, '维修"单.pdf')
SOUND = Attachment("sound", MediaKind.VOICE, "a.ogg")


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        server.customer(CUSTOMER)
        server.group(GROUP)
        server.group(FORUM, topics=True)
        yield server
        assert server.violations == []


@pytest.fixture
async def channel(server: BotApiServer) -> AsyncIterator[TelegramChannel]:
    async with channel_to(server) as channel:
        yield channel


async def test_a_text_with_buttons_arrives_as_one_message(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    receipt = await channel.send(to(CUSTOMER, Message("影响行车安全吗?", ((YES, NO),))))
    [shown] = server.sent_to(CUSTOMER)
    assert receipt == Sent((str(shown.id),))
    assert (shown.text, shown.rows) == ("影响行车安全吗?", [[("会", "tok-1"), ("不会", "tok-2")]])


async def test_what_looks_like_markup_is_said_as_it_is(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    text = "<b>*_`[x](http://a.b) & \u202e\u200b 🚗"
    await channel.send(to(CUSTOMER, Message(text)))
    [request] = server.called("sendMessage")
    assert request["text"] == text
    assert "parse_mode" not in request
    assert request["link_preview_options"] == {"is_disabled": True}


async def test_a_long_text_is_several_messages_and_the_receipt_names_all(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    receipt = await channel.send(to(CUSTOMER, Message("字" * 9000, ((YES,),))))
    shown = server.sent_to(CUSTOMER)
    assert [len(each.text) for each in shown] == [4096, 4096, 808]
    assert [each.labels for each in shown] == [[], [], ["会"]]
    assert receipt == Sent(tuple(str(each.id) for each in shown))


async def test_a_reply_is_invited_and_speaks_in_its_topic_as_a_reply(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    group = server.group(FORUM, topics=True)
    thread = group.opens_topic("TS20261122-0007")
    asked = group.member(5).says("回复", thread=thread)
    body = Message("请写回复", ask_reply=True)
    await channel.send(to(FORUM, body, thread=str(thread), reply_to=str(asked.id)))
    [shown] = server.sent_to(FORUM)
    assert (shown.thread, shown.reply_to, shown.ask_reply) == (thread, asked.id, True)


async def test_only_the_first_part_of_a_long_reply_is_the_reply(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    asked = server.customer(CUSTOMER).says("什么时候修好")
    await channel.send(to(CUSTOMER, Message("字" * 5000), reply_to=str(asked.id)))
    assert [shown.reply_to for shown in server.sent_to(CUSTOMER)] == [asked.id, None]


@pytest.mark.parametrize(
    ("item", "kind", "content"),
    [
        (PHOTO, "photo", b"\xff\xd8picture"),
        (FILM, "video", b"ftyp"),
        (PAPER, "document", b"%PDF-1.7"),
        (SOUND, "voice", b"OggS"),
    ],
)
async def test_each_kind_of_file_is_uploaded_with_its_caption_and_buttons(
    server: BotApiServer, channel: TelegramChannel, item: Attachment, kind: str, content: bytes
) -> None:
    await channel.send(to(CUSTOMER, Message("请看", ((YES,),), (item,))))
    [shown] = server.sent_to(CUSTOMER)
    assert (shown.kind, shown.text, shown.labels) == (kind, "请看", ["会"])
    assert server.world.files[shown.file].content == content


async def test_a_chinese_file_name_arrives_whole(server: BotApiServer, channel: TelegramChannel) -> None:
    await channel.send(to(CUSTOMER, Message("", media=(PHOTO,))))
    [shown] = server.sent_to(CUSTOMER)
    assert server.world.files[shown.file].name == "刹车 盘.jpg"


async def test_an_album_is_one_request_and_all_its_ids_come_back(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    receipt = await channel.send(to(CUSTOMER, Message("三样证据", media=(PHOTO, FILM, PHOTO))))
    shown = server.sent_to(CUSTOMER)
    assert [each.kind for each in shown] == ["photo", "video", "photo"]
    assert [each.text for each in shown] == ["三样证据", "", ""]
    assert len({each.album for each in shown}) == 1
    assert receipt == Sent(tuple(str(each.id) for each in shown))
    assert [name for name, _ in server.requests] == ["sendMediaGroup"]


async def test_a_picture_over_ten_megabytes_goes_as_a_document(server: BotApiServer) -> None:
    large = b"x" * (10 * 1024 * 1024 + 1)

    async def open_large(_key: str) -> bytes:
        return large

    async with channel_to(server, files=open_large, patience=5.0) as channel:
        await channel.send(to(CUSTOMER, Message("", media=(PHOTO,))))
    assert [each.kind for each in server.sent_to(CUSTOMER)] == ["document"]


async def test_a_file_that_is_gone_is_never_delivered_and_nothing_is_sent(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    gone = Attachment("no-such-key", MediaKind.PHOTO, "x.jpg")
    receipt = await channel.send(to(CUSTOMER, Message("请看", media=(gone,))))
    assert receipt == Undeliverable(Cause.REJECTED, "A file that belongs to the message is gone.")
    assert server.requests == []


@pytest.mark.parametrize(("size", "delivered"), [(64, True), (65, False)])
async def test_a_buttons_token_has_at_most_64_bytes(
    server: BotApiServer, channel: TelegramChannel, size: int, delivered: bool
) -> None:
    receipt = await channel.send(to(CUSTOMER, Message("?", ((Action("a" * size, "会"),),))))
    assert isinstance(receipt, Sent) is delivered
    assert len(server.called("sendMessage")) == delivered


async def test_an_empty_message_is_refused_here(server: BotApiServer, channel: TelegramChannel) -> None:
    receipt = await channel.send(to(CUSTOMER, Message(" ")))
    assert receipt == Undeliverable(Cause.REJECTED, "There is nothing in the message.")


async def test_a_card_is_revised_in_place_and_its_buttons_go(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    await channel.send(to(GROUP, Message("待接单", ((YES,),))))
    [card] = server.sent_to(GROUP)
    receipt = await channel.send(to(GROUP, Revision(Message("已接单")), target=str(card.id)))
    assert receipt == Sent((str(card.id),))
    assert (card.text, card.rows, card.versions) == ("已接单", [], ["待接单"])


async def test_a_revision_that_changes_nothing_is_a_success(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    await channel.send(to(GROUP, Message("待接单", ((YES,),))))
    [card] = server.sent_to(GROUP)
    same = to(GROUP, Revision(Message("待接单", ((YES,),))), target=str(card.id))
    assert await channel.send(same) == Sent((str(card.id),))


async def test_only_the_buttons_are_revised_where_there_are_no_words(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    await channel.send(to(GROUP, Message("", ((YES,),), (PHOTO,))))
    [card] = server.sent_to(GROUP)
    await channel.send(to(GROUP, Revision(Message("", ((NO,),), (PHOTO,))), target=str(card.id)))
    assert (card.labels, card.kind) == (["不会"], "photo")


@pytest.mark.parametrize("media_then", [(), (PHOTO,)])
@pytest.mark.parametrize("media_now", [(), (PHOTO,)])
async def test_text_or_caption_telegram_knows_best(
    server: BotApiServer,
    channel: TelegramChannel,
    media_then: tuple[Attachment, ...],
    media_now: tuple[Attachment, ...],
) -> None:
    await channel.send(to(GROUP, Message("原来", media=media_then)))
    [card] = server.sent_to(GROUP)
    revision = to(GROUP, Revision(Message("现在", media=media_now)), target=str(card.id))
    assert await channel.send(revision) == Sent((str(card.id),))
    assert card.text == "现在"


async def test_a_message_is_removed(server: BotApiServer, channel: TelegramChannel) -> None:
    await channel.send(to(GROUP, Message("错发")))
    [card] = server.sent_to(GROUP)
    assert await channel.send(to(GROUP, Removal(), target=str(card.id))) == Sent((str(card.id),))
    assert server.sent_to(GROUP) == []
    again = await channel.send(to(GROUP, Removal(), target=str(card.id)))
    assert again == Undeliverable(Cause.TARGET_GONE, "message to delete not found")


async def test_a_topic_is_opened_with_a_name_of_at_most_128_characters(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    receipt = await channel.send(to(FORUM, ThreadOpening("案" * 129)))
    [(thread, topic)] = server.world.chats[FORUM].topics.items()
    assert receipt == Sent((str(thread),))
    assert topic.name == "案" * 127 + "…"


async def test_a_press_is_answered_once_and_too_late_is_no_failure(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    clerk = server.group(GROUP).member(5)
    await channel.send(to(GROUP, Message("待接单", ((YES,),))))
    press = clerk.presses("会")
    assert await channel.send(to(GROUP, Toast(press, "已接单" * 100, alert=True))) == Sent()
    assert server.world.toasts == [(press, ("已接单" * 100)[:199] + "…")]
    assert await channel.send(to(GROUP, Toast(press, "again"))) == Sent()
    assert await channel.send(to(GROUP, Toast("", "nobody waits"))) == Sent()


async def test_members_are_counted_with_ourselves(server: BotApiServer, channel: TelegramChannel) -> None:
    group = server.group(GROUP)
    group.member(5)
    group.member(6)
    assert await channel.send(to(GROUP, MemberCount())) == Sent(("3",))


async def test_those_whom_we_look_for_are_named_if_they_are_inside(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    """7 left, 8 was never there; nobody is asked for once ourselves and those seen make up the number."""
    group = server.group(GROUP)
    for person in (5, 6, 7):
        group.member(person)
    group.member(7).leaves()
    counted = await channel.send(to(GROUP, MemberCount(("8", "7", "6"), seen=1)))
    assert counted == Sent(("3", "6"))
    assert len(server.called("getChatMember")) == 3
    assert await channel.send(to(GROUP, MemberCount(("8", "7"), seen=2))) == Sent(("3",))
    assert len(server.called("getChatMember")) == 3
    assert server.violations == []


async def test_a_count_that_telegram_breaks_off_is_made_again_later(
    server: BotApiServer, channel: TelegramChannel
) -> None:
    server.group(GROUP).member(5)
    server.fault(too_many(7, "getChatMember"))
    assert isinstance(await channel.send(to(GROUP, MemberCount(("5",)))), NotSent)
    assert await channel.send(to(GROUP, MemberCount(("5",)))) == Sent(("2", "5"))


async def test_the_limits_of_telegram_stand_in_the_capabilities(channel: TelegramChannel) -> None:
    can = channel.capabilities(ChatKind.GROUP)
    assert (can.text_limit, can.text_unit, can.caption_limit, can.album) == (4096, "utf16", 1024, (2, 10))
    assert can.group_rate is not None
    assert can.group_rate.per_minute + can.group_rate.burst <= 20
    assert can.account_rate is not None
    assert can.account_rate.per_minute / 60 + can.account_rate.burst <= 30
