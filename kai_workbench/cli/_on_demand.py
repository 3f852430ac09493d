"""Commands that are imported when they are asked for: each pays for itself alone."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

import typer
from typer.core import TyperGroup

# Command to the private module of this room that has it, and its name there: a function or a typer.Typer.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "predict-pk": ("_predict_pk", "predict_pk"),
    "fit": ("_fit", "fit"),
    "data": ("_data", "app"),
    "federation": ("_federation", "app"),
    "site": ("_site", "app"),
    "study": ("_study", "app"),
    "report": ("_report", "app"),
    "apps": ("_serve", "apps"),
    "lab": ("_serve", "lab"),
    "doctor": ("_doctor", "doctor"),
    "warm": ("_warm", "warm"),
    "cache": ("_cache", "app"),
    "workspace": ("_workspace", "app"),
}


class OnDemand(TyperGroup):
    """The group ``kai``; its commands are those of :data:`COMMANDS`."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Commands()


class _Commands(MutableMapping[str, Any]):
    """Commands by name, made at the first look."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            module, attribute = COMMANDS[name]
            found = getattr(importlib.import_module(f".{module}", __package__), attribute)
            if isinstance(found, typer.Typer):
                made: Any = typer.main.get_group(found)  # get_command would offer to complete its own words
            else:
                alone = typer.Typer(add_completion=False, rich_markup_mode="rich")
                alone.command(name)(found)
                made = typer.main.get_command(alone)
            made.name = name
            self._made[name] = made
        return self._made[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        del self._made[name]

    def __iter__(self) -> Iterator[str]:
        yield from COMMANDS

    def __len__(self) -> int:
        return len(COMMANDS)
