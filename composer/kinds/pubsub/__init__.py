"""Pub/Sub: schemas, topics and subscriptions."""
