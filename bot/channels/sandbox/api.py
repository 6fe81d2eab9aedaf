"""The sandbox's JSON API, under the names that tests from outside rely on (`/sandbox/api/…`)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.channel import Accept
from bot.channels.sandbox import customers, requests, staff
from bot.channels.sandbox.arrivals import Arrived, Refused, Speech
from bot.channels.sandbox.guard import guarded
from bot.channels.sandbox.needs import Deliveries, Settled, Staffing
from bot.channels.sandbox.places import room_id
from bot.channels.sandbox.platform import Platform
from bot.channels.sandbox.profiles import PROFILES
from bot.channels.sandbox.requests import Refusal, Talk
from bot.channels.sandbox.sendings import FAULTS
from bot.channels.sandbox.views import Views
from storage import sandbox

MOST_FAULTS = 1000


class SandboxApi:
    """Turns requests into what people do on the imitated platform."""

    def __init__(
        self,
        platform: Platform,
        accept: Accept,
        staffing: Staffing,
        settled: Settled,
        deliveries: Deliveries,
    ) -> None:
        self._platform = platform
        self._accept = accept
        self._staffing = staffing
        self._settled = settled
        self._views = Views(platform, staffing, deliveries)

    def routes(self) -> list[BaseRoute]:
        api = "/sandbox/api"
        get = {
            f"{api}/state": self._views.state,
            f"{api}/overview": self._views.overview,
            f"{api}/events": self._views.events,
            f"{api}/deliveries": self._views.deliveries,
            "/sandbox/media/{id}": self._views.media,
        }
        post = {
            f"{api}/customers": self.customer,
            f"{api}/customers/{{id}}/messages": self.customer_talk,
            f"{api}/customers/{{id}}/block": self.block,
            f"{api}/customers/{{id}}/unblock": self.unblock,
            f"{api}/staff": self.staff,
            f"{api}/staff/{{id}}/messages": self.staff_talk,
            f"{api}/rooms/{{room}}/members": self.member,
            f"{api}/rooms/{{room}}/messages": self.room_talk,
            f"{api}/clock": self.clock,
            f"{api}/faults": self.fault,
        }
        return [
            *(Route(path, guarded(handler), methods=["GET"]) for path, handler in get.items()),
            *(Route(path, guarded(handler), methods=["POST"]) for path, handler in post.items()),
        ]

    # --- customers -----------------------------------------------------------------------------------

    async def customer(self, request: Request) -> Response:
        body = await requests.json_body(request)
        name = requests.id_of(body, "id")
        profile = requests.choice_of(body, "profile", tuple(PROFILES))
        return await self._told(
            request,
            await self._platform.happen(customers.customer_appears, name, profile),
            {"id": name, "profile": profile},
        )

    async def customer_talk(self, request: Request) -> Response:
        name = request.path_params["id"]
        said = await requests.talk(request)
        chat = f"customer:{name}"
        dedupe = self._platform.key(chat, chat, said.dedupe_key)
        if said.press is not None:
            key = dedupe or self._platform.fresh_key()
            done = await self._platform.happen(customers.customer_presses, name, said.press, key)
        elif said.edit is not None:
            text = _speech(said).text
            done = await self._platform.happen(customers.customer_edits, name, said.edit, text, dedupe)
        else:
            done = await self._platform.happen(customers.customer_speaks, name, _speech(said), dedupe)
        return await self._told(request, done)

    async def block(self, request: Request) -> Response:
        return await self._blocked(request, True)

    async def unblock(self, request: Request) -> Response:
        return await self._blocked(request, False)

    async def _blocked(self, request: Request, blocked: bool) -> Response:
        name = request.path_params["id"]
        done = await self._platform.happen(customers.customer_blocks, name, blocked)
        return await self._told(request, done, {"blocked": blocked})

    # --- staff ---------------------------------------------------------------------------------------

    async def staff(self, request: Request) -> Response:
        body = await requests.json_body(request)
        staff_id = requests.id_of(body, "id")
        name = requests.text_of(body, "name", limit=64)
        role = requests.text_of(body, "role", limit=64)
        department = requests.text_of(body, "department", limit=64) if "department" in body else None
        store = requests.text_of(body, "store", limit=64) if "store" in body else None
        try:
            code = await self._staffing.invite_and_join(staff_id, name, role, department, store)
        except ValueError as problem:
            raise Refusal(422, str(problem)) from None
        await self._platform.change(sandbox.keep_person, staff_id, name, code)
        return await self._told(request, Arrived(()), {"id": staff_id, "code": code})

    async def staff_talk(self, request: Request) -> Response:
        name = request.path_params["id"]
        said = _no_edit(await requests.talk(request))
        chat = f"staff:{name}"
        dedupe = self._platform.key(chat, chat, said.dedupe_key)
        if said.press is not None:
            key = dedupe or self._platform.fresh_key()
            done = await self._platform.happen_in_rooms(staff.staff_presses, name, said.press, key)
        else:
            done = await self._platform.happen_in_rooms(staff.staff_speaks, name, _speech(said), dedupe)
        return await self._told(request, done)

    async def member(self, request: Request) -> Response:
        queue = self._queue(request)
        body = await requests.json_body(request)
        name = requests.id_of(body, "staff")
        present = requests.choice_of(body, "action", ("join", "leave")) == "join"
        return await self._told(
            request,
            await self._platform.happen_in_rooms(staff.member_moves, queue, name, present),
        )

    async def room_talk(self, request: Request) -> Response:
        queue = self._queue(request)
        said = _no_edit(await requests.talk(request))
        if said.staff is None:
            raise Refusal(422, "请给出 staff：谁在说话。")
        dedupe = self._platform.key(f"room:{room_id(queue)}", f"staff:{said.staff}", said.dedupe_key)
        if said.press is not None:
            key = dedupe or self._platform.fresh_key()
            done = await self._platform.happen_in_rooms(
                staff.member_presses, queue, said.staff, said.press, key
            )
        else:
            done = await self._platform.happen_in_rooms(
                staff.member_speaks, queue, said.staff, _speech(said), dedupe
            )
        return await self._told(request, done)

    def _queue(self, request: Request) -> str:
        queue = self._platform.queue_of(request.path_params["room"])
        if queue is None:
            raise Refusal(404, "没有这个群。")
        return queue

    # --- the world -----------------------------------------------------------------------------------

    async def clock(self, request: Request) -> Response:
        clock = self._platform.clock
        to = requests.target_time(await requests.json_body(request), clock.now())
        try:
            await clock.move(to)
        except ValueError as problem:
            raise Refusal(422, str(problem)) from None
        return await self._told(request, Arrived(()), {"now": clock.now().isoformat()})

    async def fault(self, request: Request) -> Response:
        body = await requests.json_body(request)
        chat = requests.text_of(body, "chat", limit=256)
        kind = requests.choice_of(body, "next", FAULTS)
        count = requests.number_of(body, "count", highest=MOST_FAULTS) if "count" in body else 1
        if not await self._platform.has_chat(chat):
            raise Refusal(404, "没有这个聊天。")
        await self._platform.change(sandbox.add_fault, chat, kind, count)
        return await self._told(request, Arrived(()), {"chat": chat, "next": kind, "count": count})

    async def _told(
        self, request: Request, done: Arrived | Refused, answer: dict[str, object] | None = None
    ) -> Response:
        """The updates are durably with the product; with `settle`, everything they set off is done too."""
        if isinstance(done, Refused):
            raise Refusal(done.status, done.sentence)
        if done.updates:
            await self._accept(list(done.updates))
        if request.query_params.get("settle") in ("1", "true"):
            await self._settled()
        return JSONResponse(answer if answer is not None else {"seq": done.seq})


def _speech(said: Talk) -> Speech:
    if said.speech is None:
        raise Refusal(422, "没有内容。")
    return said.speech


def _no_edit(said: Talk) -> Talk:
    if said.edit is not None:
        raise Refusal(422, "只有客户可以修改自己的消息。")
    return said
