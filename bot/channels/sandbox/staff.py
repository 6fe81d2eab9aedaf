"""What staff do in the sandbox; see `arrivals` for what every act promises."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.channels.language import MemberJoined, MemberLeft, Said
from bot.channels.sandbox.arrivals import Arrived, Refused, Speaker, Speech, arrived, press, speak
from bot.channels.sandbox.places import room_address, room_id, staff_address, staff_sender
from bot.channels.sandbox.profiles import BOT_NAME, PROFILES
from bot.channels.wecom.mentions import spoken
from storage import sandbox, sandbox_events
from storage.sealed import Vault


def staff_speaks(
    connection: Connection,
    vault: Vault,
    now: datetime,
    profile: str,
    person_id: str,
    speech: Speech,
    dedupe: str | None,
) -> Arrived | Refused:
    """Somebody of the staff writes to the bot in private."""
    person = sandbox.find_person(connection, vault, person_id)
    if person is None:
        return Refused(404, "没有这位员工。")
    speaker = Speaker(staff_address(person.id, profile), staff_sender(person))
    return speak(connection, vault, now, speaker, speech, dedupe)


def staff_presses(
    connection: Connection, vault: Vault, now: datetime, profile: str, person_id: str, action: str, key: str
) -> Arrived | Refused:
    person = sandbox.find_person(connection, vault, person_id)
    if person is None:
        return Refused(404, "没有这位员工。")
    speaker = Speaker(staff_address(person.id, profile), staff_sender(person))
    return press(connection, vault, now, speaker, action, key)


def member_moves(
    connection: Connection,
    vault: Vault,
    now: datetime,
    profile: str,
    queue: str,
    person_id: str,
    present: bool,
) -> Arrived | Refused:
    """Somebody enters or leaves a room; whoever the platform has not met yet is a stranger."""
    address = room_address(queue, profile)
    room = room_id(queue)
    person = sandbox.find_person(connection, vault, person_id)
    if person is None:
        if not present:
            return Refused(404, "没有这位员工。")
        person = sandbox.keep_person(connection, vault, person_id, person_id, "")
    known = sandbox.find_member(connection, room, person)
    if not present and known is None:
        return Refused(422, "这个人不在群里。")
    member = sandbox.set_member(connection, room, person, present)
    sender = staff_sender(person)
    what = MemberJoined(sender) if present else MemberLeft(sender)
    if not PROFILES[profile].sees_members:
        return Arrived(())  # nobody is told
    return arrived(Speaker(address, sender), now, f"m{member.row}.{member.changes}", what)


def member_speaks(
    connection: Connection,
    vault: Vault,
    now: datetime,
    profile: str,
    queue: str,
    person_id: str,
    speech: Speech,
    dedupe: str | None,
) -> Arrived | Refused:
    """Somebody speaks in a room; a staff member who was never in it enters it by speaking."""
    speaker = _member_speaker(connection, vault, profile, queue, person_id)
    if isinstance(speaker, Refused):
        return speaker
    said = speak(connection, vault, now, speaker, speech, dedupe)
    if isinstance(said, Arrived) and not PROFILES[profile].hears_all:
        said = _heard(connection, vault, speaker, said)
    return _entering(connection, vault, now, profile, queue, person_id, said)


def _heard(connection: Connection, vault: Vault, speaker: Speaker, said: Arrived) -> Arrived:
    """What the bot hears of it where it hears only what mentions or quotes it; a quote is told by its words."""
    heard = []
    for update in said.updates:
        what = update.what
        assert isinstance(what, Said)
        quoted = ""
        if what.reply_to:
            found = sandbox_events.find_message(connection, vault, speaker.address.chat, int(what.reply_to))
            quoted = found.content.text if found is not None else ""
        if what.reply_to or f"@{BOT_NAME}" in what.text:
            to_us = spoken(what.text, quotes=bool(what.reply_to), names=(BOT_NAME,))
            told = replace(what, text=to_us.text, aside=to_us.aside, reply_to="", quoted=quoted)
            heard.append(replace(update, what=told, topics=None))
    return replace(said, updates=tuple(heard))


def member_presses(
    connection: Connection,
    vault: Vault,
    now: datetime,
    profile: str,
    queue: str,
    person_id: str,
    action: str,
    key: str,
) -> Arrived | Refused:
    speaker = _member_speaker(connection, vault, profile, queue, person_id)
    if isinstance(speaker, Refused):
        return speaker
    pressed = press(connection, vault, now, speaker, action, key)
    return _entering(connection, vault, now, profile, queue, person_id, pressed)


def _member_speaker(
    connection: Connection, vault: Vault, profile: str, queue: str, person_id: str
) -> Speaker | Refused:
    address = room_address(queue, profile)
    person = sandbox.find_person(connection, vault, person_id)
    if person is None:
        return Refused(404, "没有这位员工。")
    member = sandbox.find_member(connection, room_id(queue), person)
    if member and not member.present:
        return Refused(422, "这个人已不在群里。")
    return Speaker(address, staff_sender(person))


def _entering(
    connection: Connection,
    vault: Vault,
    now: datetime,
    profile: str,
    queue: str,
    person_id: str,
    done: Arrived | Refused,
) -> Arrived | Refused:
    """What he did; and, where he never was in the room before, that he came in."""
    if isinstance(done, Refused):
        return done
    person = sandbox.find_person(connection, vault, person_id)
    if person and sandbox.find_member(connection, room_id(queue), person):
        return done
    entered = member_moves(connection, vault, now, profile, queue, person_id, True)
    return entered if isinstance(entered, Refused) else Arrived((*entered.updates, *done.updates), done.seq)
