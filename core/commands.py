"""What may be asked of a case, in the imperative. `core.complaint.decide` answers each."""

from dataclasses import dataclass, field
from datetime import datetime

from core.case import Actor, Department, Severity
from core.facts import Facts

# --- by the customer ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Triage:
    """Where a complaint belongs and how grave it is (CMP-4), and what that was read from."""

    department: Department
    category: str
    severity: Severity
    emotion: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerWrites:
    """He wrote or sent something that belongs to this case. `attachments` are ids of stored files."""

    text: str
    attachments: tuple[int, ...] = ()
    wants_person: bool = False
    """He asks for a person: the talk is held for staff from now on."""
    danger: str = ""
    """What in it speaks of danger, as a card gives the ground of a triage; `""` for nothing (CMP-4)."""
    facts: Facts = field(default_factory=Facts)
    """What it tells of the matter, where a person hears it before there is a complaint (CMP-2)."""


@dataclass(frozen=True, slots=True)
class CustomerEdits:
    """He changed an earlier message of his."""

    text: str
    danger: str = ""
    """What in it speaks of danger now, as in `CustomerWrites`."""


@dataclass(frozen=True, slots=True)
class AcceptProposal:
    number: int


@dataclass(frozen=True, slots=True)
class ObjectToProposal:
    number: int


@dataclass(frozen=True, slots=True)
class AskForCall:
    """He asks to be called, in the hour he named where he did (GATE-8)."""

    hour: tuple[datetime, datetime] | None = None
    told: bool = True
    """Whether he hears that it was noted: while a person holds the talk, that one answers."""


# --- by staff ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claim:
    by: Actor


@dataclass(frozen=True, slots=True)
class Reply:
    """Words of a person to the customer (STAFF-3), or files, or both. `files` are ids of stored ones."""

    by: Actor
    text: str
    files: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EditReply:
    """A person changed a reply that went to the customer."""

    by: Actor
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Internal: stays with staff."""

    by: Actor
    text: str


@dataclass(frozen=True, slots=True)
class CorrectTriage:
    """Staff know better than the words that were read: what is not None is so from now on (CMP-4)."""

    by: Actor
    department: Department | None = None
    category: str | None = None
    severity: Severity | None = None
    emotion: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AskEvidence:
    """FLOW-7: the result's clock and the tier's stop while it is awaited. `files` show what is meant."""

    by: Actor
    text: str
    files: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Propose:
    by: Actor
    option: str
    text: str
    files: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class HandOverUp:
    by: Actor
    done: str
    why: str


@dataclass(frozen=True, slots=True)
class Close:
    by: Actor
    text: str = ""
    files: tuple[int, ...] = ()


# --- by time and by the road --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CheckDeadlines:
    """The sweep asks whether anything fell due (SLA-9)."""


@dataclass(frozen=True, slots=True)
class NoteDelivery:
    """Words of a person reached the customer at `at`: clocks named in `satisfies` stop then."""

    satisfies: tuple[str, ...]
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NoteFailure:
    """Something for the customer was not delivered, or nobody knows; staff must hear of it."""

    role: str
    reason: str
    unknown: bool


@dataclass(frozen=True, slots=True)
class NoteSilence:
    """The customer has not spoken for so long that his platform soon lets us write no more: `left` messages,
    before `until`."""

    until: datetime
    left: int


@dataclass(frozen=True, slots=True)
class Release:
    """The claimer lost his role (SEC-4)."""

    code: str


CustomerCommand = CustomerWrites | CustomerEdits | AcceptProposal | ObjectToProposal | AskForCall
ForCustomer = Reply | AskEvidence | Propose | Close
"""What the customer reads, and may come with files."""
StaffCommand = Claim | Reply | EditReply | Note | CorrectTriage | AskEvidence | Propose | HandOverUp | Close
SystemCommand = CheckDeadlines | NoteDelivery | NoteFailure | NoteSilence | Release
Command = CustomerCommand | StaffCommand | SystemCommand


# --- how a case comes to be (none exists yet, or an enquiry is turned) -------------------------------------


@dataclass(frozen=True, slots=True)
class FileComplaint:
    """The customer confirmed the summary (CMP-3)."""

    facts: Facts
    triage: Triage
    evidence: int = 0
    """How many files came with it."""


@dataclass(frozen=True, slots=True)
class BookService:
    """He wants one of the store's services; no number is needed for it (CON-4)."""

    scene: str
    facts: Facts
    triage: Triage
    hold: bool = False
    """Whether a person goes on with it from here."""


@dataclass(frozen=True, slots=True)
class LeaveNumber:
    """He left a number that no case of that department knows of: staff name it to the gate by this one."""

    department: Department
    purposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenEnquiry:
    """A person is wanted before anything is filed: 人工, or danger."""

    reason: str
    facts: Facts
    triage: Triage
    hold: bool = True
    """Whether the bot falls silent from now on."""
