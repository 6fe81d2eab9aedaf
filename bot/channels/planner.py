"""One message becomes the few things a platform can really do; pure, and the same for every platform."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.channels.capabilities import Buttons, Capabilities
from bot.channels.language import Action, Attachment, MediaKind, Message
from bot.channels.splitting import length, shorten, split, whole

Rows = tuple[tuple[Action, ...], ...]


class CannotBeSaid(ValueError):
    """The message makes no sense on this platform; its text says why in one English sentence."""


@dataclass(frozen=True, slots=True)
class SayText:
    """One message of text."""

    text: str
    rows: Rows = ()
    ask_reply: bool = False


@dataclass(frozen=True, slots=True)
class ShowMedia:
    """One message with one file; the text is its caption."""

    attachment: Attachment
    caption: str = ""
    rows: Rows = ()
    ask_reply: bool = False


@dataclass(frozen=True, slots=True)
class ShowAlbum:
    """Several files as one album: one caption, never buttons."""

    attachments: tuple[Attachment, ...]
    caption: str = ""


Operation = SayText | ShowMedia | ShowAlbum


def plan(message: Message, capabilities: Capabilities) -> tuple[Operation, ...]:
    """What to do, in order: files first, then the text; the buttons stand under the last of it.

    One file or one album carries a text that is short enough as its caption. A message with nothing in it
    is nothing to do. Raises `CannotBeSaid` for choices with nothing they could stand under.
    """
    shown, named = _presentable(message.media, capabilities)
    text = _written_text(message, named, capabilities)
    rows = message.actions if _has_buttons(message, capabilities) else ()
    ask_reply = message.ask_reply and capabilities.force_reply and not rows
    groups = _groups(shown, capabilities)
    if rows and not text:
        groups = _last_one_alone(groups)
    if rows and not text and not groups:
        raise CannotBeSaid("Choices need a text or a file that they can stand under.")
    if _is_caption(text, groups, alone=bool(rows or ask_reply), capabilities=capabilities):
        return (_show(groups[0], text, rows, ask_reply),)
    pieces = split(text, capabilities.text_limit, capabilities.text_unit)
    if not pieces:
        return (*(_show(group) for group in groups[:-1]), *(_show(group, "", rows) for group in groups[-1:]))
    return (
        *(_show(group) for group in groups),
        *(SayText(piece) for piece in pieces[:-1]),
        SayText(pieces[-1], rows, ask_reply),
    )


def sends(message: Message, capabilities: Capabilities) -> tuple[Message, ...]:
    """The same in messages of which each is one send, in order, the choices under the last.

    A document stays a message of its own, whatever the platform makes of it.
    """
    _, named = _presentable(message.media, capabilities)
    if not named and len(plan(message, capabilities)) <= 1:
        return (message,)
    files = tuple(Message("", media=(item,)) for item in message.media)
    choices = "" if _has_buttons(message, capabilities) else written_choices(message.actions)
    room = capabilities.text_limit - (length(f"\n{choices}", capabilities.text_unit) if choices else 0)
    pieces = split(message.text, room, capabilities.text_unit)
    if not pieces and not choices:
        return (*files[:-1], replace(message, text="", media=message.media[-1:]))
    *before, last = pieces or ("",)
    return (*files, *(Message(piece) for piece in before), replace(message, text=last, media=()))


def plan_revision(message: Message, capabilities: Capabilities) -> SayText | ShowMedia:
    """The new content of one message that stands already: an edit is never split, so it is shortened."""
    _, named = _presentable(message.media, capabilities)
    text = _written_text(message, named, capabilities)
    rows = message.actions if _has_buttons(message, capabilities) else ()
    if message.media:
        caption = shorten(text, capabilities.caption_limit, capabilities.text_unit)
        return ShowMedia(message.media[0], caption, rows)
    return SayText(shorten(text, capabilities.text_limit, capabilities.text_unit), rows)


def numbered(actions: Rows) -> tuple[Action, ...]:
    """The choices in the order of their written numbers: the first one is 1."""
    return tuple(action for row in actions for action in row)


def written_choices(actions: Rows) -> str:
    """The choices with their numbers, one line for each row: `1 会 2 不会 3 不确定`."""
    numbers = iter(range(1, len(numbered(actions)) + 1))
    return "\n".join(" ".join(f"{next(numbers)} {action.label}" for action in row) for row in actions)


def _has_buttons(message: Message, capabilities: Capabilities) -> bool:
    most = capabilities.most_buttons
    fits = most is None or sum(len(row) for row in message.actions) <= most
    return fits and capabilities.buttons in (Buttons.INLINE, Buttons.CARD)


def _presentable(
    media: tuple[Attachment, ...], capabilities: Capabilities
) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """The files that can be shown, and the names of those that can only be named."""
    if capabilities.documents:
        return media, ()
    shown = tuple(item for item in media if item.kind is not MediaKind.DOCUMENT)
    named = tuple(item.name for item in media if item.kind is MediaKind.DOCUMENT)
    return shown, named


def _written_text(message: Message, named: tuple[str, ...], capabilities: Capabilities) -> str:
    lines = [message.text] if message.text.strip() else []
    lines += [f"📎 {name}" for name in named]
    if message.actions and not _has_buttons(message, capabilities):
        lines.append(written_choices(message.actions))
    return whole("\n".join(lines))


def _groups(media: tuple[Attachment, ...], capabilities: Capabilities) -> tuple[tuple[Attachment, ...], ...]:
    """What goes out together: pictures and films, then documents; each recording alone."""
    pictures = tuple(item for item in media if item.kind in (MediaKind.PHOTO, MediaKind.VIDEO))
    documents = tuple(item for item in media if item.kind is MediaKind.DOCUMENT)
    recordings = tuple(item for item in media if item.kind is MediaKind.VOICE)
    return (
        *_albums(pictures, capabilities),
        *_albums(documents, capabilities),
        *((item,) for item in recordings),
    )


def _albums(items: tuple[Attachment, ...], capabilities: Capabilities) -> Iterator[tuple[Attachment, ...]]:
    if capabilities.album is None:
        yield from ((item,) for item in items)
        return
    smallest, largest = capabilities.album
    for start in range(0, len(items), largest):
        album = items[start : start + largest]
        if len(album) >= smallest:
            yield album
        else:
            yield from ((item,) for item in album)


def _last_one_alone(groups: tuple[tuple[Attachment, ...], ...]) -> tuple[tuple[Attachment, ...], ...]:
    """An album cannot carry buttons: its last file is taken out to carry them."""
    if not groups or len(groups[-1]) == 1:
        return groups
    *rest, last = groups[-1]
    kept = (tuple(rest),) if rest else ()
    return (*groups[:-1], *kept, (last,))


def _is_caption(
    text: str, groups: tuple[tuple[Attachment, ...], ...], *, alone: bool, capabilities: Capabilities
) -> bool:
    """Whether everything fits into one thing; `alone`: what belongs to the text rules an album out."""
    if len(groups) != 1 or not text or (alone and len(groups[0]) > 1):
        return False
    return length(text, capabilities.text_unit) <= capabilities.caption_limit


def _show(
    group: tuple[Attachment, ...], caption: str = "", rows: Rows = (), ask_reply: bool = False
) -> Operation:
    if len(group) == 1:
        return ShowMedia(group[0], caption, rows, ask_reply)
    return ShowAlbum(group, caption)
