"""The customer's control words: whole messages that mean one thing whatever is being asked.

A word counts only when the message holds nothing else (喂，跳过吧 does; 跳过坑的时候异响 does not), so
that no fact is mistaken for a command.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from bot.understand.patterns import Pattern
from bot.understand.plain import clauses, compact, plain


class Word(Enum):
    """What a control word asks for; the value is the name by which texts and tests know it."""

    SKIP = "skip"
    BACK = "back"
    CANCEL = "cancel"
    HUMAN = "human"
    CONTINUE = "continue"
    LATER = "later"
    SUBMIT = "submit"
    HELP = "help"
    STATUS = "status"
    COMPLAIN = "complain"
    ENQUIRE = "enquire"
    BOOK = "book"
    DONE = "done"
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    NO_CHANGE = "no_change"
    WHY = "why"
    NONE_OF_THEM = "none_of_them"
    LATER_DECIDE = "later_decide"
    AGREE_ALL = "agree_all"
    NO_NUMBER = "no_number"
    GREETING = "greeting"
    ACCEPT = "accept"
    OBJECT = "object"
    START = "start"
    CONSENTS = "consents"
    WHO_CALLED = "whocalled"
    MY_DATA = "mydata"
    ERASE = "erase"
    STOP = "stop"
    ENGLISH = "english"
    CHINESE = "chinese"


_SPELLINGS: Final[dict[Word, str]] = {
    Word.SKIP: "跳过 跳过这题 跳过这个 跳过这一题 先跳过 略过 下一题 下一个 不填 先不填 不想填 "
        "不想说 不方便说 过 pass skip",
    Word.BACK: "上一步 返回 上一题 返回上一步 返回上一题 回到上一步 回到上一题 后退 back goback previous",
    Word.CANCEL: "取消 算了 不投诉了 不想投诉了 我不投诉了 我不想投诉了 不想投诉 不用投诉了 撤诉 我要撤诉 "
        "算了不投诉 算了不投诉了 算了不要了 算了我不要了 算了不弄了 算了不用了 算了不说了 算了算了 "
        "算了不登记了 取消预约 不约了 放弃 取消投诉 不弄了 不填了 "
        "不登记了 不报了 撤销投诉 退出 cancel nevermind quit",
    Word.HUMAN: "人工 转人工 真人 找人 人工客服 人工服务 找人工 要人工 叫人工 转真人 找真人 转客服 "
        "找客服 接人工 人呢 有人吗 有没有人 叫个人来 找个人 换人 换个真人 转接人工 转人工客服 "
        "我要跟人说 要和人说话 human agent operator person realperson talktoahuman",
    Word.CONTINUE: "继续 接着 接着填 继续填 继续填写 接着来 继续登记 continue goon resume",
    Word.LATER: "晚点 晚点说 晚点再说 等会 等会说 等会再说 等会儿再说 等一会儿 等一下再说 一会说 "
        "一会儿说 一会再说 待会说 待会再说 待会儿再说 回头说 回头再说 稍后 稍后再说 明天再说 "
        "改天再说 在开车 我在开车 我开车呢 正在开车 开车呢 在忙 我在忙 现在没空 没空 现在不方便 "
        "不方便 later busy notnow",
    Word.SUBMIT: "提交 确认 确认提交 确定提交 提交投诉 没问题提交 可以提交 就这样提交 submit confirm",
    Word.HELP: "帮助 help 怎么用 使用说明 你能做什么 你会什么 说明 菜单 menu",
    Word.STATUS: "进度 查进度 查询进度 查看进度 看进度 我的投诉进度 投诉进度 处理进度 进度查询 "
        "到哪一步了 处理得怎么样了 处理到哪了 有结果了吗 status progress",
    Word.COMPLAIN: "投诉 我要投诉 我想投诉 要投诉 想投诉 我要投诉你们 登记投诉 提交一个投诉 complain "
        "complaint fileacomplaint",
    Word.ENQUIRE: "留电话 可以留电话 我要留电话 留个电话 留号码 我留电话 我留个电话 愿意留电话 "
        "留联系方式 留手机号 leavenumber",
    Word.BOOK: "预约 我要预约 我想预约 想预约 约一下 我要约 enquire enquiry inquire booking book",
    Word.DONE: "好了 没有了 没有 没了 就这些 就这样 就这么多 完了 发完了 传完了 没别的了 没其他的了 "
        "结束 done finished thatsall nomore",
    Word.YES: "是 是的 对 对的 会 会的 要 好 好的 可以 行 嗯 嗯嗯 恩 没错 正确 当然 是啊 对啊 需要 "
        "有 ok okay yes y yeah yep sure",
    Word.NO: "不是 不会 不用 不 不要 不对 否 没有 没 无 不需要 不行 不可以 不是的 不会的 不用了 不要了 no n nope",
    Word.UNSURE: "不确定 不知道 不清楚 不记得 不记得了 忘了 忘记了 不太清楚 不太确定 说不好 说不清 "
        "不晓得 不了解 记不清 记不清了 想不起来 没注意 没印象 可能吧 也许 unsure notsure idontknow "
        "dontknow dunno",
    Word.NO_CHANGE: "不改 不用改 不改了 不修改 不变 没变 保持不变 不需要改 nochange keep",
    Word.NONE_OF_THEM: "都不用 都不要 都不同意 全都不要 全部不要 全不要 全部不同意 一个都不要 "
        "一个都不同意 都不需要 都不行 都不选 全部拒绝 都拒绝 none noneofthem",
    Word.LATER_DECIDE: "以后 以后再说 以后再看 再说 再说吧 再看看 再考虑 考虑一下 我想想 想想再说 "
        "我再想想 再想想 让我想想 我考虑一下 我考虑考虑 我再考虑一下 考虑考虑 "
        "decidelater",
    Word.AGREE_ALL: "全部同意 都同意 全同意 全都同意 都可以 全部可以 全选 都要 全部 agreeall all",
    Word.NO_NUMBER: "不留 不想留 不想留电话 不留电话 不留号码 不想留号码 不留手机号 不想留手机号 "
        "不给 不想给 不给电话 不方便留电话 不留联系方式 电话不留 nonumber",
    Word.GREETING: "你好 您好 在吗 在不在 你好啊 您好啊 哈喽 哈啰 嗨 早上好 上午好 下午好 晚上好 喂 "
        "有人在吗 在么 hi hello hey",
    Word.ACCEPT: "接受 同意 我接受 我同意 接受方案 同意方案 接受这个方案 同意这个方案 满意 可以接受 "
        "agree accept",
    Word.OBJECT: "不接受 不满意 不同意 我不接受 我不同意 我不满意 不认可 不能接受 不接受这个方案 "
        "不同意这个方案 不接受方案 有异议 反对 disagree object reject",
    Word.START: "开始 start",
    Word.CONSENTS: "我的同意 我的授权 查看授权 查看我的同意 consents myconsents",
    Word.WHO_CALLED: "核实来电 谁给我打电话 刚才谁给我打电话 刚才谁打的电话 谁打的电话 谁打我电话 "
        "刚才谁给我打的电话 谁给我打的电话 是你们打的电话吗 whocalled whocalledme",
    Word.MY_DATA: "我的信息 我的数据 我的资料 我的个人信息 查看我的信息 你们有我什么信息 mydata",
    Word.ERASE: "删除 删除我的信息 删除我的数据 删除我的资料 删除个人信息 erase deletemydata",
    Word.ENGLISH: "english 英文 英语 inenglish",
    Word.CHINESE: "中文 汉语 说中文 切换中文 chinese",
}  # fmt: skip
_COMMANDS: Final[dict[str, Word]] = {
    "start": Word.START,
    "complain": Word.COMPLAIN,
    "enquire": Word.BOOK,
    "book": Word.BOOK,
    "status": Word.STATUS,
    "consents": Word.CONSENTS,
    "whocalled": Word.WHO_CALLED,
    "mydata": Word.MY_DATA,
    "erase": Word.ERASE,
    "human": Word.HUMAN,
    "help": Word.HELP,
    "stop": Word.STOP,
    "cancel": Word.CANCEL,
    "skip": Word.SKIP,
    "back": Word.BACK,
}
_COMMAND: Final = Pattern(r"\s*[/／]([a-z_]{2,16})(?:@\w+)?(?:\s.*)?", re.IGNORECASE | re.DOTALL)
_HEAD: Final = Pattern(
    r"^(?:好的|可以|那就|那|就|我选择?|我要|我想要?|请|麻烦|帮我|给我|先|嗯+|哦|唉|哎|"
    r"好吧|回复)+"
)
_TAIL: Final = Pattern(r"(?:谢谢|多谢|吧|了|啊|呀|哦|喔|呢|嘛|哈|啦|的|哒|么)+$")
_WHY: Final = Pattern(
    r"^(?:你们?|这个?|为?)*(?:为什么|为啥|为何|干嘛|干吗|凭什么|干什么)(?:要|问|需要|填|收集|提供|给|"
    r"留|知道)[^,]{0,12}$"
    r"|^(?:你们?)?(?:要|问|收集|填)(?:我的?)?[^,]{0,8}(?:干嘛|干吗|做什么|干什么|干啥|有什么用|"
    r"有啥用|什么用)(?:用)?(?:的|啊|呢)?$"
    r"|^(?:电话|手机号?|号码|车牌号?|车架号|里程|vin码?)[^,]{0,6}(?:用于哪些?|用来|干嘛|干吗|"
    r"有什么用|做什么|用在哪)[^,]{0,6}$|^(?:为什么|为啥|为何|why)$|^why(?:do)?you(?:need|ask)\w*$"
)
_LATER: Final = Pattern(
    r"^(?:不好意思)?我?(?:现在|正|还)?(?:在|正在)?(?:开车|开会|上班|忙|路上|外面)[^,]{0,3}(?:,|呢|"
    r",?[^,]{0,4}(?:晚点|等会|待会|一会|回头|稍后|下班))"
    r"|^(?:我)?(?:晚点|等会儿?|待会儿?|一会儿?|回头|稍后|等下|改天|明天|下班)(?:再|后)?(?:说|聊|弄|"
    r"填|来|继续|回|讲)"
)
_CORRECTION: Final = Pattern(
    r"^(?:不对|不是|错了|说错了?|写错了?|打错了?|搞错了?|弄错了?|记错了?|更正|纠正|改一下|我改一下|"
    r"等等|等一下|等下|哦不|啊不|不不)[,。!\s]+\S"
    r"|(?:说|写|打|填|输|记|搞|弄|发|讲)错了?|更正(?:一下|为|成)?|(?<!涂)(?<!篡)改(?:成|为|一下|"
    r"到)(?!色|装)|应该是|其实是|准确(?:地)?说是?|纠正一下|^不对|^等等,?.{0,12}(?:是|不是|错)|"
    r"\b(?:sorry|actually|correction|i meant?)\b"
)
_NUMBERS: Final = Pattern(
    r"(?:我?选(?:择)?|第|选项)?\s*(\d{1,2}(?:\s*(?:[,、。;/&+和跟与号项\s]|"
    r"以及)+\s*\d{1,2})*)\s*(?:个|号|项|吧|条|\.|。|、)*"
)
_FIRST_TO_NINTH: Final = Pattern(r"(?:我?选(?:择)?)?第?([一二两三四五六七八九十])(?:个|号|项|条)?(?:吧)?")
_DIGIT: Final = {name: value for value, name in enumerate("零一二三四五六七八九十")} | {"两": 2}

_WORDS: Final[dict[str, frozenset[Word]]] = {}
for _word, _spelled in _SPELLINGS.items():
    for _spelling in _spelled.split():
        _WORDS[_spelling] = _WORDS.get(_spelling, frozenset()) | {_word}
_LONGEST: Final = 40


def read_words(text: str) -> frozenset[Word]:
    """Every control word that the message consists of; none when it says anything else besides.

    One message can be several: 没有 ends the evidence and answers no; 同意 accepts and agrees.
    """
    command = _COMMAND.fullmatch(text[: 8 * _LONGEST])
    if command:
        word = _COMMANDS.get(command[1].lower())
        return frozenset((word,)) if word else frozenset()
    if len(text) > 4 * _LONGEST:
        return frozenset()
    spelled = plain(text)
    parts = clauses(spelled)
    body = ",".join(parts)
    if len(body) > _LONGEST:
        return frozenset()
    if _LATER.search(body):
        return frozenset((Word.LATER,))
    if _WHY.search(compact(spelled)):
        return frozenset((Word.WHY,))
    whole = _word_of(compact(spelled))
    if whole:
        return whole
    found = [_word_of(part) for part in map(compact, parts) if part and part not in _FILLERS]
    if not found or not all(found):
        return frozenset()
    return frozenset().union(*found)


_FILLERS: Final = frozenset(
    ("谢谢", "多谢", "麻烦", "麻烦了", "辛苦了", "谢谢你", "谢谢您", "thanks", "please", "thankyou")
)


def calls_a_person(text: str) -> bool:
    """Whether a clause of it is nothing but a call for a person, whatever else is told: 转人工，刹车有异响.

    Only what can mean nothing else counts: 有人吗 and 换人 are said of many things.
    """
    parts = clauses(plain(text[: 8 * _LONGEST]))
    heard = [_candidates(compact(part)) for part in parts]
    return any(not _CALLS.isdisjoint(one) or any(map(_SOMEBODY.fullmatch, one)) for one in heard)


_SOMEBODY: Final = Pattern(
    r"(?:给我|把|去)?[找叫让喊换](?:一?个|你们?)?的?(?:店长|经理|领导|负责人|管事的?人?|老板|主管|能做主的人?|总监)(?:来|出来|过来|来说|跟我说|和我说|给我|联系我|说话|接)*"
)
_CALLS: Final = frozenset(
    (
        "转人工",
        "找人工",
        "要人工",
        "叫人工",
        "接人工",
        "转接人工",
        "人工客服",
        "转人工客服",
        "转真人",
        "找真人",
        "换个真人",
        "转客服",
        "找客服",
    )
)


def _word_of(said: str) -> frozenset[Word]:
    """The control words that one compact phrase is, with or without its courtesies."""
    return next((_WORDS[one] for one in _candidates(said) if one in _WORDS), frozenset())


def _candidates(said: str) -> tuple[str, ...]:
    """The phrase as it stands, and without what is only said to be kind."""
    without_tail = _TAIL.sub("", said)
    return (said, without_tail, _HEAD.sub("", said), _HEAD.sub("", without_tail))


def is_correction(text: str) -> bool:
    """True when the message takes back something said before (不对，是上周四; 公里数说错了; 改成两万三)."""
    return _CORRECTION.search(",".join(clauses(plain(text[:200])))) is not None


def digits(text: str) -> tuple[int, ...] | None:
    """The option numbers that a message consists of ("1 3", "１、3", "①", "选1", "第一个"), or None.

    A longer number is no option: 13800138000 and 23000 are None.
    """
    if len(text) > _LONGEST:
        return None
    said = plain(_circled(text)).strip(" ,.;!。")
    numbers = _NUMBERS.fullmatch(said)
    if numbers:
        return tuple(dict.fromkeys(int(number) for number in re.findall(r"\d+", numbers[1])))
    first = _FIRST_TO_NINTH.fullmatch(said.replace(" ", ""))
    return (_DIGIT[first[1]],) if first else None


def _circled(text: str) -> str:
    """①③ and 1️⃣ with blanks between, so that their digits do not run together."""
    return re.sub(
        r"[\u2460-\u2473\u2776-\u277f]|\d\ufe0f?\u20e3", lambda match: f" {_plain_digit(match[0])} ", text
    )


def _plain_digit(sign: str) -> str:
    if "\u2776" <= sign <= "\u277f":
        return str(ord(sign) - 0x2775)
    return sign[0] if sign[0].isascii() else str(ord(sign) - 0x245F)
