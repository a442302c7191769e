"""How long Google keeps what was deleted, or what nobody said how long to keep. Seconds, each with its source."""

from __future__ import annotations

from composer.units import DAY

SUBSCRIPTION_DEFAULT = 7 * DAY
"""Unacknowledged messages, where a subscription does not say.
https://cloud.google.com/pubsub/docs/subscription-properties"""
LIFECYCLE_LAG = DAY
"""Lifecycle rules are acted on asynchronously. https://cloud.google.com/storage/docs/lifecycle#behavior names no bound,
a changed rule takes up to 24 hours; a day is what to count on."""
SOFT_DELETE_DEFAULT = 7 * DAY
"""Deleted objects, where a bucket does not say. https://cloud.google.com/storage/docs/soft-delete"""
TIME_TRAVEL_DEFAULT = 7 * DAY
"""Deleted rows, where a dataset does not say. https://cloud.google.com/bigquery/docs/time-travel"""
FILES_COLLECTED = DAY
"""Files of an Iceberg table that no point in time refers to any more. BigQuery removes them by itself, and no bound is
named; a day is what to count on. https://cloud.google.com/bigquery/docs/iceberg-tables"""
KEY_VERSION_DEFAULT = 30 * DAY
"""Versions of keys that are to be destroyed, where a key does not say; they work no more, and can be restored. What we
make says `key_restorable` of policy. https://cloud.google.com/kms/docs/destroy-restore"""
FAIL_SAFE = 7 * DAY
"""After time travel, always; only Google's support reaches it.
https://cloud.google.com/bigquery/docs/time-travel#fail-safe"""
