"""No text cites a law that nobody has looked up."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.law import LawError, Status, chinese_numeral, cite, laws

ROOT = Path(__file__).parents[2]
OWN_DOCUMENTS = {"个人信息使用授权书", "客户反馈及抱怨单"}
TITLE = re.compile(r"《([^》]*)》")
ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇0-9]+条")


def shown_files() -> list[Path]:
    """Every file whose sentences are read by customers or staff."""
    texts = [path for path in (ROOT / "bot" / "texts").rglob("*") if path.suffix in (".toml", ".txt", ".md")]
    return [ROOT / "core" / "policy.toml", *(ROOT / "core" / "presets").glob("*.toml"), *texts]


def sentences(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from sentences(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from sentences(inner)
    elif isinstance(value, str):
        yield value


def foreign_citations(text: str) -> list[str]:
    """Titles that are not our own documents, and article numbers written by hand."""
    return [title for title in TITLE.findall(text) if title not in OWN_DOCUMENTS] + ARTICLE.findall(text)


@pytest.mark.parametrize("path", shown_files(), ids=lambda path: path.name)
def test_no_shown_text_cites_a_law_by_hand(path: Path) -> None:
    raw = path.read_text(encoding="utf-8")
    said = sentences(tomllib.loads(raw)) if path.suffix == ".toml" else [raw]
    assert [found for text in said for found in foreign_citations(text)] == []


def test_the_scan_finds_what_it_looks_for() -> None:
    assert foreign_citations("依据《电话销售管理办法》第九条") == ["电话销售管理办法", "第九条"]
    assert foreign_citations("见《个人信息使用授权书》,这是第3条消息") == ["第3条"]
    assert foreign_citations("见《客户反馈及抱怨单》") == []


def test_a_verified_article_is_cited_as_it_is_written() -> None:
    assert cite("pipl-15") == "《个人信息保护法》第十五条"
    assert cite("civil-1033") == "《民法典》第一千零三十三条"
    assert cite("netdata-22") == "《网络数据安全管理条例》第二十二条"


@pytest.mark.parametrize("law_id", [law.id for law in laws().values() if law.status is not Status.VERIFIED])
def test_what_is_not_verified_cannot_be_cited(law_id: str) -> None:
    with pytest.raises(LawError, match=law_id):
        cite(law_id)


def test_an_unknown_law_cannot_be_cited() -> None:
    with pytest.raises(LawError, match="not in the law registry"):
        cite("pipl-999")


def test_exactly_the_articles_that_were_looked_up_are_verified() -> None:
    verified = {law.id for law in laws().values() if law.status is Status.VERIFIED}
    pipl = (13, 14, 15, 16, 17, 23, 24, 28, 31, 44, 45, 46, 47, 48, 50, 51, 57)
    assert verified == {f"pipl-{n}" for n in pipl} | {"consumer-29", "civil-1033", "netdata-21", "netdata-22"}


def test_the_guides_own_citations_say_why_they_may_not_be_shown() -> None:
    guide = {law.id: law for law in laws().values() if law.id.startswith("guide-")}
    assert guide["guide-telephone-sales"].status is Status.UNVERIFIABLE
    assert guide["guide-phone-is-sensitive"].status is Status.DOUBTFUL
    assert all(law.note for law in guide.values())


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "一"), (10, "十"), (13, "十三"), (20, "二十"), (57, "五十七"), (100, "一百"), (101, "一百零一"),
        (110, "一百一十"), (1000, "一千"), (1010, "一千零一十"), (1033, "一千零三十三"), (2001, "二千零一"),
    ],
)  # fmt: skip
def test_articles_are_numbered_in_chinese(number: int, said: str) -> None:
    assert chinese_numeral(number) == said
