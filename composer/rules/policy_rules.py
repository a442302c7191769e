"""What policy asks of a definition, of its promises, and of the steps of its life."""

from __future__ import annotations

from functools import partial

from composer.rules.rule import Area, Grouping, Never, Protects, Role, Rule, Severity, Subject

_rule = partial(Rule, protects=Protects.INTENT, waiver=Never.UNCLEAR)
_promise = partial(Rule, protects=Protects.ALERTS, grouping=Grouping.LEVEL)
_step = partial(Rule, protects=Protects.CONSUMERS)

POLICY = Area(
    "Policy",
    "ET2",
    (
        _rule("ET201", "Teams in a definition are rows of teams.yaml."),
        _rule("ET202", "Access tiers in a definition are rows of access_tiers.yaml."),
        _rule("ET203", "The schema carries the name of its Event Type, and the file too."),
        _rule(
            "ET205",
            "The key of deduplication and clustering columns are fields of the schema; each event has its own key.",
            names_fields=True,
        ),
        _rule(
            "ET206",
            "What is deprecated says when it ends, and ends then; what replaces it is another one that lives.",
            warning_where="its day has passed",
        ),
        _rule(
            "ET207",
            "What money is paid from is deduplicated: whatever is sent may arrive twice.",
            protects=Protects.MONEY,
            waiver=Never.REMARK,
            severity=Severity.WARNING,
        ),
        _rule(
            "ET208",
            "A quantity is one that somebody can mean: nothing is kept for less than a bucket or a million years, no "
            "minimum is above its maximum, no average above its peak.",
            implausible=True,
            leaves_names=True,
        ),
        _rule(
            "ET209",
            "A peak is at most 1,000 times the average: everything is sized and paid for by it.",
            protects=Protects.MONEY,
            waiver=Never.REMARK,
            severity=Severity.WARNING,
        ),
        _rule(
            "ET210",
            "Who needs events by the hour reads an Event Type whose buckets are hours.",
            protects=Protects.CONSUMERS,
            waiver=Never.REMARK,
            severity=Severity.WARNING,
        ),
        _rule(
            "ET211",
            "Columns that cluster a table are in clear: ciphertext has no order that a query could use.",
            protects=Protects.MONEY,
            waiver=Never.REMARK,
            severity=Severity.WARNING,
        ),
        _rule(
            "ET212",
            "A probe shows that delivery works: an event a minute, each like the one before, none removed as a double.",
            protects=Protects.ALERTS,
        ),
        _promise(
            "ET221",
            "Objectives, alerts and dashboards read metrics that somebody writes: name, kind, type and labels are "
            "registered; and those of an Event Type read its own alone.",
            waiver=Never.IMPOSSIBLE,
        ),
        _promise(
            "ET222",
            "An objective tolerates at least one bad window in its period.",
            waiver=Role.PLATFORM,
            promise="objective",
        ),
        _promise(
            "ET223",
            "An alert tells of broken delivery in time, and of nothing else.",
            waiver=Role.PLATFORM,
            promise="fast",
        ),
        Rule(
            "ET224",
            "A bucket can be closed within the delivery SLO: the SLO is not shorter than the shortest bucket.",
            Protects.DELIVERY,
            Never.IMPOSSIBLE,
        ),
        Rule(
            "ET226",
            "Channels that importance.yaml names are channels of the environment.",
            Protects.ALERTS,
            Never.REMARK,
            Severity.WARNING,
        ),
        Rule(
            "ET227",
            "The slowest bucket that is made good by itself is delivered within the delivery SLO.",
            Protects.DELIVERY,
            Role.PLATFORM,
        ),
        _step(
            "ET231",
            "The lifecycle moves in the steps of its table, one at a time.",
            waiver=Role.PLATFORM,
            subject=Subject.STEP,
            follows_lifecycle=True,
        ),
        _step(
            "ET232",
            "A definition stays: its lifecycle ends with a tombstone, not with the file.",
            waiver=Never.RECORDED,
        ),
        _step(
            "ET233",
            "A step of the lifecycle is taken once its gate is open, as far as files can tell.",
            waiver=Role.PLATFORM,
        ),
        _step(
            "ET234",
            "A name that was deleted stays reserved.",
            waiver=Never.RECORDED,
            follows_lifecycle=True,
        ),
    ),
)
