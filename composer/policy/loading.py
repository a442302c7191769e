"""The policy folder → Policies, with every problem of every file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from composer.model import (
    Delivery,
    Endings,
    Importance,
    Limit,
    Metric,
    Organisation,
    Owner,
    Policies,
    Sizing,
    StorageDefaults,
)
from composer.model.known_limits import KnownLimit
from composer.model.policies import NO_LIMIT
from composer.model.storage.common import ColderStep
from composer.personal_names import settle_names
from composer.policy import bounds, cross_checks, known_rows, regions, reliability, same_names, waiver_files
from composer.policy.lost_names import with_lost_names
from composer.policy.policy_files import PolicyFiles
from composer.policy.policy_places import places
from composer.privacy import semantic_types
from composer.spec import policy as spec
from composer.spec.fillings import TIMES, Times, in_all
from composer.spec.importance import ImportancePolicy, ImportanceRow
from composer.spec.lifecycle import LifecyclePolicy
from composer.spec.metric_rows import GoogleMetricsPolicy, MetricsPolicy
from composer.spec.name_rows import PersonalNamesPolicy
from composer.spec.semantic_rows import SemanticTypesPolicy
from composer.spec.sizing import SizingPolicy
from composer.units import Percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.diagnostics import Diagnostic
    from composer.documents import Document
    from composer.documents.marks import Path
    from composer.model.waiver import Waiver
    from composer.repository import Repository


class _Written(NamedTuple):
    """What every file says. `names` may be missing: then nothing looks personal."""

    importance: ImportancePolicy
    storage: spec.StorageDefaults
    teams: spec.TeamsPolicy
    tiers: spec.AccessTiersPolicy
    semantics: SemanticTypesPolicy
    metrics: MetricsPolicy
    google: GoogleMetricsPolicy
    limits: spec.LimitsPolicy
    sizes: SizingPolicy
    endings: LifecyclePolicy
    names: PersonalNamesPolicy | None


def load(
    repository: Repository, given: Mapping[str, Document] | None = None
) -> tuple[Policies | None, tuple[Diagnostic, ...]]:
    """All policies, or None with the reasons when a file cannot be used; those of `given` as they are there."""
    files = PolicyFiles(repository, given or {})
    written = _written(files)
    if written is None:
        return None, tuple(files.diagnostics)
    _judge_all(files, written)
    outside = _beyond(written)
    for one in outside:
        files.beyond("ET706", one.message, (one.file, one.path), one.hint, one.limit)
    if outside:
        return None, tuple(files.diagnostics)
    granted, wrong = waiver_files.load(repository)
    return _settled(files, written, granted), (*files.diagnostics, *wrong)


def guesses(
    repository: Repository, diagnostics: Iterable[Diagnostic]
) -> tuple[Times[Policies] | None, tuple[Diagnostic, ...]]:
    """For policies that cannot be used, as `diagnostics` says: what they may have been meant to say, something else
    each time for what is broken; and what is wrong with them whatever was meant. None where too much is broken."""
    granted, wrong = waiver_files.load(repository)
    made: list[Policies] = []
    complaints: list[list[Diagnostic]] = []
    for which in range(TIMES):
        files = PolicyFiles(repository, which=which)
        written = _written(files)
        if written is None:
            return None, wrong
        _judge_all(files, written)
        complaints.append(files.diagnostics)
        made.append(_settled(files, _within_bounds(files, written, which), granted))
    first, second, third = made
    return (with_lost_names(first, files, diagnostics), second, third), (*in_all(complaints), *wrong)


def _beyond(written: _Written) -> tuple[bounds.Beyond, ...]:
    return tuple(bounds.beyond(written.importance, written.storage, written.sizes, written.limits))


def _within_bounds(files: PolicyFiles, written: _Written, which: int) -> _Written:
    """With something else for what Google refuses: it is said once, and not again by each Event Type."""
    outside: dict[str, list[Path]] = {}
    for one in _beyond(written):
        outside.setdefault(one.file, []).append(one.path)
    importance = files.filled("importance", ImportancePolicy, which, outside.get("importance", ()))
    storage = files.filled("storage", spec.StorageDefaults, which, outside.get("storage", ()))
    sizes = files.filled("sizing", SizingPolicy, which, outside.get("sizing", ()))
    return (
        written._replace(
            importance=importance or written.importance,
            storage=storage or written.storage,
            sizes=sizes or written.sizes,
        )
        if outside
        else written
    )


def _written(files: PolicyFiles) -> _Written | None:
    """Every file; None if one cannot be used, after all were read."""
    importance = files.read("importance", ImportancePolicy)
    storage = files.read("storage", spec.StorageDefaults)
    teams = files.read("teams", spec.TeamsPolicy)
    tiers = files.read("access_tiers", spec.AccessTiersPolicy)
    semantics = files.read("semantic_types", SemanticTypesPolicy)
    metrics = files.read("metrics", MetricsPolicy)
    google = files.read("google_metrics", GoogleMetricsPolicy)
    limits = files.read("limits", spec.LimitsPolicy)
    sizes = files.read("sizing", SizingPolicy)
    endings = files.read("lifecycle", LifecyclePolicy)
    names = files.read("personal_names", PersonalNamesPolicy)
    if not (importance and storage and teams and tiers and semantics and metrics and google and limits):
        return None
    if not (sizes and endings):
        return None
    return _Written(importance, storage, teams, tiers, semantics, metrics, google, limits, sizes, endings, names)


def _judge_all(files: PolicyFiles, written: _Written) -> None:
    """Diagnostics between the files, as far as the names of rows are known."""
    cross_checks.judge(files, written.importance, written.tiers, written.semantics)
    cross_checks.judge_limits(files, written.limits)
    regions.judge_limits(files, written.limits)
    known_rows.judge(files, written.limits, written.metrics, written.google)
    known_keys = {row.key for row in written.semantics.types}
    if not files.has_rows("semantic_types", "types"):
        return
    if written.names:
        files.diagnostics += cross_checks.wrong_names(files, written.names, known_keys)
    elif files.which is None:
        guessed = [files.filled("personal_names", PersonalNamesPolicy, which) for which in range(TIMES)]
        files.diagnostics += in_all(cross_checks.wrong_names(files, one, known_keys) if one else () for one in guessed)


def _settled(files: PolicyFiles, written: _Written, granted: tuple[Waiver, ...]) -> Policies:
    """The policies as files say them; `names` that are broken in part as far as they can be understood."""
    importance, storage, teams, tiers, semantics, metrics, google, limits, sizes, endings, names = written
    looks = names or files.filled("personal_names", PersonalNamesPolicy, 0)
    low = tuple(row.name for row in tiers.tiers)
    return Policies(
        delivery={level: _delivery(getattr(importance, level)) for level in Importance},
        reliability={level: reliability.settled(getattr(importance, level).reliability) for level in Importance},
        storage=same_names.settled(StorageDefaults, storage, colder=_colder(storage)),
        owners={name: Owner(name, "") for name in files.lost.get("teams", ())}
        | {name: Owner(name, row.group, row.chat) for name, row in teams.teams.items()},
        tiers=low,
        semantic_types=semantic_types.settle(semantics.types, low[0]),
        metrics=tuple(
            Metric(row.type, row.kind, row.value_type, row.unit, row.description, dict(row.labels))
            for row in metrics.metrics
        ),
        paging=frozenset(importance.paging),
        google_metrics=tuple(
            Metric(
                *(row.type, row.kind, row.value_type, row.unit, row.description),
                dict.fromkeys(row.labels, ""),
                row.resource,
                tuple(row.resource_labels),
            )
            for row in google.metrics
        ),
        limits=dict.fromkeys(KnownLimit, NO_LIMIT)
        | {
            name: Limit(row.value, row.unit, row.source, row.per or "", row.counts or "", tuple(row.regions))
            for name, row in limits.limits.items()
        },
        headroom=Percent(limits.headroom_percent),
        opened_regions=frozenset(limits.opened_regions),
        sizing=same_names.settled(Sizing, sizes),
        endings=same_names.settled(Endings, endings),
        names=settle_names.settle(looks) if looks else settle_names.NOTHING,
        waivers=granted,
        organisation=_organisation(tiers, teams),
        **({"erased_within": semantics.erased_within.seconds} if semantics.erased_within else {}),
        places=places(files, teams, semantics, limits),
        written=files.documents,
    )


def _organisation(tiers: spec.AccessTiersPolicy, teams: spec.TeamsPolicy) -> Organisation:
    if tiers.organisation:
        return Organisation(frozenset(tiers.organisation.domains), frozenset(tiers.organisation.projects))
    return Organisation(frozenset(row.group.rpartition("@")[2].lower() for row in teams.teams.values()))


def _delivery(row: ImportanceRow) -> Delivery:
    return same_names.settled(
        Delivery,
        row,
        slo=row.delivery_slo.seconds,
        retry_minimum=row.retry_backoff[0].seconds,
        retry_maximum=row.retry_backoff[1].seconds,
    )


def _colder(storage: spec.StorageDefaults) -> Mapping[Importance, tuple[ColderStep, ...]]:
    rows = {level: getattr(storage.colder, level) for level in Importance}
    return {
        level: tuple(ColderStep(name.upper(), age.seconds) for name, age in row if age is not None)
        for level, row in rows.items()
    }
