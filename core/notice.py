"""What a consent notice binds us to: its material terms, as a hash that only a real change alters (CON-7)."""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass

from core.policy import Policy


@dataclass(frozen=True, slots=True)
class Terms:
    """The material terms of one question: purpose, method, data, recipient, retention.

    Everything else a notice says is wording, and may be mended without asking anybody again.
    """

    purpose: str
    channel: str
    data: frozenset[str]
    recipient: str
    """Who else gets it; `""` for nobody."""
    retention: str

    def canonical(self) -> str:
        """The terms as canonical JSON: one spelling for the same terms."""
        return json.dumps(
            {
                "channel": self.channel,
                "data": sorted(_plain(item) for item in self.data),
                "purpose": self.purpose,
                "recipient": _plain(self.recipient),
                "retention": _plain(self.retention),
            },
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )

    def material_hash(self) -> str:
        """SHA-256 of the canonical terms, in hex: what a grant remembers. CON-7."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()


def terms_of(purpose: str, channel: str, policy: Policy) -> Terms:
    """The terms on which the policy in force asks that question; KeyError for an unknown purpose."""
    found = policy.purposes[purpose]
    recipient = "" if found.recipient is None else str(found.recipient)
    return Terms(
        purpose, channel, frozenset(re.split(r"[、,，;；]\s*", found.data)), recipient, found.retention
    )


def _plain(text: str) -> str:
    """Compatible characters made one and space taken out, so that typography changes no terms."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
