"""Arguments that a tuner chooses, from the table that scikit-learn searches."""

import pytest

from seqkit import Forecaster


class Recorder:
    """Stands in for `keras_tuner.HyperParameters`; chooses what is at one place."""

    def __init__(self, place=-1):
        self.place, self.asked = place, {}

    def Choice(self, name, values):
        assert len({type(value) for value in values}) == 1
        assert isinstance(values[0], (int, float, str))
        self.asked[name] = list(values)
        return values[self.place]

    def Float(self, name, min_value, max_value, sampling):
        self.asked[name] = (type(min_value), min_value, max_value, sampling)
        return max_value


@pytest.mark.parametrize(
    "arguments",
    [
        {"horizon": 4},
        {"horizon": 7, "quantiles": (0.1, 0.9)},
        {"horizon": 2, "distribution": "negative_binomial", "scaling": "mean"},
    ],
)
def test_a_tuner_chooses_among_what_a_search_draws_from(arguments):
    model = Forecaster(**arguments)
    space, hp = model.search_space(), Recorder()
    model.tuner_space()(hp)
    assert hp.asked.keys() == space.keys()
    for name, values in space.items():
        if isinstance(values, list):
            assert [str(value) for value in hp.asked[name]] == [*map(str, values)]
    assert hp.asked["learning_rate"] == (float, 3e-4, 5e-3, "log")


@pytest.mark.parametrize("place", [0, 1, -1])
def test_what_is_built_has_the_values_that_were_chosen(place):
    model = Forecaster(4, epochs=3, random_state=2)
    space = model.search_space()
    built = model.tuner_space()(Recorder(place))
    expected = model.get_params() | {
        name: values[place] if isinstance(values, list) else 5e-3
        for name, values in space.items()
    }
    assert built.get_params() == expected
    assert built is not model
    assert model.get_params() == Forecaster(4, epochs=3, random_state=2).get_params()


def test_later_settings_do_not_reach_what_is_built():
    model = Forecaster(4)
    build = model.tuner_space()
    model.set_params(horizon=9, epochs=1)
    built = build(Recorder(1))
    assert (built.horizon, built.epochs, built.lookback) == (4, 100, 4)
