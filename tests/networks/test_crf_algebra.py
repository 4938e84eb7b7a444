"""Chains against every path written out, and gradients against differences."""

import contextlib
import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqkit.keras_backend import tf
from seqkit.networks import (
    ILLEGAL,
    ChainScores,
    crf_recursion,
    log_conditionals,
    log_likelihood,
    log_partition,
    marginals,
    n_best,
    path_score,
    viterbi,
)

seeds = st.integers(0, 10_000)
routes = pytest.mark.parametrize("route", ["scaled", "log space"])
dtypes = pytest.mark.parametrize("dtype", ["float32", "float64"])


@contextlib.contextmanager
def taking(route):
    """Let every step distrust scaled sums, if log space is to be tested."""
    with pytest.MonkeyPatch.context() as patch:
        if route == "log space":
            patch.setattr(crf_recursion, "_floor", lambda dtype: math.inf)
        yield


def chain(seed, dtype="float64", lengths=None, tags=None, spread=2.0):
    """Draw a ragged batch, with illegal parts for odd seeds."""
    draw = np.random.default_rng(seed)
    tags = draw.integers(1, 5) if tags is None else tags
    lengths = (
        draw.integers(0, 6, size=draw.integers(1, 4)) if lengths is None else lengths
    )
    steps = max(1, *lengths) + draw.integers(0, 2)
    shapes = [(len(lengths), steps, tags), (tags, tags), (tags,), (tags,)]
    parts = [draw.normal(0, spread, shape).astype(dtype) for shape in shapes]
    if seed % 2:
        for part in parts[1:]:
            part[draw.random(part.shape) < 0.3] = ILLEGAL
    return ChainScores(*parts, np.arange(steps) < np.array(lengths)[:, None])


def every_path(scores):
    """Yield per sentence: all its paths (paths, steps) and their scores."""
    emissions, A, start, end, mask = (np.asarray(part, "float64") for part in scores)
    for e, real in zip(emissions, mask, strict=True):
        n, tags = int(real.sum()), len(start)
        paths = np.array(list(itertools.product(range(tags), repeat=n)), int)
        if n == 0:
            yield paths.reshape(1, 0), np.zeros(1)
            continue
        total = e[np.arange(n), paths].sum(axis=1) + start[paths[:, 0]]
        yield paths, total + A[paths[:, :-1], paths[:, 1:]].sum(1) + end[paths[:, -1]]


def log_sum(scores):
    return scores.max() + np.log(np.exp(scores - scores.max()).sum())


def some_tags(scores, seed=0):
    """Draw tags, with nonsense where there is no real step."""
    mask = np.asarray(scores.mask)
    tags = np.random.default_rng(seed).integers(0, len(scores.start), mask.shape)
    return np.where(mask, tags, -7)


def find(paths, tags):
    return int(np.flatnonzero((paths == tags[: paths.shape[1]]).all(axis=1))[0])


def within(dtype, totals):
    """Tolerances; float32 tells illegal scores apart to 1 / 128 only."""
    if dtype == "float64":
        return {"rtol": 1e-5, "atol": 1e-8}
    return {"rtol": 1e-5, "atol": 1e-5 if totals.max() > ILLEGAL / 2 else 0.1}


@routes
@dtypes
@settings(max_examples=20)
@given(seed=seeds)
def test_partition_and_likelihood_count_every_path(route, dtype, seed):
    scores = chain(seed, dtype)
    tags = some_tags(scores, seed)
    with taking(route):
        found = [f(scores).numpy() for f in (log_partition,)]
        found += [f(scores, tags).numpy() for f in (path_score, log_likelihood)]
    for row, (paths, totals) in enumerate(every_path(scores)):
        gold, all_of_them = totals[find(paths, tags[row])], log_sum(totals)
        expected = [all_of_them, gold, gold - all_of_them]
        np.testing.assert_allclose(
            [x[row] for x in found], expected, **within(dtype, totals)
        )


@routes
@dtypes
@settings(max_examples=20)
@given(seed=seeds)
def test_marginals_sum_over_every_path(route, dtype, seed):
    scores = chain(seed, dtype)
    with taking(route):
        found = marginals(scores).numpy()
    for row, (paths, totals) in enumerate(every_path(scores)):
        share = np.exp(totals - log_sum(totals))
        n = paths.shape[1]
        expected = np.zeros_like(found[row])
        for t in range(n):
            expected[t] = np.bincount(paths[:, t], share, minlength=len(scores.start))
        np.testing.assert_allclose(found[row], expected, **within(dtype, totals))


@routes
@settings(max_examples=20)
@given(seed=seeds)
def test_conditionals_are_ratios_of_sums_over_prefixes(route, seed):
    scores = chain(seed)
    tags = some_tags(scores, seed)
    with taking(route):
        found = log_conditionals(scores, tags).numpy()
    for row, (paths, totals) in enumerate(every_path(scores)):
        n = paths.shape[1]
        same = [(paths[:, :t] == tags[row, :t]).all(axis=1) for t in range(n + 1)]
        sums = np.array([log_sum(totals[some]) for some in same])
        np.testing.assert_allclose(found[row, :n], np.diff(sums), rtol=1e-5, atol=1e-8)
        assert (found[row, n:] == 0).all()


@dtypes
@settings(max_examples=20)
@given(seed=seeds, k=st.integers(1, 7))
def test_n_best_are_the_first_of_every_path(dtype, seed, k):
    scores = chain(seed, dtype)
    best = n_best(scores, k)
    for row, (paths, totals) in enumerate(every_path(scores)):
        some, n = min(k, len(totals)), paths.shape[1]
        expected = np.sort(totals)[::-1][:some]
        tags, score = best.tags[row].numpy(), best.score[row].numpy()
        np.testing.assert_allclose(score[:some], expected, **within(dtype, totals))
        own = [totals[find(paths, path)] for path in tags[:some]]
        np.testing.assert_allclose(own, expected, **within(dtype, totals))
        assert len({tuple(path) for path in tags[:some]}) == some
        assert (tags[:, n:] == -1).all()
        assert (tags[some:] == -1).all()
        assert (score[some:] == -math.inf).all()


@settings(max_examples=20)
@given(seed=seeds)
def test_viterbi_path_is_the_best_and_has_its_score(seed):
    scores = chain(seed)
    best = viterbi(scores)
    np.testing.assert_allclose(best.score, path_score(scores, best.tags), rtol=1e-9)
    for row, (paths, totals) in enumerate(every_path(scores)):
        np.testing.assert_array_equal(
            best.tags[row, : paths.shape[1]], paths[totals.argmax()]
        )


def test_known_answer_by_hand():
    scores = ChainScores(
        np.log([[[2.0, 1.0], [1.0, 3.0]]]),
        np.log([[1.0, 2.0], [4.0, 1.0]]),
        [0, 0],
        [0, 0],
    )
    # paths 00, 01, 10, 11 have the products 2, 12, 4, 3 of 21
    np.testing.assert_allclose(np.exp(log_partition(scores)), [21], rtol=1e-12)
    np.testing.assert_allclose(np.exp(log_likelihood(scores, [[1, 0]])), [4 / 21])
    expected = [[[14 / 21, 7 / 21], [6 / 21, 15 / 21]]]
    np.testing.assert_allclose(marginals(scores), expected, rtol=1e-12)
    best = n_best(scores, 5)
    assert best.tags[0].numpy().tolist() == [[0, 1], [1, 0], [1, 1], [0, 0], [-1, -1]]
    np.testing.assert_allclose(np.exp(best.score[0]), [12, 4, 3, 2, 0])


def gradients(function, parts):
    tensors = [tf.constant(part) for part in parts]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        value = function(*tensors)
    return [x.numpy() for x in tape.gradient(value, tensors)]


def differences(function, parts, step=1e-5):
    found = []
    for which, part in enumerate(parts):
        slope = np.zeros_like(part)
        for place in np.ndindex(part.shape):
            ends = []
            for sign in (1, -1):
                moved = [x.copy() for x in parts]
                moved[which][place] += sign * step
                ends.append(float(function(*moved)))
            slope[place] = (ends[0] - ends[1]) / (2 * step)
        found.append(slope)
    return found


@routes
@pytest.mark.parametrize(
    "of",
    [
        lambda scores, tags: log_likelihood(scores, tags),
        lambda scores, tags: log_partition(scores),
        lambda scores, tags: log_conditionals(scores, tags),
        lambda scores, tags: marginals(scores) ** 2,
    ],
    ids=["likelihood", "partition", "conditionals", "marginals"],
)
def test_gradient_equals_central_differences(route, of):
    *parts, mask = chain(4, lengths=(3, 0, 2), tags=3, spread=1.0)
    weights = np.random.default_rng(1).normal(size=mask.shape)
    tags = some_tags(ChainScores(*parts, mask))

    def function(*parts):
        each = of(ChainScores(*parts, mask), tags)
        return tf.reduce_sum(
            tf.transpose(each) * (weights[:, 0] if each.ndim == 1 else weights.T)
        )

    with taking(route):
        got, expected = gradients(function, parts), differences(function, parts)
    for one, other in zip(got, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-9)


@routes
@settings(max_examples=15)
@given(seed=seeds)
def test_gradient_is_observed_less_expected_counts(route, seed):
    *parts, mask = chain(2 * seed)
    scores = ChainScores(*parts, mask)
    tags, size = some_tags(scores, seed), len(scores.start)
    with taking(route):
        e, A, start, end = gradients(
            lambda *parts: log_likelihood(ChainScores(*parts, mask), tags), parts
        )
        p = marginals(scores).numpy()
    observed = np.eye(size)[np.where(mask, tags, 0)] * mask[..., None]
    np.testing.assert_allclose(e, observed - p, atol=1e-10)
    np.testing.assert_allclose(start, e[:, 0].sum(axis=0), atol=1e-10)
    steps, ends = np.zeros((size, size)), np.zeros(size)
    for (paths, totals), gold in zip(every_path(scores), tags, strict=True):
        share = -np.exp(totals - log_sum(totals))
        share[find(paths, gold)] += 1
        for path, much in zip(paths, share, strict=True):
            np.add.at(steps, (path[:-1], path[1:]), much)
            ends[path[-1:]] += much
    np.testing.assert_allclose(A, steps, atol=1e-9)
    np.testing.assert_allclose(end, ends, atol=1e-9)


@pytest.mark.parametrize("far", [1.0, 60.0, 300.0])
def test_float32_holds_where_scores_are_far_apart(far):
    wide = chain(7, lengths=(40, 25, 40), tags=4, spread=far)
    narrow = ChainScores(*(part.astype("float32") for part in wide[:4]), wide.mask)
    wide = ChainScores(*(part.astype("float64") for part in narrow[:4]), wide.mask)
    tags = viterbi(wide).tags
    np.testing.assert_allclose(log_partition(narrow), log_partition(wide), rtol=1e-6)
    slack = 1e-6 * 40 * far
    np.testing.assert_allclose(marginals(narrow), marginals(wide), atol=slack)
    exact = log_likelihood(wide, tags)
    np.testing.assert_allclose(log_likelihood(narrow, tags), exact, atol=slack)


def test_a_way_on_far_below_the_best_is_not_lost():
    start, end = [0.0, 0.0], [ILLEGAL, 0.0]
    emissions = np.array([[[500.0, 0.0], [500.0, 0.0], [500.0, -500.0]]], "float32")
    stay = [[0.0, ILLEGAL], [ILLEGAL, 0.0]]
    scores = ChainScores(emissions, stay, start, end)
    np.testing.assert_allclose(log_partition(scores), [-500], rtol=1e-6)
    np.testing.assert_allclose(marginals(scores)[0, :, 1], [1, 1, 1], rtol=1e-6)


@dtypes
def test_nothing_is_nan_with_illegal_gold_or_no_legal_path(dtype):
    *parts, mask = chain(2, dtype, lengths=(5, 1, 0), tags=3)
    parts[1][:] = ILLEGAL
    tags = some_tags(ChainScores(*parts, mask))
    one_way = [x.copy() for x in parts]
    one_way[1][0, 1] = 0
    for some in (parts, one_way):
        slopes = gradients(
            lambda *parts: log_likelihood(ChainScores(*parts, mask), tags), some
        )
        assert all(np.isfinite(slope).all() for slope in slopes)
        assert all(np.abs(slope).max() <= 12 for slope in slopes)
        scores = ChainScores(*some, mask)
        assert np.isfinite(log_likelihood(scores, tags)).all()
        sums = marginals(scores).numpy().sum(axis=-1)
        np.testing.assert_allclose(sums, mask, atol=1e-5)


def test_illegal_tags_are_never_chosen_while_a_legal_path_exists():
    draw = np.random.default_rng(0)
    emissions = draw.normal(0, 100, (20, 30, 4)).astype("float32")
    steps = np.where(np.tri(4, k=0, dtype=bool), 0, ILLEGAL)  # never upwards
    tags = viterbi(ChainScores(emissions, steps, np.zeros(4), np.zeros(4))).tags.numpy()
    assert (np.diff(tags, axis=1) <= 0).all()


@settings(max_examples=15)
@given(seed=seeds, more=st.integers(1, 5))
def test_padding_changes_nothing(seed, more):
    scores = chain(seed, "float32")
    tags = some_tags(scores, seed)
    wider = [(0, 0), (0, more)]
    longer = scores._replace(
        emissions=np.pad(scores.emissions, [*wider, (0, 0)], constant_values=np.nan),
        mask=np.pad(scores.mask, wider),
    )
    padded = np.pad(tags, wider, constant_values=99)
    same = {"rtol": 1e-5, "atol": 1e-5}
    alike = [(log_partition(scores), log_partition(longer))]
    alike += [(log_likelihood(scores, tags), log_likelihood(longer, padded))]
    alike += [(marginals(scores), marginals(longer)[:, :-more])]
    for one, other in alike:
        np.testing.assert_allclose(one, other, **same)
    few, many = n_best(scores, 3), n_best(longer, 3)
    np.testing.assert_allclose(few.score, many.score, **same)
    np.testing.assert_array_equal(few.tags, many.tags[..., :-more])


def test_padded_nan_stays_out_of_gradients():
    *parts, mask = chain(2, lengths=(2, 0), tags=2)
    parts[0][~mask] = np.nan
    tags = np.zeros(mask.shape, int)
    slopes = gradients(
        lambda *parts: log_likelihood(ChainScores(*parts, mask), tags), parts
    )
    assert all(np.isfinite(slope).all() for slope in slopes)
    assert (slopes[0][~mask] == 0).all()


def test_one_step_of_one_tag_has_one_path():
    scores = ChainScores(np.array([[[3.0]]]), [[7.0]], [1.0], [2.0])
    assert float(log_partition(scores)[0]) == pytest.approx(6)
    assert float(log_likelihood(scores, [[0]])[0]) == pytest.approx(0)
    assert marginals(scores).numpy().tolist() == [[[1.0]]]
    assert viterbi(scores).tags.numpy().tolist() == [[0]]


def test_one_trace_serves_every_length():
    traces = []

    @tf.function
    def everything(emissions, mask, tags):
        traces.append(1)
        A = tf.constant([[0.5, -1.0], [0.0, 1.0]])
        scores = ChainScores(emissions, A, [0.0, 1.0], [0.5, 0.0], mask)
        with tf.GradientTape() as tape:
            tape.watch(emissions)
            value = log_likelihood(scores, tags)
        parts = log_conditionals(scores, tags)
        slope = tape.gradient(value, emissions)
        return value, slope, parts, marginals(scores), *n_best(scores, 2)

    shapes = [
        ((None, None, 2), "float32"),
        ((None, None), "bool"),
        ((None, None), "int32"),
    ]
    compiled = everything.get_concrete_function(
        *(tf.TensorSpec(shape, dtype) for shape, dtype in shapes)
    )
    for batch, steps in [(1, 1), (3, 7), (2, 50)]:
        draw = np.random.default_rng(steps)
        e = draw.normal(size=(batch, steps, 2)).astype("float32")
        mask = np.arange(steps) < draw.integers(0, steps + 1, batch)[:, None]
        tags = draw.integers(0, 2, (batch, steps)).astype("int32")
        given = [tf.constant(x) for x in (e, mask, tags)]
        for one, other in zip(
            compiled(*given), everything.python_function(*given), strict=True
        ):
            np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-5)
    assert len(traces) == 1 + 3  # the three are the eager ones


def test_packing_and_back_changes_nothing():
    scores = chain(9, lengths=(3, 0, 1))
    again = ChainScores.unpack(scores.pack())
    real = scores.mask[..., None]
    np.testing.assert_array_equal(again.emissions, np.where(real, scores.emissions, 0))
    for one, other in zip(scores[1:], again[1:], strict=True):
        np.testing.assert_array_equal(one, other)


def test_k_below_one_gets_one_sentence():
    with pytest.raises(ValueError, match="k must be a whole number >= 1, got 0"):
        n_best(chain(0), 0)
