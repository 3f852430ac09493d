"""Kits: what each party of a study needs in order to take part. Made once, in one place."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import os
import pathlib
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from kai_workbench._files import write_atomic

from .._errors import FederationError
from .._policy import FEWEST_SITES
from ._rules import server_rules, site_rules

COORDINATOR, SERVER, AUTHORITY = "coordinator", "server", "authority"
USER = "coordinator@study.org"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_RESERVED = {COORDINATOR, SERVER, AUTHORITY, "study.yml"}


@dataclasses.dataclass(frozen=True)
class Kits:
    """Where the kits of a study were written.

    Attributes
    ----------
    folder
        Holds the others.
    study
        ``study.yml``, for :func:`kai_workbench.federation.open`; stays with the coordinator's kit.
    server, coordinator
        For the machine that carries the messages, and for the person who fits models.
    sites
        By site: for its people, and nobody else.
    authority
        The root key, which signs certificates. Belongs on no machine that runs anything.
    """

    folder: pathlib.Path
    study: pathlib.Path
    server: pathlib.Path
    coordinator: pathlib.Path
    sites: Mapping[str, pathlib.Path]
    authority: pathlib.Path


def provision(
    folder: str | pathlib.Path,
    *,
    study: str,
    sites: Sequence[str],
    server: str,
    port: int,
) -> Kits:
    """As :func:`kai_workbench.federation.provision`."""
    base = pathlib.Path(folder)
    if base.exists() and (not base.is_dir() or any(base.iterdir())):
        raise FederationError("federation.kits_exist", where=str(base))
    _check(study, sites, server, port)
    base.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory() as scratch:
        made = _made(pathlib.Path(scratch), study, sites, server, port)
        named = {server: base / SERVER, USER: base / COORDINATOR} | {name: base / name for name in sites}
        for name, target in named.items():
            shutil.move(made / name, target)
        authority = base / AUTHORITY
        authority.mkdir()
        state = json.loads((made.parent / "state" / "cert.json").read_text())
        (authority / "rootCA.key").write_text(state["root_pri_key"])
        shutil.copy(base / SERVER / "startup" / "rootCA.pem", authority / "rootCA.pem")
    server_rules(base / SERVER)
    for name in sites:
        site_rules(base / name)
    values = {"study": study, "transport": "nvflare", "kit": COORDINATOR, "sites": list(sites)}
    path = write_atomic(base / "study.yml", yaml.safe_dump(values, allow_unicode=True, sort_keys=False))
    private(base)
    return Kits(
        base,
        path,
        base / SERVER,
        base / COORDINATOR,
        {name: base / name for name in sites},
        authority,
    )


def private(folder: pathlib.Path) -> None:
    """Let nobody but the owner read or write what lies in a folder."""
    if os.name != "posix":
        return
    folder.chmod(0o700)
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() or path.suffix == ".sh" else 0o600)


def _check(study: str, sites: Sequence[str], server: str, port: int) -> None:
    if not study.strip():
        raise FederationError("federation.name", where="study", name=study)
    if len(set(sites)) < FEWEST_SITES or len(set(sites)) != len(sites):
        raise FederationError("federation.few_sites", where="sites", n=len(set(sites)), needed=FEWEST_SITES)
    for name in sites:
        # a file system that does not tell Seoul from seoul would put two kits into one folder
        same = [one for one in sites if one.casefold() == name.casefold()]
        if not _NAME.fullmatch(name) or name.casefold() in _RESERVED or len(same) > 1 or name == server:
            raise FederationError("federation.name", where="sites", name=name)
    if not _HOST.fullmatch(server):
        raise FederationError("federation.host", where="server", name=server)
    if not 1 <= port <= 65535:
        raise FederationError("federation.port", where="port", port=port)


def _made(scratch: pathlib.Path, study: str, sites: Sequence[str], server: str, port: int) -> pathlib.Path:
    """What NVFlare's own provisioning writes."""
    from nvflare.lighter.impl.cert import CertBuilder
    from nvflare.lighter.impl.signature import SignatureBuilder
    from nvflare.lighter.impl.static_file import StaticFileBuilder
    from nvflare.lighter.impl.workspace import WorkspaceBuilder
    from nvflare.lighter.provision import prepare_project
    from nvflare.lighter.provisioner import Provisioner

    participants: list[dict[str, Any]] = [
        {"name": server, "type": "server", "org": "server", "fed_learn_port": port, "admin_port": port},
        {"name": USER, "type": "admin", "org": "server", "role": "lead"},
        *({"name": name, "type": "client", "org": f"site_{i}"} for i, name in enumerate(sites, start=1)),
    ]
    project = prepare_project(
        {"api_version": 3, "name": "kai", "description": study, "participants": participants}
    )
    builders = [
        WorkspaceBuilder(template_file=["master_template.yml"]),
        StaticFileBuilder(config_folder="config", scheme="tcp", docker_image="", require_signed_jobs=True),
        CertBuilder(),
        SignatureBuilder(),
    ]
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        context = Provisioner(str(scratch), builders).provision(project)
    if context.get("build_error"):
        reason = " ".join(told.getvalue().split())[-200:]
        raise FederationError("federation.provision", where=study, reason=reason)
    return scratch / "kai" / "prod_00"
