"""Every file of a repository, replaced by what is no file: refused by its name, at once, and what it leads to is
never shown."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from composer.cli import main
from composer.repository import Repository

ROOT = Path(__file__).parents[2]
SECRET = "never-to-be-shown"


MAY_BE_MISSING = ("stacks/policy/waivers.yaml", "stacks/policy/prices.yaml", "stacks/placements/local.yaml")
"""Read only once everything else is there."""


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10**12)


KINDS: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "folder": Path.mkdir,
    "loop": lambda path: path.symlink_to(path.name),
    "nowhere": lambda path: path.symlink_to("nothing-here"),
    "out": lambda path: path.symlink_to(Path(os.environ["OUTSIDE"])),
    "huge": _huge,
}


@contextmanager
def _promptly() -> Iterator[None]:
    """Nothing waits: after a minute whatever reads is interrupted."""

    def waited(*_: object) -> None:
        raise AssertionError("this waits for ever")

    before = signal.signal(signal.SIGALRM, waited)
    signal.alarm(60)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one file of every kind that is read."""
    outside = tmp_path / "outside.yaml"
    outside.write_text(f"{SECRET}: 1\n")
    monkeypatch.setenv("OUTSIDE", str(outside))
    root = tmp_path / "repository"
    shutil.copytree(ROOT / "stacks", root / "stacks")
    shutil.copy(ROOT / "Pulumi.yaml", root)
    (root / "eventtypes" / "playback").mkdir(parents=True)
    for file in (ROOT / "eventtypes" / "playback").glob("EndSong.*"):
        shutil.copy(file, root / "eventtypes" / "playback")
    (root / "stacks" / "placements").mkdir()
    (root / "stacks" / "placements" / "local.yaml").write_text("placements:\n  EndSong: local-1\n")
    monkeypatch.chdir(root)
    return root


def _run(*arguments: str) -> Result:
    with _promptly():
        result = CliRunner().invoke(main, arguments)
    assert SECRET not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def _read_files(root: Path) -> list[Path]:
    """What `check` reads in the environment `local`."""
    here = Repository(root)
    return [
        *sorted(here.policy.glob("*.yaml")),
        here.environments / "local.yaml",
        here.placements / "local.yaml",
        *sorted(here.eventtypes.glob("*/*.yaml")),
    ]


def _replaced(path: Path, kind: str) -> None:
    path.unlink()
    KINDS[kind](path)


def test_the_repository_is_fine(repository: Path) -> None:
    assert _run("check").exit_code == 0
    assert len(_read_files(repository)) >= 14


@pytest.mark.parametrize("kind", KINDS)
def test_no_file_may_be_anything_else(repository: Path, kind: str) -> None:
    """Each file alone would take minutes; a policy file that cannot be used hides what comes after it."""
    for path in _read_files(repository):
        _replaced(path, kind)
    output = _run("check").stdout
    for path in _read_files(repository):
        name = path.relative_to(repository).as_posix()
        assert f"{name}:1:1" in output or name in MAY_BE_MISSING, (name, output)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("file", MAY_BE_MISSING)
def test_what_may_be_missing_may_not_be_anything_else(repository: Path, kind: str, file: str) -> None:
    _replaced(repository / file, kind)
    result = _run("check")
    assert result.exit_code == 1
    assert f"{file}:1:1" in result.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_a_definition_and_its_versions(repository: Path, kind: str) -> None:
    for ending in (".versions.jsonl", ".yaml"):
        _replaced(repository / f"eventtypes/playback/EndSong{ending}", kind)
        result = _run("check")
        assert result.exit_code == 1
        assert f"eventtypes/playback/EndSong{ending}:1:1" in result.stdout
        assert _run("plan", "EndSong").exit_code in {1, 2}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in {"folder", "huge"}])
def test_a_folder_of_definitions(repository: Path, kind: str) -> None:
    shutil.rmtree(repository / "eventtypes" / "playback")
    KINDS[kind](repository / "eventtypes" / "playback.yaml")
    KINDS[kind](repository / "eventtypes" / "playback")
    result = _run("check")
    assert result.exit_code == 1
    assert "eventtypes/playback.yaml:1:1" in result.stdout
    if kind not in {"pipe", "device", "out"}:  # beside definitions nobody looks at what holds none
        assert "eventtypes/playback:1:1" in result.stdout


@pytest.mark.parametrize("kind", ["pipe", "device", "loop", "nowhere", "out"])
def test_eventtypes_itself(repository: Path, kind: str) -> None:
    shutil.rmtree(repository / "eventtypes")
    KINDS[kind](repository / "eventtypes")
    result = _run("check")
    assert result.exit_code == 1
    assert "eventtypes:1:1" in result.stdout


def test_a_folder_outside_is_not_looked_into(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "Other.yaml").write_text(f"{SECRET}: 1\n")
    (repository / "eventtypes" / "more").symlink_to(tmp_path / "elsewhere")
    result = _run("check")
    assert "eventtypes/more:1:1" in result.stdout
    assert "leads out of the repository" in result.stdout


def test_a_folder_inside_is_looked_into_once(repository: Path) -> None:
    (repository / "teams").mkdir()
    (repository / "eventtypes" / "playback").rename(repository / "teams" / "playback")
    (repository / "eventtypes" / "playback").symlink_to("../teams/playback")
    assert "1 definition" in _run("check").output
    for target in ("..", ".", "playback", "../teams"):
        (repository / "eventtypes" / "again").symlink_to(target)
        result = _run("check")
        assert result.exit_code == 1, target
        assert "eventtypes/again:1:1" in result.stdout
        (repository / "eventtypes" / "again").unlink()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("option", [("new", "Other", "--from"), ("up", "--plan")])
def test_files_that_are_named(repository: Path, kind: str, option: tuple[str, ...]) -> None:
    KINDS[kind](repository / "given.json")
    if kind == "out":
        return  # whoever runs it may name what they like
    result = _run(*option, "given.json")
    assert result.exit_code == 2
    assert "given.json" in result.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_recorded(repository: Path, kind: str) -> None:
    """Records of what was applied, and the journal."""
    for place, arguments in (
        ("ledger/applied/EndSong.json", ("plan", "EndSong")),
        ("journal/local.jsonl", ("up", "--resume")),
    ):
        path = repository / ".composer" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        KINDS[kind](path)
        result = _run(*arguments)
        if arguments[0] == "up":
            assert result.exit_code in {1, 2, 3}
            assert path.name in result.stderr + result.stdout
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)  # the journal was put aside


@pytest.mark.parametrize("ending", [".yaml", ".versions.jsonl"])
def test_a_fix_does_not_wait_for_who_reads_a_pipe(repository: Path, ending: str) -> None:
    """Neither where the definition is one, nor where what is to be written is."""
    path = repository / f"eventtypes/playback/EndSong{ending}"
    _replaced(path, "pipe")
    result = _run("check", "--fix")
    assert result.exit_code == 1
    assert f"eventtypes/playback/EndSong{ending}:1:1" in result.stdout
    assert path.is_fifo()


@pytest.mark.parametrize("arguments", [("plan", "EndSong"), ("up", "EndSong", "--yes")])
def test_a_state_folder_that_leads_out_is_refused(repository: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "elsewhere").mkdir()
    (repository / ".composer").symlink_to(tmp_path / "elsewhere")
    result = _run(*arguments)
    assert result.exit_code == 1
    assert ".composer" in result.stderr
    assert "leads out of the repository" in result.stderr
    assert not list((tmp_path / "elsewhere").iterdir())
