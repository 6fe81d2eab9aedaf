"""我的同意: every answer he gave, how it stands, since when, under which notice; one tap stops one (CON-8)."""

from bot.dialogue import opt_out
from bot.dialogue.around import Around, Consent
from bot.dialogue.asking import aside
from bot.dialogue.reply import Choice, Listed, Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Conversation, Session
from bot.dialogue.step import Step
from bot.understand.words import Word
from core.consent import Standing

STOP = "consents:stop:"


def asks(said: Said) -> bool:
    """Whether he wants to see his consents, or has tapped one of them."""
    return said.chose("word:consents", Word.CONSENTS) or said.pressed.startswith(STOP)


def listen(session: Session, said: Said, around: Around) -> Step | None:
    if said.pressed.startswith(STOP):
        return opt_out.stop(session, f"question:{said.pressed.removeprefix(STOP)}", said, around)
    if not asks(said):
        return None
    if session.conversation is Conversation.COMPLAINT:
        session, reply = aside(session, around, *listed(around))
        return Step(session, reply)
    return Step(session, Reply(listed(around), _choices(around)))


def listed(around: Around) -> tuple[Text, ...]:
    """One line for each answer, those in force first."""
    shown = _in_order(around)
    if not shown:
        return (Text("consents.none"),)
    lines = tuple(_line(one, around) for one in shown)
    end = "consents.how" if around.in_force else "consents.stopped_all"
    return (Text("consents.list", {"lines": Listed(lines, "\n")}), Text(end))


def _in_order(around: Around) -> tuple[Consent, ...]:
    return tuple(sorted(around.consents, key=lambda one: not one.state.is_given))


def _line(one: Consent, around: Around) -> Text:
    since = one.state.since
    state = Text(
        f"consents.{one.state.kind}",
        {
            "since": None if since is None else since.acted_at,
            "until": None if since is None else since.valid_until,
            "version": "" if since is None else since.notice_version,
        },
    )
    return Text("consents.line", {**_named(one, around), "state": state})


def _named(one: Consent, around: Around) -> dict[str, Text | str]:
    purpose = around.policy.purposes.get(one.question.purpose)
    return {
        "purpose": one.question.purpose if purpose is None else purpose.name,
        "channel": Text(f"number.channel_{one.question.channel}"),
    }


def _choices(around: Around) -> tuple[Choice, ...]:
    """What can be stopped, in the order of the lines."""
    return tuple(
        Choice(
            f"{STOP}{one.question.purpose}:{one.question.channel}",
            "choice.withdraw_one",
            {"item": Text("number.item_bare", _named(one, around))},
        )
        for one in _in_order(around)
        if one.state.kind is Standing.GIVEN
    )
