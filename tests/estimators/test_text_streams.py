"""Streams, passages and whole texts: every token is guessed once, in order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.estimators.text_streams import Passages, Streams, WholeTexts
from seqkit.sequences.batches import as_dataset


@given(
    tokens=st.integers(1, 400),
    batch_size=st.integers(1, 6),
    tbptt_steps=st.integers(1, 9),
)
def test_streams_guess_every_token_once_from_the_one_before(
    tokens, batch_size, tbptt_steps
):
    ids = np.arange(1, tokens + 2)
    streams = Streams.of(ids, batch_size, tbptt_steps)
    inputs, wanted = streams.take(np.arange(len(streams)))
    real = wanted > 0
    assert sorted(wanted[real]) == ids[1:].tolist()
    np.testing.assert_array_equal(inputs["tokens"][real], wanted[real] - 1)
    assert streams.length <= tbptt_steps
    assert 1 <= len(streams.ids) <= batch_size


def test_windows_of_a_stream_follow_each_other_batch_by_batch():
    ids = np.arange(1, 98)
    streams = Streams.of(ids, 2, 6)
    batches = list(as_dataset(streams, len(streams.ids)))
    rows = np.concatenate([inputs["tokens"] for inputs, _ in batches], axis=1)
    np.testing.assert_array_equal(rows, [ids[:48], ids[48:96]])
    begins = [inputs["begins"].numpy().all() for inputs, _ in batches]
    assert begins == [True] + [False] * 7
    assert streams.in_order


def test_a_short_text_is_one_stream():
    assert Streams.of(np.arange(1, 40), 32, 5).ids.shape[0] == 1
    assert Streams.of(np.arange(1, 202), 4, 5).ids.shape[0] == 4


@pytest.mark.parametrize("tokens", [1, 511, 512, 513, 1700])
def test_passages_score_every_token_once_behind_a_run_up(tokens):
    ids = np.arange(1, tokens + 2, dtype="int32")
    passages = Passages(ids)
    inputs, wanted = passages.take(np.arange(len(passages)))
    real = wanted > 0
    assert wanted[real].tolist() == ids[1:].tolist()
    np.testing.assert_array_equal(inputs["tokens"][real], wanted[real] - 1)
    assert inputs["tokens"].shape[1] == passages.lengths.max()
    for row in range(1, len(passages)):
        assert (wanted[row, :128] == 0).all()
        assert (inputs["tokens"][row, :128] > 0).all()


def test_whole_texts_come_with_the_first_states():
    first = np.array([[0.5, -1.0]])
    texts = WholeTexts([np.array([2, 5, 6]), np.array([2, 7])], {"h1": first})
    inputs, wanted = texts.take(np.array([1, 0]))
    assert inputs["tokens"].tolist() == [[2, 0], [2, 5]]
    assert wanted["scores"].tolist() == [[7, 0], [5, 6]]
    assert inputs["h1"].tolist() == [[0.5, -1.0]] * 2
    assert texts.lengths.tolist() == [2, 1]
