"""The kinds of cloud resources we make, with Google's rules for them: pure data, one module a product's kind.

A kind is there because its module is: `KINDS` holds every `Kind` that a module of a product's package names.

Not here: resources themselves (`graph`), who gets which (`facets`), and the simulation that obeys these rules
(`localcloud`).
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import TYPE_CHECKING

from composer.kinds.kind import Kind, Parent, Rest
from composer.kinds.property import Property
from composer.kinds.quota_rules import Quota

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["KINDS", "Kind", "Parent", "Property", "Quota", "Rest"]


def _kinds() -> Iterator[Kind]:
    """Every kind that a product's module names; more than once where modules import each other's."""
    for product in iter_modules(__path__):
        if product.ispkg:
            package = import_module(f"{__name__}.{product.name}")
            for module in iter_modules(package.__path__):
                names = vars(import_module(f"{package.__name__}.{module.name}"))
                yield from (value for value in names.values() if isinstance(value, Kind))


KINDS: Mapping[str, Kind] = MappingProxyType(
    {kind.token: kind for kind in sorted(_kinds(), key=lambda kind: kind.token)}
)
"""Every kind by its Pulumi token, in the order of tokens."""
