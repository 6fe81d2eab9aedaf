"""Which purpose customers mean when they speak of it in their own words: 旧车卖不卖, 修到哪步, 审车 (CON-8).

Read only in a message that asks to stop something; which one it is then depends on what it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.understand.patterns import Pattern

TOPICS: Final[Mapping[str, Pattern]] = {
    "insurance_renewal": Pattern(
        r"续保|续期|车险|保单|交强|续(?:车|汽车)?保险|保险(?:到期|那|的事|快到|报价|续|年年)|催保险|买保险|"
        r"renewal|insurance"
    ),
    "maintenance_reminder": Pattern(
        r"(?<!预约)(?<!约)保养(?!维修|套餐|券|卡|预约|工位)|首保|三滤|换机油|maintenance"
    ),
    "inspection_reminder": Pattern(r"年检|年审|验车|审车|检车|车检|检测场|上线检测|inspection"),
    "free_check": Pattern(r"免费(?:的)?(?:体检|检测|检查|查车|检车)|free check"),
    "stock_alert": Pattern(
        r"(?:到|有|来)(?:没到)?(?:了)?(?:现)?(?:车|货)(?:没有?)?(?:了)?(?:的)?(?:提醒|通知|消息|"
        r"提示|也|就|吱|时|的话|到)"
        r"|现车|车源|来了车|到没到店|到店(?:不必|不用|通知|提醒)|来车|来货|车子?到[了仔咗]|in stock"
    ),
    "order_progress": Pattern(
        r"(?:购车|订车|订单|排产|交车|提车)[^,]{0,4}(?:进[度展]|走到|到哪)|(?:订(?:的|"
        r"了)?[^,]{0,3}车)[^,]{0,5}"
        r"(?:走到|到哪|物流|进度)|排产|车(?:到哪|造到|行到)|提车前|order (?:status|progress)"
    ),
    "testdrive_feedback": Pattern(
        r"试(?:驾|车|个车|完车|了)[^约]{0,8}(?:回访|打分|问卷|感[受想觉]|反馈|评价|体验|意见|满意|"
        r"如何|怎么样|问我)"
        r"|test drive (?:feedback|went)|how the test drive"
    ),
    "testdrive_booking": Pattern(
        r"约[^,]{0,4}试[驾车]|试[驾车](?:的)?(?:预约|邀约|安排|约)|(?:叫|喊|催|"
        r"提醒)[^,]{0,4}去试[驾车]|test drive booking"
    ),
    "service_booking": Pattern(
        r"预约[^,]{0,2}(?:保养|维修|进厂)|约[^,]{0,2}(?:工位|维修|保养)|(?:保养|维修|维保|修车)[^,]{0,2}预约|"
        r"service.appointment"
    ),
    "repair_progress": Pattern(
        r"(?:维修|修车|修理|喷漆|钣金)[^,]{0,3}(?:进[度展]|到哪)|修到(?:哪|什么|啥)|维修(?:通知|"
        r"消息)|repair (?:update|progress)"
    ),
    "care_survey": Pattern(
        r"^(?!.*试).*回访|用车[^,]{0,3}(?:随访|关怀|调查|感受|体验)|满意度|调研|开得[^,]{0,6}(?:不|"
        r"咋|怎么)[^,]{0,4}|"
        r"打(?:分|星)|十分|打10分|问卷|survey"
    ),
    "fault_warning": Pattern(
        r"预警|故障(?:提醒|推送|报警|消息)|车机报警|远程诊断|异常(?:就)?(?:推|发)|fault (?:alert|"
        r"warning)|remote fault"
    ),
    "member_events": Pattern(
        r"车友|车主(?:活动|聚会|露营|沙龙|讲堂|亲子|观影|自驾|会)|自驾(?:游|活动)|会员(?:日|活动)|"
        r"俱乐部|owner.(?:club|event)s?"
    ),
    "trade_in": Pattern(
        r"置换|旧车|以旧换新|收(?:我的?|旧|二手)车|估(?:价|我)|换(?:新)?车补贴|新车补贴|trade.?in|trading in"
    ),
    "presales_followup": Pattern(
        r"买不买|定不定|考虑得?(?:怎么|咋|如何|好)|(?:购车|买车)(?:咨询|意向|的事)|售前|(?:催|"
        r"追)[^,]{0,4}(?:订|定|买|下)车|"
        r"(?:啥时候|什么时候|几时)[^,]{0,2}(?:订|定|买)|看车那?事|想买啥车|聊买车|车不买了|不买车了|"
        r"购车跟进|buying the car"
    ),
    "promo_offers": Pattern(
        r"降价|打折|特惠|立减|让利|(?:新款|新车型?|车型)(?:上市|介绍|推送|的?(?:消息|资讯))|"
        r"优惠(?:信息|消息|推送|券|与)|price cut"
    ),
    "complaint": Pattern(
        r"投诉(?:处理|后续|进[展度]|那|的(?:事|进|后|处)|这)|(?:那个?|这个?|我的?)投诉|为(?:你们|"
        r"那)[^,]{0,4}投诉|complaint"
    ),
    "safety_recall": Pattern(r"召回|recall"),
}
"""Where two are named the narrower word decides: 试驾回访 is no 试驾预约."""

_KEPT: Final = Pattern(
    r"照[收发旧常做]|可以(?!停|取消|关|不|别|免|撤|退|省)|还(?:要|收|是|得)|不动|保留|留(?:着|"
    r"到|下)|除外|例外|另(?:说|算)|"
    r"继续|照样|没(?:事|关系)|别(?:停|取消|关)"
)
"""A clause about what may go on."""


def topic(body: str) -> str | None:
    """The one purpose that a message names, in clauses that do not say it may go on; None for none or several."""
    named: set[str] = set()
    for clause in body.split(","):
        if not _KEPT.search(clause):
            named |= {code for code, words in TOPICS.items() if words.search(clause)}
    return named.pop() if len(named) == 1 else None
