"""The PointerNetwork: orders, choices and walks over elements; files, errors."""

import zipfile

import numpy as np
import pandas as pd
import pytest

import seqkit
from seqkit import PointerNetwork
from seqkit.datasets import sorting_problem
from seqkit.keras_backend import keras
from seqkit.networks import pointing_network

pytestmark = pytest.mark.slow

QUICK = {"units": (8,), "epochs": 1, "batch_size": 16, "random_state": 0}
QUICK |= {"validation_fraction": 0}
X, Y = sorting_problem(600, size=(2, 6), random_state=0)
NEW, ORDER = sorting_problem(60, size=(2, 6), random_state=1)


@pytest.fixture(scope="module")
def fitted():
    model = PointerNetwork(
        units=(24,), learning_rate=0.01, batch_size=32, epochs=8, random_state=0
    )
    return model.fit(X, Y)


def listed(found):
    return [each.tolist() for each in found]


def test_new_numbers_are_put_in_order(fitted):
    assert fitted.score(NEW, ORDER) > 0.8
    assert {"val_score", "val_loss", "loss"} <= set(fitted.history_)
    found = fitted.report(NEW, ORDER)
    assert found.scores.loc["pointer_network", "exact_match"] == fitted.score(
        NEW, ORDER
    )
    assert found.scores.loc["input_order", "exact_match"] < 0.5
    assert found.by_length["sequences"].sum() == 60


def test_validation_score_is_that_of_free_running():
    model = PointerNetwork(**QUICK).fit(X[:50], Y[:50], validation=(NEW, ORDER))
    assert model.history_["val_score"].iloc[-1] == model.score(NEW, ORDER)


def test_samples_are_what_the_network_learns_from(fitted):
    samples = fitted.samples_of((NEW, ORDER))
    inputs, places = samples.training.take(np.arange(len(NEW)))
    loss = float(samples.loss(places, fitted.network_(inputs, training=False)))
    assert 0 < loss < 0.2
    turned = [each[::-1] for each in ORDER]
    inputs, places = fitted.samples_of((NEW, turned)).training.take(np.arange(60))
    assert float(samples.loss(places, fitted.network_(inputs))) > 1


def test_longer_sequences_than_were_fitted_keep_the_rules(fitted):
    long, _ = sorting_problem(5, size=(7, 20), random_state=2)
    for numbers, order in zip(long, fitted.predict(long), strict=True):
        assert sorted(order) == list(range(len(numbers)))


def test_company_and_order_change_nothing(fitted):
    together = listed(fitted.predict(NEW[:6]))
    assert listed(fitted.predict(NEW[:6][::-1])) == together[::-1]
    assert [fitted.predict([each])[0].tolist() for each in NEW[:6]] == together


def test_forms_of_input_are_one(fitted):
    same, _ = sorting_problem(4, size=5, random_state=3)
    expected = listed(fitted.predict(same))
    assert listed(fitted.predict(np.stack(same))) == expected
    assert listed(fitted.predict(np.stack(same)[..., 0])) == expected
    assert listed(fitted.predict([each[:, 0].tolist() for each in same])) == expected
    named = pd.Series(same, index=list("abcd"))
    found, looks = fitted.predict(named, return_attention=True)
    assert found.index.tolist() == looks.index.tolist() == list("abcd")
    assert listed(found) == expected


def test_answers_of_a_series_are_put_in_its_order():
    named = pd.Series(X[:8], index=list("abcdefgh"))
    y = pd.Series(Y[:8], index=named.index)[::-1]
    weights = pd.Series(np.arange(1.0, 9.0), index=named.index)
    one = PointerNetwork(**QUICK).fit(named, y, weights[::-1])
    other = PointerNetwork(**QUICK).fit(X[:8], Y[:8], weights.to_numpy())
    for pair in zip(
        one.network_.get_weights(), other.network_.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(*pair)


def test_attention_is_where_it_points(fitted):
    found, looks = fitted.predict(NEW[:5], return_attention=True)
    for order, look in zip(found, looks, strict=True):
        assert look.shape == (len(order), len(order))
        assert look.argmax(axis=1).tolist() == order.tolist()
        np.testing.assert_allclose(look.sum(axis=1), 1, rtol=1e-5)


def test_a_subset_ends_by_itself():
    draw = np.random.default_rng(0)
    elements = [draw.choice([-1.0, 1.0], n) for n in draw.integers(1, 7, 500)]
    above = [np.flatnonzero(each > 0) for each in elements]
    model = PointerNetwork(
        **QUICK | {"kind": "subset", "units": (16,), "epochs": 8, "learning_rate": 0.02}
    )
    model.fit(elements[:400], above[:400])
    assert model.score(elements[400:], above[400:]) > 0.9
    assert model.predict([[-1.0, -1.0]])[0].tolist() == []


def test_a_walk_comes_back():
    draw = np.random.default_rng(0)
    elements = [draw.normal(size=n) for n in draw.integers(2, 5, 400)]
    there_and_back = [np.array([0, len(each) - 1, 0]) for each in elements]
    walker = PointerNetwork(
        **QUICK | {"kind": "free", "units": (16,), "epochs": 6, "learning_rate": 0.02}
    )
    walker.fit(elements, there_and_back)
    assert walker.longest_ == 3
    assert listed(walker.predict([[0.5, 1.0, 2.0]], beam_width=3)) == [[0, 2, 0]]
    shorter = walker.set_params(longest=2).fit(elements[:20], there_and_back[:20])
    assert max(map(len, shorter.predict(elements))) <= 2


def test_weights_of_sequences_count():
    elements = [[0.0, 1.0]] * 40 + [[0.0, 1.0, 2.0]] * 40
    orders = [[0, 1]] * 20 + [[1, 0]] * 20 + [[0, 1, 2]] * 20 + [[2, 1, 0]] * 20
    weights = np.repeat([1.0, 0.0, 0.0, 1.0], 20)
    model = PointerNetwork(**QUICK | {"epochs": 15, "learning_rate": 0.02})
    model.fit(elements, orders, weights)
    assert listed(model.predict(elements[39:41])) == [[0, 1], [2, 1, 0]]


def test_saved_and_loaded_in_a_fresh_process(fitted, tmp_path, fresh_process):
    fitted.save(tmp_path / "model.seqkit")
    np.save(tmp_path / "new.npy", np.stack([each[:2] for each in NEW]))
    code = (
        "import numpy as np, seqkit; model = seqkit.load('model.seqkit');"
        "print(np.stack(model.predict(np.load('new.npy'))).tolist())"
    )
    expected = listed(fitted.predict(np.load(tmp_path / "new.npy")))
    assert fresh_process(code) == str(expected)


def test_plain_keras_opens_the_network(fitted, tmp_path, fresh_process):
    fitted.save(tmp_path / "model.seqkit")
    with zipfile.ZipFile(tmp_path / "model.seqkit") as archive:
        archive.extract("network.keras", tmp_path)
    values = ((NEW[0] - fitted._scaling.mean) / fitted._scaling.deviation)[None]
    given = {
        "values": values.astype("float32"),
        "mask": np.ones(values.shape[:2], "bool"),
        "pointed": np.zeros((1, 1), "int32"),
    }
    np.savez(tmp_path / "given.npz", **given)
    code = (
        "import sys, keras, numpy as np; m = keras.saving.load_model('network.keras');"
        "assert 'seqkit' not in sys.modules;"
        "print(m.predict(dict(np.load('given.npz')), verbose=0)[0, 0, 1:].argmax())"
    )
    assert int(fresh_process(code)) == fitted.predict(NEW[:1])[0][0]


def test_a_network_of_ones_own_points(tmp_path):
    def small(sizes):
        return pointing_network(sizes, units=(3,), cell="simple")

    model = PointerNetwork(**QUICK, network=small).fit(X[:30], Y[:30])
    assert isinstance(model.network_, keras.Model)
    model.save(tmp_path / "model.seqkit")
    with pytest.warns(UserWarning, match="was built by network="):
        again = seqkit.load(tmp_path / "model.seqkit")
    assert listed(again.predict(NEW)) == listed(model.predict(NEW))


@pytest.mark.parametrize(
    ("elements", "y", "words"),
    [
        ([], [], "X holds no sequences; give at least one"),
        ([[1.0], []], [[0], []], "sequence 1 has no step"),
        ([[1.0, 2.0]], [[0]], "sequence 0 leaves out position 1"),
        ([[1.0, 2.0]], [[0, 2]], "points at position 2, but its 2 elements"),
        ([[1.0, np.inf]], [[0, 1]], "sequence 0 is infinite at step 1"),
        ([[1.0, 2.0]], 3, "y must be a list with an entry for each sample"),
        ([[1.0, 2.0], [[1.0, 2.0]]], [[0, 1], [0]], "sequence 1 has 2 features"),
    ],
)
def test_bad_data_gets_one_sentence(elements, y, words):
    with pytest.raises((TypeError, ValueError), match=words):
        PointerNetwork(**QUICK).fit(elements, y)


def test_other_features_get_one_sentence(fitted):
    with pytest.raises(ValueError, match="sequence 0 has 2 features, but the model"):
        fitted.predict([np.zeros((3, 2))])
    with pytest.raises(ValueError, match="X has 2 samples but y has 1"):
        fitted.score(NEW[:2], ORDER[:1])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"kind": "order"}, "kind='order' is unknown"),
        ({"attention": None}, "attention=None is unknown"),
        ({"scaling": "robust"}, "scaling='robust' is unknown"),
        ({"longest": 0}, "longest must be a whole number >= 1"),
        ({"beam_width": 0}, "beam_width must be a whole number >= 1"),
    ],
)
def test_arguments_that_do_not_fit_get_one_sentence(arguments, words):
    with pytest.raises(ValueError, match=words):
        PointerNetwork(**QUICK | arguments).fit(X[:4], Y[:4])
