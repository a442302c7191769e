"""The real provider's plugin is found where it is installed, in one order, and never fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from composer.engine import provider_plugin
from composer.engine.desired import provider_version
from composer.engine.failures import EngineFailedError
from composer.engine.provider_plugin import PROGRAM, VARIABLE

if TYPE_CHECKING:
    from pathlib import Path


def program(folder: Path, version: str, name: str = PROGRAM) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {version}\n")
    path.chmod(0o755)
    return path


@pytest.fixture(autouse=True)
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in (VARIABLE, "PULUMI_HOME"):
        monkeypatch.delenv(name, raising=False)


def plugins(home: Path, version: str) -> Path:
    return home / "plugins" / f"resource-gcp-v{version}"


def test_nothing_is_installed(tmp_path: Path) -> None:
    assert provider_plugin.find(tmp_path) is None
    with pytest.raises(EngineFailedError) as caught:
        provider_plugin.required(tmp_path)
    assert f"pulumi plugin install resource gcp {provider_version()}" in caught.value.failures[0].way_out


def test_the_pinned_version_goes_before_newer_ones_path_before_both_and_the_variable_before_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version() -> str:
        return provider_plugin.required(tmp_path).version

    program(plugins(tmp_path / "home" / ".pulumi", "9.2.0"), "9.2.0")
    program(plugins(tmp_path / ".composer" / "pulumi-home", "9.10.0"), "v9.10.0")
    assert version() == "9.10.0"
    program(plugins(tmp_path / "home" / ".pulumi", provider_version()), provider_version())
    program(plugins(tmp_path / "home" / ".pulumi", "99.0.0"), "99.0.0")
    assert version() == provider_version()
    program(tmp_path / "bin", "9.30.0")
    assert version() == "9.30.0"
    monkeypatch.setenv(VARIABLE, str(program(tmp_path / "elsewhere", "9.31.0")))
    assert version() == "9.31.0"


def test_a_variable_that_names_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(EngineFailedError, match="nowhere, and there is no such file"):
        provider_plugin.required(tmp_path)


@pytest.mark.parametrize(
    ("name", "says", "message"), [("gcp", "9.30.0", "is not called"), (PROGRAM, "hello", "does not say its version")]
)
def test_what_cannot_be_the_plugin(
    name: str, says: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(program(tmp_path / "elsewhere", says, name)))
    with pytest.raises(EngineFailedError, match=message):
        provider_plugin.required(tmp_path)
