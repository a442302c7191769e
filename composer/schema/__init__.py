"""Avro schemas: whether they are legal, what their fields are, and what storage makes of them."""
