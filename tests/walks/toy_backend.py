"""The toy of a storage backend: files as in Cloud Storage, in the coldest class, which nobody chooses."""

from __future__ import annotations

from tests.walks.copies import Toy

_VAULT = {
    "spec": '''"""Files that are hardly ever read, as their owner asks for them."""

from __future__ import annotations

from typing import Literal

from composer.spec.storage.common import StorageForm


class VaultStorage(StorageForm):
    """Delivered as Avro files into a bucket of the coldest class."""

    kind: Literal["vault"]
    """Files that are hardly ever read."""
''',
    "model": '''"""Files that are hardly ever read, settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from composer.model.storage.common import Storage


@dataclass(frozen=True, slots=True)
class VaultStorage(Storage):
    """Delivered into a bucket of the coldest class."""

    kind: Literal["vault"]

    PRODUCT: ClassVar[str] = "Cloud Storage"
    COLUMNS: ClassVar[bool] = False

    @classmethod
    def simplest(cls, like: Storage) -> Self:
        """There is but one."""
        return cls("vault", like.partitioning, like.retention, like.landing_retention)


BACKEND = VaultStorage
''',
    "policy": '''"""Policy on files that are hardly ever read: any legal schema will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.model.storage.vault import VaultStorage
from composer.policy.storage.interface import StoragePolicy
from composer.spec.storage import vault as spec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.diagnostics import Diagnostic
    from composer.documents import Document
    from composer.model import EventType, Importance, Path, Policies, Reason
    from composer.units import Seconds


class VaultPolicy(StoragePolicy[spec.VaultStorage, VaultStorage]):
    """Files in a cold bucket."""

    def settle(
        self,
        form: spec.VaultStorage,
        landing_retention: Seconds,
        importance: Importance,  # noqa: ARG002
        policies: Policies,  # noqa: ARG002
        reasons: dict[Path, Reason],  # noqa: ARG002
    ) -> VaultStorage:
        """As it is written."""
        return VaultStorage("vault", form.partitioning, form.retention.seconds, landing_retention)

    def violations(self, event: EventType, storage: VaultStorage, document: Document) -> Iterator[Diagnostic]:  # noqa: ARG002
        """Nothing: files hold whatever Avro can say."""
        yield from ()


BACKEND = VaultPolicy()
''',
    "facets": '''"""Delivery into a bucket of the coldest class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.storage.buckets import bucket, deleted_after
from composer.facets.storage.gcs import GcsFacet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context
    from composer.graph import Resource
    from composer.model import Storage


class VaultFacet(GcsFacet):
    """A bucket as of other files, but for its class."""

    def resources(self, context: Context, storage: Storage) -> Iterator[Resource]:
        """The delivered bucket."""
        because = "Closed, immutable buckets of time are delivered here, and hardly ever read."
        yield bucket(context, "delivered", [deleted_after(storage.retention)], "ARCHIVE", because)


BACKEND = VaultFacet()
''',
    "privacy": '''"""Copies in cold buckets: they end as in others."""

from composer.privacy.storage.gcs import GcsCopies

BACKEND = GcsCopies()
''',
    "costs": '''"""What is paid for files that are hardly ever read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from composer.costs.storage.interface import StorageCost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.costs.line import Line
    from composer.costs.prices import Prices
    from composer.graph import Resource
    from composer.model import EventType, Storage


class VaultCost(StorageCost["Storage"]):
    """A bucket, and no table."""

    DESCRIPTION: ClassVar[str] = "files that are hardly ever read"

    def table(self, table: Resource, event: EventType, prices: Prices, age: int | None) -> Iterator[Line]:  # noqa: ARG002
        """Nothing: there is no table."""
        yield from ()

    def what_ifs(self, storage: Storage) -> Iterator[tuple[str, str, str]]:  # noqa: ARG002
        """Nothing is cheaper."""
        yield from ()


BACKEND = VaultCost()
''',
}
"""Parts of the toy of a backend by layer: files as in Cloud Storage, in the coldest class."""

BACKEND = Toy(
    new={
        **{f"composer/{layer}/storage/vault.py": text for layer, text in _VAULT.items()},
        "tests/cases/storage/vault.yaml": """event_type: EndSong
description: A user finished listening to a track.
owner: royalties
importance: high
finance_bearing: false
traffic: {average: 100/s, peak: 300/s, event_size: 700B}
storage: {kind: vault, partitioning: hourly, retention: 1y}
schema:
  type: record
  name: EndSong
  fields:
    - {name: event_id, type: string, semantic: system.operations}
""",
    },
    lines={
        "composer/spec/storage/__init__.py": (
            ("\nAnyStorage = ", "from composer.spec.storage.vault import VaultStorage\n"),
            ('\n"""One member a backend', " | VaultStorage"),
        ),
        "docs/schemas/registration.schema.json": (('"iceberg"]}', '"vault", '),),
    },
    writes=("composer.spec.json_schema", "composer.reference.commands"),
    accepts=("tests/graphs/test_combinations.py",),
    passes=(
        "tests/spec/test_backends.py",
        "tests/spec/test_json_schema.py",
        "tests/facets/test_lifecycle_states.py",
        "tests/facets/test_registration.py",
        "tests/reference/test_commands.py",
        "tests/test_cases.py",
        "-k",
        "not test_case or vault or missing_storage",
    ),
)
