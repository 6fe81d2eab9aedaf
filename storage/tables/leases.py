"""Who of several processes does what only one may do."""

from sqlmodel import Field, SQLModel


class Lease(SQLModel, table=True):
    """One such task, and whose it is until when."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True)
    owner: str
    """A process, by a name of its own."""
    until: float
    """On the database's clock, as a timestamp: the processes' own clocks may differ."""
