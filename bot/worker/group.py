"""One turn in a staff group: who it was, and what he said, tapped or changed (hops 2 and 3)."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.channels.language import Edited, Incoming, Pressed, Said, Toast
from bot.staff.campaign import Mailing
from bot.staff.commands import Typed, Unknown, Verb, parse
from bot.staff.todo import todo
from bot.staff.turn import act, turn
from bot.texts import say
from bot.worker import binding, campaigns, membership
from bot.worker.attribution import place, quoted_posting
from bot.worker.carrying import carry_out
from bot.worker.editing import edited
from bot.worker.posting import About, Words, post, put
from bot.worker.pressing import pressed, used
from bot.worker.product import Product
from bot.worker.rooms import open_in
from bot.worker.scene import Scene, tell
from storage import chats, postings, rooms, staff

OUTWARD: Final = (Verb.REPLY, Verb.EVIDENCE, Verb.PROPOSE, Verb.CLOSE)
"""Commands whose words the customer reads."""


def turn_in_group(
    connection: Connection, product: Product, chat: chats.Chat, incoming: Incoming, now: datetime
) -> None:
    """What somebody said or tapped in a group. Talk that is no command stays there (STAFF-3)."""
    typed = parse(incoming.what.text) if isinstance(incoming.what, Said) else None
    addressed = typed is not None or isinstance(incoming.what, Pressed)
    if incoming.sender.anonymous or not incoming.sender.identity:
        if addressed:
            tell(connection, product, chat.id, "staff.anonymous", {}, now, incoming.thread)
        return
    with membership.watched(connection, product, chat, now):
        rooms.member_seen(connection, product.vault, chat.id, chat.channel, incoming.sender.identity, now)
    member = staff.by_identity(connection, product.vault, chat.channel, incoming.sender.identity)
    if isinstance(typed, Typed) and typed.verb in (Verb.BIND, Verb.JOIN):
        _enter(connection, product, chat, member, typed, now)
    elif member is None:
        if addressed:
            _answer_stranger(connection, product, chat, incoming, now)
    elif rooms.queues_of(connection, chat.id):
        _turn(Scene(connection, product, chat, member, incoming, now), typed)
    elif addressed:
        tell(connection, product, chat.id, "staff.not_bound", {}, now)


def _enter(
    connection: Connection,
    product: Product,
    chat: chats.Chat,
    member: staff.StaffMember | None,
    typed: Typed,
    now: datetime,
) -> None:
    if typed.verb is Verb.JOIN:
        tell(connection, product, chat.id, "staff.join_in_group", {}, now)
    elif member is None:
        tell(connection, product, chat.id, "staff.bind_needs_staff", {}, now)
    else:
        binding.bind(connection, product, chat, typed.text, now)


def _answer_stranger(
    connection: Connection, product: Product, chat: chats.Chat, incoming: Incoming, now: datetime
) -> None:
    if incoming.hint:
        text = say("staff.not_staff", {}, product.local(now))
        put(connection, product, chat.id, Toast(incoming.hint, text, alert=True), About("toast"), now)
    else:
        tell(connection, product, chat.id, "staff.not_staff", {}, now, incoming.thread)


def _turn(scene: Scene, typed: Typed | Unknown | None) -> None:
    match scene.incoming.what:
        case Pressed() as what:
            pressed(scene, what)
        case Edited() as what:
            edited(scene, what)
        case Said() as what:
            _said(scene, what, typed)


def _said(scene: Scene, what: Said, typed: Typed | Unknown | None) -> None:
    asked = quoted_posting(scene, what.reply_to)
    if isinstance(typed, Unknown):
        scene.tell("staff.unknown_command", {"name": typed.name})
    elif typed is None:
        if asked is not None:
            _answer(scene, what, asked)
    elif typed.verb is Verb.HELP:
        scene.tell("staff.help")
    elif typed.verb is Verb.TODO:
        _todo(scene)
    elif typed.verb is Verb.CAMPAIGN:
        campaigns.typed(scene, typed.text)
    else:
        here = place(scene, typed, asked.case if asked is not None else None)
        carry_out(scene, turn(typed, here), here)
        _say_what_stays(scene, what, typed.verb)


def _answer(scene: Scene, what: Said, asked: postings.Posting) -> None:
    """A reply to the bot's own question is the text of that command, once; any other reply is talk."""
    if asked.role == campaigns.ASKS_WORDS and what.text.strip():
        campaigns.begin(scene, Mailing(str(asked.data["purpose"]), what.text.strip()))
        used(scene, asked)
        return
    case = scene.case(asked.case)
    if asked.role == postings.ANSWERED and case is not None:
        scene.tell_of(case, "staff.prompt_stale")
    if asked.prompts is None or case is None:
        return
    here, verb = place(scene, quoted=case.id), Verb(asked.prompts)
    option, done = str(asked.data.get("option", "")), str(asked.data.get("done", ""))
    if (
        carry_out(scene, act(case, verb, what.text, here, option=option, done=done), here)
        and what.text.strip()
    ):
        used(scene, asked)
    _say_what_stays(scene, what, verb)


def _say_what_stays(scene: Scene, what: Said, verb: Verb) -> None:
    """Files from a group are not passed on, and nobody shall believe that they were."""
    if what.media and verb in OUTWARD:
        scene.tell("staff.media_not_sent")


def _todo(scene: Scene) -> None:
    text = todo(open_in(scene.connection, scene.product, scene.chat.id), scene.member.code, scene.local)
    post(scene.connection, scene.product, scene.chat.id, Words(text), About("notice"), scene.now)
