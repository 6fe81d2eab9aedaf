"""The operations of a plan, as calls of the Bot API."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from telegram import InputFile, InputMedia, InputMediaDocument, InputMediaPhoto, InputMediaVideo
from telegram.error import BadRequest

from bot.channels.language import Attachment, MediaKind
from bot.channels.planner import CannotBeSaid, Operation, Rows, SayText, ShowAlbum, ShowMedia
from bot.channels.splitting import shorten
from bot.channels.telegram.client import QuietBot
from bot.channels.telegram.outcomes import NO_CAPTION, NO_TEXT
from bot.channels.telegram.request import not_telegrams

OpenMedia = Callable[[str], Awaitable[bytes | AsyncIterator[bytes]]]
"""The bytes behind `Attachment.key`; raises `LookupError` or `OSError` where they cannot be had."""

_NO_PREVIEW = {"is_disabled": True}
"""Nobody's server is told that a link which a customer typed was read."""
_LARGEST_PHOTO = 10 * 1024 * 1024
_CAPTION = 1024
_FIELDS = {
    MediaKind.PHOTO: "photo",
    MediaKind.VIDEO: "video",
    MediaKind.VOICE: "voice",
    MediaKind.DOCUMENT: "document",
}
_TOKEN_BYTES = 64


async def carry_out(
    bot: QuietBot, operation: Operation, place: dict[str, Any], open_media: OpenMedia
) -> tuple[str, ...]:
    """The ids of the messages that were made. `place` is what `placed` gives."""
    match operation:
        case SayText(text, rows, ask_reply):
            markup = _markup(rows, ask_reply)
            made = await bot.call(
                "sendMessage", text=text, reply_markup=markup, link_preview_options=_NO_PREVIEW, **place
            )
            return (made_id(made, "message_id"),)
        case ShowMedia():
            return (made_id(await _show(bot, operation, place, open_media), "message_id"),)
        case ShowAlbum(attachments, caption):
            captions = [caption, *[""] * (len(attachments) - 1)]
            media = [
                await _album_item(item, words, open_media)
                for item, words in zip(attachments, captions, strict=True)
            ]
            several = await bot.call("sendMediaGroup", media=media, **place)
            if not isinstance(several, list) or len(several) != len(media):
                raise not_telegrams()
            return tuple(made_id(made, "message_id") for made in several)


async def revise(bot: QuietBot, operation: SayText | ShowMedia, chat: int, message: int) -> None:
    """The message has the new content; whether it is a text or a caption, Telegram knows best."""
    text = operation.text if isinstance(operation, SayText) else operation.caption
    place: dict[str, Any] = {"chat_id": chat, "message_id": message, "reply_markup": keyboard(operation.rows)}
    if not text:
        await bot.call("editMessageReplyMarkup", **place)
        return
    is_text = isinstance(operation, SayText)
    try:
        await _rewrite(bot, text, place, is_text=is_text)
    except BadRequest as error:
        if not any(sentence in error.message.casefold() for sentence in (NO_TEXT, NO_CAPTION)):
            raise
    else:
        return
    await _rewrite(bot, text, place, is_text=not is_text)


async def _rewrite(bot: QuietBot, text: str, place: dict[str, Any], *, is_text: bool) -> None:
    if is_text:
        await bot.call("editMessageText", text=text, link_preview_options=_NO_PREVIEW, **place)
    else:
        await bot.call("editMessageCaption", caption=shorten(text, _CAPTION, "utf16"), **place)


def placed(chat: int, thread: str, reply_to: str) -> dict[str, Any]:
    """Where a message goes, as the library's parameters."""
    place: dict[str, Any] = {"chat_id": chat}
    if thread:
        place["message_thread_id"] = number(thread)
    if reply_to:
        place["reply_parameters"] = {"message_id": number(reply_to)}
    return place


def number(reference: str) -> int:
    """Telegram's ids are numbers; anything else is a mistake of ours."""
    try:
        return int(reference)
    except ValueError:
        raise CannotBeSaid("An id that is not a number cannot be Telegram's.") from None


def made_id(made: Any, name: str) -> str:
    """The id of what was made; raises for a result that has none, which cannot be Telegram's."""
    if not isinstance(made, dict) or type(made.get(name)) is not int:
        raise not_telegrams()
    return str(made[name])


def keyboard(rows: Rows) -> dict[str, Any] | None:
    """Buttons; Telegram refuses a token over 64 bytes, and the library does not look."""
    if any(len(action.id.encode()) > _TOKEN_BYTES for row in rows for action in row):
        raise CannotBeSaid("A button's token is longer than 64 bytes.")
    buttons = [[{"text": action.label, "callback_data": action.id} for action in row] for row in rows if row]
    return {"inline_keyboard": buttons} if buttons else None


def _markup(rows: Rows, ask_reply: bool) -> dict[str, Any] | None:
    return keyboard(rows) or ({"force_reply": True} if ask_reply else None)


async def _show(bot: QuietBot, shown: ShowMedia, place: dict[str, Any], open_media: OpenMedia) -> Any:
    content = await _bytes(shown.attachment, open_media)
    field = _FIELDS[shown.attachment.kind]
    if field == "photo" and len(content) > _LARGEST_PHOTO:
        field = "document"
    file = InputFile(content, filename=_file_name(shown.attachment))
    return await bot.call(
        f"send{field.capitalize()}",
        **{field: file},
        caption=shown.caption or None,
        reply_markup=_markup(shown.rows, shown.ask_reply),
        **place,
    )


async def _album_item(item: Attachment, caption: str, open_media: OpenMedia) -> InputMedia:
    content, name = await _bytes(item, open_media), _file_name(item)
    match item.kind:
        case MediaKind.PHOTO:
            return InputMediaPhoto(content, caption=caption or None, filename=name)
        case MediaKind.VIDEO:
            return InputMediaVideo(content, caption=caption or None, filename=name)
        case _:
            return InputMediaDocument(content, caption=caption or None, filename=name)


async def _bytes(item: Attachment, open_media: OpenMedia) -> bytes:
    try:
        opened = await open_media(item.key)
    except (LookupError, FileNotFoundError):
        raise CannotBeSaid("A file that belongs to the message is gone.") from None
    if isinstance(opened, bytes):
        return opened
    return b"".join([chunk async for chunk in opened])


def _file_name(item: Attachment) -> str:
    """The name without what would end a header's line; Telegram wants one in any case."""
    return "".join(letter for letter in item.name if letter.isprintable()) or item.kind.value
