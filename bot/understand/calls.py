"""Whether a customer asks to be called (请给我回电), which lifts consent for that call (GATE-8).

Read narrowly: whoever complains about calls, or asks who called, has asked for none.
"""

from __future__ import annotations

from typing import Final

from bot.understand.patterns import Pattern
from bot.understand.plain import plain

_LONGEST: Final = 60
_ASKS: Final = Pattern(
    r"(?:给|跟|和)我(?:们)?(?:再)?(?:回|打|来|拨)(?:一?[个通])?(?:电话?(?!话)|过来)|给我(?:一?个)?回(?:个)?电"
    r"|(?:打|回电|拨|来电|致电)(?:电话)?(?:给我|过来)|(?:打|拨)我(?:的)?(?:电话|手机|这个号码?)"
    r"|电话(?:联系|通知|回复|沟通)(?:一下)?我|(?:和|跟)我电话(?:联系|沟通)|^(?:回电|请?回个?电话?|要?电话联系)$"
    r"|(?:please |pls )?call me(?! back later no)|give me a call|ring me"
)
_NOT_ASKING: Final = Pattern(
    r"别|不要|不用|不准|不许|不想|不需要|甭|勿|少(?:给|打)|骚扰|推销|天天|老是|总是|一直|整天|每天|没完"
    r"|谁|哪个|哪位|刚才|刚刚|昨天|前天|上次|之前|上周|已经|为什么|干嘛|凭什么"
    r"|没(?:有)?(?:人|给|打|回)|也不|都不|从来|说好|答应|说(?:会|要)?给我|打过|打了|don'?t|stop|never"
)


def asks_for_call(text: str) -> bool:
    """Whether the message asks the store to call him."""
    if len(text) > _LONGEST:
        return False
    spelled = plain(text)
    return _ASKS.search(spelled) is not None and _NOT_ASKING.search(spelled) is None
