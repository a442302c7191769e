"""Policy on files in Cloud Storage: their classes are settled, and any legal schema will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.kinds.storage.storage_classes import CLASSES, MINIMUM_DAYS
from composer.model.storage.common import ColderStep
from composer.model.storage.gcs import GcsStorage
from composer.policy.storage.interface import StoragePolicy
from composer.spec.storage import gcs as spec
from composer.units import whole_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.diagnostics import Diagnostic
    from composer.documents import Document
    from composer.model import EventType, Importance, Path, Policies, Reason
    from composer.units import Seconds


class GcsPolicy(StoragePolicy[spec.GcsStorage, GcsStorage]):
    """Files in a bucket."""

    def settle(
        self,
        form: spec.GcsStorage,
        landing_retention: Seconds,
        importance: Importance,
        policies: Policies,
        reasons: dict[Path, Reason],
    ) -> GcsStorage:
        """The settled value. Where the definition names no class, policy says which one new files have, and after how
        long they move to colder ones."""
        retention, steps = form.retention.seconds, tuple[ColderStep, ...]()
        storage_class: str = form.storage_class or policies.storage.storage_class
        if form.storage_class is None:
            steps = colder(policies.storage.colder[importance], storage_class, retention)
            reasons["storage", "storage_class"] = policies.places["storage.storage_class"]
            reasons["storage", "colder"] = policies.places[f"storage.colder.{importance}"]
        return GcsStorage("gcs", form.partitioning, retention, landing_retention, storage_class, steps)

    def violations(self, event: EventType, storage: GcsStorage, document: Document) -> Iterator[Diagnostic]:  # noqa: ARG002
        """Nothing: files hold whatever Avro can say."""
        yield from ()


BACKEND = GcsPolicy()


def colder(steps: tuple[ColderStep, ...], first: str, retention: Seconds) -> tuple[ColderStep, ...]:
    """Those of `steps` that lead to a class which is colder than the `first` one, and whose minimum storage duration
    fits into what remains until files are deleted."""
    remaining = {step: whole_days(retention) - whole_days(step.after) for step in steps}
    warmer = CLASSES[: CLASSES.index(first) + 1]
    return tuple(
        step
        for step, days in remaining.items()
        if step.storage_class not in warmer and days >= MINIMUM_DAYS[step.storage_class]
    )
