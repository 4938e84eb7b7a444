"""Explanations: exact where the answer hangs on one word, and safe to show."""

from html import escape
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from seqkit import SequenceClassifier, SequenceRegressor, TextClassifier, load
from seqkit.estimators.explanation import METHODS, Explanation
from seqkit.keras_backend import keras, tf
from seqkit.networks.pooling import MaskedPooling

TEXTS = ["the great film", "an awful film", "it was great fun today", "awful"] * 8
LABELS = ["+", "-", "+", "-"] * 8
SERIES = [np.arange(n) * s for n, s in zip([4, 5, 6, 7], [1, -1, 1, -1], strict=True)]
SMALL = {"units": (8,), "epochs": 2, "random_state": 0, "validation_fraction": 0}


def linear_words(sizes):
    """Softmax of a mean over numbers of words: what each word does can be told."""
    words = keras.Input((None,), dtype="int32", name="words")
    cases = keras.Input((None,), dtype="int32", name="cases")
    x = keras.layers.Embedding(sizes.features.words, 1)(words)
    x = MaskedPooling("mean")(x, mask=keras.ops.not_equal(words, 0))
    out = keras.layers.Dense(sizes.outputs, "softmax")(x)
    # cases come first among the inputs, and count for nothing
    none = 0.0 * keras.ops.cast(cases[:, :1], "float32")
    return keras.Model({"cases": cases, "words": words}, out + none)


@pytest.fixture(scope="module")
def linear():
    """A classifier that says "+" for "great", "-" for "awful", and reads no more."""
    model = TextClassifier(network=linear_words, epochs=1, random_state=0)
    model.fit(TEXTS, LABELS)
    values = np.zeros((len(model.features_.words), 1))
    values[model.features_.words.encode(["great"])] = 3
    values[model.features_.words.encode(["awful"])] = -3
    model.network_.set_weights([values, np.array([[0.5, -0.5]]), np.zeros(2)])
    return model


@pytest.fixture(scope="module")
def attentive():
    """A trained network with attention over both directions."""
    model = TextClassifier(
        units=(8,),
        embedding_units=8,
        pooling="attention",
        epochs=12,
        learning_rate=0.02,
        dropout=0.0,
        averaging=0.0,
        random_state=0,
    )
    draw = np.random.default_rng(0)
    words = draw.choice(["the", "a", "film", "was", "it"], size=(300, 5)).astype("O")
    # with a third class, neither word can be told by the other's absence
    words[np.arange(300), draw.integers(0, 5, 300)] = ["great", "awful", "so"] * 100
    return model.fit(words.tolist(), ["+", "-", "0"] * 100)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_occlusion_is_exact_where_one_word_decides(linear):
    found = linear.explain(["the great film", "awful"])
    assert linear.classes_.tolist() == ["+", "-"]
    assert found.labels == found.predicted == ["+", "-"]
    # a mean over three words: 3 / 3 is the log odds of the first text
    np.testing.assert_allclose(found.probabilities, [sigmoid(1), sigmoid(3)], rtol=1e-5)
    wanted = [0, sigmoid(1) - 0.5, 0]
    np.testing.assert_allclose(found.weights[0], wanted, atol=1e-6)
    np.testing.assert_allclose(found.weights[1], [sigmoid(3) - 0.5], rtol=1e-5)


def test_gradient_is_exact_where_log_odds_are_linear(linear):
    found = linear.explain(["the great film", "awful"], method="gradient")
    np.testing.assert_allclose(found.weights[0], [0, 1, 0], atol=1e-5)
    np.testing.assert_allclose(found.weights[1], [3], rtol=1e-5)


@pytest.mark.parametrize("method", ["occlusion", "gradient"])
def test_a_word_speaks_against_the_other_label(linear, method):
    own, other = (
        linear.explain(["so great"], method=method, label=label) for label in "+-"
    )
    assert other.labels == ["-"]
    assert other.predicted == ["+"]
    np.testing.assert_allclose(own.weights[0], -other.weights[0], rtol=1e-4, atol=1e-6)
    assert own.probabilities[0] + other.probabilities[0] == pytest.approx(1, rel=1e-5)


def test_integrated_gradients_add_up_to_the_log_odds_gained(attentive):
    words = ["it", "was", "an", "awful", "film"]
    found = attentive.explain([words], method="integrated")
    place = attentive.classes_.tolist().index(found.labels[0])
    own, blank = attentive.predict_proba([words, ["zzz"] * len(words)])[:, place]
    gained = np.log(own / (1 - own)) - np.log(blank / (1 - blank))
    assert found.weights[0].sum() == pytest.approx(gained, rel=1e-2)
    assert found.weights[0].argmax() == words.index("awful")


def test_gradient_moves_where_the_network_is_sure(linear):
    before = linear.network_.get_weights()
    linear.network_.set_weights([before[0], 20 * before[1], before[2]])
    try:
        found = linear.explain(["great"], method="gradient")
        assert found.probabilities.tolist() == [1]
        np.testing.assert_allclose(found.weights[0], [60], rtol=1e-4)
    finally:
        linear.network_.set_weights(before)


@pytest.mark.parametrize("method", ["occlusion", "attention"])
def test_a_trained_network_rests_on_the_word_that_tells(attentive, method):
    texts = ["it was a great film", "awful film it was"]
    found = attentive.explain(texts, method=method)
    pairs = zip(found.tokens, found.weights, strict=True)
    tops = [tokens[int(weights.argmax())] for tokens, weights in pairs]
    assert tops == ["great", "awful"]


def test_occlusion_is_what_predict_says_of_an_unknown_word(attentive):
    """A second route: predictions of texts with a word replaced."""
    words = ["it", "was", "an", "awful", "great", "film"]
    found = attentive.explain([words])
    place = attentive.classes_.tolist().index(found.labels[0])
    without = [[*words[:k], "zzz", *words[k + 1 :]] for k in range(len(words))]
    left = attentive.predict_proba(without)[:, place]
    wanted = found.probabilities[0] - left
    np.testing.assert_allclose(found.weights[0], wanted, rtol=1e-3, atol=1e-5)


@pytest.fixture(scope="module")
def of_letters():
    """A network that has learnt from letters, by convolution, which strand has TATA."""
    draw = np.random.default_rng(0)
    strands = ["".join(draw.choice(list("ACGT"), 10)) for _ in range(600)]
    at = draw.integers(0, 7, 300)
    strands[::2] = [
        strand[:n] + "TATA" + strand[n + 4 :]
        for strand, n in zip(strands[::2], at, strict=True)
    ]
    kinds = ["box" if "TATA" in strand else "none" for strand in strands]
    small = {"units": (8,), "embedding_units": 8, "dropout": 0.0, "averaging": 0.0}
    model = TextClassifier(
        tokens="character",
        learning_rate=0.01,
        epochs=10,
        random_state=0,
        word_dropout=0.0,
        **small,
    )
    return model.fit(strands, kinds)


@pytest.mark.parametrize("method", METHODS[:3])
def test_letters_read_by_convolution_are_explained(of_letters, method):
    strands = ["GGCGTATACC", "CGTATAG", "TATAGGCCGCGC"]
    found = of_letters.explain(strands, method=method)
    assert found.labels == ["box"] * 3
    for strand, weights in zip(strands, found.weights, strict=True):
        at = strand.index("TATA")
        inside = np.isin(np.arange(len(strand)), np.arange(at, at + 4))
        assert weights[inside].sum() > np.abs(weights[~inside]).sum()
        alone = of_letters.explain([strand], method=method).weights[0]
        np.testing.assert_allclose(weights, alone, rtol=1e-3, atol=1e-4)


def test_integrated_gradients_of_letters_add_up(of_letters):
    strand = "GGCGTATACC"
    found = of_letters.explain([strand], method="integrated")
    own, blank = of_letters.predict_proba([strand, "?" * len(strand)])[:, 0]
    gained = np.log(own / (1 - own)) - np.log(blank / (1 - blank))
    assert found.weights[0].sum() == pytest.approx(gained, rel=2e-2)


@pytest.mark.parametrize("method", METHODS)
def test_padding_changes_nothing(attentive, method):
    # the last two predict the same label, so that one is padded beside the other
    texts = ["awful", "so awful a film that was", "great"]
    together = attentive.explain(texts, method=method)
    assert [len(each) for each in together.weights] == [1, 6, 1]
    for text, weights in zip(texts, together.weights, strict=True):
        alone = attentive.explain([text], method=method).weights[0]
        np.testing.assert_allclose(weights, alone, rtol=1e-4, atol=1e-5)


def test_attention_adds_up_to_one(attentive):
    for weights in attentive.explain(TEXTS, method="attention").weights:
        assert weights.sum() == pytest.approx(1, abs=1e-6)
        assert (weights >= 0).all()


def test_attention_needs_attention():
    model = TextClassifier(**SMALL, embedding_units=4).fit(TEXTS, LABELS)
    with pytest.raises(ValueError, match="fitted with pooling='attention'"):
        model.explain(TEXTS[:1], method="attention")


@pytest.mark.parametrize("method", METHODS)
def test_a_loaded_model_explains_the_same(attentive, method, tmp_path):
    attentive.save(tmp_path / "m.seqkit")
    loaded = load(tmp_path / "m.seqkit")
    pd.testing.assert_frame_equal(
        loaded.explain(TEXTS[:4], method=method).to_frame(),
        attentive.explain(TEXTS[:4], method=method).to_frame(),
        rtol=1e-4,
        atol=1e-6,
    )


@pytest.mark.parametrize("pooling", ["last", "max", ("max", "attention")])
@pytest.mark.parametrize("bidirectional", [True, False])
def test_every_network_of_series_is_explained(pooling, bidirectional):
    model = SequenceClassifier(**SMALL, pooling=pooling, bidirectional=bidirectional)
    model.fit(SERIES * 5, ["up", "down"] * 10)
    for method in METHODS[: 3 if "attention" in pooling else 2]:
        found = model.explain(SERIES, method=method)
        assert [len(each) for each in found.weights] == [4, 5, 6, 7]
        assert np.isfinite(np.concatenate(found.weights)).all()
        assert np.concatenate(found.weights).any()


@pytest.mark.parametrize("scaling", ["standard", "sequence", None])
def test_a_step_at_the_mean_does_not_count(scaling):
    X = [np.array([1.0, 3.0, 2.0]), np.array([3.0, 1.0, 2.0])] * 8
    model = SequenceClassifier(**SMALL, scaling=scaling).fit(X, ["a", "b"] * 8)
    weights = model.explain(X[:2]).weights
    assert [each[2] for each in weights] == pytest.approx([0, 0], abs=1e-6)
    assert np.abs(weights[0][:2]).min() > 1e-6


def mean_of_values(sizes):
    values = keras.Input((None, sizes.features), name="values")
    mask = keras.Input((None,), dtype="bool", name="mask")
    x = MaskedPooling("mean")(values, mask=mask)
    return keras.Model([values, mask], keras.layers.Dense(sizes.outputs)(x))


def test_numbers_are_explained_in_their_own_units():
    X, y = [[1.0, 2.0], [4.0, 5.0, 9.0]], pd.DataFrame({"m": [1, 3], "kg": [10, 50]})
    model = SequenceRegressor(
        network=mean_of_values, scaling=None, epochs=1, validation_fraction=0
    ).fit(X, y)
    model.network_.set_weights([np.array([[1.0, -1.0]]), np.zeros(2)])
    # scaled kg are minus the mean of the values, and 20 is the deviation of kg
    found = model.explain(X, method="gradient", label="kg")
    np.testing.assert_allclose(found.weights[0], [-10, -20], rtol=1e-5)
    np.testing.assert_allclose(found.weights[1], [-80 / 3, -100 / 3, -60], rtol=1e-5)
    # of occlusion, away from the mean of all steps, 4.2
    found = model.explain(X, label="kg")
    np.testing.assert_allclose(found.weights[0], [32, 22], rtol=1e-4)
    assert found.predicted == pytest.approx([0, -90], abs=1e-4)
    assert found.labels == ["kg", "kg"]
    assert found.probabilities is None
    with pytest.raises(ValueError, match="label must name the number to explain"):
        model.explain(X)


def test_of_several_labels_the_most_probable_is_explained():
    y = [("any", "up"), ("any",)] * 10
    model = SequenceClassifier(**SMALL, threshold=0.01).fit(SERIES * 5, y)
    found = model.explain(SERIES[:2])
    best = model.predict_proba(SERIES[:2]).argmax(axis=1)
    assert found.labels == model.classes_[best].tolist()
    assert found.predicted == [("any", "up")] * 2
    chosen = model.explain(SERIES[:2], label="up", method="gradient")
    np.testing.assert_allclose(
        chosen.probabilities, model.predict_proba(SERIES[:2])[:, 1], rtol=1e-4
    )


def test_unknown_arguments_are_named(linear):
    with pytest.raises(ValueError, match="method='shap' is unknown"):
        linear.explain(TEXTS, method="shap")
    with pytest.raises(ValueError, match="label='!' is unknown; choose '\\+' or '-'"):
        linear.explain(TEXTS, label="!")
    with pytest.raises(ValueError, match="X holds no sequences; give at least one"):
        linear.explain([])


def test_to_frame_has_a_row_for_each_step(linear):
    X = pd.Series(["so great", "awful"], index=["p", "q"])
    found = linear.explain(X).to_frame()
    assert found.columns.tolist() == ["row", "step", "token", "weight"]
    assert found["row"].tolist() == ["p", "p", "q"]
    assert found["step"].tolist() == [0, 1, 0]
    assert found["token"].tolist() == ["so", "great", "awful"]


class Page(HTMLParser):
    """What a browser would see: tags, their attributes, and text."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append(dict(attrs))

    def handle_data(self, data):
        self.text += data

    def of_words(self):
        return [each for each in self.attributes if "title" in each]


def test_html_escapes_whatever_stands_in_texts(linear):
    tokens = [
        '<script>alert("1")</script>',
        "'><img src=x onerror=f()>",
        "&amp;",
        "</p>",
    ]
    found = linear.explain(pd.Series([tokens], index=["<i>row</i>"]))
    page = Page(found._repr_html_())
    assert set(page.tags) == {"p", "b", "br", "span"}
    assert set().union(*page.attributes) == {"style", "title", "dir"}
    assert " ".join(tokens) in page.text
    assert "<i>row</i>" in page.text
    assert escape(tokens[0]) in found._repr_html_()


def test_html_escapes_labels():
    found = Explanation(
        "gradient", [0], [["a"]], [np.ones(1)], ["<u>"], ["<s>"], np.array([0.25])
    )
    page = Page(found._repr_html_())
    assert set(page.tags) == {"p", "b", "br", "span"}
    assert "0: <s> (probability of <u>: 0.25)" in page.text


def test_colours_tell_for_from_against_under_black_letters():
    weights = [np.array([2.0, -2.0, 0.0, 1.0])]
    found = Explanation("gradient", [0], [list("abcd")], weights, [0], [0], None)
    page = Page(found._repr_html_())
    colours = [
        each["style"].split(";")[0].removeprefix("background:#")
        for each in page.of_words()
    ]
    red, green, blue = np.array(
        [[int(one[k : k + 2], 16) for one in colours] for k in (0, 2, 4)]
    )
    assert (blue - red).tolist()[:3] == [blue[0] - red[0], blue[1] - red[1], 0]
    assert blue[0] > blue[3] - 1 > red[3] > red[0]
    assert red[1] > blue[1]
    assert colours[2] == "ffffff"
    # contrast with black is at least 7 : 1 (WCAG 2, level AAA)
    linear = (np.array([red, green, blue]) / 255) ** 2.2
    light = np.array([0.2126, 0.7152, 0.0722]) @ linear
    assert ((light + 0.05) / 0.05 >= 7).all()
    assert "color:#000" in page.of_words()[0]["style"]


def test_characters_stand_without_gaps_and_keep_their_spaces(linear):
    assert "a b" in Page(linear.explain([list("a b")])._repr_html_()).text


def test_series_are_shown_as_bars_and_many_rows_are_cut():
    model = SequenceClassifier(**SMALL).fit(SERIES * 6, ["up", "down"] * 12)
    found = model.explain(SERIES * 6)
    page = Page(found._repr_html_())
    assert len(page.of_words()) == sum(len(SERIES[k % 4]) for k in range(20))
    assert page.of_words()[1]["title"].startswith("step 1: ")
    assert "and 4 more" in page.text
    assert found.to_frame()["token"].tolist()[:4] == [0, 1, 2, 3]


def test_nothing_to_colour_is_white():
    found = Explanation("gradient", [0], [["a"]], [np.zeros(1)], [0], [0], None)
    assert "#ffffff" in found._repr_html_()
    empty = Explanation("gradient", [], [], [], [], [], None)
    assert empty.to_frame().empty
    assert "0 sequences" in empty._repr_html_()


def test_the_source_of_weights_is_the_networks_own_attention(attentive):
    """A second route: pooling by the weights gives what the layer gives."""
    texts = TEXTS[:2]
    weights = attentive.explain(texts, method="attention").weights
    network = attentive.network_
    layer = network.get_layer("attention")
    inner = keras.Model(network.input, [layer.input[0], layer.output])
    for text, own in zip(texts, weights, strict=True):
        words = attentive.features_.encode([text.split()]).take([0])["words"]
        states, wanted = inner({"words": tf.constant(words)})
        found = own @ np.asarray(states)[0]
        np.testing.assert_allclose(found, np.asarray(wanted)[0], rtol=1e-4, atol=1e-5)
