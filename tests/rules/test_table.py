"""The table of rules: complete, in order, and nothing is known of a rule anywhere else."""

from __future__ import annotations

import ast
import itertools
import re
from pathlib import Path

import pytest

import composer
from composer.diagnostics import Diagnostic, Span
from composer.rules import AREAS, RULES, Never, Rule, Severity, UnknownRuleError

TOP = Path(composer.__file__).parent
MODULES = {
    path.relative_to(TOP).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(TOP.rglob("*.py"))
    if path.relative_to(TOP).parts[0] != "rules"
}
CODE = re.compile(r"ET\d{1,3}|ET\dxx")
LOOKED_FOR_IN = frozenset({"startswith", "endswith", "removeprefix", "frozenset", "set", "get", "index", "count"})


def test_codes_are_unique_and_in_order_and_of_their_area() -> None:
    every = [one for area in AREAS for one in area.rules]
    assert [one.code for one in every] == sorted(RULES)
    for area in AREAS:
        assert all(re.fullmatch(rf"{area.prefix}\d\d", one.code) for one in area.rules), area.title


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_row_makes_sense(rule: Rule) -> None:
    assert rule.title[0].isupper()
    assert rule.title.endswith(".")
    assert not rule.warning_where or rule.severity is Severity.ERROR
    assert rule.waiver is not Never.REMARK or rule.severity is Severity.WARNING, "an error is no remark"
    assert not rule.illegal_schema or rule.blocks_compiling
    assert not (rule.blocks_compiling and rule.waivable_by), "nothing can be compiled whoever signs"
    assert not rule.is_hazard or bool(rule.waivable_by) is (rule.severity is Severity.ERROR), "hazards can be allowed"


def test_every_rule_is_raised_and_what_is_raised_has_a_row() -> None:
    raised = {node.value for module in MODULES.values() for node in ast.walk(module) if _is_code(node)}
    assert raised == RULES.keys()


def test_a_problem_without_a_row_cannot_be_made() -> None:
    with pytest.raises(UnknownRuleError, match="ET999"):
        Diagnostic("ET999", "", Span("f"))
    with pytest.raises(ValueError, match="ET101"):
        Diagnostic("ET101", "", Span("f"), as_warning=True)


@pytest.mark.parametrize("module", MODULES)
def test_nothing_else_steers_by_codes(module: str) -> None:
    """What follows from a rule is an attribute of its row: no code is compared, looked up or collected."""
    wrong = [f"composer/{module}:{line}" for line in sorted(_steering(MODULES[module]))]
    assert not wrong, "ask the row: `problem.rule.…`"


@pytest.mark.parametrize(
    "text",
    [
        'one.code == "ET101"',
        'one.code in {"ET101", "ET208"}',
        "one.code in OTHERS",
        "(one.code, name) not in others",
        'one.code.startswith("ET30")',
        "one.code.startswith(PREFIX)",
        'OTHERS = frozenset({"ET101"})',
        'OTHERS = ("ET30", "ET501")',
        'ROLES = {"ET101": "platform"}',
        'UNKNOWN = "ET101"',
        "ROLES[one.code]",
        'match one.code:\n    case "ET101":\n        pass',
    ],
)
def test_the_law_sees_it(text: str) -> None:
    assert [*_steering(ast.parse(text))]


@pytest.mark.parametrize(
    "text",
    [
        'Diagnostic("ET101", "words", span)',
        'problem = ("ET101", "words")',
        'self._problem("ET101")',
        'code = "ET305" if known else "ET310"',
        'BREAKS = {READS: "ET321"}',
        "outcome.code < 0",
    ],
)
def test_and_nothing_else(text: str) -> None:
    assert not [*_steering(ast.parse(f"def f():\n    {text}" if text.startswith("code") else text))]


def _is_code(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(CODE.fullmatch(node.value))


def _asks_code(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "code"


def _steering(module: ast.Module) -> set[int]:
    """Lines on which something is decided by a code."""
    lines = {node.lineno for node in module.body if isinstance(node, ast.Assign | ast.AnnAssign) and _constant(node)}
    for node in ast.walk(module):
        if any(map(_decides, itertools.chain.from_iterable(map(ast.walk, _looked_at(node))))):
            lines.add(node.lineno)  # type: ignore[attr-defined]
    return lines


def _constant(node: ast.Assign | ast.AnnAssign) -> bool:
    """True for a module's name for a code, or for several."""
    values = node.value.elts if isinstance(node.value, ast.Tuple | ast.List) else [node.value]
    return bool(values) and all(value is not None and _is_code(value) for value in values)


def _looked_at(node: ast.AST) -> list[ast.AST]:
    """The parts of an expression in which a code, or the question for one, decides something."""
    match node:
        case ast.Compare():
            equal = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Is, ast.IsNot)
            return [node.left, *node.comparators] if any(isinstance(one, equal) for one in node.ops) else []
        case ast.Set():
            return [*node.elts]
        case ast.Dict():
            return [key for key in node.keys if key is not None]
        case ast.Subscript():
            return [node.slice] if not isinstance(node.slice, ast.Tuple) else []
        case ast.Match():
            return [node.subject, *(case.pattern for case in node.cases)]
        case ast.Call(func=ast.Attribute(attr=name) as asked) if name in LOOKED_FOR_IN:
            return [asked.value, *(one for one in node.args if _is_code(one))]
        case ast.Call(func=ast.Name(id=name)) if name in LOOKED_FOR_IN:
            return [*node.args]
    return []


def _decides(node: ast.AST) -> bool:
    return _is_code(node) or _asks_code(node)
