"""Hazards: a definition can be fine, and the way to it harmful."""

from __future__ import annotations

from functools import partial

from composer.rules.rule import Area, Never, Protects, Role, Rule, Severity, Subject

_people = partial(Rule, protects=Protects.PEOPLE, waiver=Role.PRIVACY, subject=Subject.HAZARD)
_events = partial(Rule, protects=Protects.EVENTS, waiver=Role.PLATFORM, subject=Subject.HAZARD)

HAZARDS = Area(
    "Hazards: changes that can hurt (`check --base`, `plan`, `up`)",
    "ET8",
    (
        _people("ET801", "A field that is encrypted stays encrypted, with a key that protects as much."),
        _people("ET802", "A field does not come to mean something less protected."),
        _people("ET803", "A field gets no readers that it did not have."),
        _people("ET804", "Personal data is not kept longer in clear than before."),
        _people("ET805", "A masked column shows no more than before."),
        _events(
            "ET806", "Nothing that holds events or cannot be made again is deleted or replaced, but by its lifecycle."
        ),
        _events("ET807", "Events that were to be kept are not deleted earlier."),
        _people(
            "ET808",
            "Protection that is raised does not reach what was delivered before.",
            waiver=Never.REMARK,
            severity=Severity.WARNING,
        ),
        _events(
            "ET809",
            "The schema that was applied and the new one read each other's events.",
            protects=Protects.CONSUMERS,
            breaks_reading=True,
        ),
        _events("ET814", "What was applied is known before it is changed."),
        _people(
            "ET815",
            "What the organisation writes to protect people protects no less than before.",
            of_policy_files=True,
        ),
        _events(
            "ET816", "A retention is locked knowingly, since nobody can undo it; and what is locked is not shortened."
        ),
        _events(
            "ET817",
            "What `cleanup` removes for good is approved, where it holds data, is a key, matters much or is money's.",
        ),
        _events(
            "ET818",
            "What the organisation writes to hold removals back holds back no less than before.",
            of_policy_files=True,
        ),
    ),
)
