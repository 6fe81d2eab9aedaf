"""我的信息: what we have of him, who has his number and who saw it, a copy of all, a stop to it all (SAFE-4)."""

import re
from collections.abc import Iterator
from typing import Final

from bot.dialogue import number, opt_out
from bot.dialogue.around import Around, PastContact
from bot.dialogue.asking import aside
from bot.dialogue.commands import SendPaper
from bot.dialogue.reply import Listed, Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Session
from bot.dialogue.step import Step
from bot.understand.privacy import Ask, read_privacy
from bot.understand.words import Word
from core.consent import Question, Standing, consent_state
from core.grounds import grounds_of
from core.intent import GroundKind
from core.notice import terms_of
from core.policy import Channel, LawfulBasis, PurposeClass

EXPLAIN: Final = re.compile(
    r"(?:什么是|啥是|解释(?:一下)?|说明(?:一下)?)\s*(.{2,20})|(.{2,20}?)(?:是什么意思|什么意思|是什么|是啥|是干什么的|是做什么的|是干嘛的)"
)


LIKE_A_PURPOSE: Final = re.compile(r"(?:提醒|通知|回访|推送|预警|跟进|用途)$")


def asked(said: Said) -> Ask | None:
    """What he asks about his data; leaks are followed, and deleting is asked about, elsewhere."""
    found = None if said.pressed or said.edited else read_privacy(said.text)
    return None if found in (Ask.LEAK, Ask.ERASE) else found


def asks(said: Said) -> bool:
    """Whether the turn needs the store's records about him."""
    return said.chose("word:mydata", Word.MY_DATA) or asked(said) is not None


def listen(session: Session, said: Said, around: Around) -> Step | None:
    if said.chose("word:mydata", Word.MY_DATA) or asked(said) is Ask.VIEW:
        session, reply = aside(session, around, *_what_we_have(around))
        return Step(session, reply)
    explained = None if said.pressed else _explained(said, around)
    if explained is not None:
        session, reply = aside(session, around, explained)
        return Step(session, reply)
    match asked(said):
        case Ask.WHO_SAW:
            texts = _who_saw(around.contacts)
        case Ask.WHO_HAS:
            texts = _who_has(around)
        case Ask.CORRECT:
            if around.phone:
                return number.correct(session, around)
            texts = (Text("rights.correct_none"),)
        case Ask.RESTRICT:
            return opt_out.stop(session, "all", said, around)
        case Ask.EXPORT:
            return _copy(session, around)
        case _:
            return None
    session, reply = aside(session, around, *texts)
    return Step(session, reply)


def _explained(said: Said, around: Around) -> Text | None:
    """什么是保养提醒: a purpose in plain words, from the data that the gate goes by."""
    found = EXPLAIN.fullmatch(said.text.strip(" 。.!！?？"))
    if found is None:
        return None
    name = (found[1] or found[2]).strip(' “”"「」')
    code = around.policy.purpose_named(name)
    if code is None:
        return Text("rights.no_such_purpose", {"name": name}) if LIKE_A_PURPOSE.search(name) else None
    purpose = around.policy.purposes[code]
    needed = purpose.lawful_basis is LawfulBasis.CONSENT
    args = {
        "purpose": purpose.name,
        "text": purpose.text,
        "department": around.policy.departments[purpose.department].name,  # type: ignore[index]
        "ways": Listed(tuple(Text(f"number.channel_{way}") for way in purpose.channels)),
        "data": purpose.data,
        "retention": purpose.retention,
    }
    return Text("rights.explain_consent" if needed else "rights.explain", args)


def _copy(session: Session, around: Around) -> Step:
    """Everything, to read; where the platform takes files, also for a program."""
    key = "rights.copy" if around.takes_files else "rights.copy_pictures"
    session, reply = aside(session, around, Text(key))
    papers = (SendPaper("mydata"), SendPaper("mydata_data")) if around.takes_files else (SendPaper("mydata"),)
    return Step(session, Reply(reply.texts, reply.choices), papers)


def _what_we_have(around: Around) -> tuple[Text, ...]:
    number = Text("rights.number", {"masked": around.phone}) if around.phone else Text("rights.no_number")
    counts = {
        "cases": "、".join(case.number for case in around.cases) or Text("rights.none"),
        "consents": len(around.in_force),
        "contacts": sum(one.channel != Channel.CHAT for one in around.contacts),
    }
    return (number, Text("rights.holdings", counts), Text("rights.ways"), *_linking(around))


def _linking(around: Around) -> tuple[Text, ...]:
    """Which other chat of his counts as him, or that one could."""
    if around.linked is not None:
        other = Text(f"platform.{around.linked.platform}")
        return (Text("linking.now", {"other": other, "since": around.linked.since}),)
    return (Text("linking.how", {"other": Text(f"platform.{around.linkable}")}),) if around.linkable else ()


def _who_saw(seen: tuple[PastContact, ...]) -> tuple[Text, ...]:
    """Each time a number was shown to somebody: who, when, for what. A message in the chat shows none."""
    seen = tuple(one for one in seen if one.channel != Channel.CHAT)
    if not seen:
        return (Text("rights.nobody_saw"),)
    lines = tuple(
        Text(
            "caller.line",
            {
                "at": one.at,
                "who": one.who,
                "way": Text(f"number.channel_{one.channel}"),
                "purpose": one.purpose,
                "number": one.number,
            },
        )
        for one in seen
    )
    return (Text("rights.who_saw", {"lines": Listed(lines, "\n")}),)


def _who_has(around: Around) -> tuple[Text, ...]:
    """Which department may use it, and for what, as it stands now; and whether anybody else has it."""
    uses: dict[str, list[str]] = {}
    for department, name in (*_agreed(around), *while_open(around)):
        uses.setdefault(around.policy.departments[department].name, []).append(name)  # type: ignore[index]
    if not uses or not around.phone:
        return (Text("rights.nobody_may"), _recipients(around), *_given(around), *_seen(around))
    lines = tuple(
        Text("rights.may_use", {"department": department, "purposes": "、".join(dict.fromkeys(names))})
        for department, names in uses.items()
    )
    who = Text("rights.who_has", {"lines": Listed(lines, "\n")})
    return (who, _recipients(around), *_given(around), *_seen(around))


def _agreed(around: Around) -> Iterator[tuple[str, str]]:
    """Department and purpose of what he agreed to for his number; of a complaint it is whoever handles it."""
    policy = around.policy
    handling = tuple(dict.fromkeys(case.department.value for case in around.cases if not case.is_booking))
    for one in around.in_force:
        purpose = policy.purposes[one.purpose]
        if one.channel == "chat" or purpose.recipient is not None:
            continue
        is_right = purpose.purpose_class is PurposeClass.RIGHTS
        for department in handling if is_right and handling else (purpose.department,):
            yield department, purpose.name


def while_open(around: Around) -> Iterator[tuple[str, str]]:
    """The same of what an open case lets staff do though he was never asked, or his answer has run out (GATE-8)."""
    policy, asking = around.policy, around.asking
    agreed = {one.purpose for one in around.in_force if one.channel != "chat"}
    for case in around.cases if asking is not None else ():
        for ground in grounds_of(case, policy) if case.is_open else ():
            for code in sorted(ground.purposes - agreed):
                if ground.kind is GroundKind.OPEN_CASE and _is_open(code, around):
                    purpose = policy.purposes[code]
                    is_right = purpose.purpose_class is PurposeClass.RIGHTS
                    department = case.department.value if is_right else purpose.department
                    yield department, f"{purpose.name}（{case.number}）"


def _is_open(code: str, around: Around) -> bool:
    """Whether he has said no to it for his number over no way by which it is used."""
    assert around.asking is not None
    for channel in around.policy.purposes[code].channels:
        question = Question(around.asking.phone, code, channel.value)
        material = terms_of(code, channel.value, around.policy).material_hash()
        kind = consent_state(around.asking.events, question, material, around.now).kind
        if channel is not Channel.CHAT and kind in (Standing.UNKNOWN, Standing.EXPIRED, Standing.STALE):
            return True
    return False


def _recipients(around: Around) -> Text:
    """Everybody outside the store whom he agreed to, each by name, and how to reach them (CON-10)."""
    policy = around.policy
    named = {one.purpose: policy.purposes[one.purpose].recipient for one in around.in_force}
    lines = tuple(
        Text(
            "rights.recipient",
            {
                "recipient": one.name,
                "contact": one.contact,
                "purpose": one.purpose,
                "method": one.method,
                "data": one.data,
            },
        )
        for one in named.values()
        if one is not None
    )
    if lines:
        return Text("rights.recipients", {"lines": Listed(lines, "\n")})
    if around.disclosures:
        return Text("rights.recipients_no_more")
    shares = any(purpose.recipient is not None for purpose in policy.purposes.values())
    return Text("rights.recipients_none" if shares else "rights.no_third_party")


def _given(around: Around) -> tuple[Text, ...]:
    """Everything that was given to any of them, where there was anything (CON-10)."""
    if not around.disclosures:
        return ()
    lines = tuple(
        Text("disclosure.line", {**one.recipient, "at": one.at, "who": one.who}) for one in around.disclosures
    )
    return (Text("rights.given", {"lines": Listed(lines, "\n")}),)


def _seen(around: Around) -> tuple[Text, ...]:
    """Every disclosure within the store, where there was any."""
    return (Text("rights.between"), *_who_saw(around.contacts)) if around.contacts else ()
