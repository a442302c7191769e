"""`composer exposure --live`: who could read what by live policies, beside what definitions say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from composer.cli import asked_google, exit_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from composer.privacy.exposure import Exposure, FieldExposure
    from composer.stages import Checked


def shown(
    checked: Checked,
    selected: Sequence[str] | None,
    exposures: Sequence[Exposure],
    asked_for: Callable[[FieldExposure], bool],
    at: datetime | None,
    document: dict[str, Any] | None,
) -> int:
    """Print both answers, into the document of what definitions say where there is one; the exit code."""
    from composer.audit import looking
    from composer.audit.live_exposure import live_graph
    from composer.cli.audit_requested import requested
    from composer.cli.checked_fleet import emit, emit_json
    from composer.graph import PLATFORM
    from composer.live.failures import CloudFailedError
    from composer.privacy.exposure import exposure
    from composer.reports import exposure_live_json, exposure_live_text

    request = requested(checked, selected)
    try:
        with asked_google.google(checked) as google:
            view = looking.look(google, request, _moment(at))
    except CloudFailedError as error:
        asked_google.refused(error)
        return exit_codes.CLOUD_FAILED
    expected, _ = looking.expected(request, view)
    live = []
    for one in exposures:
        cell = checked.environment.cell_of(one.event_type)
        owners = (one.event_type, f"{PLATFORM}{cell.name}")
        graph, shared = (live_graph(request.desired[owner], cell.project, expected, view) for owner in owners)
        live.append(exposure(graph, checked.policies.tiers, shared))
    rows = exposure_live_text.rows(exposures, live, asked_for)
    if document is not None:
        emit_json({**document, "live": exposure_live_json.member(rows, view, at)})
    else:
        emit(exposure_live_text.render(rows, view, at))
    if not view.complete:
        return exit_codes.CLOUD_FAILED
    return exit_codes.PROBLEMS_FOUND if any(one.more for one in rows) else exit_codes.FINE


def _moment(at: datetime | None) -> str:
    """The end of a day, or now where that is earlier: "" for now."""
    if at is None:
        return ""
    end = at.replace(tzinfo=UTC) + timedelta(days=1)
    return "" if end >= datetime.now(UTC) else end.isoformat().replace("+00:00", "Z")
