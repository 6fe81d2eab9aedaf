"""Temporary media: what followers sent and what the account uploaded, each for three days."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.fakes.wechat_tokens import WeChatError

LASTS = timedelta(days=3)
LARGEST = {"image": 10 << 20, "voice": 2 << 20, "video": 10 << 20, "thumb": 64 << 10}
MAGIC = {
    "image": (b"\xff\xd8", b"\x89PNG", b"GIF8"),
    "voice": (b"#!AMR", b"ID3", b"\xff\xfb", b"\xff\xf3"),
    "video": (b"\x00\x00\x00",),
    "thumb": (b"\xff\xd8",),
}


@dataclass(frozen=True)
class Kept:
    kind: str
    content: bytes
    until: datetime


@dataclass
class MediaStore:
    clock: Callable[[], datetime]
    kept: dict[str, Kept] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def keep(self, kind: str, content: bytes) -> str:
        media_id = f"media-{next(self._numbers)}-{'m' * 20}"
        self.kept[media_id] = Kept(kind, content, self.clock() + LASTS)
        return media_id

    def upload(self, kind: str, content: bytes) -> str:
        """Raises `WeChatError` for what WeChat does not take."""
        if kind not in MAGIC:
            raise WeChatError(40004, "invalid media type")
        if not content:
            raise WeChatError(44001, "empty media data")
        if len(content) > LARGEST[kind]:
            raise WeChatError(40006, "invalid meida size")
        if not content.startswith(MAGIC[kind]):
            raise WeChatError(40005, "invalid file type")
        return self.keep(kind, content)

    def get(self, media_id: str) -> Kept:
        """Raises `WeChatError` for one that is unknown, or older than three days."""
        found = self.kept.get(media_id)
        if found is None or self.clock() >= found.until:
            raise WeChatError(40007, "invalid media_id")
        return found
