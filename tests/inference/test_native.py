"""Every rule of the compiler against PyTensor, run step by step."""

from __future__ import annotations

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest
from _by_pytensor import agree, both, run
from _models import Line

from kai_workbench.inference import _native
from kai_workbench.inference._graphs import plain_mode, python_only

RNG = np.random.default_rng(5)
MATRIX = RNG.normal(size=(4, 3))
COUNTS = np.array([2, 0, 2, 1])


UNARY = (
    "exp log log1p expm1 sqrt sqr sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arctanh "
    "floor ceil trunc round abs sign reciprocal sigmoid softplus log1mexp erf erfc erfcx erfinv erfcinv "
    "gamma gammaln psi log2 log10 exp2 isnan isinf i0 i1 j0 j1"
).split()


@pytest.mark.parametrize("name", UNARY)
def test_functions_of_one_number(name):
    x = np.array([0.05, 0.3, 0.7, 0.95])
    x = -x if name == "log1mexp" else x
    agree(getattr(pt, name), x)


@pytest.mark.parametrize(
    "x", [[-800.0, -38.0, -20.0, 0.0, 17.0, 30.0, 40.0, 800.0], [np.nan, np.inf, -np.inf, -0.0]]
)
def test_extremes_stay_what_they_are(x):
    agree(lambda p: [pt.sigmoid(p), pt.softplus(p), pt.sign(p), pt.maximum(p, 1.0), pt.minimum(p, 1.0)], x)
    agree(lambda p: [pt.switch(pt.isnan(p), 1.0, 2.0), pt.isinf(p), pt.clip(p, -1, 1), pt.neq(p, p)], x)


def test_functions_of_two_numbers():
    a, b = np.array([5.3, -5.3, 5.3, -5.3]), np.array([2.0, 2.0, -2.0, -2.0])

    def build(p, b):
        return [p // b, p % b, pt.abs(p) ** b, pt.arctan2(p, b), p / b, pt.gammainc(pt.abs(p), pt.abs(b))]

    agree(build, a, b=b)


def test_whole_numbers_divide_as_numpy_divides_them():
    left, right = np.array([7, -7, 7, -7, 3]), np.array([2, 2, -2, -2, 3])
    agree(lambda _, a, b: [a // b, a % b, a * b - b, -a, pt.abs(a), a > b, pt.eq(a, b)], a=left, b=right)


def test_truth_values():
    a, b = np.array([True, True, False]), np.array([True, False, False])
    agree(lambda p, a, b: [a & b, a | b, a ^ b, pt.all(a), pt.any(b), pt.switch(a, p[:3], 2.0)], a=a, b=b)


@pytest.mark.filterwarnings("ignore:Bitwise inversion:DeprecationWarning")
def test_truth_values_are_turned_round():
    """PyTensor, step by step, takes the bits of a Python ``True`` here, so it is no witness."""
    found, *_ = both(lambda _, a: pt.invert(a), a=np.array([True, True, False]))
    assert found.tolist() == [0, 0, 1]


def test_repeating_along_dims_of_size_one():
    agree(lambda p, m: p[:4][:, None] * m + p[4:7][None, :] - p[7], m=MATRIX)


def test_sizes_that_do_not_fit_end_the_function():
    point = pt.TensorType("float64", shape=(12,))("x")
    other = pytensor.shared(np.zeros(4), name="other")
    function = pytensor.function([point], [point[: other.shape[0]] * other], mode=plain_mode())
    for size in (4, 5, 13):
        found = run(function.maker.fgraph, {"other": np.ones(size)}, np.arange(12.0), min(size, 12))
        assert (found is None) == (size > 12)


@pytest.mark.parametrize("axis", [None, 0, 1, (0, 1)])
def test_sums_and_their_kin(axis):
    agree(
        lambda p, m: [one(m * p[0], axis=axis) for one in (pt.sum, pt.prod, pt.max, pt.min, pt.mean, pt.var)],
        m=MATRIX,
    )


def test_whole_numbers_and_truths_are_summed():
    agree(lambda _, a: [a.sum(), a.prod(), a.max(), (a > 1).sum(), a.astype("int8").sum()], a=COUNTS)


def test_views():
    def build(p):
        rows = p.reshape((3, 4))
        return [
            *(p[2], p[-1], p[1:5], p[-3:], p[::2], p[::-1], p[8:2:-2], p[20:]),
            *(rows.T, rows[1], rows[:, 2], p.reshape((3, -1))[::-1, 1:3]),
            p.reshape((2, 3, 2)).dimshuffle(2, 0, 1),
        ]

    agree(build)


def test_slices_whose_ends_come_from_the_data():
    for n in (0, 3, -2, 40, -40):
        agree(
            lambda p, n, m: [m[n:].sum(), m[:n].sum(), m[::-1][n:].sum(), p[0]],
            n=np.array(n),
            m=np.arange(9.0),
        )


def test_an_index_outside_ends_the_function():
    point = pt.TensorType("float64", shape=(12,))("x")
    index = pytensor.shared(np.array(3), name="i")
    function = pytensor.function([point], [point[index].reshape((1,))], mode=plain_mode())
    for i in (0, 11, -12, 12, -13):
        found = run(function.maker.fgraph, {"i": np.array(i)}, np.arange(12.0), 1)
        assert (found is None) == (i in {12, -13})


def test_putting_in_and_adding():
    def build(p, m):
        return [
            pt.set_subtensor(m[1], p[:3]),
            pt.inc_subtensor(m[:, 0], p[:4]),
            pt.set_subtensor(m[::-1][1:3], 7.0),
            pt.inc_subtensor(m[2, 1], p[5]),
        ]

    agree(build, m=MATRIX)


def test_places_named_by_arrays():
    def build(p, m, at):
        columns, repeated = pt.as_tensor([0, 1, 2, 0]), pt.as_tensor([0, 0, 0, 1])
        taken = [m[at], m[at, columns], p[at], m[:, pt.as_tensor([2, 0])], p[at.reshape((2, 2))]]
        put = [pt.inc_subtensor(p[at], 1.5), pt.set_subtensor(m[at], p[:3])]
        return [*taken, *put, pt.inc_subtensor(m[at, repeated], p[:4])]

    agree(build, m=MATRIX, at=COUNTS)


def test_joining_and_parting():
    def build(p, m):
        first, second = pt.split(p, [5, 7], n_splits=2)
        return [
            first,
            second * 2,
            pt.stack([p[0], p[3]]),
            pt.concatenate([m, m * p[0]], axis=1),
            pt.stack([m, m]),
        ]

    agree(build, m=MATRIX)


def test_made_of_nothing():
    def build(p, m):
        n = m.shape[0]
        return [
            pt.zeros((n, 2)) + p[0],
            pt.full((n,), p[1]),
            pt.eye(n, 3),
            pt.arange(n),
            pt.arange(1, 9, 3),
            m.shape,
        ]

    agree(build, m=MATRIX)


def test_diagonals_and_running_sums():
    def build(p):
        m = p.reshape((3, 4))
        return [
            pt.diagonal(m),
            pt.diagonal(m, offset=1),
            pt.cumsum(p),
            pt.cumprod(m, axis=0),
            pt.cumsum(m, axis=1),
        ]

    agree(build)


@pytest.mark.parametrize("n", [3, 60])
def test_products_of_matrices_by_loops_and_by_blas(n):
    a, b, v = RNG.normal(size=(n, n + 2)), RNG.normal(size=(n + 2, n)), RNG.normal(size=n + 2)
    agree(lambda p, a, b, v: [a @ b * p[0], b.T @ a.T, a @ v, v @ b, pt.dot(v, v)], a=a, b=b, v=v)


def test_what_has_no_rule_is_taken_from_numba():
    spread = MATRIX @ MATRIX.T + 4 * np.eye(4)

    def build(p, s, order):
        factor = pt.linalg.cholesky(s + pt.exp(p[0]) * pt.eye(4))
        return [
            factor,
            pt.linalg.solve_triangular(factor, p[:4], lower=True),
            pt.sort(order * p[1]),
            pt.special.softmax(p),
        ]

    reference = agree(build, s=spread, order=np.array([3.0, 1.0, 2.0]))
    ops = {type(node.op).__name__ for node in reference.maker.fgraph.toposort()}
    assert "Blockwise" in ops or "Cholesky" in ops


def test_random_graphs():
    """Many small graphs put together by chance."""
    rng = np.random.default_rng(11)

    def grow(p, m):
        m = pt.specify_shape(m, (4, 3))
        pool = [p[:3], p[3:7], m, m.T, p.reshape((4, 3)), p.reshape((3, 4))]
        for _ in range(25):
            one = pool[rng.integers(len(pool))]
            same = [two for two in pool if two.ndim == one.ndim and two.type.shape == one.type.shape]
            other = same[rng.integers(len(same))]
            step = rng.integers(8)
            pool.append(
                [
                    lambda a, b: pt.tanh(a + b),
                    lambda a, b: a * pt.sigmoid(b),
                    lambda a, b: a - b.sum(axis=0, keepdims=True),
                    lambda a, b: pt.switch(a > b, a, b),
                    lambda a, b: a[::-1] / (1 + b**2),
                    lambda a, b: pt.set_subtensor(a[1:], b[:-1]),
                    lambda a, b: pt.exp(-pt.abs(a)) + pt.cumsum(b, axis=0),
                    lambda a, b: a.T.T + b.max(),
                ][step](one, other)
            )
        return pool[-4:]

    for _ in range(15):
        agree(grow, m=MATRIX)


def test_loops_are_translated_and_give_what_python_gives():
    from pytensor.graph.basic import Apply
    from pytensor.graph.op import Op

    class Smooth(Op):
        __props__ = ()
        loops = staticmethod(smooth)

        def make_node(self, values, counts):
            return Apply(self, [values, counts], [pt.dvector(), pt.dmatrix()])

        def perform(self, node, inputs, outputs):  # noqa: ARG002
            outputs[0][0], outputs[1][0] = smooth(*inputs)

    agree(lambda p, at: [one * 2 for one in Smooth()(p, at)], at=COUNTS)


def test_code_that_does_wrong_is_found_out_and_left_to_numba(monkeypatch, caplog):
    from kai_workbench.inference import _compile
    from kai_workbench.inference._native import _scalar_rules

    def subtract(emitter, values, _):
        return emitter.builder.fsub(values[0], values[1])

    monkeypatch.setitem(_scalar_rules.FLOAT, "Add", subtract)
    data, model = np.array([1.0, 2.0, 4.0]), Line()
    inputs, coords = model.inputs(data), model.coords(data)
    with caplog.at_level("INFO", "kai_workbench.inference"):
        code = _compile.compile_model(model, data, inputs)
    assert "compiled by numba" in caplog.text
    status, value, _ = code.logp(np.array([0.5, 0.2]), inputs, coords)
    assert status == 0
    assert value == pytest.approx(line_logp(0.5, 0.2, data))


def test_a_graph_with_something_unknown_in_it_goes_to_numba_whole(monkeypatch):
    from kai_workbench.inference import _compile
    from kai_workbench.inference._native import _function

    def refuse(*_):
        raise _native.Unsupported("no code for this")

    monkeypatch.setattr(_function, "_RULES", {})
    monkeypatch.setattr(_function.Foreign, "emit", refuse)
    monkeypatch.setattr(_compile, "_by_numba", lambda *_: "numba's")
    data, model = np.array([1.0, 2.0, 4.0]), Line()
    assert _compile.compile_model(model, data, model.inputs(data)) == "numba's"


def line_logp(mu, log_sigma, data):
    """Log-density of :class:`Line` by SciPy, with the Jacobian of the logarithm."""
    from scipy import stats

    sigma = np.exp(log_sigma)
    prior = stats.norm(0, 2).logpdf(mu) + stats.halfnorm(scale=1).logpdf(sigma) + log_sigma
    return prior + stats.norm(mu, sigma).logpdf(data).sum()


def half(x):
    return x / 2


def smooth(values, counts):
    """Every construct that the translation knows."""
    n = values.shape[0]
    means = np.zeros(n)
    table = np.empty((counts.size, n))
    seen = np.zeros(counts.size, np.int64)
    for i in range(n):
        total = 0.0
        for j in range(max(i - 1, 0), min(i + 2, n)):
            total += values[j] if j != i else 2.0 * values[j]
        means[i] = half(total)
    for k in range(counts.size):
        if counts[k] > 1 - 1:
            seen[k] = counts[k] * 2
        else:
            seen[k] -= 1
        row = table[k]
        for i in range(n):
            row[i] = -np.sqrt(values[i]) + np.exp(-values[i]) * seen[k] + np.log(values[i]) * (1.5 + k)
        raised(row, n)
    return means, table


def raised(row, n):
    """Writes into what it is given."""
    for i in range(n):
        row[i] += 0.25
    return 0


def test_loops_that_cannot_be_translated_are_refused():
    from llvmlite import ir

    from kai_workbench.inference._native._emitter import INT, POINTER, Emitter, integer
    from kai_workbench.inference._native._loops import loops

    emitter = Emitter(ir.Module("m"), "f", [INT, POINTER])
    array = emitter.contiguous(emitter.function.args[1], "float64", [integer(3)])
    for bad in (uses_while, makes_room_in_a_loop, changes_kind):
        with pytest.raises(_native.Unsupported):
            loops(emitter, bad, [array])


def uses_while(x):
    i = 0
    while i < 3:
        i += 1
    return x


def makes_room_in_a_loop(x):
    y = x
    for _ in range(3):
        y = np.zeros(3)
    return y


def changes_kind(x):
    i = 0
    i = i + 0.5
    x[0] = i
    return x


def test_what_the_compiler_is_held_against_is_known_to_double_precision():
    """A bound such as 0.0 must not bring single precision into a sum of Python's."""
    table = np.array([[0.3, 1 / 3, 100 / 7]] * 3)
    with python_only():
        point = pt.dmatrix("point")
        inside = pt.ge(point[0, 0], 0) & pt.le(point[0, 0], 1)
        bounded = pt.switch(inside, 0.0, -np.inf)
        total = point[0].sum() + pt.sqr(point[2]).sum() + bounded + pt.log(point[1]).sum()
        function = pytensor.function([point], total, mode=plain_mode())
    exact = table[0].sum() + (table[2] ** 2).sum() + np.log(table[1]).sum()
    assert abs(float(function(table)) - exact) < 1e-11
