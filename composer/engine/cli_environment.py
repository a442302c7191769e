"""The environment variables and the folder of one engine run: nothing of the user's own Pulumi is touched or used."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from composer.engine import real_provider
from composer.engine.failures import EngineFailedError, failure
from composer.engine.job import PROJECT
from composer.system import atomic_writes, private_folders
from composer.system.loopback import direct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.engine.job import CliEnvironment

DEBUG_PROVIDERS = "PULUMI_DEBUG_PROVIDERS"


def variables(around: CliEnvironment) -> dict[str, str]:
    """The whole environment of the CLI. PULUMI_* of the caller's shell are dropped: they change what a run does."""
    environment = {name: value for name, value in direct(os.environ).items() if not name.startswith("PULUMI_")}
    home = private_folders.folder(around.root / private_folders.STATE / "pulumi-home")
    environment |= {
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        "PULUMI_BACKEND_URL": around.backend,
        "PULUMI_HOME": str(home),
        "PULUMI_DEBUG_COMMANDS": "true",  # without it the CLI hides --event-log
        "PULUMI_AUTOMATION_API": "true",
        "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER": "true",  # the settings file lives in a folder that is cleaned
        DEBUG_PROVIDERS: f"gcp:{around.provider_port}" if around.simulated and not around.plugin else "",
    }
    if around.plugin:
        environment = real_provider.variables(environment, around.plugin, home, around.rest, around.token)
    if around.simulated:
        environment |= {
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "1",
            "PULUMI_DISABLE_REGISTRY_RESOLVE": "1",
            "PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS": "1",
        }
    return environment | _passphrase(around)


def _passphrase(around: CliEnvironment) -> dict[str, str]:
    names = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")
    given = {name: os.environ[name] for name in names if name in os.environ}
    if given or around.secrets_provider != "passphrase":
        return given
    if around.simulated:
        return {"PULUMI_CONFIG_PASSPHRASE": ""}
    raise EngineFailedError(
        failure(
            f"the state of {around.environment} is encrypted with a passphrase, and none is given",
            "set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE",
        )
    )


@contextlib.contextmanager
def work_folder(around: CliEnvironment, stack: str) -> Iterator[Path]:
    """A folder that looks like the project to the CLI, gone afterwards."""
    base = private_folders.folder(around.root / private_folders.STATE / "runs")
    folder = Path(tempfile.mkdtemp(prefix=f"{stack}-", dir=base))
    try:
        atomic_writes.write(folder / "Pulumi.yaml", f"name: {PROJECT}\nruntime: python\n".encode(), within=folder)
        if around.secrets_provider != "passphrase":
            settings = f"secretsprovider: {around.secrets_provider}\n"
            atomic_writes.write(folder / f"Pulumi.{stack}.yaml", settings.encode(), within=folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
