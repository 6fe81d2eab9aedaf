"""`understand`: one line in, one line out, in the shape that others rely on."""

import json

import pytest

from tests.commands.program import Program

KEYS = {
    "safety",
    "anger",
    "when",
    "mileage_km",
    "slots",
    "department",
    "category",
    "severity",
    "withdraw",
    "courtesy_hold",
    "phones",
    "plates",
    "vins",
}
SLOTS = {"model", "plate", "vin", "mileage_km", "when", "where", "purchase", "expectation"}
BRAKES = "刹车有异响,昨天下午跑高速的时候,3.2万公里"
NOW = "2026-11-22T10:00:00+08:00"


def test_objects_and_plain_lines_come_out_one_for_one(program: Program) -> None:
    lines = [
        json.dumps({"text": BRAKES, "now": NOW}, ensure_ascii=False),
        "退订",
        "",
        '{"not": "a message"}',
        "{这不是对象",
        json.dumps({"text": "京A12345 我的电话13812345678", "now": NOW}),
    ]
    ended = program("understand", "--json", stdin="\n".join(lines) + "\n")
    assert (ended.code, ended.err) == (0, "")
    found = [json.loads(line) for line in ended.out.splitlines()]
    assert len(found) == len(lines)
    assert all(one.keys() == KEYS and one["slots"].keys() == SLOTS for one in found)
    assert found[0]["mileage_km"] == found[0]["slots"]["mileage_km"] == 32000
    assert found[0]["when"] == {
        "start": "2026-11-21T12:00:00+08:00",
        "end": "2026-11-21T18:00:00+08:00",
        "grain": "part",
    } or found[0]["when"]["start"].startswith("2026-11-21")
    assert found[0]["department"] == "aftersales"
    assert found[1]["withdraw"] == "all_marketing"
    assert found[5]["phones"] == ["+8613812345678"]
    assert found[5]["plates"] == ["京A12345"]
    assert not program.data.exists()


def test_the_slot_that_was_asked_about_makes_a_bare_number_mean_something(program: Program) -> None:
    lines = [json.dumps({"text": "32000", "now": NOW, "asked": asked}) for asked in ("mileage_km", None)]
    found = [
        json.loads(one) for one in program("understand", "--json", stdin="\n".join(lines)).out.splitlines()
    ]
    assert [one["mileage_km"] for one in found] == [32000, None]


def test_without_json_each_line_is_a_short_chinese_summary(program: Program) -> None:
    shown = program("understand", stdin=json.dumps({"text": BRAKES, "now": NOW}))
    assert shown.line.startswith("一般 | 售后·vehicle_fault | 时间 2026-11-21T")
    assert "里程 32000 公里" in shown.line


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('{"text": "x", "now": "yesterday"}', "Line 2: now must be an ISO instant"),
        ('{"text": "x", "now": 7}', "Line 2: now must be an ISO instant"),
        ('{"text": 7}', "Line 2: text and asked must be strings"),
    ],
)
def test_a_line_that_makes_no_sense_is_named(program: Program, line: str, named: str) -> None:
    ended = program("understand", stdin=f"早上好\n{line}\n")
    assert named in ended.sentence
    assert len(ended.out.splitlines()) == 1


def test_bytes_that_are_no_text_and_halves_of_characters_do_no_harm(program: Program) -> None:
    ended = program("understand", "--json", stdin=b'\xff\xfe 13812345678\n{"text": "\\ud83d"}\n')
    assert (ended.code, ended.err) == (0, "")
    assert len(ended.out.splitlines()) == 2
