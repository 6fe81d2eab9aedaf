"""By reading the sources: no other code reaches a transport, or a number in the clear (GATE-1, GATE-7)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HARMLESS = {"mask_phone", "mask_number", "of_number", "digest", "owners"}
"""What may be handed a number: it is masked, its zone is read, it becomes a digest, or is looked up by one."""
REVEALS = {("bot/worker/gated.py", "judged_again")}
"""The one function that hands on a number as it is."""
SENDS = {("bot/worker/sending.py", "_sent")}
"""The one function that hands anything to a platform."""


def _functions(folder: str) -> Iterator[tuple[str, str, ast.AST]]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield name, node.name, node


def _attributes(function: ast.AST, attribute: str) -> Iterator[tuple[ast.Attribute, ast.AST | None]]:
    """Every use of `.attribute`, with the call that it is an argument of."""
    parents = {child: node for node in ast.walk(function) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and node.attr == attribute:
            yield node, parents.get(node)


def _is_phone(node: ast.Attribute) -> bool:
    """`phone.number`, `known.phone.number`: whatever is called a phone."""
    owner = node.value
    return (isinstance(owner, ast.Name) and owner.id == "phone") or (
        isinstance(owner, ast.Attribute) and owner.attr == "phone"
    )


def _called(node: ast.AST | None) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@pytest.mark.rule("GATE-7")
def test_a_number_is_masked_wherever_it_is_used_but_in_the_one_place_that_the_gate_guards() -> None:
    seen, in_the_clear = 0, set()
    for file, name, function in _functions("bot"):
        for node, parent in _attributes(function, "number"):
            if _is_phone(node):
                seen += 1
                if _called(parent) not in HARMLESS or (file, name) in REVEALS:
                    in_the_clear.add((file, name))
    assert seen >= 5
    assert in_the_clear == REVEALS


@pytest.mark.rule("CON-8")
def test_the_ledger_has_one_way_in_by_which_a_no_reaches_the_other_chat() -> None:
    enters = {
        file
        for file, _, function in _functions("bot")
        for node, parent in _attributes(function, "append")
        if isinstance(node.value, ast.Name) and node.value.id == "consents" and _called(parent) == "append"
    }
    assert enters == {"bot/worker/ledger.py"}


@pytest.mark.rule("GATE-1")
def test_everything_that_leaves_passes_the_one_sender() -> None:
    sends = {
        (file, name)
        for file, name, function in _functions("bot/worker")
        for node, parent in _attributes(function, "send")
        if isinstance(parent, ast.Call) and parent.func is node
    }
    assert sends == SENDS


@pytest.mark.rule("GATE-1")
def test_the_sender_asks_the_gate_before_it_hands_on_what_needs_a_ticket() -> None:
    source = (ROOT / "bot/worker/sending.py").read_text("utf8")
    asks, sends = source.index("gated.judged_again"), source.index("channel.send(")
    assert "claimed.role in gated.ROLES" in source
    assert asks > 0
    assert sends > 0
    storage = [path for path in (ROOT / "storage").rglob("*.py") if "phone" in path.read_text("utf8")]
    opens = [path.name for path in storage if 'open_text("phone", "number"' in path.read_text("utf8")]
    assert opens == ["phones.py"]
