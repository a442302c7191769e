"""The metrics that alerts, objectives and dashboards select, by name."""

from __future__ import annotations

from enum import StrEnum


class OwnMetric(StrEnum):
    """Rows of metrics.yaml that have to be there. Others are described to Google, and read by whom they belong to."""

    LATENESS = "custom.googleapis.com/event_delivery/lateness"
    CLOSE_DELAY = "custom.googleapis.com/event_delivery/close_delay"
    PUBLISHED_EVENTS = "custom.googleapis.com/event_delivery/published_events"
    REJECTED_EVENTS = "custom.googleapis.com/event_delivery/rejected_events"
    REJECTED_BY_PRODUCER = "custom.googleapis.com/event_delivery/rejected_by_producer"
    DELIVERED_RATIO = "custom.googleapis.com/event_delivery/delivered_ratio"
    SKEWED_RATIO = "custom.googleapis.com/event_delivery/skewed_ratio"
    HEARTBEAT = "custom.googleapis.com/event_delivery/heartbeat"
    REQUESTS = "custom.googleapis.com/event_delivery/requests"


class GoogleMetric(StrEnum):
    """Rows of google_metrics.yaml: these and no others."""

    OLDEST_UNACKED_MESSAGE_AGE = "pubsub.googleapis.com/subscription/oldest_unacked_message_age"
    NUM_UNDELIVERED_MESSAGES = "pubsub.googleapis.com/subscription/num_undelivered_messages"
    SEND_MESSAGE_OPERATION_COUNT = "pubsub.googleapis.com/topic/send_message_operation_count"
    FINISHED_EXECUTION_COUNT = "workflows.googleapis.com/finished_execution_count"
    INSTANCE_GROUP_SIZE = "compute.googleapis.com/instance_group/size"
    LOG_ENTRY_COUNT = "logging.googleapis.com/log_entry_count"
    DATAFLOW_JOB_IS_FAILED = "dataflow.googleapis.com/job/is_failed"
    QUOTA_EXCEEDED = "serviceruntime.googleapis.com/quota/exceeded"
    QUOTA_USAGE = "serviceruntime.googleapis.com/quota/allocation/usage"
    QUOTA_LIMIT = "serviceruntime.googleapis.com/quota/limit"
    DATABASE_UP = "cloudsql.googleapis.com/database/up"
    DATABASE_DISK_UTILIZATION = "cloudsql.googleapis.com/database/disk/utilization"
    DATABASE_CPU_UTILIZATION = "cloudsql.googleapis.com/database/cpu/utilization"


KnownMetric = OwnMetric | GoogleMetric
