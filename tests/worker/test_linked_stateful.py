"""Any history of two chats that are linked and parted: no yes after a no of either side, nothing in the wrong chat.

The real ledgers, links, codes, gate and outbox on a real database, beside a slow reader who keeps both ledgers
himself and knows three things: a yes stays where it was given, a no is said for both, leaving is said for one.
"""

import shutil
import tempfile
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Connection, select

from bot.channels.capabilities import PLAIN
from bot.channels.language import Address, ChatKind
from bot.dialogue.commands import (
    KNOWN,
    AnswerConsents,
    AnswerLink,
    DeclareAge,
    EraseMe,
    SendLinkCode,
    ShowConsents,
    Withdraw,
)
from bot.parts import open_parts, product_of
from bot.settings import Settings
from bot.worker import (
    consenting,
    effects,
    erasing,
    following,
    linking,
    reaching,
    talking,
    under_age,
)
from bot.worker.contact_facts import gather, whom
from bot.worker.product import Product
from core.case import Case, TellCustomer
from core.consent import Question, consent_state
from core.gate import authorize
from core.intent import Allowed, Intent
from core.notice import terms_of
from core.policy import Channel
from storage import cases, chats, consents, customers, ids, lanes, links, phones, staff
from storage.staff import StaffMember
from storage.tables.road import Outbox
from storage.tables.types import table_of
from tests.flows.linked import sealed_rightly
from tests.storage.road_world import NOW
from tests.storage.samples import new_case

PLATFORMS = ("telegram", "wechat")
ASKED = (("complaint", "call"), ("repair_progress", "sms"), ("promo_offers", "sms"), ("promo_offers", "chat"))
EVERY = frozenset({*ASKED, ("complaint", "chat")})
RUNS = frozenset({"complaint", "repair_progress"})
"""What an open complaint keeps running: both have one."""
SCOPES = (
    "all",
    "all_marketing",
    "channel:call",
    "channel:chat",
    "purpose:promo_offers",
    "question:repair_progress:sms",
)
OPEN = replace(PLAIN, text_limit=2000)
MOSTLY = st.sampled_from((True, True, True, True, False))
_TEMPLATE: list[Path] = []


@dataclass(frozen=True)
class Act:
    """Something that was said: by its number the reader knows it again in the other ledger."""

    number: int
    yes: bool
    covers: frozenset[tuple[str, str]]
    elsewhere: frozenset[tuple[str, str]]
    """What a no covers in the other chat."""
    at: datetime
    asked_at: datetime | None = None


@dataclass
class Chat:
    """One of the two, as the reader sees it."""

    customer: int
    id: int
    acts: list[Act] = field(default_factory=list)
    blocked: bool = False
    last_word: datetime = NOW
    has_number: bool = True
    erased: bool = False


def covered(scope: str) -> frozenset[tuple[str, str]]:
    kind, _, what = scope.partition(":")
    match kind:
        case "all":
            return EVERY
        case "all_marketing":
            return frozenset(one for one in EVERY if one[0] not in RUNS)
        case "channel":
            return frozenset(one for one in EVERY if one[1] == what)
        case "purpose":
            return frozenset(one for one in EVERY if one[0] == what)
        case _:
            return frozenset({(what.partition(":")[0], what.partition(":")[2])})


def offers(some: frozenset[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    return frozenset(one for one in some if one[0] not in RUNS)


def prepare(connection: Connection, product: Product) -> None:
    vault = product.vault
    for n, platform in enumerate(PLATFORMS):
        customer = customers.add(connection, vault, "main", NOW).id
        place = Address(platform, "1", f"700{n}", ChatKind.PRIVATE)
        chat = chats.find_or_add(connection, vault, place, NOW, store="main").id
        chats.attach_customer(connection, chat, customer)
        cases.insert(connection, vault, new_case(connection, customer, chat, NOW))
        phones.add(connection, vault, customer, f"+861381234567{n}", NOW)
    member = ("service_director", None, "main", "code", NOW, NOW + timedelta(hours=1), "王")
    staff.invite(connection, vault, *member)
    staff.join(connection, vault, "code", "identity", "telegram", None, "王", NOW)


class TwoChats(RuleBasedStateMachine):
    prompts = Bundle("prompts")

    @initialize()
    def open(self) -> None:
        if not _TEMPLATE:
            _TEMPLATE.append(Path(tempfile.mkdtemp()))
            with open_parts(Settings(data_dir=_TEMPLATE[0])) as parts:
                parts.database.run_sync(prepare, product_of(parts, lambda _channel, _kind: OPEN))
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(_TEMPLATE[0], self.folder, dirs_exist_ok=True)
        self.holder = open_parts(Settings(data_dir=self.folder))
        parts = self.holder.__enter__()
        self.database, self.product = parts.database, product_of(parts, lambda _channel, _kind: OPEN)
        self.now = NOW + timedelta(minutes=1)
        self.nonces, self.numbers = count(1), count(1)
        self.linked = False
        found = [self._run(cases.by_reference, self.product.vault, "main", f"A00{n}") for n in (1, 2)]
        self.chats = [Chat(case.customer, case.chat) for case in found]
        member = self._run(staff.by_code, self.product.vault, "main", "工号01")
        assert member is not None
        self.member: StaffMember = member

    def teardown(self) -> None:
        if hasattr(self, "holder"):
            self.holder.__exit__(None, None, None)
            shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, fn: Any, *args: Any) -> Any:
        return self.database.run_sync(fn, *args)

    def _do(self, fn: Any, *args: Any) -> Any:
        """An act takes a second: no two are done at one instant."""
        self.now += timedelta(seconds=1)
        return self._run(fn, self.product, *args, self.now)

    def _no(
        self, who: int, covers: frozenset[tuple[str, str]], elsewhere: frozenset[tuple[str, str]]
    ) -> None:
        act = Act(next(self.numbers), False, covers, elsewhere, self.now)
        self.chats[who].acts.append(act)
        if self.linked:
            self.chats[1 - who].acts.append(replace(act, covers=elsewhere))

    # --- what happens ----------------------------------------------------------------------------------------

    @precondition(lambda self: not self.linked and not any(chat.erased for chat in self.chats))
    @rule(who=st.sampled_from((0, 1)), yes=MOSTLY, late=MOSTLY.map(lambda soon: not soon))
    def link(self, who: int, yes: bool, late: bool) -> None:
        asks, answers = self.chats[who], self.chats[1 - who]
        given = self._do(linking.give_code, asks.customer, asks.id)
        if given.text.key == "linking.too_many_codes":
            return
        code = str(given.text.args["code"])
        nonce = f"n{next(self.nonces)}"
        self.now += timedelta(seconds=1)
        sent = SendLinkCode(code)
        offered = self._run(
            linking.take_code, self.product, answers.customer, answers.id, sent, nonce, self.now
        )
        assert offered.text.key == "linking.offer"
        if late:
            self.now += timedelta(days=1)
        told = self._do(linking.answer, answers.customer, answers.id, AnswerLink(nonce, yes))
        if late or not yes:
            assert told[0].key == ("linking.gone" if late else "linking.declined")
            return
        assert told[0].key == "linking.linked"
        self.linked = True
        ledgers = [list(chat.acts) for chat in self.chats]
        for ours, theirs in ((0, 1), (1, 0)):
            known = {act.number for act in ledgers[theirs]}
            self.chats[theirs].acts += [
                replace(act, covers=act.elsewhere)
                for act in ledgers[ours]
                if not act.yes and act.number not in known
            ]
        if not all(chat.has_number for chat in self.chats) and self._a_child():
            for chat in self.chats:
                chat.has_number = False

    @precondition(lambda self: self.linked)
    @rule(who=st.sampled_from((0, 1)))
    def part(self, who: int) -> None:
        told = self._do(linking.end, self.chats[who].customer, self.chats[who].id)
        assert told.key == "linking.ended"
        self.linked = False

    @rule(target=prompts, who=st.sampled_from((0, 1)))
    def put_the_question(self, who: int) -> tuple[int, str, datetime]:
        nonce = f"n{next(self.nonces)}"
        shown = ShowConsents(nonce, ASKED)
        self._do(consenting.show, self.chats[who].customer, self.chats[who].id, shown)
        return who, nonce, self.now

    @rule(prompt=prompts, yes=st.sets(st.sampled_from(ASKED)))
    def answer(self, prompt: tuple[int, str, datetime], yes: set[tuple[str, str]]) -> None:
        who, nonce, asked_at = prompt
        chat = self.chats[who]
        answers = AnswerConsents(nonce, tuple((*one, one in yes) for one in ASKED), KNOWN)
        self.now += timedelta(seconds=1)
        told = self._run(consenting.answer, self.product, chat.customer, chat.id, answers, "1", self.now)
        keys = [text.key for text in told.texts]
        if keys and keys[0] in ("number.already_answered", "number.expired", "minor.not_by_himself"):
            return
        for one in ASKED:
            if one in yes:
                act = Act(next(self.numbers), True, frozenset({one}), frozenset(), self.now, asked_at)
                chat.acts.append(act)
            else:
                self._no(who, frozenset({one}), frozenset({one}))

    @rule(who=st.sampled_from((0, 1)), scope=st.sampled_from(SCOPES))
    def stop(self, who: int, scope: str) -> None:
        self.now += timedelta(seconds=1)
        asked = Withdraw(scope, scope)
        self._run(consenting.withdraw, self.product, self.chats[who].customer, asked, "chat", self.now)
        self._no(who, covered(scope), covered(scope))

    @rule(who=st.sampled_from((0, 1)))
    def block(self, who: int) -> None:
        chat = self.chats[who]
        self._do(consenting.left, chat.customer, chat.id)
        self._run(chats.close, chat.id, self.now)
        chat.blocked = True
        in_chat = covered("channel:chat")
        self._no(who, in_chat, offers(in_chat))

    @rule(who=st.sampled_from((0, 1)), elsewhere=st.booleans(), answered=st.booleans())
    def write(self, who: int, elsewhere: bool, answered: bool) -> None:
        """He comes back, if he had left; he writes about his case, or, linked, about the other's; maybe staff answer
        at once."""
        chat, about = self.chats[who], 1 - who if self.linked and elsewhere else who
        self.now += timedelta(seconds=1)

        def writes(connection: Connection) -> None:
            if chat.blocked:
                chats.reopen(connection, chat.id)
            lanes.spoke(connection, chat.id, "message", self.now)
            talk = talking.load(connection, self.product, chat.id, chat.customer)
            session = talk.session.on(last_ref=ids.take(connection))
            talking.save(connection, self.product, talk, session, self.now)
            case = self._case(connection, about)
            following.follow(connection, self.product, case, chat.id, self.now)

        self._run(writes)
        chat.blocked, chat.last_word = False, self.now
        if answered:
            self.staff_write(about, True)

    @rule(who=st.sampled_from((0, 1)), asks=st.booleans())
    def staff_write(self, who: int, asks: bool) -> None:
        """To the customer of that case, wherever it is spoken of now."""
        choices = ("accept:1", "object:1") if asks else ()
        words = TellCustomer("case.reply", {"code": "工号01", "text": "好"}, choices, (), "reply")
        self.now += timedelta(seconds=1)

        def writes(connection: Connection) -> None:
            effects.tell_customer(connection, self.product, self._case(connection, who), words, self.now)

        self._run(writes)

    @rule(who=st.sampled_from((0, 1)), years=st.sampled_from((12, 16)))
    def say_the_age(self, who: int, years: int) -> None:
        before = [self._run(customers.age_group, chat.customer) for chat in self.chats]
        self._do(under_age.declared, self.chats[who].customer, DeclareAge(years, "我今年"))
        after = self._run(customers.age_group, self.chats[who].customer)
        spared = {"complaint"} if years < 14 else RUNS
        ended = frozenset(one for one in EVERY if one[0] not in spared)
        if before[who] is not after:
            self._no(who, ended, ended)
        for n in (0, 1) if self.linked else (who,):
            if years < 14:
                self.chats[n].has_number = False

    @precondition(lambda self: not any(chat.erased for chat in self.chats))
    @rule(who=st.sampled_from((0, 1)), both=st.booleans())
    def erase(self, who: int, both: bool) -> None:
        chat = self.chats[who]
        self._do(erasing.request, chat.customer, chat.id, EraseMe("确认删除", both=both))
        chat.erased = True
        if self.linked and both:
            self.linked = False
            self.chats[1 - who].erased = True
            self._no(1 - who, EVERY, offers(EVERY))
        self._no(who, EVERY, offers(EVERY))
        self.linked = False

    @rule(hours=st.sampled_from((1, 5, 23, 25)))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    # --- what must be so -------------------------------------------------------------------------------------

    @invariant()
    def each_ledger_reads_as_the_reader_reads_it(self) -> None:
        for who, chat in enumerate(getattr(self, "chats", ())):
            events = self._run(consents.of_customer, chat.customer)
            for asked in ASKED:
                if asked[1] != "chat" and not chat.has_number:
                    continue
                point = f"chat:{chat.id}" if asked[1] == "chat" else "phone:1"
                material = terms_of(*asked, self.product.policy).material_hash()
                state = consent_state(events, Question(point, *asked), material, self.now)
                assert state.is_given is (self._standing(who, asked) == "given"), (who, asked, chat.acts)

    @invariant()
    def the_gate_never_says_yes_after_a_no_of_either_side(self) -> None:
        noon = getattr(self, "now", NOW).astimezone(UTC).replace(hour=4)
        at = max(noon, getattr(self, "now", NOW))
        for who, chat in enumerate(getattr(self, "chats", ())):
            case = self._run(self._case, who)
            for asked in ASKED:
                intent = Intent(asked[0], Channel(asked[1]), self.member.actor)
                known = self._run(gather, self.product, self.member, whom(case), intent, at)
                if isinstance(authorize(intent, known.facts, self.product.policy, at), Allowed):
                    owner = self._owner(case) if asked[1] == "chat" else who
                    standing = self._standing(owner, asked)
                    assert standing == "given" or (standing == "silent" and asked[0] in RUNS), asked
                    assert asked[1] == "chat" or chat.has_number

    @invariant()
    def he_is_written_to_about_his_case_unless_he_left_or_said_no_to_that_after_his_last_word(self) -> None:
        for who, chat in enumerate(getattr(self, "chats", ())):
            noes = [act for act in chat.acts if not act.yes and ("complaint", "chat") in act.covers]
            silent = any(act.at > chat.last_word for act in noes)
            refused = self._run(reaching.refusal, self.product, chat.id, self.now)
            assert (refused is not None) is (chat.blocked or silent), (who, chat.acts)

    @invariant()
    def every_case_is_spoken_of_in_a_chat_of_its_customers(self) -> None:
        for who, chat in enumerate(getattr(self, "chats", ())):
            case = self._run(self._case, who)
            assert case.customer == chat.customer
            assert case.chat == chat.id or (self.linked and case.chat == self.chats[1 - who].id)
            link = self._run(links.of, chat.customer)
            assert (link is not None) is self.linked

    @invariant()
    def everything_opens_with_its_own_key_and_nothing_waits_in_a_strangers_chat(self) -> None:
        if not hasattr(self, "chats"):
            return
        assert self._run(sealed_rightly, self.product.vault) > 0
        rows = table_of(Outbox)
        waits = select(rows.c.chat_id, rows.c.customer_id).where(rows.c.state.in_(("queued", "held")))
        owners = {chat.id: chat.customer for chat in self.chats}
        for row in self._run(lambda connection: connection.execute(waits).all()):
            assert self.linked or owners[row.chat_id] == row.customer_id

    # --- how the reader reads --------------------------------------------------------------------------------

    def _case(self, connection: Connection, who: int) -> Case:
        found = cases.by_reference(connection, self.product.vault, "main", f"A00{who + 1}")
        assert found is not None
        return found

    def _owner(self, case: Case) -> int:
        return next(n for n, chat in enumerate(self.chats) if chat.id == case.chat)

    def _a_child(self) -> bool:
        return any(self._run(customers.age_group, chat.customer) == "child" for chat in self.chats)

    def _standing(self, who: int, asked: tuple[str, str]) -> str:
        """`given`, `no`, or `silent` where nothing was said."""
        mine = [act for act in self.chats[who].acts if asked in act.covers]
        noes, yeses = [act for act in mine if not act.yes], [act for act in mine if act.yes]
        if not yeses:
            return "no" if noes else "silent"
        last = yeses[-1]
        assert last.asked_at is not None
        if any(mine.index(no) > mine.index(last) for no in noes):
            return "no"
        return "no" if any(no.at >= last.at or last.asked_at < no.at for no in noes) else "given"


TwoChats.TestCase.settings = settings(
    max_examples=80, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestTwoChats = TwoChats.TestCase
