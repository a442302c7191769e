"""The platform graph: what all Event Types of a cell share. Event Types may refer to it, never the reverse.

Not here: what one Event Type has for itself (`facets`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.facet_context import environment_labels, grant
from composer.graph import PLATFORM, Resource, ResourceGraph, build_graph, cloud_names, ref
from composer.kinds.datacatalog.policy_tags import POLICY_TAG, TAXONOMY
from composer.kinds.kms.crypto_keys import KEY_RING
from composer.kinds.monitoring.metrics import METRIC_DESCRIPTOR, NOTIFICATION_CHANNEL
from composer.kinds.storage.bucket import BUCKET, BUCKET_IAM_MEMBER
from composer.platform.database_clients import client_roles, users
from composer.platform.shared_grants import project_roles, registry_readers, reporting, workers
from composer.platform.shared_monitoring import Monitoring, descriptor_role
from composer.platform.shared_processing import processing
from composer.platform.spending import budget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.kinds.input_types import monitoring, storage
    from composer.model import Cell, Environment, Policies


def compile_platform(environment: Environment, cell: Cell, policies: Policies) -> ResourceGraph:
    """The shared resources of one cell. What is there once a project belongs to the first of its cells."""
    owner = f"{PLATFORM}{cell.name}"
    watching = Monitoring(environment, cell, policies)
    resources = [
        *_registry(owner, environment, cell),
        *workers(owner, cell),
        *registry_readers(owner, environment, cell),
        _key_ring(owner, cell),
        *_tags(owner, cell, policies),
        *processing(owner, environment, cell, policies),
        *users(owner, environment, cell),
        *_channels(owner, environment, cell),
        *watching.of_cell(),
    ]
    if environment.keeps_project(cell):
        resources += [
            *reporting(owner, cell),
            *project_roles(owner, environment, cell),
            *client_roles(owner, environment, cell),
            *_metrics(owner, cell, policies),
            *watching.of_project(),
            *budget(owner, environment, cell, policies),
        ]
    return build_graph(owner, resources)


def _registry(owner: str, environment: Environment, cell: Cell) -> Iterator[Resource]:
    name = cloud_names.registry_bucket(cell.project, cell.name)
    versioning: storage.BucketVersioningArgsDict = {"enabled": True}
    bucket = Resource(
        id=f"{owner}/registry-bucket",
        type=BUCKET.token,
        name=name,
        inputs={
            "project": cell.project,
            "name": name,
            "location": cell.region.upper(),
            "labels": environment_labels(environment),
            "versioning": versioning,
            "public_access_prevention": "enforced",
            "uniform_bucket_level_access": True,
        },
        because="Registrations of all Event Types lie here; old ones are kept, so that a mistake can be taken back.",
        protect=True,
    )
    yield bucket
    yield grant(
        BUCKET_IAM_MEMBER.token,
        f"serviceAccount:{environment.event_service_account}",
        "roles/storage.objectViewer",
        {"bucket": ref(bucket, "name")},
        id=f"{owner}/registry-reader",
        name=f"{name} event-service",
        because="The Event Service learns from the registry which Event Types exist.",
    )
    if environment.mirror:
        yield grant(
            BUCKET_IAM_MEMBER.token,
            f"serviceAccount:{environment.mirror.event_service_account}",
            "roles/storage.objectViewer",
            {"bucket": ref(bucket, "name")},
            id=f"{owner}/registry-mirror-reader",
            name=f"{name} event-service {environment.mirror.environment}",
            because=f"The Event Service of {environment.mirror.environment} learns here what to publish a copy of.",
        )


def _key_ring(owner: str, cell: Cell) -> Resource:
    name = cloud_names.key_ring(cell.name)
    return Resource(
        id=f"{owner}/key-ring",
        type=KEY_RING.token,
        name=name,
        inputs={"project": cell.project, "location": cell.region, "name": name},
        because="Keys of Event Types with encrypted fields hang on it.",
        protect=True,
    )


def _tags(owner: str, cell: Cell, policies: Policies) -> Iterator[Resource]:
    # No policy type is activated: these tags say what a column holds, and open or close nothing. What a tag opened,
    # it would open in every Event Type; columns are closed by the Event Type's own data policies.
    taxonomy = Resource(
        id=f"{owner}/taxonomy",
        type=TAXONOMY.token,
        name=cloud_names.taxonomy(cell.name),
        inputs={
            "project": cell.project,
            "region": cell.region,
            "display_name": cloud_names.taxonomy(cell.name),
            "description": "What fields of events mean, by category and access tier.",
        },
        because="Columns of all Event Types are classified with its tags.",
    )
    yield taxonomy
    tags = {(row.tag, row.tier) for row in policies.semantic_types.values() if row.tag}
    for tag, tier in sorted(tags):
        yield Resource(
            id=f"{owner}/tag-{tag}-{tier}",
            type=POLICY_TAG.token,
            name=cloud_names.policy_tag(tag, tier),
            inputs={
                "taxonomy": ref(taxonomy),
                "display_name": cloud_names.policy_tag(tag, tier),
                "description": f"Fields of the category {tag} in the access tier {tier}.",
            },
            because=f"Semantic types of the category {tag} are in the tier {tier}.",
        )


def _metrics(owner: str, cell: Cell, policies: Policies) -> Iterator[Resource]:
    for metric in policies.metrics:
        labels: list[monitoring.MetricDescriptorLabelArgsDict] = [
            {"key": key, "value_type": "STRING", "description": description}
            for key, description in sorted(metric.labels.items())
        ]
        yield Resource(
            id=f"{owner}/{descriptor_role(metric.type)}",
            type=METRIC_DESCRIPTOR.token,
            name=metric.type,
            inputs={
                "project": cell.project,
                "type": metric.type,
                "metric_kind": metric.kind,
                "value_type": metric.value_type,
                "unit": metric.unit,
                "display_name": metric.description,
                "description": metric.description,
                "labels": labels,
            },
            because="An alert on a metric that does not exist yet is refused.",
        )


def _channels(owner: str, environment: Environment, cell: Cell) -> Iterator[Resource]:
    again = "" if environment.keeps_project(cell) else f" of {cell.name}"
    for channel in environment.channels:
        yield Resource(
            id=f"{owner}/channel-{channel.name}",
            type=NOTIFICATION_CHANNEL.token,
            name=f"{channel.name}{again}",
            inputs={
                "project": cell.project,
                "type": channel.type,
                "display_name": f"{channel.name}{again}",
                "labels": dict(channel.labels),
                "user_labels": {**environment_labels(environment), "channel": cloud_names.label(channel.name)},
            },
            because=f"Alerts of this environment may go to {channel.name}.",
        )
