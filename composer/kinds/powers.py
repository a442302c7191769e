"""Ways to events: what gets at what a kind of resource holds, and where it says whom it lets in."""

from __future__ import annotations

from enum import StrEnum


class Power(StrEnum):
    """One way to events, or to what opens them."""

    MESSAGES = "messages"
    """Reads from a subscription, or may attach one to a topic."""
    FILES = "files"
    """Reads objects of a bucket."""
    ROWS = "rows"
    """Reads tables of a dataset; columns may have policies of their own."""
    DECRYPT = "decrypt"
    """Decrypts with a key."""
    ACT = "act"
    """Acts as a service account, and so may do all that it may."""
    GOVERN = "govern"
    """Says who may, and so may let itself in."""


class LetsIn(StrEnum):
    """Where a kind of resource names whom it lets in; `privacy/grants.py` reads each of these."""

    POLICY = "policy"
    """As members of an IAM policy, with a role."""
    ACCESSES = "accesses"
    """As entries of a dataset; without any, who may read the project."""
    GRANTEES = "grantees"
    """As principals who may read columns."""
    WORKERS = "workers"
    """As accounts that a program of ours runs as."""
    RECIPIENTS = "recipients"
    """As where it sends events by itself, and the accounts it does so as."""
    OBJECTS = "objects"
    """In access lists of the objects in it, unless access to it is uniform."""
