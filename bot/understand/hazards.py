"""How a hazard is written down, and the words that only look like one.

A row of the hazards reads: one of its parts, then within a few words one of its failures, or the
other way round. Words that only look like a part (方向盘套) or a hazard (气炸了) are taken out before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from bot.understand.patterns import Pattern

Kind = Literal[
    "brake", "steering", "throttle", "motion", "power", "fire", "battery", "leak", "wheel", "restraint",
    "opening", "assistance", "trapped", "injury", "crash", "view", "unsorted",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hazard:
    """One way in which a car endangers people.

    `parts` are plain words, looked for first because that is cheap; `needs` must stand anywhere in the
    message, and a clause with `unless` is not this hazard.
    """

    kind: Kind
    pattern: Pattern
    words: tuple[str, ...]
    needs: Pattern | None
    unless: Pattern | None


def hazard(
    kind: Kind, parts: str, fails: str, *, gap: int = 7, back: int = 4, needs: str = "", unless: str = ""
) -> Hazard:
    """A part and its failure within `gap` characters, or the failure first and the part within `back`."""
    words = tuple(parts.split())
    part = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    turned = f"|(?P<b>{fails})[^◇]{{0,{back}}}?(?:{part})" if back else ""
    return Hazard(
        kind,
        Pattern(f"(?:{part})[^◇]{{0,{gap}}}?(?P<f>{fails}){turned}"),
        words,
        Pattern(needs) if needs else None,
        Pattern(unless) if unless else None,
    )


def phrase(kind: Kind, words: str, phrase: str, *, needs: str = "", unless: str = "") -> Hazard:
    """A hazard that a phrase names without a part; one of `words` must stand in the message at all."""
    return Hazard(
        kind,
        Pattern(f"(?P<f>{phrase})"),
        tuple(words.split()),
        Pattern(needs) if needs else None,
        Pattern(unless) if unless else None,
    )


LOOKALIKES: Final = Pattern(
    r"(?:刹车|制动)(?:灯泡|灯罩|异响|保养)|高位刹车灯\w{0,2}罩|刹车灯(?![^,]{0,6}不亮)|"
    r"刹车[^,]{0,4}(?:喷漆|粉尘|生锈)|(?:前面|前方|旁边|对面|路边)(?:的|那|有)?一?[辆台部]?车[^,]{0,3}(?:着火|"
    r"起火|冒烟|自燃|爆胎|翻)|烧[了出的]?[^,]{0,3}烟(?:洞|窟窿)|一脚油门[^,]{0,3}[窜蹿]出去,?(?=[^◇]{0,6}(?:喜欢|"
    r"爽|过瘾))|油壶盖\w?|鸟[屎粪][^,]{0,6}|踏板[^,]{0,2}(?:胶[^,]{0,2})?[垫皮套]|踏板[^,]{0,2}胶垫|"
    r"道闸[^,]{0,6},?[^,]{0,4}(?:砸|"
    r"撞|碰|蹭|刮)|刹车[^,]{0,6}[软硬灵][^,不]{0,2},?[^,不]"
    r"{0,8}(?:好踩|舒服|喜欢|顺脚)"
    r"|方向盘(?:套|皮|真皮|加热|按键|按钮|快捷键|标|盖|上[^,]{0,5}键|上的)|转向灯|转向指示灯|方向感|"
    r"导航[^,]{0,4}方向"
    r"|火花塞|烟灰缸|火车|消防栓|火药|火警演习|救火|起?火灾\w{0,4}(?:演习|演练)|起?火灾报警|发火|"
    r"恼火|火大|上火|消火|灭火器|防火\w?|点烟器(?!冒|着|起|烧)"
    r"|打[不得]?着火|着不了火|点不着火|打火(?!花|$|,|了|冒)|(?:着火|失火|起火|冒烟|翻车|"
    r"爆炸)[了]?(?:似的|一样)|点火(?!花)|熄火线"
    r"|油漆|烧机油|机油味|自燃险|自燃保险|防爆\w?|爆款|爆满|爆单|打爆|爆料|撞单|撞色|撞衫|撞脸|撞款|"
    r"撞期|撞上[^,]{0,3}(?:活动|好)"
    r"|备胎|车架号|轮毂盖\w?|轮毂中心盖|轮盖|轮眉|轮胎气门\w{0,3}|胎压|气门嘴\w{0,2}|中轴|轴承|轴距|轴重|轴套"
    r"|断章取义|断头路|断货|断供|断断续续|安全座椅|安全期|漏项|漏水|漏电话|漏打|漏接|漏换|漏风|漏雨|"
    r"漏了(?=[^油电气液一])"
    r"|(?:手机|钥匙|遥控器?|充电宝|记录仪|手表|手环|平板)[^,]{0,4}(?:电池|充电\w?)|无线充电"
    r"|杯架|遮阳板|扶手箱|脚垫|护板|(?<!固定)(?<!座椅)(?<!座椅的)(?<!带)卡扣|衣服|车标|车牌\w?"
    r"|把?油门[^,]{0,3}当[^,]{0,2}刹车|把?刹车[^,]{0,3}当[^,]{0,2}油门|气囊(?:盖板?|游丝|罩|标)|"
    r"安全带(?:提示音|套|提醒|颜色)"
    r"|(?<!到)(?<!在)(?:排气管?|尾气管?|尾管)[^,上]{0,4}[冒有]\w{0,3}烟"
    r"|气炸|炸毛|(?:价格?|心态|脾气|人气|服务|态度|群里|手机|信息|头|脑袋|肺|我|快)[^,车]{0,3}(?:爆炸|炸了|"
    r"炸裂)(?![^,]{0,3}伤)"
    r"|(?:让人|让我|简直|我都?快|我都?要|气得|急得|等得|人都?快|气到|等到)[^,车]{0,6}(?:自燃|冒烟|"
    r"冒火|着火|燃烧|爆炸|起火)"
    r"|(?:嗓子|喉咙|眼睛|七窍|头顶|脑袋|鼻子|嘴)[^,]{0,3}(?:冒烟|冒火|生烟|着火)|火冒三丈|急火|心急火燎"
    r"|(?:情绪|价格|收费|费用|局面|管理|服务|客服|销售|投诉|脾气)[^,]{0,4}(?:失控|失灵|失效|刹不住|"
    r"瘫痪|翻车|着火)"
    r"|(?:涨|降|说|吵|骂|花|嘴)[^,]{0,3}刹不住(?:车|嘴)?|(?:保养|服务|直播|活动|口碑|维修|售后)[^,]{0,3}翻车"
    r"|(?:空调|香薰|出风口)[^,]{0,4}(?:焦糖|雾|白气)|焦糖\w{0,2}"
)
"""Words that look like a part or a hazard and are neither; the table never sees them."""
