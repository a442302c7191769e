"""Names of rows in files that cannot be read as they were meant: whatever is looked for may be one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from composer.diagnostics import Diagnostic
    from composer.model import (
        Policies,
    )
    from composer.policy.policy_files import PolicyFiles


V = TypeVar("V")


class _AnyName(dict[str, V]):
    """Rows of which some have lost their names: whatever is looked for may be one of them."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> V:
        return next(iter(self.values()))


_ROWS = (("teams", "teams"), ("semantic_types", "types"))


def with_lost_names(policies: Policies, files: PolicyFiles, diagnostics: Iterable[Diagnostic]) -> Policies:
    """With any name that may stand in a file which cannot be read as it was meant."""
    lost = {one.span.file.rpartition("/")[2] for one in diagnostics if not one.rule.leaves_names}
    lost |= {f"{name}.yaml" for name, key in _ROWS if not files.has_rows(name, key)}
    owners, meanings = policies.owners, policies.semantic_types
    return replace(
        policies,
        owners=_AnyName(owners) if "teams.yaml" in lost else owners,
        semantic_types=_AnyName(meanings) if "semantic_types.yaml" in lost else meanings,
    )
