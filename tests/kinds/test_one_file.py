"""A kind is one file: it is found where it stands, and nobody else writes its token."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

from composer.kinds import KINDS, Kind

PACKAGE = Path(__file__).parents[2] / "composer"
TOKEN = re.compile(r"gcp:\w+/\w+:[A-Z]\w*")
MAKERS = {"Kind", "member_of"}


def made_in(module: Path) -> list[str]:
    """The names that a module gives to kinds; fails for a kind without one, which nobody would find."""
    tree = ast.parse(module.read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MAKERS]
    named = {node.value: node.targets[0] for node in tree.body if isinstance(node, ast.Assign)}
    for call in calls:
        assert call in named, f"{module}:{call.lineno}: a kind must have a name in its module, so that KINDS finds it"
    return [ast.unparse(named[call]) for call in calls]


def test_every_kind_that_is_written_is_found() -> None:
    tokens = []
    for module in sorted((PACKAGE / "kinds").glob("*/*.py")):
        for name in made_in(module):
            kind = getattr(import_module(f"composer.kinds.{module.parent.name}.{module.stem}"), name)
            assert isinstance(kind, Kind)
            assert KINDS[kind.token] is kind, f"{kind.token} is there twice"
            tokens.append(kind.token)
    assert sorted(tokens) == list(KINDS)


def test_kinds_are_written_in_the_packages_of_products() -> None:
    for module in (PACKAGE / "kinds").glob("*.py"):
        makers = [] if module.name == "iam_members.py" else made_in(module)
        assert not makers, f"{module}: a kind belongs in the package of its product"


def test_only_kinds_write_tokens() -> None:
    written = [
        f"{module.relative_to(PACKAGE.parent)}:{node.lineno}: {node.value}"
        for module in sorted(PACKAGE.rglob("*.py"))
        if (PACKAGE / "kinds") not in module.parents
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and TOKEN.fullmatch(node.value)
    ]
    assert not written, "use the kind's own constant, such as TOPIC.token: " + ", ".join(written)
