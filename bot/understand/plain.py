"""Customer text in one spelling: half width, lower case, simplified, cut into clauses.

Readers of meaning (safety, anger, withdrawal …) look at this form only. Unlike folding.py it may change the
length, so nothing here is a span of the customer's own words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from bot.understand.patterns import Pattern

_TRADITIONAL: Final = (
    "冇軟彎軌車剎煞動輪軸電門氣囊帶轉燈閘開關發煙燒斷裡裏著這個們來過還會說話請別給訂閱"
    "號碼營銷務廣擾聯繫係絡優惠續險養護換訴單據簡訊息傳撥機買賣錢處麼為問題業員經"
    "試駕預約試飛掉鎖壞漏從鐘點後衝撞傷醫院對錯讓嗎無沒線應該與樣難聽騙將現當時間"
    "擔憂網報導檢測質寫條資訊個撤銷權權繼續進狀態幫確認謝謝請願夠長東邊爐彈體變頭盤靈煩討厭絕爛氣癱滾驚嚇慘歲點歸撐緊註絲鬆熱燙護欄溝漸壓噴濺滲脹庫剛離陣鈴聲響繞區鎮縣億"
)
_SIMPLIFIED: Final = (
    "没软弯轨车刹刹动轮轴电门气囊带转灯闸开关发烟烧断里里着这个们来过还会说话请别给订阅"
    "号码营销务广扰联系系络优惠续险养护换诉单据简讯息传拨机买卖钱处么为问题业员经"
    "试驾预约试飞掉锁坏漏从钟点后冲撞伤医院对错让吗无没线应该与样难听骗将现当时间"
    "担忧网报导检测质写条资讯个撤销权权继续进状态帮确认谢谢请愿够长东边炉弹体变头盘灵烦讨厌绝烂气瘫滚惊吓惨岁点归撑紧注丝松热烫护栏沟渐压喷溅渗胀库刚离阵铃声响绕区镇县亿"
)
_INVISIBLE: Final = (0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F))
_SELECTORS: Final = (*range(0x2060, 0x2070), *range(0xFE00, 0xFE10))
_CHARACTERS: Final[dict[int, str]] = {
    **{ord(old): new for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)},
    **dict.fromkeys((*_INVISIBLE, *_SELECTORS), ""),
}
_SOUNDS_LIKE: Final = (
    ("刹车", r"[煞杀沙傻莎纱]车(?!子|间)|刹车车|(?<=踩)闸|脚闸|(?<![道电跳拉水空气])闸(?=[不没失软硬踩坏])"),
    ("刹", r"[杀沙煞](?=不[住下])"),
    ("挡", r"档(?=位)|(?<=[pdnr空跳脱挂降倒换])档"),
    ("失灵", r"(?<=[车盘向动门囊带])(?:[失实时][零林领另铃]|[实时]灵)"),
    ("气囊", r"气[襄囔曩馕]"),
    ("爆", r"暴(?=胎)|(?<=胎)暴|[抱报](?=胎)|放炮(?=了)(?<=[胎轮轱辘子]放炮)"),
    ("自燃", r"自然(?=了(?:我|吧|啊|$))|(?<=车)自然(?=了)"),
    ("冒烟", r"[冒貌][严盐言]"),
    ("方向盘", r"方向[盆盼判牌]"),
    ("安全带", r"安全[代袋]"),
    ("溜车", r"[流留遛]车(?=了|撞|出)"),
    ("踩", r"[采彩睬](?=刹|油|不[住动]|下去|到底)"),
    ("退订", r"推订"),
    # what is said otherwise in the north, the south-west, the south
    ("怎么", r"咋"),
    ("什么", r"啥"),
    ("轮子", r"[轱毂][辘轳]"),
    ("看", r"瞅"),
    ("自己", r"自[个各]儿?|自已"),
    ("没有", r"[莫么没]得(?=[反一什电刹劲力用办油])"),
    ("别", r"甭|嫑"),
    ("我", r"俺"),
)
"""What is meant, and how it is mistyped, misheard by a keyboard, or said in a dialect."""
_FIRST_OF_A_TYPO: Final = "煞杀沙傻莎纱刹闸脚档失实时气暴抱报放自冒貌方安流留遛采彩睬推咋啥轱毂瞅莫么没甭嫑俺"
_TYPOS: Final = Pattern(
    f"(?=[{_FIRST_OF_A_TYPO}])(?:" + "|".join(f"({typed})" for _, typed in _SOUNDS_LIKE) + ")"
)
_STOPS: Final = Pattern(r"[,。!?;:…\n\r\t、~()「」『』\"“”【】|]+|(?<!\d)\.+|\.+(?!\d)")
_GAP: Final = Pattern(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f])")
_SPACES: Final = Pattern(r"[ \u3000]+")
_NOT_A_WORD: Final = Pattern(r"[\W_]+")


@lru_cache(8)
def plain(text: str) -> str:
    """One spelling of `text`: half width, lower case, simplified characters, nothing invisible."""
    spelled = unicodedata.normalize("NFKC", text).translate(_CHARACTERS).lower()
    return _TYPOS.sub(_right, spelled)


def _right(typo: re.Match[str]) -> str:
    return _SOUNDS_LIKE[(typo.lastindex or 1) - 1][0]


@lru_cache(8)
def clauses(spelled: str) -> tuple[str, ...]:
    """The clauses of an already plain text, in order; a blank between two Chinese words ends a clause too.

    A text in which blanks stand between single words (刹 车 失 灵) is read without them.
    """
    parts: list[str] = []
    for part in _STOPS.split(spelled):
        words = [word for word in _GAP.split(part.strip()) if word]
        if len(words) > 2 and sum(map(len, words)) < 2.2 * len(words):
            words = ["".join(words)]
        parts.extend(_SPACES.sub(" ", word) for word in words)
    return tuple(part for part in parts if part)


def compact(text: str) -> str:
    """The plain text without blanks, punctuation and emoji: what a control word is compared with."""
    return _NOT_A_WORD.sub("", plain(text))
