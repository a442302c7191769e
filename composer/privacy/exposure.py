"""Who can read which field, under which key, and until when: one value a graph, read from nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from composer.privacy.copies import DATASET, TABLE, Copy, copies, registration
from composer.privacy.readers import grantees, key_holders, readers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from composer.graph import ResourceGraph

Encryption = Literal["", "type", "user"]
OF_USERS = "the keys of users"


@dataclass(frozen=True, slots=True)
class FieldExposure:
    """One field as it is delivered. `clear`: who reads it as it is; `masked`: who reads something else in its place;
    `holders`: who may decrypt it. `limit`: seconds that a copy in clear may exist (None: for ever)."""

    path: str
    semantic: str
    personal: bool
    tier: str
    encryption: Encryption
    masking: str
    limit: int | None
    clear: frozenset[str]
    masked: frozenset[str]
    holders: frozenset[str]


@dataclass(frozen=True, slots=True)
class Exposure:
    """One Event Type. `handlers` read events on their way, before anything is encrypted; `key` is its own key."""

    event_type: str
    owner: str
    state: str
    storage: str
    fields: Mapping[str, FieldExposure]
    copies: tuple[Copy, ...]
    handlers: frozenset[str]
    key: str

    def oldest(self, field: FieldExposure) -> int | None:
        """Seconds from publication to the end of the last copy with this field in clear; None: never."""
        return _oldest(copy for copy in self.copies if copy.clear or not field.encryption)

    @property
    def kept(self) -> int | None:
        """Seconds from publication to the end of the last copy, encrypted or not; None: never."""
        return _oldest(self.copies)


def _oldest(found: Iterable[Copy]) -> int | None:
    ages = [copy.oldest for copy in found]
    return None if None in ages else max((age for age in ages if age is not None), default=0)


def exposure(graph: ResourceGraph, tiers: Sequence[str]) -> Exposure:
    """The exposure of an Event Type. `tiers`: access tiers, lowest first."""
    said = registration(graph)
    found = copies(graph)
    reading = readers(graph)
    passing: set[str] = set()
    delivered: set[str] = set()
    for copy in found:
        (passing if copy.clear else delivered).update(reading.get(copy.resource, ()))
    if any(resource.type == TABLE for resource in graph.resources):
        datasets = [one.id for one in graph.resources if one.type == DATASET]
        delivered.update(*(reading.get(one, frozenset()) for one in datasets))
    key = next((one for one in graph.resources if one.type == "gcp:kms/cryptoKey:CryptoKey"), None)
    return Exposure(
        event_type=graph.owner,
        owner=said.get("owner", ""),
        state=said.get("state", ""),
        storage=(said.get("delivery") or {}).get("storage", ""),
        fields=_fields(graph, said, frozenset(delivered), tiers),
        copies=found,
        handlers=frozenset(passing),
        key=key.name if key else "",
    )


def _fields(
    graph: ResourceGraph, said: Mapping[str, Any], delivered: frozenset[str], tiers: Sequence[str]
) -> dict[str, FieldExposure]:
    encrypted: dict[str, Mapping[str, Any]] = {row["field"]: row for row in said.get("encryption", ())}
    access: Mapping[str, Sequence[str]] = said.get("access", {})
    by_type = key_holders(graph)
    columns = _Columns(graph, delivered)
    fields: dict[str, FieldExposure] = {}
    for path, row in said.get("fields", {}).items():
        plan = encrypted.get(path)
        encryption: Encryption = plan["key"] if plan else ""
        clear, masked = columns.readers(row["tier"], row.get("masking", ""))
        holders: frozenset[str] = frozenset()
        if plan:
            # registrations of before did not say who decrypts
            allowed = tiers[tiers.index(row["tier"]) :] if row["tier"] in tiers else tiers[-1:]
            named = frozenset(plan.get("readers", [one for tier in allowed for one in access.get(tier, ())]))
            holders = by_type if encryption == "type" and by_type is not None else named
        fields[path] = FieldExposure(
            path=path,
            semantic=row["semantic"],
            personal=row["personal"],
            tier=row["tier"],
            encryption=encryption,
            masking=row.get("masking", ""),
            limit=row["clear_seconds"],
            clear=frozenset() if encryption else clear,
            masked=frozenset() if encryption else masked,
            holders=holders,
        )
    return fields


class _Columns:
    """Readers of delivered fields by tier: in files everybody reads everything; columns may have policies."""

    def __init__(self, graph: ResourceGraph, delivered: frozenset[str]) -> None:
        self.graph = graph
        self.delivered = delivered
        self.known: dict[tuple[str, str], tuple[frozenset[str], frozenset[str]]] = {}

    def readers(self, tier: str, masking: str) -> tuple[frozenset[str], frozenset[str]]:
        """Who reads it as it is, and who reads it masked."""
        found = self.known.get((tier, masking))
        if found is None:
            found = self.known[tier, masking] = self._readers(tier, masking)
        return found

    def _readers(self, tier: str, masking: str) -> tuple[frozenset[str], frozenset[str]]:
        raw = grantees(self.graph, f"readers-{tier}")
        if raw is None:
            return self.delivered, frozenset()
        masked = grantees(self.graph, f"masked-{tier}-{masking.lower().replace('_', '-')}") if masking else None
        return raw & self.delivered, (masked or frozenset()) & self.delivered
