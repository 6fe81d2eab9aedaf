"""Any history of putting, claiming, failing, dying and speaking keeps the promises of the lanes."""

from collections import defaultdict
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import create_engine

from storage import chats, lanes, settling
from storage.claims import Claimed
from storage.keyring import new_keyring
from storage.sealed import Vault
from storage.settling import Again, Delivered, InDoubt, Never, NotNow, Outcome
from storage.tables import metadata
from tests.storage.road_world import NOW, RETRY, SECOND, address, end, look, new_chat, say, state

VAULT = Vault(new_keyring())
CHATS = 3
FINAL = {"sent", "failed", "unknown"}
outcomes = st.sampled_from(
    [
        Delivered(("1",)),
        Delivered(("1",)),
        Again("502"),
        Again("429", 7 * SECOND, counts=False),
        InDoubt("timeout"),
        Never("rejected"),
        Never("blocked"),
        NotNow("45015"),
    ]
)


class Lanes(RuleBasedStateMachine):
    """A slow and obvious model beside the real thing."""

    @initialize()
    def open(self) -> None:
        self.engine = create_engine("sqlite://")
        self.connection = self.engine.connect()
        metadata.create_all(self.connection)
        self.now = NOW
        self.ids = [new_chat(self.connection, VAULT, str(n)) for n in range(CHATS)]
        self.waiting: dict[int, list[int]] = {chat: [] for chat in self.ids}
        self.free_at = dict.fromkeys(self.ids, NOW)
        self.held: set[int] = set()
        self.flying: dict[int, Claimed] = {}
        self.lost: list[Claimed] = []
        self.repeat: dict[int, str] = {}
        self.tries: dict[int, int] = defaultdict(int)
        self.doubts: dict[int, int] = defaultdict(int)
        self.ended: dict[int, str] = {}

    @rule(which=st.integers(0, CHATS - 1), repeat=st.sampled_from(["again", "never"]))
    def put(self, which: int, repeat: str) -> None:
        chat = self.ids[which]
        number = say(self.connection, VAULT, chat, repeat=repeat, now=self.now)
        self.waiting[chat].append(number)
        self.repeat[number] = repeat

    @rule(owner=st.sampled_from(["w1", "w2"]))
    def claim(self, owner: str) -> None:
        """Exactly the heads of those chats that are free: a parked one parks only itself."""
        expected = {
            chat: rows[0]
            for chat, rows in self.waiting.items()
            if rows and chat not in self.flying and chat not in self.held and self.free_at[chat] <= self.now
        }
        found = look(self.connection, VAULT, self.now, owner).claimed
        assert {one.chat_id: one.id for one in found} == expected
        self.flying |= {one.chat_id: one for one in found}

    @rule(which=st.integers(0, CHATS - 1), outcome=outcomes)
    def settle(self, which: int, outcome: Outcome) -> None:
        claimed = self.flying.pop(self.ids[which], None)
        if claimed is not None:
            done = end(self.connection, VAULT, claimed, outcome, self.now)
            assert not done.lost
            self._expect(claimed, outcome)
            assert done.state == state(self.connection, claimed.id)
            assert done.tell_person == (done.state in ("failed", "unknown"))

    @rule(outcome=outcomes)
    def settle_too_late(self, outcome: Outcome) -> None:
        if self.lost:
            late = self.lost.pop()
            before = state(self.connection, late.id)
            assert end(self.connection, VAULT, late, outcome, self.now).lost
            assert state(self.connection, late.id) == before

    @rule(dead=st.sampled_from(["w1", "w2"]))
    def die(self, dead: str) -> None:
        gone = [one for one in self.flying.values() if one.owner == dead or one.leased_until <= self.now]
        alive = {"w1", "w2"} - {dead}
        found = settling.recover(self.connection, self.now, RETRY, alive)
        assert [one.id for one in found] == sorted(one.id for one in gone)
        for one in gone:
            del self.flying[one.chat_id]
            self._expect(one, InDoubt("died"))
            self.lost.append(one)

    @rule(seconds=st.sampled_from([1, 2, 7, 30]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(which=st.integers(0, CHATS - 1))
    def speak(self, which: int) -> None:
        chat = self.ids[which]
        lanes.spoke(self.connection, chat, "message", self.now)
        if chat in self.held:
            self.held.remove(chat)

    @rule(which=st.integers(0, CHATS - 1))
    def find(self, which: int) -> None:
        chat = chats.find_or_add(self.connection, VAULT, address(str(which)), self.now, store="main")
        assert (chat.id, chat.new) == (self.ids[which], False)

    def _expect(self, claimed: Claimed, outcome: Outcome) -> None:
        """What the rules say becomes of it."""
        chat, number = claimed.chat_id, claimed.id
        match outcome:
            case Delivered():
                self._end(chat, number, "sent")
            case Never(cause):
                self._end(chat, number, "failed")
                if cause == "blocked":
                    self.held.add(chat)
            case NotNow():
                self.held.add(chat)
                self.free_at[chat] = self.now
            case Again(_, wait, counts):
                self.tries[number] += counts
                if counts and self.tries[number] == 3:
                    self._end(chat, number, "failed")
                else:
                    backoff = SECOND if self.tries[number] < 2 else 2 * SECOND
                    self.free_at[chat] = self.now + (wait or backoff)
            case InDoubt():
                self.doubts[number] += 1
                if self.repeat[number] == "again" and self.doubts[number] == 1:
                    self.free_at[chat] = self.now + SECOND
                else:
                    self._end(chat, number, "unknown")

    def _end(self, chat: int, number: int, how: str) -> None:
        assert self.waiting[chat].pop(0) == number
        self.ended[number] = how
        self.free_at[chat] = self.now

    @invariant()
    def nothing_is_lost_and_one_thing_a_chat_is_in_flight(self) -> None:
        rows = self.connection.exec_driver_sql("SELECT id, state FROM outbox").all()
        found: dict[int, str] = {row.id: row.state for row in rows}
        assert set(found) == set(self.ended) | {n for ids in self.waiting.values() for n in ids}
        assert {n: how for n, how in found.items() if how in FINAL} == self.ended
        assert {n for n, how in found.items() if how == "sending"} == {one.id for one in self.flying.values()}

    def teardown(self) -> None:
        self.connection.close()
        self.engine.dispose()


TestLanes = Lanes.TestCase
TestLanes.settings = settings(max_examples=40, stateful_step_count=30)
