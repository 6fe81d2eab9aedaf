"""The operations of a plan, as calls of the Bot API."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from telegram import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.error import BadRequest

from bot.channels.language import Attachment, MediaKind
from bot.channels.planner import CannotBeSaid, Operation, Rows, SayText, ShowAlbum, ShowMedia
from bot.channels.splitting import shorten
from bot.channels.telegram.client import QuietBot
from bot.channels.telegram.outcomes import NO_CAPTION, NO_TEXT

OpenMedia = Callable[[str], Awaitable[bytes | AsyncIterator[bytes]]]
"""The bytes behind `Attachment.key`; raises `LookupError` or `OSError` where they cannot be had."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
"""Nobody's server is told that a link which a customer typed was read."""
_LARGEST_PHOTO = 10 * 1024 * 1024
_CAPTION = 1024
_TOKEN_BYTES = 64


async def carry_out(
    bot: QuietBot, operation: Operation, place: dict[str, Any], open_media: OpenMedia
) -> tuple[str, ...]:
    """The ids of the messages that were made. `place` is what `placed` gives."""
    match operation:
        case SayText(text, rows, ask_reply):
            made = await bot.send_message(
                text=text, reply_markup=_markup(rows, ask_reply), link_preview_options=_NO_PREVIEW, **place
            )
            return (str(made.message_id),)
        case ShowMedia():
            return (str((await _show(bot, operation, place, open_media)).message_id),)
        case ShowAlbum(attachments, caption):
            media = [await _album_item(item, open_media) for item in attachments]
            several = await bot.send_media_group(media=media, caption=caption or None, **place)
            return tuple(str(made.message_id) for made in several)


async def revise(bot: QuietBot, operation: SayText | ShowMedia, chat: int, message: int) -> None:
    """The message has the new content; whether it is a text or a caption, Telegram knows best."""
    markup = keyboard(operation.rows)
    text = operation.text if isinstance(operation, SayText) else operation.caption
    place: dict[str, Any] = {"chat_id": chat, "message_id": message, "reply_markup": markup}
    if not text:
        await bot.edit_message_reply_markup(**place)
        return
    try:
        if isinstance(operation, SayText):
            await bot.edit_message_text(text, link_preview_options=_NO_PREVIEW, **place)
        else:
            await bot.edit_message_caption(caption=text, **place)
        return
    except BadRequest as error:
        if not any(sentence in error.message.casefold() for sentence in (NO_TEXT, NO_CAPTION)):
            raise
    if isinstance(operation, SayText):
        await bot.edit_message_caption(caption=shorten(text, _CAPTION, "utf16"), **place)
    else:
        await bot.edit_message_text(text, link_preview_options=_NO_PREVIEW, **place)


def placed(chat: int, thread: str, reply_to: str) -> dict[str, Any]:
    """Where a message goes, as the library's parameters."""
    place: dict[str, Any] = {"chat_id": chat}
    if thread:
        place["message_thread_id"] = number(thread)
    if reply_to:
        place["reply_parameters"] = ReplyParameters(number(reply_to))
    return place


def number(reference: str) -> int:
    """Telegram's ids are numbers; anything else is a mistake of ours."""
    try:
        return int(reference)
    except ValueError:
        raise CannotBeSaid("An id that is not a number cannot be Telegram's.") from None


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """Buttons; Telegram refuses a token over 64 bytes, and the library does not look."""
    if any(len(action.id.encode()) > _TOKEN_BYTES for row in rows for action in row):
        raise CannotBeSaid("A button's token is longer than 64 bytes.")
    buttons = [
        [InlineKeyboardButton(action.label, callback_data=action.id) for action in row] for row in rows if row
    ]
    return InlineKeyboardMarkup(buttons) if buttons else None


def _markup(rows: Rows, ask_reply: bool) -> InlineKeyboardMarkup | ForceReply | None:
    return keyboard(rows) or (ForceReply() if ask_reply else None)


async def _show(bot: QuietBot, shown: ShowMedia, place: dict[str, Any], open_media: OpenMedia) -> Message:
    item = shown.attachment
    content = await _bytes(item, open_media)
    rest: dict[str, Any] = {
        **place,
        "caption": shown.caption or None,
        "reply_markup": _markup(shown.rows, shown.ask_reply),
        "filename": _file_name(item),
    }
    match item.kind:
        case MediaKind.PHOTO if len(content) <= _LARGEST_PHOTO:
            return await bot.send_photo(photo=content, **rest)
        case MediaKind.VIDEO:
            return await bot.send_video(video=content, **rest)
        case MediaKind.VOICE:
            return await bot.send_voice(voice=content, **rest)
        case _:
            return await bot.send_document(document=content, **rest)


async def _album_item(
    item: Attachment, open_media: OpenMedia
) -> InputMediaPhoto | InputMediaVideo | InputMediaDocument:
    content, name = await _bytes(item, open_media), _file_name(item)
    match item.kind:
        case MediaKind.PHOTO:
            return InputMediaPhoto(content, filename=name)
        case MediaKind.VIDEO:
            return InputMediaVideo(content, filename=name)
        case _:
            return InputMediaDocument(content, filename=name)


async def _bytes(item: Attachment, open_media: OpenMedia) -> bytes:
    opened = await open_media(item.key)
    if isinstance(opened, bytes):
        return opened
    return b"".join([chunk async for chunk in opened])


def _file_name(item: Attachment) -> str:
    """The name without what would end a header's line; Telegram wants one in any case."""
    return "".join(letter for letter in item.name if letter.isprintable()) or item.kind.value
