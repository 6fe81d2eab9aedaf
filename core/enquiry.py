"""How an enquiry differs from a complaint: its room answers and closes it, and it climbs no tiers (SLA)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from core import closing
from core.case import Case, Decision, Refused
from core.commands import AcceptProposal, AskEvidence, Close, HandOverUp, ObjectToProposal, Propose
from core.ground import Ground

FOREIGN: Final = frozenset({AskEvidence, Propose, HandOverUp, AcceptProposal, ObjectToProposal})
"""What belongs to complaints alone. Evidence for an enquiry is asked for in a plain reply."""

ACTS: Final[Mapping[type, Callable[[Case, Any, Ground], Decision | Refused]]] = {
    Close: closing.close_enquiry,
}
"""What an enquiry does in its own way; everything else goes as for a complaint."""
