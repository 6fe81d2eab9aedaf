"""What a working store wants seen to: queues without a group, messages that came to nothing."""

from collections.abc import Iterator

from sqlalchemy import Connection

from bot.channels.problems import Problem
from bot.channels.wechat.settings import REACHED
from bot.settings import Settings
from core.policy import Policy
from core.routing import Queue, queue_for, unbound
from storage import inbox, meta, outbox, rooms, samples
from storage.database import Database
from storage.rooms import RoomState
from storage.sealed import Tampered, Vault

NEVER_REACHED = Problem(
    "wechat",
    "WeChat has not called /hooks/wechat yet.",
    "While `serve` runs, set 服务器地址 to https://YOUR-HOST/hooks/wechat with 安全模式 at mp.weixin.qq.com → "
    "设置与开发 → 基本配置, and press 提交.",
    fatal=False,
)


def operation_problems(
    settings: Settings, database: Database, policy: Policy, vault: Vault | None
) -> Iterator[Problem]:
    """From the database of this program's version."""
    if vault is not None:
        yield from database.run_sync(_wrong_keys, vault)
    if not settings.sandbox_on:  # there every queue has its room from the start
        yield from database.run_sync(_queues, policy)
    yield from database.run_sync(_letters)
    if settings.wechat.said and database.run_sync(meta.get, REACHED) is None:
        yield NEVER_REACHED


def _wrong_keys(connection: Connection, vault: Vault) -> list[Problem]:
    """A keyring that is well and belongs to other data (SEC-2)."""
    try:
        samples.open_one(connection, vault)
    except Tampered:
        what = "The keyring does not open what the database holds: it belongs to other data."
        return [Problem("keyring", what, "Put back the keyring that was made with this database.")]
    return []


def _queues(connection: Connection, policy: Policy) -> list[Problem]:
    """Each queue without a group, and where its cases go instead (STAFF-1, STAFF-5)."""
    store = policy.store.id
    bound = frozenset(Queue.parse(name) for name in rooms.bound_queues(connection, store))
    found = [_unbound(queue, bound, policy) for queue in unbound(bound)]
    lost = sum(room.state is RoomState.LOST for room in rooms.of_store(connection, store))
    if lost:
        what = f"Groups that served queues and from which the bot was removed: {lost}."
        cure = "Add it again and bind the group with `queue code QUEUE`, or bind another group."
        found.append(Problem("queues", what, cure, fatal=False))
    return found


def _unbound(queue: Queue, bound: frozenset[Queue], policy: Policy) -> Problem:
    cure = f"Run `queue code {queue}` and send /bind CODE in its group."
    if queue.tier is None:
        unseen = queue.desk == "supervisors" and policy.observers.told_of_every_complaint
        also = " and the observers see no complaint" if unseen else ""
        return Problem("queues", f"The queue {queue} has no group{also}.", cure, fatal=unseen)
    instead = queue_for(queue.desk, queue.tier, bound)
    if instead is None:
        return Problem("queues", f"The queue {queue} has no group, and its cases wait unseen.", cure)
    what = f"The queue {queue} has no group: its cases go to {instead}."
    return Problem("queues", what, cure, fatal=False)


def _letters(connection: Connection) -> list[Problem]:
    """What a person should look at: nothing here was lost, and nothing of it will move by itself."""
    dead = inbox.counts(connection)["dead"]
    out = outbox.depths(connection)
    found = []
    if dead:
        what = f"Incoming messages that could not be understood or handled: {dead}."
        cure = "They are kept as dead letters; the log names their rows: please report it."
        found.append(Problem("inbox", what, cure, fatal=False))
    if out["failed"] or out["unknown"]:
        what = (
            f"Messages that could not be delivered: {out['failed']}; of which nobody knows: {out['unknown']}."
        )
        cure = "Each is shown in its case's thread with the reason: staff can answer again."
        found.append(Problem("outbox", what, cure, fatal=False))
    return found
