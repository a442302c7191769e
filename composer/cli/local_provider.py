"""`composer local provider`: whether the real provider is installed here, and how to get it."""

from __future__ import annotations

import click

from composer.cli.here import repository
from composer.cli.local_cloud import FORMAT, print_answer
from composer.printing.blocks import Line


@click.command()
@FORMAT
def provider(form: str) -> None:
    """Show whether the real provider of Google Cloud is installed here, and how to get it, for `up --provider real`."""
    from composer.engine import provider_plugin
    from composer.engine.desired import provider_version
    from composer.engine.failures import EngineFailedError

    pinned, install = provider_version(), provider_plugin.install_command()
    try:
        plugin = provider_plugin.find(repository().root)
        problem = ""
    except EngineFailedError as error:
        plugin, problem = None, error.failures[0].what
    document = {
        "format": "composer/local-provider/v1",
        "installed": plugin is not None,
        "pinned": pinned,
        "install": install,
        **({} if plugin is None else {"path": str(plugin.path), "version": plugin.version}),
        **({"problem": problem} if problem else {}),
    }

    def text() -> list[Line]:
        if plugin is None:
            missing = problem or "The real provider is not installed here"
            return [
                Line(f"{missing}; nothing but `composer up --provider real` needs it."),
                Line(f"To get it: {install}"),
                Line(f"Where it is elsewhere: export {provider_plugin.VARIABLE}=/PATH/{provider_plugin.PROGRAM}"),
            ]
        there = Line(f"The real provider is {plugin.path}, version {plugin.version}.")
        differs = Line(f"The SDK is of version {pinned}: {install}")
        return [there] if plugin.version == pinned else [there, differs]

    print_answer(form, document, text)
