"""A published notice is never changed; what the ledger names can be read word for word (CON-7)."""

import tomllib
from pathlib import Path

import pytest

from bot.texts import notices

PUBLISHED = Path(__file__).with_name("published_notices.toml")


@pytest.mark.rule("CON-7")
def test_no_published_wording_has_been_changed() -> None:
    """A better wording is a new file; its hash is added here when it is published."""
    hashes = tomllib.loads(PUBLISHED.read_text("utf8"))
    assert {version: notice.wording_hash for version, notice in notices.published().items()} == hashes


@pytest.mark.rule("CON-7")
def test_the_newest_is_in_use_and_every_older_one_can_be_found() -> None:
    for version, notice in notices.published().items():
        assert notices.of_version(version) == notice
        assert notices.in_use(notice.scene).number >= notice.number


def test_an_unknown_notice_is_an_error() -> None:
    with pytest.raises(notices.NoSuchNotice, match="no notice x"):
        notices.of_version("x")
    with pytest.raises(notices.NoSuchNotice, match="scene y"):
        notices.in_use("y")
