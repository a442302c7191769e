"""The real provider's plugin, where somebody has installed it: found, never fetched, and asked for its version."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from composer.engine.desired import provider_version
from composer.engine.failures import EngineFailedError, failure
from composer.system import private_folders

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = "pulumi-resource-gcp"
VARIABLE = "COMPOSER_GCP_PROVIDER"
"""The environment variable that names the plugin's file: it goes before all other places."""
_PATIENCE = 60.0
"""Seconds in which the plugin says its version: it is more than 100 MB of program, read from a cold disk."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """An installed plugin, and the version that it says."""

    path: Path
    version: str


def install_command() -> str:
    """The command that installs the pinned version where it is found."""
    return f"pulumi plugin install resource gcp {provider_version()}"


def places(root: Path) -> Iterator[Path]:
    """The files that would be the plugin, first the one that is taken: the variable, PATH, Pulumi's folders (the pinned
    version before others, newer before older)."""
    given = os.environ.get(VARIABLE)
    if given:
        yield Path(given).expanduser()
        return
    on_path = shutil.which(PROGRAM)
    if on_path:
        yield Path(on_path)
    homes = [
        root / private_folders.STATE / "pulumi-home",
        Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi"),
    ]
    plugins = [one for home in homes for one in (home / "plugins").glob(f"resource-gcp-v*/{PROGRAM}")]
    yield from sorted(plugins, key=_preference, reverse=True)


def _preference(plugin: Path) -> tuple[bool, list[int]]:
    version = plugin.parent.name.removeprefix("resource-gcp-v")
    return version == provider_version(), [int(part) for part in re.findall(r"\d+", version)]


def find(root: Path) -> Plugin | None:
    """The plugin to use, None where there is none. Raises EngineFailedError for one that says no version."""
    path = next((one for one in places(root) if one.is_file()), None)
    return None if path is None else Plugin(path.resolve(), _version(path))


def required(root: Path) -> Plugin:
    """The plugin to use. Raises EngineFailedError with the command that installs it."""
    plugin = find(root)
    if plugin is None:
        given = os.environ.get(VARIABLE)
        raise EngineFailedError(
            failure(
                f"{VARIABLE} names {given}, and there is no such file"
                if given
                else "the real provider's plugin is not installed on this machine",
                f"run `{install_command()}`, or set {VARIABLE} to a {PROGRAM} that is there",
            )
        )
    if plugin.path.name != PROGRAM:
        raise EngineFailedError(
            failure(f"{plugin.path} is not called {PROGRAM}: the engine looks for it by that name", "rename the file")
        )
    return plugin


def _version(path: Path) -> str:
    try:
        answer = subprocess.run(
            [str(path), "--version"], capture_output=True, text=True, check=False, timeout=_PATIENCE, errors="replace"
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        answer = ""
    match = re.search(r"\d+\.\d+\.\d+\S*", answer)
    if match is None:
        raise EngineFailedError(failure(f"{path} does not say its version", f"install it again: `{install_command()}`"))
    return match[0]
