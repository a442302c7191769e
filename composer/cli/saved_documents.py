"""Documents that a verb wrote and another one reads again, from a file that somebody names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from composer.system import files

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def read(path: str, option: str, form: str, meaning: Callable[[Any], T], otherwise: str) -> T:
    """The value that `meaning` makes of the document in a file; a usage error of `option` for whatever is none of the
    format.

    `meaning` may trust the form: whatever an access to something that is not there raises is told by `otherwise`.
    """
    try:
        document: Any = json.loads(files.read(Path(path), within=None, most=files.MOST_RECORDED))
        if document["format"] != form:
            raise KeyError("format")
        return meaning(document)
    except OSError as error:
        raise click.BadParameter(f"'{path}' cannot be read: {error.strerror}", param_hint=option) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise click.BadParameter(f"'{path}' {otherwise}", param_hint=option) from error
