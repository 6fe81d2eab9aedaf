"""The README says what is so: every setting, every word that it may be, every command; and nothing else."""

import re

import pytest

from tests.generated import READMES, commands, settings_names, stale
from tests.rule_register import ROOT


@pytest.mark.parametrize("name", READMES)
def test_a_readme_lists_every_setting_and_every_command(name: str) -> None:
    assert stale((ROOT / name).read_text("utf8")) == []


@pytest.mark.parametrize("name", READMES)
def test_a_readme_that_says_too_little_or_too_much_is_noticed(name: str) -> None:
    text = (ROOT / name).read_text("utf8")
    assert "does not list YINUO_HTTP__PORT" in stale(text.replace("YINUO_HTTP__PORT", "YINUO_HTTP__PROT"))
    assert "lists YINUO_HTTP__PROT, which there is not" in stale(
        text.replace("YINUO_HTTP__PORT", "YINUO_HTTP__PROT")
    )
    assert "does not say that YINUO_LOG__FORMAT may be json" in stale(text.replace("`json`", "json"))
    assert "does not list the command staff offboard" in stale(
        text.replace("| `staff offboard", "| `staff fire")
    )


@pytest.mark.parametrize("name", READMES)
def test_a_readmes_links_lead_somewhere_and_both_languages_lead_to_each_other(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text("utf8"))
    assert ({*READMES} - {name}) <= set(links)
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_settings_and_commands_are_found_at_all() -> None:
    assert {"YINUO_CONFIG", "YINUO_DATA_DIR", "YINUO_SANDBOX__CLOCK", "YINUO_LOG__LEVEL"} <= set(
        settings_names()
    )
    assert {"serve", "doctor", "staff invite", "policy show"} <= set(commands())
