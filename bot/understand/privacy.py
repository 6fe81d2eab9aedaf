"""Questions and alarms about a customer's own data: who has it, who saw it, that it got out (SAFE-3, SAFE-4). Pure."""

from __future__ import annotations

from enum import Enum
from typing import Final

from bot.understand.patterns import Pattern
from bot.understand.plain import clauses, compact, plain

_DATA: Final = r"(?:个人|我的?|客户|车主)?(?:信息|资料|隐私|数据|手机号?码?|电话号?码?|号码|联系方式)"
_OUT: Final = r"(?:泄露|泄漏|外泄|流出|漏出|卖(?:了|掉|给|出去)?|倒卖|贩卖|出卖|给了别人|给了保险|传出去)"
_LEAK: Final = Pattern(
    rf"{_DATA}[^,]{{0,8}}(?:被|让|给|叫)?[^,]{{0,6}}{_OUT}"
    rf"|(?:泄露|泄漏|倒卖|贩卖|出卖|卖)(?:了|掉)?(?:我们?的?|客户的?|车主的?)?(?:个人)?(?:信息|资料|隐私|数据|手机号?|电话|号码|联系方式)"
    r"|(?:骚扰|推销|诈骗|广告)(?:电话|短信)[^,]{0,12}(?:怎么|从哪|哪里|哪儿|谁)[^,]{0,6}(?:知道|有|拿到|来的|弄到)"
    r"|(?:他们|对方|别人|陌生人|保险公司|中介|骗子)[^,]{0,8}(?:怎么|咋)(?:会)?(?:知道|有|拿到|弄到)[^,]{0,4}(?:我|车主)"
    r"|(?:怎么|咋)(?:会)?(?:知道|有|拿到|弄到)(?:了)?我的?(?:手机号?|电话|号码|信息|联系方式)"
    r"|(?:刚|才|在你们)[^,]{0,12}(?:留|登记|填)[^,]{0,4}(?:电话|号码|手机)[^,]{0,6},?[^,]{0,10}(?:骚扰|推销|诈骗)"
)
_NOT_LEAKING: Final = Pattern(
    r"(?:不要|别|不许|不准|不会|不能|没有?|保证不|担心|怕|万一)[^,]{0,12}(?:泄露|泄漏|外泄|卖|给|传|告诉)|"
    r"(?:给|提供|告诉)了?(?:别人|保险|第三方)[^,]{0,3}(?:吗|没有|么|没)$|(?:会不会|是否会|会)(?:被)?(?:泄露|泄漏|外泄|卖)"
)
_PLEASE: Final = r"(?:请|麻烦|帮我|给我|我要|我想要?|申请|能不能|能否|可以|可不可以)*"
_ALL_OF_IT: Final = r"(?:我的?|本人的?)?(?:全部|所有)?的?(?:个人)?(?:信息|资料|数据)"
_VIEW: Final = Pattern(
    rf"^{_PLEASE}(?:看看?|查看?|查询|了解)(?:一下)?(?:你们)?(?:存的?|保存的?|有的?)?{_ALL_OF_IT}$"
    r"|^(?:我的)(?:个人)?(?:信息|资料|数据)(?:都)?有(?:哪些|什么|啥)$"
    r"|^(?:你们|店里|贵店)?(?:都)?(?:存|保存|收集|记录|有)(?:着|了)?我的?(?:哪些|什么|啥)(?:个人)?(?:信息|资料|数据)$"
)
_ERASE: Final = Pattern(
    rf"^{_PLEASE}(?:删除|删掉|删了|清除|清空|抹掉|注销|销毁)(?:掉)?{_ALL_OF_IT}(?:吧|了)?$"
    rf"|^{_PLEASE}注销(?:我的?)?(?:账号|账户|会员|帐号)?(?:吧|了)?$"
    rf"|^{_PLEASE}把{_ALL_OF_IT}(?:全部|都|全)?(?:删除|删掉|删了|清除|清空|抹掉|注销|销毁)(?:掉|吧|了)?$"
)
_WHO_HAS: Final = Pattern(
    rf"^(?:都|现在)?(?:有)?(?:谁|哪些人|哪些部门|什么人)(?:都)?(?:能|可以)(?:看到|看见|看|查到|用|联系)(?:到)?{_DATA}"
    rf"|{_DATA}(?:都)?(?:被)?(?:提供|共享|给|分享)(?:给)?(?:过|了)?(?:谁|哪些|哪家|哪个)"
    r"|^(?:提供给了?|给了?)?(?:哪些第三方|第三方(?:都)?(?:有)?(?:哪些|谁))"
    rf"|^(?:都|现在)?(?:有)?(?:谁|哪些人|哪些部门|什么人|哪些公司)[^,]{{0,4}}(?:有|拿着|知道|掌握|在用|能用)(?:了)?{_DATA}"
    rf"|^{_DATA}(?:都|现在)?(?:给了?|在)(?:谁|哪些人|哪些部门|哪里|哪儿|哪些公司)"
    rf"|把{_DATA}(?:都)?(?:给了?|提供给了?|共享给了?)(?:谁|哪些人|哪些公司|哪家)"
)
_WHO_SAW: Final = Pattern(
    rf"^(?:你们|店里)?(?:都)?(?:有)?(?:谁|哪些人|什么人)[^,]{{0,4}}(?:看|查|用|翻|调)(?:过|了){_DATA}"
    rf"|{_DATA}(?:都)?(?:被)(?:谁|哪些人|什么人)(?:看|查|用|调)(?:过|了)|(?:查看|看看)?(?:号码|信息)(?:的)?(?:查看|访问)记录"
)
_EXPORT: Final = Pattern(
    rf"^{_PLEASE}(?:把)?{_ALL_OF_IT}(?:全部|都)?(?:发我|发给我|给我一份|拷贝给我|导出(?:来|给我)?)(?:一份)?(?:吧)?$|"
    r"^(?:请|帮我|我要|我想要?)*(?:导出|下载|拿到|复制)(?:我的?)?(?:全部|所有)?(?:的)?(?:个人)?(?:信息|资料|数据)"
)
_RESTRICT: Final = Pattern(
    rf"^(?:请|先|我要(?:求)?|麻烦)*(?:限制|暂停|停止|冻结)(?:使用|处理)?(?:我的?)?{_DATA}(?:的?(?:使用|处理))?"
)
_CORRECT: Final = Pattern(
    rf"^(?:请|帮我|我要|我想)*(?:更正|改|修改|更改|更新|换)(?:一下|个)?(?:我的?)?{_DATA}|{_DATA}(?:换|变|改)了|(?:换|改)(?:手机)?号了?$"
)
LONGEST: Final = 80


class Ask(Enum):
    """What he wants to know or have done about his data."""

    LEAK = "leak"
    WHO_HAS = "who_has"
    WHO_SAW = "who_saw"
    EXPORT = "export"
    RESTRICT = "restrict"
    CORRECT = "correct"
    VIEW = "view"
    ERASE = "erase"


def read_privacy(text: str) -> Ask | None:
    """The one thing about his own data that the message asks for, or reports; a mere fear of a leak is none."""
    if len(text) > LONGEST:
        return Ask.LEAK if _leaks(text[: 4 * LONGEST]) else None
    said = compact(plain(text))
    for pattern, ask in (
        (_WHO_SAW, Ask.WHO_SAW),
        (_WHO_HAS, Ask.WHO_HAS),
        (_EXPORT, Ask.EXPORT),
        (_RESTRICT, Ask.RESTRICT),
        (_CORRECT, Ask.CORRECT),
        (_VIEW, Ask.VIEW),
        (_ERASE, Ask.ERASE),
    ):
        if pattern.search(said):
            return ask
    return Ask.LEAK if _leaks(text) else None


def _leaks(text: str) -> bool:
    parts = [part for part in clauses(plain(text)) if not _NOT_LEAKING.search(compact(part))]
    said = ",".join(compact(part) for part in parts)
    return _LEAK.search(said) is not None
