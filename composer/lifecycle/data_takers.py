"""What others made of the data of an Event Type, looked for at each service that could have it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from composer.graph import cloud_names
from composer.graph.graph import dependencies
from composer.kinds import KINDS
from composer.kinds.bigquery.dataset import DATASET
from composer.kinds.bigquery.table import TABLE
from composer.kinds.kms.crypto_keys import CRYPTO_KEY
from composer.kinds.storage.bucket import BUCKET
from composer.live import dependents, takers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.graph import Resource
    from composer.live.dependents import Dependents
    from composer.live.google import Google
    from composer.live.table_copies import TableCopies
    from composer.model.environment import Cell


def of(google: Google, copies: TableCopies, cell: Cell, resources: Sequence[Resource]) -> Iterator[Dependents]:
    """Dependents: what stands on these resources of one cell, or takes what they hold along."""
    buckets = [one.name for one in resources if one.type == BUCKET.token]
    if buckets:
        yield takers.of_buckets(google, cell.project, buckets)
    datasets = [one.name for one in resources if one.type == DATASET.token]
    yield from (dependents.of_dataset(google, cell.project, name) for name in datasets)
    if datasets:
        yield from takers.of_datasets(google, cell.project, cell.region, datasets)
    tables = [one.name for one in resources if one.type == TABLE.token]
    if tables:
        yield copies.of(cell.project, tables)
    ring = cloud_names.key_ring_path(cell.project, cell.region, cell.name)
    for key in (one for one in resources if one.type == CRYPTO_KEY.token):
        yield takers.of_key(google, f"{ring}/cryptoKeys/{key.name}", _encrypted(key, resources))


def _encrypted(key: Resource, resources: Sequence[Resource]) -> Mapping[str, int]:
    """How many objects of which asset type may be encrypted with a key, of ours."""
    users = (one for one in resources if key.id in dependencies(one) and KINDS[one.type].inventory.asset_type)
    return Counter(KINDS[one.type].inventory.asset_type for one in users)
