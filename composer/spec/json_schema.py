"""The published JSON Schemas: what editors and other tools know of the files that people write.

`python -m composer.spec.json_schema` writes them into docs/schemas. They accept exactly what the reader accepts.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from composer.spec import attribute_docs, importance, metric_rows, name_rows, policy, privacy, semantic_rows
from composer.spec.adopted import AdoptedSpec
from composer.spec.environment import EnvironmentSpec, PlacementsSpec
from composer.spec.event_type import EventTypeSpec
from composer.spec.lifecycle import LifecyclePolicy
from composer.spec.prices import PricesPolicy
from composer.spec.sizing import SizingPolicy
from composer.system import atomic_writes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

    from composer.spec.base import Spec

FOLDER = Path("docs/schemas")
COMMAND = "python -m composer.spec.json_schema"

PUBLISHED: Mapping[str, type[Spec]] = {
    "event-type": EventTypeSpec,
    "environment": EnvironmentSpec,
    "placements": PlacementsSpec,
    "adopted": AdoptedSpec,
    "importance": importance.ImportancePolicy,
    "storage": policy.StorageDefaults,
    "teams": policy.TeamsPolicy,
    "access-tiers": policy.AccessTiersPolicy,
    "semantic-types": semantic_rows.SemanticTypesPolicy,
    "metrics": metric_rows.MetricsPolicy,
    "google-metrics": metric_rows.GoogleMetricsPolicy,
    "limits": policy.LimitsPolicy,
    "prices": PricesPolicy,
    "sizing": SizingPolicy,
    "lifecycle": LifecyclePolicy,
    "personal-names": name_rows.PersonalNamesPolicy,
    "waivers": privacy.WaiversPolicy,
}
"""Every kind of file with its type; the schema of `x` is `x.schema.json`."""


_BOUNDS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}
"""Bounds as pydantic writes them behind a validator of our own, where they say nothing, and as they are meant."""


class _Generator(GenerateJsonSchema):
    """Pydantic's schemas without noise, and with the rules for keys that it leaves out."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        del schema
        return False

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        # Pydantic writes `patternProperties`, which says nothing about keys that do not match.
        made: JsonSchemaValue = {"type": "object"}
        if "keys_schema" in schema:
            made["propertyNames"] = self.generate_inner(schema["keys_schema"])
        if "values_schema" in schema:
            made["additionalProperties"] = self.generate_inner(schema["values_schema"])
        return made


def documents() -> Mapping[str, str]:
    """The text of every published schema by file name."""
    attribute_docs.describe()
    return {f"{name}.schema.json": _text(spec) for name, spec in PUBLISHED.items()}


def write(folder: Path) -> None:
    """Write every schema into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in documents().items():
        atomic_writes.write(folder / name, text.encode(), within=folder)


def _text(spec: type[Spec]) -> str:
    schema = spec.model_json_schema(by_alias=True, schema_generator=_Generator)
    head = {"$schema": GenerateJsonSchema.schema_dialect, "title": spec.__name__.removesuffix("Spec")}
    return json.dumps(head | _tidied(schema), indent=2, ensure_ascii=False) + "\n"


def _tidied(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_tidied(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _tidied(value) for key, value in schema.items() if key != "title" or not isinstance(value, str)}
    for ours, theirs in _BOUNDS.items():
        if isinstance(made.get(ours), int | float):
            made[theirs] = made.pop(ours)
    if made.get("default", "") is None:
        del made["default"]
    if isinstance(made.get("pattern"), str):
        # `$` also matches before a last line break in some engines, Python's among them; the reader accepts none.
        made["pattern"] = made["pattern"].removesuffix("$") + r"$(?!\n)"
    return made


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
