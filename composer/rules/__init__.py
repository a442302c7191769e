"""Every rule, one row each: what holds, what that protects, how severe it is, and who may allow an exception.

A problem names its rule by the code that people see; what follows from the rule is asked of the row, never of the code.

Not here: finding out whether a rule is broken, which is done where the knowledge for it is (`policy`, `schema`,
`hazards` …).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.rules.file_rules import FILES
from composer.rules.hazard_rules import HAZARDS
from composer.rules.limit_rules import LIMITS
from composer.rules.name_rules import NAMES
from composer.rules.policy_rules import POLICY
from composer.rules.privacy_rules import PRIVACY
from composer.rules.repository_rules import REPOSITORY
from composer.rules.rule import Area, Grouping, Never, Protects, Repair, Role, Rule, Severity
from composer.rules.schema_rules import SCHEMAS
from composer.rules.shape_rules import SHAPES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "AREAS",
    "RULES",
    "Area",
    "Grouping",
    "Never",
    "Protects",
    "Repair",
    "Role",
    "Rule",
    "Severity",
    "UnknownRuleError",
    "rule",
]

AREAS: tuple[Area, ...] = (FILES, SHAPES, POLICY, SCHEMAS, PRIVACY, NAMES, LIMITS, REPOSITORY, HAZARDS)
RULES: Mapping[str, Rule] = {one.code: one for area in AREAS for one in area.rules}
"""The table, by code, in order."""


class UnknownRuleError(LookupError):
    """A problem names a rule that has no row."""


def rule(code: str) -> Rule:
    """The row of this code. Raises UnknownRuleError."""
    row = RULES.get(code)
    if row is None:
        raise UnknownRuleError(f"{code} has no row in composer/rules")
    return row
