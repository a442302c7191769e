"""`composer cleanup --plan FILE`: exactly what a saved list names as open is removed, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from composer.cli import saved_documents
from composer.cli.usage_errors import UsageLines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.graph import Resource

_FORMAT = "composer/cleanup/v1"


def exactly(path: str, environment: str, due: Mapping[str, tuple[Resource, ...]]) -> dict[str, tuple[Resource, ...]]:
    """The due resources that are listed, by Event Type; a usage error if anything listed as open is not due any
    more."""
    listed = _read(path, environment)
    wrong = []
    for name, ids in listed.items():
        shut = ids - {one.id for one in due.get(name, ())}
        if shut:
            wrong.append(f"a gate of {name} is shut by now, or it is gone: {', '.join(sorted(shut))}")
    if wrong:
        raise UsageLines(f"the list in {path} is out of date, and nothing was removed:", *wrong, "Make a new one.")
    return {name: tuple(one for one in due[name] if one.id in ids) for name, ids in listed.items()}


def _read(path: str, environment: str) -> Mapping[str, set[str]]:
    """The resources that are listed as open, by Event Type."""
    hint = "is no list; `composer cleanup --format json > FILE` writes one"
    planned, listed = saved_documents.read(path, "--plan", _FORMAT, _listed, hint)
    if planned != environment:
        message = f"is for environment {planned}, and this is {environment}"
        raise click.BadParameter(f"'{path}' {message}", param_hint="--plan")
    return listed


def _listed(document: Any) -> tuple[str, dict[str, set[str]]]:
    """The environment of a list, and what is open in it."""
    listed: dict[str, set[str]] = {}
    for one in document["dues"]:
        if one["open"] and one["target"] is None:
            listed.setdefault(str(one["event_type"]), set()).update(str(each["id"]) for each in one["removed"])
    return str(document["environment"]), listed
