"""Dashboards as Monitoring takes them: a mosaic of charts, in its own spelling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.units import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLUMNS = 12
_WIDTH, _HEIGHT = 6, 4


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: a metric's filter, how it is put together, and a line that it should not cross."""

    title: str
    filter: str
    aligner: str
    reducer: str = "REDUCE_SUM"
    per: tuple[str, ...] = ()
    period: int = 300
    limit: float | None = None
    limit_label: str = ""
    unit: str = ""


def document(name: str, description: str, charts: Sequence[Chart]) -> dict[str, Any]:
    """The dashboard: what it is about, then its charts, two in a row."""
    text = {"text": {"content": description, "format": "MARKDOWN"}}
    tiles = [{"xPos": 0, "yPos": 0, "width": _COLUMNS, "height": 2, "widget": text}]
    for index, chart in enumerate(charts):
        row, column = divmod(index, _COLUMNS // _WIDTH)
        tiles.append(
            {
                "xPos": column * _WIDTH,
                "yPos": 2 + row * _HEIGHT,
                "width": _WIDTH,
                "height": _HEIGHT,
                "widget": _widget(chart),
            }
        )
    return {
        "displayName": name,
        "labels": {"event-delivery": ""},
        "mosaicLayout": {"columns": _COLUMNS, "tiles": tiles},
    }


def _widget(chart: Chart) -> dict[str, Any]:
    aggregation: dict[str, Any] = {
        "alignmentPeriod": f"{chart.period}s",
        "perSeriesAligner": chart.aligner,
        "crossSeriesReducer": chart.reducer,
    }
    if chart.per:
        aggregation["groupByFields"] = list(chart.per)
    query: dict[str, Any] = {"timeSeriesFilter": {"filter": chart.filter, "aggregation": aggregation}}
    if chart.unit:
        query["unitOverride"] = chart.unit
    shown: dict[str, Any] = {"dataSets": [{"plotType": "LINE", "targetAxis": "Y1", "timeSeriesQuery": query}]}
    if chart.limit is not None:
        shown["thresholds"] = [{"value": plain(chart.limit), "label": chart.limit_label, "targetAxis": "Y1"}]
    return {"title": chart.title, "xyChart": shown}
