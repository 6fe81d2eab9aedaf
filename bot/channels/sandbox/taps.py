"""Cards that can be changed for five seconds after a tap, and are posted anew otherwise: as on WeCom."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.channels.language import Incoming, Outgoing, Pressed, Receipt, Revision, Sent
from bot.channels.sandbox.needs import Clock
from bot.channels.sandbox.places import channel_name

LASTS: Final = timedelta(seconds=5)
WECOM: Final = channel_name("wecom")


class Taps:
    """Remembered while the process lives, as the real channel does it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._at: dict[tuple[str, str], tuple[str, datetime]] = {}
        """(chat, message) → the card of it that was tapped last, and when."""
        self._message_of: dict[tuple[str, str], str] = {}
        """(chat, a card that was posted anew) → the message that it shows."""

    def seen(self, update: Incoming) -> Incoming:
        """A tap on any card of a message is a tap on the message."""
        what, chat = update.what, update.address.chat
        if not isinstance(what, Pressed) or update.address.channel != WECOM:
            return update
        message = self._message_of.get((chat, what.message), what.message)
        self._at[(chat, message)] = (what.message, self._clock.now())
        return replace(update, what=replace(what, message=message))

    def fresh(self, outgoing: Outgoing) -> str:
        """The card that can still be changed, by one tap once; `""` where none can."""
        if outgoing.address.channel != WECOM or not isinstance(outgoing.body, Revision):
            return ""
        card, at = self._at.pop((outgoing.address.chat, outgoing.target), ("", self._clock.now()))
        return card if self._clock.now() - at < LASTS else ""

    def shown(self, outgoing: Outgoing, receipt: Receipt) -> None:
        """A card that was posted anew shows the same message."""
        if isinstance(outgoing.body, Revision) and isinstance(receipt, Sent) and len(receipt.references) == 2:
            self._message_of[(outgoing.address.chat, receipt.references[1])] = receipt.references[0]
