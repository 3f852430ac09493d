"""``python -m kai_workbench.cli`` is ``kai``."""

from ._main import main

main()
