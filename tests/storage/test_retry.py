"""How long is waited between two tries."""

from datetime import timedelta

from storage.retry import Retry

SECOND = timedelta(seconds=1)


def test_the_wait_doubles_up_to_its_limit() -> None:
    retry = Retry(attempts=8, first=2 * SECOND, ceiling=300 * SECOND)
    assert [retry.wait(failed) / SECOND for failed in (1, 2, 3, 8, 9, 1000)] == [2, 4, 8, 256, 300, 300]
    assert [retry.exhausted(failed) for failed in (7, 8)] == [False, True]
