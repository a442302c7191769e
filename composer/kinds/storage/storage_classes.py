"""Classes of objects in Cloud Storage: how cold each is, and how long its objects are paid for at least."""

from __future__ import annotations

from composer.units import Days

STANDARD = "STANDARD"
MINIMUM_DAYS = {"NEARLINE": Days(30), "COLDLINE": Days(90), "ARCHIVE": Days(365)}
"""Days for which an object is paid, counted from when it was written, also by who deletes it sooner. From warm to cold.
https://cloud.google.com/storage/docs/storage-classes"""
CLASSES = (STANDARD, *MINIMUM_DAYS)
"""From warm to cold: a lifecycle rule moves objects in this direction only.
https://cloud.google.com/storage/docs/lifecycle#setstorageclass"""
