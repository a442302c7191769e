"""The command line: one module a verb, imported only when that verb runs, so that `--help` is quick.

Not here: what is decided or laid out: a verb parses, asks a layer below, hands the answer to `reports`, and ends with a
code.
"""

from __future__ import annotations

import atexit
import errno
import gc
import importlib
from typing import Any

import click

from composer import DISTRIBUTION
from composer.system import files, standard_streams

VERBS = {
    "init": "Start a new repository of Event Type definitions.",
    "new": "Write the definition of a new Event Type.",
    "adopt": "Take over what was there before, without touching it.",
    "check": "Say everything that can be known without a cloud.",
    "list": "List Event Types: which are whose, how large, and what they cost.",
    "build": "Print the resource graphs as canonical JSON.",
    "show": "Show a definition with everything settled.",
    "explain": "Say why a value or a resource is what it is.",
    "diff": "Say what differs between two versions of a schema.",
    "plan": "Show what would change.",
    "bootstrap": "Print what must exist before the first `up`, as commands to be read.",
    "preflight": "Say what projects lack of what is needed, before anything is applied.",
    "up": "Apply Event Types with the Pulumi engine.",
    "audit": "Compare what is there with what was applied and what definitions want.",
    "cleanup": "Show what may end, which gates hold it back, and who can open them.",
    "down": "Destroy the stacks of Event Types.",
    "retire": "Write the next step of an Event Type's life into its definition.",
    "rename": "Begin to give an Event Type another name, and say how far that is.",
    "notices": "Write who has to know of the steps that Event Types took, one notice per team.",
    "exposure": "Say who can read what about people, and until when.",
    "capacity": "Show what the fleet takes of every quota, and what binds first.",
    "cost": "Show what the fleet costs a month, and what would change that.",
    "local": "Look at and disturb the simulated cloud.",
}
"""Every verb with its line in `composer --help`, in the order in which people meet them."""


def _shown(error: click.ClickException) -> click.ClickException:
    from composer.cli.usage_errors import ShownError

    return ShownError(error)


def command_of(verb: str) -> click.Command:
    """A verb's command, imported now."""
    command: click.Command = importlib.import_module(f"composer.cli.{verb}").command
    return command


class Verbs(click.Group):
    """A group whose commands are `composer.cli.<verb>.command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Verbs in the order of VERBS."""
        del ctx
        return [*VERBS]  # the module of a verb hides the built-in of its name here

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command, imported now."""
        del ctx
        if cmd_name not in VERBS:
            return None
        return command_of(cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of verbs, without importing any of them."""
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl([*VERBS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run the verb. What a disk, a network or a sign-in refuses is said in a sentence, and ends with 3; what
        somebody put in the place of a file, with 1. An output that nobody reads any more ends it, as it ends every
        program in a shell."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            from composer.cli import closed_output

            closed_output.let_go()
            ctx.exit(closed_output.CODE)
        except OSError as error:
            if not error.args:
                raise
            from composer.printing import output

            where = f"{error.filename}: " if error.filename else ""
            way_out = _way_out(error)
            output.echo(f"error: {where}{error.strerror or error}", *([f"  hint: {way_out}"] if way_out else []))
            ctx.exit(1 if isinstance(error, files.UnreadableError) else 3)
        except click.ClickException as error:
            raise _shown(error) from error

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read options before the verb; what is wrong with them is printed as all else is. Whatever a word of the
        command line is put into, a file, a database or a document, takes text: one that is none ends here."""
        standard_streams.open_what_is_closed()
        try:
            _refuse_broken_text(args)
            return super().make_context(info_name, args, parent, **extra)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.ClickException as error:
            raise _shown(error) from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb, or a usage error that suggests the nearest one."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], VERBS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else f" See '{ctx.find_root().info_name} --help'."
            raise click.UsageError(f"there is no verb '{args[0]}'.{hint}", ctx)
        return super().resolve_command(ctx, args)


def _refuse_broken_text(arguments: list[str]) -> None:
    for word in arguments:
        try:
            word.encode()
        except UnicodeEncodeError as error:
            raise click.UsageError(f"'{word}' is no UTF-8 text.") from error


def _way_out(error: OSError) -> str:
    """The way out of what a disk, a store or the door to files refuses."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "make room on that disk, then run this again; what was there before is as it was"
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return "let this user write and read there, then run this again"
    return str(getattr(error, "way_out", "") or getattr(error, "hint", ""))


@click.group("composer", cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name=DISTRIBUTION)
def main() -> None:
    """Event delivery as code: one YAML file per Event Type becomes one Pulumi stack."""
    # what a fleet is read into lives until the end: looking for cycles in it, again and again, took a fifth of the time
    gc.set_threshold(1_000_000, 50, 1000)
    # and looking for them once more at the end, before memory is given back anyway, another tenth
    atexit.register(gc.freeze)
