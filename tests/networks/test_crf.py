"""The CRF layer and its loss: weights, masks, training, files, sentences of error."""

import itertools
import json

import numpy as np
import pytest

from seqkit import training
from seqkit.keras_backend import keras, tf
from seqkit.networks import (
    CRF,
    ILLEGAL,
    ChainScores,
    CRFDecoder,
    CRFLoss,
    log_likelihood,
    marginals,
    viterbi,
)

TAGS = 3
UPWARDS = ([True, True, False], np.triu(np.ones((3, 3), bool)).tolist(), [True] * 3)
TOKENS = np.array([[1, 2, 1, 4], [3, 1, 0, 0], [2, 0, 0, 0], [4, 4, 3, 0]])
GOLD = np.array([[0, 1, 1, 2], [1, 2, -1, -1], [0, -1, -1, -1], [0, 0, 1, -1]])


def tagger(seed=0, recurrent=False, **choices):
    """Build tokens → packed scores, with parameters drawn at random."""
    keras.utils.set_random_seed(seed)
    tokens = keras.Input((None,), dtype="int32", name="tokens")
    x = keras.layers.Embedding(5, 4, mask_zero=True)(tokens)
    if recurrent:
        x = keras.layers.LSTM(4, return_sequences=True)(x)
    layer = CRF(TAGS, **choices)
    network = keras.Model(tokens, layer(keras.layers.Dense(TAGS)(x)))
    draw = np.random.default_rng(seed)
    layer.set_weights([draw.normal(size=x.shape) for x in layer.get_weights()])
    return network


def scores_of(network, tokens=TOKENS):
    return ChainScores.unpack(network(tokens))


def surprises(network):
    """-log p(y_t | y_{t-1}, x) of the gold tags by sums over every path, (4, 4)."""
    e, A, start, end, mask = (np.asarray(part) for part in scores_of(network))
    found = np.zeros(mask.shape)
    for row, n in enumerate(mask.sum(axis=1)):
        sums = np.zeros(n + 1)
        for path in itertools.product(range(TAGS), repeat=n):
            score = start[path[0]] + end[path[-1]]
            score += sum(e[row, t, tag] for t, tag in enumerate(path))
            score += sum(A[pair] for pair in itertools.pairwise(path))
            for t in range(n + 1):
                sums[t] += np.exp(score) * (path[:t] == tuple(GOLD[row, :t]))
        found[row, :n] = -np.diff(np.log(sums))
    return found


def test_output_carries_emissions_parameters_and_mask():
    network = tagger(recurrent=True)
    *parts, mask = scores_of(network)
    np.testing.assert_array_equal(mask, TOKENS > 0)
    emissions = keras.Model(network.input, network.layers[-2].output)(TOKENS)
    np.testing.assert_array_equal(parts[0], np.where(mask[..., None], emissions, 0))
    for got, weight in zip(parts[1:], network.layers[-1].get_weights(), strict=True):
        np.testing.assert_array_equal(got, weight)
    assert network.output_shape == (None, None, TAGS + 1)


def test_mask_can_be_an_input_of_its_own():
    emissions, mask = keras.Input((None, 3)), keras.Input((None,), dtype="bool")
    network = keras.Model([emissions, mask], CRF(3)(emissions, mask=mask))
    real = tf.constant([[True, True, False], [True, False, False]])
    packed = network([tf.ones((2, 3, 3)), real])
    np.testing.assert_array_equal(ChainScores.unpack(packed).mask, real)


def test_loss_is_the_mean_over_sentences():
    network, by_hand = tagger(), surprises(tagger()).sum(axis=1)
    loss = CRFLoss()(GOLD, network(TOKENS))
    np.testing.assert_allclose(loss, by_hand.mean(), rtol=1e-5)
    each = CRFLoss(reduction="none")(GOLD, network(TOKENS))
    np.testing.assert_allclose(each, by_hand, rtol=1e-5)


def test_sentence_weights_multiply_a_sentence():
    network, weights = tagger(), np.array([2.0, 0.0, 1.0, 0.5], "float32")
    by_hand = surprises(network).sum(axis=1) * weights
    packed = network(TOKENS)
    loss = CRFLoss()(GOLD, packed, sample_weight=weights)
    np.testing.assert_allclose(loss, by_hand.mean(), rtol=1e-5)
    share = CRFLoss(reduction="mean_with_sample_weight")(GOLD, packed, weights)
    np.testing.assert_allclose(share, by_hand.sum() / 3.5, rtol=1e-5)
    column = CRFLoss()(GOLD, packed, sample_weight=weights[:, None])
    np.testing.assert_allclose(column, by_hand.mean(), rtol=1e-5)


def test_token_weights_multiply_the_surprise_at_a_token():
    network = tagger()
    of_label = np.array([0.1, 2.0, 5.0], "float32")
    weights = np.where(GOLD >= 0, of_label[GOLD], 7)
    by_hand = (surprises(network) * weights).sum(axis=1)
    loss = CRFLoss()(GOLD, network(TOKENS), sample_weight=weights)
    np.testing.assert_allclose(loss, by_hand.mean(), rtol=1e-5)


@pytest.mark.parametrize("weights", [[2.0, 0.0, 1.0, 0.5], (GOLD + 1.5).tolist()])
def test_keras_hands_weights_on_as_computed_by_hand(weights):
    network = tagger()
    weights = np.array(weights, "float32")
    per_token = weights if weights.ndim == 2 else weights[:, None]
    by_hand = (surprises(network) * per_token).sum(axis=1).mean()
    network.compile(loss=CRFLoss())
    loss = network.evaluate(TOKENS, GOLD, sample_weight=weights, verbose=0)
    assert loss == pytest.approx(by_hand, rel=1e-5)


def test_more_padding_and_other_batch_mates_change_nothing():
    network = tagger(recurrent=True)
    wider = np.pad(TOKENS, [(0, 0), (0, 3)])
    gold = np.pad(GOLD, [(0, 0), (0, 3)])
    loss = CRFLoss(reduction="none")
    each = loss(GOLD, network(TOKENS))
    np.testing.assert_allclose(loss(gold, network(wider)), each, atol=1e-5)
    np.testing.assert_array_equal(
        viterbi(scores_of(network, wider)).tags[:, :4], viterbi(scores_of(network)).tags
    )
    for row in range(4):
        alone = loss(GOLD[row : row + 1], network(TOKENS[row : row + 1]))
        np.testing.assert_allclose(alone, each[row : row + 1], atol=1e-5)


def test_sentence_without_tokens_costs_nothing():
    network = tagger()
    with tf.GradientTape() as tape:
        loss = CRFLoss()(GOLD[:1], network(np.zeros((1, 4), int)))
    slopes = tape.gradient(loss, network.trainable_variables)
    assert float(loss) == 0
    assert all(not np.any(tf.convert_to_tensor(slope)) for slope in slopes)


def test_illegal_scores_stay_constant_and_legal_ones_learn():
    network = tagger(legal=UPWARDS)
    with tf.GradientTape() as tape:
        loss = CRFLoss()(GOLD, network(TOKENS))
    steps, start, _ = tape.gradient(loss, network.layers[-1].trainable_variables)
    forbidden = ~np.array(UPWARDS[1])
    assert (steps.numpy()[forbidden] == 0).all()
    assert (steps.numpy()[~forbidden] != 0).any()
    assert start[2] == 0
    scores = scores_of(network)
    assert (scores.transitions.numpy()[forbidden] == ILLEGAL).all()
    assert scores.start[2] == ILLEGAL


def cyclic(count, seed):
    """Draw sentences whose first token tells where a cycle of three tags begins."""
    draw = np.random.default_rng(seed)
    lengths, first = draw.integers(3, 9, count), draw.integers(0, TAGS, count)
    real = np.arange(8) < lengths[:, None]
    gold = (first[:, None] + np.arange(8)) % TAGS
    tokens = np.where(np.arange(8) == 0, first[:, None] + 1, 4)
    return np.where(real, tokens, 0), np.where(real, gold, 0)


def accuracy(found, gold, tokens):
    return (found == gold)[tokens > 0].mean()


def test_transitions_learnt_by_keras_beat_softmax():
    tokens, gold = cyclic(96, 0)
    new_tokens, new_gold = cyclic(50, 1)
    network = tagger()
    inputs = network.input
    softmax = keras.Model(inputs, network.layers[-2].output)
    plain = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    found = []
    for model, loss in ((network, CRFLoss()), (softmax, plain)):
        model.compile(keras.optimizers.Adam(0.1), loss, jit_compile=False)
        model.fit(tokens, gold, batch_size=32, epochs=25, verbose=0)
        found.append(model.predict(new_tokens, verbose=0))
    tags = viterbi(ChainScores.unpack(found[0])).tags.numpy()
    assert accuracy(tags, new_gold, new_tokens) > 0.99
    assert accuracy(found[1].argmax(axis=-1), new_gold, new_tokens) < 0.6


class Sentences:
    """A source of batches: tokens, tags, and weights of tokens."""

    def __init__(self, tokens, gold):
        self.arrays = (tokens, gold, np.ones(gold.shape, "float32"))

    def __len__(self):
        return len(self.arrays[0])

    def take(self, which):
        tokens, gold, weights = (array[which] for array in self.arrays)
        return {"tokens": tokens.astype("int32")}, gold, weights


def test_seqkits_own_fit_trains_with_validation_and_token_weights():
    network = tagger(legal=None)
    recipe = training.Recipe(learning_rate=0.1, batch_size=32, epochs=25)
    history = training.fit(
        network,
        Sentences(*cyclic(96, 0)),
        Sentences(*cyclic(30, 2)),
        CRFLoss(),
        recipe,
        0,
    )
    assert history["val_loss"].min() < 0.2 < history["val_loss"].iloc[0]
    tokens, gold = cyclic(50, 1)
    tags = viterbi(scores_of(network, tokens)).tags.numpy()
    assert accuracy(tags, gold, tokens) > 0.99


def test_decoder_gives_tags_and_probabilities_inside_a_graph():
    network = tagger(legal=UPWARDS)
    tags = CRFDecoder("tags")(network.output)
    probabilities = CRFDecoder("probabilities")(network.output)
    assert (tags.dtype, probabilities.dtype) == ("int32", "float32")
    decoder = keras.Model(network.input, [tags, probabilities])
    found = decoder.predict(TOKENS, verbose=0)
    np.testing.assert_array_equal(found[0], viterbi(scores_of(network)).tags)
    np.testing.assert_allclose(found[1], marginals(scores_of(network)), atol=1e-6)
    steps = CRFDecoder()(CRF(2)(keras.Input((6, 2))))
    assert steps.shape == (None, 6)


@pytest.mark.slow
def test_saved_file_tags_alike_in_a_fresh_process(tmp_path, fresh_process):
    network = tagger(legal=UPWARDS, recurrent=True)
    network.compile("adam", CRFLoss())
    network.fit(TOKENS, GOLD, verbose=0)
    network.save(tmp_path / "tagger.keras")
    code = """
import json, sys, numpy as np, seqkit, keras
network = keras.saving.load_model("tagger.keras", safe_mode=True)
from seqkit.networks import ChainScores, marginals, viterbi
tokens, gold = map(np.array, json.loads(sys.argv[1]))
scores = ChainScores.unpack(network.predict(tokens, verbose=0))
loss = network.evaluate(tokens, gold, verbose=0)
found = [viterbi(scores).tags, marginals(scores)]
print(json.dumps([x.numpy().tolist() for x in found] + [loss]))
"""
    given = json.dumps([TOKENS.tolist(), GOLD.tolist()])
    tags, probabilities, loss = json.loads(fresh_process(code, given))
    scores = scores_of(network)
    np.testing.assert_array_equal(tags, viterbi(scores).tags)
    np.testing.assert_allclose(probabilities, marginals(scores), atol=1e-6)
    expected = -np.mean(log_likelihood(scores, GOLD))
    assert loss == pytest.approx(expected, rel=1e-5)


def test_decoders_and_copies_keep_their_configuration(tmp_path):
    network = tagger(legal=UPWARDS)
    decoder = keras.Model(network.input, CRFDecoder("probabilities")(network.output))
    decoder.save(tmp_path / "decoder.keras")
    again = keras.saving.load_model(tmp_path / "decoder.keras", safe_mode=True)
    np.testing.assert_allclose(again(TOKENS), decoder(TOKENS), atol=1e-6)
    copy = keras.models.clone_model(network)
    copy.set_weights(network.get_weights())
    np.testing.assert_array_equal(copy(TOKENS), network(TOKENS))


def test_layer_computes_in_float32_beside_half_precision():
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        network = tagger(legal=UPWARDS)
    finally:
        keras.config.set_dtype_policy(policy)
    assert network.layers[-2].compute_dtype == "bfloat16"
    assert network(TOKENS).dtype == "float32"


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"tags": 0}, "tags must be a whole number >= 1, got 0"),
        (
            {"tags": 2, "legal": UPWARDS},
            r"legal must be \(start, steps, end\) of shapes .*got \[\(3,\), \(3, 3\)",
        ),
        (
            {"tags": 1, "legal": ([False], [[True]], [True])},
            "legal allows no tag to start or none to end; allow one each",
        ),
        ({"tags": 2, "dtype": "float16"}, "dtype='float16' is unknown; choose"),
    ],
)
def test_impossible_choice_gets_one_sentence(choices, sentence):
    with pytest.raises(ValueError, match=sentence):
        CRF(**choices)


def test_wrong_width_and_padding_in_front_get_one_sentence():
    with pytest.raises(
        ValueError, match=r"takes emissions .* 3\), got \(2, 5, 4\); put"
    ):
        CRF(3)(tf.zeros((2, 5, 4)))
    with pytest.raises(ValueError, match="choose 'tags' or 'probabilities'"):
        CRFDecoder("words")
    in_front = tf.constant([[False, True]])
    layer = CRF(3)
    with pytest.raises(tf.errors.InvalidArgumentError, match="pad at the end"):
        layer(tf.zeros((1, 2, 3)), mask=in_front)
