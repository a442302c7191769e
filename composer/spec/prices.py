"""prices.yaml: what Google charges, and what the model of cost has to assume."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from composer.spec.base import Day, Form, RowName, Spec, Text

_Number = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{1,9}(\.[0-9]{1,9})?$"),
    Form("a decimal number in quotes, so that it stays exact", '"0.020"'),
]
_Name = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_.-]*$"),
    Form("the name of a price: lower-case letters, digits, dots, hyphens and underscores", "bigquery.storage"),
]


class PriceRow(Spec):
    """What one unit of something costs."""

    price: _Number
    """For one unit, in the currency of the file."""
    unit: Text
    """What is charged for."""
    source: Text
    """The page that lists it."""
    date: Day
    """The day as of which it is meant."""
    regions: dict[
        Annotated[
            str, StringConstraints(pattern=r"^[a-z]+-[a-z]+[0-9]+$"), Form("a region of Google Cloud", "europe-west1")
        ],
        _Number,
    ] = {}
    """Regions where it costs something else."""


class AssumptionRow(Spec):
    """A number that the model needs and nobody's price list has."""

    value: _Number
    """The number."""
    unit: Text
    """What it is a number of."""
    source: Text
    """Where it is from, and how to find a better one."""


class PricesPolicy(Spec):
    """prices.yaml"""

    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Form("three capital letters", "USD")]
    """Of every price in the file."""
    region: RowName
    """Where the prices hold, but for what a row says of other regions."""
    machines: RowName = "e2"
    """The family of machines that `compute.vcpu` and `compute.memory` are the prices of."""
    prices: dict[_Name, PriceRow]
    """Prices by product and unit."""
    assumptions: dict[_Name, AssumptionRow]
    """What the model assumes."""
