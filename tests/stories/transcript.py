"""Reads a story: what the customer says, what the bot must answer, and what must be so afterwards.

One file tells one behaviour, one act or one expectation a line:

    C> 刹车有异响             the customer says it; also [press 会] [photo a.jpg] [album a.jpg b.mp4] [voice a.ogg]
                              [block] [unblock] [twice] 提交 [edit] 改过的话
    B> 异响                   the answer to that holds these words, or matches /a pattern/; B> ∅ is silence
    B! 手机号                 it does not
    S> mileage_km == 23000    an expression over what is stored (see `sight.py`)
    O> aftersales.1 新投诉    a room was told so since the last act; O! was not
    R> aftersales.1 li: /r 您好   a member of staff speaks in a room, or presses: [press 接单], or replies to what the
                              bot said there last: [answer] 您好. O> staff:li 口令 looks into his own chat with the bot
    T> +PT24H                 the clock moves on, or to 2025-03-13T09:00 on the store's clock
    X> restart                the server is closed and opened again on the same data
    C2> B2> B2! S2>           the same of his chat on the other platform, in the stories of `two_chats`

`@telegram` or `@wechat` before a line keeps it to that profile of the customer's, `@room-telegram` or `@room-wecom` to
that of the staff's rooms. `#` begins a comment; `# rules: CMP-2 CON-8` names what the story proves,
`# starts: 2025-03-12T22:30` when it begins, `# profiles: telegram` where.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ELSEWHERE: Final = ("C2>", "B2>", "B2!", "S2>")
SIGNS: Final = ("C>", "B>", "B!", "S>", "O>", "O!", "R>", "T>", "X>", *ELSEWHERE)
PROFILES: Final = ("telegram", "wechat")
ROOMS: Final = ("telegram", "wecom")
START: Final = "2025-03-12T10:30"
_HEADER: Final = re.compile(r"#\s*(rules|starts|profiles):\s*(.+)")


class BrokenStory(ValueError):
    """The file cannot be told; the sentence names the line."""


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    sign: str
    text: str
    profile: str = ""
    """Only there; everywhere when empty."""


@dataclass(frozen=True, slots=True)
class Story:
    name: str
    lines: tuple[Line, ...]
    rules: tuple[str, ...] = ()
    starts: str = START
    profiles: tuple[str, ...] = field(default=PROFILES)

    def told_to(self, profile: str, rooms: str = "telegram") -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.profile in ("", profile, f"room-{rooms}"))


def read_story(name: str, text: str) -> Story:
    """Raises `BrokenStory`: an unknown sign, or a story without an `S>` line, which would prove nothing."""
    lines: list[Line] = []
    headers: dict[str, str] = {}
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if header := _HEADER.fullmatch(line):
            headers[header[1]] = header[2].strip()
        elif line and not line.startswith("#"):
            lines.append(_line(name, number, line))
    story = Story(
        name,
        tuple(lines),
        tuple(headers.get("rules", "").split()),
        headers.get("starts", START),
        tuple(headers.get("profiles", " ".join(PROFILES)).split()),
    )
    for profile in story.profiles:
        if not any(line.sign == "S>" for line in story.told_to(profile)):
            raise BrokenStory(f"{name}: no S> line for {profile}; wording alone proves nothing")
    return story


def _line(name: str, number: int, line: str) -> Line:
    profile = ""
    if line.startswith("@"):
        profile, _, line = line[1:].partition(" ")
        if profile not in (*PROFILES, *(f"room-{rooms}" for rooms in ROOMS)):
            raise BrokenStory(f"{name}:{number}: no profile {profile}")
    length = 3 if line[1:2] == "2" else 2
    sign, text = line[:length], line[length:].strip()
    if sign not in SIGNS:
        raise BrokenStory(f"{name}:{number}: a line begins with one of {' '.join(SIGNS)}")
    if not text:
        raise BrokenStory(f"{name}:{number}: nothing stands behind {sign}")
    return Line(number, sign, text.replace("\\n", "\n"), profile)


def stories(folder: Path) -> list[Story]:
    """Every story of the folder, by name."""
    return [read_story(path.stem, path.read_text("utf8")) for path in sorted(folder.glob("*.story"))]
