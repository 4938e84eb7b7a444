"""What a network that reads in order makes of the shipped texts, and one that does not.

`review_accuracy` and `booking_scores` are what the data cards' figures were measured
with: from scratch, on the train split, words met once taken as unknown.
"""

import re
from collections import Counter

import numpy as np
import pytest

from seqkit.datasets import load_bookings, load_reviews
from seqkit.keras_backend import keras
from seqkit.metrics import span_scores, token_accuracy
from seqkit.recurrent import GRU, LSTM

UNKNOWN = 1
UNKNOWN_SHARE = 0.03  # of the known words, anew in each epoch


def word_ids(parts):
    """Give words numbers by the train split; 0 pads, 1 is any other word."""
    counts = Counter(word for words in parts["train"] for word in words)
    known = [word for word, count in counts.items() if count > 1]
    ids = {word: number for number, word in enumerate(known, start=2)}
    steps = max(len(words) for part in parts.values() for words in part)
    encoded = {}
    for name, part in parts.items():
        encoded[name] = np.zeros((len(part), steps), "int32")
        for row, words in zip(encoded[name], part, strict=True):
            row[: len(words)] = [ids.get(word, UNKNOWN) for word in words]
    return encoded, len(ids) + 2


def fit(model, X, y, *, epochs, seed, loss, batch_size=64):
    """Train with a rate that falls to zero, some words unknown, padding left out."""
    steps, first = epochs * -(-len(X) // batch_size), 4e-3 * (batch_size / 64) ** 0.5
    rate = keras.optimizers.schedules.CosineDecay(first, steps)
    model.compile(keras.optimizers.Adam(rate), loss, steps_per_execution=16)
    draw = np.random.default_rng(seed)
    weight = (X > 0).astype("float32") if y.ndim == 2 else None
    for _ in range(epochs):
        hidden = (draw.random(X.shape) < UNKNOWN_SHARE) & (X > 0)
        blurred = np.where(hidden, UNKNOWN, X)
        model.fit(blurred, y, sample_weight=weight, batch_size=batch_size, verbose=0)


def review_accuracy(seed, *, layer=GRU, order=True, epochs=30, batch_size=64):
    """Return the accuracy on the test reviews: a GRU both ways, or a mean of words."""
    keras.utils.set_random_seed(seed)
    reviews = load_reviews()
    words = reviews["text"].str.lower().map(lambda text: re.findall(r"\w+|[.,]", text))
    parts = {name: list(part) for name, part in words.groupby(reviews["split"])}
    encoded, size = word_ids(parts)
    y = {
        name: (part == "positive").to_numpy("float32")
        for name, part in reviews["label"].groupby(reviews["split"])
    }
    inputs = keras.Input((None,), dtype="int32")
    h = keras.layers.Embedding(size, 48, mask_zero=True)(inputs)
    if order:
        h = keras.layers.Bidirectional(layer(64))(keras.layers.Dropout(0.2)(h))
    else:
        h = keras.layers.GlobalAveragePooling1D()(h)
        h = keras.layers.Dense(64, activation="relu")(h)
    h = keras.layers.Dropout(0.2)(h)
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(h))
    fit(
        model,
        encoded["train"],
        y["train"],
        epochs=epochs,
        seed=seed,
        loss="binary_crossentropy",
        batch_size=batch_size,
    )
    p = model.predict(encoded["test"], batch_size=256, verbose=0)[:, 0]
    return float(np.mean((p > 0.5) == (y["test"] > 0.5)))


def booking_scores(seed, *, epochs=12):
    """Return token accuracy and span F1 on the test bookings: an LSTM both ways."""
    keras.utils.set_random_seed(seed)
    bookings = load_bookings()
    parts = dict(list(bookings.groupby("split")))
    encoded, size = word_ids(
        {name: list(part["tokens"]) for name, part in parts.items()}
    )
    kinds = sorted(set(bookings["tags"].explode()))
    y = np.zeros_like(encoded["train"])
    for row, tags in zip(y, parts["train"]["tags"], strict=True):
        row[: len(tags)] = [kinds.index(tag) for tag in tags]
    inputs = keras.Input((None,), dtype="int32")
    h = keras.layers.Embedding(size, 64, mask_zero=True)(inputs)
    h = keras.layers.Bidirectional(LSTM(64, return_sequences=True))(h)
    h = keras.layers.Dropout(0.2)(h)
    outputs = keras.layers.Dense(len(kinds), activation="softmax")(h)
    model = keras.Model(inputs, outputs)
    loss = "sparse_categorical_crossentropy"
    fit(model, encoded["train"], y, epochs=epochs, seed=seed, loss=loss)
    best = model.predict(encoded["test"], batch_size=256, verbose=0).argmax(-1)
    gold = list(parts["test"]["tags"])
    found = [
        [kinds[tag] for tag in row[: len(tags)]]
        for row, tags in zip(best, gold, strict=True)
    ]
    return token_accuracy(gold, found), span_f1(gold, found)


def span_f1(gold, found):
    return span_scores(gold, found).loc["micro average", "f1"]


def usual_tags(bookings):
    """Return the test split's tags and each word's most frequent tag in training."""
    train, test = (bookings[bookings["split"] == name] for name in ("train", "test"))
    pairs = zip(train["tokens"].explode(), train["tags"].explode(), strict=True)
    counts = Counter(pairs)
    usual = {token: tag for (token, tag), _ in reversed(counts.most_common())}
    found = [[usual.get(token, "O") for token in row] for row in test["tokens"]]
    return list(test["tags"]), found


def test_the_usual_tag_of_each_word_fails_on_bookings():
    gold, found = usual_tags(load_bookings())
    assert token_accuracy(gold, found) < 0.8
    assert span_f1(gold, found) < 0.5


@pytest.mark.slow
def test_a_network_without_order_fails_on_reviews():
    assert review_accuracy(0, order=False, epochs=10) < 0.75


@pytest.mark.slow
def test_a_gru_reads_reviews_with_new_templates_and_words():
    assert review_accuracy(0, epochs=20, batch_size=128) > 0.95


@pytest.mark.slow
def test_an_lstm_tags_bookings_with_new_templates_and_names():
    accuracy, f1 = booking_scores(0, epochs=10)
    assert accuracy > 0.9
    assert f1 > 0.8
