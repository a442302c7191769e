"""Service accounts of an Event Type: each does one thing, and is granted the little it needs for that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.facets.facet_context import grant
from composer.graph import Resource, cloud_names
from composer.kinds.serviceaccount.account import ACCOUNT

if TYPE_CHECKING:
    from composer.facets.facet_context import Context
    from composer.graph.resource import Input


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """An account: `part` begins the ids of it and its grants, `account` is its id in the project."""

    context: Context
    part: str
    account: str

    @property
    def email(self) -> str:
        """Its address, which is known before it is made."""
        return f"{self.account}@{self.context.cell.project}.iam.gserviceaccount.com"

    @property
    def id(self) -> str:
        """The account's resource: whatever names its address waits for it."""
        return self.context.id(f"{self.part}-account")

    def made(self, what: str, because: str) -> Resource:
        """The account itself."""
        return Resource(
            id=self.id,
            type=ACCOUNT.token,
            name=self.account,
            inputs={
                "project": self.context.cell.project,
                "account_id": self.account,
                "display_name": f"{what} of {self.context.event.name}",
            },
            because=because,
        )

    def granted(self, token: str, role: str, on: dict[str, Input], called: tuple[str, str], because: str) -> Resource:
        """A grant. `called`: the end of its id, and what it is granted on in words."""
        may = grant(
            token,
            f"serviceAccount:{self.email}",
            role,
            on,
            id=self.context.id(f"{self.part}-{called[0]}"),
            name=f"{called[1]} {self.account}",
            because=because,
        )
        # the address is known without asking, but nothing can be granted to an account that is not there yet
        return Resource(may.id, may.type, may.name, may.inputs, may.because, (self.id,))


def registration_of(context: Context) -> str:
    """The place of the Event Type's registration: the job description of whoever works for it."""
    bucket = cloud_names.registry_bucket(context.cell.project, context.cell.name)
    return f"gs://{bucket}/{cloud_names.registration(context.event.name)}"
