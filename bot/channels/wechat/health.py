"""What is wrong between us and WeChat: what the traffic has met, and what an examination finds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.channels.problems import Problem
from bot.channels.wechat.api import TOKEN_REFUSED, Api
from bot.channels.wechat.client import Failure, QuietClient, Refused
from bot.channels.wechat.tokens import KeepsRefusing, NoToken

WHERE: Final = "wechat"
_REMEMBERED: Final = timedelta(minutes=15)
"""What went wrong that long ago, and not since, is not told any more."""
_TOLD_APART: Final = timedelta(minutes=1)
_WHERE_TO: Final = "mp.weixin.qq.com → 设置与开发 → 基本配置"

UNVERIFIED: Final = Problem(
    WHERE,
    "The account may not write to customers (48001): it is not verified, or its 接口权限 lack 客服消息.",
    "Have the account verified (微信认证) as a 服务号 at mp.weixin.qq.com, and look under 接口权限.",
)
NO_MENU: Final = Problem(
    WHERE, "The account has no menu.", "Run `wechat menu`, which makes one.", fatal=False
)
_TAKEN: Final = Problem(
    WHERE,
    "WeChat refuses the access token again and again.",
    "Another program takes the account's token with force: have it use stable_token without force.",
)
_CALLBACKS: Final = {
    "signature": Problem(
        WHERE,
        "Callbacks come whose signature is wrong.",
        f"Compare YINUO_WECHAT__TOKEN with the Token under {_WHERE_TO}; else somebody is pretending to be WeChat.",
        fatal=False,
    ),
    "key": Problem(
        WHERE,
        "Callbacks that bear our token's signature do not open with our key.",
        f"Copy the EncodingAESKey from {_WHERE_TO} into YINUO_WECHAT__AES_KEY and restart.",
    ),
    "account": Problem(
        WHERE,
        "Callbacks come that are for another account.",
        f"Copy the AppID from {_WHERE_TO} into YINUO_WECHAT__APP_ID, or give the other account its own server.",
    ),
    "plain": Problem(
        WHERE,
        "Callbacks come unencrypted.",
        f"Choose 安全模式 under {_WHERE_TO}.",
    ),
    "stale": Problem(
        WHERE,
        "Callbacks come whose time is not ours.",
        "Set this machine's clock (NTP): it may differ from WeChat's by five minutes at most.",
        fatal=False,
    ),
}
"""By the word with which the callback was refused. Fatal is only what nobody but WeChat can have caused."""


@dataclass
class Health:
    """What the traffic met last; empty at the start, so that nothing depends on WeChat being there."""

    clock: Callable[[], datetime]
    _met: dict[str, tuple[datetime, Problem]] = field(default_factory=dict)
    _told: dict[str, datetime] = field(default_factory=dict)

    def met(self, failure: Failure) -> None:
        """Sending or fetching failed like this."""
        found = problem(failure)
        if found is not None:
            self._met["sending"] = (self.clock(), found)

    def well(self) -> None:
        """Sending works."""
        self._met.pop("sending", None)

    def refused(self, why: str) -> bool:
        """A callback was refused; whether that is news. Anybody can send one: it is told once a minute."""
        now = self.clock()
        if why in _CALLBACKS:
            self._met[why] = (now, _CALLBACKS[why])
        told = self._told.get(why)
        if told is not None and now - told < _TOLD_APART:
            return False
        self._told[why] = now
        return True

    def heard(self) -> None:
        """An authentic callback came: whatever was wrong with them is mended, or was somebody else's."""
        for why in _CALLBACKS:
            self._met.pop(why, None)

    def problems(self) -> list[Problem]:
        """What is wrong as far as is known."""
        since = self.clock() - _REMEMBERED
        return [found for at, found in self._met.values() if at >= since]


def problem(failure: Failure) -> Problem | None:
    """A failure of ours with WeChat, said to the operator; `None` for what is about one message only."""
    why = failure.why if isinstance(failure, NoToken) else failure
    if isinstance(why, KeepsRefusing):
        return _TAKEN
    if not isinstance(why, Refused):
        return Problem(
            WHERE,
            f"WeChat cannot be reached ({why}).",
            "Check the network and YINUO_WECHAT__API_BASE_URL.",
            fatal=False,
        )
    match why.errcode:
        case 40013 | 41002:
            return Problem(
                WHERE,
                f"WeChat does not know the AppID ({why.errcode}).",
                f"Copy the AppID from {_WHERE_TO} into YINUO_WECHAT__APP_ID and restart.",
            )
        case 40125 | 41004:
            return _wrong_secret(why.errcode)
        case 40001 if isinstance(failure, NoToken):
            return _wrong_secret(why.errcode)
        case 40164:
            ours = why.address or "this machine's public address"
            return Problem(
                WHERE,
                f"WeChat does not admit {ours} (40164).",
                f"Add {ours} to the IP白名单 under {_WHERE_TO}.",
            )
        case 48001:
            return UNVERIFIED
        case 45009:
            return Problem(
                WHERE,
                "The day's calls to WeChat are used up (45009).",
                "They are free again at midnight in China; mp.weixin.qq.com → 接口权限 can clear them at once.",
            )
        case 48004 | 50002:
            return Problem(
                WHERE,
                f"WeChat has suspended the account's interface ({why.errcode}).",
                "The account's message centre at mp.weixin.qq.com says why, and how to appeal.",
            )
        case errcode if errcode in TOKEN_REFUSED:
            return _TAKEN
        case _:
            return None


def _wrong_secret(errcode: int) -> Problem:
    return Problem(
        WHERE,
        f"WeChat refuses the AppSecret ({errcode}).",
        f"Reset the AppSecret under {_WHERE_TO}, put it into YINUO_WECHAT__APP_SECRET and restart.",
    )


async def examined(api: Api) -> list[Problem]:
    """What WeChat itself says of the account, for `doctor`. Changes nothing."""

    def menu(client: QuietClient) -> object:
        return client.get("menu/get")

    try:
        await api.call(menu)
    except Refused as refusal:
        if refusal.errcode == 46003:
            return [NO_MENU]
        return _told(refusal)
    except Failure as failure:
        return _told(failure)
    return []


def _told(failure: Failure) -> list[Problem]:
    found = problem(failure)
    if found is None:
        what = f"WeChat answers the simplest question so: {failure}."
        return [Problem(WHERE, what, "Look the number up under 全局返回码 in WeChat's documents.")]
    return [found if found.fatal else Problem(found.where, found.what, found.cure)]
