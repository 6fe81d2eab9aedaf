"""What the customer wants done: repair, replace, refund, explanation, apology or compensation."""

from dataclasses import dataclass
from typing import Literal

from bot.understand.folding import fold
from bot.understand.patterns import Pattern

Wish = Literal["repair", "replace", "refund", "explanation", "apology", "compensation"]


@dataclass(frozen=True)
class Expectation:
    """One wish and where it was said."""

    wish: Wish
    words: str
    span: tuple[int, int]


_WANT = (
    r"(?:想要?(?!问|咨|了解|反映|投诉|知道|请问)|要求|希望|请|麻烦|帮|能不能|能否|可不可以|可以|能|得|"
    r"必须|尽快|赶紧|赶快|马上|立刻|让你们|给我们?|免费|重新|需要|应该|务必|期望|诉求)"
)
_SAID: tuple[tuple[Wish, str], ...] = (
    (
        "refund",
        (
            r"退一赔[一二三四]|退车|退(?:钱|款|货(?!政策|流程)|费|全款|订金|定金|押金|"
            r"差价|回来?|给我|还给?我?|我)|(?:钱|"
            r"款|定金|订金|押金)[^,。!?]{0,10}(?:退|还给我)|"
            r"(?:不给|不肯|拒绝|拖着不|一直不|不)退|全额退|(?:返还|归还)[^,。]{0,8}(?:款|"
            r"钱|金)|解除(?:购车)?合同|退了(?:算|吧)|把[^,。]{0,8}退(?:给|"
            r"了|掉|回)|(?:把|将)?(?:钱|款)[^,。]{0,4}还(?:给)?我|还我[^,。]{0,4}(?:钱|"
            r"款)|"
            r"三包退"
        ),
    ),
    (
        "replace",
        (
            r"换(?:一)?(?:台|辆|部)(?:新)?的?(?:车)?|换(?:个)?新?车(?!灯|窗|门|牌|机|架|轮|胎|漆|衣)|"
            r"换成?新的?车|不(?:要|想|用)?修了? ?[,，]? ?(?:给我)?换(?:新|一)|更换(?:新)?车辆|"
            r"换整车|三包换|(?:更|置|调)换[^,。]{0,8}(?:车辆|新车|整车)"
        ),
    ),
    (
        "compensation",
        (
            r"补(?:偿|贴|(?:我|给我)?(?:一?[个点下])?差价)|(?:赔|赔偿|赔付)(?!个?(?:礼|"
            r"不是|罪)|了夫人)(?:偿|付|我|钱|给|一|个|点|多少|损失)?|谁赔|(?:打车|租车|"
            r"代步|拖车|误工|医药)[^,。]{0,4}[钱费][^,。]{0,6}(?:出|承担|掏|报|付|赔)|"
            r"误工费|代步车费?|损失(?:费|谁|怎么|由|算)|退一赔|精神损失"
        ),
    ),
    ("apology", r"道(?:个)?歉|说[声句个]?对不起|赔礼|赔(?:个)?不是|认(?:个)?错"),
    (
        "explanation",
        (
            r"(?:给|要|讨|需要)[^,。!?不]{0,6}?(?:说法|解释|交代|交待|答复|理由|说明|明白)|解释(?:一下|清楚|"
            r"下)|说(?:个)?(?:清楚|明白)|(?:书面|"
            r"正式)的?(?:答复|回复|说明|报告|文件)|到底[^,。]{0,3}(?:什么|啥)(?:原因|问题|毛病)|"
            r"(?:搞|弄|查)清(?:楚)?(?:原因|怎么回事)|到底(?:是)?(?:怎么回事|什么原因|为什么)|能不能解释|"
            r"查明原因|想(?:要)?(?:知道|弄明白|搞明白|问清楚)[^,。]{0,4}(?:为什么|为啥|怎么回事|原因|怎么会)"
        ),
    ),
    (
        "repair",
        (
            rf"{_WANT}(?!不)[^,。!?不没]{{0,10}}?(?:修(?!了|过|次)|维修|检修|返修|返工|重做|重喷|"
            rf"重新(?:喷|做|"
            rf"装|弄)|处理好|弄好|搞好|看一?下|看看|"
            rf"调一?下|换个?(?:新)?(?:的)?(?!台|辆|车|过)[\u4e00-\u9fff]{{1,6}})|"
            r"换(?:一)?[个块条副套]新的?[\u4e00-\u9fff]{0,5}(?:给我|吧|就行|就可以)|(?:修|"
            r"弄|搞|处理)好(?:就行|就可以|就好|就成|即可|它|了?就)|免费(?:维修|更换|修)|"
            r"(?:请|要求|尽快|希望|务必)[^,。]{0,4}(?:排除|消除)(?:故障|隐患)|"
            r"(?:要求|"
            r"希望|请|给我们?|得|必须)更换|(?:先)?修(?:好|"
            r"一下)吧|给(?:我)?修(?:好|一下)"
        ),
    ),
)
_ASKED: tuple[tuple[Wish, str], ...] = (
    ("refund", r"退(?!订|下)"),
    ("replace", r"换(?:车|一台|一辆|新|辆|台|掉)|^ ?换(?:了|吧)? ?$"),
    ("compensation", r"赔|补偿|代步|补差"),
    ("apology", r"道歉"),
    ("explanation", r"解释|说法|说清|说明|原因|交代"),
    ("repair", r"修|弄好|搞好|处理好|解决|检查|换|重新?(?:喷|做|装|补|弄)"),
)
_NEGATED = Pattern(
    r"(?:不是?(?:要|想|需要|求|打算|用)?|没(?:有)?(?:要|想|说)?|不用|别|无需|不必|没让你们?|"
    r"不接受)(?:你们?|来|为了?|一定|非要?|再)?$"
)
_SAID_PATTERNS = tuple((wish, Pattern(pattern)) for wish, pattern in _SAID)
_ASKED_PATTERNS = tuple((wish, Pattern(pattern)) for wish, pattern in _ASKED)
_FORBIDDEN_REFUND = Pattern(r"^(?:不给|不肯|拒绝|拖着不|一直不|不)退")


def find_expectation(text: str, *, asked: bool = False) -> Expectation | None:
    """The strongest wish a message states: refund, replace, compensation, apology, explanation, repair.

    What was already done (修了三次) and what is ruled out (我不是要退车) are not wishes. With `asked` a bare
    word (修, 退, 赔钱) is enough.
    """
    folded = fold(text)
    for wish, pattern in _SAID_PATTERNS + (_ASKED_PATTERNS if asked else ()):
        for match in pattern.finditer(folded):
            ruled_out = _NEGATED.search(folded, max(0, match.start() - 8), match.start())
            if ruled_out is None or _FORBIDDEN_REFUND.match(match[0]):
                return Expectation(wish, text[match.start() : match.end()], match.span())
    return None
