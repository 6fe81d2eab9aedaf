"""Followers of the account, and what they do; each act becomes a callback as WeChat writes it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fakes.wechat_api import WeChatServer

ACCOUNT = "gh_0a1b2c3d4e5f"
"""How WeChat names the account to itself."""
OPENID = "oYinuo0Follower0000000000001"


def xml(**fields: str | int) -> str:
    """Numbers plain, words in a section of their own, as WeChat does."""
    parts = (
        f"<{name}>{value}</{name}>" if isinstance(value, int) else f"<{name}><![CDATA[{value}]]></{name}>"
        for name, value in fields.items()
    )
    return f"<xml>{''.join(parts)}</xml>"


@dataclass(frozen=True)
class Follower:
    """Somebody with WeChat on his phone."""

    server: "WeChatServer"
    openid: str

    def follows(self, scene: str = "") -> str:
        """Opens the account, perhaps through a QR code that carries `scene`."""
        self.server.following.add(self.openid)
        return self._event("subscribe", "other", f"qrscene_{scene}" if scene else "")

    def unfollows(self) -> str:
        self.server.following.discard(self.openid)
        return self._event("unsubscribe", "")

    def scans(self, scene: str) -> str:
        """A QR code, while he follows already."""
        return self._event("SCAN", "other", scene)

    def taps(self, key: str) -> str:
        """A button of the account's menu."""
        return self._event("CLICK", "other", key)

    def happens(self, event: str, key: str = "") -> str:
        """Any other event."""
        return self._event(event, "", key)

    def says(self, text: str) -> str:
        return self._message("text", Content=text)

    def chooses(self, text: str) -> str:
        """A line of a `msgmenu`: it comes as his words, and counts as a tap."""
        return self._message("text", "other", Content=text, bizmsgmenuid="101")

    def sends(self, kind: str, content: bytes, **more: str) -> str:
        """`image`, `voice`, `video` or `shortvideo`."""
        media = self.server.media.keep(kind, content)
        extra = {"image": {"PicUrl": "http://mmbiz.example.cn/x"}, "voice": {"Format": "amr"}}.get(kind)
        return self._message(kind, MediaId=media, **(extra or {"ThumbMediaId": f"thumb-{media}"}), **more)

    def sends_other(self, kind: str, **more: str) -> str:
        """`location`, `link`, `file` and what is to come."""
        return self._message(kind, **more)

    def _message(self, kind: str, act: str = "message", **fields: str) -> str:
        self.server.quota.acted(self.openid, act)
        said = xml(**self._head(), MsgType=kind, **fields, MsgId=self.server.next_id())
        self.server.delivery.deliver(self.openid, said)
        return said

    def _event(self, event: str, act: str, key: str = "") -> str:
        if act:
            self.server.quota.acted(self.openid, act)
        said = xml(**self._head(), MsgType="event", Event=event, EventKey=key)
        self.server.delivery.deliver(self.openid, said)
        return said

    def _head(self) -> dict[str, str | int]:
        at = int(self.server.clock().timestamp())
        return {"ToUserName": ACCOUNT, "FromUserName": self.openid, "CreateTime": at}
