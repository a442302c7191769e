"""Work spread over processes gives what it gives in one, errors included."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer import pipeline
from composer.execution import parallel
from composer.repository import Repository
from tests.benchmarks.generate import Size, name, write


@pytest.fixture
def four_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_processors", lambda: 4)


@given(st.integers(0, 700), st.integers(1, 9))
def test_shares_are_all_items_in_order(items: int, processors: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parallel, "_processors", lambda: processors)
        shares = parallel._shares(range(items))
    assert [item for share in shares for item in share] == list(range(items))
    assert len(shares) == 1 or min(len(share) for share in shares) >= parallel.WORTH_A_PROCESS


@pytest.mark.usefixtures("four_processors")
def test_shares_are_done_by_other_processes() -> None:
    pids = parallel.spread(lambda share: os.getpid(), range(300))
    assert len(set(pids)) == 4
    assert pids[0] == os.getpid()


@pytest.mark.usefixtures("four_processors")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_an_exception_and_a_killed_process_are_made_good_here() -> None:
    me = os.getpid()

    def work(share: Sequence[int]) -> int:
        if os.getpid() != me and share[0] > 100:
            os.kill(os.getpid(), 9)
        if 250 in share:
            raise ValueError("not this one")
        return sum(share)

    assert sum(parallel.spread(work, range(250))) == sum(range(250))
    with pytest.raises(ValueError, match="not this one"):
        parallel.spread(work, range(300))


@pytest.mark.usefixtures("four_processors")
def test_a_fleet_is_judged_the_same(tmp_path: Path) -> None:
    write(tmp_path, Size(200, versions=2))
    files = sorted((tmp_path / "eventtypes").glob("*/*.yaml"))
    files[10].write_text("not: [closed")
    files[150].write_text(files[150].read_text().replace("owner:", "owmer:"))
    shutil.copy(files[199], files[199].parent.parent / "zz.yaml")
    (tmp_path / "eventtypes/another").mkdir()
    shutil.copy(files[120], tmp_path / "eventtypes/another" / files[120].name)
    here = Repository(tmp_path)
    one, several = pipeline.check(pipeline.settle(here)), pipeline.settle_and_check(here)
    assert several == one
    assert several.graphs == one.graphs
    assert len(one.diagnostics) > 3
    assert name(0) in one.graphs
