"""A job as NVFlare takes it: three files of JSON, and no line of code."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Sequence
from typing import Any

from ._rules import EXECUTOR, RELAY
from ._topics import JOIN


def write_job(
    folder: pathlib.Path, job: str, sites: Sequence[str], *, executor: str = EXECUTOR
) -> pathlib.Path:
    """The three files.

    Parameters
    ----------
    job
        The coordinator's name for it; every site takes part in a job of one name once.
    sites
        All of them must take part.
    executor
        The class that is asked for. Every site allows one only.
    """
    base = folder / f"kai-{job}"
    config = base / "app" / "config"
    config.mkdir(parents=True)
    _write(
        base / "meta.json",
        {
            "name": base.name,
            "min_clients": len(sites),
            "mandatory_clients": list(sites),
            "deploy_map": {"app": ["server", *sites]},
            "resource_spec": {},
        },
    )
    nothing: dict[str, Any] = {"components": [], "task_data_filters": [], "task_result_filters": []}
    _write(
        config / "config_fed_server.json",
        {
            "format_version": 2,
            "server": {"heart_beat_timeout": 600, "task_request_interval": 1.0},
            "workflows": [{"id": "relay", "path": RELAY, "args": {"sites": list(sites)}}],
            **nothing,
        },
    )
    _write(
        config / "config_fed_client.json",
        {
            "format_version": 2,
            "executors": [{"tasks": [JOIN], "executor": {"path": executor, "args": {"job": job}}}],
            **nothing,
        },
    )
    return base


def _write(path: pathlib.Path, values: dict[str, Any]) -> None:
    path.write_text(json.dumps(values, indent=1), encoding="utf-8")
