"""What `pulumi up -s local.EndSong` runs: the stack's name says which Event Type of which environment."""

from composer.engine.plain import run

run()
