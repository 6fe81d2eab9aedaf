"""What a planned message comes to on the connection: the bodies that are pushed, one after the other."""

from dataclasses import dataclass
from typing import Any

from bot.channels.language import Attachment, MediaKind
from bot.channels.planner import CannotBeSaid, Operation, SayText, ShowMedia
from bot.channels.wecom.cards import cards, face, headline


@dataclass(frozen=True, slots=True)
class Words:
    """A text of its own."""

    text: str

    @property
    def body(self) -> dict[str, Any]:
        return {"msgtype": "markdown", "markdown": {"content": self.text}}


@dataclass(frozen=True, slots=True)
class Choice:
    """A card with buttons."""

    card: dict[str, Any]

    @property
    def body(self) -> dict[str, Any]:
        return {"msgtype": "template_card", "template_card": self.card}


@dataclass(frozen=True, slots=True)
class Shown:
    """A file, which is uploaded first."""

    attachment: Attachment


Push = Words | Choice | Shown


def pushes(operations: tuple[Operation, ...], message: str) -> tuple[Push, ...]:
    """In order. A text that a card has no room for goes before it; `message` is what its cards are called."""
    found: list[Push] = []
    for operation in operations:
        match operation:
            case SayText(text, rows) if rows:
                shown = face(text)
                if not shown.whole:
                    found.append(Words(text))
                    shown = headline(text)
                found += [Choice(card) for card in cards(shown, rows, message)]
            case SayText(text):
                found.append(Words(text))
            case ShowMedia(attachment, rows=rows) if not rows:
                found.append(Shown(attachment))
            case _:
                raise CannotBeSaid("Choices need a text that they can stand under.")
    return tuple(found)


def media_body(kind: str, media_id: str, item: Attachment) -> dict[str, Any]:
    """A message that shows what was uploaded."""
    content = {"media_id": media_id}
    if kind == "video":
        content["title"] = item.name or MediaKind.VIDEO.value
    return {"msgtype": kind, kind: content}


def named(item: Attachment, size: int) -> Words:
    """A file that WeCom does not take, by its name and size."""
    megabytes = f"（{size / 1024 / 1024:.0f} MB）" if size >= 1024 * 1024 else ""
    return Words(f"📎 {item.name}{megabytes}")
