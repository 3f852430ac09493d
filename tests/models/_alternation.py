"""Estimates as nlme finds them: penalised least squares and a linear mixed model, in turns.

Source: Lindstrom & Bates (1990), Nonlinear mixed effects models for repeated measures data, Biometrics 46,
673. Its fixed points are near maxima of the likelihood, and not always at them.
"""

import numpy as np
from scipy.optimize import least_squares, minimize

_STEP = 1e-6


def alternate(curve, value, member, start, ratio):
    """Fixed effects, and their standard errors, under independent normal differences and additive error.

    ``curve(own)`` takes each subject's parameters (subject, parameter) to all observations, ``member`` says
    whose each observation is. The first parameters, as many as ``ratio`` is long (SD between subjects over
    that of the error), differ between subjects.
    """
    beta, ratio = np.array(start, dtype=float), np.array(ratio, dtype=float)
    people, varying = int(member.max()) + 1, len(ratio)
    between = np.zeros((people, varying))

    def own(beta, between):
        found = np.tile(beta, (people, 1))
        found[:, :varying] += between
        return found

    def penalised(x):
        eta = x[len(beta) :].reshape(people, varying)
        return np.concatenate([value - curve(own(x[: len(beta)], eta)), np.ravel(eta / ratio)])

    for _ in range(50):
        x = least_squares(penalised, np.concatenate([beta, between.ravel()]), xtol=1e-11, ftol=1e-11).x
        at, between = x[: len(beta)], x[len(beta) :].reshape(people, varying)
        mean = curve(own(at, between))
        slopes = np.array(
            [
                (curve(own(at + _STEP * e, between)) - curve(own(at - _STEP * e, between))) / (2 * _STEP)
                for e in np.eye(len(beta))
            ]
        ).T
        worked = value - mean + slopes @ at + (slopes[:, :varying] * between[member]).sum(axis=1)

        def linear(log_ratio, slopes=slopes, worked=worked):
            """Profile deviance of the linear mixed model, its fixed effects, their covariance."""
            loaded = slopes[:, :varying] * np.exp(log_ratio)
            covariance = np.eye(len(value)) + loaded @ loaded.T * np.equal.outer(member, member)
            inverse = np.linalg.inv(covariance)
            information = slopes.T @ inverse @ slopes
            beta = np.linalg.solve(information, slopes.T @ inverse @ worked)
            left = worked - slopes @ beta
            variance = left @ inverse @ left / len(value)
            deviance = len(value) * np.log(variance) + np.linalg.slogdet(covariance)[1]
            return deviance, beta, variance * np.linalg.inv(information)

        found = minimize(lambda x: linear(x)[0], np.log(ratio), method="Nelder-Mead", options={"xatol": 1e-5})
        before, (_, beta, covariance) = beta, linear(found.x)
        ratio = np.exp(found.x)
        if np.allclose(beta, before, atol=1e-5):
            break
    return beta, np.sqrt(np.diag(covariance))
