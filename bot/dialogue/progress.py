"""查进度: how far each case is, in plain words (FLOW-10)."""

import re
from typing import Final

from bot.dialogue import alone
from bot.dialogue.around import Around
from bot.dialogue.asking import aside
from bot.dialogue.commands import ToCase
from bot.dialogue.reply import Listed, Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Conversation, Session
from bot.dialogue.step import Step
from bot.understand.words import Word
from core.case import Case, Kind

ASKS_HOW: Final = re.compile(
    r"(?:你们|我的?|这个|那个|刚才(?:那个)?|上次的?)*(?:投诉|事情?|问题|单子?|编号|案子)*(?:是|的)?(?:编号|单号)?(?:是)?(?:怎么样了?|多少|啥情况|什么情况|(?:处理|办|弄)"
    r"(?:得?怎么样|到哪一?步?|好)了?(?:吗|没有?)?|有(?:没有)?(?:结果|进展|消息|答复)了?(?:吗|没有?)?)"
    r"|(?:你们)?(?:到底)?(?:什么时候|多久|啥时候|几时)(?:能|可以|才能|会)*(?:给我?|有)(?:个)?(?:答复|结果|回复|说法|消息|处理)"
    r"|(?:现在)?(?:是)?谁在?(?:处理|负责|办)(?:我的?(?:事情?|投诉|问题|案子))?|到底?(?:怎么样了?|处理了没有?)"
)
"""Asked of an open case in his own words: it is answered, and its people read that he asks."""
END: Final = " 。.!！?？~～啊呀呢吧"


def listen(session: Session, said: Said, around: Around) -> Step | None:
    if not said.chose("word:status", Word.STATUS):
        return _asked_in_his_own_words(session, said, around)
    in_form = session.conversation is Conversation.COMPLAINT and not around.cases
    session, reply = aside(session, around, Text("progress.not_filed") if in_form else report(around))
    if session.conversation is not Conversation.IDLE or not around.cases:
        return Step(session, reply)
    after = alone.question(session, "complaint", around, number=_has_number(around), anew=True)
    return Step(after.session, reply, after.commands, after.prompt)


def _asked_in_his_own_words(session: Session, said: Said, around: Around) -> Step | None:
    case, in_form = around.open_case, session.conversation is Conversation.COMPLAINT
    if said.pressed or ASKS_HOW.fullmatch(said.text.strip(END)) is None:
        return None
    if in_form and session.step and case is None:
        session, reply = aside(session, around, Text("progress.not_filed"))
        return Step(session, reply)
    if case is None or session.conversation is not Conversation.IDLE:
        return None
    texts = (report(around), Text("progress.passed_on"))
    return Step(session, Reply(texts), (ToCase(case.id, said.written()),))


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
    promised = next((clock for clock in case.clocks if clock.rule == "SLA-5"), None)
    result = case.opened_at if promised is None else promised.due
    late = stage in ("waiting", "handling") and result < around.now
    return Text(
        f"progress.{stage}_late" if late else f"progress.{stage}",
        {
            "number": case.number,
            "filed": case.opened_at if promised is None else promised.started_at,
            "tier": Text(f"progress.tier_{case.tier}"),
            "result_by": result,
        },
    )
