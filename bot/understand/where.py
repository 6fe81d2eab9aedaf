"""Where it happened: the place as the customer names it (绕城高速, 小区地库, 北环路)."""

import re
from dataclasses import dataclass

from bot.understand.folding import fold
from bot.understand.patterns import Pattern


@dataclass(frozen=True)
class Where:
    """A place and where it was said; `words` is the place alone, without 在 and 上."""

    words: str
    span: tuple[int, int]


_NOUN = (
    r"高速公路|高速路口|高速口|高速路|高速|快速路|国道|省道|县道|乡道|环路|环线|外环|内环|"
    r"[一二三四五六]环|大道|隧道|匝道|辅道|应急车道|辅路|主路|高架桥?|立交桥?|大桥|"
    r"地下车库|地下停车场|停车场|停车位|地库|车库|车位|服务区|收费[站口]|加油站|充电站|充电桩|检测站|维修厂|"
    r"修理厂|路口|十字路口|红绿灯|坡道|斜坡|陡坡|坡上|山路|土路|烂路|乡下|农村|"
    r"小区门口|小区楼下|小区|家门口|家楼下|楼下|单位门口|单位楼下|公司门口|公司楼下|学校门口|幼儿园门口|"
    r"医院门口|医院停车场|公司停车场|商场|超市|菜市场|火车站|高铁站|地铁站|汽车站|[东南西北]站|机场(?!高速|大道|路)|"
    r"码头|景区|"
    r"高新区|开发区|新区|市区|市中心|城区|郊区|郊外|县城|路边|马路上|马路边|大街上|街上|工地|洗车店|"
    r"洗车房|宾馆|酒店|广场|公园|家里|老家|(?<=[\u4e00-\u9fff]{2})[区县镇](?![别分域间])|"
    r"(?<![上下一半])(?<!个)桥上|"
    r"(?<![车线半一思套网油电气管水回走出让弯道退赶上大同一铁家班学戚])路(?![边面况过程段费由虎口])|街道|"
    r"(?<!逛)街(?!道)"
)
_NAME = r"[\u4e00-\u9fff0-9a-z]"
_IN = Pattern(
    rf"(?:停放?在|开在|走在|行驶在|发生在|就在|放在|在|于|停|到|去|经过|路过|途经|跑|上(?!个|周|次|月|午|"
    rf"礼|星|了|面|不|下)|(?<!地)下(?!个|周|次|月|午|了|面|不)|从|"
    rf"沿着?|走(?=[\u4e00-\u9fff]{1, 4}(?:高速|环|路|大道|隧道)))(?:了)?"
    rf"(?P<place>{_NAME}{{0,9}}?(?:{_NOUN})(?:[\u4e00-\u9fff]{{0,4}}?(?:出口|入口|路口|服务区|收费[站口]|匝道|"
    rf"方向(?!盘|机)|路段|隧道|"
    rf"门口|地库|车库|停车场))?"
    r"(?:[和与跟][\u4e00-\u9fff]{1,5}[路街道](?:的?(?:交叉口|交汇处?|路口|口))?)?)"
)
_ALONE = Pattern(
    r"(?P<place>(?:g|s)[0-9]{1,4}(?:国道|省道|高速)?(?=[上的段往]|[\u4e00-\u9fff]{0,3}高速)|"
    r"[\u4e00-\u9fff]{0,3}(?:[这那]边的?|附近的?)?(?:高速|"
    r"国道|省道)(?:公路|路口|口|服务区)?(?=[上的,。 ]|堵|行驶|开|跑|出口|入口|突然|$)|"
    r"(?:小区|公司|单位|家|商场|学校|医院)?(?:地下车库|地下停车场|地库|停车场(?:出口|入口|门口)?|坡道|"
    r"隧道里|服务区|路边|高架上?|快速路|绕城|"
    r"[东南西北]?[一二三四五六]环(?:路)?)|"
    r"下坡|上坡|爬坡|(?<=在)家(?=里|充|停|,|。|$)|(?<=[,。 天号上下午晚早])[\u4e00-\u9fff]{2,3}(?:大道|"
    r"环路|大街))"
)
_BREAK = Pattern(
    r"[了着过是我你他她们车把被就还又也没不很在于去从突吓候正每最个跑]|(?<![边近])的|(?<![成首])都|[这那](?!边)|人(?!民)|时(?!代)|开(?!发|"
    r"元|封)|一(?!环|号|中|路|大道)"
)
_NOT_HERE = Pattern(
    r"你们(?:店|4s|家|厂|车间|那)|店门口|4s店|贵店|店里|休息区|展厅|车间|(?:在)?网上|车里|手里|群里"
)
_TAIL = Pattern(r"(?:上|里|边)$")


def find_where(text: str, *, asked: bool = False) -> Where | None:
    """The first place named, or None; the store itself is not one.

    With `asked` (we had just asked where) a short answer is taken whole.
    """
    folded = fold(text)
    for pattern in (_IN, _ALONE):
        for match in pattern.finditer(folded):
            span = _tidy(folded, *match.span("place"))
            if span is not None:
                return Where(text[span[0] : span[1]], span)
    return _whole_answer(text, folded) if asked else None


def _tidy(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """The place without the words that run into it (我的车停在 | 小区地库)."""
    head = folded[start:end]
    if _NOT_HERE.search(folded, max(0, start - 3), min(len(folded), end + 2)):
        return None
    noun = re.search(rf"(?:{_NOUN})", head)
    limit = noun.start() if noun else 0
    cut = 0
    for match in _BREAK.finditer(head, 0, limit):
        cut = match.end()
    start += cut
    if folded[start:end] in ("路", "街") or (end - start == 2 and folded[end - 1] in "路街"):
        return None
    if end - start > 2:
        while (
            folded[end - 1] in "上里"
            and end - start > 2
            and folded[start:end] not in ("坡上", "桥上", "家里")
        ):
            end -= 1
    return (start, end) if end > start else None


_ANSWER = Pattern(
    r"[\s,。\ufffd]*(?:是|就|就是|应该)?(?:停|开|走)?(?:在|于)?(?P<place>[^,。!?\n\ufffd]{2,24}?)(?:上面|"
    r"上|里面|里|"
    r"那边|那里|那儿|附近|吧|的|时候|"
    r"的时候)?[\s,。!]*"
)
_NOT_A_PLACE = Pattern(
    r"不(?:知道|清楚|记得|确定|晓得|想|方便)|忘了|没有|跳过|随便|为什么|干嘛|人工|[?吗呢]|取消|上一步|嗯|什么"
)


_TROUBLE = Pattern(
    r"[坏抖漏贵慢差裂堵]|响|不[凉热冷亮灵动准转走吹响稳好]|没[修弄装换好人]|[修换]过|太[贵大差慢吵]"
)
"""What is told on instead of a place: 方向盘也抖."""


_ON_THE_WAY = Pattern(r"[班家学店途]路$")
"""上下班路上 is no road of that name."""


def _whole_answer(text: str, folded: str) -> Where | None:
    match = _ANSWER.fullmatch(folded)
    if match is None or _NOT_A_PLACE.search(folded) or re.fullmatch(r"[0-9 .]+", match["place"]):
        return None
    if _TROUBLE.search(folded):
        return None
    start, end = match.span("place")
    if _ON_THE_WAY.search(folded, start, end) and folded[end : end + 1] == "上":
        end += 1
    return Where(text[start:end], (start, end))
