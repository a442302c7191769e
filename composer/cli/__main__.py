"""`python -m composer.cli`, for machines where the script is not on PATH."""

from composer.cli import main

main()
