"""What a kit's owner allows, written into the kit's ``local`` folder, where no message reaches."""

from __future__ import annotations

import json
import pathlib
from typing import Any

from kai_workbench._files import write_atomic

HERE = "kai_workbench.federation._nvflare"
EXECUTOR = f"{HERE}.executor.SiteExecutor"
RELAY = f"{HERE}.relay.Relay"
GUARD = f"{HERE}.guard.SiteGuard"
FOLDER_FILE = "kai.json"

_NOTHING = {
    "submit_job": "none",
    "clone_job": "none",
    "manage_job": "none",
    "download_job": "none",
    "view": "none",
    "operate": "none",
    "shell_commands": "none",
    "byoc": "none",
    "server-predeployed-flwr": "none",
}
# Nobody may ship code, run a command at a site or operate it from afar, whatever their role.
_PERMISSIONS: dict[str, dict[str, str]] = {
    "project_admin": _NOTHING,
    "org_admin": _NOTHING,
    "member": _NOTHING,
    "lead": _NOTHING
    | {
        "submit_job": "any",
        "manage_job": "n:submitter",
        "download_job": "n:submitter",
        "view": "any",
        "app_command": "n:submitter",
    },
}


def site_rules(kit: pathlib.Path) -> None:
    """One class may run here; the guard is always loaded; no log is streamed away."""
    resources = _resources(kit, [EXECUTOR])
    resources["allow_log_streaming"] = False
    kept = [one for one in resources["components"] if one["id"] != "site_log_streamer"]
    resources["components"] = [*kept, {"id": "kai_guard", "path": GUARD, "args": {}}]
    _write(kit, "resources.json", resources)
    _write(kit, "authorization.json", {"format_version": "1.0", "permissions": _PERMISSIONS})


def server_rules(kit: pathlib.Path) -> None:
    """One class may run here, and what it keeps lies in its own folder instead of one that all can read.

    Written anew at each start: the folder is named in full.
    """
    resources = _resources(kit, [RELAY])
    store = resources["snapshot_persistor"]["args"]["storage"]["args"]
    store["root_dir"] = str(kit.resolve() / "snapshots")
    for one in resources["components"]:
        if one["id"] == "job_manager":
            one["args"]["uri_root"] = str(kit.resolve() / "jobs")
        if one["id"] == "job_scheduler":
            one["args"] |= {"max_jobs": 4, "min_schedule_interval": 1.0, "max_schedule_count": 3}
    resources["components"] = [one for one in resources["components"] if one["id"] != "log_receiver"]
    _write(kit, "resources.json", resources)
    _write(kit, "authorization.json", {"format_version": "1.0", "permissions": _PERMISSIONS})


def settle(kit: pathlib.Path, folder: pathlib.Path) -> None:
    """Tell a kit which site's folder it serves."""
    _write(kit, FOLDER_FILE, {"folder": str(folder.resolve())})


def settled(kit: pathlib.Path) -> pathlib.Path:
    """The site's folder that a kit serves."""
    return pathlib.Path(json.loads((kit / "local" / FOLDER_FILE).read_text(encoding="utf-8"))["folder"])


def _resources(kit: pathlib.Path, allowed: list[str]) -> dict[str, Any]:
    given: dict[str, Any] = json.loads((kit / "local" / "resources.json.default").read_text())
    return given | {"class_allow_list": allowed, "class_list_enforcement_mode": "enforce"}


def _write(kit: pathlib.Path, name: str, values: dict[str, Any]) -> None:
    path = write_atomic(kit / "local" / name, json.dumps(values, indent=1, ensure_ascii=False))
    path.chmod(0o600)
