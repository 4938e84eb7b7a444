"""HandwritingRecognizer: pictures in, texts and places out; what does not fit."""

import copy
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from seqkit import HandwritingRecognizer, load
from seqkit.networks import recognising_network

pytestmark = pytest.mark.slow

MARKS = {"i": np.ones((8, 1)), "x": np.eye(8), "=": np.eye(8)[[0, 3, 1, 1, 4, 1, 1, 1]]}
TINY = {
    **{"height": 8, "stacked": 1, "filters": (), "units": (16,), "dropout": 0},
    **{"learning_rate": 0.02, "epochs": 25, "batch_size": 8, "random_state": 0},
}


def written(text, draw):
    """Return a picture (8, width), and where each mark begins and ends."""
    parts, places, width = [np.zeros((8, 1))], [], 1
    for sign in text:
        gap = int(draw.integers(1, 4))
        parts += [np.zeros((8, gap)), MARKS[sign]]
        places.append((width + gap, width + gap + MARKS[sign].shape[1]))
        width = places[-1][1]
    ink = np.hstack([*parts, np.zeros((8, 2))])
    return 1 - 0.8 * ink, places


def drawn(count, seed=0):
    draw = np.random.default_rng(seed)
    texts = [
        "".join(draw.choice(list(MARKS), draw.integers(1, 5))) for _ in range(count)
    ]
    return [written(text, draw)[0] for text in texts], texts


X, Y = drawn(120)
NEW, EXPECTED = drawn(20, seed=1)


@pytest.fixture(scope="module")
def reader():
    return HandwritingRecognizer(**TINY).fit(X, Y)


def test_it_reads_new_pictures(reader):
    assert reader.predict(NEW) == EXPECTED
    assert reader.predict(NEW, beam_width=1) == EXPECTED
    assert reader.score(NEW, EXPECTED) == 1
    assert reader.vocabulary_.tokens[:2] == ("<blank>", "<unk>")


def test_batches_and_padding_change_nothing(reader):
    whole = reader.predict_proba(NEW)
    turned = reader.predict_proba(NEW[::-1])[::-1]
    for picture, one, other in zip(NEW, whole, turned, strict=True):
        (alone,) = reader.predict_proba([picture])
        np.testing.assert_allclose(one, alone, atol=1e-5)
        np.testing.assert_allclose(one, other, atol=1e-5)
        assert len(one) == picture.shape[1]
        assert "<unk>" not in one


def test_several_texts_come_best_first(reader):
    found = reader.predict(NEW[:4], n_best=3)
    assert [texts[0] for texts in found] == EXPECTED[:4]
    assert all(len(set(texts)) == 3 for texts in found)


def test_texts_have_probabilities(reader):
    table = reader.predict_texts(pd.Series(NEW[:3], list("pqr")), n_best=2)
    assert table["row"].tolist() == list("ppqqrr")
    assert table["rank"].tolist() == [1, 2] * 3
    assert table["text"].tolist()[::2] == EXPECTED[:3]
    assert (table["log_probability"] <= 0).all()
    assert (np.diff(table["score"])[::2] < 0).all()
    greedy = reader.predict_texts(NEW[:3], n_best=1, beam_width=1)
    assert greedy["text"].tolist() == EXPECTED[:3]
    np.testing.assert_allclose(
        greedy["log_probability"], table["log_probability"][::2], rtol=1e-5
    )
    bonus = reader.predict_texts(NEW[:3], n_best=1, symbol_bonus=0.1)
    gained = bonus["score"] - bonus["log_probability"]
    np.testing.assert_allclose(gained, 0.1 * bonus["text"].str.len())


def test_symbols_are_found_where_they_stand(reader):
    draw = np.random.default_rng(5)
    texts = ["x=i", "i=", "xx"]
    pairs = [written(text, draw) for text in texts]
    times = reader.predict_times([picture for picture, _ in pairs])
    assert times["symbol"].tolist() == list("".join(texts))
    assert times["row"].tolist() == [0, 0, 0, 1, 1, 2, 2]
    places = np.array([place for _, several in pairs for place in several])
    # a symbol may be named just before it begins, or once it is over
    assert (times["start"] < places[:, 1] + 3).all()
    assert (times["end"] > places[:, 0] - 3).all()
    assert times["probability"].between(0.5, 1).all()


def test_given_texts_are_found_where_they_fit(reader):
    picture, _ = written("x=i", np.random.default_rng(5))
    own, told = (
        reader.predict_times([picture], texts=each) for each in (None, ["x=i"])
    )
    pd.testing.assert_frame_equal(own, told)
    other = reader.predict_times([picture], texts=["xi"])
    assert other["symbol"].tolist() == ["x", "i"]
    assert other["start"].tolist() == [own["start"][0], own["start"][2]]
    assert other["probability"].iloc[1] == own["probability"].iloc[2]
    with pytest.raises(ValueError, match="'xq' of row 0 has a symbol that no text"):
        reader.predict_times([picture], texts=["xq"])
    with pytest.raises(ValueError, match="transcript of row 0 needs 41 frames"):
        reader.predict_times([picture], texts=["x" * 21])


def test_places_are_those_of_the_picture_given(reader):
    picture, _ = written("x=i", np.random.default_rng(5))
    large = np.kron(picture, np.ones((3, 3)))
    one, other = reader.predict_times([picture]), reader.predict_times([large])
    assert other["symbol"].tolist() == one["symbol"].tolist()
    np.testing.assert_allclose(other["start"], 3 * one["start"], atol=3)


def test_light_on_dark_is_read_alike(reader):
    assert reader.predict([1 - picture for picture in NEW]) == EXPECTED


def test_series_come_back_as_series_and_what_is_unread_as_none(reader):
    index = pd.Index(["a", "b", "c"], name="page")
    series = pd.Series([NEW[0], np.ones((2, 2, 9)), NEW[1]], index=index)
    with pytest.warns(UserWarning, match=r"left out 1 image .*'image 1'"):
        found = reader.predict(series)
    expected = [EXPECTED[0], None, EXPECTED[1]]
    pd.testing.assert_series_equal(found, pd.Series(expected, index, name="text"))
    with pytest.warns(UserWarning, match="left out 1 image"):
        times = reader.predict_times(series)
    assert set(times["row"]) == {"a", "c"}
    with pytest.raises(ValueError, match="not one of 1 images could be read"):
        reader.predict([np.ones((2, 2, 9))])
    with pytest.raises(ValueError, match="X holds no pictures; give at least one"):
        reader.predict([])


def test_arguments_set_after_fit_change_no_prediction(reader):
    other = copy.copy(reader).set_params(height=99, stacked=4, tokens="word")
    assert other.predict(NEW) == EXPECTED


def test_saved_and_loaded(reader, tmp_path):
    reader.save(tmp_path / "reader.seqkit")
    again = load(tmp_path / "reader.seqkit")
    assert again.predict(NEW) == EXPECTED
    pd.testing.assert_frame_equal(again.predict_times(NEW), reader.predict_times(NEW))
    scores = again.report(NEW, EXPECTED).scores
    pd.testing.assert_frame_equal(scores, reader.report(NEW, EXPECTED).scores)


def test_report_stands_beside_the_nearest_picture(reader):
    wrong = ["ixi", *EXPECTED[1:]]
    report = reader.report(pd.Series(NEW, range(5, 25)), pd.Series(wrong, range(5, 25)))
    assert report.scores.index.tolist() == ["recognizer", "nearest"]
    assert 0 < report.scores.loc["recognizer", "cer"] < 0.1
    assert report.worst["row"].iloc[0] == 5
    assert report.worst["predicted"].iloc[0] == EXPECTED[0]


def test_samples_are_those_the_network_meets(reader):
    samples = reader.samples_of((NEW, EXPECTED))
    inputs, targets = samples.training.take(np.arange(20))
    assert float(samples.loss(targets, reader.network_(inputs))) < 0.5


def test_texts_too_long_are_left_out():
    model = HandwritingRecognizer(**{**TINY, "epochs": 1, "validation_fraction": 0})
    pictures = [np.eye(8)[:, :3], *X[:8]]
    with pytest.warns(UserWarning, match=r"left out 1 row .* \(0\)"):
        model.fit(pictures, ["xxi", *Y[:8]])
    with (
        pytest.raises(ValueError, match="no row has a text that fits into its steps"),
        pytest.warns(UserWarning, match="left out 2 rows"),
    ):
        model.fit([np.eye(8)[:, :1]] * 2, ["xx", "ii"])


def test_words_and_one_direction_and_empty_texts():
    words = {**TINY, "epochs": 2, "tokens": "word", "lowercase": True}
    texts = ["Ex Ii", "", "ii"] * 4
    model = HandwritingRecognizer(**words, bidirectional=False).fit(X[:12], texts)
    assert set(model.vocabulary_.tokens) == {"<blank>", "<unk>", "ex", "ii"}
    assert len(model.predict(X[:3])) == 3


def test_weights_say_what_is_learnt():
    texts = [text if row % 2 else "i" * len(text) for row, text in enumerate(Y)]
    weights = np.arange(len(Y)) % 2
    model = HandwritingRecognizer(**{**TINY, "validation_fraction": 0})
    assert model.fit(X, texts, weights).score(NEW, EXPECTED) > 0.9


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"height": 0}, "height must be a whole number >= 1"),
        ({"stacked": 0}, "stacked must be a whole number >= 1"),
        ({"filters": (0,)}, "each of filters must be a whole number >= 1"),
        ({"tokens": "bpe"}, "tokens='bpe' is unknown"),
        ({"schedule": "steps"}, "schedule='steps' is unknown"),
    ],
)
def test_wrong_arguments_get_one_sentence(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        HandwritingRecognizer(**arguments).fit(X[:2], Y[:2])


def test_own_networks_say_as_much_of_as_many_steps():
    def halving(sizes):
        return recognising_network(replace(sizes, stacked=2), units=(2,))

    def other_classes(sizes):
        return recognising_network(replace(sizes, classes=9), units=(2,))

    quick = {**TINY, "epochs": 1, "validation_fraction": 0}
    model = HandwritingRecognizer(**quick, network=halving).fit(X[:8], Y[:8])
    with pytest.raises(ValueError, match=r"a step for each `stacked` frames and 5"):
        model.predict(NEW)
    with pytest.raises(ValueError, match=r"5 classes, got shape \(None, None, 9\)"):
        HandwritingRecognizer(**quick, network=other_classes).fit(X[:8], Y[:8])


def test_wrong_texts_get_one_sentence():
    with pytest.raises(TypeError, match=r"y\[1\] must be a text, got 3"):
        HandwritingRecognizer().fit(X[:2], ["x", 3])
    with pytest.raises(ValueError, match="2"):
        HandwritingRecognizer().fit(X[:2], ["x"])
