"""Who reads the copies of an Event Type: its grants, sorted by what of the events they open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.graph.expiry_query import deletes
from composer.graph.resource import references
from composer.kinds.bigquery.data_policy import DATA_POLICY
from composer.kinds.bigquery.dataset import DATASET
from composer.kinds.bigquery.table import TABLE
from composer.kinds.kms.crypto_keys import CRYPTO_KEY
from composer.kinds.powers import Power
from composer.kinds.serviceaccount.account import ACCOUNT
from composer.kinds.storage.bucket import BUCKET
from composer.privacy.grants import RUNNERS, grants, ready

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from composer.graph import Resource, ResourceGraph
    from composer.privacy.copy import Copy


@dataclass(frozen=True, slots=True)
class Readers:
    """Principals by what they open.

    `handlers`: events on their way, before anything is encrypted. `files`: delivered files, and those that are about to
    be; `rows`: the delivered table, as far as its columns are open. `policies`: by the role of a policy for columns,
    whom it lets read. `holders`: who may decrypt with the Event Type's key, None where there is none. `governors` may
    give themselves and others any of this.
    """

    handlers: frozenset[str]
    files: frozenset[str]
    rows: frozenset[str]
    policies: Mapping[str, frozenset[str]]
    holders: frozenset[str] | None
    governors: frozenset[str]


def _deletes(runner: Resource) -> bool:
    """True if all that it has somebody do is to delete what is too old: that sees nothing on its way."""
    return deletes(str((runner.inputs.get("http_target") or {}).get("body", "")))


def readers(graph: ResourceGraph, copies: Iterable[Copy], platform: ResourceGraph | None = None) -> Readers:
    """Everybody whom a graph, or the platform of its cell, lets in."""
    every = grants(graph, platform)
    clear = {copy.resource for copy in copies if copy.clear}
    ids: dict[str, set[str]] = {}
    for one in graph.resources:
        ids.setdefault(one.type, set()).add(one.id)
    landing, delivered = ids.get(BUCKET.token, set()) & clear, ids.get(BUCKET.token, set()) - clear
    tables = ids.get(TABLE.token, set()) - clear
    runners = {one.id for one in graph.resources if one.type in RUNNERS and not _deletes(one)}
    keys = ids.get(CRYPTO_KEY.token, set())
    around = {
        each.id
        for one in graph.resources
        if one.type == TABLE.token and one.id in clear
        for each in references(one.inputs)
    } & ids.get(DATASET.token, set())

    def whom(targets: AbstractSet[str], *powers: Power) -> frozenset[str]:
        return frozenset(one.principal for one in every if one.target in targets and one.power in powers)

    return Readers(
        handlers=whom(clear | around | runners, Power.MESSAGES, Power.FILES, Power.ROWS),
        files=whom({ready(one) for one in landing} | delivered, Power.FILES),
        rows=whom(tables | ids.get(DATASET.token, set()), Power.ROWS) if tables else frozenset(),
        policies={one.partition("/")[2]: whom({one}, Power.ROWS) for one in ids.get(DATA_POLICY.token, ())},
        holders=whom(keys, Power.DECRYPT) if keys else None,
        governors=whom(graph.ids - ids.get(ACCOUNT.token, set()), Power.GOVERN),
    )
