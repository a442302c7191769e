"""The tables of kinds say what Google's discovery documents and the provider's SDK say, and no more."""

from __future__ import annotations

import importlib
import inspect
import json
import re
import subprocess
import sys
import typing
from dataclasses import replace
from functools import cache
from pathlib import Path

import googleapiclient
import pytest
from pulumi import _types

from composer.kinds import KINDS
from composer.kinds.datacatalog.policy_tags import TAXONOMY
from composer.kinds.kms.crypto_keys import KEY_RING
from composer.kinds.unknown_values import camel

if typing.TYPE_CHECKING:
    from composer.kinds.kind import Kind
    from composer.kinds.property import Property

DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
EVERY = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.token.rpartition(":")[2])


@cache
def discovery(name: str) -> dict:
    return json.loads((DOCUMENTS / f"{name}.json").read_text())


def resolved(document: dict, schema: dict) -> dict:
    while "$ref" in schema:
        schema = document["schemas"][schema["$ref"]]
    return schema


def at(document: dict, schema: dict, path: str) -> dict | None:
    for step in path.split("."):
        schema = resolved(document, schema)
        if schema.get("type") == "array":
            schema = resolved(document, schema["items"])
        schema = schema.get("properties", {}).get(step)
        if schema is None:
            return None
    return {**resolved(document, schema), **{key: value for key, value in schema.items() if key == "readOnly"}}


EXPECTED = {
    "string": {"string"},
    "integer": {"integer", "string"},
    "number": {"number"},
    "boolean": {"boolean"},
    "object": {"object"},
    "map": {"object"},
    "list": {"array"},
    "json": {"string", "array"},
}

DIFFERENT = {
    # the API holds a list where the SDK takes one, a mode where it takes a switch, or nests what it spreads out
    ("Table", "table_constraints.foreign_keys.column_references"): "a list of pairs in the API",
    ("Bucket", "enable_object_retention"): "a mode in the API",
    ("RegionInstanceTemplate", "network_interfaces.ipv6_access_configs.external_ipv6_prefix_length"): "a number",
    ("RegionInstanceTemplate", "network_interfaces.ipv6_access_type"): "read-only in the API, taken by the SDK",
    **{(kind.token.rpartition(":")[2], "member"): "members of a binding" for kind in KINDS.values()},
}
"""Properties whose type differs between the SDK and the API."""

REFUSED = {
    ("RegionInstanceGroupManager", "target_size_policies.mode"): {"UNSPECIFIED_MODE"},
    ("RegionInstanceTemplate", "network_interfaces.nic_type"): {"UNSPECIFIED_NIC_TYPE"},
    ("Table", "external_data_configuration.compression"): {"DEFLATE", "SNAPPY", "ZSTD", "LZ4"},
    ("Table", "external_data_configuration.csv_options.encoding"): {"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"},
    ("DatabaseInstance", "settings.edition"): {"DEVELOPER"},
    ("GlobalAddress", "address_type"): {"UNSPECIFIED_TYPE"},
    ("GlobalAddress", "ip_version"): {"UNSPECIFIED_VERSION"},
}
"""What the API lists and the provider refuses before it asks."""


def in_discovery(kind: Kind, document: dict, schema: dict, rules: dict[str, Property], path: str) -> list[str]:
    problems = []
    for name, rule in rules.items():
        here = f"{path}{name}"
        if rule.api in {"", "*"}:
            continue
        api = at(document, schema, rule.api or camel(name))
        if api is None:
            problems.append(f"{here}: the API has no {rule.api or camel(name)}")
        elif (kind.token.rpartition(":")[2], here) not in DIFFERENT:
            problems += one_in_discovery(kind, document, name, *shaped(document, api, rule), here)
    return problems


def one_in_discovery(kind: Kind, document: dict, name: str, api: dict, rule: Property, here: str) -> list[str]:
    problems = []
    if api.get("type", "object") not in EXPECTED[rule.type]:
        problems.append(f"{here}: {rule.type} here, {api.get('type')} in the API")
    if api.get("readOnly") and not rule.computed and f"{{{name}}}" not in kind.id:
        problems.append(f"{here}: read-only in the API")
    listed = api.get("items", {}) if rule.type == "list" else api
    allowed = {word for word in listed.get("enum", ()) if not word.endswith("UNSPECIFIED")}
    allowed -= REFUSED.get((kind.token.rpartition(":")[2], here), set())
    ours = (rule.items or rule) if rule.type == "list" else rule
    if allowed and not rule.computed and set(ours.enum) != allowed:
        problems.append(f"{here}: {sorted(ours.enum)} here, {sorted(allowed)} in the API")
    if api.get("pattern") and ours.pattern != api["pattern"]:
        problems.append(f"{here}: the API has the pattern {api['pattern']}")
    if api.get("format") == "int64" and api.get("type") == "string" and rule.format != "int64":
        problems.append(f"{here}: the API writes it as a string (int64)")
    if api.get("format") == "google-duration" and rule.format not in {"duration", "days"}:
        problems.append(f"{here}: a duration in the API")
    inner = rule.items if rule.type == "list" else rule
    if inner is not None and inner.type == "object":
        problems += in_discovery(kind, document, api.get("items", api), inner.properties, f"{here}.")
    return problems


NESTED = {"list": "array", "one": "object", "each": "array", "keyed": "object", "pairs": "array", "entries": "object"}
"""How the API nests what has a shape of its own."""


def shaped(document: dict, api: dict, rule: Property) -> tuple[dict, Property]:
    """The API's schema of what a property holds, and the rule for it, with the difference in nesting taken away."""
    if not rule.shape:
        return api, rule
    assert api["type"] == NESTED[rule.shape], rule
    match rule.shape:
        case "list":
            return resolved(document, api["items"]), rule
        case "one":
            return api, replace(rule.items, computed=rule.computed)
        case "each":
            return resolved(document, api["items"])["properties"][rule.key], rule.items
        case "pairs":
            assert set(resolved(document, api["items"])["properties"]) == {"key", "value"}
            return {"type": "object"}, rule
        case "entries":
            assert api["additionalProperties"] == {"type": "string"}
            return {"type": "object"}, replace(rule, type="map", items=None)
        case _:
            rest = {name: inner for name, inner in rule.items.properties.items() if name != rule.key}
            return resolved(document, api["additionalProperties"]), replace(rule.items, properties=rest)


@EVERY
def test_properties_are_those_of_the_discovery_document(kind: Kind) -> None:
    name, schema = kind.discovery
    document = discovery(name)
    assert in_discovery(kind, document, document["schemas"][schema], dict(kind.properties), "") == []


NUMBER = r"(-?[\d,]*[\d](?:\.\d+)?)\b(?! (?:characters|bytes|labels|items|entries|GB|MB|KB))"
BOUNDS = (
    re.compile(rf"between {NUMBER} and {NUMBER}"),
    re.compile(rf"[Rr]ange: {NUMBER}-{NUMBER}"),
    re.compile(rf"()0 < goal <= {NUMBER}"),
    re.compile(rf"()(?:at most|cannot exceed|less than or equal to|[Mm]aximum value is) {NUMBER}"),
)
"""Forms in which descriptions of numbers state their bounds: the lowest, if that is said, and the highest."""
BEYOND = {
    "conditions.condition_sql.daily.execution_time.hours": "typically; an API may allow 24:00:00",
    "disks.provisioned_iops": "of extreme disks alone; other types have other bounds, which change with their size",
    "instance_flexibility_policy.instance_selections.disks.provisioned_iops": "as of the template's disks",
}
"""Numbers whose description says otherwise than we do, and why."""


def stated(kind: Kind, document: dict, schema: dict, rules: dict[str, Property], path: str) -> dict[str, tuple]:
    """Bounds that descriptions state, and ours, by path."""
    results = {}
    for name, rule in rules.items():
        here, text = f"{path}{name}", rule.api or camel(name)
        api = None if text == "*" or rule.computed else at(document, schema, text)
        if api is None or (kind.token.rpartition(":")[2], here) in DIFFERENT:
            continue
        api, ours = shaped(document, api, rule)
        if ours.type in {"integer", "number"}:
            matches = (form.search(api.get("description", "")) for form in BOUNDS)
            for low, high in [[group and float(group.replace(",", "")) for group in m.groups()] for m in matches if m][
                :1
            ]:
                results[here] = (low or ours.minimum, high), (ours.minimum, ours.maximum)
        inner = ours.items if ours.type == "list" else ours
        if inner is not None and inner.type == "object":
            results |= stated(kind, document, api.get("items", api), dict(inner.properties), f"{here}.")
    return results


def test_bounds_in_descriptions_are_ours() -> None:
    results = {}
    for kind in KINDS.values():
        name, schema = kind.discovery
        document = discovery(name)
        results |= stated(kind, document, document["schemas"][schema], dict(kind.properties), "")
    assert {path for path, (theirs, ours) in results.items() if theirs != ours} == set(BEYOND)
    assert results["goal"] == ((0, 0.9999), (0, 0.9999))
    assert len(results) > 15, "the forms find what they are for"


LISTED = re.compile(
    r"(?:[Pp]ossible|[Vv]alid|[Ss]upported|[Aa]cceptable)(?: \w+)? (?:values|types)[^.:]{0,40}?(?: are| include|:)(.{0,400})",
    re.DOTALL,
)
"""Forms in which descriptions list values where the document has no enum."""
VALUE = re.compile(r"(?<![\w./-])[A-Z][A-Z0-9_]{2,}(?:-[0-9A-Z]+)?(?![\w/])")
NO_VALUES = {"JSON", "URL", "IAM", "ORC", "SSD"}
"""Words in capitals that are none."""
LEFT_TO_GOOGLE = {
    "placement.managed_cluster.config.master_config.disk_config.boot_disk_type": "new types of disks come and go",
    "placement.managed_cluster.config.secondary_worker_config.disk_config.boot_disk_type": "new types of disks",
    "placement.managed_cluster.config.worker_config.disk_config.boot_disk_type": "new types of disks come and go",
    "external_data_configuration.csv_options.encoding": "REFUSED",
    "external_data_configuration.bigtable_options.column_families.encoding": "the provider refuses PROTO_BINARY",
    "external_data_configuration.bigtable_options.column_families.columns.encoding": "the provider refuses PROTO_BINARY",
}
"""Properties whose description lists other values than we do, and why."""


def listed(kind: Kind, document: dict, schema: dict, rules: dict[str, Property], path: str) -> dict[str, tuple]:
    """What descriptions say the values of texts are, and what our enums say, by path."""
    results = {}
    for name, rule in rules.items():
        here, text = f"{path}{name}", rule.api or camel(name)
        api = None if text == "*" or rule.computed else at(document, schema, text)
        if api is None or (kind.token.rpartition(":")[2], here) in DIFFERENT:
            continue
        api, ours = shaped(document, api, rule)
        theirs, own = (api.get("items", {}), ours.items or ours) if ours.type == "list" else (api, ours)
        actual = LISTED.search(api.get("description", ""))
        if actual and own.type == "string" and not own.format and "enum" not in theirs:
            other = {word for word in VALUE.findall(actual[1]) if word not in {*own.enum, *NO_VALUES}}
            results[here] = ({value for value in own.enum if value not in actual[1]} | other, bool(own.enum))
        if own.type == "object":
            results |= listed(kind, document, api.get("items", api), dict(own.properties), f"{here}.")
    return results


def test_values_in_descriptions_are_ours() -> None:
    """`Possible values` that only the words of a discovery document list; the enums of documents are compared above."""
    results = {}
    for kind in KINDS.values():
        name, schema = kind.discovery
        document = discovery(name)
        results |= listed(kind, document, document["schemas"][schema], dict(kind.properties), "")
    assert {path: other for path, (other, _) in results.items() if other and path not in LEFT_TO_GOOGLE} == {}
    files = {path for path in results if path.endswith(("_uris", ".uri", "storage_pool"))}
    assert {path for path, (_, enum) in results.items() if not enum} - set(LEFT_TO_GOOGLE) - files == set()
    assert set(results) >= set(LEFT_TO_GOOGLE)
    assert len(results) > 15, "the forms find what they are for"


def urls(document: dict, resource: dict) -> set[str]:
    results = set()
    for method in resource.get("methods", {}).values():
        if method["httpMethod"] == "GET" or method["path"].endswith(":getIamPolicy"):
            path = method.get("flatPath", method["path"])
            results.add(re.sub(r"\{[^}]*\}", "{}", document["rootUrl"] + document["servicePath"] + path))
    for inner in resource.get("resources", {}).values():
        results |= urls(document, inner)
    return results


@EVERY
def test_rest_paths_exist(kind: Kind) -> None:
    rest = kind.rest
    document = discovery(kind.discovery[0])
    known = urls(document, document)
    holes = {f"{{+{name}}}": rule.full_name or "{}" for name, rule in kind.properties.items()}
    for parent in kind.parents:
        if not kind.properties[parent.property.partition(".")[0]].full_name:
            holes[f"{{+{parent.property}}}"] = KINDS[parent.kind].id.replace("{key_ring}", KEY_RING.id)
    holes |= {"{+id}": kind.id, "{+taxonomy}": TAXONOMY.id}
    for path in filter(None, (rest.get.partition("?")[0], rest.list.partition("?")[0])):
        full = rest.root + path
        for hole, template in holes.items():
            full = full.replace(hole, template)
        full = full.replace("{taxonomy}", TAXONOMY.id)
        plain = re.sub(r"[^/:{]*\{[^}]*\}[^/:]*", "{}", full)
        # where a parent may be a project, a folder or an organization, the document leaves open which
        assert {plain, plain.replace("/projects/{}/", "/{}/{}/")} & known, path


def sdk_class(kind: Kind) -> type:
    module, _, _name = kind.token.partition("/")
    product = module.partition(":")[2]
    return getattr(importlib.import_module(f"pulumi_gcp.{product}"), kind.token.rpartition(":")[2])


def required(args: type) -> set[str]:
    parameters = inspect.signature(args.__init__).parameters.values()
    return {item.name for item in parameters if item.default is inspect.Parameter.empty and item.name != "self"}


def in_arguments(args: type, path: str) -> bool:
    """Whether the SDK takes something at a dotted path."""
    name, _, rest = path.partition(".")
    names, types = _types.input_type_py_to_pulumi_names(args), _types.input_type_types(args)
    if name not in names:
        return False
    hint = _types.unwrap_type(types.get(names[name], types.get(name)))
    inner = _types.unwrap_type(typing.get_args(hint)[0]) if typing.get_origin(hint) else hint
    return not rest or in_arguments(inner, rest)


SDK_TYPES = {str: {"string", "json"}, int: {"integer"}, bool: {"boolean"}, float: {"number"}}


def in_sdk(kind: Kind, args: type, rules: dict[str, Property], path: str, computed_too: bool) -> list[str]:
    names, types = _types.input_type_py_to_pulumi_names(args), _types.input_type_types(args)
    extra = [name for name, rule in rules.items() if name not in names and not rule.computed]
    problems = [f"{path}{name}: the SDK does not take it" for name in extra]
    left = {name for name in names if f"{path}{name}" in kind.unsupported}
    problems += [f"{path}{name}: only the SDK knows it" for name in names if name not in rules and name not in left]
    problems += [f"{path}{name}: here, and left out" for name in left & set(rules)]
    for name, wire in names.items():
        rule = rules.get(name)
        if rule is None:
            continue
        here = f"{path}{name}"
        if wire != camel(name):
            problems.append(f"{here}: {wire} on the wire")
        problems += same_type(kind, rule, _types.unwrap_type(types.get(wire, types.get(name))), here)
    ours = {name for name, rule in rules.items() if rule.required}
    if computed_too:
        ours -= {name for name in ours if f"{{{name}}}" in kind.id}
    missing = {name for name in required(args) if name in rules and not rules[name].required}
    return problems + [f"{path}{name}: required by one side only" for name in (ours - required(args)) | missing]


def same_type(kind: Kind, rule: Property, hint: object, here: str) -> list[str]:
    if rule.format == "asset":
        return []
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is None:
        if isinstance(hint, type) and _types.is_input_type(hint):
            if rule.type != "object":
                return [f"{here}: an object in the SDK"]
            return in_sdk(kind, hint, dict(rule.properties), f"{here}.", False)
        return [] if rule.type in SDK_TYPES[hint] else [f"{here}: {hint} in the SDK"]
    if "Mapping" in str(origin):
        return [] if rule.type == "map" else [f"{here}: a map in the SDK"]
    if rule.type != "list" or rule.items is None:
        return [f"{here}: a list in the SDK"]
    return same_type(kind, rule.items, _types.unwrap_type(inner[0]), here)


@EVERY
def test_properties_are_those_of_the_sdk(kind: Kind) -> None:
    resource = sdk_class(kind)
    module = sys.modules[resource.__module__]
    given = {name: rule for name, rule in kind.properties.items() if not rule.computed}
    assert in_sdk(kind, getattr(module, f"{resource.__name__}Args"), given, "", True) == []
    state = _types.input_type_py_to_pulumi_names(getattr(module, f"_{resource.__name__}State"))
    assert set(state) == set(kind.properties) | {name for name in kind.unsupported if "." not in name}
    known = getattr(module, f"_{resource.__name__}State")
    assert {path for path in kind.unsupported if not in_arguments(known, path)} == set()
    assert all(wire == camel(name) for name, wire in state.items())


def test_importing_the_tables_imports_no_sdk() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, composer.kinds.validation; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not {"pulumi", "pulumi_gcp", "grpc", "fastavro", "googleapiclient", "sqlite3"} & set(loaded)
