"""One leader among several processes; when he dies, the next one after a while."""

import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, select
from sqlalchemy.dialects import postgresql

from storage import leases
from storage.database import Database
from storage.leases import Holder, database_time
from storage.tables import metadata

NAME = "wecom:bot"
LONG, OVER = 60.0, 0.0
"""A lease that surely runs, and one that has lapsed when it is given."""


def test_whoever_comes_first_has_it_and_keeps_it(connection: Connection) -> None:
    assert leases.holder(connection, NAME) is None
    assert leases.take(connection, NAME, "a", LONG)
    assert not leases.take(connection, NAME, "b", LONG)
    assert leases.take(connection, NAME, "a", LONG)
    assert leases.holder(connection, NAME) == Holder("a", live=True)


def test_each_task_has_a_leader_of_its_own(connection: Connection) -> None:
    assert leases.take(connection, NAME, "a", LONG)
    assert leases.take(connection, "wecom:another", "b", LONG)


def test_what_has_lapsed_is_the_next_ones_and_not_the_lasts_any_more(connection: Connection) -> None:
    assert leases.take(connection, NAME, "a", OVER)
    assert leases.holder(connection, NAME) == Holder("a", live=False)
    assert leases.take(connection, NAME, "b", LONG)
    assert not leases.take(connection, NAME, "a", LONG)


def test_only_its_owner_gives_it_back(connection: Connection) -> None:
    leases.take(connection, NAME, "a", LONG)
    leases.release(connection, NAME, "b")
    assert not leases.take(connection, NAME, "b", LONG)
    leases.release(connection, NAME, "a")
    assert leases.take(connection, NAME, "b", LONG)


def test_where_its_owner_is_surely_gone_nobody_waits(connection: Connection) -> None:
    leases.take(connection, NAME, "a", LONG)
    leases.end(connection, NAME)
    assert leases.take(connection, NAME, "b", LONG)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=12))
def test_never_are_there_two_whatever_they_do(acts: list[tuple[str, bool]]) -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        metadata.create_all(connection)
        leader: str | None = None
        for who, takes in acts:
            if takes:
                assert leases.take(connection, NAME, who, LONG) is (leader in (None, who))
                leader = leader or who
            else:
                leases.release(connection, NAME, who)
                leader = None if leader == who else leader
    engine.dispose()


def test_another_process_sees_it_too(database: Database, tmp_path: Path) -> None:
    assert database.run_sync(leases.take, NAME, "a", LONG)
    code = (
        "import sys; from pathlib import Path; from storage import leases; "
        "from storage.database import open_database; d = open_database(Path(sys.argv[1])); "
        "print(d.run_sync(leases.take, sys.argv[2], 'b', 60.0)); d.close()"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "yinuo.db"), NAME]
    root = Path(__file__).parents[2]
    assert subprocess.run(command, capture_output=True, text=True, check=True, cwd=root).stdout == "False\n"
    database.run_sync(leases.release, NAME, "a")
    assert subprocess.run(command, capture_output=True, text=True, check=True, cwd=root).stdout == "True\n"


def test_the_time_is_the_databases_on_either_database() -> None:
    told = str(select(database_time()).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    assert "clock_timestamp()" in told
