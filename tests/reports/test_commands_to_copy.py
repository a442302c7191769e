"""Commands stand in one line each, however narrow the terminal is: half a command is another one, or none."""

from __future__ import annotations

from composer.printing import terminal
from composer.reports import absence_text

RESTORE = "gcloud storage restore 'gs://composer-local-parcel-scanned-delivered#1795286843620119'"


def test_what_brings_something_back_can_be_copied() -> None:
    one = {"fate": "recoverable", "until": "2026-12-06", "kind": "Bucket", "name": "b", "why": "", "resource": "A/b"}
    proof = {"time": "2026-11-29T19:27:24+00:00", "resources": [{**one, "command": RESTORE}]}
    lines = [*terminal.laid_out(absence_text.render("ParcelScanned", proof), 60, colours=False)]
    assert f"    → {RESTORE}" in lines
    assert all(len(line) <= 60 for line in lines if RESTORE not in line)
