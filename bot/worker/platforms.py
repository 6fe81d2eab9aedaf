"""The platforms on which customers write, as they are called, and which are open (CON-1)."""

from typing import Final

from bot.channels.capabilities import PLAIN
from bot.channels.language import ChatKind
from bot.texts import word
from bot.worker.product import Product

OTHER: Final = {"telegram": "wechat", "wechat": "telegram"}


def name_of(channel: str) -> str:
    """`telegram` or `wechat`, whether it is the platform itself or the sandbox's image of it."""
    return channel.rpartition(":")[2]


def shown(channel: str) -> str:
    """As people call it: 微信."""
    return word(f"platform.{name_of(channel)}")


def other_open(product: Product, channel: str) -> str:
    """The name of the other platform, where the store can be written to there; `""` where it cannot."""
    before, mark, name = channel.rpartition(":")
    other = OTHER.get(name, "")
    if not other or product.capabilities(f"{before}{mark}{other}", ChatKind.PRIVATE) is PLAIN:
        return ""
    return other
