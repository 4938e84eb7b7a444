import numpy as np
import pytest
from sklearn.linear_model import Ridge

from seqkit.baselines import LinearForecast

NAN = np.nan


def windows(count, seed=0, lookback=6, horizon=3, noise=1.0):
    random = np.random.default_rng(seed)
    coef = np.random.default_rng(7).normal(size=(lookback, horizon))
    x = random.normal(size=(count, lookback)) + 3.0
    x -= x[:, -1:]
    return x, x @ coef + 2.0 + noise * random.normal(size=(count, horizon))


def in_pieces(x, y, size):
    return [(x[at : at + size], y[at : at + size]) for at in range(0, len(x), size)]


def test_fit_equals_scikit_learn_at_the_chosen_penalty():
    x, y = windows(80)
    ours = LinearForecast().fit(in_pieces(x, y, 7), [windows(40, seed=1)])

    theirs = Ridge(alpha=ours.penalty_).fit(x, y)

    np.testing.assert_allclose(ours.coef_, theirs.coef_.T, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(ours.intercept_, theirs.intercept_, rtol=1e-6)
    np.testing.assert_allclose(ours.predict(x), theirs.predict(x), rtol=1e-6)


def test_fit_chooses_the_penalty_that_predicts_validation_best():
    # few and noisy windows, so that the best penalty lies inside the grid
    (x, y), (x_later, y_later) = windows(12, noise=4.0), windows(300, seed=1, noise=4.0)
    model = LinearForecast().fit([(x, y)], in_pieces(x_later, y_later, 64))

    def error(penalty):
        return np.mean((Ridge(alpha=penalty).fit(x, y).predict(x_later) - y_later) ** 2)

    grid = model.penalty_ * 10.0 ** np.arange(-3, 3.5, 0.5)
    assert np.argmin([error(penalty) for penalty in grid]) == 6


def test_fit_does_not_depend_on_the_pieces():
    x, y = windows(50)
    whole = LinearForecast().fit([(x, y)], [(x, y)])

    parts = LinearForecast().fit(in_pieces(x, y, 1), in_pieces(x, y, 11))

    assert parts.penalty_ == pytest.approx(whole.penalty_, rel=1e-12)
    np.testing.assert_allclose(parts.coef_, whole.coef_, rtol=1e-9, atol=1e-12)


def test_fit_takes_functions_that_return_iterators():
    x, y = windows(50)

    model = LinearForecast().fit(lambda: iter([(x, y)]), lambda: iter([(x, y)]))

    expected = LinearForecast().fit([(x, y)], [(x, y)]).predict(x)
    np.testing.assert_array_equal(model.predict(x), expected)


def test_fit_does_not_depend_on_units():
    x, y = windows(50)
    model = LinearForecast().fit([(x, y)], [(x, y)])

    thousandth = LinearForecast().fit([(x * 1e-3, y * 1e-3)], [(x * 1e-3, y * 1e-3)])

    np.testing.assert_allclose(thousandth.coef_, model.coef_, rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(
        thousandth.intercept_, model.intercept_ * 1e-3, rtol=1e-6
    )


def test_windows_with_a_missing_value_are_left_out():
    x, y = windows(30)
    gappy_x, gappy_y = x.copy(), y.copy()
    gappy_y[3, 1] = gappy_x[9, 0] = NAN
    complete = np.setdiff1d(np.arange(30), [3, 9])

    model = LinearForecast().fit([(gappy_x, gappy_y)])

    expected = LinearForecast().fit([(x[complete], y[complete])])
    np.testing.assert_array_equal(model.coef_, expected.coef_)


@pytest.mark.parametrize("validation", [[], [(np.ones((2, 6)), np.full((2, 3), NAN))]])
def test_fit_without_validation_takes_a_middle_penalty(validation):
    x, y = windows(30)

    model = LinearForecast().fit([(x, y)], validation)

    mean_diagonal = len(x) * x.var(axis=0).mean()
    assert model.penalty_ == pytest.approx(1e-2 * mean_diagonal)


def test_constant_series_is_predicted_exactly():
    x, y = np.zeros((5, 4)), np.full((5, 2), 3.0)

    model = LinearForecast().fit([(x, y)], [(x, y)])

    np.testing.assert_allclose(model.predict(x[:1]), [[3.0, 3.0]])


def test_one_window_predicts_its_own_targets():
    x, y = windows(1)

    model = LinearForecast().fit([(x, y)])

    np.testing.assert_allclose(model.predict(x), y)


def test_a_large_mean_costs_no_precision():
    random = np.random.default_rng(0)
    x = random.normal(size=(200, 3)) + 1e8
    y = x[:, :1] - 1e8

    model = LinearForecast().fit(in_pieces(x, y, 9), in_pieces(x, y, 9))

    np.testing.assert_allclose(model.predict(x), y, atol=1e-4)


@pytest.mark.parametrize("pieces", [[], [(np.ones((2, 3)), np.full((2, 1), NAN))]])
def test_fit_without_a_complete_window_says_so(pieces):
    with pytest.raises(ValueError, match="no training window has all of its targets"):
        LinearForecast().fit(pieces)


def test_fit_rejects_pieces_of_other_shapes():
    with pytest.raises(ValueError, match=r"got \(4, 3\) and \(4,\)"):
        LinearForecast().fit([(np.ones((4, 3)), np.ones(4))])


def test_both_parts_count_with_the_penalty_of_the_first():
    (x, y), (x_later, y_later) = windows(30, noise=4.0), windows(20, seed=1, noise=4.0)
    first = LinearForecast().fit([(x, y)], [(x_later, y_later)])
    both = first.on_both()

    joined = np.concatenate([x, x_later]), np.concatenate([y, y_later])
    theirs = Ridge(alpha=both.penalty_).fit(*joined)

    assert (first.windows_, both.windows_) == (30, 50)
    np.testing.assert_allclose(both.coef_, theirs.coef_.T, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(both.intercept_, theirs.intercept_, rtol=1e-6)
    relative = [
        model.penalty_ / np.square(part - part.mean(axis=0)).sum()
        for model, part in ((first, x), (both, joined[0]))
    ]
    assert relative[0] == pytest.approx(relative[1])


def test_both_parts_are_one_without_validation():
    x, y = windows(30)
    model = LinearForecast().fit([(x, y)])
    np.testing.assert_array_equal(model.on_both().coef_, model.coef_)


def test_windows_that_stand_for_several_count_as_often():
    (x, y), (x_later, y_later) = windows(30, noise=4.0), windows(20, seed=1, noise=4.0)
    first = LinearForecast().fit([(x, y)], [(x_later, y_later)])
    twice = LinearForecast().fit([(x, y)], [(x_later, y_later)] * 2)
    np.testing.assert_allclose(first.on_both(2.0).coef_, twice.on_both().coef_)


def test_integer_weights_are_repetition():
    (x, y), judged = windows(30, noise=4.0), windows(20, seed=1, noise=4.0)
    weights = np.arange(30) % 4
    again = np.arange(20) % 3
    found = LinearForecast().fit(
        [(x[:9], y[:9], weights[:9]), (x[9:], y[9:], weights[9:])], [(*judged, again)]
    )

    repeated = [np.repeat(part, weights, axis=0) for part in (x, y)]
    later = [np.repeat(part, again, axis=0) for part in judged]
    expected = LinearForecast().fit([repeated], [later])

    assert found.windows_ == expected.windows_ == weights.sum()
    assert found.penalty_ == pytest.approx(expected.penalty_)
    np.testing.assert_allclose(found.coef_, expected.coef_, rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(found.intercept_, expected.intercept_, rtol=1e-8)
    np.testing.assert_allclose(found.on_both().coef_, expected.on_both().coef_)


def test_weights_of_1_change_no_bit():
    x, y = windows(30)
    found = LinearForecast().fit([(x, y, np.ones(30))], [(x, y, np.ones(30))])
    expected = LinearForecast().fit([(x, y)], [(x, y)])
    np.testing.assert_array_equal(found.coef_, expected.coef_)
    np.testing.assert_array_equal(found.intercept_, expected.intercept_)


def test_windows_of_weight_0_leave_nothing():
    x, y = windows(5)
    with pytest.raises(ValueError, match="no training window has all of its targets"):
        LinearForecast().fit([(x, y, np.zeros(5))])


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        (np.ones(4), r"weights of a piece must have shape \(5,\), got \(4,\)"),
        ([1, 1, -2, 1, 1], "weights of windows must be numbers >= 0, got -2"),
        ([1, 1, NAN, 1, 1], "weights of windows must be numbers >= 0, got nan"),
    ],
)
def test_fit_rejects_weights_that_cannot_count(weights, sentence):
    with pytest.raises(ValueError, match=sentence):
        LinearForecast().fit([(*windows(5), weights)])
