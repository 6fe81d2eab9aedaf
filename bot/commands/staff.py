"""`staff invite`, `staff offboard`: how people come in, and how they lose everything (SEC-3, SEC-4)."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.ending import AsJson, Failed, done
from bot.commands.opened import moment, opened

if TYPE_CHECKING:
    from bot.channels.telegram.settings import TelegramSettings
    from core.policy import Policy

app = typer.Typer(rich_markup_mode=None, help="Invite members of staff, and see them off.")


@app.command()
def invite(
    role: Annotated[str, typer.Option(help="A role's code or Chinese name: service_advisor, 服务顾问 …")],
    department: Annotated[str, typer.Option(help="sales, aftersales, parts or other (or in Chinese).")] = "",
    store: Annotated[str, typer.Option(help="The store's id; the only store's where it is left out.")] = "",
    name: Annotated[str, typer.Option(help="What colleagues call them; shown in staff groups only.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make a one-time invitation: whoever sends `/join CODE` to the bot in private is that member of staff."""
    import os

    from bot.parts import telegram_of
    from storage import codes
    from storage import staff as members

    with opened() as parts:
        telegram = telegram_of(parts.settings)
        role, own_department = fitting(parts.policy, role, department)
        store = store_of(parts.policy, store)
        now = moment(parts)
        expires_at = now + timedelta(hours=parts.policy.staff.invitation_hours)
        code = codes.new_code(os.urandom)
        member = parts.database.run_sync(
            members.invite, parts.vault, role, own_department, store, code, now, expires_at, name
        )
    link = _link(telegram, code) if telegram else None
    found = {
        "code": code,
        "staff_code": member.code,
        "role": role,
        "department": own_department,
        "store": store,
        "expires_at": expires_at.isoformat(),
        **({"link": link} if link else {}),
    }
    until = f"{expires_at:%Y-%m-%d %H:%M} UTC"
    way = f"send the bot /join {code} in private"
    if link:
        way = f"open {link} or {way}"
    done(as_json, f"Invited {member.code} as {role}: {way} before {until}.", found)


def _link(telegram: "TelegramSettings", code: str) -> str | None:
    """What opens the bot with the invitation in hand."""
    import asyncio

    from bot.channels.telegram.invitation import link_of

    return asyncio.run(link_of(telegram, code))


@app.command()
def offboard(
    member: Annotated[
        str, typer.Argument(metavar="ID", help="A staff code (工号07, or 7), or the row's id.")
    ],
    store: Annotated[str, typer.Option(help="The store's id; the only store's where it is left out.")] = "",
    as_json: AsJson = False,
) -> None:
    """Take role, groups and claims from somebody who has left; his cases go back to their queues."""
    from bot.offboarding import offboard as see_off
    from bot.offboarding import whoever

    with opened() as parts:
        place = store_of(parts.policy, store)
        now = moment(parts)
        found = parts.database.run_sync(whoever, parts.vault, place, member)
        if found is None:
            raise Failed(
                f"There is no member of staff {member} in store {place}: give a staff code such as 工号07."
            )
        released = see_off(parts, found, now)
    if released is None:
        raise Failed(f"{found.code} has left before: there is nothing more to take away.")
    line = (
        f"{found.code} has lost role, groups and claims; {released} of his cases went back to their queues."
    )
    done(as_json, line, {"staff_code": found.code, "store": place, "released": released})


def fitting(policy: "Policy", role: str, department: str) -> tuple[str, str | None]:
    """Role and department by their codes. Raises `Failed` when there is no such thing or they do not fit."""
    code = policy.role_named(role)
    if code is None:
        raise Failed(f"There is no role {role}: choose one of {', '.join(policy.roles)}.")
    own: str | None = None
    if department:
        own = next((key for key, one in policy.departments.items() if department in (key, one.name)), None)
        if own is None:
            raise Failed(
                f"There is no department {department}: choose one of {', '.join(policy.departments)}."
            )
    if own is None and policy.roles[code].department == "own":
        raise Failed(
            f"The role {code} belongs to a department: add --department {'|'.join(policy.departments)}."
        )
    return code, own


def store_of(policy: "Policy", store: str) -> str:
    """The store with that id, the first one without. Raises `Failed` for one that the policy does not know."""
    try:
        return policy.store_named(store or policy.store.id).id
    except KeyError:
        known = ", ".join((policy.store.id, *policy.stores))
        raise Failed(f"There is no store {store}: the policy knows {known}.") from None
