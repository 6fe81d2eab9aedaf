"""Where a conversation with one customer stands, what he just said, and what one turn comes to.

`step(session, said, around) -> Step` is pure: the worker loads the session, and stores what comes back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from bot.understand.reading import Reading
from bot.understand.words import Word
from core.case import Case
from core.commands import BookService, CustomerCommand, CustomerWrites, FileComplaint, OpenEnquiry
from core.consent import LedgerEvent, Question, State
from core.facts import Facts
from core.minors import Minor
from core.policy import Policy

DANGER: Final = "话里有安全词"
"""What a card gives as the ground of a triage where the customer's words speak of danger (CMP-4)."""


class Conversation(StrEnum):
    """What the customer is in the middle of."""

    IDLE = "idle"
    COMPLAINT = "complaint"
    ENQUIRY = "enquiry"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tap, or to answer by its number. `action` is ours; `label` is a text key with its args."""

    action: str
    label: str
    args: Mapping[str, Any] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class Said:
    """One turn of the customer's: text, a tap, files, or his coming."""

    reading: Reading
    text: str = ""
    """As it may be kept: numbers masked, identity papers removed."""
    pressed: str = ""
    """The action of the button, decoded."""
    evidence: tuple[Evidence, ...] = ()
    meaning: str = ""
    """What a bare number chose, as it reads."""
    spoken: bool = False
    """He spoke, and `text` is what the platform heard: it grants nothing, whatever it seems to say (CON-6)."""
    recording: tuple[Evidence, ...] = ()
    """What he spoke, where its words are `text`: whoever has his case may listen to it; a draft holds the words."""
    edited: bool = False
    """He changed an earlier message of his: `text` is how it reads now."""
    opened: bool = False
    unsupported: str = ""
    album: str = ""
    """Equal for the separate messages of one album."""
    removed_papers: bool = False
    """An identity or bank card number was in the text and has been taken out."""
    ref: int = 0
    """The inbox row it came in: a message stands in a case once."""
    code: str = field(default="", repr=False)
    """The code of another chat of his that he sent; it stands in no text that is kept."""

    @property
    def words(self) -> frozenset[Word]:
        """The control words of the message; a tap says none."""
        return frozenset() if self.pressed else self.reading.words

    @property
    def digits(self) -> tuple[int, ...]:
        """The numbers, where the message is nothing but numbers."""
        return self.reading.numbers or ()

    def chose(self, action: str, *words: Word) -> bool:
        """Whether he tapped that choice, or said one of the words for it."""
        return self.pressed == action or not self.words.isdisjoint(words)

    @property
    def told(self) -> str:
        """What somebody reads who did not see the choices: 1（会）."""
        return f"{self.text}（{self.meaning}）" if self.meaning else self.text

    def pressing(self, action: str, meaning: str = "") -> "Said":
        """The same turn as a tap on that choice."""
        return replace(self, pressed=action, meaning=meaning)

    @property
    def attachments(self) -> tuple[int, ...]:
        return tuple(one.id for one in (*self.evidence, *self.recording))

    @property
    def unsafe(self) -> bool:
        """Whether there are words of danger in it, told of now or of lately (CMP-4)."""
        return not self.pressed and (self.reading.safety is not None or self.reading.danger is not None)

    def written(self, text: str | None = None, *, wants_person: bool = False) -> CustomerWrites:
        """The turn as it goes to a case; `text` where it is not what he typed."""
        words = self.told if text is None else text
        return CustomerWrites(words, self.attachments, wants_person, DANGER if self.unsafe else "")


@dataclass(frozen=True, slots=True)
class Consent:
    """One question that he has answered, and how it stands now (CON-7)."""

    question: Question
    state: State


@dataclass(frozen=True, slots=True)
class PastContact:
    """One time the store reached for him, as he may read it (SAFE-1)."""

    at: datetime
    """In the store's zone."""
    who: str
    """售后部工号07."""
    channel: str
    purpose: str
    """Its Chinese name."""
    number: str
    """Of the case or work order; `""` for none."""
    word: str
    """What the caller had to say; `""` where nothing was announced."""


@dataclass(frozen=True, slots=True)
class PastDisclosure:
    """One time that something of his was given to somebody outside the store, as he may read it (CON-10)."""

    at: datetime
    """In the store's zone."""
    who: str
    """售后部工号07."""
    recipient: Mapping[str, str]
    """Name, contact, purpose, method and data, as they were then."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is known of how he was asked for consent, and how he answered (CON-7, CON-11)."""

    chat: str
    """The contact point of this chat."""
    phone: str = ""
    """The contact point of the number that he left; `""` for none."""
    masked: str = ""
    events: tuple[LedgerEvent, ...] = ()
    shown: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    """By purpose, when he was asked about it."""


@dataclass(frozen=True, slots=True)
class Linked:
    """The other chat of his."""

    platform: str
    """As the texts know it (`platform.…`)."""
    since: datetime


@dataclass(frozen=True, slots=True)
class Around:
    """What the turn may know besides the talk itself."""

    now: datetime
    """In the store's zone."""
    policy: Policy
    nonce: str
    read: Callable[[str, str | None], Reading]
    """Reads a text as the answer to a question, where it was read as the answer to another."""
    cases: tuple[Case, ...] = ()
    """The customer's cases in this store, newest first."""
    on_duty: bool = False
    """The store is open and the queue has a room."""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    """The end of today's opening hours, while the store is open."""
    window_hours: int = 0
    """So long after his last message the platform lets us answer; 0: always."""
    has_buttons: bool = True
    takes_files: bool = True
    can_edit: bool = True
    example_model: str = ""
    last_purpose: str = ""
    """The purpose of the last contact or prompt; `""` where there was none. Gathered only for 不需要此类服务."""
    consents: tuple[Consent, ...] = ()
    """How each of his consents stands; gathered only for a turn that asks for or ends one."""
    contacts: tuple[PastContact, ...] = ()
    """His contacts of the last days, newest first; gathered only for a turn that asks about them."""
    for_others: tuple[tuple[datetime, str], ...] = ()
    """When, and over which channel, his number was reached for another customer who left it too; gathered only for
    a turn that asks who called."""
    disclosures: tuple[PastDisclosure, ...] = ()
    """What was given of his to whom, newest first; gathered as the contacts."""
    phone: str = ""
    """His number, masked; as the consents."""
    minor: Minor | None = None
    """What he has said of his age; gathered only for a turn that speaks of it, or may put a question of consent."""
    asking: Asking | None = None
    """What a question of consent rests on; gathered only for a turn that may put one."""
    customer: int = 0
    """He as this chat knows him."""
    linked: Linked | None = None
    """The chat that he linked to this one; its cases are among `cases`."""
    linkable: str = ""
    """The other platform on which the store can be written to, as `Linked.platform`; `""` for none."""

    @property
    def open_case(self) -> Case | None:
        """The one that what he says is about: an incident of his data's (SAFE-3) only where there is no other, a
        number that he left never."""
        open_cases = [case for case in self.cases if case.is_open and case.reason != "number"]
        return next((case for case in open_cases if case.reason != "leak"), next(iter(open_cases), None))

    @property
    def open_matter(self) -> Case | None:
        """The same, where no booking is meant: a complaint, or a call for a person."""
        return replace(self, cases=tuple(case for case in self.cases if not case.is_booking)).open_case

    @property
    def in_force(self) -> tuple[Question, ...]:
        """The consents that are given now, as far as the turn knows them."""
        return tuple(one.question for one in self.consents if one.state.is_given)

    @property
    def holding(self) -> Case | None:
        """The case whose people hold the talk: the bot is silent, opt-out and danger excepted."""
        return next((case for case in self.cases if case.held(self.now)), None)

    @property
    def held(self) -> bool:
        return self.holding is not None


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence by key. An argument may be a `Text` again, or `Listed` ones."""

    key: str
    args: Mapping[str, Any] = field(default_factory=dict)
    variant: int = 0
    """Which wording, where there are several: every re-prompt differs from the last."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Several texts as one argument, with `between` between them."""

    items: tuple[Text | str, ...]
    between: str = "、"


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the customer: sentences in order, then the choices. `revises`: the message with the
    choices shown last is changed instead, where the platform can."""

    texts: tuple[Text, ...]
    choices: tuple[Choice, ...] = ()
    revises: bool = False


KNOWN: Final = "known"


@dataclass(frozen=True, slots=True)
class AnswerConsents:
    """The answers and the number enter the ledger together, in one transaction (CON-1)."""

    prompt: str
    answers: tuple[tuple[str, str, bool], ...]
    """(purpose, channel, granted)."""
    phone: str
    """E.164; `KNOWN` for the one that he left before, `""` for none."""
    final: bool = True
    """Nothing of that prompt is left to answer."""


@dataclass(frozen=True, slots=True)
class ShowConsents:
    """A prompt is being shown: it is recorded with its notice before it is sent (CON-6)."""

    prompt: str
    items: tuple[tuple[str, str], ...]
    notice: str = "complaint"
    """The notice that stands above it."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """CON-8: at once, in the same transaction. `restorable` are the consents it ends, which one act may give
    back: `undo` is that act's prompt. `leaving`: he asks to have this chat deleted."""

    scope: str
    words: str
    restorable: tuple[Question, ...] = ()
    undo: str = ""
    leaving: bool = False


@dataclass(frozen=True, slots=True)
class RestoreConsents:
    """What an opt-out ended is given back, but for what `but` stops; `prompt` is the opt-out's, or `""` for the
    last one's."""

    prompt: str
    but: str = "none"


@dataclass(frozen=True, slots=True)
class EraseMe:
    """He wants to be forgotten. `restorable` and `undo` as in `Withdraw` (SAFE-5). `both`: in the chat that he linked
    to this one as well."""

    words: str
    restorable: tuple[Question, ...] = ()
    undo: str = ""
    both: bool = False


@dataclass(frozen=True, slots=True)
class KeepMe:
    """He takes back that he wanted to be forgotten."""


@dataclass(frozen=True, slots=True)
class RemoveNumber:
    """His number is deleted at once."""


@dataclass(frozen=True, slots=True)
class Disown:
    """He never agreed to what staff keyed in for him (CON-12); `paper` 0 is the last of it."""

    paper: int
    words: str


@dataclass(frozen=True, slots=True)
class DeclareAge:
    """He says how old he is (CON-13)."""

    years: int
    words: str


@dataclass(frozen=True, slots=True)
class SendPaper:
    """With the answer goes a paper about him: `authorisation`, or the `record` for a program (CON-9)."""

    kind: str


@dataclass(frozen=True, slots=True)
class AskLinkCode:
    """He wants to link another chat of his to this one: he gets a code to send there (CON-6)."""


@dataclass(frozen=True, slots=True)
class SendLinkCode:
    """He sends the code that he was given there."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """Whether the two are linked; bound to the question with this nonce."""

    nonce: str
    yes: bool


@dataclass(frozen=True, slots=True)
class Unlink:
    """The two chats are two customers again."""


@dataclass(frozen=True, slots=True)
class DiscardDraft:
    """The draft's files are deleted with it; only the record of the deletion stays."""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """A file that he sent by mistake is deleted, wherever it is by now; `name` is what he read of it."""

    file: int
    name: str


@dataclass(frozen=True, slots=True)
class ToCase:
    """For the open case with this id."""

    case: int
    command: CustomerCommand


@dataclass(frozen=True, slots=True)
class Arrange:
    """The service is booked, with what he said and sent about it."""

    service: BookService
    words: tuple[tuple[int, str], ...] = ()
    evidence: tuple[Evidence, ...] = ()


Command = (
    FileComplaint
    | Arrange
    | OpenEnquiry
    | AnswerConsents
    | ShowConsents
    | Withdraw
    | RestoreConsents
    | SendPaper
    | EraseMe
    | KeepMe
    | RemoveNumber
    | DeclareAge
    | Disown
    | AskLinkCode
    | SendLinkCode
    | AnswerLink
    | Unlink
    | DiscardDraft
    | TakeBack
    | ToCase
)


@dataclass(frozen=True, slots=True)
class Step:
    """What a turn comes to. No reply means silence."""

    session: Session
    reply: Reply | None = None
    commands: tuple[Command, ...] = ()
    alone: Reply | None = None
    """A message of its own, after the reply: the question that must stand alone (CON-3)."""
