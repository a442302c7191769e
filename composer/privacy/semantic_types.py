"""Semantic types: each row with what it inherits from the nearest parent that says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.model import SemanticType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from composer.spec.semantic_rows import SemanticRow


IDENTIFYING = frozenset(
    {
        "user.account.username",
        "user.authorization.biometric",
        "user.biometric",
        "user.contact",
        "user.content.self_image",
        "user.device.cookie",
        "user.device.cookie_id",
        "user.device.device_id",
        "user.device.ip_address",
        "user.financial.bank_account",
        "user.financial.credit_card",
        "user.government_id",
        "user.name",
        "user.unique_id",
    }
)
"""Rows of Fideslang whose values say whose data an event is, and all below them, unless a row says otherwise."""


def settle(rows: Iterable[SemanticRow], lowest_tier: str) -> dict[str, SemanticType]:
    """Every semantic type by key. At the root: not personal, the lowest tier, no encryption, masking, tag or limit."""
    by_key = {row.key: row for row in rows}
    return {key: _settled(key, by_key, lowest_tier) for key in by_key}


def _settled(key: str, rows: Mapping[str, SemanticRow], lowest_tier: str) -> SemanticType:
    def inherited(attribute: str, default: Any) -> Any:
        for ancestor in lineage(key):
            value = getattr(rows[ancestor], attribute) if ancestor in rows else None
            if value is not None:
                return value
        return default

    encryption = inherited("encryption", "none")
    masking = inherited("masking", "none")
    retention = inherited("retention", None)
    return SemanticType(
        key=key,
        personal=inherited("personal", False),
        tier=inherited("tier", lowest_tier),
        encryption="" if encryption == "none" else encryption,
        masking="" if masking == "none" else masking,
        tag=inherited("tag", ""),
        retention=retention.seconds if retention else None,
        identifies=_identifies(key, rows),
    )


def _identifies(key: str, rows: Mapping[str, SemanticRow]) -> bool:
    """True if a type identifies, by the nearest row that says; a row of Fideslang known to identify need not."""
    for ancestor in lineage(key):
        row = rows.get(ancestor)
        if row is not None and row.identifies is not None:
            return row.identifies
        if ancestor in IDENTIFYING:
            return True
    return False


def lineage(key: str) -> Iterator[str]:
    """A key and its parents, nearest first: `user.contact.email`, `user.contact`, `user`."""
    while key:
        yield key
        key = key.rpartition(".")[0]
