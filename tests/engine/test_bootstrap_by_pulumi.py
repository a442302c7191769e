"""The program that bootstrap prints, run by Pulumi's own YAML runtime with the real provider, where both are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from composer.engine import real_provider
from composer.engine.binary import pulumi
from composer.engine.provider_plugin import required
from composer.localcloud import rest
from composer.localcloud.cloud import Cloud
from tests.conftest import ROOT
from tests.engine import plugin_process, sdk_schema

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.engine,
    pytest.mark.provider,
    pytest.mark.skipif(
        shutil.which("pulumi-language-yaml") is None,
        reason="no pulumi-language-yaml on PATH: go install github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml@latest",
    ),
]


def test_pulumi_plans_what_the_program_says(tmp_path: Path) -> None:
    folder, record = tmp_path / "program", tmp_path / "calls"
    folder.mkdir()
    (tmp_path / "state").mkdir()
    command = ["bootstrap", "--environment", "production", "--github", "a/b", "--gitlab", "c/d", "--format", "pulumi"]
    target = folder / "Pulumi.yaml"
    subprocess.run([sys.executable, "-m", "composer.cli", *command, "--out", str(target)], cwd=ROOT, check=True)
    resources = yaml.safe_load(target.read_text())["resources"]
    address, token = rest.serve(Cloud(tmp_path / "cloud.db"), record)
    plugin = required(ROOT).path
    around = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI_")}
    variables = {
        **real_provider.variables(around, plugin, tmp_path, address, token),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "1",
        "PULUMI_DISABLE_REGISTRY_RESOLVE": "1",
        "PULUMI_BACKEND_URL": f"file://{tmp_path / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_HOME": str(tmp_path / "home"),
    }
    types = {one["type"] for one in resources.values()}
    with (
        plugin_process.serving(plugin, tmp_path, address, token) as port,
        sdk_schema.beside(port, types) as provider,
    ):
        variables["PULUMI_DEBUG_PROVIDERS"] = f"gcp:{provider}"
        for arguments in (["stack", "init", "bootstrap"], ["preview", "--non-interactive", "--color", "never"]):
            done = subprocess.run(
                [pulumi(), *arguments], cwd=folder, env=variables, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr
    assert f"+ {len(resources) + 1} to create" in done.stdout, "with the stack itself"
    assert not record.exists(), "nothing is written by a preview"
