"""Objectives and alerts: how they are derived from what is promised, and the proof that they can fire."""
