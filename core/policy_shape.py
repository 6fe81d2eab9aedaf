"""What every table of a policy file has in common: frozen, nothing unknown let in, a text and a basis."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Name = Annotated[str, StringConstraints(min_length=1)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Basis = Annotated[str, StringConstraints(pattern=r"^(house: .+|standard: .+|law:[a-z0-9-]+)$")]
"""`house: …` our own or the guide's rule, `standard: …`, or `law:ID` with an id of law.toml."""
Count = Annotated[int, Field(ge=1, le=1000)]


class Promise(Section):
    """A table with a number in it: what is said about it, and on what it rests."""

    text: Name
    basis: Basis
