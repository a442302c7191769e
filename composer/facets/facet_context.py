"""What every facet is given, and what facets share: labels, grants, references to the platform."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.graph import PLATFORM, Resource, cloud_names, ref

if TYPE_CHECKING:
    from composer.graph.resource import Input
    from composer.model import Cell, Environment, EventType, Policies


@dataclass(frozen=True, slots=True)
class Context:
    """One Event Type in one environment."""

    event: EventType
    environment: Environment
    cell: Cell
    policies: Policies

    def id(self, role: str) -> str:
        """The id of a resource of this Event Type."""
        return f"{self.event.name}/{role}"

    def named(self, role: str, otherwise: str) -> str:
        """The name of a resource in the cloud: `otherwise`, unless it was there before and is called something."""
        adopted = self.environment.adopted_by(self.event.name).get(role)
        return adopted.name if adopted is not None else otherwise

    def bucket(self, purpose: str) -> str:
        """The name of the bucket of that purpose."""
        ours = cloud_names.bucket(self.cell.project, self.event.name, purpose)
        return self.named(f"{purpose}-bucket", ours)

    @property
    def schema(self) -> str:
        """The name of its schema in Pub/Sub."""
        return self.named("schema", cloud_names.schema(self.event.name))

    @property
    def topic(self) -> str:
        """The name of its topic."""
        return self.named("topic", cloud_names.topic(self.event.name))

    @property
    def etl_subscription(self) -> str:
        """The name of the subscription that the ETL reads."""
        return self.named("etl-subscription", cloud_names.etl_subscription(self.event.name))

    @property
    def dataset(self) -> str:
        """The name of its dataset."""
        return self.named("dataset", cloud_names.dataset(self.event.name))

    @property
    def table(self) -> str:
        """The name of the table in it."""
        return self.named("table", cloud_names.TABLE)

    def platform(self, role: str, output: str) -> dict[str, str]:
        """An output of the platform of this Event Type's cell."""
        return ref(f"{PLATFORM}{self.cell.name}/{role}", output)

    @property
    def labels(self) -> dict[str, str]:
        """On everything whose labels can be changed in place: audit and cost depend on them."""
        return {
            **self.lasting_labels,
            "owner": cloud_names.label(self.event.owner.name),
            "importance": self.event.importance.value,
            "finance-bearing": "yes" if self.event.finance_bearing else "no",
        }

    @property
    def lasting_labels(self) -> dict[str, str]:
        """On what is replaced when its labels change: nothing that people change. The Event Type tells all else."""
        return {**environment_labels(self.environment), "event-type": cloud_names.label(self.event.name)}

    def service_agent(self, service: str) -> str:
        """Google's own service account for a service in this project."""
        return f"serviceAccount:service-{self.cell.project_number}@{service}.iam.gserviceaccount.com"


def spread(event_type: str, over: int) -> int:
    """A number from 0 to `over` - 1 that is always the same for an Event Type, and evenly spread over them."""
    return int(hashlib.sha256(event_type.encode()).hexdigest(), 16) % over


def environment_labels(environment: Environment) -> dict[str, str]:
    """Labels of everything the composer makes in an environment."""
    return {"managed-by": "composer", "environment": cloud_names.label(environment.name)}


def grant(token: str, member: Input, role: str, on: dict[str, Input], **identity: str) -> Resource:
    """An IAM grant of one role to one principal. `identity`: the resource's id, name and because."""
    return Resource(
        id=identity["id"],
        type=token,
        name=identity["name"],
        inputs={**on, "role": role, "member": member},
        because=identity["because"],
    )
