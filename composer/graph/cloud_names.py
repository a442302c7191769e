"""Every cloud name, with the limits of its kind. Deterministic; a digest appears only where a name must be cut.

Names are derived from what an author may never change: the Event Type's name, the cell, the project.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from composer.graph.name_limits import (
    BUCKET_LIMIT,
    BUCKET_WORKFLOW_LIMIT,
    CLUSTER_LIMIT,
    COMPUTE_LIMIT,
    DATA_POLICY_LIMIT,
    DATABASE_LIMIT,
    DATASET_LIMIT,
    JOB_LIMIT,
    KEY_LIMIT,
    LABEL_LIMIT,
    PUBSUB_LIMIT,
    SERVICE_ACCOUNT_LIMIT,
    SERVICE_LIMIT,
    WORKFLOW_LIMIT,
    fit,
    split_camel_case,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def schema(event_type: str) -> str:
    """Pub/Sub schema."""
    return fit(f"event.{event_type}", PUBSUB_LIMIT)


def topic(event_type: str) -> str:
    """Topic of an Event Type."""
    return fit(f"event.{event_type}", PUBSUB_LIMIT)


def etl_subscription(event_type: str) -> str:
    """Subscription that the ETL reads."""
    return fit(f"event.{event_type}.etl", PUBSUB_LIMIT)


DEAD_LETTERS = ".dead-letter"
"""What names of dead letters end in."""


def dead_letter_topic(event_type: str) -> str:
    """Topic for events that could not be decoded."""
    return fit(f"event.{event_type}{DEAD_LETTERS}", PUBSUB_LIMIT)


def dead_letter_subscription(event_type: str) -> str:
    """Subscription that keeps dead letters."""
    return fit(f"event.{event_type}{DEAD_LETTERS}", PUBSUB_LIMIT)


def bucket(project: str, event_type: str, purpose: str) -> str:
    """Bucket of an Event Type: the purpose survives when the name is cut, so that people can tell buckets apart."""
    room = BUCKET_LIMIT - len(purpose) - 1
    return f"{fit('-'.join((project, *split_camel_case(event_type))), room)}-{purpose}"


READY = "ready/"
"""Beginning of the names of what is finished in a landing bucket: processed, and free to be delivered."""
EXPORTS = "exports/"
"""Beginning of the names of what the ETL exports there, bucket by bucket of time."""
DEDUPLICATED = "deduplicated/"
"""Beginning of the names of what is still to be encrypted, once it was looked through for doubles."""
TEMPORARY = "temporary/"
"""Beginning of the names of what jobs need while they run."""


REGISTRATIONS = "registrations/"
"""Beginning of the names of registrations in the registry bucket."""


def registry_bucket(project: str, cell: str) -> str:
    """Bucket of a cell that holds the registrations."""
    return fit(f"{project}-{cell}-event-registry", BUCKET_LIMIT)


def dataset(event_type: str) -> str:
    """BigQuery dataset of an Event Type."""
    return fit("_".join(split_camel_case(event_type)), DATASET_LIMIT, "_")


TABLE = "events"
"""The one table of a dataset."""


def data_policy(event_type: str, role: str) -> str:
    """BigQuery data policy of an Event Type."""
    return fit("_".join((*split_camel_case(event_type), role.replace("-", "_"))), DATA_POLICY_LIMIT, "_")


def service(event_type: str) -> str:
    """Monitoring service of an Event Type."""
    return fit("-".join(("event", *split_camel_case(event_type))), SERVICE_LIMIT)


def component(name: str) -> str:
    """Monitoring service of one of the delivery system's own components."""
    return fit(f"delivery-{name}", SERVICE_LIMIT)


def service_account(event_type: str) -> str:
    """Account id of the service account that an Event Type's ETL runs as."""
    return fit("-".join(("etl", *split_camel_case(event_type))), SERVICE_ACCOUNT_LIMIT)


def processing_account(event_type: str) -> str:
    """Account id of the service account that deduplicates and encrypts an Event Type's events."""
    return fit("-".join(("proc", *split_camel_case(event_type))), SERVICE_ACCOUNT_LIMIT)


def expiry_account(event_type: str) -> str:
    """Account id of the service account that deletes the events of a table whose time is over."""
    return fit("-".join(("keep", *split_camel_case(event_type))), SERVICE_ACCOUNT_LIMIT)


def connection(event_type: str) -> str:
    """BigQuery connection of an Event Type."""
    return fit("-".join(("event", *split_camel_case(event_type))), COMPUTE_LIMIT)


def workflow(event_type: str) -> str:
    """Dataproc workflow template that deduplicates."""
    return fit("-".join(("event", *split_camel_case(event_type))), WORKFLOW_LIMIT)


def cluster(event_type: str) -> str:
    """Beginning of the names of the clusters that a workflow makes; Dataproc adds what is random."""
    return fit("-".join(("event", *split_camel_case(event_type))), CLUSTER_LIMIT)


def pipeline(event_type: str) -> str:
    """Beginning of the names of the Dataflow jobs that encrypt; the bucket follows."""
    return fit("-".join(("event", *split_camel_case(event_type), "encrypt")), COMPUTE_LIMIT)


def bucket_workflow(event_type: str) -> str:
    """Workflow of the closed buckets of an Event Type."""
    return fit("-".join(("event", *split_camel_case(event_type), "bucket")), BUCKET_WORKFLOW_LIMIT)


def processing_role(cell: str) -> str:
    """Id of the custom role that processing accounts of a cell have in its project. Hyphens are not allowed."""
    return f"event_processing_{cell.replace('-', '_')}"


def clusters(cell: str) -> str:
    """Dataproc autoscaling policy of a cell."""
    return fit(f"event-processing-{cell}", WORKFLOW_LIMIT)


def database(cell: str) -> str:
    """Cloud SQL instance of a cell. Its name stays taken for a week after it was deleted."""
    return fit(f"delivery-metadata-{cell}", DATABASE_LIMIT)


def etl(event_type: str) -> str:
    """Health check, instance group and autoscaler of an Event Type's ETL."""
    return fit("-".join(("etl", *split_camel_case(event_type))), COMPUTE_LIMIT)


def instance_template(event_type: str, version: str, digest: str) -> str:
    """Instance template. It cannot be changed, only replaced beside its predecessor: its name tells its content."""
    ending = f"-{version}-{digest}"
    return fit("-".join(("etl", *split_camel_case(event_type))), COMPUTE_LIMIT - len(ending)) + ending


def job(event_type: str, purpose: str) -> str:
    """Cloud Scheduler job of an Event Type."""
    return fit("-".join(("event", *split_camel_case(event_type))), JOB_LIMIT - len(purpose) - 1) + f"-{purpose}"


def registration(event_type: str) -> str:
    """Object in the registry bucket."""
    return f"{REGISTRATIONS}{event_type}.json"


SERVICES_RANGE = "delivery-services"
"""The range that a managed network keeps for Google's managed services."""


def firewall(network: str, role: str) -> str:
    """The rule of a managed network for one purpose."""
    return fit(f"{network}-{role}", COMPUTE_LIMIT)


@lru_cache(maxsize=10_000)
def label(value: str) -> str:
    """A text as a label's value."""
    return fit(re.sub(r"[^a-z0-9_-]", "-", value.lower()), LABEL_LIMIT)


def access_logs() -> str:
    """Log bucket and sink of a project for who read what. For a week Google gives the name of a deleted bucket to
    nobody: https://cloud.google.com/logging/docs/buckets#delete-bucket"""
    return "event-access"


def key_ring(cell: str) -> str:
    """KMS key ring of a cell. No verb deletes a key ring: those that come later find it by this name."""
    return f"event-delivery-{cell}"


def key_ring_path(project: str, region: str, cell: str) -> str:
    """The full name of the key ring of a cell, which is known before the ring is made."""
    return f"projects/{project}/locations/{region}/keyRings/{key_ring(cell)}"


def crypto_key(event_type: str) -> str:
    """KMS key of an Event Type, unique in its key ring. Of a key that is deleted the name stays retired, so this one is
    for ever."""
    return fit("-".join(("event", *split_camel_case(event_type))), KEY_LIMIT)


def taxonomy(cell: str) -> str:
    """Display name of a cell's taxonomy of fields."""
    return f"event-fields-{cell}"


def policy_tag(tag: str, tier: str) -> str:
    """Display name of a policy tag: category and tier, shared by all Event Types."""
    return f"{tag}-{tier}"


def claims(project: str, event_type: str) -> Iterator[tuple[str, str]]:
    """The names that an Event Type claims and others could claim too: what each is, and the name."""
    yield "bucket", bucket(project, event_type, "delivered")
    yield "bucket", bucket(project, event_type, "landing")
    yield "dataset", dataset(event_type)
    yield "account", service_account(event_type)
    yield "account", processing_account(event_type)
    yield "group", etl(event_type)
    yield "workflow", workflow(event_type)
    yield "topic", topic(event_type)
    yield "label", label(event_type)
