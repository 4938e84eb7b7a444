"""Character features: by NumPy and stock Keras, with padding, in files."""

import numpy as np
import pytest

from seqkit.keras_backend import keras, tf
from seqkit.networks import CharacterFeatures

# a word longer than the window, of one letter, of the window's length, none at all
IDS = np.array(
    [
        [[3, 1, 4, 1, 5, 2], [2, 0, 0, 0, 0, 0], [5, 3, 1, 0, 0, 0]],
        [[4, 2, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]],
    ]
)
WORDS = [(0, 0, 6), (0, 1, 1), (0, 2, 3), (1, 0, 2)]


def features(kind="cnn", width=3, **choices):
    """A layer whose every weight was drawn, biases too."""
    keras.utils.set_random_seed(0)
    layer = CharacterFeatures(6, kind, 4, embedding_units=3, width=width, **choices)
    layer(IDS)
    draw = np.random.default_rng(0)
    layer.set_weights([draw.normal(size=w.shape) for w in layer.get_weights()])
    return layer


def convolved(layer, letters):
    """Embedding, zero-padded convolution, largest answer, relu: for one word."""
    table, kernel, bias = layer.get_weights()
    width = len(kernel)
    left = (width - 1) // 2
    x = np.pad(table[letters], [(left, width - 1 - left), (0, 0)])
    windows = [x[t : t + width] for t in range(len(letters))]
    answers = [np.einsum("wf,wfu->u", window, kernel) + bias for window in windows]
    return np.maximum(np.max(answers, axis=0), 0)


def read_both_ways(layer, letters):
    """The states of Keras's own LSTM, forth and back, for one word."""
    table, *weights = layer.get_weights()
    x = table[letters][None]
    ends = []
    for own, steps in ((weights[:3], x), (weights[3:], x[:, ::-1])):
        stock = keras.layers.RNN(keras.layers.LSTMCell(2))
        stock.build(x.shape)
        stock.set_weights(own)
        ends.append(stock(steps).numpy()[0])
    return np.concatenate(ends)


@pytest.mark.parametrize("width", [1, 2, 3, 4, 9])
def test_convolution_equals_numpy(width):
    layer = features(width=width)
    found = layer(IDS).numpy()
    for sentence, word, length in WORDS:
        expected = convolved(layer, IDS[sentence, word, :length])
        np.testing.assert_allclose(found[sentence, word], expected, atol=1e-5)
    assert (found > 0).any()


def test_recurrent_reading_equals_stock_cells():
    layer = features("rnn")
    found = layer(IDS).numpy()
    for sentence, word, length in WORDS:
        expected = read_both_ways(layer, IDS[sentence, word, :length])
        np.testing.assert_allclose(found[sentence, word], expected, atol=1e-5)


def test_convolution_known_answer():
    layer = CharacterFeatures(3, "cnn", 1, embedding_units=1, width=2)
    layer.build((None, None, None))
    # letters 1 and 2 are worth 2 and -1; a window is 1 × its first + 10 × its second
    weights = [[[99.0], [2.0], [-1.0]], [[[1.0]], [[10.0]]], [0.5]]
    layer.set_weights(list(map(np.array, weights)))
    found = layer(np.array([[[1, 2], [2, 1], [2, 0]]])).numpy()
    # 2 - 10, -1 | -1 + 20, 2 | -1, behind which only padding stands; + 0.5, then relu
    np.testing.assert_allclose(found[0, :, 0], [0, 19.5, 0])


@pytest.mark.parametrize("kind", ["cnn", "rnn"])
@pytest.mark.parametrize("width", [3, 4])
def test_padding_changes_nothing(kind, width):
    layer = features(kind, width)
    found = layer(IDS).numpy()
    wider = layer(np.pad(IDS, [(0, 0), (0, 2), (0, 5)])).numpy()
    np.testing.assert_allclose(wider[:, :3], found, atol=1e-5)
    for sentence, word, length in WORDS:
        alone = layer(IDS[sentence : sentence + 1, word : word + 1, :length])
        np.testing.assert_allclose(alone[0, 0], found[sentence, word], atol=1e-5)


@pytest.mark.parametrize("kind", ["cnn", "rnn"])
def test_word_without_letters_gives_zeros_and_teaches_nothing(kind):
    layer = features(kind)
    assert (layer(IDS).numpy()[1, 1:] == 0).all()
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(IDS[1:, 1:]))
    slopes = tape.gradient(loss, layer.trainable_variables)
    assert all(not np.any(tf.convert_to_tensor(slope)) for slope in slopes)


@pytest.mark.parametrize("kind", ["cnn", "rnn"])
def test_slopes_reach_every_weight(kind):
    layer = features(kind)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(IDS) ** 2)
    slopes = tape.gradient(loss, layer.trainable_variables)
    assert len(slopes) == {"cnn": 3, "rnn": 7}[kind]
    assert all(np.abs(tf.convert_to_tensor(slope)).max() > 1e-6 for slope in slopes)
    assert (tf.convert_to_tensor(slopes[0])[0].numpy() == 0).all()  # the padding's row


def test_dropout_acts_in_training_alone():
    layer, plain = features(dropout=0.9), features()
    np.testing.assert_array_equal(layer(IDS), plain(IDS))
    assert np.abs(layer(IDS, training=True) - plain(IDS)).max() > 0.1


@pytest.mark.parametrize("kind", ["cnn", "rnn"])
def test_files_and_configurations_keep_the_layer(kind, tmp_path):
    layer = features(kind, dropout=0.2)
    again = CharacterFeatures.from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    ids = keras.Input((None, None), dtype="int32")
    model = keras.Model(ids, layer(ids))
    assert model.output_shape == (None, None, 4)
    model.save(tmp_path / "model.keras")
    read = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    np.testing.assert_allclose(read(IDS), layer(IDS), atol=1e-6)


def test_odd_units_of_two_directions_lose_one():
    layer = CharacterFeatures(6, "rnn", 5, embedding_units=3)
    assert layer.compute_output_shape((2, 3, 6)) == (2, 3, 4)
    assert layer(IDS).shape == (2, 3, 4)


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"characters": 0}, "characters must be a whole number >= 1, got 0"),
        ({"kind": "both"}, "kind='both' is unknown; choose 'cnn' or 'rnn'"),
        ({"kind": "rnn", "units": 1}, "units must be a whole number >= 2, got 1"),
        ({"units": 0}, "units must be a whole number >= 1, got 0"),
        ({"width": 0}, "width must be a whole number >= 1, got 0"),
        ({"embedding_units": 1.5}, "embedding_units must be a whole number >= 1"),
    ],
)
def test_impossible_choice_gets_one_sentence(choices, sentence):
    with pytest.raises(ValueError, match=sentence):
        CharacterFeatures(**{"characters": 6} | choices)
