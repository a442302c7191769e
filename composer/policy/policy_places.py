"""Where each row and key of the policy files is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.model import Importance, Reason
from composer.policy import reliability
from composer.spec import policy as spec
from composer.spec.importance import ImportanceRow
from composer.spec.lifecycle import LifecyclePolicy
from composer.spec.sizing import SizingPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.policy.policy_files import PolicyFiles
    from composer.spec.semantic_rows import SemanticTypesPolicy


def places(
    files: PolicyFiles, teams: spec.TeamsPolicy, semantics: SemanticTypesPolicy, limits: spec.LimitsPolicy
) -> Mapping[str, Reason]:
    """The place of each row: `importance.high.recovery`, `teams.<name>`, `semantic_types.<key>` …"""
    places: dict[str, Reason] = {}
    for level in Importance:
        for key in ImportanceRow.model_fields:
            places[f"importance.{level}.{key}"] = files.place("importance", (level.value, key))
        for key in reliability.RELIABILITY:
            place = files.place("importance", (level.value, "reliability", key))
            places[f"importance.{level}.reliability.{key}"] = place
        places[f"storage.colder.{level}"] = files.place("storage", ("colder", level.value))
    for name, model in (("storage", spec.StorageDefaults), ("sizing", SizingPolicy), ("lifecycle", LifecyclePolicy)):
        for key in model.model_fields:
            places[f"{name}.{key}"] = files.place(name, (key,))
    places["tiers"], places["paging"] = files.place("access_tiers", ("tiers",)), files.place("importance", ("paging",))
    for name in limits.limits:
        places[f"limits.{name}"] = files.place("limits", ("limits", name))
    for name in teams.teams:
        places[f"teams.{name}"] = files.place("teams", ("teams", name))
    for index, row in enumerate(semantics.types):
        places[f"semantic_types.{row.key}"] = files.place("semantic_types", ("types", index))
    return places
