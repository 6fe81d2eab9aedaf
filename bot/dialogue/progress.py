"""查进度: how far each case is, in plain words (FLOW-10)."""

from bot.dialogue import alone
from bot.dialogue.asking import aside
from bot.dialogue.session import Around, Conversation, Listed, Said, Session, Step, Text
from bot.understand.words import Word
from core.case import Case, Kind


def listen(session: Session, said: Said, around: Around) -> Step | None:
    if not said.chose("word:status", Word.STATUS):
        return None
    session, reply = aside(session, around, report(around))
    if session.conversation is not Conversation.IDLE or not around.cases:
        return Step(session, reply)
    after = alone.question(session, "complaint", around, number=_has_number(around), anew=True)
    return Step(after.session, reply, after.commands, after.prompt)


def _has_number(around: Around) -> bool:
    return around.asking is not None and bool(around.asking.phone)


def report(around: Around) -> Text:
    """The customer's open cases, or else the last closed one."""
    shown = [case for case in around.cases if case.is_open] or list(around.cases[:1])
    if not shown:
        return Text("progress.none")
    lines = tuple(line(case, around) for case in shown)
    if len(lines) == 1:
        return lines[0]
    return Text("progress.several", {"n": len(lines), "lines": Listed(lines, "\n")})


def line(case: Case, around: Around) -> Text:
    """One case in one sentence: where it is, and by when there is a result."""
    stage = "enquiry" if case.kind is Kind.ENQUIRY and case.is_open else case.stage.value
    result = next((clock.due for clock in case.clocks if clock.rule == "SLA-5"), case.opened_at)
    late = stage in ("waiting", "handling") and result < around.now
    return Text(
        f"progress.{stage}_late" if late else f"progress.{stage}",
        {
            "number": case.number,
            "filed": case.opened_at,
            "tier": Text(f"progress.tier_{case.tier}"),
            "result_by": result,
        },
    )
