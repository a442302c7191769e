"""What policy files say about each other: rows refer to rows that exist, and nothing contradicts."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from composer.capacity.demand import QUANTITIES
from composer.diagnostics import Diagnostic
from composer.kinds import KINDS
from composer.model import Importance
from composer.policy import reliability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.policy.policy_files import PolicyFiles
    from composer.spec import policy as spec
    from composer.spec.privacy import PersonalNamesPolicy


def judge_limits(files: PolicyFiles, limits: spec.LimitsPolicy) -> None:
    """Judge limits: what nothing is counted for is never full."""
    for name, row in limits.limits.items():
        if (row.per is None) != (row.counts is None):
            hint = "say both what is added up and whose total is limited, or neither"
            files.complain("ET702", f"`{name}` says only half of what is counted", "limits", ("limits", name), hint)
        elif row.counts is not None and row.counts not in KINDS and row.counts not in QUANTITIES:
            near = difflib.get_close_matches(row.counts, [*QUANTITIES, *KINDS], n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"a kind's Pulumi token, or one of {', '.join(QUANTITIES)}"
            files.complain("ET702", f"nothing is called `{row.counts}`", "limits", ("limits", name, "counts"), hint)


def judge(
    files: PolicyFiles,
    importance: spec.ImportancePolicy,
    tiers: spec.AccessTiersPolicy,
    semantics: spec.SemanticTypesPolicy,
) -> None:
    """Complain about tiers, meanings and levels of importance that do not fit together."""
    tier_names = [row.name for row in tiers.tiers]
    rows = files.has_rows("access_tiers", "tiers")
    for index, row in enumerate(semantics.types):
        here = ("types", index)
        if row.tier is not None and row.tier not in tier_names and rows:
            hint = f"tiers are {', '.join(tier_names)}, from access_tiers.yaml"
            files.complain("ET702", f"there is no tier `{row.tier}`", "semantic_types", (*here, "tier"), hint)
    reliability.judge(
        importance, lambda code, message, path, hint: files.complain(code, message, "importance", path, hint)
    )
    for level in Importance:
        levels: spec.ImportanceRow = getattr(importance, level)
        needed = levels.delivery_slo.seconds + levels.recovery.seconds
        if levels.subscription_retention.seconds < needed:
            files.complain(
                "ET703",
                f"{levels.subscription_retention} is shorter than the SLO and the recovery time together "
                f"({levels.delivery_slo} + {levels.recovery})",
                "importance",
                (level.value, "subscription_retention"),
                "events would be lost before a broken pipeline is repaired: keep them longer",
            )


def wrong_names(files: PolicyFiles, looks: PersonalNamesPolicy, known_keys: set[str]) -> Iterator[Diagnostic]:
    """Report the names of people that mean none of `known_keys`, the keys of semantic_types.yaml."""
    references: list[tuple[tuple[str | int, ...], str]] = [
        (("names", index, "semantic"), row.semantic) for index, row in enumerate(looks.names)
    ]
    references += [(("symbols", index, "semantic"), row.semantic) for index, row in enumerate(looks.symbols)]
    references.append((("free_text", "semantic"), looks.free_text.semantic))
    references += [(("docs", "phrases", phrase), semantic) for phrase, semantic in looks.docs.phrases.items()]
    for path, semantic in references:
        if semantic not in known_keys:
            hint = "name a row of semantic_types.yaml"
            span = files.documents["personal_names"].span(path)
            yield Diagnostic("ET702", f"there is no semantic type `{semantic}`", span, hint)
