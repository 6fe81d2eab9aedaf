"""电话将用于哪些场景: who, for what, how, how long, who else, how to stop it, as it stands (CON-5, CON-10)."""

import re
from typing import Final

from bot.dialogue.around import Around, Consent
from bot.dialogue.asking import aside
from bot.dialogue.reply import Listed, Text
from bot.dialogue.rights import while_open
from bot.dialogue.said import Said
from bot.dialogue.session import Session
from bot.dialogue.step import Step
from core.policy import Purpose

ASKED: Final = re.compile(
    r"(?:电话|手机号?码?|号码|联系方式|信息)[^，,。？?]{0,8}(?:用于|用在|用到|用来做?)"
    r"(?:了|哪些?|什么|哪里|哪儿)[^，,。？?]{0,6}(?:场景|用途|地方|事|目的|业务)"
    r"|(?:用于|用在)哪些(?:场景|用途|地方|业务)|(?:哪些|有什么)用途|purposes?\b.{0,20}\b(?:phone|number)",
    re.IGNORECASE,
)
LONGEST: Final = 40


def asks(said: Said) -> bool:
    return not said.pressed and len(said.text) <= LONGEST and ASKED.search(said.text) is not None


def listen(session: Session, said: Said, around: Around) -> Step | None:
    """At any moment, in any state; a form goes on afterwards."""
    if not asks(said):
        return None
    session, reply = aside(session, around, *answer(session, around))
    return Step(session, reply)


def answer(session: Session, around: Around) -> tuple[Text, ...]:
    """One line for each purpose that he answered, or is about to; every other by its name, from the data that
    the gate goes by."""
    policy = around.policy
    near = _near(session, around)
    lines = tuple(_line(code, policy.purposes[code], around) for code in policy.purposes if code in near)
    running = tuple(name for _, name in while_open(around)) if around.phone else ()
    others = tuple(
        purpose.name
        for code, purpose in policy.purposes.items()
        if code not in near and not any(name.startswith(f"{purpose.name}（") for name in running)
    )
    facts = {"store": policy.store.name, "phone": policy.store.phone, "lines": Listed(lines, "\n")}
    return (
        Text("purposes.list", facts),
        *((Text("purposes.while_open", {"names": Listed(running, "、")}),) if running else ()),
        Text("purposes.others", {"names": Listed(others)}),
        Text("purposes.stop"),
    )


def _near(session: Session, around: Around) -> frozenset[str]:
    """What he answered, is being asked, or is served for; where there is nothing of the kind, a complaint's."""
    policy = around.policy
    codes = {one.question.purpose for one in around.consents}
    if session.consents is not None:
        codes |= {purpose for purpose, _ in session.consents.items}
    scenes = {case.scene for case in around.cases if case.is_open and case.scene in policy.scenes}
    if session.booking is not None:
        scenes.add(session.booking.scene)
    for scene in scenes:
        service = policy.scenes[scene].service
        codes |= policy.asked_in(scene) | ({service} if service is not None else set())
    return frozenset(codes & policy.purposes.keys()) or policy.asked_in("complaint")


def _line(code: str, purpose: Purpose, around: Around) -> Text:
    recipient = purpose.recipient
    to = Text("purposes.nobody")
    if recipient is not None:
        to = Text("purposes.recipient", {"recipient": recipient.name, "contact": recipient.contact})
    return Text(
        "purposes.line",
        {
            "purpose": purpose.name,
            "text": purpose.text,
            "department": around.policy.departments[purpose.department].name,  # type: ignore[index]
            "ways": Listed(tuple(Text(f"number.channel_{way}") for way in purpose.channels)),
            "kept": purpose.retention,
            "to": to,
            "state": _state(tuple(one for one in around.consents if one.question.purpose == code)),
        },
    )


def _state(answers: tuple[Consent, ...]) -> Text | Listed:
    """How each channel stands; what was never answered is no."""
    if not answers:
        return Text("consents.unknown")
    return Listed(
        tuple(
            Text(
                f"purposes.{'yes' if one.state.is_given else 'no'}",
                {"channel": Text(f"number.channel_{one.question.channel}")},
            )
            for one in answers
        )
    )
