"""What an option or argument may be: a day, a length of time, the name of an Event Type, a number of something."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any

import click

NAME = re.compile(r"[A-Z][A-Za-z0-9]{1,79}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST = 10**12
"""More than anybody counts, and less than a database holds."""


def whole(least: int = 0, most: int = MOST) -> click.IntRange:
    """A whole number. Each has bounds, so that none is more than whatever it goes into can hold."""
    return click.IntRange(least, most)


class Fraction(click.FloatRange):
    """A number with a point, between two bounds."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number; a range alone lets through what is none, `nan`."""
        number = super().convert(value, param, ctx)
        return self.fail(f"'{value}' is no number", param, ctx) if math.isnan(number) else number


def day(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
    """An ISO date as it was written, "" if none was given."""
    del context, parameter
    try:
        if value and not _DAY.fullmatch(value):
            raise ValueError(value)
        return date.fromisoformat(value).isoformat() if value else ""
    except ValueError as error:
        raise click.BadParameter(f"'{value}' is no day such as 2027-03-31") from error


def event_type_name(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
    """A name as a definition may have it, whether there is such an Event Type or not; "" if none was given."""
    del context, parameter
    if value is not None and not NAME.fullmatch(value):
        hint = "a CamelCase name of 2 to 80 letters and digits, such as TrackEnded"
        raise click.BadParameter(f"'{value}' is no name of an Event Type: {hint}")
    return value or ""


def seconds_of(text: str, most: int, otherwise: str) -> int:
    """The seconds of a length of time such as 45d. A usage error, of more than `most` with `otherwise` in its words."""
    from composer.spec.quantities import Duration

    try:
        seconds = int(Duration.parse(text).seconds)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    if seconds > most:
        raise click.BadParameter(f"'{text}' {otherwise}")
    return seconds
