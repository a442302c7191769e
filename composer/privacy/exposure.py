"""Who can read which field, under which key, and until when: one value a graph, read from nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from composer.kinds.kms.crypto_keys import CRYPTO_KEY
from composer.privacy.copies import copies, registration
from composer.privacy.copy import oldest
from composer.privacy.copy_readers import readers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.graph import ResourceGraph
    from composer.privacy.copy import Copy
    from composer.privacy.copy_readers import Readers

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
    """One Event Type. `handlers` read events on their way, before anything is encrypted; `governors` may let themselves
    and others in; `beside` may read the table, but no column of it is open to them; `key` is its own key."""

    event_type: str
    owner: str
    state: str
    storage: str
    fields: Mapping[str, FieldExposure]
    copies: tuple[Copy, ...]
    handlers: frozenset[str]
    governors: frozenset[str]
    beside: frozenset[str]
    key: str

    @property
    def everybody(self) -> frozenset[str]:
        """Whoever can get at any of it, in whatever way."""
        fields = (one.clear | one.masked | one.holders for one in self.fields.values())
        return frozenset().union(self.handlers, self.governors, self.beside, *fields)

    def oldest(self, field: FieldExposure) -> int | None:
        """Seconds from publication to the end of the last copy with this field in clear; None: never."""
        return oldest(copy for copy in self.copies if copy.clear or not field.encryption)

    @property
    def retention(self) -> int | None:
        """Seconds from publication to the end of the last copy, encrypted or not; None: never."""
        return oldest(self.copies)


def exposure(graph: ResourceGraph, tiers: Sequence[str], platform: ResourceGraph | None = None) -> Exposure:
    """The exposure of an Event Type. `tiers`: access tiers, lowest first. `platform`: the graph of its cell, whose
    grants on the whole project count, too; without it only what the Event Type's own graph grants is looked at."""
    registered = registration(graph)
    all_copies = copies(graph)
    reading = readers(graph, all_copies, platform)
    key = next((one for one in graph.resources if one.type == CRYPTO_KEY.token), None)
    fields = _fields(reading, registered, tiers)
    return Exposure(
        event_type=graph.owner,
        owner=registered.get("owner", ""),
        state=registered.get("state", ""),
        storage=(registered.get("delivery") or {}).get("storage", ""),
        fields=fields,
        copies=all_copies,
        handlers=reading.handlers,
        governors=reading.governors,
        beside=reading.rows.difference(*(one.clear | one.masked for one in fields.values())),
        key=key.name if key else "",
    )


def _fields(reading: Readers, registered: Mapping[str, Any], tiers: Sequence[str]) -> dict[str, FieldExposure]:
    encrypted: dict[str, Mapping[str, Any]] = {row["field"]: row for row in registered.get("encryption", ())}
    access: Mapping[str, Sequence[str]] = registered.get("access", {})
    fields: dict[str, FieldExposure] = {}
    for path, row in registered.get("fields", {}).items():
        plan = encrypted.get(path)
        encryption: Encryption = plan["key"] if plan else ""
        clear, masked = _delivered(reading, row["tier"], row.get("masking", ""))
        holders: frozenset[str] = frozenset()
        if plan:
            # registrations of before did not say who decrypts
            allowed = tiers[tiers.index(row["tier"]) :] if row["tier"] in tiers else tiers[-1:]
            named = frozenset(plan.get("readers", [one for tier in allowed for one in access.get(tier, ())]))
            holders = reading.holders if encryption == "type" and reading.holders is not None else named
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


def _delivered(reading: Readers, tier: str, masking: str) -> tuple[frozenset[str], frozenset[str]]:
    """The readers of a field of a tier as it is, and of it masked. Of files, everybody reads everything; columns may
    have policies, and whom one names is let in even where nobody knows how they get to the table."""
    raw = reading.policies.get(f"readers-{tier}", reading.rows)
    clear = reading.files | raw
    masked = reading.policies.get(f"masked-{tier}-{masking.lower().replace('_', '-')}") if masking else None
    return clear, (masked or frozenset()) - clear
