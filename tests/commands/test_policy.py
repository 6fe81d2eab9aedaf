"""`policy check`, `policy show` and `policy form`."""

from pathlib import Path

import pytest

from bot.paper_form import form
from core.policy import PRESETS, PurposeClass, load_policy
from tests.commands.program import Program
from tests.flows.test_papers import words_of


def test_every_error_of_a_policy_is_named_with_its_line(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('extends = "dealer"\n\n[clocks.result]\namount = "five"\n\n[kitchen]\n', "utf8")
    ended = program("policy", "check", str(file), "--json")
    assert ended.code == 1
    found = ended.object
    assert (found["file"], found["ok"]) == (str(file), False)
    assert [(one["line"], one["key"]) for one in found["errors"]] == [
        (4, "clocks.result.amount"),
        (6, "kitchen"),
    ]
    assert "has 2 errors, the first of them: line 4: clocks.result.amount" in ended.sentence
    plain = program("policy", "check", str(file))
    assert plain.out == f"{file}, line 6: kitchen: no such key in a policy\n"
    assert plain.sentence == ended.sentence


def test_a_policy_that_can_be_used_is_said_so(program: Program) -> None:
    assert program("policy", "check", "workshop").line == "The policy workshop can be used."
    assert program("policy", "check", "dealer", "--json").object == {
        "file": "dealer",
        "ok": True,
        "errors": [],
    }


def test_a_policy_file_that_is_not_there_is_named(program: Program) -> None:
    assert "there is no such file, and no such preset" in program("policy", "check", "nowhere.toml").sentence


@pytest.mark.parametrize("name", PRESETS)
def test_the_policy_that_is_shown_is_the_policy_in_force(program: Program, name: str, tmp_path: Path) -> None:
    shown = program("policy", "show", POLICY=name)
    assert (shown.code, shown.err) == (0, "")
    copy = tmp_path / "shown.toml"
    copy.write_text(shown.out, "utf8")
    assert load_policy(copy) == load_policy(name)


def test_the_policy_is_shown_to_a_program_as_one_object(program: Program) -> None:
    shown = program("policy", "show", "--json").object
    assert shown["policy"] == "dealer"
    assert shown["clocks"]["first_response"]["amount"] == 30
    assert shown["store"]["opening"]["daily"] == [{"opens": "09:00:00", "closes": "18:00:00"}]
    assert not program.data.exists()


@pytest.mark.rule("CON-12", "CON-2", "CON-3")
@pytest.mark.parametrize("policy", ["dealer", str(Path(__file__).parents[1] / "core" / "insurer.toml")])
def test_the_paper_has_a_box_of_its_own_for_everything_none_ticked_and_marketing_apart(
    program: Program, tmp_path: Path, policy: str
) -> None:
    file = tmp_path / "form.pdf"
    assert program("policy", "form", str(file), POLICY=policy).line == f"The form is in {file}."
    words, known = words_of(file.read_bytes()), load_policy(policy)
    data = form(known)
    named = [one["purpose"] for section in data["sections"] for one in section["purposes"]]
    assert sorted(named) == sorted(one.name for one in known.purposes.values())
    for one in known.purposes.values():
        assert one.name in words
        assert one.retention.replace(" ", "") in words
    (apart,) = [section for section in data["sections"] if section["title"] == "营销（单独选择）"]
    selling = {one.name for one in known.purposes.values() if one.purpose_class is PurposeClass.MARKETING}
    assert {one["purpose"] for one in apart["purposes"]} == selling
    assert words.index("办您的事") < words.index("提醒和回访") < words.index("营销（单独选择）")
    assert ("安行保险（95000）" in words) is (policy != "dealer")
    assert "全部同意" not in words
    for sign in "☑✓✔√■":
        assert sign not in words


def test_a_form_that_cannot_be_written_is_said_so(program: Program, tmp_path: Path) -> None:
    assert "cannot be written" in program("policy", "form", str(tmp_path / "nowhere" / "form.pdf")).sentence
