"""What `pulumi up -s local.EndSong` runs: the stack's name says which Event Type of which environment."""

from composer.engine.pulumi_program import run

run()
