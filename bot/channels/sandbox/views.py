"""What can be looked at in the sandbox: the state, the events, files, and what is under way."""

from datetime import datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.sandbox import requests
from bot.channels.sandbox.needs import Deliveries, Staffing
from bot.channels.sandbox.places import room_id
from bot.channels.sandbox.platform import Platform
from bot.channels.sandbox.profiles import PROFILES
from bot.channels.sandbox.requests import Refusal
from bot.channels.sandbox.shapes import delivery_json, event_json
from storage import sandbox

INLINE = ("image/jpeg", "image/png", "image/webp", "image/gif", "video/mp4", "video/webm")
"""What a browser may show in place; everything else is a download, whatever it says it is."""

LONGEST_WAIT = 60.0


class Views:
    """The sandbox as its API shows it; changes nothing."""

    def __init__(self, platform: Platform, staffing: Staffing, deliveries: Deliveries) -> None:
        self._platform = platform
        self._staffing = staffing
        self._deliveries = deliveries

    async def state(self, _request: Request) -> Response:
        customers = await self._platform.look(sandbox.all_customers)
        return JSONResponse(
            {
                "now": self._platform.clock.now().isoformat(),
                "customers": [{"id": customer.id, "profile": customer.profile} for customer in customers],
                "rooms": await self._rooms(),
            }
        )

    async def overview(self, _request: Request) -> Response:
        """What the page needs beside the state: titles, topics, faults to come, who blocked whom."""
        customers = await self._platform.look(sandbox.all_customers)
        people = await self._platform.look(sandbox.all_people)
        threads = await self._platform.look(sandbox.all_threads)
        queues = self._platform.queues()
        chats = [f"customer:{customer.id}" for customer in customers]
        chats += [f"staff:{person.id}" for person in people]
        chats += [f"room:{room_id(queue.name)}" for queue in queues]
        faults = await self._platform.look(sandbox.faults_of, chats)
        roles = await self._staffing.roles()
        return JSONResponse(
            {
                "now": self._platform.clock.now().isoformat(),
                "virtual": self._platform.clock.virtual,
                "customers": [
                    {
                        "id": customer.id,
                        "profile": customer.profile,
                        "blocked": customer.blocked,
                        "edits": PROFILES[customer.profile].edits,
                        "window": _window(customer, self._platform.clock.now()),
                    }
                    for customer in customers
                ],
                "staff": [
                    {
                        "id": person.id,
                        "name": person.name,
                        "code": person.code,
                        "role": roles.get(f"staff:{person.id}"),
                    }
                    for person in people
                ],
                "rooms": [
                    {**room, "title": queue.title}
                    for room, queue in zip(await self._rooms(), queues, strict=True)
                ],
                "threads": [
                    {"chat": thread.chat, "id": str(thread.id), "name": thread.name} for thread in threads
                ],
                "faults": [
                    {"chat": fault.chat, "next": fault.kind, "count": fault.remaining} for fault in faults
                ],
            }
        )

    async def _rooms(self) -> list[dict[str, object]]:
        members = await self._platform.look(sandbox.members_of_rooms)
        roles = await self._staffing.roles()
        return [
            {
                "id": room_id(queue.name),
                "queue": queue.name,
                "profile": self._platform.staff_profile,
                "members": [
                    {"id": person.id, "name": person.name, "role": roles.get(f"staff:{person.id}")}
                    for person in members.get(room_id(queue.name), [])
                ],
            }
            for queue in self._platform.queues()
        ]

    async def events(self, request: Request) -> Response:
        after = _query_int(request, "after")
        wait = _query_seconds(request, "wait")
        chat = request.query_params.get("chat")
        if chat is not None and not await self._platform.has_chat(chat):
            raise Refusal(404, "没有这个聊天。")
        events, last = await self._platform.events(after, chat, wait)
        return JSONResponse({"events": [event_json(event) for event in events], "last": last})

    async def deliveries(self, _request: Request) -> Response:
        return JSONResponse(
            {"deliveries": [delivery_json(delivery) for delivery in await self._deliveries()]}
        )

    async def media(self, request: Request) -> Response:
        name = request.path_params["id"]
        known = name.isascii() and name.isdigit() and len(name) <= 18
        file = await self._platform.file(int(name)) if known else None
        if file is None:
            raise Refusal(404, "没有这个文件。")
        inline = file.mime in INLINE or file.mime.startswith("audio/")
        headers = {
            "Content-Disposition": "inline"
            if inline
            else f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
        }
        return Response(
            file.content, media_type=file.mime if inline else "application/octet-stream", headers=headers
        )


def _window(customer: sandbox.Customer, now: datetime) -> dict[str, object] | None:
    """How much the imitated platform still lets us send to him; nothing where it sets no limit."""
    if PROFILES[customer.profile].window is None:
        return None
    until = customer.closes_at(now)
    left = customer.tapped(now) + customer.wrote(now)
    return {"left": left, "until": until and until.isoformat()}


def _query_int(request: Request, name: str) -> int:
    value = request.query_params.get(name, "0")
    if not value.isascii() or not value.isdigit() or int(value[:19]) > requests.HIGHEST or len(value) > 19:
        raise Refusal(422, f"{name} 必须是不小于 0 的整数。")
    return int(value)


def _query_seconds(request: Request, name: str) -> float:
    value = request.query_params.get(name, "0")
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST_WAIT:
        raise Refusal(422, f"{name} 必须是 0 到 {LONGEST_WAIT:.0f} 秒。")
    return seconds
