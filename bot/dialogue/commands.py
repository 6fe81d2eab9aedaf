"""What a turn asks the worker to do beside answering."""

from dataclasses import dataclass, field
from typing import Final

from bot.dialogue.session import Evidence
from core.commands import BookService, CustomerCommand, FileComplaint, OpenEnquiry
from core.consent import Question

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
