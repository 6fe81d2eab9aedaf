"""What a request says, checked: every fault is a `Refusal` with one sentence for the reader."""

import json
import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from bot.channels.sandbox.arrivals import Speech
from bot.channels.splitting import length
from storage.sandbox_events import File

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
TEXT_UNITS = 4096
JSON_BYTES = 1_000_000
FILE_BYTES = 20 * 1024 * 1024
ALBUM = 10
TOO_LARGE = "文件太大，每个最多 20 MB。"
HIGHEST = 2**62
FARTHEST = timedelta(days=3660)

_DURATION = re.compile(
    r"P(?:(?P<weeks>\d{1,5})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,7})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,10}(?:\.\d{1,6})?)S)?)?"
)


class Refusal(Exception):
    """Not done: an HTTP status and one sentence for the reader."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Talk:
    """What somebody does in a chat; exactly one of the three."""

    speech: Speech | None = None
    press: str | None = None
    edit: int | None = None
    dedupe_key: str | None = None
    staff: str | None = None


class _InMemory(MultiPartParser):
    """Uploads stay in memory: nothing personal is spooled to the disk in the clear."""

    spool_max_size = FILE_BYTES + 1


async def json_body(request: Request) -> dict[str, object]:
    """The JSON object of the request; a key whose value is null counts as left out."""
    try:
        body = json.loads(await _bytes(request, JSON_BYTES))
    except (ValueError, RecursionError):
        raise Refusal(422, "请求内容不是有效的 JSON。") from None
    if not isinstance(body, dict):
        raise Refusal(422, "请求内容必须是一个 JSON 对象。")
    return {key: value for key, value in body.items() if value is not None}


async def talk(request: Request) -> Talk:
    """A message, a tap, an edit, or files, from JSON or from a form."""
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return await _form(request)
    body = await json_body(request)
    dedupe = text_of(body, "dedupe_key", limit=256) if "dedupe_key" in body else None
    staff = id_of(body, "staff") if "staff" in body else None
    if ("press" in body) + ("text" in body) != 1 or ("edit" in body and "press" in body):
        raise Refusal(422, "请给出 text 或 press 其中之一。")
    if "press" in body:
        return Talk(press=text_of(body, "press", limit=256), dedupe_key=dedupe, staff=staff)
    text = text_of(body, "text")
    if "edit" in body:
        return Talk(Speech(text), edit=number_of(body, "edit"), dedupe_key=dedupe, staff=staff)
    reply_to = number_of(body, "reply_to") if "reply_to" in body else None
    thread = text_of(body, "thread", limit=64) if "thread" in body else ""
    return Talk(Speech(text, reply_to=reply_to, thread=thread), dedupe_key=dedupe, staff=staff)


async def _form(request: Request) -> Talk:
    fields: dict[str, object] = {}
    files: list[File] = []
    try:
        form = await _InMemory(request.headers, _limited(request), max_files=ALBUM, max_fields=20).parse()
    except (MultiPartException, ValueError, KeyError):
        raise Refusal(422, f"表单无法读取；一次最多 {ALBUM} 个文件。") from None
    try:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files.append(await _file(name, value))
            else:
                fields[name] = value
    finally:
        await form.close()
    if not files:
        raise Refusal(422, "表单里没有文件（file）。")
    caption = text_of(fields, "caption") if fields.get("caption") else ""
    dedupe = text_of(fields, "dedupe_key", limit=256) if fields.get("dedupe_key") else None
    staff = id_of(fields, "staff") if fields.get("staff") else None
    thread = text_of(fields, "thread", limit=64) if fields.get("thread") else ""
    reply_to = _seq(fields["reply_to"]) if fields.get("reply_to") else None
    return Talk(Speech(caption, tuple(files), reply_to, thread), dedupe_key=dedupe, staff=staff)


def _seq(value: object) -> int:
    """A message's number as a form writes it."""
    text = str(value)
    return number_of({"reply_to": int(text) if text.isascii() and text.isdigit() else text}, "reply_to")


async def _file(name: str, upload: UploadFile) -> File:
    if name != "file":
        raise Refusal(422, "文件的字段名必须是 file。")
    content = await upload.read(FILE_BYTES + 1)
    if len(content) > FILE_BYTES:
        raise Refusal(413, TOO_LARGE)
    if not content:
        raise Refusal(422, "文件是空的。")
    mime = (upload.content_type or "").partition(";")[0].strip().lower()[:100]
    return File((upload.filename or "file")[:200], mime, kind_of(mime), content)


def kind_of(mime: str) -> str:
    """Which kind of message a file of this type becomes."""
    if mime in ("image/jpeg", "image/png", "image/webp"):
        return "photo"
    return {"video": "video", "audio": "voice"}.get(mime.partition("/")[0], "document")


async def _bytes(request: Request, limit: int) -> bytes:
    return b"".join([chunk async for chunk in _limited(request, limit, "请求内容太大。")])


async def _limited(
    request: Request, limit: int = ALBUM * FILE_BYTES + JSON_BYTES, sentence: str = TOO_LARGE
) -> AsyncGenerator[bytes, None]:
    """The body as it comes, refused as soon as it is longer than `limit`."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise Refusal(413, sentence)
        yield chunk


def text_of(body: Mapping[str, object], key: str, *, limit: int = TEXT_UNITS) -> str:
    """A text that is there, not blank, and no longer than a platform's client lets one write."""
    text = body.get(key)
    if not isinstance(text, str) or not text.strip():
        raise Refusal(422, f"{key} 必须是不为空的文字。")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refusal(422, f"{key} 含有不完整的字符。") from None
    if length(text, "utf16") > limit:
        raise Refusal(422, f"{key} 太长，最多 {limit} 个字符。")
    return text


def id_of(body: Mapping[str, object], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise Refusal(422, f"{key} 必须是 1 到 64 个字母、数字、_ 或 -。")
    return value


def number_of(body: Mapping[str, object], key: str, *, highest: int = HIGHEST) -> int:
    value = body.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= highest:
        raise Refusal(422, f"{key} 必须是正整数。")
    return value


def choice_of(body: Mapping[str, object], key: str, choices: tuple[str, ...]) -> str:
    value = body.get(key)
    if not isinstance(value, str) or value not in choices:
        raise Refusal(422, f"{key} 必须是 {'、'.join(choices)} 之一。")
    return value


def target_time(body: Mapping[str, object], now: datetime) -> datetime:
    """Where the clock is to go: `advance` by an ISO 8601 duration, or `set` to an aware instant."""
    if ("advance" in body) + ("set" in body) != 1:
        raise Refusal(422, "请给出 advance（如 PT24H）或 set（带时区的时刻）其中之一。")
    try:
        if "advance" in body:
            return _near(now + _duration(str(body["advance"])), now)
        instant = datetime.fromisoformat(str(body["set"]))
    except (ValueError, OverflowError):
        raise Refusal(422, "看不懂这个时间：advance 如 PT24H，set 如 2026-11-23T21:59:59+08:00。") from None
    if instant.tzinfo is None:
        raise Refusal(422, "set 必须带时区，如 2026-11-23T21:59:59+08:00。")
    try:
        return _near(instant.astimezone(UTC), now)
    except OverflowError:
        raise Refusal(422, "这个时刻超出了范围。") from None


def _near(to: datetime, now: datetime) -> datetime:
    """Not so far ahead that the reminders on the way could not be counted."""
    if to - now > FARTHEST:
        raise Refusal(422, f"一次最多快进 {FARTHEST.days} 天。")
    return to


def _duration(text: str) -> timedelta:
    found = _DURATION.fullmatch(text)
    if not found or not any(found.groups()):
        raise ValueError("not a duration")
    return timedelta(**{unit: float(value) for unit, value in found.groupdict().items() if value})
