"""Where a conversation with one customer stands; the worker stores what comes of a turn."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.facts import Facts


class Conversation(StrEnum):
    """What the customer is in the middle of."""

    IDLE = "idle"
    COMPLAINT = "complaint"
    ENQUIRY = "enquiry"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stored file of this draft: `kind` as in `bot.channels.language.MediaKind`."""

    id: int
    kind: str


@dataclass(frozen=True, slots=True)
class Consents:
    """Questions of consent: the prompt shown, what was ticked, and the answers that wait for the number (CON-1)."""

    prompt: str
    """The prompt's nonce."""
    items: tuple[tuple[str, str], ...]
    """(purpose, channel), in the order shown; nothing is ticked at first (CON-2)."""
    shown_at: datetime
    ticked: frozenset[int] = frozenset()
    answered: bool = False
    scene: str = "complaint"
    """What he came for."""
    unasked: bool = False
    """Nobody asked for it: whoever says something else has let it stand (CON-11)."""
    alone: bool = False
    """One question that stands alone in its message (CON-3)."""
    anew: bool = False
    """A number is asked for though one is known: he wants to correct it (SAFE-4)."""


@dataclass(frozen=True, slots=True)
class Booking:
    """A service that is being arranged: whatever he leaves out, it is arranged (CON-4)."""

    scene: str
    facts: Facts = field(default_factory=Facts)
    asked: tuple[str, ...] = ()
    words: tuple[tuple[int, str], ...] = ()
    """(`Said.ref`, text) of what he said about it: nothing of it is a complaint's."""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """This conversation, across whatever he came for: it ends when he is silent for hours (CON-11)."""

    prompts: int = 0
    """Questions of consent that he did not ask for."""
    troubled: bool = False
    """He was angry, or not safe: nobody asks him for anything of that kind."""
    scene: str = ""
    """What he came for last."""


@dataclass(frozen=True, slots=True)
class Call:
    """He asked to be called, before there was a case to write that into."""

    hour: tuple[datetime, datetime] | None = None


@dataclass(frozen=True)
class Session:
    """One chat's conversation. Everything personal in it is sealed where it is stored."""

    conversation: Conversation = Conversation.IDLE
    step: str = ""
    """What is being asked: a slot, `evidence`, `summary`, `cancel`, `danger`, `consents`, `phone` …"""
    facts: Facts = field(default_factory=Facts)
    evidence: tuple[Evidence, ...] = ()
    asked: tuple[str, ...] = ()
    """Steps asked so far, for 上一步."""
    last_filled: str = ""
    """What a bare 不对，是… corrects."""
    revisiting: str = ""
    """`back` or `edit` while a filled slot is asked again; then the talk returns to where it was."""
    interrupted: str = ""
    """The step that a danger or cancel question stands in front of."""
    options: tuple[str, ...] = ()
    """The actions shown last, in order: digits mean these, and only while they are shown."""
    labels: tuple[str, ...] = ()
    """The options as they read, in the same order: who types one has chosen it."""
    shown_row: int = 0
    """The message that shows them, where it can be changed."""
    form: int = 0
    """The message that this form began with: the buttons of another form mean nothing to it."""
    misses: int = 0
    asides: int = 0
    """Other questions answered since the form last went on."""
    evidence_done: bool = False
    transcript: tuple[tuple[int, str], ...] = ()
    """(`Said.ref`, text) of every message of this conversation that no case holds yet."""
    safety_hit: str = ""
    """The customer's words that mean danger, once seen: text may only raise severity."""
    waiting: tuple[int, str] | None = None
    """A message that waits until he says where it belongs, as in `transcript`."""
    album: str = ""
    """The album that the last message was part of: its parts come one by one, and get one answer."""
    just_sent: tuple[Evidence, ...] = ()
    """The files of his last message, where a case has them: 发错了 is said of these."""
    album_from: int = 0
    """How many files the draft had before the last message, or album."""
    emotion: str = "calm"
    brief: bool = False
    """He vented instead of answering, or wants to be done: only what is required is asked of him."""
    soothed: bool = False
    """His anger was acknowledged; it is not said twice."""
    started_at: datetime | None = None
    touched_at: datetime | None = None
    drafted_at: datetime | None = None
    """When the form was last spoken of: what else he says meanwhile keeps no resting draft alive."""
    reminded: bool = False
    last_ref: int = 0
    """The last message or tap of his: what he withdrew before it may be answered again (GATE-8)."""
    consents: Consents | None = None
    filed: str = ""
    """The number of the complaint filed last in this chat: a second 提交 returns it."""
    filed_form: int = 0
    """The form that it was: a second tap on its 提交 returns the number too."""
    booking: Booking | None = None
    visit: Visit = field(default_factory=Visit)
    call: Call | None = None

    def afresh(self) -> "Session":
        """Nothing is being filled in any more; the conversation is the same."""
        return Session(
            filed=self.filed,
            filed_form=self.filed_form,
            last_ref=self.last_ref,
            visit=self.visit,
            booking=self.booking,
            call=self.call,
        )

    def on(self, **changes: Any) -> "Session":
        """The same, changed so. A turn does this ten times: fields are copied, not given one by one."""
        if not changes.keys() <= self.__dict__.keys():
            raise TypeError(f"a session has no {', '.join(changes.keys() - self.__dict__.keys())}")
        changed = object.__new__(Session)
        changed.__dict__.update(self.__dict__, **changes)
        return changed
