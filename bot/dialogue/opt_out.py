"""Opting out: from any state, on every platform, in one message, at once (CON-8)."""

import re
from typing import Final

from bot.dialogue import number
from bot.dialogue.around import Around
from bot.dialogue.asking import aside, ask_again, deletes_the_draft
from bot.dialogue.commands import RestoreConsents, Withdraw
from bot.dialogue.reply import Choice, Listed, Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Conversation, Session
from bot.dialogue.step import Step
from core.consent import Question
from core.policy import PurposeClass
from core.withdrawal import running, stopped_by

THIS_SERVICE: Final = "purpose:last"
"""不需要此类服务: which one, only the record of what he was contacted for says (GATE-5)."""
UNDO: Final = re.compile(r"(?:我要)?恢复(?:我的)?(?:同意|授权)|(?:退订|撤回|取消)错了|撤销(?:退订|撤回)")

BROAD: Final = ("all", "all_marketing")
"""What may have been meant more narrowly than it was said."""


def listen(session: Session, said: Said, around: Around) -> Step | None:
    """Exact words act; a fuzzy phrase restricts at once too, says what was stopped, and offers to narrow it.

    A number being left is not left any more. A form goes on afterwards as if nothing had happened.
    """
    withdrawal = said.reading.withdrawal
    if said.pressed or withdrawal.scope == "none" or deletes_the_draft(session, said) or _undoes(said):
        return None
    guessed = withdrawal.scope == THIS_SERVICE
    fuzzy = not withdrawal.exact and not guessed
    scope = scope_of(said, around)
    return stop(session, scope, said, around, fuzzy=fuzzy, guessed=guessed and bool(around.last_purpose))


def scope_of(said: Said, around: Around) -> str:
    """What his words stop, of what the store knows; a purpose that it does not have is heard as 退订, never as
    nothing."""
    scope = said.reading.withdrawal.scope
    if scope == THIS_SERVICE:
        return last_purpose(around)
    kind, _, what = scope.partition(":")
    known = kind != "purpose" or what == "share" or what in around.policy.purposes
    return scope if known else "all_marketing"


def stop(
    session: Session, scope: str, said: Said, around: Around, *, fuzzy: bool = False, guessed: bool = False
) -> Step:
    """What that scope covers is stopped, with a receipt; what it ended may be had back. `guessed`: he named no
    purpose, so he is told which one it is taken to be, and how to stop another."""
    ended = stopped_by(scope, around.in_force, running(around.cases, around.policy), around.policy)
    in_form = session.conversation in (Conversation.COMPLAINT, Conversation.ENQUIRY)
    nothing_runs = not in_form and around.open_case is None
    receipt: tuple[Text, ...] = (stopped(scope, around, nothing_runs=nothing_runs),)
    receipt = (*receipt, *_besides(scope, ended, around))
    if around.linked is not None:
        receipt = (*receipt, Text("opt_out.linked", {"other": Text(f"platform.{around.linked.platform}")}))
    if guessed:
        receipt = (*receipt, Text("opt_out.this_service"))
    narrower = _narrower(around.nonce, ended) if fuzzy or guessed else ()
    if fuzzy and not ended and scope in BROAD:
        receipt = (*receipt, Text("opt_out.fuzzy"))
    if narrower:
        receipt = (*receipt, Text("opt_out.narrow"))
    if ended:
        receipt = (*receipt, Text("opt_out.undo", {"hours": around.policy.consent.prompt.hours_at_most}))
    rest = number.without(session, scope, around)
    session = session.on(consents=None)
    if session.conversation is Conversation.NUMBER:
        session = session.on(conversation=Conversation.IDLE, step="")
    commands = (Withdraw(scope, said.text, ended, around.nonce if ended else ""),)
    if in_form and session.step and not around.held:
        return Step(session, ask_again(session, around, *receipt), commands)
    if rest is not None:
        shown = rest.reply.texts if rest.reply is not None else ()
        choices = rest.reply.choices if rest.reply is not None else ()
        return Step(rest.session, Reply((*receipt, *shown), choices), (*commands, *rest.commands))
    back = (Choice(f"undo:{around.nonce}", "choice.undo"),) if ended else ()
    return Step(session, Reply(receipt, (*narrower, *back)), commands)


def _narrower(prompt: str, ended: tuple[Question, ...]) -> tuple[Choice, ...]:
    """One tap keeps a single way of contact stopped and gives the others back, where there are several."""
    ways = tuple(dict.fromkeys(one.channel for one in ended))
    if len(ways) < 2:
        return ()
    return tuple(Choice(f"undo:{prompt}:channel:{way}", f"choice.only_{way}") for way in ways)


def undo(session: Session, said: Said, around: Around) -> Step | None:
    """恢复同意, or the button of the receipt: exactly what was ended comes back, and nothing else."""
    _, _, rest = said.pressed.partition("undo:") if said.pressed.startswith("undo:") else ("", "", "")
    if not rest and not _undoes(said):
        return None
    if said.spoken:
        session, reply = aside(session, around, Text("opt_out.spoken"))
        return Step(session, reply)
    prompt, _, but = rest.partition(":")
    session, reply = aside(session, around)
    return Step(session, reply, (RestoreConsents(prompt, but or "none"),))


def _undoes(said: Said) -> bool:
    """撤销退订 has 退订 in it, and stops nothing."""
    return not said.pressed and UNDO.fullmatch(said.text.strip(" 。.!！")) is not None


def last_purpose(around: Around) -> str:
    """不需要此类服务 stops the purpose of the last contact or prompt, else the same as 退订."""
    return f"purpose:{around.last_purpose}" if around.last_purpose else "all_marketing"


def _besides(scope: str, ended: tuple[Question, ...], around: Around) -> tuple[Text, ...]:
    """By name what a broad stop has ended that is no marketing: he may not have thought of it (CON-9)."""
    purposes = around.policy.purposes
    names = tuple(
        dict.fromkeys(
            purposes[one.purpose].name
            for one in ended
            if one.purpose in purposes and purposes[one.purpose].purpose_class is not PurposeClass.MARKETING
        )
    )
    return (Text("opt_out.besides", {"names": Listed(names)}),) if scope in BROAD and names else ()


def stopped(scope: str, around: Around, *, nothing_runs: bool = False) -> Text:
    """The receipt of a withdrawal: what was stopped, from when on (CON-9); of a matter only where there is one."""
    kind, _, what = scope.partition(":")
    if kind == "question":
        purpose, _, channel = what.rpartition(":")
        way = Text(f"number.channel_{channel}")
        name = around.policy.name_of(purpose)
        return Text("opt_out.question", {"purpose": name, "channel": way, "at": around.now})
    if kind == "purpose":
        if what not in around.policy.purposes:
            return Text("opt_out.share", {"at": around.now})
        name = around.policy.purposes[what].name
        return Text("opt_out.purpose", {"purpose": name, "at": around.now})
    key = f"opt_out.{kind}_{what}" if what else f"opt_out.{kind}"
    alone = nothing_runs and scope in (*BROAD, "channel:call", "channel:sms")
    return Text(f"{key}_alone" if alone else key, {"at": around.now})
