"""Reading the answer to the question that was asked."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.dialogue.echo import WISHES, Heard, heard_slots
from bot.dialogue.said import Said
from bot.dialogue.session import Session
from bot.understand.words import Word

FILLER: Final = re.compile(r"[\s嗯啊呃额哦噢唉哎呀那个这就吧呢嘛的了是不对好行…。，,.!！?？~～]*")
"""Words with nothing in them: never the answer to a question that takes free text."""
_POLITE: Final = r"(?:好的?|嗯)?[，,]?(?:{})[啊啦哈呢]?[。.!！~～]*"
THANKS: Final = re.compile(
    _POLITE.format(r"(?:太|非常|十分)?(?:谢谢?|多谢|感谢|辛苦|麻烦)(?:您|你们?|大家|了|啦)*")
)
PLEASANTRY: Final = re.compile(
    _POLITE.format(
        r"我?(?:知道|明白|了解|晓得|清楚)了?|收到了?|没事了?|再见|拜拜|晚安|[哈呵嘿]+|不客气|没关系"
    )
)
"""Said for politeness: it tells of nothing, and answers nothing."""
WANTS: Final = re.compile(r"要|需要|会|有")
"""A yes that asks for something: somebody else must hear it."""
LETTER: Final = re.compile(r"[^\W\d_]")
NUMBER: Final = re.compile(r"[\d零一二两三四五六七八九十百千万wWkK.点多几\s]+")

FREE: Final = ("where", "model", "expectation")
"""Slots that may hold the customer's words as they are, where these say nothing else."""
PLACED: Final = ("where", "model")
"""Of these, the ones that tell of no trouble: 空调也不凉 is no place."""
OWN_WORDS: Final = ("phenomenon", "cause")
"""Slots that hold his words whatever facts are among them."""
MARKED: Final = ("plate", "vin")
"""Slots that hold his words where there is a number among them."""
LONGEST: Final = 200

CANNOT_TELL: Final = re.compile(
    r"[我也就真都,，\s]*(?:不知道|不晓得|不清楚)(?:该|要)?(?:怎么|咋|如何|从哪|从何)(?:说|讲|描述|表达|开口|说起|讲起)[啊呀好呢吧]*"
    r"|[我也就真,，\s]*(?:不会|不太会)(?:说|描述|讲|表达)|[我也]*(?:说不清楚?|讲不清楚?|说不上来)|怎么说呢[.。…，,]*"
)
"""He has something to tell, and no words for it yet."""
LACKS: Final = re.compile(
    r"[,，。;；\s]+(?:车架号|车牌号?|其他的?|别的)?(?:没有?|不知道|不清楚|不记得|忘了)[^,，。]*$"
)
"""What he adds that he does not know: 凯美瑞，没有车架号."""
DECLINES: Final = re.compile(
    r"(?:先|都)?(?:不用|不要|不需要|不行|不可以|要|需要|好的?|可以|行|收到|ok|OK)(?:了|的|吧)?[。.!！~]*"
)
"""Said to an offer; to whether it is safe it is neither yes nor no."""
LEADS: Final = re.compile(
    r"^(?:我|现在|车)*(?:开的?(?:是|就是)?|买的?是|的?车?(?:型|子)?是)(?:一?[台辆个款])?"
)
"""开的汉兰达: what leads to the name of a car."""
CAUSE: Final = re.compile(
    r"(?:我|就|那)?(?:感?觉得?|怀疑|估计|应该|可能|八成|肯定|多半|会不会)(?:就|还|都)?是"
    r"(?P<cause>[^？?]{2,40}?(?:错|坏|问题|松|漏|质量|没装|没换|没拧|老化|磨损|引起|造成|导致)[^？?]{0,10}?)吧?[。！!]*"
)
"""应该是机油加错了吧: what he takes for the cause, whatever was asked."""
PLACE: Final = re.compile(r"楼下|小区|路[上边口]|地库|车库|停车场|门口|家[里门]|单位|公司|附近|高速|服务区")
"""A place said where the car was asked for."""
NO_FILES: Final = re.compile(
    r"(?:我|现在|暂时|真的)*(?:没有?|没拍|拍不了|发不了|没法拍|没来得及拍|忘了拍)(?:拍|留|存)?(?:什么|任何)?(?:照片|图片?|视频|录像|录音|证据|这些|东西)*(?:可发|可以发)?[了的呢啊吧]*"
)
"""没有照片, asked for some."""
UNSAFE: Final = (
    ("", re.compile(r"吗|？|\?|会不会|是不是")),
    (
        "unsure",
        re.compile(r"说不好|不好说|不一定|拿不准|(?:可能|应该|也许|大概|估计|好像)[^，。]{0,3}(?:不|没)"),
    ),
    (
        "no",
        re.compile(
            r"(?:不会?|没有?|不太|没什么|不怎么)(?:影响|危险|安全问题|安全隐患)|安全上?没有?问题|^挺?安全的?$"
        ),
    ),
    ("yes", re.compile(r"影响|危险|不安全|不敢开|隐患|肯定会|当然会|可能会|应该会")),
)
"""How people answer whether it is unsafe, beside 会 and 不会; the first that fits. A question is no answer, and
a hedged no is not sure."""
SHORT: Final = 16
ENDS_ASKING: Final = re.compile(r"(?:[吗么呢？?]|是谁|是哪位)[啊呀嘛]?\s*$")
ASKS: Final = re.compile(
    r"会不会|是不是|要不要|有没有|为[啥何]|凭啥|[啥什]么?关系|咋[个么]?[办整弄]|怎么(?:办|处理|弄|收费)|多久|多少[钱天]|什么时候"
)
"""A question in place of an answer."""
BEGS: Final = re.compile(r"能不能|能否|可不可以|可以|行不行")
"""能不能快点？ is a wish, though it ends like a question."""
LITTLE: Final = 4
NEXT_TO_A_NUMBER: Final = 10
TOLD: Final = 6
"""So many characters say something, though nothing in them is recognised."""
NOTHING_TOLD: Final = (FILLER, THANKS, PLEASANTRY, CANNOT_TELL)
BY_WORD: Final = {Word.YES: "yes", Word.NO: "no", Word.UNSURE: "unsure"}
SHOWN: Final = {"yes": "会", "no": "不会", "unsure": "不确定"}


def answer(session: Session, said: Said, now: datetime) -> tuple[str, Heard] | None:
    """(slot, what was answered) for the question `session.step`, or nothing where it cannot be read."""
    step = session.step
    if said.pressed.startswith("slot:"):
        slot, _, value = said.pressed.removeprefix("slot:").partition("=")
        return slot, chosen(slot, value)
    if said.pressed:
        return None
    if step == "safety":
        words = frozenset() if DECLINES.fullmatch(said.text.strip()) else said.words
        return safety_answer(words) or _in_own_words(said.text)
    if step in FREE and (cause := CAUSE.fullmatch(said.text.strip())) is not None:
        return "cause", Heard(cause["cause"], cause["cause"], said.text.strip())
    heard = heard_slots(said.reading, now)
    slots = ("model", "plate", "vin") if step == "model" else (step,)
    for slot in slots:
        if slot in heard:
            return slot, heard[slot]
    own = said.text.strip()
    if step == "model":
        own = LEADS.sub("", LACKS.sub("", own)) or own
    if step == "model" and PLACE.search(own) and _takes_words("where", said, bool(heard)):
        return "where", Heard(own, own, own)
    return (step, Heard(own, own, own)) if _takes_words(step, said, bool(heard)) else None


def safety_answer(words: frozenset[Word]) -> tuple[str, Heard] | None:
    """会, 不会 or 不确定: whoever takes one back in the same breath means the last of them, or is not sure."""
    found = [value for word, value in BY_WORD.items() if word in words]
    return ("safety", chosen("safety", found[0])) if found else None


def _in_own_words(text: str) -> tuple[str, Heard] | None:
    if len(text) > SHORT:
        return None
    value = next((value for value, pattern in UNSAFE if pattern.search(text)), "")
    return ("safety", replace(chosen("safety", value), words=text)) if value else None


def chosen(slot: str, value: str) -> Heard:
    """What a choice puts into its slot."""
    shown = SHOWN[value] if slot == "safety" else WISHES[value]
    return Heard(value, shown, shown)


def _takes_words(step: str, said: Said, has_facts: bool) -> bool:
    """Whether the customer's own words are the answer: not his anger, not a question, not his papers, nor what stands
    under a picture."""
    if not is_content(said.text) or (len(said.text) > LONGEST and step not in OWN_WORDS):
        return False
    if step in OWN_WORDS:
        return True
    if said.evidence or said.removed_papers or said.reading.is_angry or has_facts or _is_question(step, said):
        return False
    if step in PLACED and (said.words or said.reading.triage.category != "other" or BEGS.search(said.text)):
        return False
    return step in FREE or (step in MARKED and any(one.isdigit() for one in said.text))


def _is_question(step: str, said: Said) -> bool:
    return asks_back(said) and not (step == "expectation" and BEGS.search(said.text))


def asks_back(said: Said) -> bool:
    """Whether he answers a question with one."""
    text = said.text.strip()
    if said.reading.triage.category == "inquiry":
        return True
    return ENDS_ASKING.search(text) is not None or ASKS.search(text) is not None


def tells_on(session: Session, said: Said) -> bool:
    """Whether he goes on telling what happened instead of answering: 等红灯抖得厉害, asked whether it is safe.

    Where an answer in many words is possible only what is recognised as trouble counts.
    """
    reading, text = said.reading, said.text.strip()
    if said.pressed or said.removed_papers or reading.phones or reading.correction or not is_content(text):
        return False
    category = reading.triage.category
    if not session.facts["phenomenon"].known or session.revisiting or ENDS_ASKING.search(text):
        return False
    if category == "other":
        if asks_back(said):
            return False
        return session.step == "safety" and not reading.is_angry and len(text) >= TOLD
    return category not in ("inquiry", "praise")


def is_content(text: str) -> bool:
    """Whether there is anything in it beyond fillers, signs and commands."""
    bare = text.strip()
    if LETTER.search(bare) is None or NUMBER.fullmatch(bare) or bare.startswith(("/", "／")):
        return False
    return len(bare) > LONGEST or not any(one.fullmatch(bare) for one in NOTHING_TOLD)


def is_polite(said: Said) -> bool:
    """谢谢, 知道了, 好的: it wants no answer but a kind one."""
    bare = said.text.strip()
    agrees = said.words == {Word.YES} and WANTS.match(bare) is None
    return agrees or THANKS.fullmatch(bare) is not None or PLEASANTRY.fullmatch(bare) is not None


def says_little(said: Said) -> bool:
    """Too few words to tell what happened, and none that is recognised: 我车, or hardly more than a number."""
    if said.reading.triage.category != "other" or said.reading.safety is not None:
        return False
    return sum(one.isalpha() for one in said.text) < (NEXT_TO_A_NUMBER if said.reading.phones else LITTLE)
