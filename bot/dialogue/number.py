"""Answering questions of consent, purpose by purpose, nothing ticked; and leaving a number (CON-1, CON-2, CON-6).

What is agreed to for the chat enters the ledger at once. The other answers wait until the number comes and
enter it together with that; 不留 records no grant of theirs.
"""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.dialogue import alone, enquiry, minors, prompts
from bot.dialogue.answering import is_polite
from bot.dialogue.around import Around
from bot.dialogue.asides import same_service
from bot.dialogue.asking import aside
from bot.dialogue.commands import KNOWN, AnswerConsents, Command, ToCase
from bot.dialogue.reply import Choice, Listed, Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Consents, Conversation, Session
from bot.dialogue.step import Step
from bot.understand.words import Word
from core.minors import admits
from core.talk import last_word

AFTER: tuple[Choice, ...] = (
    Choice("word:enquire", "choice.leave_number"),
    Choice("word:status", "choice.progress"),
)
"""Offered with the confirmation of a complaint: optional, and last."""
ANSWERS: Final = frozenset(
    {
        Word.AGREE_ALL,
        Word.NONE_OF_THEM,
        Word.YES,
        Word.NO,
        Word.ACCEPT,
        Word.OBJECT,
        Word.LATER,
        Word.LATER_DECIDE,
        Word.NO_NUMBER,
        Word.CANCEL,
        Word.WHY,
    }
)
SOMEBODY_ELSES: Final = re.compile(
    r"(?:老[婆公妈爸]|(?<=我)(?:老板|太太|先生)|媳妇|爱人|妻子|丈夫|[爸妈爹娘哥姐弟妹][爸妈哥姐弟妹]?|父亲|母亲|儿子|女儿|孩子|对象|"
    r"(?:男|女)?朋友|同事|领导|司机|邻居|亲戚|别人|他|她|家里?人)(?:本人)?的?(?:手机|电话|号|联系方式|[:：，,]?\s*\d{2})"
    r"(?![^，,。]*(?:我自?己?在?用))"
)
"""我老婆的号码: nobody agrees for somebody else (PIPL 13, 14 ask for the person's own consent)."""
NO: Final = frozenset({Word.NONE_OF_THEM, Word.NO, Word.OBJECT})
LATER: Final = frozenset({Word.LATER_DECIDE, Word.LATER})


def begin(session: Session, said: Said, around: Around) -> Step | None:
    """留电话: who, for what, how, how long, who else, how to withdraw — before anything is asked (CON-5)."""
    return ask(session, around) if said.chose("word:enquire", Word.ENQUIRE) else None


def correct(session: Session, around: Around) -> Step:
    """改手机号: the same again for another number. What was agreed to for the old one goes with it (SAFE-4, CON-1)."""
    step = ask(session, around, anew=True)
    if step.session.consents is None or not step.session.consents.anew or step.reply is None:
        return step
    told = Text("rights.correct", {"masked": around.phone})
    return replace(step, reply=replace(step.reply, texts=(told, *step.reply.texts)))


def ask(session: Session, around: Around, *, anew: bool = False) -> Step:
    """The questions of what he came for, before the number itself; `anew`: though one is known."""
    if session.conversation in (Conversation.COMPLAINT, Conversation.ENQUIRY):
        session, reply = aside(session, around, Text("number.not_now"))
        return Step(session, reply)
    if not minors.may_leave_a_number(around):
        return Step(session, Reply(same_service(around, "minor.no_number")))
    case = around.open_case or next((one for one in around.cases if one.reason != "number"), None)
    if case is None:
        return enquiry.choose(session, around, Text("enquiry_talk.which_number"))
    scene = case.scene if case.scene in around.policy.scenes else "complaint"
    found = around.policy.scenes[scene]
    items = tuple(
        (ask.purpose, ask.channel.value)
        for ask in found.asks
        if admits(around.minor, ask.purpose, ask.channel, around.policy)
    )
    consents = Consents(around.nonce, items, around.now, scene=scene, anew=anew)
    if not items and found.service is not None:
        consents = replace(consents, items=((found.service, "call"),), alone=True)
    step = "alone" if consents.alone else "consents"
    session = session.on(conversation=Conversation.NUMBER, step=step, consents=consents, misses=0)
    return Step(session, prompts.shown(consents, around), (prompts.record(consents, around),))


def not_kept(session: Session, said: Said) -> tuple[Text, ...]:
    """A number that nobody asked for is masked and not kept, and he is told so: nobody is going to call it."""
    if not said.reading.phones or said.pressed:
        return ()
    is_filling_in = session.conversation in (Conversation.COMPLAINT, Conversation.ENQUIRY)
    return (Text("number.not_kept_yet" if is_filling_in else "number.not_kept"),)


def takes_a_hand(action: str) -> bool:
    """Whether a choice agrees to something, or gives consent back: that is tapped or typed, never spoken (CON-6). A
    proposal is accepted so, too (FLOW-5), and another chat linked."""
    act = action.split(":")
    return (
        act[0] == "undo"
        or act[:2] == ["link", "yes"]
        or (act[0] == "number" and act[2:3] in (["tick"], ["done"], ["yes"]))
        or act[2:3] == ["accept"]
    )


def of_today(session: Session, around: Around) -> Session:
    """A question about what the store has dropped since is asked no more: his next word is heard as itself."""
    consents = session.consents
    if consents is None or all(purpose in around.policy.purposes for purpose, _ in consents.items):
        return session
    if session.conversation is Conversation.NUMBER:
        session = session.on(conversation=Conversation.IDLE, step="")
    return session.on(consents=None)


def goes_on(session: Session, said: Said, around: Around) -> bool:
    """Whether he leaves a number though a person holds the talk: he asks to, or answers what was asked for it. What he
    says after that person has spoken again may be meant for him, and answers nothing but by a button or a number
    (CON-6)."""
    case, consents = around.holding, session.consents
    if case is None or session.conversation in (Conversation.COMPLAINT, Conversation.ENQUIRY):
        return False
    if said.pressed.startswith("number:") or said.chose("word:enquire", Word.ENQUIRE):
        return True
    if session.conversation is not Conversation.NUMBER or consents is None or said.pressed:
        return False
    if said.reading.phones:
        return session.step == "phone"
    if last_word(case, around.policy) > consents.shown_at:
        return False
    answers = not said.words.isdisjoint(ANSWERS) or (session.step == "consents" and bool(said.digits))
    return answers and not said.evidence


def let_stand(session: Session, said: Said) -> Session:
    """Whoever says something else has let a question stand that he never asked for: silence grants nothing, and
    keeps nobody from being served."""
    consents = session.consents
    waits = session.conversation is Conversation.NUMBER and session.step in ("consents", "alone")
    if consents is None or not (waits and consents.unasked) or said.pressed.startswith("number:"):
        return session
    if (said.reading.phones and not consents.alone) or not said.words.isdisjoint(ANSWERS):
        return session
    if not consents.alone and said.reading.withdrawal.scope.startswith("channel:"):
        return session
    most = len(session.options) if consents.alone else len(consents.items)
    if said.digits and all(1 <= n <= most for n in said.digits):
        return session
    return session.on(conversation=Conversation.IDLE, step="")


def without(session: Session, scope: str, around: Around) -> Step | None:
    """微信提醒可以，不要打电话, said to a list: the way that he stops is gone from it, and what is left is asked once
    more, as a question of its own (CON-1, CON-6)."""
    consents, (kind, _, way) = session.consents, scope.partition(":")
    asked = session.conversation is Conversation.NUMBER and session.step == "consents"
    if consents is None or not asked or consents.alone or consents.answered or kind != "channel":
        return None
    items = tuple(item for item in consents.items if item[1] != way)
    if not items or items == consents.items:
        return None
    rest = replace(consents, prompt=f"{around.nonce}r", items=items, shown_at=around.now, ticked=frozenset())
    session = session.on(consents=rest, misses=0)
    return Step(session, prompts.listed(rest, around), (prompts.record(rest, around),))


def listen(session: Session, said: Said, around: Around) -> Step | None:
    """The conversation about consent and the number."""
    if said.pressed.startswith("number:"):
        return _press(session, said, around)
    if session.conversation is not Conversation.NUMBER or session.consents is None:
        return None
    if said.pressed:
        return Step(session, Reply((Text("button.stale"),)))
    if Word.NO_NUMBER in said.words or Word.CANCEL in said.words:
        return _no_number(session, session.consents, around)
    trouble = _trouble_told(session, said, around)
    if trouble is not None:
        return trouble
    if session.step == "phone":
        return _number(session, session.consents, said, around)
    return _answer(session, session.consents, said, around)


def _trouble_told(session: Session, said: Said, around: Around) -> Step | None:
    """空调也坏了, while a number is being left: his case's people have it, and the question stands."""
    case, consents = around.open_matter, session.consents
    is_trouble = said.reading.triage.category not in ("other", "inquiry", "praise", "privacy_marketing")
    if case is None or consents is None or said.reading.phones or said.words or not is_trouble:
        return None
    passed = Text("to_case.passed_on", {"number": case.number})
    if session.step == "phone":
        reply = Reply((passed, Text("number.still_the_number")), prompts.no_number(consents))
    else:
        again = prompts.shown(consents, around)
        reply = Reply(
            (passed, Text("number.look_again"), *again.texts[0 if consents.alone else 1 :]), again.choices
        )
    return Step(session, reply, (ToCase(case.id, said.written()),))


def _press(session: Session, said: Said, around: Around) -> Step:
    consents = session.consents
    _, nonce, act, *rest = said.pressed.split(":")
    if consents is None or nonce != consents.prompt:
        session, reply = aside(session, around, Text("number.expired"))
        return Step(session, reply)
    if session.conversation in (Conversation.COMPLAINT, Conversation.ENQUIRY):
        session, reply = aside(session, around, Text("number.not_now"))
        return Step(session, reply)
    if act == "no_number":
        return _no_number(session, consents, around)
    if consents.answered:
        return Step(session, Reply((Text("number.already_answered"),)))
    session = session.on(conversation=Conversation.NUMBER, step="alone" if consents.alone else "consents")
    if act == "tick" and _is_too_old(consents, around):
        return _leave(session, Text("number.expired"))
    if act == "tick":
        consents = replace(consents, ticked=consents.ticked ^ {int(rest[0])})
        reply = prompts.listed(consents, around)
        return Step(session.on(consents=consents), Reply(reply.texts, reply.choices, revises=True))
    if act in ("none", "no"):
        return _settle(session, consents, frozenset(), around)
    if act == "later":
        return _leave(session, *_same_service(consents, around, "deferred"))
    if act == "yes":
        return _settle(session, consents, frozenset({0}), around)
    if not consents.ticked:
        return Step(session, Reply((Text("number.nothing_ticked"),), prompts.ticks(consents, around)))
    return _settle(session, consents, consents.ticked, around)


def _answer(session: Session, consents: Consents, said: Said, around: Around) -> Step:
    """The numbered reply: “1 3”, 都不用, 以后, 全部同意 (which covers this list alone, CON-3).

    A single question is agreed to by its own choice and no other word: “好的” is none (CON-6). What was spoken
    refuses and puts off as well as anything, and agrees to nothing.
    """
    if said.spoken and said.words.isdisjoint(NO | LATER):
        return _spoken(session, consents, around)
    if Word.AGREE_ALL in said.words and not consents.alone:
        return _settle(session, consents, frozenset(range(len(consents.items))), around)
    if not said.words.isdisjoint(NO):
        return _settle(session, consents, frozenset(), around)
    if not said.words.isdisjoint(LATER):
        return _leave(session, *_same_service(consents, around, "deferred"))
    polite = is_polite(said) and not said.words
    numbers = said.digits
    if not consents.alone and numbers and all(1 <= n <= len(consents.items) for n in numbers):
        return _settle(session, consents, frozenset(n - 1 for n in numbers), around)
    reply = prompts.shown(consents, around)
    again = reply.texts if consents.alone else reply.texts[1:]
    if said.reading.phones:
        return Step(session, Reply((Text("number.choose_first"), *again), reply.choices))
    if session.misses or polite:
        return _leave(session, *_same_service(consents, around, "deferred"))
    key = "number.unclear_alone" if consents.alone else "number.unclear"
    return Step(session.on(misses=1), Reply((Text(key), *again), reply.choices))


def _spoken(session: Session, consents: Consents, around: Around) -> Step:
    """A platform may have misheard him: he is asked to type it."""
    if session.misses:
        return _leave(session, *_same_service(consents, around, "deferred"))
    reply = prompts.shown(consents, around)
    again = reply.texts if consents.alone else reply.texts[1:]
    return Step(session.on(misses=1), Reply((Text("number.spoken"), *again), reply.choices))


def _settle(session: Session, consents: Consents, chosen: frozenset[int], around: Around) -> Step:
    """The answers stand; a prompt older than the policy admits grants nothing.

    For the chat, and for a number that is known, they enter the ledger now; any other wait for the number.
    """
    if _is_too_old(consents, around):
        return _leave(session, Text("number.expired"))
    answers = tuple((*item, n in chosen) for n, item in enumerate(consents.items))
    known = around.asking is not None and bool(around.asking.phone) and not consents.anew
    if not any(yes and channel != "chat" for _, channel, yes in answers):
        return _enter(session, consents, answers, "", around)
    if known:
        return _enter(session, consents, answers, KNOWN, around)
    commands: tuple[Command, ...] = ()
    at_once = tuple(one for one in answers if one[1] == "chat")
    if at_once:
        commands = (AnswerConsents(consents.prompt, at_once, "", final=False),)
    session = session.on(
        consents=replace(consents, ticked=chosen, answered=True),
        conversation=Conversation.NUMBER,
        step="phone",
        misses=0,
    )
    return Step(session, Reply((_agreed(consents, chosen, around),), prompts.no_number(consents)), commands)


def _is_too_old(consents: Consents, around: Around) -> bool:
    """A prompt that was shown longer ago than the policy admits grants nothing (CON-6)."""
    return around.now - consents.shown_at > timedelta(hours=around.policy.consent.prompt.hours_at_most)


def _agreed(consents: Consents, chosen: frozenset[int], around: Around) -> Text:
    if consents.alone:
        return Text("number.agreed_alone")
    if len(chosen) == len(consents.items):
        return Text("number.agreed_all", {"n": len(chosen)})
    items = Listed(tuple(prompts.bare(consents.items[n], around) for n in sorted(chosen)))
    return Text("number.agreed_some", {"items": items})


def _number(session: Session, consents: Consents, said: Said, around: Around) -> Step:
    """The number comes: answers and number enter the ledger in one transaction."""
    phones = said.reading.phones
    if phones and SOMEBODY_ELSES.search(said.text):
        return Step(session, Reply((Text("number.somebody_elses"),), prompts.no_number(consents)))
    if phones and said.spoken:
        return Step(session, Reply((Text("number.spoken_number"),), prompts.no_number(consents)))
    if len(phones) != 1:
        key = "number.several_numbers" if phones else "number.not_a_number"
        reply = Reply((Text(key, variant=session.misses),), prompts.no_number(consents))
        return Step(session.on(misses=session.misses + 1), reply)
    waiting = tuple(
        (*item, n in consents.ticked) for n, item in enumerate(consents.items) if item[1] != "chat"
    )
    return _enter(session, consents, waiting, phones[0], around)


def _enter(
    session: Session,
    consents: Consents,
    answers: tuple[tuple[str, str, bool], ...],
    phone: str,
    around: Around,
) -> Step:
    """Into the ledger; what he came for is done, and one question may follow, alone."""
    session = session.on(conversation=Conversation.IDLE, step="", consents=None, misses=0)
    command = AnswerConsents(consents.prompt, answers, phone)
    reply = None
    if not any(yes for _, _, yes in answers):
        days = around.policy.consent.asking.refused_days
        alone_refused = (Text("number.refused_alone", {"days": days}),)
        reply = Reply(alone_refused if consents.alone else _same_service(consents, around, "refused_all"))
    number = bool(phone) or (around.asking is not None and bool(around.asking.phone))
    after = alone.question(session, consents.scene, around, number=number)
    return Step(after.session, reply, (command, *after.commands), after.prompt)


def _no_number(session: Session, consents: Consents, around: Around) -> Step:
    """不留: nothing that needs one is recorded; what he agreed to for the chat stands."""
    if consents.alone or session.conversation is not Conversation.NUMBER:
        return _leave(session, *_same_service(consents, around, "not_left"))
    session = session.on(conversation=Conversation.IDLE, step="", consents=None, misses=0)
    after = alone.question(session, consents.scene, around, number=False)
    chat = consents.answered and any(consents.items[n][1] == "chat" for n in consents.ticked)
    reply = Reply(
        same_service(around, "number.not_left_chat") if chat else _same_service(consents, around, "not_left")
    )
    return Step(after.session, reply, after.commands, after.prompt)


def _same_service(consents: Consents, around: Around, key: str) -> tuple[Text, ...]:
    """What he came for is done all the same: a complaint has a result, a service somebody who answers him."""
    return same_service(around, f"number.{key}" if consents.scene == "complaint" else f"number.{key}_service")


def _leave(session: Session, *why: Text) -> Step:
    return Step(session.on(conversation=Conversation.IDLE, step="", consents=None, misses=0), Reply(why))
