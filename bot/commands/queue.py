"""`queue code`: how a group chat comes to serve a queue (SEC-3, STAFF-1)."""

from datetime import timedelta
from typing import Annotated

import typer

from bot.commands.ending import AsJson, Failed, done
from bot.commands.opened import moment, opened
from bot.commands.staff import store_of

app = typer.Typer(rich_markup_mode=None, help="Bind group chats to queues.")


@app.callback()
def queues() -> None:
    """Bind group chats to queues."""


@app.command()
def code(
    queue: Annotated[str, typer.Argument(metavar="QUEUE", help="aftersales/1, panel, supervisors …")],
    as_json: AsJson = False,
) -> None:
    """Make a one-time code: the group in which a member of staff sends `/bind CODE` serves that queue."""
    import os

    from core.routing import Queue
    from storage import codes, queue_codes

    with opened() as parts:
        try:
            asked = Queue.parse(queue)
        except ValueError as problem:
            raise Failed(f"There is {problem}.") from None
        store = store_of(parts.policy, asked.store or "")
        now = moment(parts)
        expires_at = now + timedelta(hours=parts.policy.staff.queue_code_hours)
        made = codes.new_code(os.urandom)
        plain = str(Queue(asked.desk, asked.tier))
        parts.database.run_sync(queue_codes.issue, parts.vault, made, plain, store, now, expires_at)
    line = f"For {asked}: send /bind {made} in the group before {expires_at:%Y-%m-%d %H:%M} UTC."
    done(as_json, line, {"code": made, "queue": str(asked), "expires_at": expires_at.isoformat()})
