"""What may be asked of a customer who did not ask for it: one question a conversation, alone (CON-3, CON-11).

It comes after the service that he came for, never while he is angry or unsafe, and not again for as long as
the policy's discipline says.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot.dialogue import prompts
from bot.dialogue.around import Around, Asking
from bot.dialogue.commands import ShowConsents
from bot.dialogue.reply import Reply
from bot.dialogue.said import Said
from bot.dialogue.scenes import of_words
from bot.dialogue.session import Consents, Conversation, Session
from bot.understand.words import Word
from core.asking import ask_from, is_another_conversation, may_be_prompted
from core.case import Severity
from core.consent import Question, Standing, consent_state, questions_of
from core.minors import admits
from core.notice import terms_of
from core.policy import Channel

NEW_NUMBER: Final = "phone:new"
"""A number that enters the ledger with this very turn: nothing was ever said about it."""


@dataclass(frozen=True, slots=True)
class Following:
    """What follows: nothing, or a prompt and its record."""

    session: Session
    prompt: Reply | None = None
    commands: tuple[ShowConsents, ...] = ()


def kept_in_mind(session: Session, around: Around, *, angry: bool, unsafe: bool) -> Session:
    """The conversation as it goes on: another one after hours of silence; trouble stands until it ends."""
    visit = session.visit
    if is_another_conversation(session.touched_at, around.policy, around.now):
        visit = replace(visit, prompts=0, troubled=False, scene="")
    if angry or unsafe:
        visit = replace(visit, troubled=True)
    return session if visit == session.visit else session.on(visit=visit)


def asks_for_consent(session: Session, said: Said) -> bool:
    """Whether this turn may put a question of consent, or take an answer to one."""
    if session.conversation in (Conversation.NUMBER, Conversation.ENQUIRY):
        return True
    if said.pressed:
        return said.pressed.startswith(("number:", "scene:", "word:"))
    words = {Word.ENQUIRE, Word.BOOK, Word.STATUS, Word.CONTINUE}
    return not said.words.isdisjoint(words) or of_words(said.text, said.words) is not None


def list_of(session: Session, scene: str, around: Around) -> Following:
    """The service purposes of the scene that he has just been served in, as one list (CON-3)."""
    asking = around.asking
    if asking is None or not _may_prompt(session, around):
        return Following(session)
    questions = around.policy.scenes[scene].asks
    items = tuple((one.purpose, one.channel.value) for one in questions)
    open_ = tuple(item for item in items if _may_ask(item, asking, around, number=True))
    if not open_:
        return Following(session)
    return _shown(session, Consents(around.nonce, open_, around.now, scene=scene, unasked=True), around)


def question(session: Session, scene: str, around: Around, *, number: bool, anew: bool = False) -> Following:
    """The next question that stands alone; `number`: he has left one. `anew`: only what he agreed to on terms
    that have changed since."""
    asking = around.asking
    if asking is None or not _may_prompt(session, around):
        return Following(session)
    further: Iterable[tuple[str, str]] = (
        () if anew else ((one.purpose, one.channel.value) for one in around.policy.scenes[scene].then)
    )
    for item in (*_stale(asking, around), *further):
        if (item[1] == "chat" or number) and _may_ask(item, asking, around, number=number):
            consents = Consents(around.nonce, (item,), around.now, scene=scene, unasked=True, alone=True)
            return _shown(session, consents, around)
    return Following(session)


def _shown(session: Session, consents: Consents, around: Around) -> Following:
    session = session.on(
        conversation=Conversation.NUMBER,
        step="alone" if consents.alone else "consents",
        consents=consents,
        misses=0,
        visit=replace(session.visit, prompts=session.visit.prompts + 1),
    )
    return Following(session, prompts.shown(consents, around), (prompts.record(consents, around),))


def _may_prompt(session: Session, around: Around) -> bool:
    """Nobody is asked who is angry, unsafe, or speaking with a person."""
    uneasy = any(
        case.is_open and (case.severity is Severity.SAFETY or case.emotion == "angry")
        for case in around.cases
    )
    return not (session.visit.troubled or uneasy or around.held) and may_be_prompted(
        session.visit.prompts, around.policy
    )


def _may_ask(item: tuple[str, str], asking: Asking, around: Around, *, number: bool) -> bool:
    purpose, channel = item
    point = asking.chat if channel == "chat" else asking.phone or NEW_NUMBER
    if (channel != "chat" and not number) or not admits(
        around.minor, purpose, Channel(channel), around.policy
    ):
        return False
    material = terms_of(purpose, channel, around.policy).material_hash()
    at = ask_from(
        Question(point, purpose, channel),
        asking.events,
        asking.shown.get(purpose, ()),
        material,
        around.policy,
        around.now,
    )
    return at is not None and at <= around.now


def _stale(asking: Asking, around: Around) -> Iterator[tuple[str, str]]:
    """What he agreed to for this chat or his present number, on terms that have changed since (CON-7)."""
    for one in questions_of(asking.events):
        if one.purpose not in around.policy.purposes or one.contact_point not in (asking.chat, asking.phone):
            continue
        if one.channel not in around.policy.purposes[one.purpose].channels:
            continue
        material = terms_of(one.purpose, one.channel, around.policy).material_hash()
        if consent_state(asking.events, one, material, around.now).kind is Standing.STALE:
            yield one.purpose, one.channel
