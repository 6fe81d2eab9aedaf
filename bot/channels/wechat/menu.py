"""The account's menu (自定义菜单): each button is the command that a customer could type."""

from typing import Any, Final

from bot.channels.wechat.api import Api
from bot.channels.wechat.client import QuietClient

BUTTONS: Final = (
    ("投诉", "/complain"),
    ("预约", "/enquire"),
    (
        "我的",
        (
            ("查进度", "/status"),
            ("找人工", "/human"),
            ("我的同意", "/consents"),
            ("怎么用", "/help"),
            ("退订", "/stop"),
        ),
    ),
)
"""Three at most, five at most under one; a name in the bar has four Chinese characters of room."""


def menu() -> dict[str, Any]:
    """As WeChat takes it."""
    return {"button": [_button(name, below) for name, below in BUTTONS]}


async def create(api: Api) -> list[str]:
    """The account has our menu in place of what it had; the names of its buttons. Raises `Failure`."""

    def work(client: QuietClient) -> object:
        return client.menu.create(menu())

    await api.call(work)
    return [name for name, below in BUTTONS for name in _names(name, below)]


def _button(name: str, below: str | tuple[tuple[str, str], ...]) -> dict[str, Any]:
    if isinstance(below, str):
        return {"type": "click", "name": name, "key": below}
    return {"name": name, "sub_button": [_button(*one) for one in below]}


def _names(name: str, below: str | tuple[tuple[str, str], ...]) -> list[str]:
    return [name] if isinstance(below, str) else [f"{name} › {one}" for one, _ in below]
