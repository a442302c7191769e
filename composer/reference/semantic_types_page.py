"""The table of semantic types, with everything inherited, as a page.

`python -m composer.reference.semantic_types_page` writes docs/reference/semantic-types.md.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from composer.cli.here import repository
from composer.policy.loading import load
from composer.rules import RULES
from composer.system import atomic_writes
from composer.units import Seconds

if TYPE_CHECKING:
    from composer.model import Policies, SemanticType

PAGE = Path("docs/reference/semantic-types.md")
COMMAND = "python -m composer.reference.semantic_types_page"
HEAD = (
    "`semantic:`",
    "personal",
    "identifies",
    "tier",
    "encrypted with",
    "in clear for at most",
    "masked as",
    "policy tag",
)


def page(policies: Policies) -> str:
    """The reference page of one repository's policy."""
    return "\n".join(
        [
            "# Semantic types",
            "",
            "What a field may mean, and what follows from it, with everything that rows of",
            "`stacks/policy/semantic_types.yaml` inherit filled in. [How to use it](../how-to/privacy.md).",
            "",
            f"*Written by `{COMMAND}`.*",
            "",
            "`erased_within`: what identifies people can be read without their key for at most",
            f"{_long(policies.erased_within)} after their last event, or ET416 tells.",
            "",
            f"| {' | '.join(HEAD)} |",
            f"|{'---|' * len(HEAD)}",
            *(_row(one) for one in policies.semantic_types.values()),
            "",
            "## Codes that can be waived",
            "",
            "| code | approved by |",
            "|---|---|",
            *(f"| [{code}](codes.md) | {row.waivable_by} |" for code, row in RULES.items() if row.waivable_by),
            "",
        ]
    )


def _row(one: SemanticType) -> str:
    key = {"": "", "type": "the Event Type's key", "user": "the user's key"}[one.encryption]
    about = ("yes" if one.personal else "", "yes" if one.identifies else "")
    cells = (f"`{one.key}`", *about, one.tier, key, _long(one.retention), one.masking, one.tag)
    return f"| {' | '.join(cells)} |"


def _long(seconds: int | None) -> str:
    if seconds is None:
        return ""
    return str(Seconds(seconds))


if __name__ == "__main__":
    loaded, problems = load(repository())
    if loaded is None:
        sys.exit("\n".join(problem.message for problem in problems))
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    target.parent.mkdir(parents=True, exist_ok=True)
    atomic_writes.write(target, page(loaded).encode(), within=None)
