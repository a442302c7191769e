"""The numbers of words that Google's clients send over REST are those of their protocol buffers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from google.cloud import kms_v1
from google.pubsub_v1 import types as pubsub

from composer.kinds import KINDS
from composer.kinds.kms import enum_numbers
from composer.kinds.unknown_values import camel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.property import Property

MESSAGES = {
    "gcp:pubsub/topic:Topic": pubsub.Topic,
    "gcp:pubsub/subscription:Subscription": pubsub.Subscription,
    "gcp:pubsub/schema:Schema": pubsub.Schema,
    "gcp:kms/keyRing:KeyRing": kms_v1.KeyRing,
    "gcp:kms/cryptoKey:CryptoKey": kms_v1.CryptoKey,
}


def test_every_kind_whose_client_sends_numbers_is_here() -> None:
    services = {"pubsub", "cloudkms"}
    assert set(MESSAGES) == {
        token for token, kind in KINDS.items() if kind.rest.service in services and not kind.rest.policy
    }


def enums(rules: Mapping[str, Property], message: Any, path: str) -> Iterator[tuple[str, Property, dict[str, int]]]:
    """Every property that is an enumeration in the message, with its words and numbers there."""
    fields = {field.json_name: field for field in message.fields}
    for name, rule in rules.items():
        field = fields.get(rule.api or camel(name))
        inner = rule.items if rule.type == "list" and rule.items else rule
        if field is None or rule.computed:
            continue
        if field.enum_type is not None:
            yield f"{path}{name}", inner, {value.name: value.number for value in field.enum_type.values}
        elif field.message_type is not None and inner.type == "object":
            yield from enums(inner.properties, field.message_type, f"{path}{name}.")


def test_states_of_versions_are_those_of_the_client() -> None:
    states = kms_v1.CryptoKeyVersion.CryptoKeyVersionState
    assert {name: states[name].value for name in enum_numbers.STATES} == enum_numbers.STATES


@pytest.mark.parametrize("token", MESSAGES, ids=lambda token: token.rpartition(":")[2])
def test_numbers_are_those_of_the_client(token: str) -> None:
    for path, rule, words in enums(KINDS[token].properties, MESSAGES[token].pb().DESCRIPTOR, ""):
        known = {word: number for word, number in words.items() if word in rule.enum}
        assert dict(rule.numbers) == known, path
        assert set(rule.numbers) <= set(rule.enum), path
