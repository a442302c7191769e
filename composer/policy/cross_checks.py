"""What policy files say about each other: rows refer to rows that exist, and nothing contradicts."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from composer.capacity.demand import QUANTITIES
from composer.diagnostics import Diagnostic
from composer.documents import nearest as documents
from composer.kinds import KINDS
from composer.model import Importance
from composer.policy import reliability
from composer.policy.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from composer.documents import Document
    from composer.documents.marks import Path
    from composer.policy.policy_files import PolicyFiles
    from composer.spec import policy as spec
    from composer.spec.importance import ImportancePolicy, ImportanceRow
    from composer.spec.name_rows import PersonalNamesPolicy
    from composer.spec.semantic_rows import SemanticTypesPolicy


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
    importance: ImportancePolicy,
    tiers: spec.AccessTiersPolicy,
    semantics: SemanticTypesPolicy,
) -> None:
    """Complain about tiers, meanings and levels of importance that do not fit together."""
    if files.has_rows("access_tiers", "tiers"):
        tier_names = list(dict.fromkeys(row.name for row in tiers.tiers))
        named = [(row.tier, ("types", index, "tier")) for index, row in enumerate(semantics.types) if row.tier]
        otherwise = f"tiers are {', '.join(tier_names)}, from access_tiers.yaml"
        files.diagnostics += unknown_names(files.documents["semantic_types"], "tier", named, tier_names, otherwise)
    orphans(files, semantics)
    reliability.judge(
        importance, lambda code, message, path, hint: files.complain(code, message, "importance", path, hint)
    )
    for level in Importance:
        levels: ImportanceRow = getattr(importance, level)
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


def unknown_names(
    document: Document, what: str, named: Iterable[tuple[str, Path]], known: Collection[str], otherwise: str
) -> Iterator[Diagnostic]:
    """Each name that nothing has, once: a row that was renamed is missed wherever it is named. `named`: names with the
    places where they stand; `otherwise`: the hint where nothing is like it."""
    places: dict[str, list[Path]] = {}
    for name, path in named:
        if name not in known:
            places.setdefault(name, []).append(path)
    for name, paths in places.items():
        times = f", which is named at {len(paths)} places" if len(paths) > 1 else ""
        hint = nearest(name, known, otherwise)
        yield Diagnostic("ET702", f"there is no {what} `{name}`{times}", document.span(paths[0]), hint)


def orphans(files: PolicyFiles, semantics: SemanticTypesPolicy) -> None:
    """Complain about rows below none: a part of a category that is not there inherits nothing."""
    keys = {row.key for row in semantics.types}
    tops = {key.partition(".")[0] for key in keys if "." not in key}
    for index, row in enumerate(semantics.types):
        top, dot, rest = row.key.partition(".")
        if dot and top not in tops and files.has_rows("semantic_types", "types"):
            near = documents.nearest(top, tops)
            hint = f"did you mean `{near}.{rest}`?" if near else f"add a row `{top}`, or begin with {_or(tops)}"
            message = f"`{row.key}` is part of `{top}`, which has no row"
            files.complain("ET702", message, "semantic_types", ("types", index, "key"), hint)


def _or(names: Collection[str]) -> str:
    return " or ".join(f"`{name}`" for name in sorted(names))


def wrong_names(files: PolicyFiles, looks: PersonalNamesPolicy, known_keys: set[str]) -> Iterator[Diagnostic]:
    """Report the names of people that mean none of `known_keys`, the keys of semantic_types.yaml."""
    references: list[tuple[tuple[str | int, ...], str]] = [
        (("names", index, "semantic"), row.semantic) for index, row in enumerate(looks.names)
    ]
    references += [(("symbols", index, "semantic"), row.semantic) for index, row in enumerate(looks.symbols)]
    references.append((("free_text", "semantic"), looks.free_text.semantic))
    references += [(("docs", "phrases", phrase), semantic) for phrase, semantic in looks.docs.phrases.items()]
    named = ((semantic, path) for path, semantic in references)
    document = files.documents["personal_names"]
    yield from unknown_names(document, "semantic type", named, known_keys, "name a row of semantic_types.yaml")
