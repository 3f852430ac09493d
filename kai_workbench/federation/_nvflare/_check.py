"""Looking at a kit before a process is started with it: one with a wrong certificate only hangs."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import socket
import ssl
import stat

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from .._errors import FederationError, Tampered
from .._identity import check_issued, read_certificate

_TIMEOUT = 5.0
_SETTINGS = {"client": "fed_client.json", "server": "fed_server.json", "coordinator": "fed_admin.json"}


def check_kit(kit: pathlib.Path, name: str, *, kind: str = "client") -> None:
    """Refuse a kit that is not of that party, not whole, out of date or open to others.

    Parameters
    ----------
    kind
        ``client`` (a site), ``server`` or ``coordinator``.

    Raises
    ------
    FederationError
        A file is missing, others can read the key, or the folder holds the root key.
    Tampered
        The certificate is another's, of another root, out of date, or does not belong to the key.
    """
    startup, base = kit / "startup", "server" if kind == "server" else "client"
    files = [startup / one for one in (_SETTINGS[kind], f"{base}.crt", f"{base}.key", "rootCA.pem")]
    if missing := [path for path in files if not path.is_file()]:
        raise FederationError("federation.no_kit", where=str(missing[0]))
    key_path = files[2]
    if os.name == "posix" and key_path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise FederationError("federation.exposed", where=str(startup), names=key_path.name)
    if roots := list(kit.rglob("rootCA.key")):
        raise FederationError("federation.root_key", where=str(roots[0]))
    certificate, root = (read_certificate(one.read_bytes(), where=str(one)) for one in (files[1], files[3]))
    check_issued(certificate, root, name, where=str(files[1]))
    key = serialization.load_pem_private_key(key_path.read_bytes(), None)
    if key.public_key() != certificate.public_key():
        raise Tampered("federation.signature", where=str(key_path))


def check_server(kit: pathlib.Path, *, kind: str = "client") -> None:
    """Refuse a server that is not there, or whose certificate the study's root did not sign.

    Raises
    ------
    FederationError
        It cannot be reached, or does not accept this kit's certificate.
    Tampered
        It is another study's, or it gives itself out for the server.
    """
    host, port, identity = target(kit, kind=kind)
    startup, where = kit / "startup", f"{host}:{port}"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False  # the name in the certificate is looked at below
    context.verify_mode = ssl.CERT_NONE  # and so is who signed it, in order to say what is wrong
    context.load_cert_chain(startup / "client.crt", startup / "client.key")
    shown = b""
    try:
        with (
            socket.create_connection((host, port), timeout=_TIMEOUT) as plain,
            context.wrap_socket(plain) as secured,
        ):
            shown = secured.getpeercert(binary_form=True) or b""
            secured.settimeout(0.3)
            with contextlib.suppress(TimeoutError):
                secured.recv(1)  # a server that does not accept us says so here
    except OSError as error:
        if not shown:
            reason = " ".join(str(error).split())[:200]
            raise FederationError("federation.no_server", where=where, reason=reason) from error
        turned_away: OSError | None = error
    else:
        turned_away = None
    root = read_certificate((startup / "rootCA.pem").read_bytes(), where=str(startup))
    check_issued(x509.load_der_x509_certificate(shown), root, identity, where=where)
    if turned_away is not None:
        reason = " ".join(str(turned_away).split())[:200]
        raise FederationError("federation.no_server", where=where, reason=reason) from turned_away


def name_of_server(kit: pathlib.Path) -> str:
    """As the kit has it."""
    if not (kit / "startup" / _SETTINGS["server"]).is_file():
        raise FederationError("federation.no_kit", where=str(kit))
    return target(kit, kind="server")[2]


def target(kit: pathlib.Path, *, kind: str = "client") -> tuple[str, int, str]:
    """Host, port and name of the server, as a kit has them."""
    values = json.loads((kit / "startup" / _SETTINGS[kind]).read_text(encoding="utf-8"))
    if kind == "coordinator":
        host, port, identity = (values["admin"][one] for one in ("host", "port", "server_identity"))
    else:
        server = values["servers"][0]
        host, _, port = str(server["service"]["target"]).rpartition(":")
        identity = server.get("identity", server.get("admin_server"))
    return ("127.0.0.1" if host == "localhost" else str(host)), int(port), str(identity)
