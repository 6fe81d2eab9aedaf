"""One turn in a staff group: who it was, which case, what the rules say to it (hops 2 to 5)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.channels.language import Edited, Incoming, Pressed, Said, Toast
from bot.staff.commands import Typed, Unknown, Verb, parse
from bot.staff.todo import todo
from bot.staff.turn import Act, AskCase, AskOption, AskText, Outcome, Place, Show, Tell, act, turn
from bot.staff.why import explain
from bot.texts import say
from bot.worker import binding, casecards, effects, membership
from bot.worker.posting import About, Words, post, put, revise
from bot.worker.product import Product
from bot.worker.rooms import is_home, open_in, queue_of
from core.case import Case, Refused, Room
from core.commands import EditReply
from core.complaint import decide
from core.permissions import may_act
from core.routing import Queue
from storage import buttons, cards, cases, chats, postings, rooms, staff


@dataclass(frozen=True, slots=True)
class Scene:
    """The group, the speaker and the moment of one turn."""

    chat: chats.Chat
    member: staff.StaffMember
    incoming: Incoming
    now: datetime

    @property
    def reference(self) -> str:
        what = self.incoming.what
        return what.message if isinstance(what, Said | Edited) else ""


def turn_in_group(
    connection: Connection, product: Product, chat: chats.Chat, incoming: Incoming, now: datetime
) -> None:
    """What somebody said or tapped in a group. Talk that is no command stays there (STAFF-3)."""
    if incoming.sender.anonymous or not incoming.sender.identity:
        if _is_addressed(incoming):
            tell(connection, product, chat.id, "staff.anonymous", {}, now)
        return
    with membership.watched(connection, product, chat, now):
        rooms.member_seen(connection, product.vault, chat.id, chat.channel, incoming.sender.identity, now)
    member = staff.by_identity(connection, product.vault, chat.channel, incoming.sender.identity)
    typed = parse(incoming.what.text) if isinstance(incoming.what, Said) else None
    if isinstance(typed, Typed) and typed.verb in (Verb.BIND, Verb.JOIN):
        _enter(connection, product, chat, member, typed, now)
        return
    if member is None:
        if _is_addressed(incoming) or typed is not None:
            _answer_stranger(connection, product, chat, incoming, now)
        return
    if not rooms.queues_of(connection, chat.id):
        if typed is not None or isinstance(incoming.what, Pressed):
            tell(connection, product, chat.id, "staff.not_bound", {}, now)
        return
    scene = Scene(chat, member, incoming, now)
    match incoming.what:
        case Pressed():
            _pressed(connection, product, scene, incoming.what)
        case Edited():
            _edited(connection, product, scene, incoming.what)
        case Said():
            _said(connection, product, scene, incoming.what, typed)


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


def _is_addressed(incoming: Incoming) -> bool:
    """Whether it was meant for us: a tap, or a command."""
    what = incoming.what
    return isinstance(what, Pressed) or (isinstance(what, Said) and parse(what.text) is not None)


def _answer_stranger(
    connection: Connection, product: Product, chat: chats.Chat, incoming: Incoming, now: datetime
) -> None:
    if incoming.hint:
        text = say("staff.not_staff", {}, product.local(now))
        put(connection, product, chat.id, Toast(incoming.hint, text, alert=True), About("toast"), now)
    else:
        tell(connection, product, chat.id, "staff.not_staff", {}, now)


# --- what was said -------------------------------------------------------------------------------------------


def _said(
    connection: Connection, product: Product, scene: Scene, what: Said, typed: Typed | Unknown | None
) -> None:
    if isinstance(typed, Unknown):
        tell(connection, product, scene.chat.id, "staff.unknown_command", {"name": typed.name}, scene.now)
        return
    prompt = postings.find(connection, product.vault, scene.chat.id, what.reply_to) if what.reply_to else None
    if typed is None:
        if prompt is not None and prompt.prompts is not None and prompt.case is not None:
            _answer_prompt(connection, product, scene, what, prompt)
        return
    if typed.verb is Verb.HELP:
        tell(connection, product, scene.chat.id, "staff.help", {}, scene.now)
    elif typed.verb is Verb.TODO:
        _todo(connection, product, scene)
    else:
        place = _place(connection, product, scene, typed, prompt.case if prompt else None)
        _carry_out(connection, product, scene, turn(typed, place), place)


def _answer_prompt(
    connection: Connection, product: Product, scene: Scene, what: Said, prompt: postings.Posting
) -> None:
    """A reply to the bot's own question is the text of that command, and of nothing else."""
    case = cases.by_id(connection, product.vault, prompt.case or 0)
    if case is None:
        return
    place = _place(connection, product, scene, None, case.id)
    option, done = str(prompt.data.get("option", "")), str(prompt.data.get("done", ""))
    outcome = act(case, Verb(prompt.prompts or ""), what.text, place, option=option, done=done)
    _carry_out(connection, product, scene, outcome, place)


def _todo(connection: Connection, product: Product, scene: Scene) -> None:
    text = todo(open_in(connection, product, scene.chat.id), scene.member.code, product.local(scene.now))
    post(connection, product, scene.chat.id, Words(text), About("notice"), scene.now)


# --- what was tapped -----------------------------------------------------------------------------------------


def _pressed(connection: Connection, product: Product, scene: Scene, what: Pressed) -> None:
    button = buttons.find(connection, what.action, scene.chat.id)
    case = cases.by_id(connection, product.vault, int(button.action.get("case", 0))) if button else None
    if scene.incoming.hint:
        put(connection, product, scene.chat.id, Toast(scene.incoming.hint), About("toast"), scene.now)
    if button is None or case is None:
        tell(connection, product, scene.chat.id, "staff.button_stale", {}, scene.now)
        return
    kept = postings.find(connection, product.vault, scene.chat.id, what.message) if what.message else None
    data = kept.data if kept is not None else {}
    place = _place(connection, product, scene, None, case.id)
    verb = Verb(str(button.action.get("verb") or data.get("verb") or Verb.HELP.value))
    option = str(button.action.get("option", ""))
    if not case.is_open and verb is not Verb.WHY:
        _in_thread(connection, product, scene, case, say("staff.button_closed", {}, product.local(scene.now)))
        return
    if verb is Verb.WHY:
        _carry_out(connection, product, scene, Show(case), place)
        return
    if verb is Verb.CLOSE and not data and _can_close_without_words(case):
        _carry_out(connection, product, scene, act(case, verb, "", place), place)
        return
    if verb is Verb.CLOSE and not data:
        _carry_out(connection, product, scene, AskText(case, verb), place)
        return
    _carry_out(
        connection, product, scene, act(case, verb, str(data.get("text", "")), place, option=option), place
    )


def _can_close_without_words(case: Case) -> bool:
    """An accepted or delivered proposal is a result already."""
    return case.proposal is not None and (case.stage.value == "accepted" or case.proposal.delivered)


def _edited(connection: Connection, product: Product, scene: Scene, what: Edited) -> None:
    """A changed reply is changed where the customer reads it, too (STAFF-3)."""
    relay = postings.find(connection, product.vault, scene.chat.id, what.message)
    if relay is None or relay.role != postings.RELAY or relay.case is None or relay.outbox is None:
        return
    case = cases.by_id(connection, product.vault, relay.case)
    typed = parse(what.text)
    text = typed.text if isinstance(typed, Typed) else what.text
    if case is None:
        return
    decision = decide(case, EditReply(scene.member.actor, text), product.policy, product.calendar, scene.now)
    if isinstance(decision, Refused):
        _refuse(connection, product, scene, case, decision)
        return
    effects.apply(connection, product, case, decision, scene.now)
    customer = chats.by_id(connection, product.vault, case.chat)
    if not effects.capabilities(product, customer).edits:
        _in_thread(connection, product, scene, case, say("staff.edit_unsent", {}, product.local(scene.now)))
        return
    args = {"code": scene.member.code, "text": text}
    words = Words(effects.worded(product, "case.reply", args, scene.now))
    about = About("reply", case, purpose=effects.COMPLAINT, repeat="again")
    revise(connection, product, case.chat, relay.outbox, words, about, scene.now)
    _in_thread(connection, product, scene, case, say("staff.edited", {}, product.local(scene.now)))


# --- carrying out --------------------------------------------------------------------------------------------


def _place(
    connection: Connection, product: Product, scene: Scene, typed: Typed | None, quoted: int | None
) -> Place:
    """What the four steps of attribution need to know."""
    in_thread = (
        postings.case_of_thread(connection, scene.chat.id, scene.incoming.thread)
        if scene.incoming.thread
        else None
    )
    named = (
        cases.by_reference(connection, product.vault, scene.chat.store, typed.case)
        if typed and typed.case
        else None
    )
    here = open_in(connection, product, scene.chat.id)
    quoted_id = quoted or in_thread
    return Place(
        actor=scene.member.actor,
        policy=product.policy,
        quoted=cases.by_id(connection, product.vault, quoted_id) if quoted_id else None,
        named=named,
        claimed=tuple(case for case in here if case.claimed_by == scene.member.code),
        open=here,
    )


def _carry_out(
    connection: Connection, product: Product, scene: Scene, outcome: Outcome, place: Place
) -> None:
    local = product.local(scene.now)
    match outcome:
        case Tell(key, args):
            tell(connection, product, scene.chat.id, key, args, scene.now)
        case Act(case, command):
            _decide(connection, product, scene, case, command)
        case Show(case):
            _in_thread(connection, product, scene, case, explain(case, local))
        case AskText(case, verb, option, done):
            _ask_text(connection, product, scene, case, verb, option, done)
        case AskOption(case, text):
            rows = tuple(
                (({"verb": Verb.PROPOSE.value, "case": case.id, "option": code}, option.name),)
                for code, option in product.policy.options.items()
            )
            words = Words(say("staff.ask_option", {"code": case.short_code}, local), rows)
            about = About("pick", case, in_thread=True, data={"verb": Verb.PROPOSE.value, "text": text})
            post(connection, product, scene.chat.id, words, about, scene.now)
        case AskCase(found, typed):
            rows = tuple(
                (
                    (
                        {"case": case.id},
                        say("staff.case_choice", {"code": case.short_code, "number": case.number}, local),
                    ),
                )
                for case in found
            )
            about = About("pick", data={"verb": typed.verb.value, "text": typed.text})
            post(
                connection,
                product,
                scene.chat.id,
                Words(say("staff.which_case", {}, local), rows),
                about,
                scene.now,
            )


def _ask_text(
    connection: Connection, product: Product, scene: Scene, case: Case, verb: Verb, option: str, done: str
) -> None:
    key = "staff.ask_handover_why" if verb is Verb.HANDOVER and done else f"staff.ask_{verb.value}"
    name = product.policy.options[option].name if option else ""
    text = say(key, {"code": case.short_code, "option": name}, product.local(scene.now))
    about = About(
        f"{postings.PROMPT}{verb.value}",
        case,
        in_thread=True,
        data={"option": option, "done": done, "text": ""},
    )
    post(connection, product, scene.chat.id, Words(text, ask_reply=True), about, scene.now)


def _decide(connection: Connection, product: Product, scene: Scene, case: Case, command: object) -> None:
    """The rules: may he, and does the case admit it?"""
    if not any(one.chat == scene.chat.id for one in cards.cards_of(connection, case.id)) and not is_home(
        connection, product, case, scene.chat.id
    ):
        tell(connection, product, scene.chat.id, "staff.not_in_room", {}, scene.now)
        return
    stand_in = queue_of(connection, product, case, Room.TIER)
    own = Queue(case.department.value, case.tier)
    room = str(stand_in) if stand_in is not None and stand_in != own else ""
    refused = may_act(scene.member.actor, command, case, product.policy, room)  # type: ignore[arg-type]
    decision = refused or decide(case, command, product.policy, product.calendar, scene.now)  # type: ignore[arg-type]
    if isinstance(decision, Refused):
        _refuse(connection, product, scene, case, decision)
        return
    effects.apply(connection, product, case, decision, scene.now, typed_in=(scene.chat.id, scene.reference))


def _refuse(connection: Connection, product: Product, scene: Scene, case: Case, refused: Refused) -> None:
    _in_thread(
        connection, product, scene, case, effects.worded(product, refused.key, refused.args, scene.now)
    )


def _in_thread(connection: Connection, product: Product, scene: Scene, case: Case, text: str) -> None:
    casecards.tell(connection, product, case, scene.chat.id, text, scene.now)


def tell(
    connection: Connection, product: Product, chat: int, key: str, args: dict[str, object], now: datetime
) -> None:
    """A sentence in a group or a private chat that concerns no case."""
    post(connection, product, chat, Words(say(key, args, product.local(now))), About("notice"), now)
