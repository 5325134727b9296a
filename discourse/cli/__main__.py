"""`python -m discourse.cli`."""

from discourse.cli.main import main

main()
