"""What Google Cloud takes, and what fits into a cell."""

from __future__ import annotations

from functools import partial

from composer.rules.rule import Area, Never, Protects, Repair, Role, Rule, Severity

_limit = partial(Rule, protects=Protects.DELIVERY, waiver=Never.REFUSED)
_cell = partial(Rule, protects=Protects.OTHERS, waiver=Never.SHARED)

LIMITS = Area(
    "Limits of Google Cloud",
    "ET6",
    (
        _limit("ET601", "A table has at most 10,000 partitions."),
        _limit("ET602", "An event is at most 10 MB, the limit of a Pub/Sub message."),
        _limit("ET603", "The schema can be stored as columns of a BigQuery table.", blocks_compiling=True),
        _limit(
            "ET604",
            "Raw exports are kept at least as long as a broken delivery takes to be repaired.",
            protects=Protects.EVENTS,
            waiver=Role.PLATFORM,
        ),
        _limit("ET605", "A schema definition for Pub/Sub is at most 300 KB."),
        _limit("ET606", "Google would accept every resource."),
        _limit(
            "ET607",
            "Deduplication looks no further back than raw exports are kept.",
            protects=Protects.MONEY,
            waiver=Never.IMPOSSIBLE,
        ),
        _limit(
            "ET608",
            "A table takes the next version of its columns in place: added, made optional or widened, nothing else.",
            protects=Protects.EVENTS,
            waiver=Role.PLATFORM,
            implies="ET806",
            warning_where="such a version is released, which cannot be taken back",
            against_released=True,
            breaks_reading=True,
        ),
        _limit(
            "ET609",
            "Spark, which deduplicates, can read the schema: no record in itself, no decimal of more than 38 digits.",
            waiver=Never.IMPOSSIBLE,
        ),
        _limit(
            "ET610",
            "Pub/Sub reads Avro 1.11, where the default of a union is of its first type.",
            repair=Repair.FIRST_BRANCH,
        ),
        _limit(
            "ET611",
            "Where BigQuery does not know a logical type, or no number as long, what the column is instead is said.",
            protects=Protects.CONSUMERS,
            waiver=Never.REMARK,
            severity=Severity.WARNING,
        ),
        _cell("ET621", "Where an environment has several cells, every Event Type is placed in one of them."),
        _cell("ET622", "Event Types are placed in cells that the environment has."),
        _cell("ET623", "The Event Types of a cell fit its quotas."),
        _cell(
            "ET624",
            "A cell has room for its Event Types to grow.",
            waiver=Role.PLATFORM,
            severity=Severity.WARNING,
        ),
        _limit("ET625", "One Event Type alone fits the limits of Google Cloud."),
        _cell("ET626", "Quotas of cells are rows of limits.yaml that are counted by project or region."),
        _cell("ET627", "Cells that share a quota state one value of it."),
        _cell(
            "ET628",
            "The machines that an environment allows an Event Type carry its peak.",
            protects=Protects.DELIVERY,
        ),
    ),
)
