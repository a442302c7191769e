"""The one program of every stack: a resource graph becomes resources of the provider's SDK. Knows no kind."""

from __future__ import annotations

import importlib
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_gcp

from composer.engine.exported_graph import packed
from composer.graph import PLATFORM, Reference, json_text, references
from composer.kinds import KINDS
from composer.kinds.unknown_values import camel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from composer.engine.job import Job
    from composer.graph import Resource

PROVIDER = "google"
"""The logical name of the explicit provider: part of every urn, never to change."""


class UnknownKindError(Exception):
    """A graph names a resource type that the provider's SDK does not have."""


def resource_class(token: str) -> type[pulumi.CustomResource]:
    """The SDK's class of a token such as `gcp:pubsub/topic:Topic`."""
    package, module, name = token.split(":")
    try:
        resource_type: type[pulumi.CustomResource] = getattr(
            importlib.import_module(f"pulumi_{package}.{module.partition('/')[0]}"), name
        )
    except (ImportError, AttributeError) as error:
        raise UnknownKindError(f"pulumi_{package} has no resource {token}") from error
    actual_token = getattr(resource_type, "pulumi_type", token)
    if actual_token != token:
        raise UnknownKindError(f"pulumi_{package} calls {token} {actual_token}")
    return resource_type


def load_classes(tokens: Sequence[str]) -> None:
    """Import what these tokens need now: importing while the engine waits is slower, and in threads it races."""
    for token in tokens:
        resource_class(token)


def program_of(work: Job, imports: Mapping[str, str]) -> Callable[[], None]:
    """The inline program that declares the work's graph. `imports`: resource id → live id to adopt."""

    def program() -> None:
        # what was there before stays without the label that the provider gives to everything
        labelled = False if work.adopted else None
        provider = pulumi_gcp.Provider(
            PROVIDER,
            project=work.cell.project,
            region=work.cell.region,
            add_pulumi_attribution_label=labelled,
        )
        made: dict[str, pulumi.CustomResource] = {}
        for resource in work.graph.resources:
            made[resource.id] = _declare(resource, made, work, provider, imports.get(resource.id))
        pulumi.export("applied", work.applied)
        pulumi.export("graph", packed(work.graph))
        pulumi.export("resources", {name: _exported(declared) for name, declared in made.items()})

    return program


def _declare(
    resource: Resource,
    made: Mapping[str, pulumi.CustomResource],
    work: Job,
    provider: pulumi.ProviderResource,
    adopt: str | None,
) -> pulumi.CustomResource:
    kind = KINDS[resource.type]
    options = pulumi.ResourceOptions(
        provider=provider,
        delete_before_replace=kind.delete_before_replace,  # never left to the provider: docs/adr/0060
        replace_on_changes=[".".join(map(camel, path.split("."))) for path in kind.replace_on_changes],
        protect=resource.protect,
        depends_on=[made[name] for name in resource.depends_on if not name.startswith(PLATFORM)],
        import_=adopt,
        ignore_changes=["schema"] if resource.id in work.altered else None,
    )
    inputs = {name: _realise(value, made, work.platform) for name, value in resource.inputs.items()}
    make: Callable[..., pulumi.CustomResource] = resource_class(resource.type)
    return make(resource.id, **inputs, opts=options)


def _realise(value: Any, made: Mapping[str, pulumi.CustomResource], platform: Mapping[Reference, Any]) -> Any:
    """A graph's value as the SDK takes it: references become outputs, everything else stays what it is."""
    if isinstance(value, dict):
        if "$ref" in value:
            return _referred(Reference(value["$ref"], value["output"]), made, platform)
        if "$join" in value:
            return pulumi.Output.concat(*(_realise(part, made, platform) for part in value["$join"]))
        if "$json" in value:
            return _json_text(value["$json"], made, platform)
        return {name: _realise(inner, made, platform) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_realise(inner, made, platform) for inner in value]
    return value


def _referred(
    reference: Reference, made: Mapping[str, pulumi.CustomResource], platform: Mapping[Reference, Any]
) -> Any:
    if reference.to_platform and reference.id not in made:
        return platform[reference]
    return attrgetter(reference.output)(made[reference.id])  # `a.b` is an output inside of another


def _json_text(value: Any, made: Mapping[str, pulumi.CustomResource], platform: Mapping[Reference, Any]) -> Any:
    """One JSON text, the same as for a value without references: sorted keys, compact."""
    if not any(True for _ in references(value)):
        return json_text(_realise(value, made, platform))
    return pulumi.Output.from_input(_realise(value, made, platform)).apply(json_text)


def _exported(resource: pulumi.CustomResource) -> dict[str, Any]:
    name = getattr(resource, "name", None)
    return {"id": resource.id} if name is None else {"id": resource.id, "name": name}
