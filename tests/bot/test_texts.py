"""The texts are a closed world: what the code says exists, what exists is said, and the arguments fit."""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.texts import sentences

ROOT = Path(__file__).parents[2]
KEY = re.compile(r"[a-z_]+\.[a-z0-9_]+")
TABLES = {key.partition(".")[0] for key in sentences()}
LAW = re.compile(r"《[^》]*》|第[一二三四五六七八九十百\d]+条")


@cache
def _trees() -> list[ast.AST]:
    files = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "core").rglob("*.py"), ROOT / "run_bot.py"]
    return [ast.parse(file.read_text("utf8")) for file in files]


def _said() -> Iterator[str]:
    """Every key in the code, and every pattern of one (`ask.{step}`) as a regular expression."""
    for tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if KEY.fullmatch(node.value) and node.value.partition(".")[0] in TABLES:
                    prefix = node.value.endswith("_")
                    yield re.escape(node.value) + ("[a-z0-9_]+" if prefix else "")
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[a-z0-9_]+"
                    for part in node.values
                ]
                pattern = "".join(parts)
                if pattern.partition(r"\.")[0] in TABLES and r"\." in pattern:
                    yield pattern


def _calls() -> Iterator[tuple[str, set[str]]]:
    """(key, names of its arguments) wherever both are written out in one call."""
    for tree in _trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            for at, first in enumerate(node.args[:-1]):
                second = node.args[at + 1]
                if isinstance(first, ast.Constant) and isinstance(second, ast.Dict):
                    names = {key.value for key in second.keys if isinstance(key, ast.Constant)}
                    if first.value in sentences() and len(names) == len(second.keys):
                        yield str(first.value), {str(name) for name in names}


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _wordings(key: str) -> tuple[str, ...]:
    text = sentences()[key]
    return text if isinstance(text, tuple) else (text,)


def test_every_key_in_the_code_has_a_sentence() -> None:
    patterns = set(_said())
    assert len(patterns) > 100
    missing = [one for one in patterns if not any(re.fullmatch(one, key) for key in sentences())]
    assert missing == []


def test_every_sentence_is_used() -> None:
    patterns = [re.compile(one) for one in set(_said())]
    unused = [key for key in sentences() if not any(one.fullmatch(key) for one in patterns)]
    assert unused == []


def test_arguments_fill_every_placeholder() -> None:
    wrong = [
        (key, wording, sorted(names))
        for key, names in _calls()
        for wording in _wordings(key)
        if not _placeholders(wording) <= names
    ]
    assert wrong == []


@pytest.mark.parametrize("key", sorted(sentences()))
def test_wordings_of_one_key_differ(key: str) -> None:
    wordings = _wordings(key)
    assert all(wording.strip() for wording in wordings)
    assert len(set(wordings)) == len(wordings)


def test_no_text_is_familiar_or_scolds_or_cites_a_law() -> None:
    for key in sentences():
        for wording in _wordings(key):
            assert "亲" not in wording.replace("亲自", ""), key
            assert "冷静" not in wording, key
            assert "你" not in wording, key
            assert not LAW.search(wording), key


@pytest.mark.rule("CON-4")
def test_nobody_is_asked_where_he_lives_or_works() -> None:
    """Nor is a number ever said to be needed."""
    asked = re.compile(r"住址|住在哪|家庭|家里地址|您的地址|单位|公司名|雇主|职业|在哪上班|身份证号是")
    needed = re.compile(r"(?:必须|需要先?|要先|请务必)留(?:下)?(?:手机|电话|号码)")
    for key in sentences():
        for wording in _wordings(key):
            assert not asked.search(wording), key
            assert not needed.search(wording), key
