"""Reports on classifiers: scores by hand, and what they say of a fitted network."""

import copy
import warnings

import numpy as np
import pandas as pd
import pytest

from seqkit import SequenceClassifier, TextClassifier, load
from seqkit.estimators.classification_report import Judged, classification_report

TEXTS = ["the good one", "a bad one", "so good", "bad it is"] * 10
LABELS = ["<b>yes</b>", "no", "<b>yes</b>", "no"] * 10
BASELINES = ["most_frequent", "word_counts"]


@pytest.fixture(scope="module")
def texts():
    model = TextClassifier(
        units=(8,), embedding_units=8, epochs=8, learning_rate=0.02, random_state=0
    )
    return model.fit(TEXTS, LABELS)


@pytest.fixture
def judged():
    """Three classes, five samples, of which one is wrong and one barely right."""
    outputs = [
        [0.8, 0.1, 0.1],
        [0.5, 0.4, 0.1],
        [0.9, 0.1, 0.0],
        [0.2, 0.7, 0.1],
        [0.0, 1.0, 0.0],
    ]
    return Judged(
        rows=list("vwxyz"),
        classes=np.array(["a", "b", "c"], dtype=object),
        expected=np.array([0, 0, 1, 1, 1]),
        predicted=np.array([0, 0, 0, 1, 1]),
        outputs=np.array(outputs, dtype="float32"),
    )


def test_scores_by_hand(judged):
    found = classification_report(judged, {}, [], 0).scores
    assert found.index.tolist() == ["classifier"]
    row = found.loc["classifier"]
    assert row["accuracy"] == pytest.approx(4 / 5)
    assert row["balanced_accuracy"] == pytest.approx((1 + 2 / 3) / 2)
    assert row["macro_f1"] == pytest.approx((4 / 5 + 4 / 5) / 2)
    wanted = -np.log([0.8, 0.5, 0.1, 0.7, 1.0]).mean()
    assert row["log_loss"] == pytest.approx(wanted, rel=1e-6)


def test_labels_and_confusion_by_hand(judged):
    found = classification_report(judged, {}, [], 0)
    wanted = pd.DataFrame(
        {
            "precision": [2 / 3, 1.0, 0.0],
            "recall": [1.0, 2 / 3, 0.0],
            "f1": [0.8, 0.8, 0.0],
            "support": [2, 3, 0],
        },
        index=pd.Index(["a", "b", "c"], name="label"),
    )
    pd.testing.assert_frame_equal(found.by_label, wanted, check_dtype=False)
    assert found.confusion.to_numpy().tolist() == [[2, 0, 0], [1, 2, 0], [0, 0, 0]]
    assert found.confusion.index.name == "expected"
    assert found.confusion.columns.name == "predicted"


def test_the_worst_are_the_least_expected(judged):
    found = classification_report(judged, {}, [], 2).worst
    assert found["row"].tolist() == ["x", "w"]
    assert found["expected"].tolist() == ["b", "a"]
    assert found["predicted"].tolist() == ["a", "a"]
    np.testing.assert_allclose(found["probability"], [0.1, 0.5], rtol=1e-6)
    np.testing.assert_allclose(found["loss"], -np.log([0.1, 0.5]), rtol=1e-6)


def test_what_was_held_to_be_impossible_costs_infinity(judged):
    expected = judged.expected.copy()
    expected[4] = 2
    worst = classification_report(judged._replace(expected=expected), {}, [], 1).worst
    assert worst.loc[0, ["row", "probability", "loss"]].tolist() == ["z", 0, np.inf]


def test_several_labels_by_hand():
    expected = np.array([[1, 0], [1, 1], [0, 0]])
    judged = Judged(
        rows=range(3),
        classes=np.array(["sun", "rain"], dtype=object),
        expected=expected,
        predicted=np.array([[1, 0], [1, 0], [0, 1]]),
        outputs=np.array([[0.9, 0.2], [0.6, 0.3], [0.1, 0.5]], dtype="float32"),
    )
    found = classification_report(judged, {}, [], 1)
    assert found.scores.columns.tolist() == ["micro_f1", "macro_f1"]
    assert found.scores.iloc[0].tolist() == pytest.approx([2 / 3, 1 / 2])
    assert found.confusion is None
    row = found.worst.iloc[0]
    assert (row["row"], row["expected"], row["predicted"]) == (
        1,
        ("sun", "rain"),
        ("sun",),
    )
    assert row["probability"] == pytest.approx(0.6 * 0.3, rel=1e-6)
    with pytest.raises(ValueError, match="one label for each sample"):
        found.plot()
    nobody = judged._replace(expected=np.zeros((3, 2), int))
    ranked = classification_report(nobody, {}, [], 1, ranked=True)
    assert ranked.scores["mean_average_precision"].isna().all()


def test_a_report_agrees_with_the_estimator(texts):
    X, y = TEXTS[:7], ["no", *LABELS[1:7]]
    report = texts.report(X, y)
    assert report.samples == 7
    assert report.scores.loc["classifier", "accuracy"] == pytest.approx(
        texts.score(X, y)
    )
    first = report.worst.iloc[0]
    probabilities = texts.predict_proba(X)[first["row"]]
    place = texts.classes_.tolist().index(first["expected"])
    assert first["probability"] == pytest.approx(float(probabilities[place]), rel=1e-5)


def test_baselines_stand_beside_the_network_where_training_data_is_given(texts):
    assert texts.report(TEXTS, LABELS).scores.index.tolist() == ["classifier"]
    scores = texts.report(TEXTS, LABELS, train=(TEXTS, LABELS)).scores
    assert scores.index.tolist() == ["classifier", *BASELINES]
    assert scores.loc["most_frequent", "accuracy"] == 0.5
    assert scores.loc["most_frequent", "log_loss"] == pytest.approx(np.log(2))
    assert scores.loc["word_counts", "accuracy"] == 1


def test_counts_of_letters_are_called_so():
    model = TextClassifier(
        tokens="character", units=(4,), embedding_units=4, epochs=1, random_state=0
    ).fit(TEXTS, LABELS)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "the network's")
        scores = model.report(TEXTS, LABELS, train=(TEXTS, LABELS)).scores
    assert scores.index.tolist() == ["classifier", "most_frequent", "letter_counts"]
    assert scores.loc["letter_counts", "accuracy"] == 1


def test_losing_network_is_named_beside_the_baseline(texts):
    other = LABELS[1:] + LABELS[:1]
    words = "the network's accuracy 0 is worse than 1 of the baseline 'word_counts': us"
    with pytest.warns(UserWarning, match=words) as told:
        texts.report(TEXTS, other, train=(TEXTS, other))
    assert [each.filename for each in told] == [__file__]


class Always:
    """A baseline that always says the second of two labels."""

    has_probabilities = False

    def outputs(self, sequences):
        return np.tile([0.0, 1.0], (10, 1))


def test_accuracy_given_away_for_a_rare_class_is_no_loss():
    # of one and nine: accuracy .8, balanced .89; the baseline has .9 and .5
    judged = Judged(
        rows=range(10),
        classes=np.array(["rare", "often"], dtype=object),
        expected=np.array([0] + [1] * 9),
        predicted=np.array([0] * 3 + [1] * 7),
        outputs=np.full((10, 2), 0.5, dtype="float32"),
    )
    with pytest.warns(UserWarning, match="accuracy 0.8 is worse than 0.9 of the base"):
        classification_report(judged, {"always": Always()}, [], 0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        classification_report(
            judged, {"always": Always()}, [], 0, metric="balanced_accuracy"
        )


def test_weighed_classes_are_compared_by_their_mean_recall(texts):
    weighed, other = copy.copy(texts), LABELS[1:] + LABELS[:1]
    weighed._class_weights = np.array([1, 2], dtype="float32")
    with pytest.warns(UserWarning, match="the network's balanced_accuracy 0 is worse"):
        weighed.report(TEXTS, other, train=(TEXTS, other))


def test_baselines_read_words_as_the_network_does(texts):
    loud = [text.upper() for text in TEXTS]
    scores = texts.report(loud, LABELS, train=(TEXTS, LABELS)).scores
    assert scores.loc["word_counts", "accuracy"] == 1


def test_a_loaded_model_reports_the_same(texts, tmp_path):
    texts.save(tmp_path / "m.seqkit")
    loaded = load(tmp_path / "m.seqkit")
    train = TEXTS, LABELS
    pd.testing.assert_frame_equal(
        loaded.report(TEXTS, LABELS, train=train).scores,
        texts.report(TEXTS, LABELS, train=train).scores,
        rtol=1e-4,
    )


def test_one_row_is_enough_and_none_is_not(texts):
    one = texts.report(["so good"], ["<b>yes</b>"], train=(TEXTS, LABELS))
    assert one.samples == 1
    assert len(one.worst) == 1
    assert one.scores.loc["classifier", "balanced_accuracy"] == 1
    with pytest.raises(ValueError, match="X holds no sequences; give at least one"):
        texts.report([], [])


def test_a_new_label_counts_as_wrong(texts):
    with pytest.warns(UserWarning, match="'maybe'"):
        report = texts.report(TEXTS[:2], ["maybe", "no"], train=(TEXTS, LABELS))
    assert report.scores.loc["classifier", "accuracy"] == 0.5
    assert report.confusion.loc["maybe"].sum() == 1
    assert report.worst.loc[0, ["expected", "loss"]].tolist() == ["maybe", np.inf]


def test_html_escapes_labels(texts):
    html = texts.report(TEXTS, LABELS)._repr_html_()
    assert "&lt;b&gt;yes&lt;/b&gt;" in html
    assert "<b>yes" not in html


def test_names_of_rows_come_from_the_user(texts):
    X = pd.Series(TEXTS[:4], index=list("abcd"))
    assert set(texts.report(X, LABELS[:4]).worst["row"]) == set("abcd")


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("scaling", ["standard", "sequence", None])
def test_series_have_neighbours_and_summaries_beside_them(scaling):
    draw = np.random.default_rng(0)
    rising = [np.arange(n) + draw.normal(size=n) for n in draw.integers(5, 9, 16)]
    X, y = [*rising, *(-each for each in rising)], [("up",)] * 16 + [("down",)] * 16
    model = SequenceClassifier(
        scaling=scaling, units=(4,), epochs=1, random_state=0, validation_fraction=0
    )
    for labels in ([label for (label,) in y], y):
        report = model.fit(X, labels).report(X, labels, train=(X, labels))
        names = ["classifier", "most_frequent", "nearest_neighbour", "summaries"]
        assert report.scores.index.tolist() == names
        assert report.scores.loc["nearest_neighbour", "macro_f1"] == 1
    assert "log_loss" not in report.scores


def test_plot_draws_the_confusion(texts):
    ax = texts.report(TEXTS, LABELS).plot()
    assert ax.get_xlabel() == "predicted"
