"""Maximum likelihood of a population model, etas integrated out by FOCE with interaction.

What NONMEM's METHOD=1 INTER does, on the curves of the model under test: so that estimates by others can
be held against it. Source of the objective: Wang (2007), Derivation of various NONMEM estimation methods,
Journal of Pharmacokinetics and Pharmacodynamics 34, 575.
"""

import numpy as np
from scipy.optimize import minimize

from kai_workbench.models._pk_design import design
from kai_workbench.models._pk_parameters import of_draw, predicted

_STEP = 1e-5


def maximise(model, table, start):
    """Estimates by name: ``log_*``, ``coefficient`` (array), ``omega`` (array), ``sigma_*``.

    ``start`` holds their first values; omega and sigma are moved on the log scale.
    """
    events = model.events(table)
    given = design(model, events)
    value = events.observations["DV"].to_numpy()
    names, sizes = list(start), [np.size(x) for x in start.values()]
    width, people = len(model.varying), len(events.subjects)
    kept = np.zeros((width, people))

    def unpack(x):
        parts = dict(zip(names, np.split(x, np.cumsum(sizes)[:-1]), strict=True))
        positive = {k for k in names if k == "omega" or k.startswith("sigma")}
        parts = {k: np.exp(v) if k in positive else v for k, v in parts.items()}
        return {k: v if k in ("omega", "coefficient") else v[0] for k, v in parts.items()}

    def curves(draw, eta):
        """Concentrations, their variances, and the derivatives of both by eta."""

        def at(eta):
            return predicted(model, of_draw(model, draw, given, eta), given)

        mean = at(eta)
        slopes = np.array([(at(eta + _STEP * e) - at(eta - _STEP * e)) / (2 * _STEP) for e in directions])
        add, share = draw.get("sigma_additive", 0.0), draw.get("sigma_proportional", 0.0)
        variance = add**2 + (share * mean) ** 2
        return mean, slopes, variance, 2 * share**2 * mean * slopes

    directions = np.eye(width)[:, :, None]
    member = np.equal.outer(np.arange(people), given["of_subject"]).astype(float)

    def objective(x):
        draw = unpack(x)
        precision = np.diag(draw["omega"] ** -2.0)
        eta = kept
        for _ in range(30):
            mean, slopes, variance, of_variance = curves(draw, eta)
            left = value - mean
            by = -slopes * left / variance + 0.5 * of_variance / variance * (1 - left**2 / variance)
            gradient = by @ member.T + precision @ eta
            each = (
                slopes[:, None] * slopes / variance + 0.5 * of_variance[:, None] * of_variance / variance**2
            )
            hessian = np.moveaxis(each @ member.T, -1, 0) + precision
            step = np.linalg.solve(hessian, gradient.T[..., None])[..., 0].T
            eta = eta - step * np.minimum(1.0, 0.5 / np.maximum(np.abs(step).max(axis=0), 1e-12))
            if np.abs(step).max() < 1e-7:
                break
        kept[:] = eta
        fit = np.log(variance) + left**2 / variance
        return float(
            fit.sum()
            + (precision @ eta * eta).sum()
            + 2 * people * np.log(draw["omega"]).sum()
            + np.linalg.slogdet(hessian)[1].sum()
        )

    first = np.concatenate(
        [np.ravel(np.log(v) if k == "omega" or k.startswith("sigma") else v) for k, v in start.items()]
    )
    found = minimize(objective, first, method="BFGS", options={"gtol": 1e-3, "eps": 1e-5})
    return unpack(found.x), found.fun
