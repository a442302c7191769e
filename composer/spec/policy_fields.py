"""Fields that rows of several policy files have."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from composer.spec.base import Text
from composer.spec.protection import TEXTS

Source = Annotated[Text, Field(description="Where these facts come from, and who may change them."), TEXTS]
WhatItIs = Annotated[Text, Field(description="What this is, for the people who choose it."), TEXTS]


Share = Annotated[float, Field(gt=0, lt=1)]
