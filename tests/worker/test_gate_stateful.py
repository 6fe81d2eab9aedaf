"""Any history of questions, answers, opt-outs, undoing, erasing and clocks: the gate never says yes after a no.

The real ledger, prompts and gate on a real database, beside a slow reader who remembers every act himself.
"""

import shutil
import tempfile
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.dialogue.commands import AnswerConsents, EraseMe, RestoreConsents, ShowConsents, Withdraw
from bot.worker import consenting, erasing
from bot.worker.contact_facts import gather, whom
from bot.worker.contacting import decide
from core.case import Stage
from core.gate import authorize
from core.intent import Allowed, Intent
from core.policy import Channel
from storage import cases, staff
from tests.storage.road_world import NOW
from tests.worker.gate_race import NUMBER, opened, prepare

ASKED = (("complaint", "call"), ("complaint", "sms"), ("repair_progress", "sms"))
SCOPES = ("all", "channel:call", "channel:sms", "purpose:complaint", "question:repair_progress:sms")
DAY = timedelta(days=1)
_TEMPLATE: list[Path] = []


@dataclass
class Act:
    """Something the customer did: what it covers, when, and when its question had been put."""

    yes: bool
    covers: frozenset[tuple[str, str]]
    at: datetime
    asked_at: datetime | None = None
    ends: dict[tuple[str, str], datetime] = field(default_factory=dict)


def covered(scope: str) -> frozenset[tuple[str, str]]:
    kind, _, what = scope.partition(":")
    match kind:
        case "all":
            return frozenset(ASKED)
        case "channel":
            return frozenset(one for one in ASKED if one[1] == what)
        case "purpose":
            return frozenset(one for one in ASKED if one[0] == what)
        case _:
            return frozenset({(what.partition(":")[0], what.partition(":")[2])})


class Trust(RuleBasedStateMachine):
    prompts = Bundle("prompts")

    @initialize(is_open=st.booleans())
    def open(self, is_open: bool) -> None:
        if not _TEMPLATE:
            _TEMPLATE.append(Path(tempfile.mkdtemp()))
            prepare(_TEMPLATE[0])
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(_TEMPLATE[0], self.folder, dirs_exist_ok=True)
        self.holder = opened(self.folder)
        self.database, self.product = self.holder.__enter__()
        self.now = NOW
        self.nonces = 0
        given = Act(True, frozenset({ASKED[0]}), NOW - timedelta(hours=1), NOW - timedelta(hours=1))
        given.ends[ASKED[0]] = NOW + 365 * DAY
        self.acts = [given]
        self.calls: list[datetime] = []
        self.erased = False
        case = self.database.run_sync(cases.by_reference, self.product.vault, "main", "A001")
        member = self.database.run_sync(staff.by_code, self.product.vault, "main", "工号01")
        assert case is not None
        assert member is not None
        if not is_open:
            closed = replace(case, stage=Stage.CLOSED, closed_at=NOW)
            case = self.database.run_sync(cases.save, self.product.vault, closed, case.version)
        self.case, self.member = case, member

    def teardown(self) -> None:
        if hasattr(self, "holder"):
            self.holder.__exit__(None, None, None)
            shutil.rmtree(self.folder, ignore_errors=True)

    def _nonce(self) -> str:
        self.nonces += 1
        return f"n{self.nonces}"

    @rule(target=prompts)
    def put_the_question(self) -> tuple[str, datetime]:
        nonce = self._nonce()
        shown = ShowConsents(nonce, ASKED)
        self.database.run_sync(
            consenting.show, self.product, self.case.customer, self.case.chat, shown, self.now
        )
        return nonce, self.now

    @rule(prompt=prompts, yes=st.sets(st.sampled_from(ASKED)))
    def answer(self, prompt: tuple[str, datetime], yes: set[tuple[str, str]]) -> None:
        """Maybe days later, maybe twice: the product decides what it is worth."""
        nonce, asked_at = prompt
        answers = AnswerConsents(nonce, tuple((*one, one in yes) for one in ASKED), NUMBER)
        told = self.database.run_sync(
            consenting.answer, self.product, self.case.customer, self.case.chat, answers, "1", self.now
        )
        keys = [text.key for text in told.texts]
        if keys and keys[0] in ("number.already_answered", "number.expired"):
            return
        if yes and not keys:
            raise AssertionError("a grant without a receipt")
        no = frozenset(ASKED) - yes
        if no:
            self.acts.append(Act(False, no, self.now))
        if yes:
            ends = dict.fromkeys(yes, self.now + 730 * DAY)
            self.acts.append(Act(True, frozenset(yes), self.now, asked_at, ends))

    @rule(scope=st.sampled_from(SCOPES))
    def stop(self, scope: str) -> None:
        self.database.run_sync(
            consenting.withdraw, self.product, self.case.customer, Withdraw(scope, scope), "chat", self.now
        )
        self.acts.append(Act(False, covered(scope), self.now))

    @rule()
    def undo(self) -> None:
        """There is no receipt to undo by: nothing may come of it."""
        told = self.database.run_sync(
            consenting.restore, self.product, self.case.customer, RestoreConsents(""), "恢复同意", self.now
        )
        assert told.key == "consents.nothing_to_restore"

    @precondition(lambda self: not self.erased)
    @rule()
    def erase(self) -> None:
        self.database.run_sync(
            erasing.request, self.product, self.case.customer, self.case.chat, EraseMe("确认删除"), self.now
        )
        self.erased = True
        self.acts.append(Act(False, frozenset(ASKED), self.now))

    @rule(minutes=st.sampled_from([1, 1, 1, 5, 60, 60 * 12, 60 * 24, 60 * 24 * 365 * 3, -1, -60 * 24 * 3650]))
    def move_the_clock(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @invariant()
    def the_gate_never_says_yes_after_a_no(self) -> None:
        """Asked without anything being written down, so that no cap hides what consent says; at noon of the day."""
        if not hasattr(self, "case"):
            return
        noon = self.now.astimezone(self.product.zone).replace(hour=12).astimezone(UTC)
        at = max(noon, self.now)
        for asked in ASKED:
            intent = Intent(asked[0], Channel(asked[1]), self.member.actor)
            known = self.database.run_sync(gather, self.product, self.member, whom(self.case), intent, at)
            facts = replace(known.facts, calls=())
            if isinstance(authorize(intent, facts, self.product.policy, at), Allowed):
                standing = self._standing(asked, at)
                assert standing == "given" or (standing == "silent" and self.case.is_open), asked

    @rule(asked=st.sampled_from(ASKED))
    def ask_the_gate(self, asked: tuple[str, str]) -> None:
        at = self.now
        intent = Intent(asked[0], Channel(asked[1]), self.member.actor)
        _, verdict, _ = self.database.run_sync(decide, self.product, self.member, whom(self.case), intent, at)
        if not isinstance(verdict, Allowed):
            return
        standing = self._standing(asked, at)
        assert standing == "given" or (standing == "silent" and self.case.is_open), (asked, at, self.acts)
        self.calls.append(at)
        assert sum(1 for call in self.calls if at - DAY < call <= at) <= 3
        assert 8 <= at.astimezone(self.product.zone).hour < 22

    def _standing(self, asked: tuple[str, str], now: datetime) -> str:
        """As a careful clerk would read the acts, in the order in which they were done: `given`, `no`, or `silent`
        where nothing counts any more but nothing speaks against it either, so that an open case may stand in."""
        mine = [act for act in self.acts if asked in act.covers]
        noes = [act for act in mine if not act.yes]
        yeses = [act for act in mine if act.yes]
        if now < max(act.at for act in self.acts):
            return "no"
        if not yeses:
            return "no" if noes else "silent"
        last = yeses[-1]
        assert last.asked_at is not None
        if any(mine.index(no) > mine.index(last) for no in noes):
            return "no"
        if any(no.at >= last.at or last.asked_at < no.at for no in noes):
            return "no"
        return "given" if now < last.ends[asked] + DAY else "silent"  # months are longer or shorter by a day


Trust.TestCase.settings = settings(
    max_examples=60, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestTrust = Trust.TestCase
