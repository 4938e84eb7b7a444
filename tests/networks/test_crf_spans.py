"""Spans of a chain against every path written out, and the best ones against all."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqkit.networks import ILLEGAL, ChainScores
from seqkit.networks.crf_spans import SpanChances, best_spans, span_chances
from seqkit.sequences.spans import (
    illegal_step,
    legal_transitions,
    span_steps,
    spans_of,
)

TAGS = {
    "BIO": ["O", "B-X", "I-X", "B-Y"],
    "IOB1": ["O", "B-X", "I-X", "I-Y"],
    "BIOES": ["O", "B-X", "I-X", "E-X", "S-X", "S-Y"],
}
schemes = pytest.mark.parametrize("scheme", list(TAGS))


def chain(tags, scheme, seed, lengths=(4, 2, 0, 1), legal=True):
    draw = np.random.default_rng(seed)
    shapes = [(len(lengths), 5, len(tags)), (len(tags),) * 2, *[(len(tags),)] * 2]
    e, *moves = (draw.normal(0, 2, shape).astype("float32") for shape in shapes)
    if legal:
        start, steps, end = legal_transitions(tags, scheme)
        allowed = steps, start, end
        pairs = zip(allowed, moves, strict=True)
        moves = [np.where(may, part, ILLEGAL).astype("float32") for may, part in pairs]
    return ChainScores(e, *moves, np.arange(5) < np.array(lengths)[:, None])


def written_out(scores, tags, scheme):
    """Return the probability of each span, by sentence, from all paths."""
    emissions, moves, start, end, mask = (np.asarray(x, "float64") for x in scores)
    found = {}
    for sentence, length in enumerate(mask.sum(axis=1).astype(int)):
        weights, spans = [], []
        for path in itertools.product(range(len(tags)), repeat=length):
            if not path:
                continue
            total = emissions[sentence, range(length), path].sum() + start[path[0]]
            total += sum(moves[step] for step in itertools.pairwise(path))
            weights.append(total + end[path[-1]])
            spans.append(spans_of([tags[tag] for tag in path], scheme))
        chances = np.exp(np.array(weights) - max(weights, default=0))
        for chance, held in zip(chances / chances.sum(), spans, strict=True):
            for span in held:
                key = sentence, span.start, span.end, span.label
                found[key] = found.get(key, 0) + chance
    return found


@pytest.mark.parametrize(
    ("scheme", "legal"),
    [("BIO", True), ("IOB1", True), ("BIOES", True), ("BIO", False), ("BIOES", False)],
)
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_chances_are_those_of_all_paths(scheme, legal, seed):
    tags = TAGS[scheme]
    scores, steps = chain(tags, scheme, seed, legal=legal), span_steps(tags, scheme)
    sure = written_out(scores, tags, scheme)
    found = span_chances(scores.pack().numpy(), steps, least=1e-3)
    told = {
        (int(sentence), int(start), int(end), steps.labels[label]): chance
        for sentence, start, end, label, chance in zip(*found, strict=True)
    }
    assert told.keys() >= {span for span, chance in sure.items() if chance > 1.1e-3}
    for span, chance in told.items():
        assert chance == pytest.approx(sure[span], abs=1e-4)


@schemes
def test_every_legal_step_is_one_of_a_span_or_of_none(scheme):
    tags = TAGS[scheme]
    steps = span_steps(tags, scheme)
    for path in itertools.product(range(len(tags)), repeat=3):
        written = [tags[tag] for tag in path]
        if illegal_step(written, scheme) is not None:
            continue
        begins = [steps.begins[i, j] for i, j in itertools.pairwise((-1, *path))]
        ends = [steps.ends[i, j] for i, j in itertools.pairwise((*path, -1))]
        assert int(sum(begins)) == int(sum(ends)) == len(spans_of(written, scheme))


def spans(rows):
    """Make chances of rows (sentence, start, end, probability)."""
    sentence, start, end, probability = np.array(rows, float).reshape(-1, 4).T
    whole = [part.astype("int64") for part in (sentence, start, end, 0 * end)]
    return SpanChances(*whole, probability)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), threshold=st.sampled_from([0.05, 0.2, 0.5]))
def test_the_best_spans_are_the_best_of_all_subsets(seed, threshold):
    draw = np.random.default_rng(seed)
    starts = draw.integers(0, 6, (7, 1))
    ends = starts + draw.integers(1, 4, (7, 1))
    held = draw.integers(0, 2, (7, 1))
    chances = spans(np.hstack([held, starts, ends, draw.random((7, 1))]))
    most = 0.0
    for size in range(8):
        for chosen in itertools.combinations(range(7), size):
            part = chances.select(np.array(chosen, int))
            rows = sorted(zip(part.sentence, part.start, part.end, strict=True))
            apart = all(
                a[0] != b[0] or a[2] <= b[1] for a, b in itertools.pairwise(rows)
            )
            if apart:
                most = max(most, (part.probability - threshold).sum())
    best = best_spans(chances, threshold)
    assert (best.probability - threshold).sum() == pytest.approx(most)
    rows = list(zip(best.sentence, best.start, best.end, strict=True))
    assert rows == sorted(rows)
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in itertools.pairwise(rows))


def test_no_span_is_likely_enough():
    assert len(best_spans(spans([]), 0.1).start) == 0
    assert len(best_spans(spans([(0, 0, 1, 0.1)]), 0.1).start) == 0
