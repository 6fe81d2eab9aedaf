"""信息泄露: what markets stops at once, the supervisors get every access there was, and he learns his ways (SAFE-3)."""

from bot.dialogue import complaint, opt_out
from bot.dialogue.around import Around
from bot.dialogue.asking import ask_again
from bot.dialogue.commands import ToCase, Withdraw
from bot.dialogue.reply import Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Conversation, Session
from bot.dialogue.step import Step
from bot.dialogue.triage import triage
from bot.understand.privacy import Ask, read_privacy
from core.commands import OpenEnquiry
from core.facts import Facts

REASON = "leak"


def asks(said: Said) -> bool:
    """Whether he says that his data got out."""
    return not said.pressed and not said.edited and read_privacy(said.text) is Ask.LEAK


def listen(session: Session, said: Said, around: Around) -> Step | None:
    """The report is no complaint yet: in a form that asks what happened it is the answer as well."""
    if not asks(said):
        return None
    scope = opt_out.scope_of(said, around)
    stopped = opt_out.stop(session, "all" if scope == "all" else "all_marketing", said, around)
    report = OpenEnquiry(REASON, Facts(), triage(session), hold=False)
    first = (Text("leak.answer", {"at": around.now}), *_back(stopped, around), Text("leak.ways"))
    besides = () if scope in ("none", "all", "all_marketing") else (Withdraw(scope, said.text),)
    commands = (*stopped.commands, *besides, report)
    if around.holding is not None:
        heard = ToCase(around.holding.id, said.written())
        return Step(stopped.session, Reply(first), (*commands, heard))
    if session.conversation is Conversation.COMPLAINT and session.step == "phenomenon":
        told = complaint.listen(session, said, around)
        if told is not None:
            texts = told.reply.texts if told.reply is not None else ()
            choices = told.reply.choices if told.reply is not None else ()
            return Step(told.session, Reply((*first, *texts), choices), (*commands, *told.commands))
    if session.conversation is Conversation.COMPLAINT and session.step:
        return Step(session, ask_again(session, around, *first), commands)
    return Step(stopped.session, Reply((*first, Text("leak.complain"))), commands)


def _back(stopped: Step, around: Around) -> tuple[Text, ...]:
    """How what it stopped is had back, where it stopped anything."""
    ended = any(isinstance(one, Withdraw) and one.restorable for one in stopped.commands)
    return (Text("opt_out.undo", {"hours": around.policy.consent.prompt.hours_at_most}),) if ended else ()
