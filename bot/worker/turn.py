"""One turn of a customer, with everything it stands on."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.dialogue.around import Around
from bot.dialogue.said import Said
from bot.worker.product import Product
from bot.worker.talking import Talk


@dataclass(frozen=True, slots=True)
class Turn:
    """His session, what he did, what the conversation may know besides, and the transaction of it all."""

    connection: Connection
    product: Product
    talk: Talk
    said: Said
    around: Around
    now: datetime
