"""What a run needs once there is work: the CLI, and for a simulated environment the local cloud."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from composer.engine.failures import EngineFailedError, failure
from composer.engine.job import CliEnvironment
from composer.engine.process_identity import me
from composer.engine.provider_plugin import required
from composer.graph import FOUNDATION
from composer.system import private_folders

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from composer.engine.desired import Request
    from composer.localcloud import Endpoints
    from composer.model.environment import Environment


def cores() -> int:
    """The number of workers that keep this machine busy."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def surroundings(request: Request) -> Iterator[CliEnvironment]:
    """Everything a worker needs to know, valid while the block lasts."""
    from composer.engine.binary import pulumi  # noqa: PLC0415  not needed when there is nothing to do

    environment = request.environment
    _refuse_leaked_provider(simulated=environment.simulated)
    binary = pulumi()
    if environment.backend.startswith("file://"):
        private_folders.folder(Path(unquote(environment.backend.removeprefix("file://"))))
    around = CliEnvironment(
        request.root,
        binary,
        environment.name,
        environment.simulated,
        environment.backend,
        environment.secrets_provider,
        me(),
        ledger=environment.ledger,
    )
    if not environment.simulated:
        yield around
        return
    plugin = required(request.root).path if request.real_provider else None
    founded = {one.cell.project for one in request.desired if one.owner.startswith(FOUNDATION)}
    with local_cloud(request.root, environment, founded) as endpoints:
        yield replace(
            around,
            provider_port=endpoints.provider,
            rest=endpoints.rest,
            token=endpoints.token,
            plugin=plugin,
        )


@contextlib.contextmanager
def local_cloud(root: Path, environment: Environment, founded: Collection[str] = ()) -> Iterator[Endpoints]:
    """The local cloud with what the environment says of it, deaf to Ctrl-C: calls in flight need it until the end."""
    from composer.localcloud import LocalCloudError, running  # noqa: PLC0415
    from composer.localcloud.cloud_database import Store  # noqa: PLC0415
    from composer.localcloud.settings import set_accounts, set_new_project, set_outside, set_raised  # noqa: PLC0415

    database = root / ".composer" / "localcloud.db"
    with contextlib.ExitStack() as stack:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN) if _in_main_thread() else None
        try:
            endpoints = stack.enter_context(running(database))
        except LocalCloudError as error:
            raise EngineFailedError(failure(str(error), "see `composer local status`")) from error
        finally:
            if before is not None:
                signal.signal(signal.SIGINT, before)
        store = Store(database)
        set_outside(store, environment.programs)
        for cell in environment.cells:
            set_raised(store, cell.project, cell.region, cell.quotas)
            set_accounts(store, cell.project, environment.accounts)
            if cell.project in founded:
                set_new_project(store, cell.project, cell.project_number)
        store.close()
        yield endpoints


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def _refuse_leaked_provider(*, simulated: bool) -> None:
    """A provider left over in the environment must never stand in for Google (engine runs clear it anyway)."""
    if not simulated and os.environ.get("PULUMI_DEBUG_PROVIDERS"):
        raise EngineFailedError(
            failure(
                "PULUMI_DEBUG_PROVIDERS is set, and this is a real environment: a simulated provider must not answer",
                "unset PULUMI_DEBUG_PROVIDERS",
            )
        )
