"""Leaving a number, purpose by purpose, nothing ticked (CON-1, CON-2, CON-3, CON-6).

The answers wait until the number comes and enter the ledger together with it; 不留 records no grant.
"""

from datetime import timedelta

from bot.dialogue.asides import same_service
from bot.dialogue.asking import aside
from bot.dialogue.session import (
    AnswerConsents,
    Around,
    Choice,
    Consents,
    Conversation,
    Listed,
    Reply,
    Said,
    Session,
    ShowConsents,
    Step,
    Text,
)
from bot.understand.words import Word

AFTER: tuple[Choice, ...] = (
    Choice("word:enquire", "choice.leave_number"),
    Choice("word:status", "choice.progress"),
)
"""Offered with the confirmation of a complaint: optional, and last."""


def begin(session: Session, said: Said, around: Around) -> Step | None:
    """留电话: who, for what, how, how long, who else, how to withdraw — before anything is asked (CON-5)."""
    if not said.chose("word:enquire", Word.ENQUIRE):
        return None
    if not around.cases or session.conversation is Conversation.COMPLAINT:
        session, reply = aside(session, around, Text("number.not_now"))
        return Step(session, reply)
    asks = around.policy.scenes["complaint"].asks
    items = tuple((ask.purpose, ask.channel.value) for ask in asks)
    consents = Consents(around.nonce, items, around.now)
    session = session.on(conversation=Conversation.NUMBER, step="consents", consents=consents, misses=0)
    return Step(session, _prompt(consents, around), (ShowConsents(around.nonce, items),))


def not_kept(said: Said, around: Around) -> tuple[Text, ...]:
    """A number that nobody asked for is masked and not kept, and he is told so: nobody is going to call it."""
    if not said.reading.phones or said.pressed:
        return ()
    return (Text("number.not_kept" if around.cases else "number.not_kept_yet"),)


def listen(session: Session, said: Said, around: Around) -> Step | None:
    """The conversation about the number."""
    if said.pressed.startswith("number:"):
        return _press(session, said, around)
    if session.conversation is not Conversation.NUMBER or session.consents is None:
        return None
    if said.pressed:
        return Step(session, Reply((Text("button.stale"),)))
    if Word.NO_NUMBER in said.words or Word.CANCEL in said.words:
        return _leave(session, *same_service(around, "number.not_left"))
    if session.step == "consents":
        return _answer(session, session.consents, said, around)
    return _number(session, session.consents, said)


def _press(session: Session, said: Said, around: Around) -> Step:
    consents = session.consents
    _, nonce, act, *rest = said.pressed.split(":")
    if consents is None or nonce != consents.prompt:
        return Step(session, Reply((Text("number.expired"),)))
    if act == "no_number":
        return _leave(session, *same_service(around, "number.not_left"))
    if consents.answered:
        return Step(session, Reply((Text("number.already_answered"),)))
    if act == "tick":
        ticked = consents.ticked ^ {int(rest[0])}
        consents = Consents(nonce, consents.items, consents.shown_at, ticked)
        reply = _prompt(consents, around)
        return Step(session.on(consents=consents), Reply(reply.texts, reply.choices, revises=True))
    if act == "none":
        return _settle(session, consents, frozenset(), around)
    if act == "later":
        return _leave(session, Text("number.deferred"))
    if not consents.ticked:
        return Step(session, Reply((Text("number.nothing_ticked"),), _choices(consents, around)))
    return _settle(session, consents, consents.ticked, around)


def _answer(session: Session, consents: Consents, said: Said, around: Around) -> Step:
    """The numbered reply: “1 3”, 都不用, 以后, 全部同意 (which covers this list alone, CON-3)."""
    every = frozenset(range(len(consents.items)))
    if Word.AGREE_ALL in said.words:
        return _settle(session, consents, every, around)
    if Word.NONE_OF_THEM in said.words or Word.NO in said.words:
        return _settle(session, consents, frozenset(), around)
    if Word.LATER_DECIDE in said.words or Word.LATER in said.words:
        return _leave(session, Text("number.deferred"))
    numbers = said.digits
    if numbers and all(1 <= n <= len(consents.items) for n in numbers):
        return _settle(session, consents, frozenset(n - 1 for n in numbers), around)
    reply = _prompt(consents, around)
    if said.reading.phones:
        return Step(session, Reply((Text("number.choose_first"), *reply.texts[1:]), reply.choices))
    if session.misses:
        return _leave(session, Text("number.deferred"))
    return Step(session.on(misses=1), Reply((Text("number.unclear"), *reply.texts[1:]), reply.choices))


def _settle(session: Session, consents: Consents, chosen: frozenset[int], around: Around) -> Step:
    """The answers stand, and wait for the number; a prompt older than the policy admits grants nothing."""
    oldest = timedelta(hours=around.policy.consent.prompt.hours_at_most)
    if around.now - consents.shown_at > oldest:
        return _leave(session, Text("number.expired"))
    if not chosen:
        answers = tuple((purpose, channel, False) for purpose, channel in consents.items)
        left = session.on(conversation=Conversation.IDLE, step="", consents=None)
        return Step(
            left,
            Reply(same_service(around, "number.refused_all")),
            (AnswerConsents(consents.prompt, answers, ""),),
        )
    answered = Consents(consents.prompt, consents.items, consents.shown_at, chosen, answered=True)
    session = session.on(consents=answered, step="phone", misses=0)
    if len(chosen) == len(consents.items):
        text = Text("number.agreed_all", {"n": len(chosen)})
    else:
        items = Listed(tuple(_bare(consents.items[n], around) for n in sorted(chosen)))
        text = Text("number.agreed_some", {"items": items})
    return Step(session, Reply((text,), _no_number(consents)))


def _number(session: Session, consents: Consents, said: Said) -> Step:
    """The number comes: answers and number enter the ledger in one transaction."""
    phones = said.reading.phones
    if len(phones) != 1:
        key = "number.several_numbers" if phones else "number.not_a_number"
        reply = Reply((Text(key, variant=session.misses),), _no_number(consents))
        return Step(session.on(misses=session.misses + 1), reply)
    answers = tuple((*item, n in consents.ticked) for n, item in enumerate(consents.items))
    left = session.on(conversation=Conversation.IDLE, step="", consents=None)
    return Step(left, None, (AnswerConsents(consents.prompt, answers, phones[0]),))


def _leave(session: Session, *why: Text) -> Step:
    return Step(session.on(conversation=Conversation.IDLE, step="", consents=None, misses=0), Reply(why))


def _prompt(consents: Consents, around: Around) -> Reply:
    store = around.policy.store
    facts = {"store": store.name, "phone": store.phone, "terms": terms(consents, around)}
    head = Text("notice.complaint", facts)
    if around.has_buttons:
        return Reply((head, Text("number.prompt_ticks")), _choices(consents, around))
    lines = tuple(
        Text("number.item", {"n": n, **_item(item, around)}) for n, item in enumerate(consents.items, 1)
    )
    return Reply((head, Text("number.prompt_numbers", {"items": Listed(lines, "\n")})))


def terms(consents: Consents, around: Around) -> Listed:
    """How long each purpose keeps the number, from the same data that the consent record names."""
    purposes = dict.fromkeys(purpose for purpose, _ in consents.items)
    return Listed(
        tuple(
            Text(
                "number.kept",
                {"purpose": around.policy.purposes[p].name, "kept": around.policy.purposes[p].retention},
            )
            for p in purposes
        ),
        "，",
    )


def _choices(consents: Consents, around: Around) -> tuple[Choice, ...]:
    ticks = tuple(
        Choice(
            f"number:{consents.prompt}:tick:{n}",
            "choice.ticked" if n in consents.ticked else "choice.unticked",
            {"item": _bare(item, around)},
        )
        for n, item in enumerate(consents.items)
    )
    ends = (("done", "choice.confirm_ticks"), ("none", "choice.none_of_them"), ("later", "choice.later"))
    return (*ticks, *(Choice(f"number:{consents.prompt}:{act}", key) for act, key in ends))


def _no_number(consents: Consents) -> tuple[Choice, ...]:
    return (Choice(f"number:{consents.prompt}:no_number", "choice.no_number"),)


def _item(item: tuple[str, str], around: Around) -> dict[str, Text | str]:
    purpose, channel = item
    return {"purpose": around.policy.purposes[purpose].name, "channel": Text(f"number.channel_{channel}")}


def _bare(item: tuple[str, str], around: Around) -> Text:
    return Text("number.item_bare", _item(item, around))
