"""Transcripts of frames: best paths, prefix beams, language models, times."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqkit.decoding import Language, best_paths, ctc, prefix_beam, symbol_times
from seqkit.decoding.ctc import transcript_log_probabilities
from seqkit.decoding.ctc_prefixes import Prefixes


def drawn(rows, frames, classes, seed=0, size=1.0):
    scores = np.random.default_rng(seed).normal(size=(rows, frames, classes)) * size
    return scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))


def spelt(path):
    return tuple(symbol for symbol, _ in itertools.groupby(path) if symbol)


def by_enumeration(log_probs):
    """Return the probability of every transcript of (frames, classes)."""
    found = {}
    for path in itertools.product(range(log_probs.shape[1]), repeat=len(log_probs)):
        chance = np.exp(log_probs[np.arange(len(path)), path].sum())
        found[spelt(path)] = found.get(spelt(path), 0) + chance
    return found


def test_best_paths_spell_the_likeliest_classes():
    log_probs = drawn(20, 7, 4)
    expected = [spelt(path) for path in log_probs.argmax(axis=-1).tolist()]
    assert [tuple(row.tolist()) for row in best_paths(log_probs)] == expected


@settings(max_examples=40, deadline=None)
@given(
    frames=st.integers(1, 4),
    classes=st.integers(2, 4),
    seed=st.integers(0, 999),
    size=st.floats(0, 4),
)
def test_wide_beam_finds_every_transcript_with_its_probability(
    frames, classes, seed, size
):
    log_probs = drawn(2, frames, classes, seed, size)
    found = prefix_beam(log_probs, beam_width=256, n_best=256)
    for row, transcripts in zip(log_probs, found, strict=True):
        expected = by_enumeration(row)
        chances = {
            tuple(one.symbols.tolist()): np.exp(one.log_probability)
            for one in transcripts
        }
        assert chances.keys() == expected.keys()
        assert chances == pytest.approx(expected)
        in_order = sorted(expected.values(), reverse=True)
        assert list(chances.values()) == pytest.approx(in_order)


@pytest.mark.parametrize("seed", range(3))
def test_beam_sums_are_those_of_the_recursion(seed):
    log_probs = drawn(2, 5, 3, seed)
    kept, none = Prefixes.empty(2, 64), np.zeros((2, 64, 3))
    for t in range(5):
        kept = kept.over(log_probs[:, t], none)
    for row in range(2):
        live = np.isfinite(kept.totals[row])
        symbols = [
            each[:n]
            for each, n in zip(
                kept.symbols[row][live], kept.lengths[row][live], strict=True
            )
        ]
        assert len({tuple(each.tolist()) for each in symbols}) == len(symbols)
        sums = transcript_log_probabilities(log_probs[row], symbols)
        np.testing.assert_allclose(kept.totals[row][live], sums, rtol=1e-9)


def test_beam_is_likelier_than_the_best_path():
    log_probs = drawn(60, 12, 5, size=0.7)
    found = [row[0].log_probability for row in prefix_beam(log_probs, beam_width=8)]
    greedy = transcript_log_probabilities(log_probs, best_paths(log_probs))
    assert np.mean(found) > np.mean(greedy)
    assert (np.array(found) >= greedy - 1e-9).mean() > 0.9


def test_padded_frames_change_nothing():
    log_probs = drawn(4, 6, 4)
    blank = np.full((4, 3, 4), -1e30)
    blank[..., 0] = 0
    padded = np.concatenate([log_probs, blank], axis=1)
    for one, other in zip(prefix_beam(padded), prefix_beam(log_probs), strict=True):
        assert one[0].symbols.tolist() == other[0].symbols.tolist()
        assert one[0].log_probability == pytest.approx(other[0].log_probability)


def test_rows_are_searched_alike_side_by_side_and_alone(monkeypatch):
    log_probs = drawn(5, 7, 4)
    whole = prefix_beam(log_probs, beam_width=3)
    monkeypatch.setattr(ctc, "_CANDIDATES", 25)
    for one, other in zip(prefix_beam(log_probs, beam_width=3), whole, strict=True):
        assert one[0].symbols.tolist() == other[0].symbols.tolist()
        assert one[0].log_probability == other[0].log_probability


def test_language_model_turns_what_is_unsure():
    """Frames say 1 then 2 or 3 alike; the model knows that 3 follows 1, and ends."""
    frames = np.log([[[0.1, 0.8, 0.05, 0.05], [0.1, 0.1, 0.401, 0.399]]])

    def follows(prefixes):
        found = np.full((len(prefixes), 4), np.log(0.1))
        for row, prefix in zip(found, prefixes, strict=True):
            row[3 if prefix.tolist() == [1] else 1] = np.log(0.7)
        return found

    assert prefix_beam(frames)[0][0].symbols.tolist() == [1, 2]
    best = prefix_beam(frames, language=Language(follows, 0.5, 0.25))[0][0]
    assert best.symbols.tolist() == [1, 3]
    told = np.log(0.7) + np.log(0.7) + np.log(0.1)
    assert best.score == pytest.approx(best.log_probability + 0.5 * told + 2 * 0.25)
    long = prefix_beam(drawn(1, 8, 4), language=Language(follows, 0.0, 9.0))[0][0]
    short = prefix_beam(drawn(1, 8, 4), language=Language(follows, 0.0, -9.0))[0][0]
    assert len(long.symbols) > len(short.symbols)


def test_fewer_transcripts_than_asked_for_where_there_are_no_more():
    (row,) = prefix_beam(drawn(1, 1, 3), n_best=5)
    assert sorted(one.symbols.tolist() for one in row) == [[], [1], [2]]


def test_wrong_arguments_get_one_sentence():
    with pytest.raises(ValueError, match=r"must have shape \(rows, frames, classes\)"):
        prefix_beam(np.zeros((3, 2)))
    with pytest.raises(ValueError, match=r"got 1 classes and NaN"):
        best_paths(np.full((1, 2, 1), np.nan))
    with pytest.raises(ValueError, match="n_best=11 is more than beam_width=10"):
        prefix_beam(drawn(1, 2, 2), n_best=11)
    with pytest.raises(ValueError, match=r"of shape \(1, 3\), got \(1, 2\)"):
        prefix_beam(drawn(1, 2, 3), language=Language(lambda _: np.zeros((1, 2))))
    with pytest.raises(ValueError, match="needs 3 frames, one between equal"):
        symbol_times(drawn(1, 2, 3)[0], [1, 1])


@pytest.mark.parametrize("symbols", [[1, 2], [2, 2, 1], [1], []])
def test_times_are_those_of_the_best_path(symbols):
    (log_probs,) = drawn(1, 6, 3, seed=len(symbols))
    paths = [
        path
        for path in itertools.product(range(3), repeat=6)
        if list(spelt(path)) == symbols
    ]
    best = max(paths, key=lambda path: log_probs[np.arange(6), path].sum())
    runs, start = [], 0
    for symbol, run in itertools.groupby(best):
        length = len(list(run))
        if symbol:
            runs.append((start, start + length - 1))
        start += length
    first, last, chances = symbol_times(log_probs, symbols)
    assert list(zip(first.tolist(), last.tolist(), strict=True)) == runs
    for (begin, end), symbol, chance in zip(runs, symbols, chances, strict=True):
        expected = np.exp(log_probs[begin : end + 1, symbol]).mean()
        assert chance == pytest.approx(expected)
