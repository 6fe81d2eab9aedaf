"""What the customer just said, sent or tapped."""

from dataclasses import dataclass, field, replace
from typing import Final

from bot.dialogue.session import Evidence
from bot.understand.reading import Reading
from bot.understand.words import Word
from core.commands import CustomerWrites

DANGER: Final = "话里有安全词"
"""What a card gives as the ground of a triage where the customer's words speak of danger (CMP-4)."""


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
