"""The Pulumi CLI: found on PATH, in the user's cache, or built from source into that cache, once a machine.

`python -m composer.engine.binary` prints where it is; with `--language-host` also what a plain `pulumi up` of a
Python program needs (official installations bring it along).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

from composer import DISTRIBUTION
from composer.engine.failures import EngineFailedError, failure
from composer.printing.output import echo, print_path
from composer.system import atomic_writes, files
from composer.system.damaged_files import aside
from composer.units import elapsed

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = "3.259.0"
"""The pinned CLI, and the oldest one that is used from PATH: `--ignore-protect` and event logs over gRPC need it."""

_PATIENCE = 20.0
"""Seconds in which a program says its version."""
_SDK = "github.com/pulumi/pulumi/sdk/v3"


@dataclass(frozen=True, slots=True)
class Tool:
    """A Go program built from a module of ours (`tools/<folder>/go.mod`)."""

    name: str
    folder: str
    package: str
    version: str
    minutes: str
    asked: str = ""
    """The argument that makes it say its version: whether it does is looked at before it is used."""

    @property
    def module(self) -> Path:
        """Its go.mod's folder, shipped inside the package: repositories of definitions need not have it."""
        return Path(__file__).parent / "tools" / self.folder

    @property
    def home(self) -> Path:
        """The folder that keeps the built tool for this user."""
        return user_cache_path(DISTRIBUTION) / self.name / f"v{self.version}"


CLI = Tool("pulumi", "pulumi", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", VERSION, "about three minutes", "version")
HOST = Tool(
    "pulumi-language-python", "python-host", f"{_SDK}/python/cmd/pulumi-language-python", "3.75.0", "half a minute"
)


def pulumi() -> Path:
    """The CLI to use; builds it if it must. Raises EngineFailedError with both ways out if that cannot be done."""
    return installed() or cached(CLI) or build(CLI)


def installed() -> Path | None:
    """`pulumi` on PATH, if it is new enough."""
    path = shutil.which("pulumi")
    if path is None:
        return None
    return Path(path).resolve() if _version(_answer(path, "version")) >= _version(VERSION) else None


def _answer(program: str | Path, argument: str) -> str:
    """The output of a program; "" for what is none, such as half of one."""
    try:
        done = subprocess.run([program, argument], capture_output=True, check=False, timeout=_PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace")


def _version(text: str) -> tuple[int, ...]:
    match = re.search(r"(\d+)\.(\d+)\.(\d+)", text)
    return tuple(int(part) for part in match.groups()) if match else ()


def cached(tool: Tool) -> Path | None:
    """The tool as built earlier; None where it is not there, or is not whole any more, which is told."""
    path = tool.home / tool.name
    if not path.is_file() or not os.access(path, os.X_OK):
        return None
    if tool.asked and not _version(_answer(path, tool.asked)):
        echo(f"{path} is damaged: it does not say its version; it is built anew")
        return None
    return path


def language_host() -> Path:
    """The folder with Pulumi's language host for Python, to be put on PATH for a plain `pulumi up`."""
    beside = shutil.which("pulumi-language-python")
    if beside is not None:
        return Path(beside).parent
    return (cached(HOST) or build(HOST)).parent


def build(tool: Tool) -> Path:
    """Build the tool into the cache. Of two builders at once, one builds and the other waits for it."""
    go = shutil.which("go")
    if go is None:
        raise EngineFailedError(
            failure(
                f"there is neither `{tool.name}` (version {tool.version} or newer) nor Go on this machine",
                "install Pulumi (https://www.pulumi.com/docs/install/), or install Go 1.26 or newer and "
                "run this again: the tool is then built from source",
            )
        )
    with _only_builder(tool):
        path = cached(tool)
        if path is not None:
            return path
        echo(f"building {tool.name} {tool.version} from source with Go, once for this user ({tool.minutes}) …")
        started = time.monotonic()
        _build_into_cache(go, tool)
        echo(f"built {tool.home / tool.name} in {elapsed(time.monotonic() - started, 0)}")
    return tool.home / tool.name


def _build_into_cache(go: str, tool: Tool) -> None:
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=tool.home.parent))
    flags = f"-s -w -X {_SDK}/go/common/version.Version=v{tool.version}"
    arguments = ["build", "-mod=readonly", "-trimpath", "-tags", "osusergo,grpcnotrace", "-ldflags", flags]
    try:
        _go([go, *arguments, "-o", str(draft / tool.name), tool.package], tool)
        if tool is HOST:
            launcher = Path(_go([go, "list", "-m", "-f", "{{.Dir}}", _SDK], CLI).strip()) / "python" / "cmd"
            script = "pulumi-language-python-exec"
            atomic_writes.write(draft / script, files.read(launcher / script, within=None), within=draft, mode=0o755)
        draft.chmod(0o755)
        if os.path.lexists(tool.home):
            shutil.rmtree(aside(tool.home), ignore_errors=True)
        draft.rename(tool.home)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _go(command: list[str], tool: Tool) -> str:
    variables = os.environ | {"CGO_ENABLED": "0", "GOWORK": "off"}
    answer = subprocess.run(command, cwd=tool.module, env=variables, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise EngineFailedError(
            failure(
                f"Go could not build {tool.name} {tool.version}",
                "see Go's words; or install Pulumi (https://www.pulumi.com/docs/install/)",
                detail=answer.stderr.strip(),
            )
        )
    return answer.stdout


@contextlib.contextmanager
def _only_builder(tool: Tool) -> Iterator[None]:
    tool.home.parent.mkdir(parents=True, exist_ok=True)
    with files.appended(tool.home.parent / ".lock", within=tool.home.parent) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            echo(f"waiting for another process that is building {tool.name} …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(arguments: list[str]) -> int:
    """Print where the CLI is (with `--language-host` also the host's folder), building what is missing."""
    try:
        print_path(pulumi())
        if "--language-host" in arguments:
            print_path(language_host())
    except EngineFailedError as error:
        for problem in error.failures:
            echo(f"error: {problem.what}", *problem.detail.splitlines(), f"  hint: {problem.way_out}")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
