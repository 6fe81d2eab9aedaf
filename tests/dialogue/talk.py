"""A talk in memory: turns of the pure conversation, its cases decided by the rules, nothing stored."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from bot.dialogue import memory, number, router, wording
from bot.dialogue.around import Around, Asking, Consent
from bot.dialogue.commands import AnswerConsents, Arrange, Command, ShowConsents, ToCase
from bot.dialogue.reply import Reply
from bot.dialogue.said import Said
from bot.dialogue.session import Evidence, Session
from bot.dialogue.step import Step
from bot.understand.reading import Reading, read
from bot.understand.vehicles import Vehicles, load_vehicles
from bot.work_calendar import china_calendar
from core.booking import book
from core.calendar import WorkCalendar
from core.case import Case, Decision
from core.commands import FileComplaint, OpenEnquiry
from core.complaint import decide
from core.consent import Ledger, LedgerEvent
from core.notice import terms_of
from core.opening import NewCase, file_complaint, open_enquiry
from core.policy import Policy, load_policy

MORNING = datetime.fromisoformat("2025-03-12T10:30:00+08:00")


@cache
def policy() -> Policy:
    return load_policy("dealer")


@cache
def vehicles() -> Vehicles:
    return load_vehicles()


@cache
def calendar() -> WorkCalendar:
    return china_calendar()


def reading(text: str, asked: str | None = None, now: datetime = MORNING) -> Reading:
    return read(text, now, vehicles(), asked)


@dataclass
class Talk:
    """One customer's chat. `said` holds every answer as it is read; `filed` what was filed."""

    session: Session = field(default_factory=Session)
    now: datetime = MORNING
    cases: tuple[Case, ...] = ()
    rules: Policy = field(default_factory=policy)
    has_buttons: bool = True
    on_duty: bool = True
    turns: int = 0
    last: Step | None = None
    answered: list[AnswerConsents] = field(default_factory=list)
    prompted: list[tuple[datetime, ShowConsents]] = field(default_factory=list)
    """Every prompt of consent, in order."""
    asked_alone: str | None = None
    """The question that came in a message of its own with the last answer."""
    events: list[LedgerEvent] = field(default_factory=list)
    phone: str = ""
    consents: tuple[Consent, ...] = ()
    commands: list[Command] = field(default_factory=list)
    """Everything that was asked for, in order."""

    def says(self, text: str) -> str:
        return self.turn(Said(reading(text, self.session.step or None, self.now), text))

    def presses(self, action: str) -> str:
        return self.turn(Said(reading(""), pressed=action))

    def sends(self, *kinds: str, text: str = "") -> str:
        files = tuple(Evidence(self.turns * 100 + n, kind) for n, kind in enumerate(kinds))
        return self.turn(Said(reading(text), text, evidence=files))

    def turn(self, said: Said) -> str:
        """What is read in answer; empty for silence. The session goes through its stored form each time."""
        self.turns += 1
        said = replace(said, ref=self.turns)
        kept = memory.from_json(memory.to_json(self.session))
        assert kept == self.session
        step = router.step(kept, said, self.around())
        self.last, self.session = step, step.session
        reply = step.reply or Reply(())
        self.commands.extend(step.commands)
        for command in step.commands:
            self._done(command)
        self.asked_alone = None if step.alone is None else wording.join(step.alone.texts, self.now)
        if step.alone is not None:
            self.session = router.showing(self.session, step.alone.choices, self.around())
        choices = number.AFTER if self.session.filed and not step.reply else reply.choices
        labels = [wording.label(choice, self.now) for choice in choices]
        return "\n".join([wording.join(reply.texts, self.now), *labels]).strip()

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def around(self) -> Around:
        return Around(
            now=self.now,
            policy=self.rules,
            nonce=f"n{self.turns}",
            read=lambda text, asked: reading(text, asked, self.now),
            cases=self.cases,
            on_duty=self.on_duty,
            opens_at=None if self.on_duty else self.now + timedelta(hours=10),
            closes_at=self.now + timedelta(hours=7) if self.on_duty else None,
            window_hours=0 if self.has_buttons else 48,
            has_buttons=self.has_buttons,
            can_edit=self.has_buttons,
            example_model="星驰S7",
            consents=self.consents,
            asking=Asking(
                chat="chat:1",
                phone=self.phone,
                masked="138****8000" if self.phone else "",
                events=tuple(self.events),
                shown=self._times_shown(),
            ),
        )

    def _times_shown(self) -> dict[str, tuple[datetime, ...]]:
        times: dict[str, tuple[datetime, ...]] = {}
        for at, prompt in self.prompted:
            for purpose in {purpose for purpose, _ in prompt.items}:
                times[purpose] = (*times.get(purpose, ()), at)
        return times

    def _done(self, command: Any) -> None:
        match command:
            case FileComplaint():
                self._decided(file_complaint(command, self._new("TS"), self.rules, calendar(), self.now))
                fresh = self.session.afresh().on(filed=self.cases[0].number, call=None)
                self.session = router.showing(fresh, number.AFTER, self.around())
            case Arrange(service):
                self._decided(book(service, self._new("ZX"), self.rules, calendar(), self.now))
                self.session = self.session.on(call=None)
            case OpenEnquiry():
                open_ = next((case for case in self.cases if case.is_open and not case.is_booking), None)
                self._decided(open_enquiry(command, self._new("ZX"), self.rules, calendar(), self.now, open_))
            case ToCase(case_id, asked):
                case = next(one for one in self.cases if one.id == case_id)
                decision = decide(case, asked, self.rules, calendar(), self.now)
                if isinstance(decision, Decision):
                    self._decided(decision)
            case ShowConsents():
                self.prompted.append((self.now, command))
            case AnswerConsents():
                self.answered.append(command)
                self._entered(command)

    def _entered(self, answers: AnswerConsents) -> None:
        """What the ledger holds of it; the rules of that are tested where they are."""
        self.phone = "phone:1" if answers.phone else self.phone
        for purpose, channel, yes in answers.answers:
            point = "chat:1" if channel == "chat" else self.phone or "*"
            self.events.append(
                LedgerEvent(
                    seq=len(self.events) + 1,
                    customer=1,
                    contact_point=point,
                    purpose=purpose,
                    channel=channel,
                    kind=Ledger.GIVEN if yes else Ledger.REFUSED,
                    acted_at=self.now,
                    prompt_shown_at=self.now,
                    material=terms_of(purpose, channel, self.rules).material_hash(),
                    valid_until=self.now + timedelta(days=365),
                )
            )

    def _new(self, kind: str) -> NewCase:
        n = len(self.cases) + 1
        return NewCase(n, "main", f"{kind}20250312-{n:04}", f"A{n:03}", 1, 1)

    def _decided(self, decision: Decision) -> None:
        others = tuple(case for case in self.cases if case.id != decision.case.id)
        self.cases = (decision.case, *others)
