"""A draft is never lost by accident and never kept by accident: cancel, save, resume (CMP-2)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.dialogue.around import Around
from bot.dialogue.asking import ask, choices, deletes_the_draft, missing, question
from bot.dialogue.commands import DiscardDraft
from bot.dialogue.hearing import hear, hear_more
from bot.dialogue.reply import Choice, Listed, Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Conversation, Session
from bot.dialogue.step import Step
from bot.dialogue.summing import LINES
from bot.understand.words import Word
from core.policy import Policy


def cancel(session: Session, said: Said, around: Around) -> Step | None:
    """取消 asks what shall become of the draft; nothing was filed, and nothing is deleted unasked."""
    if Word.CANCEL not in said.words or session.conversation is Conversation.NUMBER:
        return None
    if session.conversation is Conversation.IDLE and not has_draft(session):
        return None
    if not has_draft(session):
        return Step(session.afresh(), Reply((Text("cancel.nothing_kept"),)))
    unsafe = bool(session.safety_hit) or session.facts["safety"].value == "yes"
    texts = (Text("cancel.safety"),) if unsafe else ()
    interrupted = session.interrupted if session.step in ("cancel", "danger") else session.step
    session = session.on(conversation=Conversation.COMPLAINT, step="cancel", interrupted=interrupted)
    return Step(session, Reply((*texts, *question(session, "cancel", around)), choices("cancel", around)))


def answer_cancel(session: Session, said: Said, around: Around) -> Step | None:
    """保留 or 删除; anything else means that the form goes on."""
    asked = session.step == "cancel"
    word = said.text.strip(" 。.!！~吧了") if asked else ""
    if has_draft(session) and (said.pressed == "draft:delete" or deletes_the_draft(session, said)):
        return Step(session.afresh(), Reply((Text("cancel.deleted"),)), (DiscardDraft(),))
    if has_draft(session) and (said.pressed == "draft:keep" or word in ("保留", "留着")):
        kept = set_aside(session)
        return Step(kept, Reply((Text("cancel.kept", {"days": around.policy.draft.kept_days}),)))
    if asked and not said.pressed and not said.evidence:
        session, reply = ask(session.on(step=session.interrupted), around, Text("cancel.going_on"))
        return Step(session, reply)
    return None


def later(session: Session, said: Said, around: Around) -> Step | None:
    """晚点说, 我在开车: saved as it stands; with nothing begun, he may come back whenever he likes."""
    if Word.LATER not in said.words:
        return None
    if session.conversation is Conversation.IDLE and around.open_case is None and not has_draft(session):
        return Step(session, Reply((Text("idle.later"),)))
    if session.conversation is not Conversation.COMPLAINT:
        return None
    kept = set_aside(session)
    left = len(missing(session))
    args = {"days": around.policy.draft.kept_days, "left": left}
    return Step(kept, Reply((Text("form.later_kept" if left else "form.later_kept_ready", args),)))


def resume(session: Session, said: Said, around: Around) -> Step | None:
    """继续 goes on where it stopped, says what is known and what is still open."""
    if not said.chose("word:continue", Word.CONTINUE) or session.conversation is Conversation.NUMBER:
        return None
    if not has_draft(session):
        return Step(session, Reply((Text("idle.nothing_to_continue"),)))
    left = Listed(tuple(Text(f"slot.{step}") for step in missing(session)))
    since = since_when(rests_since(session) or around.now, around.now)
    still = Text("form.left", {"slots": left}) if left.items else ""
    if session.waiting is not None:
        reading = around.read(session.waiting[1], None)
        heard = hear(session.facts, reading, around.now).facts
        if heard["phenomenon"].known and reading.triage.category not in ("other", "inquiry", "praise"):
            heard = hear_more(heard, session.waiting[1])
        session = session.on(facts=heard, waiting=None)
    session = session.on(conversation=Conversation.COMPLAINT, step="")
    session, reply = ask(
        session, around, Text("form.resumed", {"since": since, "facts": known(session), "left": still})
    )
    return Step(session, reply)


def ask_what_to_do(session: Session) -> Step:
    """A new complaint, while a draft rests: go on with that one, or begin anew?"""
    choices = (Choice("word:continue", "choice.resume"), Choice("draft:restart", "choice.restart"))
    return Step(session, Reply((Text("form.draft_waiting", {"facts": known(session)}),), choices))


def has_draft(session: Session) -> bool:
    return bool(session.facts.slots or session.evidence)


def set_aside(session: Session) -> Session:
    """The draft rests: digits and files mean nothing to it until 继续."""
    return session.on(
        conversation=Conversation.IDLE, step="", interrupted="", revisiting="", misses=0, reminded=False
    )


def rests_since(session: Session) -> datetime | None:
    """Since when nothing was added to the draft, or to the booking."""
    return (session.drafted_at if has_draft(session) else None) or session.touched_at


def known(session: Session) -> str | Text:
    """What stands in the draft so far, in short."""
    facts = session.facts
    shown = [facts[slot].shown for slot in LINES if slot not in ("safety", "evidence") and facts[slot].known]
    return "，".join(shown) or Text("form.nothing_yet")


def since_when(then: datetime, now: datetime) -> str | Text:
    """今天, 昨天, or the day."""
    days = (now.date() - then.astimezone(now.tzinfo).date()).days
    if days in (0, 1):
        return Text(("form.today", "form.yesterday")[days])
    return Text("form.that_day", {"day": then})


def due_at(session: Session, policy: Policy, zone: ZoneInfo) -> datetime | None:
    """When a resting draft next needs attention: one reminder, never at night, then its end; a service that was
    not arranged to the end is not remembered, only forgotten."""
    since = rests_since(session)
    if since is None or not (has_draft(session) or session.booking):
        return None
    if has_draft(session) and not session.reminded and policy.draft.reminders:
        at = since + timedelta(hours=policy.draft.remind_after_hours)
        return policy.contact.quiet_hours.next_end(at, zone)
    return since + timedelta(days=policy.draft.kept_days)


def fall_due(session: Session, policy: Policy, zone: ZoneInfo, now: datetime) -> Step | None:
    """The reminder, or the end: an abandoned draft is deleted, and only the record of that stays."""
    at = due_at(session, policy, zone)
    since = rests_since(session)
    if at is None or since is None or now < at:
        return None
    if now >= since + timedelta(days=policy.draft.kept_days):
        return Step(session.afresh().on(booking=None, call=None), None, (DiscardDraft(),))
    left = len(missing(session))
    key = "form.reminder" if left else "form.reminder_ready"
    args = {"facts": known(session), "left": left}
    return Step(session.on(reminded=True), Reply((Text(key, args),)))
