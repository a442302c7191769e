"""Values are spelled for people in one place: composer/documents/spelling.py."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import composer

ROOT = Path(composer.__file__).parent
DOOR = ROOT / "documents" / "spelling.py"
FOR_PROGRAMS = {"sort_keys", "indent", "separators", "allow_nan"}
"""Who says one of these writes a document for a program, or compares."""
MODULES = sorted(path for path in ROOT.rglob("*.py") if path != DOOR)
TALKING = ("capacity", "cli", "costs", "documents", "graph_checks", "hazards", "kinds", "plans", "policy", "privacy")
TALKING += ("base", "operations", "reports", "sampling", "schema", "slo", "spec", "starter", "printing")


def spelled_elsewhere(source: str, *, talking: bool = True) -> list[int]:
    """Lines in which a value is spelled for people: anything in the words of Python, JSON in a text, and JSON that is
    not made for programs in a package that talks to people."""
    tree = ast.parse(source)
    parents = {id(child): node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    results = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and node.conversion in {ord("r"), ord("a")}:
            results.append(node.lineno)
        elif isinstance(node, ast.Call):
            what = ast.unparse(node.func)
            in_text = isinstance(parents[id(node)], ast.FormattedValue)
            quiet = {one.arg for one in node.keywords} & FOR_PROGRAMS and not in_text
            compared = isinstance(parents[id(node)], ast.Compare)
            if (what in {"repr", "ascii"} and not compared) or (
                what == "json.dumps" and (in_text or (talking and not quiet))
            ):
                results.append(node.lineno)
    return results


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_value_is_spelled_elsewhere(path: Path) -> None:
    talking = path.relative_to(ROOT).parts[0] in TALKING
    assert spelled_elsewhere(path.read_text(encoding="utf-8"), talking=talking) == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('f"{value!r}"', 1),
        ("said = repr(value)", 1),
        ('f"{json.dumps(value)}"', 1),
        ('f"{json.dumps(value, sort_keys=True)}"', 1),
        ("given = json.dumps(value, default=str)[:80]", 1),
        ("same = repr(one) == repr(other)", 0),
        ("data = json.dumps(value, separators=SHORT).encode()", 0),
        ('f"{spelled(value)}"', 0),
    ],
)
def test_what_is_spelled_elsewhere_is_seen(source: str, lines: int) -> None:
    assert len(spelled_elsewhere(source)) == lines
