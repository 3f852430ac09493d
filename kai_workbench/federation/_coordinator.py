"""The coordinator's side of a job: it asks all sites the same, and opens nothing but sums."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Self

import numpy as np

from ..errors import KaiError
from ._declared import Card
from ._errors import FederationError, Refused, SiteLost, Tampered
from ._masks import largest, unmask
from ._step import Step
from ._transport import Opener, Transport
from ._wire import pack, unpack

_COST = {"count": 1, "weights": 0}
Report = Callable[[Step], object]
"""Called after each round."""


class Coordinator:
    """One job.

    Attributes
    ----------
    job
        Its name, fresh for each.
    rounds, points, cost
        So far; ``cost`` is what each site pays from its budget.
    temperature
        That the method has reached, if it has one.
    left
        By site: ``messages``, ``numbers`` and ``bytes`` that left it, all of them masked.
    """

    def __init__(
        self,
        opener: Opener,
        study: str,
        *,
        tighter: Mapping[str, Any] | None = None,
        report: Report | None = None,
    ) -> None:
        self.job = uuid.uuid4().hex
        self._study, self._tighter = study, dict(tighter or {})
        self._report = report
        self._transport: Transport = opener(self.job)
        self.sites = self._transport.sites
        self.rounds, self.points, self.cost = 0, 0, 0
        self.temperature: float | None = None
        self.seconds: list[float] = []
        self.left: dict[str, dict[str, int]] = {
            name: {"messages": 0, "numbers": 0, "bytes": 0} for name in self.sites
        }
        self.heads: dict[str, Any] = {}
        self.budgets: dict[str, tuple[int, int]] = {}
        self.rows: dict[str, str] = {}
        self.epsilons: dict[str, float] = {}
        self.deltas: dict[str, float] = {}
        self.layout = self.compiled = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._transport.close()

    @property
    def transport(self) -> str:
        """What carried the messages."""
        return self._transport.name

    def step(self) -> Step:
        """How far the job is."""
        spent = {name: (before + self.cost, budget) for name, (before, budget) in self.budgets.items()}
        return Step(
            rounds=self.rounds,
            points=self.points,
            spent=spent,
            seconds=sum(self.seconds),
            temperature=self.temperature,
        )

    def fingerprints(self) -> dict[str, str]:
        """SHA-256 of the sites' certificates."""
        return dict(self._transport.fingerprints())

    def begin(self, card: Card | None, *, how: str = "points") -> None:
        """Ask every site whether it takes part, and let them agree on masks.

        Raises
        ------
        Refused
            A site does not, and says why.
        FederationError
            The sites do not hold the same model.
        """
        told = self._ask(
            {
                "what": "hello",
                "study": self._study,
                "card": card.to_json() if card else None,
                "how": how,
                "tighter": self._tighter,
            }
        )
        layouts = {name: header["layout"] for name, (header, _) in told.items()}
        if len(set(layouts.values())) != 1:
            raise FederationError("federation.layouts", where=", ".join(layouts))
        self.layout = next(iter(layouts.values()))
        self.compiled = "+".join(sorted({header["compiled"] for header, _ in told.values()}))
        self.rows = {name: str(header["rows"]) for name, (header, _) in told.items()}
        self.budgets = {name: (int(h["spent"]), int(h["budget"])) for name, (h, _) in told.items()}
        self._ask({"what": "keys", "hellos": {name: header["hello"] for name, (header, _) in told.items()}})

    def states(self) -> dict[str, dict[str, Any]]:
        """How every site stands; before :meth:`begin`, or without it."""
        told = self._ask({"what": "state", "study": self._study, "tighter": self._tighter})
        return {name: header for name, (header, _) in told.items()}

    def value(self, points: np.ndarray) -> np.ndarray:
        """Log-likelihood of all rows at all sites, at every point ``(point, parameter)``."""
        found = self._sum({"what": "round", "kind": "value"}, points)
        if (found <= -largest(len(self.sites)) * (1 - 1e-9)).all():
            raise FederationError("federation.out_of_reach", most=f"{largest(len(self.sites)):.2g}")
        return found

    def slope(self, points: np.ndarray) -> np.ndarray:
        """Log-likelihood and gradient, ``(point, 1 + parameter)``."""
        return self._sum({"what": "round", "kind": "slope"}, points).reshape(len(points), -1)

    def weights(self, weights: np.ndarray, how: Mapping[str, Any]) -> tuple[np.ndarray, float]:
        """Sum over sites of what their steps changed, weighed by their rows, and the number of rows.

        With ``clip`` and ``noise`` in ``how`` it is the sum of their noisy gradients instead.
        """
        found = self._sum({"what": "weights", **how}, weights, sent="weights")
        return found[:-1], float(found[-1])

    def sums(self) -> np.ndarray:
        """Sums of the sufficient inputs, flat."""
        return self._sum({"what": "sums"})

    def count(self, criteria: list[list[Any]]) -> np.ndarray:
        """People who meet the criteria, and sites that kept their number back."""
        return self._sum({"what": "count", "criteria": criteria})

    def end(self) -> None:
        """Close the books at the sites."""
        for name, (header, _) in self._ask({"what": "end"}).items():
            self.heads[name] = header["head"]
            self.epsilons[name] = float(header.get("epsilon", 0.0))
            self.deltas[name] = float(header.get("delta", 0.0))
            self.budgets[name] = (int(header["spent"]), int(header["budget"]))

    def _sum(
        self, header: dict[str, Any], points: np.ndarray | None = None, *, sent: str = "points"
    ) -> np.ndarray:
        began = time.perf_counter()
        self.rounds += 1
        arrays = {} if points is None else {sent: np.ascontiguousarray(points, dtype="<f8")}
        self.points += len(points) if sent == "points" and points is not None else 0
        answers = self._ask(header | {"number": self.rounds}, arrays)
        masked = {}
        for name, (told, given) in answers.items():
            if told.get("number") != self.rounds or "masked" not in given:
                raise Tampered("federation.answer", where=name)
            masked[name] = given["masked"].view(np.uint64)
            self.left[name]["messages"] += 1
            self.left[name]["numbers"] += int(masked[name].size)
            self.left[name]["bytes"] += int(masked[name].nbytes)
        total = unmask(masked)
        self.cost += _COST.get(header["what"], total.size)  # as the sites reckon it
        self.seconds.append(time.perf_counter() - began)
        if self._report is not None:
            self._report(self.step())
        return total

    def _ask(
        self, header: dict[str, Any], arrays: Mapping[str, np.ndarray] | None = None
    ) -> dict[str, tuple[dict[str, Any], dict[str, np.ndarray]]]:
        answers = self._transport.ask(pack(header | {"job": self.job}, arrays))
        if missing := sorted(set(self.sites) - set(answers)):
            raise SiteLost("federation.lost", where=", ".join(missing), site=missing[0], reason="-")
        opened = {}
        for name in self.sites:
            told, given = unpack(answers[name])
            if "refused" in told:
                raise refusal(name, told)
            opened[name] = (told, given)
        return opened


def refusal(site: str, told: Mapping[str, Any]) -> KaiError:
    """What a site said, in the reader's language where the phrase is known here."""
    key, values = str(told.get("refused")), dict(told.get("values") or {})
    try:
        kind = Tampered if key in _ALARMS else Refused
        at = str(told.get("at") or "")
        return kind(key, where=at if at.startswith(site) else f"{site}: {at}" if at else site, **values)
    except (KeyError, ValueError, TypeError):
        return Refused("federation.refused", where=site, reason=key)


_ALARMS = frozenset(
    {
        "federation.message",
        "federation.participants",
        "federation.signature",
        "federation.certificate_foreign",
        "federation.certificate_date",
        "federation.certificate_name",
        "federation.certificate_kind",
        "federation.round",
        "federation.no_peers",
        "federation.audit",
        "federation.audit_end",
        "federation.ledger",
    }
)
