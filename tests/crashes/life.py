"""One complaint's whole life, act by act, in chapters that a crash test can play and stop anywhere."""

from collections.abc import Awaitable, Callable
from typing import Final

from tests.crashes.shop import PHOTO, Request, Shop

Act = Callable[[Shop, str], Awaitable[Request]]
"""What is asked of the product, made from what its screen shows; the word is the sender's own key."""

WANG: Final = "customers/wang/messages"
ROOM: Final = "rooms/aftersales.1/messages"


def says(text: str) -> Act:
    async def act(_shop: Shop, key: str) -> Request:
        return Request(WANG, {"text": text, "dedupe_key": key})

    return act


def sends_photo(caption: str) -> Act:
    async def act(_shop: Shop, key: str) -> Request:
        return Request(WANG, {"caption": caption, "dedupe_key": key}, PHOTO)

    return act


def presses(label: str) -> Act:
    async def act(shop: Shop, key: str) -> Request:
        return Request(WANG, {"press": await shop.button("customer:wang", label), "dedupe_key": key})

    return act


def taps(staff: str, label: str) -> Act:
    async def act(shop: Shop, key: str) -> Request:
        action = await shop.button("room:aftersales.1", label)
        return Request(ROOM, {"staff": staff, "press": action, "dedupe_key": key})

    return act


def types(staff: str, text: str) -> Act:
    async def act(_shop: Shop, key: str) -> Request:
        return Request(ROOM, {"staff": staff, "text": text, "dedupe_key": key})

    return act


def asks(path: str, **body: object) -> Act:
    async def act(_shop: Shop, _key: str) -> Request:
        return Request(path, body)

    return act


STAFF: Final[tuple[Act, ...]] = (
    asks("staff", id="li", name="李工", role="service_advisor", department="aftersales"),
    asks("rooms/aftersales.1/members", staff="li", action="join"),
    asks("staff", id="zhou", name="周总监", role="observer"),
    asks("rooms/supervisors/members", staff="zhou", action="join"),
)

FILES: Final[tuple[Act, ...]] = (
    asks("customers", id="wang", profile="telegram"),
    says("昨天下午在绕城高速上刹车有异响，车牌浙A12345，跑了三万公里"),
    presses("不会"),
    says("跳过"),
    presses("维修"),
    sends_photo(""),
    says("没有了"),
    presses("提交"),
)

HANDLES: Final[tuple[Act, ...]] = (
    taps("li", "接单"),
    types("li", "/r A001 您好，我们今天下午检查刹车盘。"),
    says("几点可以过去？"),
    types("li", "这一句是同事之间说的"),
    types("li", "/evidence A001 请再发一张刹车盘的照片"),
    sends_photo("这是今天拍的"),
    types("li", "/propose A001 维修 免费更换前刹车片，今天下午可取车"),
)

ENDS: Final[tuple[Act, ...]] = (
    presses("接受"),
    says("好的，我三点到"),
    types("li", "/close A001 已更换前刹车片，路试无异响"),
    says("退订"),
    asks("customers/wang/block"),
)

WAITS: Final[tuple[Act, ...]] = (
    asks("clock", set="2025-03-12T12:00:00+08:00"),
    says("怎么还没有人联系我？"),
    asks("clock", set="2025-03-14T10:00:00+08:00"),
    asks("clock", set="2025-03-17T10:00:00+08:00"),
)
"""Nobody claims it: the clocks remind, and hand it up by themselves."""
