"""Environments, policy files and waivers, and where files lie."""

from __future__ import annotations

from functools import partial

from composer.rules.rule import Area, Never, Protects, Rule, Severity

_policy = partial(Rule, protects=Protects.INTENT, waiver=Never.SHARED)
_environment = partial(Rule, protects=Protects.OTHERS, waiver=Never.SHARED)
_waiver = partial(Rule, protects=Protects.RECORDS, waiver=Never.UNSIGNED)

REPOSITORY = Area(
    "Environments, policy files and the repository",
    "ET7",
    (
        _policy("ET701", "Every policy file is there: those that `composer init` writes, but for waivers.yaml."),
        _policy("ET702", "Rows of policy files refer to rows that exist."),
        _policy(
            "ET703",
            "The subscription keeps events at least as long as the SLO and the recovery time together, whether or not "
            "their export fails meanwhile.",
            protects=Protects.EVENTS,
        ),
        _policy(
            "ET704",
            "Nothing of low importance wakes anybody up, and what is less important never says it louder.",
            protects=Protects.ALERTS,
        ),
        _policy(
            "ET705",
            "Budget alerts look back a whole number of hours, and at most a day: as far as Google's burn rates go.",
            protects=Protects.ALERTS,
        ),
        _policy(
            "ET706", "Times, attempts and goals of policy files are such as Google takes.", protects=Protects.DELIVERY
        ),
        _policy(
            "ET707",
            "Rows of policy files that something reads by name are there, and no row is there that nothing reads.",
            leaves_names=True,
        ),
        _environment("ET708", "Regions are those of Google Cloud.", waiver=Never.REFUSED),
        _environment(
            "ET709",
            "Each cell of a real environment has a probe: nobody else sees whether it delivers while it is quiet.",
            protects=Protects.DELIVERY,
            waiver=Never.REMARK,
            severity=Severity.WARNING,
        ),
        _environment("ET711", "An environment is a file in stacks/environments/ with its own name in it."),
        _environment("ET714", "An environment mirrors another one, in projects of its own, that is no mirror itself."),
        _environment(
            "ET715",
            "A definition lies in the folder of its domain: eventtypes/<domain>/<EventType>.yaml.",
            protects=Protects.INTENT,
            waiver=Never.UNCLEAR,
        ),
        _environment("ET716", "Each environment keeps its state and its ledger in places of its own."),
        _environment(
            "ET717",
            "Each environment calls a bucket closer of its own: what it closes is closed for good.",
            protects=Protects.DELIVERY,
        ),
        _environment("ET718", "A network that the composer makes has ranges of private addresses that do not overlap."),
        _environment(
            "ET719",
            "A project has the number that Google gave it, and an image the tag of one build.",
            protects=Protects.DELIVERY,
        ),
        _environment(
            "ET720",
            "An environment of real events says what it may cost.",
            protects=Protects.MONEY,
            severity=Severity.WARNING,
        ),
        _waiver("ET721", "A waiver is for a code that may be waived."),
        _waiver("ET722", "Who approves a waiver is one of those who may."),
        _waiver(
            "ET723",
            "A waiver is for an Event Type, and a place in it, that exists; each is there once.",
            warning_where="what it names is not there",
        ),
        _waiver("ET724", "A waiver that allows nothing is removed.", severity=Severity.WARNING),
        _waiver(
            "ET725",
            "A waiver that has expired is removed, and one that is about to expire is looked at again.",
            severity=Severity.WARNING,
        ),
        _environment(
            "ET726",
            "What was taken over is called as Google calls it, by one Event Type, and remembers what it was.",
            protects=Protects.EVENTS,
        ),
        _environment(
            "ET727",
            "YAML files in the folders of definitions, environments and policy are called as what reads them expects.",
            protects=Protects.INTENT,
            waiver=Never.UNCLEAR,
        ),
        _waiver(
            "ET728", "A waiver ends no later than policy lets one (`longest`): what stays so is for policy to say."
        ),
    ),
)
