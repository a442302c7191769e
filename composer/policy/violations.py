"""What policy and the limits of Google Cloud forbid in one settled Event Type."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Related, Span, has_errors
from composer.graph import canonical
from composer.model.known_limits import KnownLimit
from composer.policy import event_keys, probes
from composer.policy.declared_traffic import traffic
from composer.policy.evolution import evolution
from composer.policy.lifecycle_ends import lifecycle_ends
from composer.policy.meanings import meanings
from composer.policy.storage import storage_policy
from composer.policy.suggestions import nearest
from composer.policy.vocabulary import nearest_first
from composer.printing.day_counts import in_days
from composer.schema.attributes import misread, unread
from composer.schema.avro import problems
from composer.schema.enum_defaults import cannot_grow
from composer.schema.spark import unreadable
from composer.schema.walk import without_annotations
from composer.spec.plausible import too_short, with_unit_name
from composer.spec.problem_names import listed
from composer.units import DAY, HOUR, Days, Seconds, whole_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.documents import Document
    from composer.model import EventType, Path, Policies


MOST_OF_A_RULE = 500
"""Errors that one rule looks for in one definition: who breaks it so often has made one mistake, and to find what
was meant each time takes long."""

TEAMS, TIERS = "stacks/policy/teams.yaml", "stacks/policy/access_tiers.yaml"


class _Judge:
    """One Event Type under judgement; methods yield what is wrong."""

    def __init__(self, event: EventType, document: Document, policies: Policies) -> None:
        self.event = event
        self.document = document
        self.policies = policies

    def diagnostic(
        self, code: str, path: Path, message: str, hint: str = "", related: tuple[tuple[Path, str], ...] = ()
    ) -> Diagnostic:
        others = tuple(Related(self.document.span(where), text) for where, text in related)
        span = self.document.span(path)
        return Diagnostic(code, message, span, hint, event_type=self.event.name, related=others)

    def key_diagnostic(self, code: str, path: Path, message: str, hint: str) -> Diagnostic:
        """As `found`, at the key."""
        return replace(self.diagnostic(code, path, message, hint), span=self.document.key_span(path))

    def because_of(self, diagnostic: Diagnostic, row: str, message: str) -> Diagnostic:
        """The same, with the row of a policy file that it clashes with."""
        place = self.policies.places.get(row)
        related = (Related(Span(place.file, place.line, place.column), message),) if place else ()
        return replace(diagnostic, related=(*diagnostic.related, *related))

    def teams(self) -> Iterator[Diagnostic]:
        named: list[tuple[Path, str]] = [(("owner",), self.event.owner.name)]
        named += [(("consumers", index, "team"), row.team) for index, row in enumerate(self.event.consumers)]
        for path, team in named:
            if team not in self.policies.owners:
                there = nearest_first(self.policies.owners, (team, self.document.file))
                hint = nearest(team, there, f"{listed('team', there, TEAMS)}; add yours there")
                yield self.diagnostic("ET201", path, f"there is no team `{team}`", hint)

    def access(self) -> Iterator[Diagnostic]:
        for tier in self.document.value.get("access") or ():
            if tier not in self.policies.tiers:
                hint = nearest(tier, self.policies.tiers, listed("access tier", self.policies.tiers, TIERS))
                span = self.document.key_span(("access", tier))
                yield Diagnostic("ET202", f"there is no access tier `{tier}`", span, hint, event_type=self.event.name)

    def names(self) -> Iterator[Diagnostic]:
        name = self.event.name
        if self.event.schema["name"] != name:
            yield self.diagnostic(
                "ET203",
                ("schema", "name"),
                f"the schema is named `{self.event.schema['name']}`, the Event Type `{name}`",
                f"write `name: {name}`",
                ((("event_type",), "the Event Type is named here"),),
            )
        stem = self.document.file.rpartition("/")[2].rpartition(".")[0]
        if stem != name:
            hint = f"rename the file to {name}.yaml"
            yield self.diagnostic("ET203", ("event_type",), f"`{name}` stands in a file named `{stem}`", hint)

    def traffic(self) -> Iterator[Diagnostic]:
        traffic = self.event.traffic
        limit = self.policies.limit(KnownLimit.MESSAGE_BYTES)
        if traffic.event_bytes > limit:
            hint = "send a reference to a stored object instead of the object itself"
            message = f"events of {traffic.event_bytes:,} bytes do not fit a Pub/Sub message ({limit:,} bytes)"
            diagnostic = self.diagnostic("ET602", ("traffic", "event_size"), message, hint)
            yield self.because_of(diagnostic, f"limits.{KnownLimit.MESSAGE_BYTES}", "the limit is stated here")

    def quantities(self) -> Iterator[Diagnostic]:
        """Report what is kept for less than a bucket; what nobody can mean whatever the bucket, the reader told."""
        storage = self.document.value["storage"]
        if storage["partitioning"] == "daily" and HOUR <= self.event.storage.retention < DAY:
            retention = storage["retention"]
            message = f"`retention` of {with_unit_name(retention)} is shorter than a bucket, which is a day"
            hint = too_short(retention, "1d")
            related = ((("storage", "partitioning"), "buckets are cut here"),)
            yield self.diagnostic("ET208", ("storage", "retention"), message, hint, related)

    def paid_twice(self) -> Iterator[Diagnostic]:
        """Whatever is sent may arrive more than once: Pub/Sub says so."""
        if self.event.finance_bearing and self.event.dedupe is None:
            message = "money is paid from events that may be counted twice: there is no `dedupe`"
            names = [field["name"] for field in self.event.schema["fields"]]
            key = next((name for name in names if name.endswith("id")), "…")
            hint = f"add `dedupe: {{key: {key}, window: 14d}}` with the field that is the same in every attempt to send"
            yield self.diagnostic("ET207", ("finance_bearing",), message, hint)

    def doubles(self) -> Iterator[Diagnostic]:
        dedupe, retention = self.event.dedupe, self.event.storage.landing_retention
        if dedupe is None or dedupe.window <= retention:
            return
        where = self.event.because.get(("storage", "landing_retention"))
        there = Span(where.file, where.line, where.column) if where else Span("")
        yield Diagnostic(
            "ET607",
            f"doubles are looked for {Seconds(dedupe.window)} back, raw exports are kept {Seconds(retention)}",
            self.document.span(("dedupe", "window")),
            "shorten the window, or keep them longer with `storage: {landing_retention: …}`",
            event_type=self.event.name,
            related=(Related(there, "how long they are kept"),) if there.file else (),
        )

    def readable_by_spark(self) -> Iterator[Diagnostic]:
        for one in unreadable(self.event.schema) if self.event.dedupe else ():
            hint = f"{one.hint}, or do without `dedupe`"
            message = f"{one.reason}, which Spark cannot read to look for doubles"
            yield self.diagnostic(
                "ET609", ("schema", *one.path), message, hint, ((("dedupe",), "doubles are to be removed"),)
            )

    def schema(self) -> Iterator[Diagnostic]:
        wrong = problems(self.document.value["schema"])
        written = [self.diagnostic(one.code, ("schema", *one.path), one.message, one.hint) for one in wrong]
        written += self.attributes()
        yield from written
        if all(problem.legal for problem in wrong):
            yield from self.growing()
            yield from self.size()
            storage = self.event.storage
            yield from storage_policy(storage.kind).violations(self.event, storage, self.document)
            yield from event_keys.incomparable_key(self.event, self.document)
            yield from probes.unfit(self.event, self.document)
            yield from self.readable_by_spark()
            for one in evolution(self.event, self.document, self.policies):
                if not (has_errors(written) and one.rule.records_version):  # first it is put right, then recorded
                    yield one

    def attributes(self) -> Iterator[Diagnostic]:
        """Attributes that nobody reads; of those that are misspelt, the rest is judged as it was meant."""
        for one in self.document.misspelt:
            yield self.key_diagnostic("ET331", one.path, *misread(one.written, str(one.path[-1])))
        for problem in unread(self.document.value["schema"]):
            yield self.key_diagnostic(problem.code, ("schema", *problem.path), problem.message, problem.hint)

    def growing(self) -> Iterator[Diagnostic]:
        """Enums that can never gain a symbol: while no version is released that can still be put right."""
        for path, name in cannot_grow(self.document.value["schema"]) if not self.event.versions else ():
            message = f"the enum `{name}` has no default, so it can never gain a symbol once this is released"
            hint = "give it a `default` now: what readers take for a symbol that they do not know, such as UNKNOWN"
            place = ("schema", *path, "symbols")
            yield replace(self.key_diagnostic("ET332", place, message, hint), as_warning=True)

    def size(self) -> Iterator[Diagnostic]:
        limit = self.policies.limit(KnownLimit.SCHEMA_BYTES)
        size = len(canonical(without_annotations(self.event.schema, frozenset({"doc"}))).encode())
        if size > limit:
            message = f"the schema takes {size:,} bytes; Pub/Sub takes {limit:,} bytes"
            yield self.diagnostic("ET605", ("schema",), message, "split the Event Type, or shorten names and defaults")

    def partitions(self) -> Iterator[Diagnostic]:
        storage = self.event.storage
        limit = self.policies.limit(KnownLimit.PARTITIONS)
        needed = storage.partitions
        if needed > limit:
            most = in_days(limit * storage.bucket_length // DAY * DAY)
            coarser = "partition daily, or " if storage.bucket_length < DAY else ""
            yield self.diagnostic(
                "ET601",
                ("storage", "retention"),
                f"{needed:,} {storage.partitioning} partitions are needed; a table has at most {limit:,} partitions",
                f"keep events for at most {most}, or {coarser}store them in Cloud Storage",
                ((("storage", "partitioning"), "partitions are cut here"),),
            )

    def landing(self) -> Iterator[Diagnostic]:
        needed = self.event.delivery.slo + self.event.delivery.recovery
        if self.event.storage.landing_retention < needed:
            message = "raw exports would be gone before a broken delivery is repaired"
            diagnostic = self.diagnostic(
                "ET604", ("storage", "landing_retention"), message, f"keep them {Days(whole_days(needed))} or longer"
            )
            row = f"importance.{self.event.importance}.recovery"
            yield self.because_of(diagnostic, row, "how long a repair may take is stated here")


def violations(event: EventType, document: Document, policies: Policies) -> Iterable[Diagnostic]:
    """Everything wrong with one Event Type by itself; clashes between several are `pipeline`'s."""
    judge = _Judge(event, document, policies)
    rules: tuple[Iterable[Diagnostic], ...] = (
        judge.teams(),
        judge.access(),
        judge.names(),
        judge.traffic(),
        judge.quantities(),
        traffic(event, document),
        event_keys.keys(event, document),
        judge.paid_twice(),
        judge.doubles(),
        lifecycle_ends(event, document),
        judge.schema(),
        judge.partitions(),
        judge.landing(),
        meanings(event.name, document, policies),
    )
    for diagnostics in rules:
        errors = 0
        for one in diagnostics:
            yield one
            errors += one.is_error  # after warnings, however many, an error may follow
            if errors >= MOST_OF_A_RULE:
                break
