"""What is wrong between us and WeCom, as far as it can be known from here."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.channels.problems import Problem
from bot.channels.wecom.connection import Connection, Refused, Unreachable, opened
from bot.channels.wecom.frames import Callback, Garbage
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


IN_USE: Final = Problem(
    WHERE,
    "The bot's connection is in use by a running server that has not told yet how it stands: nothing was tried.",
    "Run `doctor` again in a moment; a server that was killed gives the connection up after 15 seconds.",
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


async def examined(
    settings: WeComSettings, state: str, detail: str, held: Callable[[], bool]
) -> list[Problem]:
    """What is wrong, by connecting as the bot for a moment, unless that would kick whoever has its place.

    `held` tells whether a serving process has the place; what that one, or the last one, has met is `state` and
    `detail`, blank where there never was one. Changes nothing.
    """
    met = problem(state, detail)
    if held():
        return [met] if met is not None else [] if state == State.CONNECTED else [IN_USE]
    if met is not None and state == State.KICKED:
        return [met]  # to connect would kick the other program
    try:
        socket = await opened(settings)
    except Unreachable as kind:
        return [unreachable(str(kind))]
    connection = Connection(socket, settings, _unheard)
    try:
        if held():  # a server has started meanwhile
            return [IN_USE]
        await connection.subscribe()
    except (Refused, Unreachable) as failure:
        why = State.REFUSED if isinstance(failure, Refused) else State.UNREACHABLE
        found = problem(why, str(failure))
        return [found] if found is not None else []
    finally:
        await connection.close()
    return []


def _unheard(_came: Callback | Garbage) -> None:
    """Nobody serves: what comes in that moment would have been lost without us, too."""
