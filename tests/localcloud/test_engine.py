"""The real Pulumi engine against the local cloud: every kind's case made, changed, refreshed and destroyed."""

from __future__ import annotations

import importlib
import warnings
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from composer import localcloud
from composer.engine.binary import pulumi as pulumi_binary
from tests.localcloud.client import PROJECT, REGION
from tests.localcloud.test_kinds import CASES, filled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = pytest.mark.engine


def apart(paths: Sequence[Path]) -> list[list[Path]]:
    """The cases in as few groups as may be applied as one stack: no two of a group make anything of the same kind."""
    groups: list[tuple[set[str], list[Path]]] = []
    for path in paths:
        kinds = _kinds(_read(path))
        for taken, group in groups:
            if not taken & kinds:
                taken.update(kinds)
                group.append(path)
                break
        else:
            groups.append((kinds, [path]))
    return [group for _, group in groups]


def _read(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = yaml.safe_load(path.read_text())
    return case


def _kinds(case: dict[str, Any]) -> set[str]:
    return {case["kind"], *(needed["kind"] for needed in case.get("before", ()))}


def program(cases: dict[str, dict[str, Any]]) -> None:
    """The resource of each case, and before it what it needs."""
    import pulumi
    import pulumi_gcp

    provider = pulumi_gcp.Provider("cell", project=PROJECT, region=REGION)
    for name, case in cases.items():
        _make(name, case, pulumi.ResourceOptions(provider=provider))


def _make(case_name: str, case: dict[str, Any], options: Any) -> None:
    import pulumi

    made: dict[str, Any] = {}

    def make(name: str, token: str, given: dict[str, Any]) -> Any:
        product = token.partition(":")[2].partition("/")[0]
        resource = getattr(importlib.import_module(f"pulumi_gcp.{product}"), token.rpartition(":")[2])
        after = pulumi.ResourceOptions.merge(options, pulumi.ResourceOptions(depends_on=list(made.values())))
        return resource(f"{case_name}-{name}", **given, opts=after)

    def resolved(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: resolved(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [resolved(inner) for inner in value]
        if isinstance(value, str) and "$" in value:
            return pulumi.Output.all(**{name: item.id for name, item in made.items()}).apply(
                lambda ids: filled(value, ids)
            )
        return value

    for needed in case.get("before", ()):
        made[needed["as"]] = make(needed["as"], needed["kind"], resolved(needed["inputs"]))
    make("case", case["kind"], resolved(case["inputs"]))


@pytest.fixture(autouse=True)
def _quiet_sdk() -> None:
    warnings.simplefilter("ignore", DeprecationWarning)


@pytest.mark.parametrize("group", apart(CASES), ids=lambda group: f"{group[0].stem}-and-{len(group) - 1}-more")
def test_a_life_under_the_real_engine(group: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pulumi import automation

    cases = {path.stem: _read(path) for path in group}
    changed = {
        name: {**case, "inputs": {**case["inputs"], **case["updates"][0]}}
        for name, case in cases.items()
        if case.get("updates")
    }
    (tmp_path / "state").mkdir()
    (tmp_path / "work").mkdir()
    monkeypatch.setenv("PATH", str(pulumi_binary().parent), prepend=":")
    with localcloud.running(tmp_path / "cloud.db") as endpoints:
        options = automation.LocalWorkspaceOptions(
            work_dir=str(tmp_path / "work"),
            pulumi_home=str(tmp_path / "home"),
            project_settings=automation.ProjectSettings(
                "composer", "python", backend=automation.ProjectBackend(f"file://{tmp_path}/state")
            ),
            env_vars={
                "PULUMI_SKIP_UPDATE_CHECK": "1",
                "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "1",
                "PULUMI_DISABLE_REGISTRY_RESOLVE": "1",
                "PULUMI_CONFIG_PASSPHRASE": "local",
                "PULUMI_DEBUG_PROVIDERS": f"gcp:{endpoints.provider}",
            },
        )
        stack = automation.create_stack("local.Case", "composer", lambda: program(cases), opts=options)
        stack.preview()
        count = sum(len(case.get("before", ())) + 1 for case in cases.values()) + 2  # and the stack, and the provider
        assert stack.up().summary.resource_changes == {"create": count}
        assert stack.up().summary.resource_changes == {"same": count}
        assert stack.refresh().summary.resource_changes == {"same": count}
        if changed:
            stack.workspace.program = lambda: program(cases | changed)
            updated = len(changed)
            assert stack.up().summary.resource_changes == {"same": count - updated, "update": updated}
        assert stack.destroy().summary.resource_changes == {"delete": count}
