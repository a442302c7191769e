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
    from pathlib import Path

pytestmark = pytest.mark.engine


def program(case: dict[str, Any], inputs: dict[str, Any]) -> None:
    """The case's resource, and before it what it needs."""
    import pulumi
    import pulumi_gcp

    provider = pulumi_gcp.Provider("cell", project=PROJECT, region=REGION)
    made: dict[str, Any] = {}

    def make(name: str, token: str, given: dict[str, Any]) -> Any:
        product = token.partition(":")[2].partition("/")[0]
        resource = getattr(importlib.import_module(f"pulumi_gcp.{product}"), token.rpartition(":")[2])
        options = pulumi.ResourceOptions(provider=provider, depends_on=list(made.values()))
        return resource(name, **given, opts=options)

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
    make("case", case["kind"], resolved(inputs))


@pytest.fixture(autouse=True)
def _quiet_sdk() -> None:
    warnings.simplefilter("ignore", DeprecationWarning)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_life_under_the_real_engine(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pulumi import automation

    case = yaml.safe_load(path.read_text())
    (tmp_path / "state").mkdir()
    (tmp_path / "work").mkdir()
    monkeypatch.setenv("PATH", str(pulumi_binary().parent), prepend=":")
    inputs = [case["inputs"], *({**case["inputs"], **change} for change in case.get("updates", ())[:1])]
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
        stack = automation.create_stack("local.Case", "composer", lambda: program(case, inputs[0]), opts=options)
        stack.preview()
        count = len(case.get("before", ())) + 3  # the stack and the provider are resources too
        assert stack.up().summary.resource_changes == {"create": count}
        assert stack.up().summary.resource_changes == {"same": count}
        assert stack.refresh().summary.resource_changes == {"same": count}
        if len(inputs) > 1:
            stack.workspace.program = lambda: program(case, inputs[1])
            assert stack.up().summary.resource_changes == {"same": count - 1, "update": 1}
        assert stack.destroy().summary.resource_changes == {"delete": count}
