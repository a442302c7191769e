"""What `composer new` asks on a terminal: one question a thing that only the author knows, judged when it is answered.

Where nobody can be asked, the same judgements name the flag that is wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from composer.cli.checked_fleet import suggestion
from composer.cli.usage_errors import UsageLines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from composer.model import Policies

DOMAIN = re.compile(r"[a-z][a-z0-9-]{0,39}")
NONE = "none"
"""How `--dedupe` says that no field tells events apart."""

Problem = tuple[str, ...]
"""What is wrong with an answer, in lines; empty if nothing is."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to be known. `needed`: there is no answer that could be assumed."""

    key: str
    prompt: str
    problem: Callable[[str, Policies], Problem]
    needed: bool = True


def _any(answer: str, policies: Policies) -> Problem:
    del policies
    return () if answer.strip() else ("say something",)


def _owner(answer: str, policies: Policies) -> Problem:
    if answer in policies.owners:
        return ()
    return (
        f"there is no team '{answer}'. " + suggestion(answer, sorted(policies.owners)),
        "A new team is a row of stacks/policy/teams.yaml:",
        *_team_row(answer, policies),
    )


def _team_row(name: str, policies: Policies) -> tuple[str, ...]:
    """The row to add for a team, in the form of those that are there."""
    row = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "a-team"
    domain = next((owner.group.rpartition("@")[2] for owner in policies.owners.values()), "your domain")
    return f"  {row}:", "    description: …", f'    group: "group:{row}@{domain}"'


def _domain(answer: str, policies: Policies) -> Problem:
    del policies
    return () if DOMAIN.fullmatch(answer) else ("a domain is lower-case letters, digits and hyphens",)


def _quantity(name: str) -> Callable[[str, Policies], Problem]:
    def problem(answer: str, policies: Policies) -> Problem:
        from composer.spec import quantities

        del policies
        try:
            getattr(quantities, name).parse(answer)
        except ValueError as error:
            return (f"'{answer}': {error}",)
        return ()

    return problem


QUESTIONS = (
    Question("description", "What has happened when it is sent, and what depends on it?", _any),
    Question("owner", "Which team answers for it", _owner),
    Question("domain", "In which domain (the folder in eventtypes/)", _domain),
    Question("average", "Events over a usual day, such as 20/s or 400/h", _quantity("Rate")),
    Question("peak", "Events in the busiest minute of the year", _quantity("Rate")),
    Question("event_size", "How large is one encoded event, on average", _quantity("Size"), needed=False),
    Question("dedupe", f"Which field is the same in every attempt to send an event, or {NONE}", _any, needed=False),
    Question("retention", "How long is it kept, such as 90d or 10y", _quantity("Duration"), needed=False),
)
"""In the order in which they are asked. What is not needed is proposed, and said to be assumed where nobody answers."""


def answered(
    given: Mapping[str, Any], proposed: Mapping[str, str], policies: Policies, domains: Sequence[str]
) -> tuple[dict[str, Any], tuple[str, ...], frozenset[str]]:
    """The values that flags and answers give, the keys of what was assumed because nobody was asked, and of all that
    nobody said: that too for which somebody took what was proposed.

    `given`: flags, None for those that were left out; `proposed`: what is assumed for what is not needed. Ends with
    wrong usage where something is missing and nobody is there, or a flag says what no definition could.
    """
    from composer.printing import output

    answers = dict(given)
    for question in QUESTIONS:
        if answers[question.key] and (wrong := question.problem(answers[question.key], policies)):
            flag = f"--{question.key.replace('_', '-')}"
            raise UsageLines(f"Invalid value for {flag}: {wrong[0]}", *wrong[1:])
    open_ = [question for question in QUESTIONS if not answers[question.key]]
    missing = [question for question in open_ if question.needed]
    if missing and not output.can_ask():
        flags = (f"--{question.key:<14}{question.prompt}" for question in missing)
        raise UsageLines("nobody is there to be asked, so these flags are needed:", *flags)
    offered = {"owner": sorted(policies.owners), "domain": list(domains)}
    asking = bool(missing)  # who gave all that is needed as flags wants no conversation
    for question in open_:
        default = proposed.get(question.key)
        answers[question.key] = _asked(question, offered.get(question.key, []), default, policies) if asking else ""
    unsaid = frozenset(question.key for question in open_ if not answers[question.key])
    answers |= {key: proposed.get(key) for key in unsaid}
    assumed = tuple(question.key for question in open_ if not question.needed and not asking)
    return answers, assumed, unsaid


def _asked(question: Question, choices: Sequence[str], default: str | None, policies: Policies) -> str:
    """The first answer that a definition could say; "" if what is proposed is taken."""
    from composer.printing import output
    from composer.printing.blocks import Line

    if choices:
        output.show([Line(f"{question.key}s: {', '.join(choices)}", 2)], err=True)
    only = choices[0] if len(choices) == 1 else None
    prompt = question.prompt.removesuffix("?")
    while True:
        answer = output.typed(prompt, default) if default else output.ask(prompt, only)
        if not answer:
            return ""
        wrong = question.problem(answer, policies)
        if not wrong:
            return answer
        output.show([Line(line, 2) for line in wrong], err=True)


def wrong_field(key: str, names: Sequence[str]) -> click.BadParameter:
    """That `--dedupe` names no field of the schema."""
    return click.BadParameter(f"no field is called '{key}'. {suggestion(key, names)}", param_hint="--dedupe")
