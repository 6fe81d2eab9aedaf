"""A code binds one group to its queue, once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from storage import queue_codes, staff
from storage.codes import Unusable
from storage.queue_codes import StoreQueue
from storage.sealed import Vault

CODE = "7KQ4-M2XR-0VWA"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def issued(connection: Connection, vault: Vault, now: datetime) -> None:
    queue_codes.issue(connection, vault, CODE, "aftersales/1", "main", now, now + DAY)


@pytest.mark.rule("SEC-3")
def test_a_code_names_its_queue_once(connection: Connection, vault: Vault, now: datetime) -> None:
    assert queue_codes.use(connection, vault, CODE.lower(), now) == StoreQueue("main", "aftersales/1")
    assert queue_codes.use(connection, vault, CODE, now) is Unusable.USED


@pytest.mark.rule("SEC-3")
def test_a_code_is_good_before_the_moment_at_which_it_expires(
    connection: Connection, vault: Vault, now: datetime
) -> None:
    assert queue_codes.use(connection, vault, CODE, now + DAY) is Unusable.EXPIRED
    assert isinstance(
        queue_codes.use(connection, vault, CODE, now + DAY - timedelta(microseconds=1)), StoreQueue
    )


def test_an_invitation_binds_no_group_and_the_reverse(
    connection: Connection, vault: Vault, now: datetime
) -> None:
    staff.invite(connection, vault, "observer", None, "main", "OTHER", now, now + DAY)
    assert queue_codes.use(connection, vault, "OTHER", now) is Unusable.UNKNOWN
    assert staff.join(connection, vault, CODE, "501", "telegram", None, "", now) is Unusable.UNKNOWN


def test_a_code_that_never_works_is_refused_at_once(
    connection: Connection, vault: Vault, now: datetime
) -> None:
    with pytest.raises(ValueError, match="expire"):
        queue_codes.issue(connection, vault, "X", "panel", "main", now, now)
