"""``python -m kai_workbench.cli`` is ``kai``."""

from . import main

main()
