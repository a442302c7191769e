"""What Google would refuse in the inputs of one resource: said before anything is applied, in Google's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.leaf_values import Violation
from composer.kinds.plainly_right import plainly_right
from composer.kinds.property_problems import object_problems

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.kinds.kind import Kind


def violations(kind: Kind, inputs: Mapping[str, Any]) -> tuple[Violation, ...]:
    """Everything wrong with these inputs. What is not known yet (`$ref`, `$join`) counts as right."""
    right = plainly_right(kind.properties, kind.exclusive, inputs)
    problems = [] if right else list(object_problems(kind.properties, kind.exclusive, inputs, ""))
    if not problems and kind.joint_rule is not None:
        problems += [Violation(path, message) for path, message in kind.joint_rule(inputs)]
    return tuple(problems)
