"""What was learned from labelled sentences holds for others, which nobody learned from."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.learned import TOGETHER, WHOLE, learned, stretches
from bot.understand.plain import clauses, plain
from bot.understand.safety import safety_hits
from bot.understand.withdrawal import read_withdrawal
from tests.understand import learning
from tests.understand.labelled import rows

HELD_OUT = rows("held_out")


def share(judged: list[bool]) -> float:
    return sum(judged) / len(judged)


@pytest.mark.rule("CON-8")
def test_of_unseen_refusals_95_in_100_are_heard_and_2_in_100_others_at_most_taken_for_one() -> None:
    read = [(row["withdraw"], read_withdrawal(row["text"])) for row in HELD_OUT if "withdraw" in row]
    assert share([found.restricts for wanted, found in read if wanted != "none"]) >= 0.95
    assert share([found.restricts for wanted, found in read if wanted == "none"]) <= 0.02
    assert share([found.scope == wanted for wanted, found in read if wanted != "none"]) >= 0.9


@pytest.mark.rule("CMP-4")
def test_of_unseen_dangers_95_in_100_are_heard_and_4_in_100_others_at_most_taken_for_one() -> None:
    read = [(row["safety"], bool(safety_hits(row["text"]))) for row in HELD_OUT if "safety" in row]
    assert share([heard for wanted, heard in read if wanted]) >= 0.95
    assert share([heard for wanted, heard in read if not wanted]) <= 0.04


@pytest.mark.parametrize("name", ["withdrawal", "safety"])
def test_nothing_held_out_was_learned_from(name: str) -> None:
    taught = {row["text"] for row in rows(f"learned/{name}")}
    assert [row for row in HELD_OUT if row["text"] in taught] == []


@pytest.mark.parametrize("name", ["withdrawal", "safety"])
def test_the_weights_were_learned_from_the_sentences_as_they_are(name: str) -> None:
    assert not learning.is_stale(name)


@pytest.mark.rule("CMP-4")
def test_one_grave_clause_in_a_long_story_is_heard_and_shown() -> None:
    story = "上周三我去你们店里做保养,前台让我等了一个多小时,茶水也没人倒,后来师傅说要换机油滤芯,我说可以"
    grave = "结果开出去没两公里前轮飞出去了"
    [hit, *_] = safety_hits(f"{story},{grave},{story}")
    assert "轮" in hit.words
    assert safety_hits(f"{story},{story}") == ()


@pytest.mark.rule("CON-8")
def test_one_refusal_in_a_long_story_is_heard() -> None:
    story = "上周三我去你们店里做保养,前台让我等了一个多小时,茶水也没人倒,后来师傅说要换机油滤芯,我说可以"
    assert read_withdrawal(f"{story},以后别再给我打电话了,{story}").scope == "channel:call"
    assert not read_withdrawal(f"{story},{story}").restricts


@given(st.text(max_size=400))
def test_every_clause_is_judged_and_every_score_is_a_number(text: str) -> None:
    rows_of_clauses = stretches(text)
    assert rows_of_clauses
    assert all(any(clause in row for row in rows_of_clauses) for clause in clauses(plain(text)))
    assert all(
        len(row) <= (WHOLE if len(rows_of_clauses) == 1 else TOGETHER) or row in clauses(plain(text))
        for row in rows_of_clauses
    )
    assert all(-inf <= learned("safety")["safety"].score(row) < inf for row in rows_of_clauses)


@pytest.mark.parametrize("text", ["مرحبا السيارة لا تعمل", "машина не заводится", "👍", "12 3", ""])
def test_of_what_cannot_be_read_nothing_is_said(text: str) -> None:
    assert not read_withdrawal(text).restricts
    assert safety_hits(text) == ()
