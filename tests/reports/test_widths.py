"""Every report in text fits the terminal."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from composer.cli import main

ROOT = Path(__file__).parents[2]
REPORTS = [
    ("check",),
    ("show", "EndSong"),
    ("show", "SubscriptionChanged"),
    ("explain", "EndSong"),
    ("explain", "EndSong/topic"),
    ("explain", "EndSong/etl-template-stable"),
    ("explain", "EndSong:storage"),
    ("explain", "EndSong:retention"),
    ("exposure",),
    ("exposure", "EndSong"),
    ("exposure", "--group", "ads"),
    ("exposure", "--semantic", "user.contact"),
    ("exposure", "--erasure"),
    ("exposure", "--erasure", "EndSong", "PaymentSettled", "ClientInteraction"),
    ("diff", "EndSong", "--from", "1"),
    ("capacity", "--all", "--growth", "2x/year"),
    ("cost", "--all"),
    ("cost", "EndSong"),
    ("cost", "--what-if", "storage.retention=30d"),
    ("cost", "--by", "month"),
    ("plan",),
    ("plan", "EndSong"),
    ("plan", "nobody"),
    ("new", "TrackSkipped"),
    ("list",),
]


@pytest.mark.parametrize("arguments", REPORTS, ids=" ".join)
def test_no_line_is_wider_than_the_terminal(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for width in (80, 120):
        monkeypatch.setenv("COLUMNS", str(width))
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code in {0, 2}, result.output
        assert result.output
        for line in result.output.splitlines():
            word = re.fullmatch(r"\s*\S+(  \S+)?", line) is not None
            assert cell_len(line) <= width or word, line
