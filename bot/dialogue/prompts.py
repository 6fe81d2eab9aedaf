"""How questions of consent read: a list with nothing ticked, or one question alone (CON-2, CON-3, CON-5)."""

from bot.dialogue.around import Around
from bot.dialogue.commands import ShowConsents
from bot.dialogue.reply import Choice, Listed, Reply, Text
from bot.dialogue.session import Consents
from bot.texts import known
from core.policy import PurposeClass

ALONE = {PurposeClass.MARKETING: "marketing", PurposeClass.THIRD_PARTY: "third_party"}
"""The notice above a question that stands alone, by the class of its purpose; every other is care."""
GENERAL = "general"
"""Above the list of a scene that a store has added itself."""


def shown(consents: Consents, around: Around) -> Reply:
    return single(consents, around) if consents.alone else listed(consents, around)


def record(consents: Consents, around: Around) -> ShowConsents:
    """What is written down of a prompt before it is shown (CON-6)."""
    return ShowConsents(consents.prompt, consents.items, notice_of(consents, around))


def notice_of(consents: Consents, around: Around) -> str:
    """The notice that stands above it: the scene's own, where it has one."""
    if not consents.alone:
        return consents.scene if known(f"notice.{consents.scene}") else GENERAL
    code = consents.items[0][0]
    purpose, scene = around.policy.purposes[code], around.policy.scenes[consents.scene]
    kind, own = ALONE.get(purpose.purpose_class, "care"), f"{consents.scene}_alone"
    is_of_the_scene = consents.scene == purpose.scene or scene.service == code
    return own if kind == "marketing" and is_of_the_scene and known(f"notice.{own}") else kind


def listed(consents: Consents, around: Around) -> Reply:
    """The service purposes of one scene; each is answered on its own."""
    head = (_notice(consents, around), *_known_number(consents, around))
    if around.has_buttons:
        return Reply((*head, Text("number.prompt_ticks")), ticks(consents, around))
    lines = tuple(
        Text("number.item", {"n": n, **_named(item, around)}) for n, item in enumerate(consents.items, 1)
    )
    return Reply((*head, Text("number.prompt_numbers", {"items": Listed(lines, "\n")})))


def single(consents: Consents, around: Around) -> Reply:
    """One question, to be agreed to, refused or put off with equal ease; nothing else stands in its message."""
    acts = (("yes", "choice.agree"), ("no", "choice.disagree"), ("later", "choice.later"))
    choices = tuple(Choice(f"number:{consents.prompt}:{act}", key) for act, key in acts)
    known = _known_number(consents, around, "number.prompt_known_alone")
    return Reply((_notice(consents, around), *known), choices)


def ticks(consents: Consents, around: Around) -> tuple[Choice, ...]:
    """A list's buttons: what is ticked, then the ways out of it."""
    boxes = tuple(
        Choice(
            f"number:{consents.prompt}:tick:{n}",
            "choice.ticked" if n in consents.ticked else "choice.unticked",
            {"item": bare(item, around)},
        )
        for n, item in enumerate(consents.items)
    )
    ends = (("done", "choice.confirm_ticks"), ("none", "choice.none_of_them"), ("later", "choice.later"))
    return (*boxes, *(Choice(f"number:{consents.prompt}:{act}", key) for act, key in ends))


def no_number(consents: Consents) -> tuple[Choice, ...]:
    return (Choice(f"number:{consents.prompt}:no_number", "choice.no_number"),)


def bare(item: tuple[str, str], around: Around) -> Text:
    """试驾预约（短信）."""
    return Text("number.item_bare", _named(item, around))


def _named(item: tuple[str, str], around: Around) -> dict[str, Text | str]:
    purpose, channel = item
    return {"purpose": around.policy.purposes[purpose].name, "channel": Text(f"number.channel_{channel}")}


def _known_number(consents: Consents, around: Around, key: str = "number.prompt_known") -> tuple[Text, ...]:
    """Whose number is known already is told which one is meant."""
    masked = "" if around.asking is None or consents.anew else around.asking.masked
    by_phone = any(channel != "chat" for _, channel in consents.items)
    return (Text(key, {"masked": masked}),) if masked and by_phone else ()


def _notice(consents: Consents, around: Around) -> Text:
    """Who, for what, how, how long, who else, how to withdraw: from the policy's own data (CON-5)."""
    policy = around.policy
    facts = {
        "store": policy.store.name,
        "phone": policy.store.phone,
        "terms": terms(consents, around),
        "ways": Listed(
            tuple(Text(f"number.channel_{way}") for way in dict.fromkeys(way for _, way in consents.items))
        ),
        "scene": policy.scenes[consents.scene].name,
    }
    purpose = policy.purposes[consents.items[0][0]]
    facts |= {"purpose": purpose.name, "what": purpose.text, "kept": purpose.retention, "data": purpose.data}
    if purpose.recipient is not None:
        facts |= {
            "recipient": purpose.recipient.name,
            "contact": purpose.recipient.contact,
            "their_purpose": purpose.recipient.purpose,
            "method": purpose.recipient.method,
            "data": purpose.recipient.data,
        }
    return Text(f"notice.{notice_of(consents, around)}", facts)


def terms(consents: Consents, around: Around) -> Listed:
    """How long each purpose keeps the number, from the same data that the consent record names."""
    purposes = dict.fromkeys(purpose for purpose, _ in consents.items)
    return Listed(
        tuple(
            Text(
                "number.kept",
                {"purpose": around.policy.purposes[p].name, "kept": around.policy.purposes[p].retention},
            )
            for p in purposes
        ),
        "，",
    )
