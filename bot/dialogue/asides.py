"""Other questions in the middle: why this is asked, an example, the hours, what only a person can answer."""

import re
from typing import Final

from bot.dialogue import prompts
from bot.dialogue.around import Around
from bot.dialogue.asking import aside, choices, question
from bot.dialogue.reply import Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Conversation, Session
from bot.dialogue.step import Step
from bot.texts import known
from bot.understand.words import Word

HOURS: Final = re.compile(
    r"(?:几点|什么时候|多晚|何时).{0,4}(?:下班|上班|关门|开门|营业)|营业(?:时间|到几点)"
)
OUR_NUMBER: Final = re.compile(
    r"(?:请问|问下|告诉我)?(?:你们|店里|4[sS]店|客服|售后|销售)(?:店|这里|那边)?的?(?:联系)?(?:电话|号码|热线|座机)(?:号码?)?(?:是)?(?:多少|几号|什么|给我?一?[下个])"
)
WHAT_ARE_YOU: Final = re.compile(
    r"(?:真人|活人|人工|机器人?|AI|ai|程序|自动回复)[^，,。]{0,3}(?:吗|么|吧|还是|？|\?)"
    r"|是(?:人|机器人?|真人|活人)还是|^(?:你|您|你们)(?:到底)?(?:是谁|是什么人?|叫什么)"
)
UNCLEAR: Final = re.compile(
    r"(?:这个?|你)?(?:是|说的)?(?:什么|啥)意思[啊呀呢]?[？?。]*|(?:看|听|搞)不[懂明白]+[。？?]*|不懂[。？?]*"
)
"""He does not know what the question is for: its reason says that, too."""
SHORT: Final = 16
"""A question about what it is has no more to say than that."""
NAMED: Final = (
    ("plate", "车牌"),
    ("vin", "车架"),
    ("mileage_km", "里程"),
    ("phone", "电话"),
    ("phone", "手机"),
)
"""What a question may ask about by name, whatever was asked last."""


def why(session: Session, said: Said, around: Around) -> Step | None:
    """为什么要这个: the reason for this very question, then the question again."""
    step = session.step
    if session.conversation is Conversation.IDLE or step in ("", "cancel", "danger"):
        return None
    if Word.WHY not in said.words and (said.pressed or UNCLEAR.fullmatch(said.text.strip()) is None):
        return None
    about = next((slot for slot, name in NAMED if name in said.text), step)
    if session.conversation is Conversation.NUMBER:
        return Step(session, Reply((Text(f"reason.{step}"), *_of_consent(session, around))))
    if about != step and not (step == "model" and about in ("plate", "vin")):
        session, reply = aside(session, around, Text(f"reason.{about}"))
        return Step(session, reply)
    if session.conversation is Conversation.ENQUIRY:
        session, reply = aside(session, around, Text(f"reason.{about}"))
        return Step(session, reply)
    again = question(session, step, around)
    return Step(session, Reply((Text(f"reason.{about}"), *again), choices(step, around)))


def _of_consent(session: Session, around: Around) -> tuple[Text, ...]:
    """The list that is being answered, once more: its numbers are asked for. A question that stands alone, and the
    number, are still to be seen above."""
    consents = session.consents
    if consents is None or session.step != "consents" or around.has_buttons:
        return ()
    return (Text("number.look_again"), *prompts.shown(consents, around).texts[1:])


def example(session: Session, said: Said, around: Around) -> Step | None:
    """看例子, offered after two failures."""
    if said.pressed != "word:example" or session.conversation is not Conversation.COMPLAINT:
        return None
    if session.step in ("", "cancel", "danger"):
        return None
    text = Text(f"example.{session.step}", {"example": around.example_model})
    return Step(session, Reply((text,), choices(session.step, around)))


def hours(session: Session, said: Said, around: Around) -> Step | None:
    """你们几点下班, also in the middle of a form: answered, and the question asked again."""
    if said.pressed or HOURS.search(said.text) is None or len(said.text) > 30:
        return None
    if around.closes_at is not None:
        text = Text("idle.open_until", {"closes_at": around.closes_at})
    else:
        text = Text("idle.closed_until", {"opens_at": around.opens_at or around.now})
    session, reply = aside(session, around, text)
    return Step(session, reply)


def our_number(session: Session, said: Said, around: Around) -> Step | None:
    """你们电话多少: the store's own, which stands in every notice."""
    if said.pressed or OUR_NUMBER.fullmatch(said.text.strip(" 。.!！?？")) is None:
        return None
    session, reply = aside(session, around, Text("idle.our_number", {"phone": around.policy.store.phone}))
    return Step(session, reply)


def identity(session: Session, said: Said, around: Around) -> Step | None:
    """你是人还是机器: it says what it is, whenever it is asked (behaviours 1)."""
    if said.pressed or WHAT_ARE_YOU.search(said.text) is None or len(said.text) > SHORT:
        return None
    session, reply = aside(session, around, Text("idle.identity", {"store": around.policy.store.name}))
    return Step(session, reply)


def no_number(session: Session, said: Said, around: Around) -> Step | None:
    """不想留电话, before anybody asked: the service is the same (CON-4)."""
    if Word.NO_NUMBER not in said.words or session.conversation is Conversation.NUMBER:
        return None
    session, reply = aside(session, around, *same_service(around))
    return Step(session, reply)


def same_service(around: Around, key: str = "number.no_number_needed") -> tuple[Text, ...]:
    """No number, same service; and how long the platform lets us answer, where it sets a limit."""
    limit = (Text("number.window", {"hours": around.window_hours}),) if around.window_hours else ()
    return (Text(key), *limit)


def unsupported(session: Session, said: Said, around: Around) -> Step | None:
    """A sticker or a place: said so, and the question asked again."""
    if not said.unsupported:
        return None
    kind = f"kind.{said.unsupported}"
    what = Text(kind if known(kind) else "kind.other")
    session, reply = aside(session, around, Text("form.unsupported", {"what": what}))
    return Step(session, reply)
