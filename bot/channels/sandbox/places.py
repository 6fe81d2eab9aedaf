"""The names of the sandbox's chats and people, and their addresses."""

from bot.channels.language import Address, ChatKind, Sender
from bot.channels.sandbox.profiles import STAFF_PROFILE
from storage.sandbox import Customer, Person


def channel_name(profile: str) -> str:
    """The channel as in `Address.channel`."""
    return f"sandbox:{profile}"


def room_id(queue: str) -> str:
    """A room is called like its queue, with `.` for `/`: `aftersales/1` meets in `aftersales.1`."""
    return queue.replace("/", ".")


def room_address(queue: str, profile: str = STAFF_PROFILE) -> Address:
    """The group in which a queue meets; bound to it from the start."""
    return Address(channel_name(profile), "", f"room:{room_id(queue)}", ChatKind.GROUP)


def staff_address(person_id: str, profile: str = STAFF_PROFILE) -> Address:
    """A staff member's private chat with the bot."""
    return Address(channel_name(profile), "", f"staff:{person_id}", ChatKind.PRIVATE)


def customer_address(customer: Customer) -> Address:
    return Address(channel_name(customer.profile), "", f"customer:{customer.id}", ChatKind.PRIVATE)


def customer_sender(customer: Customer) -> Sender:
    return Sender(f"customer:{customer.id}", customer.id)


def staff_sender(person: Person) -> Sender:
    return Sender(f"staff:{person.id}", person.name)
