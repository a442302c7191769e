"""The kinds of storage: what delivered events can be kept in. This is the one place that lists them.

A backend is one module of its kind's name in the package `storage` of each layer: here the form that owners write, in
`model` the settled value, and so on upwards (docs/adr/0054). Each layer looks its part up by the kind, with `part`.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any, get_args

from composer.spec.storage.bigquery import BigQueryStorage
from composer.spec.storage.gcs import GcsStorage
from composer.spec.storage.iceberg import IcebergStorage

AnyStorage = GcsStorage | BigQueryStorage | IcebergStorage
"""One member a backend, told apart by `kind`."""

KINDS: tuple[str, ...] = tuple(get_args(form.model_fields["kind"].annotation)[0] for form in get_args(AnyStorage))
"""The kinds, in the order of `AnyStorage`."""


@cache
def part(package: str, kind: str) -> Any:
    """The part of a backend that lives in a layer's package: the `BACKEND` of its module. Raises KeyError for what is
    no kind of storage."""
    if kind not in KINDS:
        raise KeyError(kind)
    return importlib.import_module(f"{package}.{kind}").BACKEND
