"""Pub/Sub schemas: what Google accepts of them."""

from __future__ import annotations

from composer.kinds.kind import Kind, Quota, Rest, deletion_policy, document, project, string
from composer.kinds.pubsub.topic import NAME

REVISIONS = 20
"""A schema holds this many revisions at most."""
EARLY = 15
"""With this many, it is said that they are getting few, and those that nobody needs any more are deleted."""

SCHEMA = Kind(
    token="gcp:pubsub/schema:Schema",  # noqa: S106 - a kind's token
    noun="schema",
    discovery=("pubsub.v1", "Schema"),
    id="projects/{project}/schemas/{name}",
    properties={
        "definition": document(format="avro-schema", max_bytes=300 * 1024),
        "deletion_policy": deletion_policy(),
        "name": string(required=True, immutable=True, pattern=NAME),
        "project": project(),
        "type": string(immutable=True, enum=("PROTOCOL_BUFFER", "AVRO")),
        "revision_id": string(computed=True, value="{revision}"),
    },
    rest=Rest(
        service="pubsub",
        root="https://pubsub.googleapis.com/",
        get="v1/projects/{project}/schemas/{name}",
        list="v1/projects/{project}/schemas",
        items="schemas",
        body={"name": "{id}"},
    ),
    quotas=(Quota(10_000, noun="schemas-per-project", row="pubsub.schemas"),),
    revised_by="definition",
    revisions=REVISIONS,
)
