"""Networks from sequences to sequences: padding, one writer for whole and steps."""

import numpy as np
import pytest

from seqkit.keras_backend import keras
from seqkit.networks import TranslatingSizes, translating_network
from seqkit.networks.losses import NextTokenLoss, ObservedLoss
from seqkit.networks.stack import states_of
from seqkit.networks.stepping import one_step
from seqkit.networks.translating import translating_loss
from seqkit.networks.writing import has_attention

DRAW = np.random.default_rng(0)
SOURCE = DRAW.integers(1, 6, (3, 4)).astype("int32")
SOURCE[1, 2:] = 0
WORDS = DRAW.integers(1, 7, (3, 5)).astype("int32")
VALUES = DRAW.normal(size=(3, 4, 2)).astype("float32")
BEFORE = DRAW.normal(size=(3, 5, 3)).astype("float32")
MASK = SOURCE > 0
TEXTS = TranslatingSizes(source_words=6, target_words=7)
SERIES = TranslatingSizes(source_features=2, target_features=3)


def network(sizes=TEXTS, **arguments):
    keras.utils.set_random_seed(0)
    small = {"units": (4,), "embedding_units": 3}
    return translating_network(sizes, **small | arguments)


def given(sizes=TEXTS, more=0):
    """Return inputs, with `more` steps of padding behind the sources."""
    source = np.pad(SOURCE, [(0, 0), (0, more)])
    values = np.pad(VALUES, [(0, 0), (0, more), (0, 0)], constant_values=9)
    if sizes.source_words:
        read = {"source": source}
    else:
        read = {"values": values, "mask": source > 0}
    return read | ({"words": WORDS} if sizes.target_words else {"before": BEFORE})


def told(model, inputs, training=False):
    return np.asarray(model(inputs, training=training))


WAYS = [
    {"cell": "gru", "attention": "dot"},
    {"cell": "lstm", "attention": "additive", "units": (4, 3)},
    {"cell": "simple", "attention": None, "units": (3, 4), "bidirectional": False},
    {"cell": "lstm", "attention": "dot", "units": (4, 3), "input_feeding": True},
]


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("sizes", [TEXTS, SERIES])
def test_padding_and_company_change_nothing(way, sizes):
    model = network(sizes, **way)
    expected = told(model, given(sizes))
    np.testing.assert_allclose(told(model, given(sizes, 3)), expected, atol=1e-6)
    for row in range(3):
        alone = {name: part[row : row + 1] for name, part in given(sizes).items()}
        np.testing.assert_allclose(told(model, alone)[0], expected[row], atol=1e-6)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_later_steps_of_the_target_change_no_earlier_ones(way):
    model = network(**way)
    others = WORDS.copy()
    others[:, 3:] = 1 + others[:, 3:] % 6
    one, other = (told(model, given() | {"words": each}) for each in (WORDS, others))
    np.testing.assert_allclose(one[:, :3], other[:, :3], atol=1e-6)
    assert np.abs(one[:, 3:] - other[:, 3:]).max() > 1e-3


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("sizes", [TEXTS, SERIES])
def test_steps_say_what_the_whole_sequence_says(way, sizes):
    model = network(sizes, **way)
    inputs = given(sizes)
    name, said = ("words", "scores") if sizes.target_words else ("before", "numbers")
    steps = keras.ops.array(inputs.pop(name))
    state = model.get_layer("encoder")(inputs, training=False)
    one = one_step(model.get_layer("writer"))
    found = []
    for step in range(steps.shape[1]):
        out = one({name: steps[:, step : step + 1], **state}, training=False)
        state = {key: out.get(key, part) for key, part in state.items()}
        found.append(np.asarray(out[said])[:, 0])
    expected = told(model, given(sizes))
    np.testing.assert_allclose(np.stack(found, 1), expected, atol=1e-5)


@pytest.mark.parametrize("attention", ["dot", "additive"])
@pytest.mark.parametrize("fed", [False, True])
def test_attention_is_shared_among_real_steps(attention, fed):
    model = network(attention=attention, input_feeding=fed)
    state = model.get_layer("encoder")({"source": SOURCE}, training=False)
    words = keras.ops.array(WORDS)
    looks = model.get_layer("writer")({"words": words, **state}, training=False)
    looks = np.asarray(looks["attention"])
    assert looks.shape == (3, 5, 4)
    np.testing.assert_allclose(looks.sum(-1), 1, rtol=1e-6)
    assert (looks[1, :, 2:] == 0).all()
    assert (looks[:, :, :2] > 0).all()


def test_without_attention_nothing_is_remembered_but_states():
    model = network(attention=None, cell="lstm")
    assert not has_attention(model)
    assert has_attention(network())
    assert set(model.get_layer("encoder").output) == set(states_of("lstm", (4,)))


def test_the_source_reaches_every_step():
    for attention in ("dot", None):
        model = network(attention=attention)
        turned = given() | {"source": SOURCE[::-1]}
        apart = np.abs(told(model, turned) - told(model, given()))[[0, 2]]
        assert apart.max(axis=(0, 2)).min() > 1e-5


def test_hidden_steps_are_hidden_in_training_alone():
    for sizes in (TEXTS, SERIES):
        model = network(sizes, word_dropout=0.9, dropout=0.0)
        plain = network(sizes, dropout=0.0)
        plain.set_weights(model.get_weights())
        np.testing.assert_array_equal(
            told(model, given(sizes)), told(plain, given(sizes))
        )
        drawn = told(model, given(sizes), training=True)
        assert np.abs(drawn - told(plain, given(sizes))).max() > 1e-4


def test_a_network_comes_back_from_its_file(tmp_path):
    for sizes in (TEXTS, SERIES):
        model = network(sizes)
        model.save(tmp_path / "network.keras")
        again = keras.saving.load_model(tmp_path / "network.keras", safe_mode=True)
        np.testing.assert_array_equal(
            told(again, given(sizes)), told(model, given(sizes))
        )


def test_losses_fit_targets():
    loss = translating_loss(TEXTS, 0.1)
    assert (type(loss), loss.smoothing) == (NextTokenLoss, 0.1)
    assert isinstance(translating_loss(SERIES, 0.1), ObservedLoss)


def test_steps_of_numbers_are_hidden_or_left_as_they_are():
    model = network(
        TranslatingSizes(source_words=9, target_features=2), word_dropout=0.5
    )
    writer = model.get_layer("writer")
    (hiding,) = (layer for layer in writer.operations if "multiply" in layer.name)
    before = np.random.default_rng(0).normal(size=(30, 5, 2)).astype("float32")
    read = keras.Model(writer.input["before"], hiding.output)
    found = np.asarray(read(before, training=True))
    hidden = (found == 0).all(axis=-1)
    assert 0.3 < hidden.mean() < 0.7
    np.testing.assert_array_equal(found[~hidden], before[~hidden])
    np.testing.assert_array_equal(np.asarray(read(before, training=False)), before)
