"""The SequenceClassifier: labels of every type and form, weights, thresholds, files."""

import io
import random

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import StratifiedKFold, check_cv, cross_val_score

import seqkit
from seqkit import SequenceClassifier
from seqkit.estimators.holdout import hold_out
from seqkit.keras_backend import keras
from seqkit.networks.pooling import POOLINGS

pytestmark = pytest.mark.slow

DRAW = np.random.default_rng(0)
RISING = [np.arange(n) + DRAW.normal(size=n) for n in DRAW.integers(2, 6, 15)]
X = RISING + [-x for x in RISING]
Y = ["up"] * 15 + ["down"] * 15
SETS = [["up"], ["up", "odd"], [], ["odd"], ["down"]] * 6


def classifier(**arguments):
    small = {"units": (4,), "epochs": 1, "random_state": 0, "validation_fraction": 0}
    return SequenceClassifier(**(small | arguments))


@pytest.fixture(scope="module")
def fitted():
    """Two classes, by a model that has learnt them."""
    return classifier(epochs=8, learning_rate=0.05, batch_size=8).fit(X, Y)


@pytest.fixture(scope="module")
def several():
    """Several labels per sample, as lists."""
    return classifier(epochs=2).fit(X, SETS)


# learning and types ---------------------------------------------------------------


def test_classifier_learns_directions(fitted):
    assert fitted.predict([[1, 2, 3, 4], [-1, -2, -3]]).tolist() == ["up", "down"]
    assert fitted.score(X, Y) > 0.9
    assert fitted.classes_.tolist() == ["down", "up"]


def test_probabilities_add_up_to_one_and_decide(fitted):
    probabilities = fitted.predict_proba(X)
    assert probabilities.shape == (30, 2)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    best = fitted.classes_[probabilities.argmax(axis=1)]
    assert fitted.predict(X).tolist() == best.tolist()


@pytest.mark.parametrize("labels", [(7, 3), (True, False)])
def test_labels_keep_their_type(labels, fitted):
    names = dict(zip(("up", "down"), labels, strict=True))
    y = pd.Series([names[label] for label in Y])
    model = classifier().fit(X, y)
    found = model.predict(X)
    assert found.dtype == np.array(labels).dtype
    assert set(found.tolist()) <= set(labels)
    right = [one == other for one, other in zip(found.tolist(), y, strict=True)]
    assert model.score(X, y) == pytest.approx(np.mean(right))


@pytest.mark.parametrize("pooling", POOLINGS)
def test_batch_mates_order_and_padding_change_nothing(pooling):
    model = classifier(pooling=pooling).fit(X, Y)
    together = model.predict_proba(X)
    order = DRAW.permutation(len(X))
    turned = model.predict_proba([X[place] for place in order])
    np.testing.assert_allclose(turned, together[order], atol=1e-5)
    alone = model.predict_proba([X[3]])
    with_long = model.predict_proba([X[3], np.ones(70)])
    np.testing.assert_allclose(alone, together[[3]], atol=1e-5)
    np.testing.assert_allclose(with_long[0], together[3], atol=1e-5)


@pytest.mark.parametrize("container", [tuple, np.array, pd.Index, pd.Categorical])
def test_labels_in_any_container_are_cut_alike(container):
    seen = []
    for y in (Y, container(Y)):
        model = classifier(validation_fraction=0.2)
        model._train = seen.append
        model.fit(X, y)
    for one, other in zip(seen[0][:2], seen[1][:2], strict=True):
        np.testing.assert_array_equal(one.y, other.y)
        assert len(one) == len(one.y) == len(other.y)


def test_scaling_of_the_input_is_that_of_the_training_part():
    model = classifier(validation_fraction=0).fit(X, Y)
    steps = np.concatenate(X)
    taken = model.samples_of((X, Y)).training.take(np.array([2]))[0]["values"]
    expected = (X[2] - steps.mean()) / steps.std()
    np.testing.assert_allclose(taken[0, :, 0], expected, rtol=1e-5, atol=1e-6)
    assert "val_loss" not in model.history_


# weights --------------------------------------------------------------------------


def loss_by_hand(model, X, y, weights):
    """Return the mean of the weighted cross-entropies, from the probabilities."""
    numbers = [model.classes_.tolist().index(label) for label in y]
    right = model.predict_proba(X)[np.arange(len(y)), numbers].astype("float64")
    return float(np.mean(weights * -np.log(right)))


def loss_of(model, *data):
    samples = model.samples_of(data)
    inputs, *others = samples.training.take(np.arange(len(data[1])))
    y, weights = (*others, None)[:2]
    return float(samples.loss(y, model.network_(inputs), weights))


def test_loss_without_weights_is_the_mean_cross_entropy(fitted):
    assert loss_of(fitted, X, Y) == pytest.approx(loss_by_hand(fitted, X, Y, 1), 1e-4)


@pytest.mark.parametrize(
    ("asked", "up", "down"), [("balanced", 15 / 10, 15 / 20), ({"up": 5}, 5, 1)]
)
def test_class_and_sample_weights_multiply_in_the_loss(asked, up, down):
    # 5 of 15 rise: balanced weights are 15 / (2 * 5) and 15 / (2 * 10)
    some, y = X[10:25], Y[10:25]
    model = classifier(class_weight=asked).fit(some, y)
    by_class = np.array([{"up": up, "down": down}[label] for label in y])
    own = np.arange(15) + 0.5
    expected = loss_by_hand(model, some, y, by_class)
    assert loss_of(model, some, y) == pytest.approx(expected, rel=1e-4)
    expected = loss_by_hand(model, some, y, by_class * own)
    assert loss_of(model, some, y, own) == pytest.approx(expected, rel=1e-4)


def test_history_begins_at_the_weighted_loss_of_the_first_step():
    # with one batch, no dropout and no holdout, epoch 1 reports the untrained loss
    weights = np.arange(30) + 1.0
    asked = {"validation_fraction": 0, "batch_size": 30, "dropout": 0.0}
    model = classifier(**asked, learning_rate=1e-9).fit(X, Y, weights)
    expected = loss_by_hand(model, X, Y, weights)
    assert model.history_["loss"].iloc[0] == pytest.approx(expected, rel=1e-4)


def test_balanced_weights_know_a_class_that_is_only_held_back():
    model = classifier(class_weight="balanced", validation_fraction=0.5)
    model.fit(X[:15] + X[15:16], [*Y[:15], "rare"])
    assert model.classes_.tolist() == ["rare", "up"]


def test_labels_that_are_only_held_back_are_known():
    held = hold_out(30, 0.5, 0).validation[0]
    sets = [["rare"] if n == held else labels for n, labels in enumerate(SETS)]
    model, seen = classifier(validation_fraction=0.5), []
    model._train = seen.append
    model.fit(X, sets)
    assert model.classes_.tolist() == ["down", "odd", "rare", "up"]
    assert [part.y[:, 2].sum() for part in seen[0][:2]] == [0, 1]


# several labels -------------------------------------------------------------------


def test_label_lists_come_back_as_tuples(several):
    found = several.predict(X)
    probabilities = several.predict_proba(X)
    assert probabilities.shape == (30, 3)
    assert several.classes_.tolist() == ["down", "odd", "up"]
    for labels, row in zip(found, probabilities, strict=True):
        assert labels == tuple(several.classes_[row >= 0.5])


def test_thresholds_by_label_are_those_of_prediction(several):
    probabilities = several.predict_proba(X)
    level = float(np.median(probabilities[:, 1]))
    model = clone(several).set_params(threshold={"odd": level, "up": 0.999})
    model.network_, model.target_ = several.network_, several.target_
    model._scaling, model._columns = several._scaling, several._columns
    found = model.predict(X)
    odd = np.array(["odd" in labels for labels in found])
    np.testing.assert_array_equal(odd, probabilities[:, 1] >= level)
    assert 0 < odd.sum() < 30
    assert not any("up" in labels for labels in found)


def test_score_of_several_labels_is_the_micro_f1_by_hand(several):
    found, expected = map(set, several.predict(X)), map(set, SETS)
    pairs = list(zip(found, expected, strict=True))
    shared = sum(len(one & other) for one, other in pairs)
    named = sum(len(one) + len(other) for one, other in pairs)
    assert several.score(X, SETS) == pytest.approx(2 * shared / named)


def test_loss_of_several_labels_is_the_mean_binary_cross_entropy(several):
    p = several.predict_proba(X).astype("float64")
    y = np.array([[label in labels for label in several.classes_] for labels in SETS])
    expected = -np.mean(np.where(y, np.log(p), np.log(1 - p)))
    assert loss_of(several, X, SETS) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("as_frame", [False, True])
def test_columns_of_labels_come_back_in_their_form(as_frame):
    y = np.stack([np.arange(30) % 2, np.arange(30) % 3 == 0], axis=1).astype(int)
    given = pd.DataFrame(y, columns=["even", "third"]) if as_frame else y
    model = classifier().fit(X, given)
    found = model.predict(X)
    assert type(found) is type(given)
    np.testing.assert_array_equal(found, model.predict_proba(X) >= 0.5)
    named = model.predict(pd.Series(X, index=range(50, 80)))
    columns = ["even", "third"] if as_frame else [0, 1]
    assert list(named) == columns
    assert named.index.tolist() == list(range(50, 80))
    both = 2 * (found * y).sum().sum() / (found.sum().sum() + y.sum())
    assert model.score(X, given) == pytest.approx(float(np.asarray(both)))


# frames ---------------------------------------------------------------------------


def test_long_frame_with_labels_by_run_in_another_order():
    runs = [f"run {n}" for n in range(30)]
    rows = [(n, k, v) for n, x in zip(runs, X, strict=True) for k, v in enumerate(x)]
    frame = pd.DataFrame(rows, columns=["run", "step", "height"])
    frame = frame.sample(frac=1, random_state=1)
    y = pd.Series(Y, index=runs).sample(frac=1, random_state=2)
    model = classifier(epochs=8, learning_rate=0.05, batch_size=8)
    model.fit(frame, y, id="run", time="step")
    found = model.predict(frame)
    assert isinstance(found, pd.Series)
    assert found.index.tolist() == frame["run"].drop_duplicates().tolist()
    assert (found == y[found.index]).mean() == pytest.approx(model.score(frame, y))
    assert model.score(frame, y) > 0.9
    probabilities = model.predict_proba(frame)
    assert list(probabilities) == ["down", "up"]
    assert probabilities.index.equals(found.index)


def test_arrays_and_wide_frames_are_the_same_data():
    values = np.stack([np.resize(x, 4) for x in X])
    model = classifier().fit(values, Y)
    found = model.predict_proba(values)
    np.testing.assert_array_equal(model.predict_proba(values[..., None]), found)
    wide = pd.DataFrame(values, index=[f"row {n}" for n in range(30)])
    framed = model.predict_proba(wide)
    np.testing.assert_array_equal(framed, found)
    assert framed.index.equals(wide.index)
    labels = model.predict(wide)
    assert labels.tolist() == model.predict(values).tolist()
    assert labels.name == "label"


# stopping and seeds ---------------------------------------------------------------


def test_holdout_has_classes_in_proportion():
    model = classifier(validation_fraction=0.2)
    seen = []
    model._train = seen.append
    model.fit(X, Y)
    held = seen[0].validation
    assert len(held) == 6
    assert np.bincount(held.y).tolist() == [3, 3]


def test_validation_of_ones_own_is_what_is_watched():
    own = ([np.ones(3), -np.ones(2)], ["up", "down"])
    model = classifier(dropout=0.0).fit(X, Y, validation=own)
    expected = loss_by_hand(model, *own, 1)
    assert model.history_["val_loss"].iloc[-1] == pytest.approx(expected, rel=1e-3)


def test_equal_seeds_give_equal_bits_and_leave_global_seeds_alone():
    random.seed(5)
    np.random.seed(5)  # noqa: NPY002 - the global state is what is tested
    expected = random.random(), np.random.random()  # noqa: NPY002
    random.seed(5)
    np.random.seed(5)  # noqa: NPY002
    first = classifier().fit(X, Y).predict_proba(X)
    assert (random.random(), np.random.random()) == expected  # noqa: NPY002
    np.testing.assert_array_equal(classifier().fit(X, Y).predict_proba(X), first)


# scikit-learn, files --------------------------------------------------------------


def test_scikit_learn_takes_it_for_a_classifier():
    assert is_classifier(classifier())
    assert not is_regressor(classifier())
    assert isinstance(check_cv(2, Y, classifier=True), StratifiedKFold)
    # without stratification a fold of sorted labels would train on one class only
    scores = cross_val_score(classifier(), X, Y, cv=2)
    assert np.isfinite(scores).all()


def test_joblib_round_trip(fitted):
    packed = io.BytesIO()
    joblib.dump(fitted, packed)
    packed.seek(0)
    found = joblib.load(packed).predict_proba(X)
    np.testing.assert_array_equal(found, fitted.predict_proba(X))


def test_fresh_process_gives_equal_predictions(fitted, tmp_path, fresh_process):
    fitted.save(tmp_path / "model.seqkit")
    code = (
        "import numpy as np, seqkit; model = seqkit.load('model.seqkit');"
        "np.save('p.npy', model.predict_proba([[1, 2, 3], [-1.0]]));"
        "print(model.predict([[1, 2, 3], [-1, -2]]).tolist())"
    )
    assert fresh_process(code) == "['up', 'down']"
    expected = fitted.predict_proba([[1, 2, 3], [-1.0]])
    np.testing.assert_allclose(np.load(tmp_path / "p.npy"), expected, rtol=1e-6)


def test_thresholds_and_weights_by_label_are_saved(tmp_path):
    y = [{"up": 2, "down": 1}[label] for label in Y]
    asked = {"threshold": {2: 0.999}, "class_weight": {1: 3.0}}
    model = classifier(**asked).fit(X, y)
    model.save(tmp_path / "model.seqkit")
    again = seqkit.load(tmp_path / "model.seqkit")
    assert again.get_params() == model.get_params()
    assert again.predict(X).tolist() == model.predict(X).tolist() == [1] * 30
    assert loss_of(again, X, y) == pytest.approx(loss_of(model, X, y), rel=1e-5)


def test_several_labels_are_saved(several, tmp_path):
    several.save(tmp_path / "model.seqkit")
    again = seqkit.load(tmp_path / "model.seqkit")
    assert again.predict(X) == several.predict(X)


def test_network_of_ones_own():
    def network(sizes):
        values = keras.Input((None, sizes.features), name="values")
        mean = keras.layers.GlobalAveragePooling1D()(values)
        return keras.Model(values, keras.layers.Dense(sizes.outputs, "softmax")(mean))

    model = classifier(network=network).fit(X, Y)
    np.testing.assert_allclose(model.predict_proba(X).sum(axis=1), 1, rtol=1e-5)
    assert model.network_.count_params() == 4
    with pytest.raises(TypeError, match="network= must be a function from sizes"):
        classifier(network=lambda sizes: None).fit(X, Y)


# what is wrong --------------------------------------------------------------------


def test_label_that_training_never_had_counts_as_wrong_with_a_warning(fitted):
    right = [one == other for one, other in zip(fitted.predict(X), Y, strict=True)]
    y = ["sideways", *Y[1:]]
    with pytest.warns(UserWarning, match="sample 0 has the label 'sideways', which"):
        found = fitted.score(X, y)
    assert found == pytest.approx(sum(right[1:]) / 30)


def test_numbers_are_no_texts_when_labels_are_compared(fitted):
    model = clone(fitted).fit(X, [{"up": "1", "down": "0"}[label] for label in Y])
    with pytest.warns(UserWarning, match="sample 0 has the label 1, which the train"):
        assert model.score(X, [{"up": 1, "down": 0}[label] for label in Y]) == 0


def test_unknown_labels_among_several_count_as_missed(several):
    found = several.predict(X)
    shared = sum(len(set(one) & set(two)) for one, two in zip(found, SETS, strict=True))
    named = sum(map(len, found)) + sum(map(len, SETS)) + 1
    with pytest.warns(UserWarning, match="sample 0 has the label 'new', which the tra"):
        score = several.score(X, [[*SETS[0], "new"], *SETS[1:]])
    assert score == pytest.approx(2 * shared / named)


def test_score_weighs_samples(fitted):
    right = np.array(fitted.predict(X)) == np.array(Y)
    weights = np.arange(30) + 1.0
    expected = weights[right].sum() / weights.sum()
    assert fitted.score(X, Y, weights) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("arguments", "changes", "message"),
    [
        ({}, {"y": ["up"] * 30}, "one kind of label only, 'up'; give examples of at"),
        ({}, {"y": [*Y[:-1], np.nan]}, "label 29 is missing"),
        ({}, {"y": Y[:3]}, "X has 30 samples but y has 3; give one entry for each"),
        ({}, {"X": [*X[:-1], []]}, "sequence 29 has no step"),
        ({}, {"X": [*X[:-1], [np.inf]]}, "sequence 29 is infinite at step 0; mark"),
        ({}, {"X": [*X[:-1], [[1, 2]]]}, "sequence 29 has 2 features, but sequence 0"),
        ({}, {"sample_weight": [-1] * 30}, "sample_weight 0 is -1; give a number"),
        ({}, {"validation": (X[:1], ["new"])}, "label 0 is 'new', which the training"),
        ({}, {"y": pd.Series(Y, index=range(1, 31)), "X": pd.Series(X)}, "has no 0;"),
        ({"pooling": "sum"}, {}, "pooling='sum' is unknown; choose 'last', 'max'"),
        ({"scaling": "minmax"}, {}, "scaling='minmax' is unknown"),
        ({"threshold": 1.5}, {}, "threshold must be a number between 0 and 1, got 1.5"),
        ({"threshold": {"down": 0.3}}, {}, "threshold names 'down'; choose among 'up'"),
        ({"threshold": 0.3}, {"y": ["a", "b", "c"] * 10}, "threshold=0.3 chooses betw"),
        ({"class_weight": "even"}, {}, "class_weight='even' is unknown; choose 'bal"),
        ({"class_weight": {"left": 2}}, {}, "class_weight names 'left', which the"),
        (
            {"class_weight": "balanced"},
            {"y": SETS},
            "class_weight= needs one label per",
        ),
    ],
)
def test_bad_input_gets_one_sentence(arguments, changes, message):
    data = {"X": X, "y": Y} | changes
    with pytest.raises(ValueError, match=message):
        classifier(**arguments).fit(**data)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"y": "up"}, "y must be a list with an entry for each sample, got 'up'"),
        ({"y": [*Y[:-1], 3]}, "labels are of the kinds 'int' and 'str'; make them all"),
        ({"y": [*Y[:-1], ["up"]]}, r"label 29 is \['up'\], not a single value"),
        ({"y": [*SETS[:-1], "up"]}, "the labels of sample 29 must be a list or a set"),
        ({"X": "text"}, "X must be a list of sequences"),
        ({"id": "run"}, "id='run' names a column, so X must be a frame"),
    ],
)
def test_input_of_another_kind_gets_one_sentence(changes, message):
    data = {"X": X, "y": Y} | changes
    with pytest.raises(TypeError, match=message):
        classifier().fit(**data)


def test_other_features_and_nothing_at_predict_get_one_sentence(fitted):
    with pytest.raises(ValueError, match="has 2 features, but the model was fitted on"):
        fitted.predict(np.zeros((1, 3, 2)))
    with pytest.raises(ValueError, match="X holds no sequences; give at least one"):
        fitted.predict([])
    with pytest.raises(ValueError, match=r"got \(\); for one sequence pass"):
        fitted.predict([1, 2, 3])


def test_unfitted_says_so():
    for verb in (classifier().predict, classifier().predict_proba):
        with pytest.raises(NotFittedError, match="this SequenceClassifier is not fit"):
            verb(X)
    with pytest.raises(NotFittedError, match="this SequenceClassifier is not fitted"):
        classifier().score(X, Y)
