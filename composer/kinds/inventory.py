"""Where all objects of a kind are looked up: in Google's inventory of assets, in the policies there, or one by one.

Asset types and delays: https://cloud.google.com/asset-inventory/docs/asset-types (2026-04-10). One type that the
inventory does not know fails the whole call, so a kind is only looked up there if that page names it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from composer.units import DAY, HOUR, MINUTE

API = "cloudasset.googleapis.com"
"""The API of the inventory of assets."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """`assets`: under this `asset_type`; `policies`: in the IAM policy of the asset that it is granted on; `own-api`:
    by the lists of the kind's own API. `delay`: seconds after which a change is usually seen there. `uses`: the API
    that says what uses an object, "" where its own does."""

    source: Literal["assets", "policies", "own-api"]
    asset_type: str = ""
    delay: float = 0.0
    uses: str = ""

    @property
    def apis(self) -> tuple[str, ...]:
        """The APIs that must be enabled in a project for this, beside the kind's own API."""
        return tuple(api for api in ("" if self.source == "own-api" else API, self.uses) if api)


OWN_API = Inventory("own-api")
"""The inventory has no such assets, or not what we compare of them."""
POLICY = Inventory("policies", delay=36 * HOUR)
"""Data of policies "can be delayed by approximately 36 hours"."""


def asset(asset_type: str, delay: float = 10 * MINUTE, uses: str = "") -> Inventory:
    """In the inventory. Google says "minutes" of most types; those with a number there have it here."""
    return Inventory("assets", asset_type, delay, uses)


SYNCED = 7 * HOUR
"""Of types whose "data freshness is synchronized every 7 hours"."""
STALE = 7 * DAY
"""IAM's own objects "can be stale by up to 7 days"."""
