"""核实来电: which contacts were ours, with the word the caller had to say; and loudly that others were not (SAFE-1).

Only the chat's own customer is answered, about his own contacts: the number he asks about is not looked at.
"""

import re
from datetime import datetime, timedelta
from typing import Final

from bot.dialogue.around import Around, PastContact
from bot.dialogue.asking import aside
from bot.dialogue.reply import Listed, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Session
from bot.dialogue.step import Step
from bot.understand.words import Word

ASKED: Final = re.compile(
    r"(?:谁|哪个?|哪位|你们?|您们|贵?店里?|4[sS]店)[^，,。？?]{0,8}"
    r"(?:给我|跟我|和我|找我|往我)[^，,。？?]{0,8}(?:打(?:的|了|过)?(?:个)?电话|来电|致电)"
    r"|(?:来电|电话|号码)[^，,。？?]{0,10}(?:是不是|是否是?|真的?是)[^，,。？?]{0,3}(?:你们|您们|贵店|店里|4[sS]店)"
    r"|(?:来电|电话|号码)[^，,。？?]{0,8}是(?:你们|您们|贵店|店里)[^，,。？?]{0,6}(?:吗|么|嘛|\?|？)"
    r"|(?:自称|冒充|说是|说自己是)[^，,。？?]{0,4}(?:你们|您们|贵店|4[sS]店|店里)[^。？?]{0,20}"
    r"(?:电话|真的假的|骗子|是真的|靠谱)"
)
LONGEST: Final = 40


def asks(said: Said) -> bool:
    """Whether he wants to know who called him."""
    if said.chose("word:whocalled", Word.WHO_CALLED):
        return True
    return not said.pressed and len(said.text) <= LONGEST and ASKED.search(said.text) is not None


def listen(session: Session, said: Said, around: Around) -> Step | None:
    if not asks(said):
        return None
    session, reply = aside(session, around, *answer(around))
    return Step(session, reply)


def answer(around: Around) -> tuple[Text, ...]:
    """Every real contact of the last days, newest first; without one, that it was not us.

    Where somebody else left the same number, a call about him rang here as well: that it was ours is said, and
    nothing else of it.
    """
    days = around.policy.contact.caller_check.days
    found = [(one.at, _line(one)) for one in around.contacts]
    found += [(at, _other(at, channel)) for at, channel in around.for_others]
    if not found:
        return (Text("caller.not_us", {"days": days}),)
    found.sort(key=lambda one: one[0], reverse=True)
    recent = around.now - found[0][0] <= timedelta(
        minutes=around.policy.contact.caller_check.just_now_minutes
    )
    end = "caller.only_these" if recent else "caller.none_just_now"
    lines = tuple(line for _, line in found)
    return (Text("caller.list", {"days": days, "lines": Listed(lines, "\n")}), Text(end))


def _line(one: PastContact) -> Text:
    return Text(
        "caller.line_word" if one.word else "caller.line",
        {
            "at": one.at,
            "who": one.who,
            "way": Text(f"number.channel_{one.channel}"),
            "purpose": one.purpose,
            "number": one.number,
            "word": one.word,
        },
    )


def _other(at: datetime, channel: str) -> Text:
    return Text("caller.line_other", {"at": at, "way": Text(f"number.channel_{channel}")})
