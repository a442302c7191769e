"""What policy says about one kind of storage: the interface that each backend's module implements as `BACKEND`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, TypeVar

from composer.model import Storage
from composer.spec.storage.common import StorageForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.diagnostics import Diagnostic
    from composer.documents import Document
    from composer.model import EventType, Importance, Path, Policies, Reason
    from composer.units import Seconds

Form = TypeVar("Form", bound=StorageForm)
Settled = TypeVar("Settled", bound=Storage)


class StoragePolicy(ABC, Generic[Form, Settled]):
    """One kind of storage under policy."""

    @abstractmethod
    def settle(
        self,
        form: Form,
        landing_retention: Seconds,
        importance: Importance,
        policies: Policies,
        reasons: dict[Path, Reason],
    ) -> Settled:
        """The settled value. What policy fills in gets its reason."""

    @abstractmethod
    def violations(self, event: EventType, storage: Settled, document: Document) -> Iterator[Diagnostic]:
        """Everything that this storage cannot do with a legal schema, beside what holds for all."""
