"""Plays a workflow of Google Workflows, as far as ours use the language: steps, switches, loops, calls, retries.

Expressions are close enough to Python to be read as such. `http` answers calls: (method, url, body) → value, or raises
a Refused with the status. Sleeping takes no time.
"""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Http = "Callable[[str, str, Any], Any]"


class Values(dict):
    """A map whose members are attributes, too."""

    __getattr__ = dict.__getitem__


class Refused(Exception):  # noqa: N818 - what a workflow catches
    """An answer that is an error."""

    def __init__(self, code: int) -> None:
        super().__init__(f"HTTP {code}")
        self.code, self.tags = code, ["HttpError"]


class Failed(Exception):  # noqa: N818 - as above
    """What a workflow has raised."""


def valued(value: Any) -> Any:
    """The same with members as attributes."""
    if isinstance(value, dict):
        return Values({key: valued(inner) for key, inner in value.items()})
    return [valued(one) for one in value] if isinstance(value, list) else value


class Player:
    """A workflow with its variables of the environment."""

    def __init__(self, source: str, variables: Mapping[str, str], http: Callable[[str, str, Any], Any]) -> None:
        self.parts, self.variables, self.http = yaml.safe_load(source), variables, http
        self.calls: list[tuple[str, str]] = []

    def run(self, argument: Any, part: str = "main") -> Any:
        """The value that a part returns, or what was raised."""
        body = self.parts[part]
        given = [argument] if part == "main" else [argument[name] for name in body.get("params", ())]
        scope = Values(zip(body.get("params", ()), valued(given), strict=True))
        return self._steps(body["steps"], scope)[1]

    def _steps(self, steps: list[dict], scope: Values) -> tuple[str, Any]:
        """(`return`, value), (`next`, a step that is not here) or (``, None) at the end."""
        names, at = [next(iter(step)) for step in steps], 0
        while at < len(steps):
            how, value = self._step(steps[at][names[at]], scope)
            if how == "next" and value in names:
                at = names.index(value)
                continue
            if how == "next" and value == "end":
                return "return", None
            if how:
                return how, value
            at += 1
        return "", None

    def _step(self, step: dict, scope: Values) -> tuple[str, Any]:
        for entry in step.get("assign", ()):
            ((target, value),) = entry.items()
            *path, last = target.split(".")
            here = scope
            for name in path:
                here = here[name]
            here[last] = self.value(value, scope)
        if "for" in step:
            for one in self.value(step["for"]["in"], scope):
                scope[step["for"]["value"]] = one
                self._steps(step["for"]["steps"], scope)
        if "call" in step or "try" in step:
            how = self._guarded(step, scope) if "try" in step else self._call(step, scope)
            if how[0]:
                return how
        for case in step.get("switch", ()):
            if self.value(case["condition"], scope):
                if "steps" in case:
                    return self._steps(case["steps"], scope)
                return self._leave(case, scope)
        return self._leave(step, scope)

    def _leave(self, step: dict, scope: Values) -> tuple[str, Any]:
        if "raise" in step:
            error = self.value(step["raise"], scope)
            raise error if isinstance(error, Exception) else Failed(error)
        if "return" in step:
            return "return", self.value(step["return"], scope)
        return ("next", step["next"]) if "next" in step else ("", None)

    def _guarded(self, step: dict, scope: Values) -> tuple[str, Any]:
        try:
            return self._call(step["try"], scope)
        except Refused as error:
            if "except" not in step:
                raise
            scope[step["except"]["as"]] = error
            return self._steps(step["except"]["steps"], scope)

    def _call(self, step: dict, scope: Values) -> tuple[str, Any]:
        arguments = self.value(step.get("args", {}), scope)
        match step["call"]:
            case "http.get" | "http.post" as method:
                self.calls.append((method, arguments.url))
                result = Values(body=valued(self.http(method, arguments.url, arguments.get("body"))))
            case "sys.sleep":
                result = None
            case part:
                result = self.run(arguments, part)
        if "result" in step:
            scope[step["result"]] = result
        return "", None

    def value(self, value: Any, scope: Values) -> Any:
        """A value with its expressions worked out."""
        if isinstance(value, dict):
            return Values({key: self.value(inner, scope) for key, inner in value.items()})
        if isinstance(value, list):
            return [self.value(one, scope) for one in value]
        expression = re.fullmatch(r"\$\{(.*)\}", value, re.DOTALL) if isinstance(value, str) else None
        return eval(expression[1], {"__builtins__": {}}, self._names(scope)) if expression else value

    def _names(self, scope: Values) -> dict[str, Any]:
        return {
            "sys": SimpleNamespace(get_env=self.variables.__getitem__),
            "json": SimpleNamespace(decode=lambda text: valued(json.loads(text)), encode_to_string=json.dumps),
            "text": SimpleNamespace(url_encode=lambda text: quote(text, safe=""), to_lower=str.lower),
            "map": SimpleNamespace(get=lambda values, key: values.get(key)),
            "default": lambda value, otherwise: otherwise if value is None else value,
            **scope,
        }
