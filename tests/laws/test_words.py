"""Identifiers say what a thing is: no name says only that it was found, said or told (docs/adr/0058)."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[2] / "composer"
VAGUE = {"found", "gone", "said", "together", "told"}
"""Say instead what it is: diagnostics, removed, message, merged, notified."""
ABOUT_WORDS = ("personal_names/", "spec/name_rows.py")
"""Where `words` are words of a language; elsewhere they are a text, a message or arguments."""
TERMS = {"not_found", "as_found"}
"""HTTP's own, and a key of the record of adoptions. Constants in capitals are not looked at: theirs are lists of words."""


def names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every name that a module gives to something, with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node.lineno
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield name, node.lineno
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name, node.lineno
            case ast.alias(asname=str(name)):
                yield name, node.lineno


def vague(tree: ast.AST, *also: str) -> Iterator[tuple[str, int]]:
    for name, line in names(tree):
        if not name.isupper() and name not in TERMS and (VAGUE | {*also}) & {*name.strip("_").lower().split("_")}:
            yield name, line


def test_no_name_is_vague() -> None:
    wrong = []
    for path in sorted(PACKAGE.rglob("*.py")):
        file = path.relative_to(PACKAGE).as_posix()
        also = () if file.startswith(ABOUT_WORDS) else ("words",)
        wrong += [f"composer/{file}:{line}: {name}" for name, line in vague(ast.parse(path.read_text()), *also)]
    assert not wrong, "\n".join(wrong)


def test_it_sees_every_sort_of_name() -> None:
    code = (
        "def told(): ...\nclass A:\n    gone: int\nfor said, _ in x: ...\nf = lambda found: 0\nnot_found = 1\nwords = 2"
    )
    assert {name for name, _ in vague(ast.parse(code), "words")} == {"told", "gone", "said", "found", "words"}


def test_docstrings_of_functions_begin_with_what_is_returned_or_done() -> None:
    wrong = [
        f"composer/{path.relative_to(PACKAGE)}:{node.lineno}: {node.name}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (ast.get_docstring(node) or "").startswith(("What ", "Whether "))
    ]
    assert not wrong, "\n".join(wrong)
