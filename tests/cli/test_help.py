from __future__ import annotations

import typer

from kai_workbench.cli import _main


def every(command, words=("kai",)):
    """The command and all below it, each with the words that call it."""
    yield words, command
    for name, one in getattr(command, "commands", {}).items():
        yield from every(one, (*words, name))


def test_every_command_tells_what_it_does_with_an_example():
    found = dict(every(typer.main.get_command(_main.app)))
    assert len(found) > 30
    for words, command in found.items():
        told = f"{command.help} {command.epilog}"
        assert len(command.help or "") > 20, words
        assert f"Example: {' '.join(words)}" in " ".join(told.split()), words


def test_no_command_but_the_first_offers_to_complete_its_words():
    found = dict(every(typer.main.get_command(_main.app)))
    offering = [
        words for words, one in found.items() for part in one.params if "completion" in str(part.name)
    ]
    assert offering == []


def test_help_ends_well(kai):
    done = kai("data", "--help")
    assert done.returncode == 0
    assert "Example: kai data list" in done.stdout
