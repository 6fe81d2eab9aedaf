"""关联微信, 解除关联, and a code that was given in another chat."""

import re
from enum import StrEnum
from typing import Final

CODE: Final = re.compile(
    r"(?:关联码?|/link)\s*[:：]?\s*(?P<named>[0-9A-Za-z]{4}(?:[-－—–\s]?[0-9A-Za-z]{4}){2})(?![0-9A-Za-z])"
    r"|\A\s*(?=[^A-Za-z]*[A-Za-z])(?P<bare>[0-9A-Za-z]{4}(?:[-－—–][0-9A-Za-z]{4}){2})\s*[。.]?\s*\Z"
)
"""Twelve signs in fours. Alone it must have its dashes and a letter: nothing else that a customer types looks like
that."""
_PLATFORM: Final = r"(?:微信|wechat|weixin|telegram|tg|电报|飞机|(?:另一个|两个)(?:平台|[账帐]号)|[账帐]号)"
_WANTS: Final = r"(?:我?(?:想|要|想要)?|请|帮我|怎么|如何)*"
_ASKS: Final = re.compile(
    rf"{_WANTS}(?:关联|绑定)(?:一下)?(?:我的|我)?(?:{_PLATFORM}(?:[账帐]号)?)(?:吗|吧)?"
    rf"|我?(?:在)?{_PLATFORM}(?:上|里|那边)?(?:也|还)(?:有|用)(?:一个|个)?(?:[账帐]?号)?(?:了)?"
    rf"|我(?:也|还)(?:用|有|在用){_PLATFORM}(?:[账帐]?号)?"
    r"|关联|/link",
    re.IGNORECASE,
)
_ENDS: Final = re.compile(
    rf"{_WANTS}(?:解除|取消|撤销|撤消|断开|不要|停止)(?:和|跟|与)?(?:我的)?(?:{_PLATFORM}的?)?(?:[账帐]号)?的?(?:关联|绑定)(?:了|吧)?"
    rf"|解绑(?:{_PLATFORM})?|/unlink",
    re.IGNORECASE,
)


class Wish(StrEnum):
    """What he wants of his two chats."""

    LINK = "link"
    UNLINK = "unlink"


def read_linking(text: str) -> Wish | None:
    """A message that says that and nothing else; one that says more is heard as what it is."""
    plain = re.sub(r"[\s。.!！~～，,]+", "", text)
    if _ENDS.fullmatch(plain):
        return Wish.UNLINK
    return Wish.LINK if _ASKS.fullmatch(plain) else None


def find_code(text: str) -> str:
    """The code in it, as it was typed; `""` for none. Who forwards the whole message sends it, too."""
    found = CODE.search(text)
    return "" if found is None else found["named"] or found["bare"]


def without_code(text: str) -> str:
    """The text as it may be kept: a code is no word of his."""
    code = find_code(text)
    return text.replace(code, "[关联码]") if code else text
