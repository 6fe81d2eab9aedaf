"""What happened, in the customer's words, with the facts that have a slot of their own taken out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.understand.folding import fold
from bot.understand.patterns import Pattern

Fact = Literal["where", "when", "purchase", "mileage", "name", "phone"]
Cut = tuple[Fact, tuple[int, int]]


@dataclass(frozen=True)
class Phenomenon:
    """The tidied words, and the stretch of the message they come from."""

    words: str
    span: tuple[int, int]


_CLAUSE = Pattern(
    r"(?:[^,，。!！?？;；、\n…~ .]|(?<![\u4e00-\u9fff]{2}) | (?![\u4e00-\u9fff]{2})|\.(?=[0-9a-zA-Z]))+"
)
_BEFORE: dict[Fact, Pattern] = {
    "where": Pattern(
        r"(?:我们?(?:现在|正|刚|人)*)?(?:停放?在|开在|走在|行驶在|就在|是在|正在|现在在|在|于|从|到|跑|走|停)$"
    ),
    "when": Pattern(r"(?:大概|大约|好像|应该|可能|差不多|估计|是|就|从|在|自从){1,4}$"),
    "purchase": Pattern(
        r"(?:购车|买车|提车|新车|我的?|这|辆|台|车子?|是|在|于|日期|时间|:|才|刚刚?|总共|买|提|开|用|到手|"
        r"入手|落地|了|不到|都|有){1,8}$"
    ),
    "mileage": Pattern(
        r"(?:我的?|这|辆|台|车子?|才|已经|现在|目前|显示|表显|总|里程|公里|数|表|跑|开|走|行驶|了|到|大概|"
        r"大约|总共|一共|是|:|也|就|差不多|快|将近|接近|不到|超过|至){1,8}$"
    ),
    "name": Pattern(
        r"(?:我们?的?|这|那|一?辆|一?台|一?款|车子?|型号?|牌|架|号|码|vin|是|:|为|叫|电话|手机|联系方式|"
        r"联系| |"
        r"开的|买的|新){1,8}$"
    ),
    "phone": Pattern(
        r"(?:我们?的?|家里的?|公司的?|备用|手机|电话|座机|号码?|微信|vx|wx|同|联系(?:方式|我)?|打不通|有事|"
        r"请|麻烦|方便|就|可以|也|或者?|加|打|拨|回|给|到|是|为|:| ){1,8}$"
    ),
}
_AFTER: dict[Fact, Pattern] = {
    "where": Pattern(
        r"(?:上面?|里面?|中|边|附近|路段|那边|那里|的路上)?(?:的时候|行驶时|行驶|开着|开车|时)?"
    ),
    "when": Pattern(r"(?:左右|前后|吧|期间)?(?:的时候|那天|那会儿?|开始|时)?"),
    "purchase": Pattern(
        r"(?:[^,。!?;\n]{0,8}?(?:买|提|购|入手|落地|上牌)(?:的|了|到手?|回来|回家|一台|一辆|台|辆|新车|"
        r"车)*)?(?:左右|多)?(?:的[老新]?车)?"
    ),
    "mileage": Pattern(r"(?:左右|多|吧|了|的?样子|的?时候?(?!不))*"),
    "name": Pattern(r"(?:的?车主|的车|这车|的|一台|一辆)?"),
    "phone": Pattern(r" ?(?:就是|是)?(?:我的?|联系我?|打给我|找我|微信同号|同微信|也可以|也行|都行)?"),
}
_GREETING = Pattern(
    r"(?:转人工(?:客服)?|人工客服|[找要叫接]人工|[转找](?:真人|客服)|"
    r"你们?好|您好|在吗|有人吗|喂|嗨|哈喽|hello|hi|亲|请问|麻烦问一?下|我想问一?下|想问一?下|我要投诉|"
    r"我想投诉|投诉|谢谢|多谢|感谢|师傅|老板|客服|"
    r"我想反映一?个?(?:下|问题)?|是这样的|嗯|啊|哦|额|呃|唉|哎|好的?|对|行|那个|这个|吧|呢|了|的|"
    r"您|你|们)++"
)
_HELLO = Pattern(r"(?:你们?好|您好|在吗|请问|喂)+ *")
_NO_EVENT = Pattern(
    r"(?:你们)?(?:必须|到底|打算|准备)?(?:要|得|给)?(?:怎么|咋)(?:处理|解决|办|赔|说)(?:吧|呢|的)?|"
    r"怎么回事|你们(?:负不负责|管不管|说怎么办)|"
    r"(?:我)?(?:吓死我了?|气死我了?|无语了?|服了|太过分了|烦死了|真是的|人差点没了)|凭什么|合理吗|"
    r"这合理吗|有没有人管|"
    r"请?(?:尽快)?(?:安排人)?联系我|方便的话.*|谢谢.*|麻烦了.*"
)
_GLUE = Pattern(
    r"[\s\W_]*(?:我们?的?|你们?的?|车子?|这|那|个|台|辆|款|的|了|是|在|上|里|到|就|才|也|都|刚|大概|大约|"
    r"好像|应该|可能|提|买|购|跑|开|走|行驶|"
    r"里程|公里数?|表显|牌照?号?|架号|vin|电话|手机号?|号码|型号|从|于|店|入手|上牌|现在|已经|一共|总共|"
    r"左右|多|开始|发生|吧|时候|那天|新|款|和|跟|有|[\s\W_])*+"
)
_CONTENT = Pattern(r"[\u3400-\u9fffA-Za-z0-9]")
_CUT = "\0"


def find_phenomenon(
    text: str, facts: Sequence[Cut], wishes: Iterable[tuple[int, int]] = ()
) -> Phenomenon | None:
    """What is left of a message without its facts, greetings and demands; None when nothing is left.

    `facts` are the kinds and spans of the other slots, `wishes` the spans of what the customer wants. A
    clause that is little more than a wish or an outcry is left out, unless it is all there is. Clauses are
    joined by ，.
    """
    cut = _without(text, facts)
    spans = [match.span() for match in _CLAUSE.finditer(cut)]
    wished = tuple(wishes)
    said = [(words, start, end) for start, end in spans if (words := _tidy(cut[start:end]))]
    kept = [one for one in said if not _is_demand(one, wished)] or said
    if not kept:
        return None
    return Phenomenon("，".join(words for words, _, _ in kept), (kept[0][1], kept[-1][2]))


def _without(text: str, facts: Sequence[Cut]) -> str:
    """The text with each fact, and the words that only lead to it, blanked out."""
    folded = fold(text)
    characters = list(text)
    for kind, (start, end) in facts:
        before = _BEFORE[kind].search(folded, max(0, start - 16), start)
        after = _AFTER[kind].match(folded, end)
        first = before.start() if before else start
        last = after.end() if after else end
        characters[first:last] = _CUT * (last - first)
    return "".join(characters)


def _tidy(clause: str) -> str:
    """The words of a clause around its cuts; empty when only glue or a greeting stands there."""
    parts = [part.strip() for part in clause.split(_CUT)]
    words = "".join(part for part in parts if part and not (_CUT in clause and _GLUE.fullmatch(fold(part))))
    folded = fold(words)
    if not _CONTENT.search(words) or _GREETING.fullmatch(folded) or _GLUE.fullmatch(folded):
        return ""
    hello = _HELLO.match(folded)
    return words[hello.end() :] if hello else words


def _is_demand(said: tuple[str, int, int], wishes: tuple[tuple[int, int], ...]) -> bool:
    """你们必须给我一个说法; 你们打算怎么处理; 吓死我了."""
    words, start, end = said
    if _NO_EVENT.fullmatch(fold(words)):
        return True
    return any(start <= first < end and len(words) - (last - first) <= 8 for first, last in wishes)
