"""One turn of a customer: gather what it concerns, decide, apply — all in one transaction (hops 2 to 5)."""

from datetime import datetime

from sqlalchemy import Connection

from bot.channels.language import (
    Attachment,
    ChatKind,
    Closed,
    Incoming,
    Opened,
    Said,
    Toast,
)
from bot.dialogue import number, router, wording
from bot.dialogue.commands import (
    AnswerConsents,
    AnswerLink,
    Arrange,
    AskLinkCode,
    DeclareAge,
    DiscardDraft,
    Disown,
    EraseMe,
    KeepMe,
    RemoveNumber,
    RestoreConsents,
    SendLinkCode,
    SendPaper,
    ShowConsents,
    TakeBack,
    ToCase,
    Unlink,
    Withdraw,
)
from bot.dialogue.reply import Choice, Reply, Text
from bot.dialogue.said import Said as Heard
from bot.dialogue.session import Session
from bot.dialogue.step import Step
from bot.worker import (
    casecards,
    consenting,
    effects,
    erasing,
    following,
    linking,
    listening,
    opening,
    paper_consents,
    papers,
    records,
    talking,
    under_age,
)
from bot.worker.overdue import caught_up
from bot.worker.posting import About, Button, Words, post, put, revise
from bot.worker.product import Product
from bot.worker.rooms import chats_of
from bot.worker.turn import Turn
from core.case import Case, Refused, Room, TellCustomer
from core.commands import AskForCall, CustomerCommand, CustomerWrites, FileComplaint, OpenEnquiry
from core.complaint import decide
from core.window import warns_at
from storage import attachments, cases, chats, customers, lanes


def turn(
    connection: Connection, product: Product, chat: chats.Chat, incoming: Incoming, ref: int, now: datetime
) -> list[str]:
    """What the customer did, to the end: nothing of it, or all of it. Returns media files to delete afterwards."""
    customer = _customer(connection, product, chat, now)
    if isinstance(incoming.what, Closed):
        leave(connection, product, chat, customer, now)
        return []
    if isinstance(incoming.what, Opened) and chat.closed_at is not None:
        chats.reopen(connection, chat.id)
    _open_window(connection, product, chat, incoming, now)
    if incoming.hint:
        put(connection, product, chat.id, Toast(incoming.hint), About("toast"), now)
    talk = talking.load(connection, product, chat.id, customer)
    around = listening.gather(connection, product, chat, customer, now)
    said = listening.hear(connection, product, chat, customer, incoming, talk.session, ref, now)
    said = router.as_choice(talk.session, said)
    around = records.added(connection, product, chat.id, customer, around, talk.session, said, now)
    step = router.step(talk.session, said, around)
    return apply(Turn(connection, product, talk, said, around, now), step)


def _customer(connection: Connection, product: Product, chat: chats.Chat, now: datetime) -> int:
    if chat.customer_id is not None:
        return chat.customer_id
    customer = customers.add(connection, product.vault, chat.store, now).id
    chats.attach_customer(connection, chat.id, customer)
    return customer


def leave(connection: Connection, product: Product, chat: chats.Chat, customer: int, now: datetime) -> None:
    """Blocking and unfollowing withdraw the chat (CON-8); whoever handles his case is told."""
    chats.close(connection, chat.id, now)
    consenting.left(connection, product, customer, chat.id, now)
    for case in cases.open_of_chat(connection, product.vault, chat.id):
        text = effects.worded(product, "case.customer_left", {}, now)
        for room in chats_of(connection, case, Room.TIER):
            casecards.tell(connection, product, case, room, text, now, personal=False)


def _open_window(
    connection: Connection, product: Product, chat: chats.Chat, incoming: Incoming, now: datetime
) -> None:
    """His own act opens the platform's window, and what was held for it goes out."""
    window = product.capabilities(chat.channel, ChatKind(chat.kind)).window
    kind = "message" if isinstance(incoming.what, Said) and not incoming.what.chosen else "other"
    due = None
    if window is not None and kind == "message":
        due = warns_at(product.policy.contact.silence, min(incoming.at, now), window.after_message[1])
    came = isinstance(incoming.what, Opened)
    lanes.spoke(connection, chat.id, kind, now, window, incoming.at, due, came=came)


def apply(turn: Turn, step: Step) -> list[str]:
    """Commands first, then one message with everything there is to say, then the session."""
    connection, product, talk, said, now = turn.connection, turn.product, turn.talk, turn.said, turn.now
    session = step.session
    texts: list[Text] = list(step.reply.texts) if step.reply else []
    choices = step.reply.choices if step.reply else ()
    gone: list[str] = []
    media: tuple[Attachment, ...] = ()
    for command in step.commands:
        told: tuple[TellCustomer, ...] = ()
        match command:
            case FileComplaint():
                case, told = opening.file(turn, session, command)
                session = session.afresh().on(filed=case.number, filed_form=session.form, album=said.album)
                told += _call_asked_before(turn, session, case)
                session, choices = session.on(call=None), number.AFTER
            case Arrange():
                case, booked = opening.book(turn, command)
                booked += _call_asked_before(turn, session, case)
                session = session.on(call=None)
                texts = [*_told(product, booked, now), *texts]
            case OpenEnquiry():
                told = opening.enquire(turn, session, command)
            case ToCase(case_id, said_to_it):
                told = _to_case(turn, case_id, said_to_it)
            case ShowConsents():
                consenting.show(connection, product, talk.customer, talk.chat, command, now)
            case AnswerConsents():
                entered = consenting.answer(
                    connection, product, talk.customer, talk.chat, command, said.text, now
                )
                texts = [*entered.texts, *texts] if entered.comes_first else [*texts, *entered.texts]
                opening.number_left(turn, entered.by_phone)
            case Withdraw():
                consenting.withdraw(connection, product, talk.customer, command, "chat", now, talk.chat)
            case RestoreConsents():
                texts.insert(
                    0, consenting.restore(connection, product, talk.customer, command, said.text, now)
                )
            case EraseMe():
                texts.append(erasing.request(connection, product, talk.customer, talk.chat, command, now))
            case KeepMe():
                texts.append(erasing.take_back(connection, product, talk.customer, said.text, now))
            case RemoveNumber():
                texts.insert(0, erasing.remove_number(connection, product, talk.customer, said.text, now))
            case Disown():
                texts.insert(0, paper_consents.disowned(connection, product, talk.customer, command, now))
            case DeclareAge():
                said_so = under_age.declared(connection, product, talk.customer, command, now)
                texts.insert(0, said_so)
            case SendPaper(kind):
                media = (*media, papers.attachment(product, kind, talk.customer, now))
            case AskLinkCode():
                code = linking.give_code(connection, product, talk.customer, talk.chat, now)
                texts.insert(0, code.text)
            case SendLinkCode():
                asked = linking.take_code(
                    connection, product, talk.customer, talk.chat, command, turn.around.nonce, now
                )
                texts = [asked.text] if asked.choices else [asked.text, *texts]
                choices = asked.choices or choices
            case AnswerLink():
                told_so = linking.answer(connection, product, talk.customer, talk.chat, command, now)
                texts = [*told_so, *texts]
            case Unlink():
                texts.insert(0, linking.end(connection, product, talk.customer, talk.chat, now))
            case DiscardDraft():
                gone = opening.discard(connection, product, talk)
            case TakeBack(file, name):
                gone += opening.take_back(turn, file, name)
        texts += _told(product, told, now)
    gone += _not_wanted(connection, step, said)
    if texts:
        reply = Reply(tuple(texts), choices, bool(step.reply and step.reply.revises))
        shown = _say(turn, session.form, reply, media)
        session = router.showing(session, choices, turn.around).on(shown_row=shown)
    if step.alone is not None:
        shown = _say(turn, session.form, step.alone)
        session = router.showing(session, step.alone.choices, turn.around).on(shown_row=shown)
    if not said.opened:
        session = session.on(last_ref=said.ref)
    talking.save(connection, product, talk, session, now)
    return gone


def _told(product: Product, told: tuple[TellCustomer, ...], now: datetime) -> list[Text]:
    return [Text(one.key, _readable(product, one, now)) for one in told]


def _call_asked_before(turn: Turn, session: Session, case: Case) -> tuple[TellCustomer, ...]:
    """A call that he asked for before there was a case to write it into (GATE-8)."""
    return () if session.call is None else _to_case(turn, case.id, AskForCall(session.call.hour))


def _not_wanted(connection: Connection, step: Step, said: Heard) -> list[str]:
    """Files beyond what a draft may hold are not kept, nor is the recording of words that it holds."""
    if any(isinstance(command, ToCase | Arrange) for command in step.commands):
        return []
    booking = step.session.booking
    kept = (*step.session.evidence, *(booking.evidence if booking is not None else ()))
    extra = [one.id for one in (*said.evidence, *said.recording) if one not in kept]
    keys = [attachments.delete(connection, one) for one in extra]
    return [key for key in keys if key]


def _readable(product: Product, told: TellCustomer, now: datetime) -> dict[str, object]:
    return {name: effects.readable(product, name, value, now) for name, value in told.args.items()}


def _to_case(turn: Turn, case_id: int, asked: CustomerCommand) -> tuple[TellCustomer, ...]:
    connection, product = turn.connection, turn.product
    case = cases.by_id(connection, product.vault, case_id)
    assert case is not None
    case = caught_up(connection, product, case, turn.now)
    case = following.follow(connection, product, case, turn.talk.chat, turn.now)
    # The message itself is one entry of the history; that it asks for a call is another.
    said = None if isinstance(asked, AskForCall) else turn.said.ref
    decision = decide(case, asked, product.policy, product.calendar, turn.now)
    if isinstance(decision, Refused):
        return (TellCustomer(decision.key, decision.args),)
    if isinstance(asked, CustomerWrites):
        attachments.attach_to_case(connection, product.vault, asked.attachments, case_id, case.customer)
    return effects.apply(
        connection, product, case, decision, turn.now, inbox_id=said, answered_in=turn.talk.chat
    )


def _say(turn: Turn, form: int, reply: Reply, media: tuple[Attachment, ...] = ()) -> int:
    """One message: the answer to what he just said, which no withdrawal calls off. A changed list of choices
    changes the message that shows it."""
    connection, product, talk, now = turn.connection, turn.product, turn.talk, turn.now
    local = product.local(now)
    words = Words(wording.join(reply.texts, local), _rows(reply.choices, form, local), media)
    about = About("answer", customer=talk.customer, key=talk.key)
    if reply.revises and talk.session.shown_row:
        revise(connection, product, talk.chat, talk.session.shown_row, words, about, now)
        return talk.session.shown_row
    return post(connection, product, talk.chat, words, about, now)


def _rows(choices: tuple[Choice, ...], form: int, local: datetime) -> tuple[tuple[Button, ...], ...]:
    """Short choices side by side, long ones one a line. Each knows the form that it belongs to."""
    mark = {"form": form} if form else {}
    labelled: list[Button] = [
        ({"do": choice.action, **mark}, wording.label(choice, local)) for choice in choices
    ]
    if labelled and max(len(label) for _, label in labelled) <= 5:
        return tuple(tuple(labelled[at : at + 3]) for at in range(0, len(labelled), 3))
    return tuple((one,) for one in labelled)
