"""Tagged sentences: tags and weights stand where their tokens stand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.estimators.tagged_tokens import NO_TAG, TaggedTokens
from seqkit.sequences import TokenFeatures, as_dataset

sentences = [["a", "b", "c"], ["d"], ["e", "f"]]
features = TokenFeatures.of(sentences)


@pytest.fixture
def tagged():
    """Six tokens with tags 0 to 5 and weights 10 to 15."""
    tags = np.arange(6, dtype="int32")
    weights = np.arange(10, 16, dtype="float32")
    return TaggedTokens(features.encode(sentences), tags, weights)


def test_tags_and_weights_are_padded_beside_their_tokens(tagged):
    inputs, tags, weights = tagged.take([2, 0])

    assert inputs["words"].tolist() == [[6, 7, 0], [2, 3, 4]]
    assert tags.tolist() == [[4, 5, NO_TAG], [0, 1, 2]]
    assert weights.tolist() == [[14, 15, 0], [10, 11, 12]]
    assert tags.dtype == "int32"
    assert weights.dtype == "float32"


def test_tags_without_weights_come_in_pairs(tagged):
    plain = TaggedTokens(tagged.tokens, tagged.tags)

    inputs, tags = plain.take(np.array([1]))

    assert inputs["words"].tolist() == [[5]]
    assert tags.tolist() == [[3]]
    assert plain.subset([1]).weights is None


def test_lengths_are_those_of_the_tokens(tagged):
    assert len(tagged) == 3
    assert tagged.lengths.tolist() == [3, 1, 2]


@given(
    which=st.lists(st.integers(0, 2), min_size=1, max_size=6),
    weighted=st.booleans(),
)
def test_subset_equals_taking(which, weighted):
    tags = np.arange(6, dtype="int32")
    weights = np.arange(10, 16, dtype="float32") if weighted else None
    tagged = TaggedTokens(features.encode(sentences), tags, weights)

    part = tagged.subset(which)

    inputs, *others = part.take(np.arange(len(part)))
    expected_inputs, *expected = tagged.take(which)
    assert part.lengths.tolist() == [len(sentences[n]) for n in which]
    assert len(others) == len(expected) == 1 + weighted
    for found, wanted in zip(
        [*inputs.values(), *others], [*expected_inputs.values(), *expected], strict=True
    ):
        np.testing.assert_array_equal(found, wanted)
        assert found.dtype == wanted.dtype


def test_taking_leaves_the_arrays_alone(tagged):
    _, tags, weights = tagged.take([0, 1])
    tags[:] = 9
    weights[:] = 9

    assert tagged.tags.tolist() == list(range(6))
    assert tagged.weights.tolist() == list(range(10, 16))


def test_taking_nothing_gives_empty_arrays(tagged):
    _, tags, weights = tagged.take(np.arange(0))

    assert tags.shape == weights.shape == (0, 0)
    assert len(tagged.subset(np.arange(0))) == 0


def test_batches_hold_every_token_with_its_tag_and_weight(tagged):
    found = {}
    for inputs, tags, weights in as_dataset(tagged, 2, shuffle=True, random_state=0):
        real = inputs["words"].numpy() > 0
        assert (tags.numpy()[~real] == NO_TAG).all()
        assert (weights.numpy()[~real] == 0).all()
        words, *rest = (
            part.numpy()[real].tolist() for part in (inputs["words"], tags, weights)
        )
        found |= dict(zip(words, zip(*rest, strict=True), strict=True))

    # words are numbered behind the two specials, in the order of the data
    assert found == {n + 2: (n, n + 10) for n in range(6)}
