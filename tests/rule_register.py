"""Which rule is where: read from the policy's comments, the sources' docstrings and the tests' marks."""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
RULE = re.compile(r"\b(?:CON|GATE|SAFE|SEC|CMP|FLOW|SLA|STAFF|REP)-[0-9]+\b")
_HEADER = re.compile(r"^\[+([^\[\]]+)\]+\s*#(.*)$")
_KEY = re.compile(r'^([A-Za-z0-9_.-]+)\s*=(?:"[^"]*"|[^"#])*#(.*)$')
POLICY_TYPES = {
    "core/policy.py",
    "core/policy_sections.py",
    "core/policy_consent.py",
    "core/policy_contact.py",
}
"""They hold the numbers: a type there that cites a rule does not keep it, only a function does."""


@dataclass(frozen=True, slots=True)
class Place:
    """A function, class or whole file."""

    path: str
    name: str = ""
    is_function: bool = False

    def __str__(self) -> str:
        return f"{self.path}: {self.name}" if self.name else self.path


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule, and where it is: each place once, in the order found."""

    keys: dict[str, None] = field(default_factory=dict)
    functions: dict[Place, None] = field(default_factory=dict)
    tests: dict[Place, None] = field(default_factory=dict)


def titles(root: Path = ROOT) -> dict[str, str]:
    """One line for each rule there is, in their order."""
    return tomllib.loads((root / "docs" / "rules.toml").read_text(encoding="utf-8"))


def register(root: Path = ROOT) -> dict[str, Entry]:
    """Every rule that the policy, the sources or the tests name."""
    found: dict[str, Entry] = defaultdict(Entry)
    for path in [root / "core" / "policy.toml", *sorted((root / "core" / "presets").glob("*.toml"))]:
        for rule, key in policy_rules(path.read_text(encoding="utf-8")):
            found[rule].keys[key] = None
    for rule, place in _walk(root, ("core", "bot", "storage"), cited_in):
        found[rule].functions[place] = None
    for rule, place in _walk(root, ("tests",), marked_in):
        found[rule].tests[place] = None
    for path in sorted((root / "tests" / "stories").rglob("*.story")):
        for rule in told_in(path.read_text(encoding="utf-8")):
            found[rule].tests[Place(path.relative_to(root).as_posix())] = None
    return dict(found)


def policy_rules(text: str) -> Iterator[tuple[str, str]]:
    """(rule, key) for each table or key of a policy file whose comment names a rule."""
    table = ""
    for line in text.splitlines():
        if line.startswith("["):
            table = line.split("]")[0].strip("[ ")
        if header := _HEADER.match(line):
            yield from ((rule, table) for rule in RULE.findall(header[2]))
        elif key := _KEY.match(line):
            yield from ((rule, f"{table}.{key[1]}".lstrip(".")) for rule in RULE.findall(key[2]))


def _walk(
    root: Path, folders: Iterable[str], reader: Callable[[ast.Module, str], Iterator[tuple[str, Place]]]
) -> Iterator[tuple[str, Place]]:
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            yield from reader(ast.parse(text), path.relative_to(root).as_posix())


def cited_in(tree: ast.Module, path: str) -> Iterator[tuple[str, Place]]:
    """(rule, place) for each rule that a function, a class or the file's own level names in a string."""
    for node in tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        around = node.name if isinstance(node, ast.ClassDef) else ""
        for unit in inner:
            place = _place(unit, path, around)
            yield from ((rule, place) for rule in _strings(unit))


def _place(unit: ast.stmt, path: str, around: str) -> Place:
    """A function or method by its name; anything else is its class's or its file's."""
    if isinstance(unit, ast.FunctionDef | ast.AsyncFunctionDef):
        return Place(path, f"{around}.{unit.name}" if around else unit.name, is_function=True)
    return Place(path, around)


def _strings(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield from RULE.findall(inner.value)


def marked_in(tree: ast.Module, path: str) -> Iterator[tuple[str, Place]]:
    """(rule, test) for each `pytest.mark.rule("…")`: on a test, on a parameter of it, or on a whole file."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            place = Place(path, node.name)
        else:
            place = Place(path)
        yield from ((rule, place) for rule in _marks(node))


def told_in(story: str) -> Iterator[str]:
    """The rules of a transcript's `# rules:` line; its test carries them as marks."""
    for line in story.splitlines():
        if line.startswith("# rules:"):
            yield from RULE.findall(line)


def _marks(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and ast.unparse(inner.func).endswith("mark.rule"):
            yield from (str(arg.value) for arg in inner.args if isinstance(arg, ast.Constant))


def unkept(found: dict[str, Entry]) -> list[str]:
    """One sentence for each rule of the policy that no function keeps or no test proves."""
    faults = []
    for rule, entry in sorted(found.items()):
        if not entry.keys:
            continue
        key = next(iter(entry.keys))
        if not any(place.is_function or place.path not in POLICY_TYPES for place in entry.functions):
            faults.append(f"{rule} stands in the policy ({key}) and no function cites it")
        if not entry.tests:
            faults.append(f"{rule} stands in the policy ({key}) and no test is marked with it")
    return faults
