"""The policy folder → Policies, with every problem of every file."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from composer import documents
from composer.capacity.demand import QUANTITIES
from composer.capacity.sizing import Sizing
from composer.diagnostics import Diagnostic, Related, Severity, Span
from composer.kinds import KINDS
from composer.model import Delivery, Importance, Metric, Owner, Reason
from composer.policy import bounds, reliability, waivers
from composer.policy.policies import Limit, Policies, StorageDefaults
from composer.privacy import personal_names, semantic_types
from composer.privacy.organisation import Organisation
from composer.spec import policy as spec
from composer.spec import reader
from composer.spec.privacy import PersonalNamesPolicy
from composer.spec.sizing import SizingPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.documents import Document
    from composer.repository import Repository
    from composer.spec.base import Spec

CODES = {
    "ET701": "Every policy file is there: those that `composer init` writes, but for waivers.yaml.",
    "ET702": "Rows of policy files refer to rows that exist, and each row is given once.",
    "ET703": "The subscription keeps events at least as long as the SLO and the recovery time together.",
}
S = TypeVar("S", bound="Spec")


@dataclass(slots=True)
class _Files:
    """The policy files read so far, and what was found wrong. `given` are not read from the disk."""

    repository: Repository
    found: list[Diagnostic]
    documents: dict[str, Document]
    given: Mapping[str, Document]

    def read(self, name: str, kind: type[S]) -> S | None:
        document = self.given.get(name) or self._document(name)
        if document is None:
            return None
        self.documents[name] = document
        value, problems = reader.read(document, kind)
        self.found += problems
        return value

    def _document(self, name: str) -> Document | None:
        path = self.repository.policy / f"{name}.yaml"
        if not self.repository.has(path):
            hint = "`composer init` writes a first one; copy it from there"
            self.found.append(Diagnostic("ET701", "there is no such file", Span(self.repository.relative(path)), hint))
            return None
        return documents.of(self.repository, path)

    def place(self, name: str, path: tuple[str | int, ...]) -> Reason:
        span = self.documents[name].span(path)
        return Reason(f"{name}.yaml", span.file, span.line, span.column)

    def complain(self, code: str, message: str, name: str, path: tuple[str | int, ...], hint: str) -> None:
        self.found.append(Diagnostic(code, message, self.documents[name].span(path), hint, Severity.ERROR))

    def beyond(self, code: str, message: str, path: tuple[str | int, ...], hint: str, limit: str) -> None:
        there = Related(self.documents["limits"].span(("limits", limit)), "the limit is stated here")
        self.found.append(Diagnostic(code, message, self.documents["importance"].span(path), hint, related=(there,)))


def load(
    repository: Repository, given: Mapping[str, Document] | None = None
) -> tuple[Policies | None, tuple[Diagnostic, ...]]:
    """All policies, or None with the reasons when a file cannot be used; those of `given` as they are there."""
    files = _Files(repository, [], {}, given or {})
    importance = files.read("importance", spec.ImportancePolicy)
    storage = files.read("storage", spec.StorageDefaults)
    teams = files.read("teams", spec.TeamsPolicy)
    tiers = files.read("access_tiers", spec.AccessTiersPolicy)
    semantics = files.read("semantic_types", spec.SemanticTypesPolicy)
    metrics = files.read("metrics", spec.MetricsPolicy)
    google = files.read("google_metrics", spec.GoogleMetricsPolicy)
    limits = files.read("limits", spec.LimitsPolicy)
    sizes = files.read("sizing", SizingPolicy)
    looks = files.read("personal_names", PersonalNamesPolicy)
    if not (importance and storage and teams and tiers and semantics and metrics and google and limits and sizes):
        return None, tuple(files.found)
    _judge(files, importance, tiers, semantics)
    _judge_limits(files, limits)
    if looks:
        _judge_names(files, looks, {row.key for row in semantics.types})
    if not bounds.judge(importance, limits, files.beyond):
        return None, tuple(files.found)
    granted, wrong = waivers.load(repository)
    names = tuple(row.name for row in tiers.tiers)
    policies = Policies(
        delivery={level: _delivery(getattr(importance, level)) for level in Importance},
        reliability={level: reliability.settled(getattr(importance, level).reliability) for level in Importance},
        storage=StorageDefaults(
            storage.landing_retention.seconds,
            storage.processed_retention.seconds,
            storage.storage_class,
            storage.soft_delete.seconds,
            storage.key_rotation.seconds,
        ),
        owners={name: Owner(name, row.group, row.chat) for name, row in teams.teams.items()},
        tiers=names,
        semantic_types=semantic_types.settle(semantics.types, names[0]),
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
        limits={
            name: Limit(row.value, row.unit, row.source, row.per or "", row.counts or "", tuple(row.regions))
            for name, row in limits.limits.items()
        },
        headroom=limits.headroom_percent,
        sizing=Sizing(
            sizes.machine_type,
            sizes.boot_image,
            sizes.boot_disk.bytes,
            sizes.cpu_percent,
            sizes.healing_delay.seconds,
            sizes.instance_bytes.bytes,
            sizes.instance_events.per_second,
            sizes.tiny.per_second,
            sizes.cap_percent,
            sizes.cluster_image,
            sizes.cluster_workers,
        ),
        names=personal_names.settle(looks) if looks else personal_names.NOTHING,
        waivers=granted,
        organisation=_organisation(tiers, teams),
        **({"erased_within": semantics.erased_within.seconds} if semantics.erased_within else {}),
        places=_places(files, teams, semantics, limits),
        written=files.documents,
    )
    return policies, (*files.found, *wrong)


def _organisation(tiers: spec.AccessTiersPolicy, teams: spec.TeamsPolicy) -> Organisation:
    if tiers.organisation:
        return Organisation(frozenset(tiers.organisation.domains), frozenset(tiers.organisation.projects))
    return Organisation(frozenset(row.group.rpartition("@")[2].lower() for row in teams.teams.values()))


def _delivery(row: spec.ImportanceRow) -> Delivery:
    return Delivery(
        slo=row.delivery_slo.seconds,
        recovery=row.recovery.seconds,
        subscription_retention=row.subscription_retention.seconds,
        ack_deadline=row.ack_deadline.seconds,
        retry_minimum=row.retry_backoff[0].seconds,
        retry_maximum=row.retry_backoff[1].seconds,
        dead_letter_attempts=row.dead_letter_attempts,
        dead_letter_retention=row.dead_letter_retention.seconds,
        redundancy=row.redundancy,
        rollout_wave=row.rollout_wave,
    )


def _places(
    files: _Files, teams: spec.TeamsPolicy, semantics: spec.SemanticTypesPolicy, limits: spec.LimitsPolicy
) -> Mapping[str, Reason]:
    """Where each row stands: `importance.high.recovery`, `teams.<name>`, `semantic_types.<key>` …"""
    places: dict[str, Reason] = {}
    for level in Importance:
        for key in spec.ImportanceRow.model_fields:
            places[f"importance.{level}.{key}"] = files.place("importance", (level.value, key))
        for key in reliability.RELIABILITY:
            place = files.place("importance", (level.value, "reliability", key))
            places[f"importance.{level}.reliability.{key}"] = place
    for name, model in (("storage", spec.StorageDefaults), ("sizing", SizingPolicy)):
        for key in model.model_fields:
            places[f"{name}.{key}"] = files.place(name, (key,))
    for name in limits.limits:
        places[f"limits.{name}"] = files.place("limits", ("limits", name))
    for name in teams.teams:
        places[f"teams.{name}"] = files.place("teams", ("teams", name))
    for index, row in enumerate(semantics.types):
        places[f"semantic_types.{row.key}"] = files.place("semantic_types", ("types", index))
    return places


def _judge_limits(files: _Files, limits: spec.LimitsPolicy) -> None:
    """What nothing is counted for would never be full."""
    for name, row in limits.limits.items():
        if (row.per is None) != (row.counts is None):
            hint = "say both what is added up and whose total is limited, or neither"
            files.complain("ET702", f"`{name}` says only half of what is counted", "limits", ("limits", name), hint)
        elif row.counts is not None and row.counts not in KINDS and row.counts not in QUANTITIES:
            near = difflib.get_close_matches(row.counts, [*QUANTITIES, *KINDS], n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"a kind's Pulumi token, or one of {', '.join(QUANTITIES)}"
            files.complain("ET702", f"nothing is called `{row.counts}`", "limits", ("limits", name, "counts"), hint)


def _judge(
    files: _Files,
    importance: spec.ImportancePolicy,
    tiers: spec.AccessTiersPolicy,
    semantics: spec.SemanticTypesPolicy,
) -> None:
    known = [row.name for row in tiers.tiers]
    for index, name in enumerate(known):
        if name in known[:index]:
            files.complain("ET702", f"the tier `{name}` is there twice", "access_tiers", ("tiers", index), "drop one")
    keys = [row.key for row in semantics.types]
    for index, row in enumerate(semantics.types):
        here = ("types", index)
        if row.key in keys[:index]:
            files.complain("ET702", f"`{row.key}` is there twice", "semantic_types", (*here, "key"), "drop one")
        if row.tier is not None and row.tier not in known:
            hint = f"tiers are {', '.join(known)}, from access_tiers.yaml"
            files.complain("ET702", f"there is no tier `{row.tier}`", "semantic_types", (*here, "tier"), hint)
    reliability.judge(importance, lambda code, words, path, hint: files.complain(code, words, "importance", path, hint))
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


def _judge_names(files: _Files, looks: PersonalNamesPolicy, known: set[str]) -> None:
    said: list[tuple[tuple[str | int, ...], str]] = [
        (("names", index, "semantic"), row.semantic) for index, row in enumerate(looks.names)
    ]
    said += [(("symbols", index, "semantic"), row.semantic) for index, row in enumerate(looks.symbols)]
    said.append((("free_text", "semantic"), looks.free_text.semantic))
    said += [(("docs", "phrases", phrase), semantic) for phrase, semantic in looks.docs.phrases.items()]
    for path, semantic in said:
        if semantic not in known:
            hint = "name a row of semantic_types.yaml"
            files.complain("ET702", f"there is no semantic type `{semantic}`", "personal_names", path, hint)
