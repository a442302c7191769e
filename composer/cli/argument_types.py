"""What an option or argument may be: a day, the name of an Event Type."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import click

NAME = re.compile(r"[A-Z][A-Za-z0-9]{1,79}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class _Day(click.ParamType[str]):
    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The day as it was written."""
        try:
            if value and not _DAY.fullmatch(value):
                raise ValueError(value)
            return date.fromisoformat(value).isoformat() if value else ""
        except ValueError:
            self.fail(f"'{value}' is no day such as 2027-03-31", param, ctx)


class _EventTypeName(click.ParamType[str]):
    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name as it was written, whether there is such an Event Type or not."""
        if value and not NAME.fullmatch(value):
            hint = "a CamelCase name of 2 to 80 letters and digits, such as TrackEnded"
            self.fail(f"'{value}' is no name of an Event Type: {hint}", param, ctx)
        return str(value)


DAY = _Day()
"""An ISO date; "" where nobody says one."""
EVENT_TYPE_NAME = _EventTypeName()
"""A name as a definition may have it."""
