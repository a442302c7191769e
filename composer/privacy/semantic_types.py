"""Semantic types: each row with what it inherits from the nearest parent that says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.model import SemanticType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from composer.spec.policy import SemanticRow


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
    )


def lineage(key: str) -> Iterator[str]:
    """A key and its parents, nearest first: `user.contact.email`, `user.contact`, `user`."""
    while key:
        yield key
        key = key.rpartition(".")[0]
