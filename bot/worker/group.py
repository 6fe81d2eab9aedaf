"""One turn in a staff group: who it was, and what he said, tapped or changed (hops 2 and 3)."""

from datetime import datetime

from sqlalchemy import Connection

from bot.channels.language import ChatKind, Edited, Incoming, Pressed, Said, Toast
from bot.staff.campaign import Mailing
from bot.staff.commands import Typed, Unknown, Verb, parse
from bot.staff.todo import todo
from bot.staff.turn import SendFiles, act, turn
from bot.texts import say
from bot.worker import binding, campaigns, membership, paper_consents, parcels
from bot.worker.attribution import by_its_words, place, question
from bot.worker.carrying import carry_out
from bot.worker.editing import edited
from bot.worker.posting import About, Words, post, put
from bot.worker.pressing import numbered, pressed, used
from bot.worker.product import Product
from bot.worker.rooms import open_in
from bot.worker.scene import Scene, tell, whispers
from core.numbers import split_case
from storage import cases, chats, postings, rooms, staff


def turn_in_group(
    connection: Connection, product: Product, chat: chats.Chat, incoming: Incoming, now: datetime
) -> None:
    """What somebody said or tapped in a group. Talk that is no command stays there (STAFF-3)."""
    typed = _typed(incoming)
    hears_all = product.capabilities(chat.channel, ChatKind.GROUP).hears_all
    addressed = typed is not None or isinstance(incoming.what, Pressed) or not hears_all
    if incoming.sender.anonymous or not incoming.sender.identity:
        if addressed:
            tell(connection, product, chat.id, "staff.anonymous", {}, now, incoming.thread)
        return
    with membership.watched(connection, product, chat, now):
        rooms.member_seen(connection, product.vault, chat.id, chat.channel, incoming.sender.identity, now)
    member = staff.by_identity(connection, product.vault, chat.channel, incoming.sender.identity)
    if isinstance(typed, Typed) and typed.verb in (Verb.BIND, Verb.JOIN):
        _enter(connection, product, chat, member, typed, incoming, now)
    elif member is None:
        if addressed:
            _answer_stranger(connection, product, chat, incoming, now)
    elif rooms.queues_of(connection, chat.id):
        _turn(Scene(connection, product, chat, member, incoming, now), typed)
    elif addressed:
        key = "staff.not_bound" if hears_all else "staff.not_bound_at"
        tell(connection, product, chat.id, key, {}, now)


def _typed(incoming: Incoming) -> Typed | Unknown | None:
    """The command; what is said to a colleague is none (STAFF-3)."""
    what = incoming.what
    return parse(what.text) if isinstance(what, Said) and not what.aside else None


def _enter(
    connection: Connection,
    product: Product,
    chat: chats.Chat,
    member: staff.StaffMember | None,
    typed: Typed,
    incoming: Incoming,
    now: datetime,
) -> None:
    if typed.verb is Verb.JOIN or member is None:
        key = "staff.join_in_group" if typed.verb is Verb.JOIN else "staff.bind_needs_staff"
        if not whispers(connection, product, chat, incoming, key, {}, now):
            tell(connection, product, chat.id, key, {}, now)
    else:
        binding.bind(connection, product, chat, typed.text, now)


def _answer_stranger(
    connection: Connection, product: Product, chat: chats.Chat, incoming: Incoming, now: datetime
) -> None:
    if whispers(connection, product, chat, incoming, "staff.not_staff", {}, now):
        return
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
    if what.aside:
        scene.tell("staff.not_passed_on")
        return
    asked = question(scene, what)
    if isinstance(typed, Unknown):
        scene.tell("staff.unknown_command", {"name": typed.name})
    elif typed is None:
        if asked is not None:
            _answer(scene, what, asked, what.text)
        elif not parcels.belongs(scene, what) and not scene.hears_all:
            _said_to_us(scene, what)
    elif typed.verb is Verb.HELP:
        _help(scene)
    elif typed.verb is Verb.TODO:
        _todo(scene)
    elif typed.verb is Verb.CAMPAIGN:
        campaigns.typed(scene, typed.text)
    else:
        quoted, unclear = by_its_words(scene, what) if asked is None else (asked.case, False)
        here = place(scene, typed, quoted, unclear=unclear)
        carry_out(scene, turn(typed, here, files=bool(what.media)), here)


def _said_to_us(scene: Scene, what: Said) -> None:
    """Words to the bot that are no command, where it hears only such: the answer to its question, by the code of the
    case or by the number of a choice. Of anything else he shall not believe that it went anywhere."""
    code, text = split_case(what.text)
    asked = _asked_of_him(scene, code) if code and text else None
    if asked is not None:
        _answer(scene, what, asked, text)
    elif not (what.text.strip().isdecimal() and numbered(scene, int(what.text.strip()[:4]))):
        scene.tell("staff.not_passed_on")


def _asked_of_him(scene: Scene, code: str) -> postings.Posting | None:
    """What he was asked for last about that case."""
    case = cases.by_reference(scene.connection, scene.product.vault, scene.chat.store, code)
    if case is None:
        return None
    open_ones = postings.questions(scene.connection, scene.product.vault, scene.chat.id)
    return next(
        (
            one
            for one in open_ones
            if one.case == case.id and one.prompts is not None and one.data.get("by") == scene.member.code
        ),
        None,
    )


def _answer(scene: Scene, what: Said, asked: postings.Posting, text: str) -> None:
    """A reply to the bot's own question is the text of that command, once; any other reply is talk."""
    if asked.role == campaigns.ASKS_WORDS and what.text.strip():
        campaigns.begin(scene, Mailing(str(asked.data["purpose"]), what.text.strip()))
        used(scene, asked)
        return
    case = scene.case(asked.case)
    if asked.role == paper_consents.ASKS_EVIDENCE and case is not None:
        if paper_consents.ask(scene, case, str(asked.data["text"]), answers=True):
            used(scene, asked)
        return
    if asked.role == postings.ANSWERED and parcels.belongs(scene, what):
        return
    if asked.role == postings.ANSWERED and case is not None:
        scene.tell_of(case, "staff.prompt_stale")
    if asked.prompts is None or case is None:
        return
    here, verb = place(scene, quoted=case.id), Verb(asked.prompts)
    option, done = str(asked.data.get("option", "")), str(asked.data.get("done", ""))
    files = bool(what.media)
    wanted = act(case, verb, text, here, option=option, done=done, files=files)
    if carry_out(scene, wanted, here) and (text.strip() or isinstance(wanted, SendFiles)):
        used(scene, asked)


def _help(scene: Scene) -> None:
    first = [] if scene.hears_all else [say("staff.only_at", {}, scene.local)]
    scene.tell_text("\n".join([*first, say("staff.help", {}, scene.local)]))


def _todo(scene: Scene) -> None:
    text = todo(open_in(scene.connection, scene.product, scene.chat.id), scene.member.code, scene.local)
    words = Words(text, hint=scene.hint)
    post(scene.connection, scene.product, scene.chat.id, words, About("notice"), scene.now)
