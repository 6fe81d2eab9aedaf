"""What is wrong between us and WeCom, as far as it can be known from here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.channels.problems import Problem
from bot.channels.wecom.connection import Unreachable, opened
from bot.channels.wecom.settings import WeComSettings

WHERE: Final = "wecom"
_WHERE_TO: Final = "企业微信管理后台 → 安全与管理 → 管理工具 → 智能机器人"


class State(StrEnum):
    """How the connection stands."""

    STARTING = "starting"
    STANDBY = "standby"
    CONNECTED = "connected"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    KICKED = "kicked"


NEVER: Final = Problem(
    WHERE,
    "The bot has never been connected to WeCom.",
    "Start `serve`, then run `doctor` again; in the groups the bot hears nothing until then.",
    fatal=False,
)


@dataclass
class Health:
    """What receiving met last. Nothing is wrong before anything was tried, so that no start depends on WeCom."""

    state: State = State.STARTING
    detail: str = ""

    def problems(self) -> list[Problem]:
        found = problem(self.state, self.detail)
        return [found] if found is not None else []


def problem(state: str, detail: str) -> Problem | None:
    """The state, said to the operator; `None` where there is nothing for him to do."""
    match state:
        case State.UNREACHABLE:
            return unreachable(detail)
        case State.REFUSED:
            return Problem(
                WHERE,
                f"WeCom does not admit the bot ({detail}): its Bot ID or its Secret is wrong, or it is not in "
                "the mode 长连接.",
                f"Copy both from {_WHERE_TO} (API 模式, 长连接) into YINUO_WECOM__BOT_ID and __SECRET, and restart.",
            )
        case State.KICKED:
            return Problem(
                WHERE,
                "Another program has connected as this bot and taken our place; we do not fight for it.",
                "Stop the other program, or give it a bot of its own; then restart `serve`.",
            )
        case _:
            return None


def unreachable(kind: str) -> Problem:
    return Problem(
        WHERE,
        f"WeCom cannot be reached ({kind}).",
        "Check the network, the firewall (outgoing, port 443) and YINUO_WECOM__WS_URL.",
    )


async def examined(settings: WeComSettings, state: str, detail: str, *, serving: bool) -> list[Problem]:
    """What is wrong as far as it can be told without connecting as the bot, which would kick whoever serves.

    `state` and `detail` are what the last leader met, blank where there never was one. Changes nothing.
    """
    found = problem(state, detail)
    if serving:
        return [found] if found is not None else []
    told = [NEVER] if not state else [found] if found is not None and state != State.UNREACHABLE else []
    try:
        socket = await opened(settings)
    except Unreachable as kind:
        return [unreachable(str(kind)), *told]
    await socket.close()
    return told
