"""What was judged before: asked for again only if something changed, whatever that is, and never wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from composer import pipeline
from composer.execution import cache
from composer.execution.frozen_bytes import Frozen
from composer.judgement import definitions
from composer.repository import Repository
from tests.benchmarks import generate

if TYPE_CHECKING:
    from pathlib import Path

MANY = cache.WORTH_CACHING + 2


def results(memory: cache.Cache, files: list[Path], asked: list[str]) -> list[str]:
    def work(paths: list[Path]) -> list[Frozen[str]]:
        asked.extend(path.stem for path in paths)
        return [Frozen.of(path.read_text()) for path in paths]

    return memory.recall(files, work, lambda _one, _path: True)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    monkeypatch.setenv(cache.SWITCH, str(tmp_path / "cache"))
    collected = [tmp_path / f"{name}.yaml" for name in "abc"]
    for path in collected:
        path.write_text(path.stem)
    return collected


def beside(path: Path) -> tuple[Path, Path]:
    return path, path.with_suffix(".versions.jsonl")


def opened(*shared: str, place: str = "here") -> cache.Cache:
    memory = cache.memory(place, [part.encode() for part in shared], beside)
    assert memory is not None
    return memory


def test_only_what_changed_is_asked_for(files: list[Path]) -> None:
    asked: list[str] = []
    assert results(opened(), files, asked) == ["a", "b", "c"]
    assert asked == ["a", "b", "c"]
    files[1].write_text("other")
    files[2].with_suffix(".versions.jsonl").write_text("{}")
    asked.clear()
    assert results(opened(), files, asked) == ["a", "other", "c"]
    assert asked == ["b", "c"]
    asked.clear()
    assert results(opened(), files[:2], asked) == ["a", "other"]
    assert asked == []


def test_other_rules_are_another_matter(files: list[Path]) -> None:
    asked: list[str] = []
    results(opened("rule", "day"), files, asked)
    for memory in (opened(), opened("rule"), opened("rul", "eday"), opened("rule", "day", place="there")):
        asked.clear()
        results(memory, files, asked)
        assert asked == ["a", "b", "c"]


def test_what_concerns_one_definition_concerns_no_other(files: list[Path]) -> None:
    cells = {"a": "1", "b": "1"}
    place: list[str] = []

    def recalled() -> list[str]:
        memory = cache.memory("here", (), lambda path: (path, cells.get(path.stem, "")))
        assert memory is not None
        place.clear()
        return results(memory, files, place)

    recalled()
    cells["b"] = "2"
    recalled()
    assert place == ["b"]


def test_a_file_that_changes_meanwhile_is_not_remembered(files: list[Path]) -> None:
    def work(paths: list[Path]) -> list[Frozen[str]]:
        files[0].write_text("later")
        return [Frozen.of("early") for _ in paths]

    assert opened().recall(files, work, lambda _one, _path: True) == ["early"] * 3
    asked: list[str] = []
    results(opened(), files, asked)
    assert asked == ["a"]


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x80\x05]."])
def test_a_damaged_memory_is_none(files: list[Path], content: bytes) -> None:
    results(opened(), files, [])
    opened().file.write_bytes(content)
    asked: list[str] = []
    assert results(opened(), files, asked) == ["a", "b", "c"]
    assert asked == ["a", "b", "c"]


def test_a_folder_that_cannot_be_written_costs_time_only(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    files[0].with_name("plain").write_text("")
    monkeypatch.setenv(cache.SWITCH, str(files[0].with_name("plain") / "below"))
    assert results(opened(), files, []) == ["a", "b", "c"]


def test_it_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.SWITCH, "off")
    assert cache.memory("here", (), beside) is None


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fleet")
    generate.write(folder, generate.Size(MANY, 2))
    return folder


CHANGES = {
    "eventtypes/*/*.yaml": ("owner: ", "owner: nobody-"),
    "eventtypes/*/*.versions.jsonl": ('"type":', '"typ":'),
    "stacks/policy/importance.yaml": ("delivery_slo: 4h", "delivery_slo: 30m"),
    "stacks/policy/semantic_types.yaml": ("tier: open", "tier: internal"),
    "stacks/policy/sizing.yaml": ("cap_percent: 150", "cap_percent: 300"),
    "stacks/policy/limits.yaml": ("value: 10000000,", "value: 100,"),
    "stacks/environments/local.yaml": ("project: composer-local", "project: composer-other"),
}


@pytest.mark.parametrize("where", CHANGES)
def test_the_fleet_is_judged_as_without_memory(
    fleet: Path, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository(fleet)
    monkeypatch.setenv(cache.SWITCH, str(tmp_path))
    pipeline.settle_and_check(repository)
    path = next(fleet.glob(where))
    before = path.read_text()
    old, new = CHANGES[where]
    assert old in before
    try:
        path.write_text(before.replace(old, new, 1))
        warm = pipeline.settle_and_check(repository)
        monkeypatch.setenv(cache.SWITCH, "off")
        cold = pipeline.settle_and_check(repository)
    finally:
        path.write_text(before)
    assert warm == cold
    assert warm.graphs == cold.graphs
    assert [graph.fingerprint for graph in warm.graphs.values()] == [
        graph.fingerprint for graph in cold.graphs.values()
    ]


def test_the_same_fleet_is_not_judged_again(fleet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.SWITCH, str(tmp_path))
    first = pipeline.settle_and_check(Repository(fleet))
    monkeypatch.setattr(definitions, "judge", None)
    monkeypatch.setattr(definitions, "read", None)
    assert pipeline.settle_and_check(Repository(fleet)) == first
    monkeypatch.setenv("COMPOSER_TODAY", "2030-01-01")
    with pytest.raises(TypeError):
        pipeline.settle_and_check(Repository(fleet))


def test_another_process_judges_nothing_again(fleet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has only just begun, and loaded little of the program, reads all that another kept."""
    monkeypatch.setenv(cache.SWITCH, str(tmp_path / "cache"))
    program = (
        "import sys; from pathlib import Path; from composer import pipeline; from composer.judgement import definitions;"
        "from composer.repository import Repository; judge = definitions.judge;"
        "definitions.judge = lambda *all: sys.exit('judged again') if sys.argv[2:] else judge(*all);"
        "pipeline.settle_and_check(Repository(Path(sys.argv[1])))"
    )
    for arguments in ([], ["judges nothing"]):
        subprocess.run([sys.executable, "-c", program, fleet, *arguments], check=True)


def test_nothing_is_kept_in_the_repository(fleet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pull request could bring it along."""
    monkeypatch.delenv(cache.SWITCH)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    before = set(fleet.rglob("*"))
    pipeline.settle_and_check(Repository(fleet))
    assert set(fleet.rglob("*")) == before
    assert list(tmp_path.rglob("*.plain"))


def _linked(folder: Path) -> None:
    (folder.parent / "elsewhere").mkdir(mode=0o755)
    folder.symlink_to(folder.parent / "elsewhere")


def _linked_inside(folder: Path) -> None:
    folder.mkdir()
    (folder.parent / "elsewhere").mkdir(mode=0o755)
    (folder / "judged").symlink_to(folder.parent / "elsewhere")


FOREIGN = {
    "is a link": _linked,
    "judged is a link": _linked_inside,
    "is no folder": lambda folder: folder.write_text(""),
}


@pytest.mark.parametrize("message", FOREIGN)
def test_a_folder_that_is_not_ones_own_is_left_alone_and_told(
    fleet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], message: str
) -> None:
    folder = tmp_path / "cache"
    FOREIGN[message](folder)
    monkeypatch.setenv(cache.SWITCH, str(folder))
    assert pipeline.settle_and_check(Repository(fleet)).documents
    output = capsys.readouterr().err
    assert message in output
    assert f"set {cache.SWITCH} to a folder of your own, or to off" in " ".join(output.split())
    assert not list((tmp_path / "elsewhere").glob("*"))
    if (tmp_path / "elsewhere").exists():
        assert (tmp_path / "elsewhere").stat().st_mode & 0o777 == 0o755


def test_somebody_elses_folder_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.SWITCH, str(tmp_path))
    assert cache.refusal() == ""
    monkeypatch.setattr(os, "getuid", lambda: os.geteuid() + 1)
    assert "is somebody else's" in cache.refusal()
    assert cache.memory("here", (), beside) is None


def test_what_stands_in_the_place_of_the_file_is_put_aside(files: list[Path]) -> None:
    opened().file.mkdir(parents=True)
    asked: list[str] = []
    for _ in range(2):
        assert results(opened(), files, asked) == ["a", "b", "c"]
    assert asked == ["a", "b", "c"]
    assert opened().file.with_name(f"{opened().file.name}.damaged").is_dir()


def test_a_bit_that_a_disk_forgot_is_noticed(files: list[Path]) -> None:
    results(opened(), files, [])
    whole = opened().file.read_bytes()
    for place in range(0, len(whole), 7):
        opened().file.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        asked: list[str] = []
        assert results(opened(), files, asked) == ["a", "b", "c"]
        assert asked


def test_what_is_new_stands_behind_what_was_there(files: list[Path]) -> None:
    results(opened(), files, [])
    before = opened().file.read_bytes()
    files[0].write_text("other")
    results(opened(), files, [])
    after = opened().file.read_bytes()
    assert after.startswith(before)
    assert len(before) < len(after)


def test_what_is_no_longer_asked_for_is_half_of_it_at_most(files: list[Path]) -> None:
    sizes = []
    for round_ in range(12):
        files[0].write_text(f"{round_:04}")
        results(opened(), files, [])
        sizes.append(opened().file.stat().st_size)
    assert max(sizes) < 3 * sizes[0]


@pytest.mark.parametrize("missing", [1, 20, 60, 100])
def test_a_run_that_was_killed_while_it_wrote_costs_what_it_wrote(files: list[Path], missing: int) -> None:
    results(opened(), files, [])
    whole = opened().file.read_bytes()
    opened().file.write_bytes(whole[:-missing])
    asked: list[str] = []
    assert results(opened(), files, asked) == ["a", "b", "c"]
    assert asked in (["c"], ["b", "c"])
    asked.clear()
    assert results(opened(), files, asked) == ["a", "b", "c"]
    assert asked == []
