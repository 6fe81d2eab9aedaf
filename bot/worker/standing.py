"""How each of his consents stands now, for the chat he is in and the number he has (CON-7)."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from bot.dialogue.around import Consent
from bot.worker.product import Product
from core.consent import Question, consent_state, questions_of
from core.notice import terms_of
from storage import consents, phones


def answered(
    connection: Connection, product: Product, chat: int, customer: int, now: datetime
) -> Iterator[Consent]:
    """Each question of the policy that he has answered for the number he has now, or for this chat."""
    events = consents.of_customer(connection, customer)
    phone = phones.current(connection, product.vault, customer) if events else None
    here = {f"chat:{chat}", "" if phone is None else phone.contact_point}
    for question in questions_of(events):
        if question.contact_point in here and question.purpose in product.policy.purposes:
            material = terms_of(question.purpose, question.channel, product.policy).material_hash()
            yield Consent(question, consent_state(events, question, material, now))


def in_force(
    connection: Connection, product: Product, chat: int, customer: int, now: datetime
) -> tuple[Question, ...]:
    """Those that are given now."""
    found = answered(connection, product, chat, customer, now)
    return tuple(one.question for one in found if one.state.is_given)
