"""`composer cleanup --plan FILE`: exactly what a saved list names as open is removed, or nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from composer.cli.usage_errors import UsageLines
from composer.system import files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.lifecycle.gates import Due

_FORMAT = "composer/cleanup/v1"


def exactly(path: str, environment: str, due: Sequence[Due]) -> list[Due]:
    """What is due and listed; a usage error if anything listed as open is not due any more, or more of it is."""
    listed = _read(path, environment)
    now = {one.event_type: one for one in due}
    wrong = []
    for name, ids in listed.items():
        there = {one.id for one in now[name].resources} if name in now else set()
        if name not in now:
            wrong.append(f"{name} has a gate that is shut by now, or nothing left")
        elif there - ids:
            wrong.append(f"{name} has left more since: {', '.join(sorted(there - ids))}")
    if wrong:
        raise UsageLines(f"the list in {path} is out of date, and nothing was removed:", *wrong, "Make a new one.")
    return [now[name] for name in listed]


def _read(path: str, environment: str) -> Mapping[str, set[str]]:
    """The resources that are listed as open, by Event Type."""
    try:
        document: Any = json.loads(files.read(Path(path), within=None, most=files.MOST_RECORDED))
        if document["format"] != _FORMAT:
            raise KeyError("format")
        found = {
            str(one["event_type"]): {str(resource["id"]) for resource in one["removed"]}
            for one in document["dues"]
            if one["open"] and one["target"] is None
        }
        planned = str(document["environment"])
    except OSError as error:
        raise click.BadParameter(f"'{path}' cannot be read: {error.strerror}", param_hint="--plan") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        hint = "is no list; `composer cleanup --format json > FILE` writes one"
        raise click.BadParameter(f"'{path}' {hint}", param_hint="--plan") from error
    if planned != environment:
        message = f"is for environment {planned}, and this is {environment}"
        raise click.BadParameter(f"'{path}' {message}", param_hint="--plan")
    return found
