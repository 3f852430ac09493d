"""The ``kai`` command."""


def main() -> None:
    """Run ``kai``; see :mod:`kai_workbench.cli._main`."""
    from ._main import main as run

    run()
