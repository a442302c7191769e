"""Sinks: which entries of a project's logs go where, beside where they go in any case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.inventory import SYNCED, asset
from composer.kinds.kind import FREE, Kind, Parent, Rest
from composer.kinds.logging.log_bucket import LOG_BUCKET
from composer.kinds.property import blocks, boolean, deletion_policy, project, string
from composer.kinds.rest_writes import Writes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

TO_LOG_BUCKET = "logging.googleapis.com/"
"""What a destination begins with that is a log bucket; its full name follows."""
_NAME = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}"


def sink_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a sink beyond each property by itself: path and words."""
    names = [str(one.get("name")) for one in inputs.get("exclusions") or () if isinstance(one, dict)]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield f"exclusions[{index}].name", f"An exclusion named {name} is there already."


LOG_SINK = Kind(
    token="gcp:logging/projectSink:ProjectSink",  # noqa: S106 - a kind's token
    discovery=("logging.v2", "LogSink"),
    inventory=asset("logging.googleapis.com/LogSink", SYNCED),
    id="projects/{project}/sinks/{name}",
    auto_name="name",
    properties={
        "destination": string(
            required=True,
            pattern=r"logging\.googleapis\.com/projects/[^/]+(/locations/[^/]+/buckets/[^/]+)?"
            r"|storage\.googleapis\.com/[^/]+|bigquery\.googleapis\.com/projects/[^/]+/datasets/[^/]+"
            r"|pubsub\.googleapis\.com/projects/[^/]+/topics/[^/]+",
        ),
        "deletion_policy": deletion_policy(),
        "description": string(max_length=8000),
        "disabled": boolean(),
        "exclusions": blocks(
            {
                "name": string(required=True, pattern=_NAME),
                "filter": string(required=True),
                "description": string(),
                "disabled": boolean(default=False),
            },
        ),
        "filter": string(max_length=20_000),
        "name": string(required=True, immutable=True, pattern=_NAME),
        "project": project(),
        "unique_writer_identity": boolean(default=True, api=""),
        "writer_identity": string(computed=True),
    },
    unsupported=frozenset({"bigquery_options", "custom_writer_identity"}),
    rest=Rest(
        "logging",
        root="https://logging.googleapis.com/",
        get="v2/projects/{project}/sinks/{name}",
        list="v2/projects/{project}/sinks",
        items="sinks",
        writes=Writes(update=("PATCH", "PUT")),
    ),
    parents=(
        Parent(
            "destination",
            LOG_BUCKET.token,
            match=rf"{TO_LOG_BUCKET}(projects/[^/]+/locations/[^/]+/buckets/.+)",
        ),
    ),
    # the provider takes over a sink that is there
    idempotent_create=True,
    joint_rule=sink_problems,
    not_found="Sink {name} does not exist., notFound",
    charge=FREE,
    loss="entries of logs no longer go where they are kept",
    lets_nobody_in="it hands on what was written about accesses, and none of what was read",
)
