"""What an environment is meant to cost."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from composer.spec.base import Form, Spec, Whole


class BudgetSpec(Spec):
    """What each project of an environment may cost in a month before somebody is told. Nothing is switched off."""

    billing_account: Annotated[
        str,
        StringConstraints(pattern=r"^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$"),
        Form("the id of a billing account: three groups of six hexadecimal digits", "01AB23-45CD67-89EF01"),
    ]
    """The billing account that pays for the projects."""
    monthly: Annotated[Whole, Field(ge=1)]
    """The amount for each project and calendar month, in whole units of the billing account's currency."""
