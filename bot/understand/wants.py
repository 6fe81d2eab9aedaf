"""Which service a customer asks for in his own words: 我想试驾, 约个保养, 想看看车, 入会.

Read narrowly: whoever tells what happened on a test drive wants none, and whatever nobody reads begins
nothing. The names are those of the policy's scenes.
"""

from __future__ import annotations

from typing import Final, Literal

from bot.understand.patterns import Pattern
from bot.understand.plain import clauses, plain
from bot.understand.triage import read_triage

Scene = Literal["presales", "testdrive", "service", "membership"]

_LONGEST: Final = 80
_WISH: Final = r"(?:想|要|约|预约|安排|可以|能不能|能|来|去|报名|申请|帮我|给我|体验)"
_TEST_DRIVE: Final = Pattern(
    rf"{_WISH}[^,]{{0,10}}(?:试驾|试乘|试开)(?!的|车|过|完|时|那|了)"
    r"|^(?:试驾|试乘试驾)(?:预约|一下|吧)?$|(?:试驾|试乘)[^,]{0,4}(?:怎么约|预约|可以约|能约|怎么预约)|test ?drive"
)
_SERVICE: Final = Pattern(
    r"(?:想|要|约|预约|安排|来|去|做|定|订|帮我|给我)[^,]{0,10}(?:保养|维修|检修|修车|修一下|年检|首保|二保|换机油|"
    r"四轮定位|检查一下|检测一下|进厂)(?!发票|记录|手册|费|套餐|券|的|过|完|时|了|单|质量)"
    r"|^(?:保养|维修|修车|首保|年检)(?:预约)?$|(?:保养|维修|修车)[^,]{0,4}(?:怎么约|预约|能约|可以约)"
    r"|book (?:a |my )?(?:car )?(?:service|maintenance|repair)"
)
_PRESALES: Final = Pattern(
    r"(?:想|要|打算|准备|考虑|计划|来)[^,]{0,8}(?:看看?(?:新|你们的?)?车|买[一]?[辆台部]?(?:新|个)?车|购车|"
    r"换[一]?[辆台部]?新车|提[一]?[辆台部]新车)(?!的|时)"
    r"|(?:想|要)?(?:问问?|咨询|了解|看看|打听|有什么|有没有|有啥)[^,]{0,10}"
    r"(?:优惠|购车|买车|车型|车价|报价|现车|落地价|新车|首付|分期)"
    r"|(?:看看|了解)(?:一下)?[^,0-9a-z]{0,4}[a-z]\d+(?!高速)|有[^,]{0,3}现车"
    r"|^(?:购车|买车|看车|购车咨询|买车咨询|优惠|报价)$|(?:新车|落地价?)[^,]{0,6}多少钱|buy a (?:new )?car"
)
_MEMBER: Final = Pattern(
    r"^(?:我?[想要]+)?入会$|(?:加入|成为|申请|注册|办理?|开通)[^,]{0,6}(?:会员|车主俱乐部)|^(?:车主)?会员$"
    r"|join (?:the )?(?:club|membership)"
)
_IN_ORDER: Final[tuple[tuple[Scene, Pattern], ...]] = (
    ("testdrive", _TEST_DRIVE),
    ("membership", _MEMBER),
    ("service", _SERVICE),
    ("presales", _PRESALES),
)
_TOLD: Final = Pattern(
    r"的时候|当时|那天|上次|之前|昨天|前天|已经|答应|承诺|投诉|不想|不要|别|取消|退订|退款|退车|凭什么|为什么|"
    r"骗|态度|还没|没人|一直|上周|上个?月|收费|多收|催|被|结果|发票"
)
"""What is told of a service that was, or asked about one: it books nothing."""
_PRICE: Final = Pattern(r"多少钱|价格|贵|怎么收|费用|多久")


def read_want(text: str) -> Scene | None:
    """The service asked for; None where the message asks for none, or tells of something gone wrong."""
    if len(text) > _LONGEST:
        return None
    spelled = ",".join(clauses(plain(text)))
    if _TOLD.search(spelled):
        return None
    found = next((scene for scene, pattern in _IN_ORDER if pattern.search(spelled)), None)
    if found == "service" and _PRICE.search(spelled):
        return None
    if found in ("presales", "membership", "testdrive") and read_triage(text, False).category not in (
        "inquiry",
        "other",
        "price_dispute",
    ):
        return None
    return found
