"""What a site runs in a job: the site's own session, and nothing else. Installed there, never sent."""

from __future__ import annotations

import pathlib
import re
from typing import Any

from nvflare.apis.event_type import EventType
from nvflare.apis.executor import Executor
from nvflare.apis.fl_constant import ReturnCode
from nvflare.apis.shareable import Shareable, make_reply

from ...errors import KaiError
from .._errors import Refused
from .._identity import Identity
from .._session import Session
from .._site import Site
from ._rules import settled
from ._topics import ALIVE, JOIN, MESSAGE, REASON, TOPIC

_JOB = re.compile(r"[0-9a-f]{32}")


class SiteExecutor(Executor):
    """Hands each message to :meth:`Session.answer` and sends back what it gives.

    Parameters
    ----------
    job
        The coordinator's name for the job. A site takes part in a job of one name once.
    """

    def __init__(self, job: str) -> None:
        super().__init__()
        self._job = job
        self._session: Session | None = None
        self._why = ""

    def handle_event(self, event_type: str, fl_ctx: Any) -> None:
        """Open the session when the job starts here."""
        if event_type != EventType.START_RUN:
            return
        try:
            self._session = self._opened(fl_ctx)
        except Exception as error:  # noqa: BLE001, whatever is wrong here, the site says so and takes no part
            self._why = error.key if isinstance(error, KaiError) else type(error).__name__
            self.log_error(fl_ctx, f"no session: {self._why}", fire_event=False)
        engine = fl_ctx.get_engine()
        engine.register_aux_message_handler(TOPIC, self._pushed)
        engine.register_aux_message_handler(ALIVE, lambda topic, request, fl_ctx: make_reply(ReturnCode.OK))  # noqa: ARG005

    def _opened(self, fl_ctx: Any) -> Session:
        if not _JOB.fullmatch(self._job):
            raise Refused("federation.not_understood", where=self._job)
        workspace = fl_ctx.get_engine().get_workspace()
        startup = pathlib.Path(workspace.get_startup_kit_dir())
        site = Site(settled(pathlib.Path(workspace.get_root_dir())))
        if site.name != fl_ctx.get_identity_name():
            raise Refused("federation.other_kit", where=site.name)
        if any(entry.details.get("job") == self._job for entry in site.audit()):
            site.ledger.log("refused", job=self._job, asked="job", because="federation.replayed_job")
            raise Refused("federation.replayed_job", where=site.name)
        site.ledger.log("job", job=self._job)
        names = ("client.crt", "client.key", "rootCA.pem")
        return site.session(self._job, Identity(*((startup / name).read_bytes() for name in names)))

    def execute(self, task_name: str, *_: Any) -> Shareable:
        """Say that this site is there, or that it is not. Everything else is pushed."""
        if task_name == JOIN and self._session is not None:
            return make_reply(ReturnCode.OK)
        return self._no(self._why or task_name)

    def _pushed(self, topic: str, request: Shareable, fl_ctx: Any) -> Shareable:  # noqa: ARG002, so it is called
        message = request.get(MESSAGE)
        if self._session is None or not isinstance(message, bytes):
            return self._no(self._why or topic)
        answer = Shareable()
        answer[MESSAGE] = self._session.answer(message)
        return answer

    def _no(self, why: str) -> Shareable:
        answer = make_reply(ReturnCode.EXECUTION_EXCEPTION)
        answer[REASON] = why
        return answer
