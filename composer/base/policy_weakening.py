"""What the organisation's files protect less than in a git base: facts, environment, names that are asked about.

Where Event Types show it, it is said there. What is here, nothing else would tell: the next Event Type would have no
protection to lose, and its field would not be asked about.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from composer import documents
from composer.base.name_coverage import asked
from composer.base.policy_differences import Walk
from composer.diagnostics import Diagnostic, Span
from composer.hazards import Hazard, some, waived
from composer.hazards.masking_weakened import SEEN
from composer.model.waiver import EVERYWHERE
from composer.policy import waivers
from composer.printing.day_counts import in_days
from composer.spec import reader
from composer.spec.environment import EnvironmentSpec
from composer.spec.importance import ImportancePolicy
from composer.spec.lifecycle import LifecyclePolicy
from composer.spec.name_rows import PersonalNamesPolicy
from composer.spec.policy import AccessTiersPolicy, OrganisationSpec, StorageDefaults
from composer.spec.privacy import WaiversPolicy
from composer.spec.protection import ChangeKind
from composer.spec.semantic_rows import SemanticTypesPolicy
from composer.stages import Unusable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from composer.base.policy_differences import Loss
    from composer.documents import Document
    from composer.model import Environment, Policies
    from composer.repository import Repository
    from composer.spec.base import Spec
    from composer.stages import Settled

SEMANTIC_TYPES = "semantic_types"
ENVIRONMENT = "environment"
JUDGED: Mapping[str, type[Spec]] = {
    SEMANTIC_TYPES: SemanticTypesPolicy,
    "access_tiers": AccessTiersPolicy,
    "personal_names": PersonalNamesPolicy,
    "storage": StorageDefaults,
    "importance": ImportancePolicy,
    "waivers": WaiversPolicy,
    "lifecycle": LifecyclePolicy,
    ENVIRONMENT: EnvironmentSpec,
}
"""Files that are compared, by name; every field of these says what weakens it."""
NOT_JUDGED: Mapping[str, str] = {
    "event-type": "hazards judge what becomes of it",
    "placements": "a move is judged as the loss of what is left behind",
    "adopted": "hazards judge what becomes of it",
    "teams": "whom a group lets in is judged at each Event Type, and its domain with the organisation",
    "metrics": "numbers about events, and none of their fields",
    "google-metrics": "numbers about events, and none of their fields",
    "limits": "Google's, and what they hold back is refused",
    "prices": "Google's",
    "sizing": "machines, and nothing that is kept on them",
}
"""Every other kind of file, with the reason."""
_SPELLED = {"type": "the Event Type's key", "user": "the user's"}


@dataclass(frozen=True, slots=True)
class Weakened:
    """What protects less, as a hazard of every Event Type; its place, how many more rows it is true of, and whether no
    Event Type has a field of that row."""

    hazard: Hazard
    place: Span
    more: int = 0
    unused: bool = False

    @property
    def diagnostic(self) -> Diagnostic:
        """The problem with a way out."""
        one = self.hazard
        others = f" (and {self.more} more)" if self.more else ""
        others += ", which no Event Type holds yet" if self.unused else ""
        selector = f"`semantic: {one.semantic}`" if not one.rule.of_policy_files else f"`path: {one.path}`"
        hint = (
            f"take it back, or have {one.rule.waivable_by} sign a waiver of {one.code} with "
            f'`event_type: "{EVERYWHERE}"` and {selector}'
        )
        subject = one.semantic if not one.rule.of_policy_files else one.path.partition(".")[2]
        return Diagnostic(one.code, f"`{subject}`{others}: {one.message}", self.place, hint)


def weakened(settled: Settled, then: Settled | Unusable, reported: Iterable[Hazard] = ()) -> tuple[Weakened, ...]:
    """Everything that protects less than in a base, also what a waiver allows. `reported`: hazards of Event Types,
    where the same is told of the fields that mean a row."""
    now, before = settled.policies, then.policies
    if before is None:
        return ()
    events = () if isinstance(then, Unusable) else then.event_types.values()
    used = {field.semantic.key for event in events for field in event.fields}
    reported_keys = {(one.rule, one.semantic) for one in reported}
    valid = waivers.valid(now.waivers, waivers.today())
    grouped: dict[Any, list[Weakened]] = defaultdict(list)
    for name, kind in JUDGED.items():
        for one in _of_file(name, kind, _Side.of(settled, now), _Side.of(then, before)):
            if (one.hazard.rule, one.hazard.semantic) in reported_keys and not one.hazard.rule.of_policy_files:
                continue
            (hazard,) = waived([one.hazard], valid)
            unused = name == SEMANTIC_TYPES and bool(hazard.semantic) and hazard.semantic not in used
            alike = (hazard.code, hazard.message, hazard.waiver, unused) if name == SEMANTIC_TYPES else one
            grouped[alike].append(replace(one, hazard=hazard, unused=unused))
    return tuple(replace(same[0], more=len(same) - 1) for same in grouped.values())


@dataclass(frozen=True, slots=True)
class _Side:
    """What is compared of one of the two repositories. Its environment may be one that cannot be used, or is not there
    yet."""

    repository: Repository
    environment: Environment | None
    policies: Policies

    @classmethod
    def of(cls, fleet: Settled | Unusable, policies: Policies) -> _Side:
        """The side of a fleet with usable policies."""
        return cls(fleet.repository, fleet.environment, policies)

    def document(self, name: str) -> Document | None:
        """One of the files that are compared, by name; None where it is not there."""
        if name == ENVIRONMENT:
            return self.environment.written.get(self.environment.name) if self.environment else None
        if name in self.policies.written:
            return self.policies.written[name]
        path = self.repository.policy / f"{name}.yaml"
        return documents.of(self.repository, path) if self.repository.has(path) else None


def _of_file(name: str, kind: type[Spec], now: _Side, before: _Side) -> Iterator[Weakened]:
    document = now.document(name)
    was, will = _content(kind, before.document(name), before.policies), _content(kind, document, now.policies)
    if document is None or was is None or will is None:
        return
    for loss in Walk(document, before.policies.rank, now.policies.rank).losses(kind, was, will):
        items = asked(loss, before.policies, now.policies)
        if not items:
            continue
        message = _message(loss, items)
        path = ".".join((name, *loss.path))
        place = document.span(loss.at)
        if name == SEMANTIC_TYPES and loss.row:
            place = document.span(loss.at[:2])
            path = f"{name}.{loss.row}.{loss.path[-1]}"
        yield Weakened(Hazard(loss.weakens.code, EVERYWHERE, path, message, semantic=loss.row), place)


def _message(loss: Loss, items: Collection[str]) -> str:
    weakens = loss.weakens
    if weakens.removed_message and not loss.now:
        return weakens.removed_message
    spelled = str if weakens.how is ChangeKind.MORE else _spelled
    return weakens.message.format(items=some(items), was=spelled(loss.was), now=spelled(loss.now))


def _spelled(value: Any) -> str:
    if value is None or isinstance(value, int):
        return in_days(value)
    return _SPELLED.get(str(value), SEEN.get(str(value), str(value)))


def _content(kind: type[Spec], document: Document | None, policies: Policies) -> Any:
    """The content of a file, with what it leaves out as it is settled."""
    content = reader.read(document, kind)[0] if document is not None else None
    if isinstance(content, SemanticTypesPolicy):
        rows = [policies.semantic_types[row.key] for row in content.types]
        return content.model_copy(update={"types": rows, "erased_within": policies.erased_within})
    if isinstance(content, AccessTiersPolicy):
        ours = policies.organisation
        organisation = OrganisationSpec.model_construct(domains=sorted(ours.domains), projects=sorted(ours.projects))
        return content.model_copy(update={"organisation": organisation, "tiers": [row.name for row in content.tiers]})
    return content
