"""Pub/Sub schemas: what Google accepts of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.inventory import asset
from composer.kinds.kind import FREE, Kind, Rest
from composer.kinds.property import deletion_policy, document, project, string
from composer.kinds.pubsub.avro_subset import avro_problem
from composer.kinds.pubsub.topic import NAME
from composer.kinds.quota_rules import Quota
from composer.kinds.rest_writes import Writes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

REVISIONS = 20
"""A schema holds this many revisions at most."""
EARLY = 15
"""With this many, it is said that they are getting few, and those that nobody needs any more are deleted."""


def schema_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a schema beyond each property by itself: path and words."""
    if inputs.get("type", "AVRO") == "AVRO" and inputs.get("definition") is not None:
        problem = avro_problem(inputs["definition"])
        if problem:
            yield "definition", f"The schema definition is invalid: {problem}"
    if inputs.get("type") is None:
        yield "type", "The schema's type must be set."
    if inputs.get("definition") is None:
        yield "definition", "The schema's definition must be set."


SCHEMA = Kind(
    token="gcp:pubsub/schema:Schema",  # noqa: S106 - a kind's token
    discovery=("pubsub.v1", "Schema"),
    inventory=asset("pubsub.googleapis.com/Schema"),
    permissions=(
        "pubsub.schemas.listRevisions",
        "pubsub.schemas.validate",
    ),
    id="projects/{project}/schemas/{name}",
    auto_name="name",
    properties={
        "definition": document(format="avro-schema", max_bytes=300 * 1024),
        "deletion_policy": deletion_policy(),
        "name": string(required=True, immutable=True, pattern=NAME),
        "project": project(),
        "type": string(immutable=True, enum=("PROTOCOL_BUFFER", "AVRO"), numbers={"PROTOCOL_BUFFER": 1, "AVRO": 2}),
        "revision_id": string(computed=True, value="{revision}"),
    },
    rest=Rest(
        service="pubsub",
        root="https://pubsub.googleapis.com/",
        get="v1/projects/{project}/schemas/{name}",
        list="v1/projects/{project}/schemas",
        items="schemas",
        body={"name": "{id}"},
        writes=Writes(
            names="schemaId={name}",
            update=("POST",),
            update_path="v1/projects/{project}/schemas/{name}:commit",
            updated_in="schema",
            change="whole",
        ),
    ),
    quotas=(Quota(10_000, noun="schemas-per-project", row="pubsub.schemas"),),
    revised_by="definition",
    revisions=REVISIONS,
    charge=FREE,
    joint_rule=schema_problems,
)
