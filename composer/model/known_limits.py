"""The limits that something here looks up by name. Others of limits.yaml are added up, whatever they are called."""

from __future__ import annotations

from enum import StrEnum


class KnownLimit(StrEnum):
    """Rows of limits.yaml that have to be there: without its row, a check would be off and nobody would know."""

    MESSAGE_BYTES = "pubsub.message_bytes"
    SCHEMA_BYTES = "pubsub.schema_bytes"
    PARTITIONS = "bigquery.partitions"
    SUBSCRIPTION_RETENTION_MINIMUM = "pubsub.subscription_retention_minimum"
    SUBSCRIPTION_RETENTION_MAXIMUM = "pubsub.subscription_retention_maximum"
    ACK_DEADLINE_MINIMUM = "pubsub.ack_deadline_minimum"
    ACK_DEADLINE_MAXIMUM = "pubsub.ack_deadline_maximum"
    RETRY_BACKOFF_MAXIMUM = "pubsub.retry_backoff_maximum"
    SLO_GOAL_MAXIMUM = "monitoring.slo_goal_ten_thousandths"
    SOFT_DELETE_MINIMUM = "storage.soft_delete_minimum"
    SOFT_DELETE_MAXIMUM = "storage.soft_delete_maximum"
    KEY_ROTATION_MINIMUM = "kms.rotation_minimum"
    HEALING_DELAY_MAXIMUM = "compute.healing_delay_maximum"
