"""Which department, which category and how severe: weighted words, each of which can be shown to staff (CMP-4).

A category collects the weights of its words; the heaviest wins, and brings its department. Severity is read from what it
costs the customer; a hazard (safety.py) may raise it, nothing lowers it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from bot.understand.plain import plain

Department = Literal["sales", "aftersales", "parts", "other"]
Severity = Literal["minor", "major", "safety"]
Category = Literal[
    "vehicle_fault", "repair_quality", "repair_delay", "fee_dispute", "warranty_refusal", "service_attitude",
    "deposit_refund", "delivery_delay", "config_mismatch", "finance_fee", "new_car_defect", "price_dispute",
    "parts_shortage", "counterfeit_parts", "parts_price", "privacy_marketing", "praise", "inquiry", "other",
]  # fmt: skip


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
_PART: Final = (
    r"(?:配件|零件|保险杠|大灯|总成|刹车片|机油|电瓶|水泵|镜壳|后视镜|轮胎|滤芯|减震|雨刮|"
    r"车门|玻璃|叶子板|气囊|发动机|变速箱|轮毂|传感器|模块|火花塞|件)"
)

_WORDS: Final[tuple[tuple[Category, float, re.Pattern[str]], ...]] = tuple(
    (category, weight, re.compile(pattern))
    for category, weight, pattern in (
        # the car itself
        ("vehicle_fault", 2, (r"刹车|方向盘|转向|气囊|断轴|失去动力|溜车|自燃|冒烟|着火|起火|漏液|"
            r"油门|弹开|汽油味|漏油|故障灯|抖|漏水|烧机油|打不着|趴窝|异响|响|不灵|失灵|刮不干净|"
            r"鼓包|乳化|急刹|烧黑|掉色|胎压灯|虚标|不制冷|不制热|黑屏|死机|熄火|漏气|顿挫|跑偏|卡顿|"
            r"卡死|没反应|升降|慢半拍|亮灯|灯亮|进水|起雾|爆胎|断裂|开裂|松动|失效|不工作|不回位|"
            r"打不开|关不[上严]|充不进|充电慢|续航|衰减|油耗|生锈|掉漆|起泡|霉味|异味|亏电|没电|漏|"
            r"断|裂|坏|锁死|不亮|不热|不动|抖动|飘")),
        ("vehicle_fault", 1, (r"发动机|变速箱|空调|天窗|车窗|座椅|雨刮|车机|导航|仪表|电池|充电|轮胎|"
            r"底盘|尾门|车门|钥匙|大灯|音响|屏|后备箱|行驶|高速|开着|aeb|冷启动|电瓶|中控|安全带|"
            r"悬[挂架]|减震|蓝牙|后视镜|油箱")),
        # repairs
        ("repair_quality", 4, (r"修了[^,]{0,4}[次回遍]|[^不]修(?:过)?[两三四五六\d几][次回]|又(?:坏|"
            r"不|亮|响|漏|犯)|还是(?:坏|不|响|漏|抖|跑偏|这样|老样子|一样|有|没好|没修)|没修好|"
            r"修不好|越修越|白修|反复|老毛病|复发|修完|维修完|修好[^,]{0,5}(?:又|还|没[^,]{0,3}天)|"
            r"刷了[^,]{0,3}次|做过[两三几\d]次|动平衡|四轮定位|返修|返工|钣金|喷漆|色差|补漆没|装反|"
            r"装错|没装好|没拧|漏装|忘了装|没换(?!给)|偷工|漏项|保养完|做完保养|换完|刚修|"
            r"上次(?:的)?维修|上次修|取车(?:就|后|时|才|回|发现|好)|洗车[^,]{0,6}(?:刮|划)|"
            r"把我[^,]{0,6}(?:刮|划|弄坏|装坏|拆坏)")),
        ("repair_quality", 1, r"师傅|维修|检修|技师|车间|拆|装回|刚换|保养"),
        ("repair_delay", 4, (r"说好[^,]{0,4}(?:天|小时|点)[^,]{0,2}(?:修|取|交)|修了[^,]{0,5}(?:天|周|"
            r"个?月|星期)|(?:没|未|不)[^,]{0,2}(?:修好|动静|修完|开工|动工)|还没(?:修|定损|弄|好|动)|"
            r"没定损|定损|放(?:在)?[^,]{0,8}(?:天|个?月|周|星期)|等[到了][^,]{0,8}(?:才|接车|小时|"
            r"钟头|点|个?钟|天)|才有人接|排了|排队|俩小时|(?:一|两|三|四|五|六|半|几|"
            r"\d)个?(?:多)?(?:小时|钟头|钟)|预约[^,]{0,8}(?:等|没人|点)|取不了车|"
            r"什么时候(?:能)?(?:修好|取车|好)|迟迟(?:不|没)修|拖着不修|一拖再拖|再等等|接车")),
        ("repair_delay", 1.5, r"等|拖|第[\d一二三四五六七八九十]{1,4}天|动静|代步车"),
        ("fee_dispute", 4, (r"明细|工时费|工时|结账|结算|报价[^,]{0,6}(?:说|时候|结|变)|多收|乱收费?|"
            r"收我|收了我|三滤|没经过我?同意|擅自|私自[^,]{0,4}(?:换|做|加)|坑人|重复收|检测费|"
            r"拖车费|停车费|项目[^,]{0,4}没做|账单|保养[^,]{0,6}(?:贵|[一二三四五六七八九\d]千)|"
            r"费用[^,]{0,4}(?:高|不|怎)|收费")),
        ("fee_dispute", 1.5, r"收[^,]{0,4}(?:百|千|块|元|\d)|退钱|贵|商量|清洗|小票"),
        ("warranty_refusal", 5, (r"质保|保修|三包|不给保|拒保|过保|不在保|脱保|免费更换|不属于保|"
            r"厂家不认|不予索赔|保外|拒赔")),
        ("service_attitude", 4, (r"态度|爱答不理|爱理不理|骂人|素质|玩手机|没人招呼|没人理|不理人|"
            r"不理我|不耐烦|甩脸|白眼|冷淡|冷漠|难听|凶|没有一个给我?回|不回(?:我|电话|信息|微信|"
            r"消息)|微信都不回|没人接(?!车)|不接(?:我)?电话|敷衍|爱搭不理|嘲讽|冷嘲|吼|推来推去|"
            r"踢皮球|问三句|没礼貌|不尊重|歧视|看不起|翻脸|催我下订|电话打了没反应|投诉[^,]{0,4}没|"
            r"曝光|12315|最后一遍")),
        ("service_attitude", 1, r"前台|顾问|经理|销售员|小姑娘|接待|工作人员"),
        # sales
        ("deposit_refund", 6, (r"定金|订金|意向金|(?<!续保)(?<!保)押金[^,]{0,6}(?:退|不)|诚意金|"
            r"退订(?:单|车|款)?|退款一直")),
        ("delivery_delay", 5, (r"交车|提不[了到]车|(?:一个?月|\d{1,6}天|\w周|\w天)提车|订车|"
            r"订了[^,]{0,6}(?:月|周|天|没)|准信|合格证|临牌|上不了牌|没车|排产|到店[^,]{0,4}没|"
            r"一直没车|等车|车[^,]{0,4}(?:还)?没到|行驶证|大本|绿本|登记证|车辆手续|关单|一致性证书")),
        ("config_mismatch", 5, (r"配置|高配|低配|减配|没有这个功能|没有[^,]{0,4}功能|宣传|广告说|承诺|"
            r"答应|赠品|送的|说送|送我|说好送|口头|货不对板|跟[^,]{0,6}(?:不一样|不符)|合同上?写|"
            r"不符|缩水|没给(?!我?(?:回|说法|打|修))|虚假|画饼|当初说|官网写")),
        ("finance_fee", 6, (r"金融服务费|服务费|手续费|贷款[^,]{0,4}(?:费|息|利|必须|强制)|全险|捆绑|"
            r"强制[^,]{0,4}(?:保险|贷|消费|装)|续保押金|押金才|必须[^,]{0,6}(?:贷款|买保险|店里买)|"
            r"利息|利率|分期|金融|gps费|按揭|贴息|不给开发票|非要我")),
        ("new_car_defect", 5, (r"新车[^,]{0,12}(?:补|漆|划|掉|凹|坏|刮|异|脏|跑了|公里|问题|瑕疵|痕|"
            r"脱)|补过漆|漆面仪|当新车|试驾车|展车|库存车|生产日期|事故车当|刚提(?:的|回|"
            r"车)[^,]{0,10}(?:就|发现|补|划|凹)|提回(?:去|来|家)[^,]{0,4}发现(?!根本没有)|调表|"
            r"翻新车|运损|公里数显示|二手车当|提车[^,]{0,6}(?:发现|时)[^,]{0,6}(?:划|凹|漆|坏|痕)")),
        ("price_dispute", 5, (r"降了|降价|补差价|差价|加价|上牌费|旧车|置换|评估|保价|"
            r"便宜[^,]{0,4}(?:千|万)|临时[^,]{0,3}(?:涨|加)|涨价|背刺|车价|裸车|落地价|合同白签|"
            r"才给提车|多收[^,]{0,4}(?:上牌|购置税)|购置税")),
        # parts
        ("parts_shortage", 5, r"配件[^,]{0,8}(?:等|没|缺|到|在途|订)|缺货|缺件|没货(?!,?送)|没有?件|"
            r"等件|等配件|在途|到货|调(?:一个|货|件)|订件|停产|断货|件[^,]{0,4}(?:没到|不到)|" + _PART +
            r"[^,]{0,6}(?:等了|订了|还没到|没货|缺)|预付全款"),
        ("counterfeit_parts", 6, (r"副厂|假的|假货|假机油|假配件|翻新件|翻新|原厂标|防伪|拆车件|"
            r"非原厂|不是原厂|冒牌|三无|旧件|以次充好|二手件|不像原厂|高仿|是不是原厂|正品")),
        ("parts_price", 5, r"网上[^,]{0,8}(?:才|只|便宜|卖)|(?:总成|配件|原厂件|一个" + _PART +
            r")[^,]{0,6}(?:要|卖|报)[^,]{0,4}(?:[一二三四五六七八九两\d])|配件(?:价格?|太贵|贵|费)|"
            r"件[^,]{0,3}(?:太贵|贵|比[^,]{0,6}(?:贵|高))|一个" + _PART + r"[^,]{0,4}(?:[一二三四五六七八九两\d]{1,6}[百千万])"),
        # privacy
        ("privacy_marketing", 6, (r"推销|促销短信|骚扰|贷款电话|号码卖|泄露|我的(?:信息|隐私|号码|"
            r"手机号)|手机号|(?:个人)?信息[^,]{0,4}(?:卖|泄|删)|冒充|推广|营销|退订|拒收|隐私|"
            r"广告(?!说|里|宣)|别(?:再)?(?:给我)?打电话|不要(?:再)?(?:给我)?打电话|天天(?:接|"
            r"打)[^,]{0,4}电话|卖给谁|群发|诈骗")),
        # the rest
        ("praise", 8, (r"点个?赞|表扬|好评|特别(?:好|耐心|满意|专业|负责)|很(?:满意|专业|负责任)|"
            r"非常满意|感谢(?:你们|师傅|小)|锦旗|服务[^,]{0,3}(?:真|很|特别|非常)好|"
            r"态度[^,]{0,3}(?:真|很|特别|非常)好|热情周到|五星")),
        ("inquiry", 5, (r"想问|问一?下|请问|咨询|多少钱|有空位|怎么(?:用|开启|预约|设置|关闭|走|保养)|"
            r"几点|能不能预约|预约[^,]{0,8}[吗么]$|多久(?:换|保养|能)|什么时候(?:营业|上班|下班)|"
            r"有(?:没有)?(?:优惠|现车|活动)[^,]{0,3}[吗么?]?$|想做个检查|想约|可以预约|在哪(?:里|"
            r"儿)?(?:看|设置)|地址|需要带什么|会不会也|有卖|正常吗")),
        ("other", 4, (r"停车场|道闸|门口的?路|休息[区室]|咖啡|厕所|卫生间|茶水|路太|难走|门店环境|"
            r"展厅|wifi|停车位|停车难|官网|网站|小程序|app|指示牌|午餐|饭菜|儿童区|洗手间|饮料")),
        ("other", 2.5, r"垃圾店|骗子"),
    )
)  # fmt: skip
_SALES: Final = re.compile(
    r"销售(?!总)|试驾|签单|订车|买车|提车|置换|下订|合同|卖车|看车|展厅|选车|"
    r"订单|催我下"
)
_PARTS: Final = re.compile(r"配件(?:部|员|库)|仓库")

_GRAVE: Final = re.compile(
    r"抖得?厉害|顿挫|修了[^,]{0,3}[次回]|故障灯|漏水|烧机油|死机|打不着|趴窝|跑偏|乳化|黑屏|不制冷|"
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
_SLIGHT: Final = re.compile(
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
_USUALLY_MINOR: Final[frozenset[Category]] = frozenset(("praise", "inquiry"))


def read_triage(text: str, safety: bool) -> Triage:
    """Department, category and severity of a message, and the words that decided; `safety` only ever raises."""
    spelled = plain(text)
    scores: dict[Category, float] = {}
    reasons: dict[Category, list[str]] = {}
    for category, weight, pattern in _WORDS:
        words = list(dict.fromkeys(match[0] for match in pattern.finditer(spelled)))[:3]
        if words:
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
    grave = _GRAVE.search(spelled)
    if category in _ALWAYS_MAJOR:
        return "major", [grave[0]] if grave else []
    if grave is None or _SLIGHT.search(spelled):
        return "minor", []
    return "major", [grave[0]]
