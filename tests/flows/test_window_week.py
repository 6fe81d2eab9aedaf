"""Any week of a customer on WeChat: nothing is sent outside the window, nothing is lost, staff know the truth."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import create_engine, select

from bot.channels.capabilities import Capabilities
from bot.channels.language import (
    Address,
    ChatKind,
    Held,
    Incoming,
    Message,
    NotSent,
    Opened,
    OutcomeUnknown,
    Receipt,
    Said,
    Sender,
    Sent,
)
from bot.channels.planner import plan
from bot.channels.sandbox.profiles import TELEGRAM, WECHAT
from bot.channels.wire import body_from_json, joined_from_json
from bot.understand.vehicles import load_vehicles
from bot.work_calendar import china_calendar
from bot.worker import arrivals, effects, outcomes, sending, sweep
from bot.worker.product import Product
from core.case import TellCustomer
from core.policy import load_policy
from storage import cases, chats, inbox, rooms, staff
from storage.claims import Claimed
from storage.customers import key_of
from storage.keyring import new_keyring
from storage.sealed import Vault
from storage.tables import metadata
from storage.tables.road import Outbox
from storage.tables.types import table_of

POLICY = load_policy("dealer")
CALENDAR = china_calendar()
START: Final = datetime(2025, 3, 12, 2, 30, 0, 7, tzinfo=UTC)
CUSTOMER = Address("wechat", "gh", "openid", ChatKind.PRIVATE)
GROUP = Address("telegram", "bot", "-100", ChatKind.GROUP)
CLERK = Sender("li", "li")
MARK = re.compile(r"«(\d+)»")
HELD = "】客户下次发言时送达。"
LONG = "检查结果" * 160
"""1,900 bytes: two messages on WeChat."""
WAITS = st.sampled_from([1, 20, 61, 3600, 30_000, 100_000, 180_000])


def capabilities(channel: str, kind: ChatKind) -> Capabilities:
    return WECHAT if channel == "wechat" else TELEGRAM


class Platform:
    """WeChat's side, written from its documentation and not from our ledger: each act renews its own grant, the
    grant that ends first is spent first."""

    def __init__(self) -> None:
        self.grants: dict[str, tuple[int, datetime]] = {}
        self.shown: list[str] = []

    def acted(self, act: str, now: datetime) -> None:
        left, lasts = (5, timedelta(hours=48)) if act == "message" else (3, timedelta(minutes=1))
        self.grants[act] = (left, now + lasts)

    def spend(self, now: datetime) -> bool:
        usable = [(until, act) for act, (left, until) in self.grants.items() if left and now < until]
        if not usable:
            return False
        _, act = min(usable)
        left, until = self.grants[act]
        self.grants[act] = (left - 1, until)
        return True


class Week(RuleBasedStateMachine):
    """One customer with one open case; one room; a process that may die at any moment."""

    @initialize()
    def begin(self) -> None:
        self.engine = create_engine("sqlite://")
        self.connection = self.engine.connect()
        metadata.create_all(self.connection)
        numbers = count(1)
        self.product = Product(
            POLICY,
            CALENDAR,
            POLICY.timetable(CALENDAR),
            load_vehicles(),
            Vault(new_keyring()),
            lambda n: next(numbers).to_bytes(n, "big"),
            capabilities,
        )
        self.now = START
        self.platform = Platform()
        self.by_hand = False
        """Somebody has written from WeChat's own console: we cannot know of it."""
        self.owner = "p1"
        self.flying: list[tuple[Claimed, Receipt]] = []
        self.keys, self.marks = count(1), count(1)
        self.replies: list[int] = []
        self._staff()
        self.writes("人工")
        self.works()
        (self.case,) = cases.every_open(self.connection, self.product.vault, "main")

    def _staff(self) -> None:
        vault, now = self.product.vault, self.now
        chat = chats.find_or_add(self.connection, vault, GROUP, now, store="main", topics=False)
        rooms.bind(self.connection, chat.id, "main", "aftersales/1", now)
        self.room = chat.id
        for queue in ("aftersales/2", "aftersales/3", "other/1", "supervisors"):
            rooms.bind(self.connection, chat.id, "main", queue, now)
        staff.invite(
            self.connection, vault, "observer", None, "main", "C", now, now + timedelta(days=1), "li"
        )
        staff.join(self.connection, vault, "C", "li", "telegram", None, "li", now)

    # --- what people do ----------------------------------------------------------------------------------

    def writes(self, text: str) -> None:
        self._arrive(CUSTOMER, Sender("openid"), Said(text, f"m{next(self.keys)}"))
        self.platform.acted("message", self.now)
        self.by_hand = False

    @rule()
    def customer_writes(self) -> None:
        """It is with the platform, and with us, but nobody has handled it yet."""
        self.writes("好的，我知道了")

    @rule()
    def customer_scans(self) -> None:
        self._arrive(CUSTOMER, Sender("openid"), Opened("x"))
        self.platform.acted("other", self.now)

    @rule(long=st.booleans())
    def staff_reply(self, long: bool) -> None:
        mark = next(self.marks)
        text = f"/r {self.case.short_code} «{mark}»{LONG if long else ''}"
        self.replies.append(mark)
        self._arrive(GROUP, CLERK, Said(text, f"g{next(self.keys)}"))

    @rule()
    def bot_notice(self) -> None:
        effect = TellCustomer("case.reply", {"code": "通知", "text": f"«{next(self.marks)}»"})
        effects.tell_customer(self.connection, self.product, self.case, effect, self.now)

    @rule()
    def somebody_writes_by_hand(self) -> None:
        self.by_hand = True
        self.platform.spend(self.now)

    # --- what the product does ---------------------------------------------------------------------------

    @rule()
    def handle(self) -> None:
        self._handle()

    def _handle(self) -> bool:
        """One message of each conversation; whether there was any."""
        waiting = inbox.next_unhandled(self.connection, self.product.vault, self.now, 8)
        for one in waiting:
            arrivals.handle(self.connection, self.product, one, self.now)
        return bool(waiting)

    @rule(seconds=st.sampled_from([0, 2]))
    def goes_out(self, seconds: int) -> None:
        """Whatever may be sent is, one after the other, and arrives."""
        for _ in range(12):
            self.send("fine")
            self.now += timedelta(seconds=seconds)
            self.settle()

    @rule(how=st.sampled_from(["fine", "fine", "fine", "busy", "lost before", "lost after"]))
    def send(self, how: str) -> None:
        """What is claimed is on the wire now; what becomes of it is settled later, or never."""
        batch = sending.take(self.connection, self.product, self.now, self.owner, 32)
        for claimed in batch.claimed:
            self.flying.append((claimed, self._receipt(claimed, how)))

    @rule()
    def settle(self) -> None:
        flying, self.flying = self.flying, []
        for claimed, receipt in flying:
            retry = sending.retry_of(self.product)
            outcomes.settle(self.connection, self.product, claimed, receipt, self.now, retry)

    @rule()
    def restart(self) -> None:
        """Whatever was being sent is nobody's any more."""
        self.flying = []
        self.owner = f"p{next(self.keys)}"
        sending.recover(self.connection, self.product, self.now, sending.retry_of(self.product), self.owner)

    @rule(seconds=WAITS)
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds, microseconds=13)
        for look, check in sweep.KINDS:
            for row in look(self.connection, self.now):
                check(self.connection, self.product, row, self.now)

    @precondition(lambda self: not self.by_hand)
    @rule()
    def works(self) -> None:
        """Everything that can be done at this instant is done."""
        for _ in range(50):
            came = self._handle()
            self.send("fine")
            if not self.flying and not came:
                break
            self.settle()

    # --- what must be so ---------------------------------------------------------------------------------

    @invariant()
    def staff_know_of_everything_that_waits(self) -> None:
        held = [row for row in self._rows() if row.state == "held" and row.role == "reply"]
        assert all(row.waited for row in held)
        waited = [row for row in self._rows() if row.waited]
        assert sum(HELD in text for text in self._told()) == len(waited)
        came = sum(int(n) for text in self._told() for n in re.findall(r"等着的(\d+)条消息已送达", text))
        assert came == sum(1 for row in waited if row.state == "sent")

    @invariant()
    def what_did_not_arrive_is_told_once(self) -> None:
        lost = [row for row in self._rows() if row.state in ("failed", "unknown") and row.role != "toast"]
        told = [text for text in self._told() if "没有送到客户" in text or "不确定客户是否收到" in text]
        assert len(told) == len(lost)

    @invariant()
    def the_order_is_kept_and_no_reply_is_said_twice(self) -> None:
        """A notice whose outcome nobody knows is said once more; a reply never is."""
        said = [int(mark) for text in self.platform.shown for mark in MARK.findall(text)]
        put = [int(mark) for _, text in self._said() for mark in MARK.findall(text)]
        assert list(dict.fromkeys(said)) == [mark for mark in put if mark in said]
        replies = [mark for mark in said if mark in self.replies]
        assert len(replies) == len(set(replies))

    def teardown(self) -> None:
        if hasattr(self, "case"):
            self._everything_arrives()
            self.connection.close()
            self.engine.dispose()

    def _everything_arrives(self) -> None:
        """He writes and writes: in the end nothing waits, and what is called sent is with him."""
        self.settle()
        for _ in range(60):
            self.wait(400)
            self.writes("请继续")
            self.works()
            if not [row for row in self._rows() if row.state in ("queued", "held", "sending")]:
                break
        else:
            raise AssertionError([(row.id, row.state, row.role) for row in self._rows()])
        self.staff_know_of_everything_that_waits()
        self.what_did_not_arrive_is_told_once()
        self.the_order_is_kept_and_no_reply_is_said_twice()
        shown = "\n".join(self.platform.shown)
        for row, text in self._said():
            if row.state == "sent":
                assert all(f"«{mark}»" in shown for mark in MARK.findall(text))
        written = {int(m) for row, text in self._said() for m in MARK.findall(text)}
        assert set(self.replies) <= written

    # --- the two platforms -------------------------------------------------------------------------------

    def _arrive(self, address: Address, sender: Sender, what: Said | Opened) -> None:
        self._moment()
        incoming = Incoming(f"k{next(self.keys)}", self.now, address, sender, what)
        arrivals.store(self.connection, self.product, [incoming], self.now)

    def _moment(self) -> None:
        """No two things happen at one instant."""
        self.now += timedelta(microseconds=1)

    def _receipt(self, claimed: Claimed, how: str) -> Receipt:
        self._moment()
        if claimed.channel != "wechat":
            return Sent((f"r{claimed.id}",))
        if how == "busy":
            return NotSent("busy")
        if how == "lost before":
            return OutcomeUnknown("timeout")
        body = sending.with_request(
            joined_from_json(claimed.bodies), claimed.window_ask, self.product.local(self.now)
        )
        assert isinstance(body, Message)
        assert len(plan(body, WECHAT)) == 1, "one row is one send"
        if not self.platform.spend(self.now):
            assert self.by_hand, "a message was sent outside the window"
            return Held()
        self.platform.shown.append(body.text)
        return Sent((f"w{claimed.id}",)) if how == "fine" else OutcomeUnknown("timeout")

    def _rows(self) -> list[Outbox]:
        table = table_of(Outbox)
        found = self.connection.execute(
            select(table)
            .where(table.c.kind == "message", table.c.chat_id == self.case.chat)
            .order_by(table.c.id)
        )
        return list(found.all())  # type: ignore[arg-type]

    def _said(self) -> Iterator[tuple[Outbox, str]]:
        for row in self._rows():
            if row.body is not None:
                key = key_of(self.connection, self.product.vault, self.case.customer)
                body = body_from_json(key.open_text("outbox", "body", row.id, row.body))
                assert isinstance(body, Message)
                yield row, body.text

    def _told(self) -> list[str]:
        """Everything said in the room, sent by now or not."""
        table = table_of(Outbox)
        rows = self.connection.execute(
            select(table).where(table.c.kind == "message", table.c.chat_id == self.room)
        ).all()
        texts = []
        for row in rows:
            vault = self.product.vault
            key = vault.system if row.customer_id is None else key_of(self.connection, vault, row.customer_id)
            body = body_from_json(key.open_text("outbox", "body", row.id, row.body))
            texts.append(body.text if isinstance(body, Message) else "")
        return texts


Week.TestCase.settings = settings(max_examples=25, stateful_step_count=40)
TestWeek = pytest.mark.rule("STAFF-3")(Week.TestCase)
