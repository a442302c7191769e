"""The regions of Google Cloud, and which of them somebody may have meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.documents.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

REGIONS = frozenset(
    {
        "africa-south1",
        *(f"asia-east{number}" for number in (1, 2)),
        *(f"asia-northeast{number}" for number in (1, 2, 3)),
        *(f"asia-south{number}" for number in (1, 2)),
        *(f"asia-southeast{number}" for number in (1, 2, 3)),
        *(f"australia-southeast{number}" for number in (1, 2)),
        "europe-central2",
        *(f"europe-north{number}" for number in (1, 2)),
        "europe-southwest1",
        *(f"europe-west{number}" for number in (1, 2, 3, 4, 6, 8, 9, 10, 12)),
        *(f"me-central{number}" for number in (1, 2)),
        "me-west1",
        *(f"northamerica-northeast{number}" for number in (1, 2)),
        "northamerica-south1",
        "southamerica-east1",
        "southamerica-west1",
        "us-central1",
        *(f"us-east{number}" for number in (1, 4, 5)),
        "us-south1",
        *(f"us-west{number}" for number in (1, 2, 3, 4)),
    }
)
"""Those of https://cloud.google.com/compute/docs/regions-zones; later ones are stated in limits.yaml."""


def unknown_region(name: str, opened: Collection[str]) -> tuple[str, str] | None:
    """The mistake in the name of a region, and a hint; None for one that is there. `opened`: regions that Google
    opened since."""
    if name in REGIONS or name in opened:
        return None
    meant = nearest(name, sorted(REGIONS | {*opened}))
    ask = f"did you mean `{meant}`? " if meant else ""
    hint = f"{ask}A region that Google opened lately is added to `opened_regions` in limits.yaml"
    return f"Google Cloud has no region `{name}`", hint
