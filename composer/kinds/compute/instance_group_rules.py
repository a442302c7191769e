"""What Google refuses of a managed instance group beyond each property by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.compute import compute_api

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem


ACTIONS = ("NONE", "REFRESH", "RESTART", "REPLACE")
"""What an update may do to a machine, the gentlest first."""
SMALLEST_FOR_PERCENT = 10
"""Machines a group must have for percentages (documentation of the provider's max_surge_percent)."""


def group_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a group beyond each property by itself: path and words."""
    versions = [item for item in inputs.get("versions") or () if isinstance(item, dict)]
    whole = sum(item.get("target_size") is None for item in versions)
    if versions and whole != 1:
        yield "versions", f"Exactly one version must have no target size, not {whole}."
    names = [str(item["name"]) for item in versions if item.get("name")]
    if len(set(names)) < len(names):
        yield "versions", "Two versions cannot have one name."
    for index, item in enumerate(versions):
        size = item.get("target_size")
        if isinstance(size, dict) and not size:
            yield f"versions[{index}].target_size", "One of fixed and percent must be set."
    policy = inputs.get("update_policy")
    if isinstance(policy, dict):
        yield from _update(policy, inputs)
    healing = inputs.get("instance_lifecycle_policy")
    if inputs.get("stateful_disks") and isinstance(policy, dict):
        yield from _stateful(policy)
    if (
        isinstance(healing, dict)
        and healing.get("on_failed_health_check") == "REPAIR"
        and not inputs.get("auto_healing_policies")
    ):
        yield "instance_lifecycle_policy.on_failed_health_check", "REPAIR needs an autohealing policy."


def _percent(inputs: Mapping[str, Any], path: str, percent: Any) -> Iterator[Problem]:
    size = inputs.get("target_size")
    if percent and (not isinstance(size, int) or size < SMALLEST_FOR_PERCENT):
        yield path, f"Percentages are only allowed for groups of at least {SMALLEST_FOR_PERCENT} machines."


def _update(policy: Mapping[str, Any], inputs: Mapping[str, Any]) -> Iterator[Problem]:
    zones = len(inputs.get("distribution_policy_zones") or ()) or compute_api.ZONES
    for name in ("max_surge", "max_unavailable"):
        fixed_number = policy.get(f"{name}_fixed")
        if isinstance(fixed_number, int) and 0 < fixed_number < zones:
            yield (
                f"update_policy.{name}_fixed",
                f"{name} must be either 0 or at least the number of zones of the group ({zones}), not {fixed_number}.",
            )
        yield from _percent(inputs, f"update_policy.{name}_percent", policy.get(f"{name}_percent"))
    surge, away = _given(policy, "max_surge"), _given(policy, "max_unavailable")
    if surge == 0 and away == 0:
        yield "update_policy", "maxSurge and maxUnavailable cannot both be 0."
    if policy.get("replacement_method") == "RECREATE":
        if surge != 0:
            yield "update_policy.max_surge_fixed", "maxSurge must be 0 when the replacement method is RECREATE."
        if away == 0:
            yield "update_policy.max_unavailable_fixed", "maxUnavailable must be more than 0 with RECREATE."
    least, most = policy.get("minimal_action"), policy.get("most_disruptive_allowed_action")
    if least in ACTIONS and most in ACTIONS and ACTIONS.index(most) < ACTIONS.index(least):
        yield "update_policy.most_disruptive_allowed_action", f"Must not be gentler than minimal_action ({least})."


def _given(policy: Mapping[str, Any], name: str) -> int | None:
    """The surge or the unavailable machines where they are said; None is the server's default, one a zone."""
    for unit in ("fixed", "percent"):
        value = policy.get(f"{name}_{unit}")
        if isinstance(value, int):
            return value
    return None


def _stateful(policy: Mapping[str, Any]) -> Iterator[Problem]:
    if policy.get("instance_redistribution_type", "PROACTIVE") != "NONE":
        yield (
            "update_policy.instance_redistribution_type",
            "Proactive redistribution must be switched off for a group with stateful disks.",
        )
