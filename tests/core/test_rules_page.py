"""Every rule has its number, its function and its test, and the page that says so can be trusted."""

from pathlib import Path

import pytest

from tests.rule_register import RULE, Entry, Place, policy_rules, register, titles, unkept
from tests.rules_page import main, page

FOUND = register()


def test_every_rule_of_the_policy_has_a_function_and_a_test() -> None:
    assert unkept(FOUND) == []


def test_no_one_cites_a_rule_that_does_not_exist() -> None:
    unknown = {
        rule: [str(place) for place in (*entry.functions, *entry.tests)] for rule, entry in FOUND.items()
    }
    assert {rule: places for rule, places in unknown.items() if rule not in titles()} == {}


def test_every_title_has_the_shape_of_a_rule() -> None:
    assert [rule for rule in titles() if not RULE.fullmatch(rule)] == []


@pytest.fixture
def small_tree(tmp_path: Path) -> Path:
    """A product with four rules: kept, without a test, without a function, in its types only."""
    files = {
        "core/policy.toml": (
            '[talk]  # CON-1\nheld = 1\nmost = 2  # CON-2, CON-3\n[a.b]\nname = "x # CON-9"\n[c]  # CON-4\n'
        ),
        "docs/rules.toml": 'CON-1 = "One."\nCON-2 = "Two."\nCON-3 = "Three."\n',
        "core/presets/other.toml": "[talk]  # CON-1\n",
        "core/policy_sections.py": '"""CON-4."""\n',
        "core/talk.py": (
            '"""Talk."""\n\n\nclass Hold:\n    def ends(self) -> str:\n        """Kept. CON-1."""\n'
            '        return "CON-2"\n'
        ),
        "tests/test_talk.py": (
            'import pytest\n\n\n@pytest.mark.rule("CON-1")\ndef test_one() -> None: ...\n\n\n'
            '@pytest.mark.parametrize("n", [pytest.param(1, marks=pytest.mark.rule("CON-3"))])\n'
            "def test_three(n: int) -> None: ...\n\n\n"
            'pytestmark = pytest.mark.rule("CON-4")\n'
        ),
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_the_register_reads_comments_docstrings_and_marks(small_tree: Path) -> None:
    found = register(small_tree)
    assert set(found) == {"CON-1", "CON-2", "CON-3", "CON-4"}
    assert list(found["CON-1"].keys) == ["talk"]
    assert list(found["CON-3"].keys) == ["talk.most"]
    assert list(found["CON-1"].functions) == [Place("core/talk.py", "Hold.ends", is_function=True)]
    assert list(found["CON-1"].tests) == [Place("tests/test_talk.py", "test_one")]
    assert list(found["CON-3"].tests) == [Place("tests/test_talk.py", "test_three")]
    assert list(found["CON-4"].tests) == [Place("tests/test_talk.py")]


def test_a_rule_that_nobody_keeps_or_proves_is_named(small_tree: Path) -> None:
    assert unkept(register(small_tree)) == [
        "CON-2 stands in the policy (talk.most) and no test is marked with it",
        "CON-3 stands in the policy (talk.most) and no function cites it",
        "CON-4 stands in the policy (c) and no function cites it",
    ]


def test_a_number_may_name_its_rule_by_itself() -> None:
    assert list(policy_rules("[draft]\nkept_days = 7  # CMP-2\ntext = '#'\n")) == [
        ("CMP-2", "draft.kept_days")
    ]


def test_the_page_has_one_row_for_each_rule_with_links() -> None:
    entry = Entry({"talk": None}, {Place("core/talk.py", "hold"): None}, {Place("tests/test_talk.py"): None})
    written = page({"CON-1": entry}, {"CON-1": "Consent ends.", "CON-2": "Not yet."})
    assert (
        "| **CON-1** Consent ends. | `talk` | [core/talk.py](../core/talk.py): `hold` "
        "| [tests/test_talk.py](../tests/test_talk.py) |\n"
    ) in written
    assert "CON-2" not in written


def test_the_page_is_checked_against_what_would_be_written(
    small_tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--check"], small_tree) == 1
    assert "make docs" in capsys.readouterr().out
    assert main(["--write"], small_tree) == 0
    assert main(["--check"], small_tree) == 0
    (small_tree / "core" / "more.py").write_text('"""CON-3."""\n', encoding="utf-8")
    assert main(["--check"], small_tree) == 1
    assert main([], small_tree) == 2
