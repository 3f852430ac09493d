"""What the server runs in a job: it carries messages, and can read none of what they mean.

The coordinator's question comes in as a command of the job, is pushed to all sites at once, and the answers
go back. The server holds no model and no key of a site. The sum of the masked answers it could form itself:
it is trusted no more and no less than the coordinator.
"""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

from nvflare.apis.controller_spec import Task
from nvflare.apis.event_type import EventType
from nvflare.apis.fl_constant import FLContextKey, ReturnCode
from nvflare.apis.impl.controller import Controller
from nvflare.apis.shareable import Shareable

from ._topics import ALIVE, JOIN, MESSAGE, REASON, TOPIC

_HOLD = 4.0  # seconds a question is held open before the coordinator is told to ask again
_TICK = 0.01
# A site that has gone is not told of by NVFlare for more than a minute. While an answer is awaited for longer
# than the first of these, sites are asked for a sign of life; one that misses three, each so long, is lost.
_QUIET, _SIGN, _MISSES = 2.0, 5.0, 3


class Relay(Controller):
    """Carries the messages of one job.

    Parameters
    ----------
    sites
        All of them: an answer counts only with those of all others.
    joining, answering
        Seconds that sites have to start, and to answer.
    idle
        Seconds without a question after which the job ends.
    """

    def __init__(
        self, sites: Sequence[str], joining: float = 180.0, answering: float = 600.0, idle: float = 900.0
    ) -> None:
        super().__init__(task_check_period=_TICK)
        self._sites = list(sites)
        self._joining, self._answering, self._idle = joining, answering, idle
        self._changed = threading.Condition()
        self._state = "starting"
        self._lost: dict[str, str] = {}
        self._told = False
        self._number = 0
        self._answers: dict[str, str] | None = None
        self._heard = self._asked = time.monotonic()
        self._misses = dict.fromkeys(self._sites, 0)
        self._context: Any = None

    # NVFlare's part

    def start_controller(self, fl_ctx: Any) -> None:
        """Listen to the coordinator."""
        fl_ctx.get_engine().register_app_command(TOPIC, self._command)

    def stop_controller(self, fl_ctx: Any) -> None:  # noqa: ARG002, NVFlare's name for it
        """Let go of whoever waits."""
        self._turn("over")

    def process_result_of_unknown_task(self, *_: Any) -> None:
        """Nothing is expected that was not asked for."""

    def handle_event(self, event_type: str, fl_ctx: Any) -> None:
        """Note who has gone."""
        if event_type == EventType.CLIENT_DISCONNECTED:
            self._gone({str(fl_ctx.get_prop(FLContextKey.DISCONNECTED_CLIENT_NAME)): "disconnected"})

    def control_flow(self, abort_signal: Any, fl_ctx: Any) -> None:
        """Wait for the sites to join, then for the coordinator to end."""
        self._context = fl_ctx
        self.communicator._task_check_period = _TICK  # noqa: SLF001, the argument above is set aside in 2.9
        self._join(abort_signal, fl_ctx)
        self.communicator._task_check_period = 0.5  # noqa: SLF001, from here on everything is pushed
        while self._state == "open" and not abort_signal.triggered:
            with self._changed:
                self._changed.wait(0.25)
            now = time.monotonic()
            if now - self._heard > self._idle:
                self._turn("over")
            if self._number and self._answers is None and now - self._asked > _QUIET:
                self._look(fl_ctx)
        if abort_signal.triggered:
            self._turn("over")
        if self._lost:
            until = time.monotonic() + _HOLD
            while not self._told and time.monotonic() < until:  # the coordinator asks again before that
                time.sleep(_TICK)
            told = ", ".join(f"{name} ({reason})" for name, reason in self._lost.items())
            self.system_panic(f"lost: {told}", fl_ctx)
        time.sleep(0.1)  # for the last reply to leave

    def _join(self, abort_signal: Any, fl_ctx: Any) -> None:
        joined: set[str] = set()
        refused: dict[str, str] = {}

        def heard(client_task: Any, fl_ctx: Any) -> None:  # noqa: ARG001, NVFlare calls it so
            name, result = client_task.client.name, client_task.result
            if result is not None and result.get_return_code() == ReturnCode.OK:
                joined.add(name)
            else:
                refused[name] = str((result or {}).get(REASON, "-"))
            client_task.result = None

        task = Task(JOIN, Shareable(), timeout=int(self._joining), result_received_cb=heard)
        self.broadcast_and_wait(
            task,
            fl_ctx,
            targets=self._sites,
            min_responses=len(self._sites),
            wait_time_after_min_received=0,
            abort_signal=abort_signal,
        )
        missing = {name: refused.get(name, "did not join") for name in self._sites if name not in joined}
        if missing:
            self._gone(missing)
        else:
            self._turn("open")

    def _look(self, fl_ctx: Any) -> None:
        """Ask every site for a sign of life."""
        signs = fl_ctx.get_engine().send_aux_request(self._sites, ALIVE, Shareable(), _SIGN, fl_ctx) or {}
        for name in self._sites:
            sign = signs.get(name)
            there = sign is not None and sign.get_return_code() == ReturnCode.OK
            self._misses[name] = 0 if there else self._misses[name] + 1
        if gone := [name for name, misses in self._misses.items() if misses >= _MISSES]:
            self._gone(dict.fromkeys(gone, "no sign of life"))

    # the coordinator's part

    def _command(self, _topic: str, data: Mapping[str, Any] | None, _context: Any) -> dict[str, Any]:
        self._heard = time.monotonic()
        asked = dict(data or {})
        if asked.get("end"):
            self._turn("over")
            return {"state": "over"}
        number, message = asked.get("number"), asked.get(MESSAGE)
        if isinstance(message, str) and number == self._number + 1 and self._state == "open":
            self._number, self._answers, self._asked = number, None, time.monotonic()
            self._misses = dict.fromkeys(self._sites, 0)
            question = base64.b64decode(message)
            threading.Thread(target=self._push, args=(number, question), daemon=True).start()
        until = time.monotonic() + _HOLD
        with self._changed:
            while (left := until - time.monotonic()) > 0:
                if self._lost or self._state == "over":
                    break
                if self._state == "open" and (message is None and number is None):
                    break
                if number == self._number and self._answers is not None:
                    break
                self._changed.wait(left)
            self._told |= bool(self._lost)
            found = self._answers if number == self._number else None
            return {"state": self._state, "lost": dict(self._lost), "number": self._number, "answers": found}

    def _push(self, number: int, question: bytes) -> None:
        request = Shareable()
        request[MESSAGE] = question
        engine = self._context.get_engine()
        replies = engine.send_aux_request(self._sites, TOPIC, request, self._answering, self._context) or {}
        answers, lost = {}, {}
        for name in self._sites:
            reply = replies.get(name)
            answer = reply.get(MESSAGE) if reply is not None else None
            if isinstance(answer, bytes):
                answers[name] = base64.b64encode(answer).decode()
            else:
                code = reply.get_return_code() if reply is not None else "no reply"
                lost[name] = str((reply or {}).get(REASON) or code)
        if lost:
            self._gone(lost)
            return
        with self._changed:
            if number == self._number:
                self._answers = answers
                self._changed.notify_all()

    def _gone(self, lost: Mapping[str, str]) -> None:
        """A site is missing: nothing of this question is given out, and the job is over."""
        with self._changed:
            if self._state == "over" and not self._lost:
                return  # the job had ended well before
            self._lost.update({name: reason for name, reason in lost.items() if name not in self._lost})
            self._answers = None
            self._state = "over"
            self._changed.notify_all()

    def _turn(self, state: str) -> None:
        with self._changed:
            self._state = state
            self._changed.notify_all()
