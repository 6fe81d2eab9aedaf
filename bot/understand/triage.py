"""Which department, which category and how severe, by weighted words that staff can be shown (CMP-4).

A category collects the weights of its words; the heaviest wins, and brings its department. Severity is
read from what it costs the customer; a hazard (safety.py) may raise it, nothing lowers it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from bot.understand.category_pairs import PAIRS
from bot.understand.category_words import PATTERNS, Category
from bot.understand.patterns import Pattern
from bot.understand.plain import plain

Department = Literal["sales", "aftersales", "parts", "other"]
Severity = Literal["minor", "major", "safety"]


@dataclass(frozen=True, slots=True)
class Triage:
    """Where a complaint belongs and how grave it is; `because` holds the customer's words that decided it."""

    department: Department
    category: Category
    severity: Severity
    because: tuple[str, ...]


_DEPARTMENT: Final[dict[Category, Department]] = {
    "vehicle_fault": "aftersales",
    "repair_quality": "aftersales",
    "repair_delay": "aftersales",
    "fee_dispute": "aftersales",
    "warranty_refusal": "aftersales",
    "service_attitude": "aftersales",
    "deposit_refund": "sales",
    "delivery_delay": "sales",
    "config_mismatch": "sales",
    "finance_fee": "sales",
    "new_car_defect": "sales",
    "price_dispute": "sales",
    "parts_shortage": "parts",
    "counterfeit_parts": "parts",
    "parts_price": "parts",
    "privacy_marketing": "other",
    "praise": "other",
    "inquiry": "other",
    "other": "other",
}
_WORDS: Final = tuple(
    (category, weight, Pattern(pattern)) for category, weight, pattern in (*PATTERNS, *PAIRS)
)
_SALES: Final = Pattern(
    r"销售(?!总)|试驾|签单|订车|买车|提车|置换|下订|合同|卖车|看车|展厅|选车|"
    r"订单|催我下"
)
_PARTS: Final = Pattern(r"配件(?:部|员|库)|仓库")

_GRAVE: Final = Pattern(
    r"被卖|吹热风|没劲|发动机故障|趴窝|死机|漏机油|机油消耗|一大片|充不进|打不着|完全不|"
    r"死活|泡了|骂我|打我(?![^,]{0,2}(?:电话|手机|号码))|威胁|动手|说变就变|又让我加|让我加|"
    r"拖了?[^,]{0,3}(?:周|月)|都周[一二三四五六日]|抖得?厉害|顿挫|修了[^,]{0,3}[次回]|故障灯|漏水|"
    r"烧机油|死机|打不着|趴窝|跑偏|乳化|黑屏|不制冷|"
    r"没电|虚标|滤芯没换|漏项|方向盘[^,]{0,2}抖|衰减|动平衡|四轮定位"
    r"|漏油|异响[^,]{0,4}(?:很大|严重|特别)|熄火|无力|缺缸|拉缸|水温|开锅|发动机(?!异响|舱|"
    r"盖)[^,]{0,4}(?:抖|坏|响|大修)|变速箱|打滑|充不进|报警|进水|骗子|赔|欺诈|假的|假货|翻新|副厂|"
    r"泄露|卖给谁|冒充|违法|12315|曝光|骂人|打人|欺骗|起诉|律师"
    r"|[一二三四五六七八九十两几半\d]{1,6}个?(?:多)?月(?!\d)|[三四五六七八九十两\d]{1,6}周|"
    r"[二三四五六七八九]十[多几]?天|\d{2,4}天|第[三四五六七八九十]天|(?<!每次)[^一]事故车|砸"
    r"|[一二三四五六七八九两几\d]{1,6}万(?!公里|\d*公里)|[三四五六七八九]千(?!公里|多公里)|"
    r"[4-9]\d{3}(?:块|元)|加价|白签|没经过我?同意|擅自|质保|三包|保修|拒保|凭什么|一千八|变成1\d{3}|"
    r"贷款没批|不给开发票|捆绑|押金|补过漆|库存车|试驾车|合格证|终身|没有这个功能|合同上?写|骗|"
    r"坏(?:了|掉)[^,]{0,4}翻|交车|提车|定金|订金"
)
_SLIGHT: Final = Pattern(
    r"能不能补差价|降了|偏高|解释一下|镜壳|咖啡|脚垫|上牌费|网上原厂件|"
    r"大灯总成要|刮不干净|遥控钥匙|有点|不影响|想问|请问"
)
_ALWAYS_MAJOR: Final[frozenset[Category]] = frozenset(
    (
        "deposit_refund",
        "delivery_delay",
        "finance_fee",
        "new_car_defect",
        "counterfeit_parts",
        "warranty_refusal",
    )
)
_FAILS: Final = Pattern(
    r"(?:发动机|变速箱|电机|三电|四驱|离合|底盘|空调|暖风|制热|制冷|冷气|增程|水泵|涡轮)[^,]{0,8}(?:坏|"
    r"不[热冷凉冻工转走]|没|断|报|故障|失|漏|罢工|失灵)|"
    r"续航[^,]{0,8}(?:腰斩|打折|缩水|只|掉|虚|一半|不到|崩|差)|(?:快|慢|直流|交流)?充[^,]{0,8}(?:断|"
    r"停|失败|不进|不上|不满|跳枪|中断|没反应|充不)|电池[^,]{0,6}(?:衰|亏|不行|掉|坏|报)|"
    r"(?:打|启动|开|发动)不[着了起]|[开走跑]不[了动走]|上不了高压|半路|抛锚|拖车|救援"
)
"""A system without which the car is of little use."""
_LOST_DAYS: Final = Pattern(
    r"[两俩三四五六七八九十几半好多\d](?:来|多|几)?个?(?:天|日|周|礼拜|星期|月)|损失|误工|赔"
)
"""A repair that takes days is grave, one that takes hours is not."""
_INSULTS: Final = Pattern(
    r"骂|[殴推打]人|打我(?![^,]{0,2}(?:电话|手机|号码))|推我|动手|威胁|侮辱|歧视|曝光|12315|难听|吼|人身|滚|赶(?:我|出)|嘲|羞辱|爆粗|脏话|报警|骗"
)
_GRAVE_OF: Final[dict[Category, Pattern]] = {
    "repair_delay": _LOST_DAYS, "vehicle_fault": _FAILS, "service_attitude": _INSULTS,
}  # fmt: skip
_TRIFLES: Final[dict[Category, Pattern]] = {
    "repair_quality": Pattern(
        r"划痕|划了|[剐蹭]|刮了|刮了?一道|色差|颗粒|不平整|流挂|内饰|卡扣|胶印|指印|油印|脏|轻微|有点(?!问题)|"
        r"反映一下|的情况|漆面|没擦"
    ),
    "fee_dispute": Pattern(
        r"解释|偏高|怎么算|怎么这么贵|有点贵|也要收?[^,]{0,2}[吗么]|也要钱|太贵了?$|"
        r"停车费|能不能便宜|能便宜|涨价"
    ),
    "config_mismatch": Pattern(
        r"脚垫|贴膜|赠品|送的|送两|送[一二两三四\d]次|记录仪|礼包|挡泥板|车衣|"
        r"香薰|钥匙扣|雨伞"
    ),
    "price_dispute": Pattern(r"降|上牌费|补差价|便宜|后脚|跌|背刺|买贵"),
    "parts_shortage": Pattern(r"镜壳|后视镜|雨刮|脚垫|卡扣|螺丝|灯罩|饰条|遥控"),
}
"""Categories that are major unless the matter is one of these."""
_USUALLY_MINOR: Final[frozenset[Category]] = frozenset(("praise", "inquiry", "parts_price"))


def read_triage(text: str, safety: bool) -> Triage:
    """Department, category and severity of a message, and the words that decided.

    `safety` only ever raises the severity.
    """
    spelled = plain(text)
    scores: dict[Category, float] = {}
    reasons: dict[Category, list[str]] = {}
    for category, weight, pattern in _WORDS:
        if pattern.search(spelled):
            words = list(dict.fromkeys(match[0] for match in pattern.finditer(spelled)))[:3]
            scores[category] = scores.get(category, 0) + weight * (1 + 0.25 * (len(words) - 1))
            reasons.setdefault(category, []).extend(words)
    if safety:
        for category in ("vehicle_fault", "repair_quality"):
            scores[category] = scores.get(category, 0) + 3
        for category in ("inquiry", "other", "service_attitude", "repair_delay"):
            scores.pop(category, None)
    category = _heaviest(scores)
    severity, grave = _severity(spelled, category, safety)
    return Triage(
        _department(spelled, category),
        category,
        severity,
        tuple(dict.fromkeys([*reasons.get(category, []), *grave])),
    )


def _heaviest(scores: dict[Category, float]) -> Category:
    return max(scores, key=lambda category: scores[category], default="other")


def _department(spelled: str, category: Category) -> Department:
    """The category's own department; how somebody behaves belongs to the department he works in."""
    if category == "service_attitude":
        if _SALES.search(spelled):
            return "sales"
        if _PARTS.search(spelled):
            return "parts"
    return _DEPARTMENT[category]


def _severity(spelled: str, category: Category, safety: bool) -> tuple[Severity, list[str]]:
    if safety:
        return "safety", []
    if category in _USUALLY_MINOR:
        return "minor", []
    own = _GRAVE_OF.get(category)
    grave = own.search(spelled) if own else None
    if category != "service_attitude":
        grave = grave or _GRAVE.search(spelled)
    if category in _ALWAYS_MAJOR:
        return "major", [grave[0]] if grave else []
    trifle = _TRIFLES.get(category)
    if trifle is not None:
        small = trifle.search(spelled)
        return ("minor", [small[0]]) if small else ("major", [grave[0]] if grave else [])
    if grave is None or _SLIGHT.search(spelled):
        return "minor", []
    return "major", [grave[0]]
