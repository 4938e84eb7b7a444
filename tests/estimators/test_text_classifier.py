"""The TextClassifier: texts, token lists and letters to labels."""

import json
import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone, is_classifier
from sklearn.exceptions import NotFittedError

import seqkit
from seqkit import TextClassifier
from seqkit.networks.pooling import POOLINGS
from seqkit.sequences.tokens import TOKENIZERS

pytestmark = pytest.mark.slow

TEXTS = ["not good", "a bad film .", "good", "very good !", "bad bad", "not bad"] * 4
LABELS = ["-", "-", "+", "+", "-", "+"] * 4


def classifier(**arguments):
    small = {"units": (4,), "embedding_units": 4, "epochs": 1, "random_state": 0}
    small |= {"validation_fraction": 0}
    return TextClassifier(**(small | arguments))


def given(model, X):
    """Return the words that a network is given of each text, as their tokens."""
    taken = model._inputs(model._rows(X).sequences).take(np.arange(len(X)))["words"]
    words = model.features_.words
    return [words.decode(row[row > 0]) for row in taken]


@pytest.fixture(scope="module")
def fitted():
    """A model that has learnt that `not` turns round what follows."""
    asked = {"units": (8,), "epochs": 14, "learning_rate": 0.05, "batch_size": 8}
    return classifier(**asked, dropout=0.1).fit(TEXTS, LABELS)


def test_classifier_learns_a_negation(fitted):
    assert fitted.score(TEXTS, LABELS) == 1
    assert fitted.predict(["good", "not good"]).tolist() == ["+", "-"]
    probabilities = fitted.predict_proba(TEXTS)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    assert fitted.classes_.tolist() == ["+", "-"]


def test_texts_and_their_tokens_are_the_same(fitted):
    lists = [["not", "good"], ("very", "good", "!"), np.array(["bad"])]
    texts = ["not good", "very good!", "bad"]
    np.testing.assert_allclose(
        fitted.predict_proba(lists), fitted.predict_proba(texts), atol=1e-6
    )
    assert given(fitted, ["Very GOOD!"]) == [["very", "good", "!"]]


def test_unknown_words_are_all_one(fitted):
    assert given(fitted, ["good xyzzy"]) == [["good", "<unk>"]]
    found = fitted.predict_proba(["good xyzzy", "good plugh", "xyzzy"])
    np.testing.assert_allclose(found[0], found[1], atol=1e-6)


@pytest.mark.parametrize("tokens", TOKENIZERS)
@pytest.mark.parametrize("pooling", POOLINGS)
def test_batch_mates_order_and_padding_change_nothing(pooling, tokens):
    model = classifier(pooling=pooling, tokens=tokens).fit(TEXTS, LABELS)
    together = model.predict_proba(TEXTS[:6])
    turned = model.predict_proba(TEXTS[5::-1])
    np.testing.assert_allclose(turned, together[::-1], atol=1e-5)
    with_long = model.predict_proba([TEXTS[1], "bad " * 50])
    np.testing.assert_allclose(with_long[0], together[1], atol=1e-5)
    alone = model.predict_proba([TEXTS[1]])
    np.testing.assert_allclose(alone, together[[1]], atol=1e-5)


def test_series_of_texts_gives_a_series_with_its_index(fitted):
    texts = pd.Series(TEXTS[:3], index=[30, 10, 20])
    found = fitted.predict(texts)
    assert found.tolist() == fitted.predict(TEXTS[:3]).tolist()
    assert found.index.equals(texts.index)
    probabilities = fitted.predict_proba(texts)
    assert list(probabilities) == ["+", "-"]
    assert probabilities.index.equals(texts.index)
    labels = pd.Series(LABELS[:3], index=[30, 10, 20]).sort_index()
    assert fitted.score(texts, labels) == 1


def test_letters_of_dna_are_tokens():
    draw = np.random.default_rng(0)
    texts = ["".join(draw.choice(list("ACGT"), n)) for n in draw.integers(3, 8, 20)]
    labels = [text.count("A") > 1 for text in texts]
    model = classifier(tokens="character", lowercase=False).fit(texts, labels)
    assert given(model, ["GATTACA"]) == [list("GATTACA")]
    assert set(model.features_.words.tokens) >= set("ACGT")
    found = model.predict(texts)
    assert found.dtype == bool


def test_longest_cuts_out_the_middle():
    model = classifier(longest=5, validation_fraction=0)
    model.fit(["a b c d e f g", "d e"], ["x", "y"])
    assert given(model, ["a b c d e f g", "a b c d e"]) == [
        ["a", "b", "c", "f", "g"],
        ["a", "b", "c", "d", "e"],
    ]
    model.longest = 1
    assert given(model, ["b c"]) == [["b"]]


def test_rare_words_and_capitals_as_asked():
    model = classifier(minimum_count=2, lowercase=False, validation_fraction=0)
    model.fit(["Good good good", "bad bad once"], ["+", "-"])
    assert given(model, ["Good good once bad"]) == [["<unk>", "good", "<unk>", "bad"]]


@pytest.mark.parametrize("train", [False, True])
def test_vectors_are_where_training_begins(train, tmp_path):
    path = tmp_path / "vectors.txt"
    path.write_text("good 1 2 3\nbad -1 -2 -3\n")
    model = classifier(vectors=path, train_vectors=train).fit(TEXTS, LABELS)
    table = model.network_.get_layer("word_embedding").get_weights()[0]
    good = table[model.features_.words.encode(["good"])[0]]
    assert table.shape[1] == 3
    assert (good == [1, 2, 3]).all() != train
    np.testing.assert_allclose(good, [1, 2, 3], atol=0.1)
    tokens = " ".join(TEXTS).split()
    covered = sum(token in ("good", "bad") for token in tokens) / len(tokens)
    assert model.coverage_ == pytest.approx(covered, abs=0.1)
    assert model._sizes().features.vectors is None


@pytest.mark.parametrize(
    ("tokens", "asked", "rate"),
    [("word", None, 3e-3), ("character", None, 1e-3), ("character", 0.02, 0.02)],
)
def test_letters_learn_more_slowly_unless_asked(tokens, asked, rate):
    model = classifier(tokens=tokens, learning_rate=asked).fit(TEXTS, LABELS)
    assert model.history_["learning_rate"].iloc[0] == pytest.approx(rate)


@pytest.mark.parametrize(
    ("tokens", "asked", "width"),
    [("word", None, 0), ("word", 3, 3), ("character", None, 7), ("character", 0, 0)],
)
def test_letters_are_read_with_their_neighbours_unless_asked(tokens, asked, width):
    model = classifier(tokens=tokens, convolution=asked).fit(TEXTS, LABELS)
    layers = {layer.name: layer for layer in model.network_.layers}
    assert ("motifs" in layers) == bool(width)
    if width:
        assert layers["motifs"].kernel_size == (width,)


def test_letters_predict_alike_in_a_fresh_process(tmp_path, fresh_process):
    model = classifier(tokens="character").fit(TEXTS, LABELS)
    model.save(tmp_path / "model.seqkit")
    lines = (
        "import seqkit, json, sys",
        "model = seqkit.load('model.seqkit')",
        "assert model.convolution is None",
        "print(json.dumps(model.predict_proba(json.loads(sys.argv[1])).tolist()))",
    )
    found = json.loads(fresh_process("\n".join(lines), json.dumps(TEXTS)))
    np.testing.assert_allclose(found, model.predict_proba(TEXTS), atol=1e-5)


def test_a_path_of_vectors_is_saved_as_text(tmp_path):
    path = tmp_path / "vectors.txt"
    path.write_text("good 1 2 3\n")
    classifier(vectors=path).fit(TEXTS, LABELS).save(tmp_path / "model.seqkit")
    assert seqkit.load(tmp_path / "model.seqkit").vectors == str(path)


def test_weights_of_late_steps_are_averaged_as_asked():
    last, mean = (
        classifier(averaging=averaging, epochs=4, validation_fraction=0.1).fit(
            TEXTS, LABELS
        )
        for averaging in (0, 3)
    )
    # the mean lags behind while the loss falls
    losses = [model.history_["val_loss"].iloc[-1] for model in (last, mean)]
    assert losses[0] < losses[1]


def test_hidden_words_come_in_training_only(fitted):
    learnt = clone(fitted).set_params(word_dropout=1e5, validation_fraction=0.1)
    seen = []
    learnt._train = seen.append
    learnt.fit(TEXTS, LABELS)
    words = [part.take(np.arange(2))[0]["words"] for part in seen[0][:2]]
    unknown = learnt.features_.words.unknown_id
    assert (words[0][words[0] > 0] == unknown).all()
    assert not (words[1][words[1] > 0] == unknown).all()


def test_several_labels_and_balanced_loss(fitted):
    sets = [{"short", "plain"} if len(t) < 7 else {"plain"} for t in TEXTS[:-1]]
    model = classifier().fit(TEXTS, [*sets, ()])
    found = model.predict(pd.Series(TEXTS))
    assert isinstance(found, pd.Series)
    assert set(found) <= {(), ("plain",), ("short",), ("plain", "short")}
    assert 0 <= model.score(TEXTS, [*sets, ()]) <= 1


def test_balanced_loss_by_hand():
    y = ["+"] * 6 + ["-"] * 18
    model = classifier(class_weight="balanced").fit(TEXTS, y)
    samples = model.samples_of((TEXTS, y))
    inputs, numbers, weights = samples.training.take(np.arange(24))
    outputs = model.network_({"words": inputs["words"]})
    right = outputs.numpy()[np.arange(24), [0] * 6 + [1] * 18]
    expected = np.mean(np.repeat([2, 2 / 3], [6, 18]) * -np.log(right))
    assert float(samples.loss(numbers, outputs, weights)) == pytest.approx(expected)


def test_equal_seeds_give_equal_bits():
    first, second = (classifier().fit(TEXTS, LABELS) for _ in range(2))
    np.testing.assert_array_equal(
        first.predict_proba(TEXTS), second.predict_proba(TEXTS)
    )


def test_saved_and_pickled_models_predict_alike(fitted, tmp_path):
    fitted.save(tmp_path / "model.seqkit")
    again = seqkit.load(tmp_path / "model.seqkit")
    assert again.get_params() == fitted.get_params()
    texts = [*TEXTS[:3], "an unknown word"]
    expected = fitted.predict_proba(texts)
    np.testing.assert_allclose(again.predict_proba(texts), expected, rtol=1e-6)
    pickled = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(pickled.predict_proba(texts), expected)


def test_scikit_learn_takes_it_for_a_classifier():
    assert is_classifier(classifier())


def test_unknown_label_in_scoring_counts_as_wrong(fitted):
    with pytest.warns(UserWarning, match=r"sample 1 has the label '\?', which the"):
        assert fitted.score(TEXTS[:2], ["-", "?"]) == 0.5


@pytest.mark.parametrize(
    ("arguments", "changes", "message"),
    [
        ({}, {"X": [*TEXTS[:-1], "  "]}, "text 23 is empty; drop it"),
        ({}, {"X": [*TEXTS[:-1], []]}, "sequence 23 has no tokens; drop it"),
        ({}, {"X": []}, "X holds no sequences; give at least one"),
        ({}, {"y": ["+"] * 24}, "one kind of label only, '\\+'"),
        ({}, {"y": LABELS[:-1]}, "X has 24 samples but y has 23"),
        ({}, {"y": [*LABELS[:-1], None]}, "label 23 is missing"),
        ({}, {"sample_weight": [0] * 24}, "sample_weight is 0 for every sample"),
        ({}, {"validation": (["bad"], ["?"])}, r"label 0 is '\?', which the training"),
        ({"tokens": "letter"}, {}, "tokens='letter' is unknown; choose 'word'"),
        ({"pooling": "sum"}, {}, "pooling='sum' is unknown"),
        ({"convolution": -1}, {}, "convolution must be a whole number >= 0, got -1"),
        ({"longest": 0}, {}, "longest must be a whole number >= 1, got 0"),
        ({"word_dropout": -1}, {}, "word_dropout must be a number in"),
        ({"threshold": 0}, {}, "threshold must be a number between 0 and 1, got 0"),
    ],
)
def test_bad_input_gets_one_sentence(arguments, changes, message):
    data = {"X": TEXTS, "y": LABELS} | changes
    with pytest.raises(ValueError, match=message):
        classifier(**arguments).fit(**data)


@pytest.mark.parametrize(
    ("X", "message"),
    [
        ("one text", r"for one text pass \[text\]"),
        ([*TEXTS[:-1], None], "text 23 must be a string or a list of tokens, got None"),
        ([*TEXTS[:-1], ["a", 3]], "token 1 of sequence 23 must be a string, got 3"),
        (pd.DataFrame({"text": TEXTS}), "frame with the columns 'text'; pass the one"),
    ],
)
def test_anything_but_texts_gets_one_sentence(X, message):
    with pytest.raises(TypeError, match=message):
        classifier().fit(X, LABELS)


def test_unfitted_says_so():
    with pytest.raises(NotFittedError, match="this TextClassifier is not fitted yet"):
        classifier().predict(TEXTS)
