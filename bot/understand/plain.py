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
    ("刹车", r"[煞杀沙傻]车(?!子)|刹车车"),
    ("挡", r"档(?=位)|(?<=[pdnr空跳脱挂降倒换])档"),
    ("失灵", r"(?<=[车盘向动门囊带])(?:[失实时][零林领另铃]|[实时]灵)"),
    ("气囊", r"气[襄囔曩馕]"),
    ("爆", r"暴(?=胎)|(?<=胎)暴"),
    ("自燃", r"自然(?=了(?:我|吧|啊|$))|(?<=车)自然(?=了)"),
)
_TYPOS: Final = Pattern("|".join(f"({typed})" for _, typed in _SOUNDS_LIKE))
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
