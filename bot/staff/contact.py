"""What a clerk asks of the gate: `/联系 CASE PURPOSE [call|sms|chat]`, or a purpose under a button. Pure."""

from dataclasses import dataclass
from typing import Final

from core.case import Case
from core.policy import Channel, Policy, PurposeClass

CHANNELS: Final = {
    "call": Channel.CALL,
    "电话": Channel.CALL,
    "打电话": Channel.CALL,
    "sms": Channel.SMS,
    "短信": Channel.SMS,
    "chat": Channel.CHAT,
    "聊天": Channel.CHAT,
    "微信": Channel.CHAT,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """For what, by which way, and, in the chat, in which words."""

    purpose: str
    channel: Channel
    words: str = ""


def read_contact(text: str, policy: Policy) -> Wanted | str:
    """“试驾回访 短信”: a call where no way is named. The unknown purpose itself where there is none of that name."""
    name, *rest = text.split(maxsplit=1)
    purpose = policy.purpose_named(name)
    if purpose is None:
        return name
    if not rest:
        return Wanted(purpose, Channel.CALL)
    way, *words = rest[0].split(maxsplit=1)
    channel = CHANNELS.get(way.lower())
    if channel is None:
        return Wanted(purpose, Channel.CALL, rest[0])
    return Wanted(purpose, channel, words[0] if words else "")


def purposes_to_call(case: Case, policy: Policy) -> tuple[tuple[str, str], ...]:
    """(code of the button, name) of each purpose for which that case's department calls."""
    return tuple(
        (f"{Channel.CALL}:{code}", purpose.name)
        for code, purpose in policy.purposes.items()
        if Channel.CALL in purpose.channels
        and purpose.recipient is None
        and (purpose.department == case.department or purpose.purpose_class is PurposeClass.RIGHTS)
    )


def chosen_contact(option: str) -> Wanted:
    """What stood on the button."""
    way, _, purpose = option.partition(":")
    return Wanted(purpose, Channel(way))
