"""Losses of tags and words: by hand, beside Keras's own, with weights and gaps."""

import numpy as np
import pytest

from seqkit.keras_backend import keras, tf
from seqkit.networks import CRFLoss, TagLoss
from seqkit.networks.crf_algebra import ChainScores, log_conditionals, marginals
from seqkit.networks.losses import (
    DetectionLoss,
    DoublyStochasticLoss,
    NextTokenLoss,
    RepeatedAttentionLoss,
)

TAGS = np.array([[1, 0, 2], [2, -1, -1]], "int32")
P = np.array(
    [
        [[0.2, 0.5, 0.3], [0.7, 0.2, 0.1], [0.1, 0.1, 0.8]],
        [[0.25, 0.25, 0.5], [0.9, 0.05, 0.05], [0.3, 0.3, 0.4]],
    ],
    "float32",
)
PARTS = -np.log([[0.5, 0.7, 0.8], [0.5, 1, 1]])
BY_HAND = PARTS.sum(axis=1)


def test_number_of_a_sentence_is_the_sum_over_its_tokens():
    each = TagLoss(reduction="none")(TAGS, P)
    np.testing.assert_allclose(each, BY_HAND, rtol=1e-5)
    assert float(TagLoss()(TAGS, P)) == pytest.approx(BY_HAND.mean(), rel=1e-5)


def test_tokens_agree_with_keras_cross_entropy():
    theirs = keras.losses.SparseCategoricalCrossentropy(reduction="none")
    real = TAGS >= 0
    parts = theirs(TAGS[real], P[real]).numpy()
    expected = [parts[:3].sum(), parts[3:].sum()]
    each = TagLoss(reduction="none")(TAGS, P)
    np.testing.assert_allclose(each, expected, rtol=1e-6)


def test_missing_tags_inside_a_sentence_cost_nothing():
    tags = np.array([[1, -1, 2], [-1, -1, -1]])
    each = TagLoss(reduction="none")(tags, P)
    np.testing.assert_allclose(each, [PARTS[0, 0] + PARTS[0, 2], 0], rtol=1e-5)


def test_sentence_weights_multiply_sentences():
    weights = np.array([2.0, 0.5], "float32")
    expected = BY_HAND * weights
    for given in (weights, weights[:, None]):
        loss = TagLoss()(TAGS, P, sample_weight=given)
        assert float(loss) == pytest.approx(expected.mean(), rel=1e-5)
    share = TagLoss(reduction="mean_with_sample_weight")(TAGS, P, weights)
    assert float(share) == pytest.approx(expected.sum() / 2.5, rel=1e-5)


def test_token_weights_multiply_tokens():
    weights = np.array([[1, 0, 3], [0.5, 7, 7]], "float32")
    loss = TagLoss()(TAGS, P, sample_weight=weights)
    expected = (PARTS * weights).sum(axis=1).mean()
    assert float(loss) == pytest.approx(expected, rel=1e-5)


def test_probability_zero_costs_a_finite_number():
    certain = np.array([[[1.0, 0.0]]], "float32")
    wrong = TagLoss()(np.array([[1]]), certain)
    assert float(wrong) == pytest.approx(-np.log(1e-7), rel=1e-3)
    assert float(TagLoss()(np.array([[0]]), certain)) == pytest.approx(0, abs=1e-6)
    p = tf.constant(certain)
    with tf.GradientTape() as tape:
        tape.watch(p)
        loss = TagLoss()(np.array([[1]]), p)
    assert np.isfinite(tape.gradient(loss, p)).all()


def test_slopes_are_those_of_the_logarithm():
    p = tf.constant(P)
    with tf.GradientTape() as tape:
        tape.watch(p)
        loss = TagLoss(reduction="sum")(TAGS, p)
    slopes = tape.gradient(loss, p).numpy()
    assert (slopes[1, 1:] == 0).all()
    # along p the sum of a token's probabilities cancels: -1 at the tag's own one
    np.testing.assert_allclose(slopes[0, 0] @ P[0, 0], 0, atol=1e-6)
    np.testing.assert_allclose(slopes[0, 0], [1, 1 - 1 / 0.5, 1], rtol=1e-5)


def masked_network(head):
    """Layers of Keras alone whose mask of steps comes along to the loss."""
    keras.utils.set_random_seed(0)
    tokens = keras.Input((None,), dtype="int32")
    x = keras.layers.Embedding(6, 4, mask_zero=True)(tokens)
    return keras.Model(tokens, keras.layers.Dense(3, activation=head)(x))


@pytest.mark.parametrize("weights", [None, [2.0, 0.5], [[1, 0, 3], [0.5, 7, 7]]])
def test_mask_of_steps_does_not_weigh_sentences(weights):
    model = masked_network("softmax")
    tokens = np.array([[1, 2, 3], [4, 0, 0]])
    w = np.ones((2, 1)) if weights is None else np.array(weights).reshape(2, -1)
    own = np.take_along_axis(model(tokens).numpy(), np.maximum(TAGS, 0)[..., None], -1)
    expected = (-np.log(own[..., 0]) * (TAGS >= 0) * w).sum(axis=1).mean()
    model.compile("sgd", TagLoss(), jit_compile=False)
    given = None if weights is None else np.array(weights, "float32")
    loss = model.evaluate(tokens, TAGS, sample_weight=given, verbose=0)
    assert loss == pytest.approx(expected, rel=1e-5)
    history = model.fit(tokens, TAGS, sample_weight=given, verbose=0, epochs=2)
    assert history.history["loss"][1] < history.history["loss"][0]


def chain():
    draw = np.random.default_rng(0)
    e, A, start, end = (
        tf.constant(draw.normal(size=shape), "float32")
        for shape in ((2, 3, 3), (3, 3), (3,), (3,))
    )
    return ChainScores(e, A, start, end, tf.constant(TAGS >= 0))


def test_crf_parts_without_a_gold_tag_are_left_out():
    scores, ones = chain(), np.ones((2, 3), "float32")
    tags = np.array([[1, -1, 2], [-1, -1, -1]])
    each = CRFLoss(reduction="none")(tags, scores.pack(), sample_weight=ones)
    first = np.log(marginals(scores).numpy()[0, 0, 1])  # p(y_1 | x) has none before it
    np.testing.assert_allclose(each, [-first, 0], atol=1e-5)
    last = np.array([[1, 0, -1], [2, -1, -1]])
    each = CRFLoss(reduction="none")(last, scores.pack(), sample_weight=ones)
    full = log_conditionals(scores, np.array([[1, 0, 0], [2, 0, 0]])).numpy()
    expected = [-full[0, :2].sum(), -full[1, 0]]
    np.testing.assert_allclose(each, expected, rtol=1e-5)


@pytest.mark.parametrize("loss", [TagLoss, CRFLoss])
def test_configuration_makes_the_same_loss(loss):
    given = keras.losses.serialize(loss(reduction="sum", name="mine"))
    again = keras.losses.deserialize(given)
    assert type(again) is loss
    assert (again.reduction, again.name) == ("sum", "mine")
    scores = P if loss is TagLoss else chain().pack()
    np.testing.assert_array_equal(
        again(TAGS, scores), loss(reduction="sum")(TAGS, scores)
    )


def test_what_is_written_counts_by_token_and_weight():
    words = np.array([[1, 2, 0], [2, 0, 0]], "int32")
    scores = np.log(P)
    each = [0.5, 0.1, 0.5]  # of words 1, 2 and 2; padding counts nothing
    found = NextTokenLoss()(words, scores)
    assert float(found) == pytest.approx(-np.log(each).mean(), rel=1e-5)
    found = NextTokenLoss()(words, scores, sample_weight=np.array([0, 3]))
    assert float(found) == pytest.approx(-np.log(0.5), rel=1e-5)


def test_words_shown_are_counted_by_picture():
    there = np.array([[1, 0], [0, 0]], "float32")
    scores = np.array([[2.0, -1.0], [0.0, 3.0]], "float32")
    parts = np.log1p(np.exp(np.array([[-2.0, -1.0], [0.0, 3.0]])))
    found = DetectionLoss(0.5)(there, scores)
    assert float(found) == pytest.approx(0.5 * parts.sum() / 2, rel=1e-5)
    again = keras.losses.deserialize(keras.losses.serialize(DetectionLoss(0.5)))
    assert again.weight == 0.5


def test_every_place_is_to_be_looked_at_once():
    words = np.array([[4, 2, 0], [2, 0, 0]], "int32")
    looks = np.array(
        [[[0.7, 0.3], [0.5, 0.5], [1.0, 0.0]], [[0.25, 0.75], [0.0, 1.0], [0.5, 0.5]]],
        "float32",
    )
    each = np.array([0.2**2 + 0.2**2, 0.75**2 + 0.25**2])  # without padding's looks
    tokens = np.count_nonzero(words, axis=1)
    expected = each.sum() / tokens.sum()
    assert float(DoublyStochasticLoss()(words, looks)) == pytest.approx(
        expected, rel=1e-5
    )
    weights = np.array([1, 3])
    found = float(DoublyStochasticLoss(3.0)(words, looks, sample_weight=weights))
    expected = 3 * (each @ weights) / (tokens @ weights)
    assert found == pytest.approx(expected, rel=1e-5)
    nothing = float(DoublyStochasticLoss()(words, looks, sample_weight=np.zeros(2)))
    assert nothing == 0
    again = keras.losses.deserialize(keras.losses.serialize(DoublyStochasticLoss(3.0)))
    assert again.weight == 3


def repeated_by_hand(words, looks):
    """Return the sum over tokens of See et al., equation 12, for each sequence."""
    sums = np.zeros(len(words))
    for n, (row, attention) in enumerate(zip(words, looks, strict=True)):
        coverage = np.zeros(attention.shape[1])
        for look in attention[row != 0]:
            sums[n] += np.minimum(look, coverage).sum()
            coverage += look
    return sums


def test_looking_again_costs_what_was_looked_at():
    words = np.array([[4, 2, 3, 0], [2, 1, 0, 0]], "int32")
    looks = np.random.default_rng(0).dirichlet(np.ones(3), (2, 4)).astype("float32")
    sums = repeated_by_hand(words, looks)
    found = float(RepeatedAttentionLoss()(words, looks))
    assert found == pytest.approx(sums.sum() / 5, rel=1e-5)
    weights = np.array([1, 3])
    found = float(RepeatedAttentionLoss(2.0)(words, looks, sample_weight=weights))
    assert found == pytest.approx(2 * (sums @ weights) / (3 + 3 * 2), rel=1e-5)
    again = keras.losses.deserialize(keras.losses.serialize(RepeatedAttentionLoss(2.0)))
    assert again.weight == 2


@pytest.mark.parametrize(("places", "cost"), [([0, 1, 2], 0), ([0, 0, 0], 2 / 3)])
def test_new_places_cost_nothing(places, cost):
    looks = np.eye(3, dtype="float32")[None, places]
    found = float(RepeatedAttentionLoss()(np.ones((1, 3), "int32"), looks))
    assert found == pytest.approx(cost)


def test_smoothing_shares_a_part_of_each_target_among_all_tokens():
    scores = np.log([[[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]]]).astype("float32")
    loss = float(NextTokenLoss(0.3)(np.array([[1, 0]]), scores))
    by_hand = -(0.7 * np.log(0.3) + 0.1 * np.log([0.5, 0.3, 0.2]).sum())
    assert loss == pytest.approx(by_hand, rel=1e-5)
    theirs = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.3)
    assert loss == pytest.approx(float(theirs(np.eye(3)[[1]], scores[0, :1])), rel=1e-5)
    assert NextTokenLoss.from_config(NextTokenLoss(0.3).get_config()).smoothing == 0.3
