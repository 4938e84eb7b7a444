"""A beam search as a tree: the sequences that it kept at every length."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from seqkit.decoding.beam import Trace, divisor
from seqkit.decoding.rules import Decoded, Rules


class BeamTree(NamedTuple):
    """Sequences that a beam search kept, one token longer at each node.

    The first node is the start. Shorter sequences stand before longer ones, but for one
    that greedy decoding alone found: it stands last.

    parents : int64 (nodes,), the node that is continued, -1 for the start
    tokens : int64 (nodes,), with what it is continued; the end is a node of its own
    log_probabilities : float64 (nodes,), of all tokens up to there that were free
    scores : float64 (nodes,), what sequences that ended are ranked by, NaN of others
    """

    parents: np.ndarray
    tokens: np.ndarray
    log_probabilities: np.ndarray
    scores: np.ndarray


class Walked(NamedTuple):
    """What greedy decoding found of a row, and how it is ranked.

    tokens : without the end
    totals : log probabilities up to each of them
    total, score : of the whole sequence
    """

    tokens: Sequence[int]
    totals: Sequence[float]
    total: float
    score: float

    @classmethod
    def of(
        cls, found: Decoded, greedy: Decoded, running: np.ndarray, row: int
    ) -> "Walked | None":
        """Return that of one row, None where it is not among those that were found."""
        length = greedy.lengths[row, 0]
        tokens = greedy.tokens[row, 0]
        same = (found.tokens[row] == tokens).all(axis=1)
        places = np.flatnonzero(same & (found.lengths[row] == length))
        if not len(places):
            return None
        return cls(
            tokens[:length].tolist(),
            running[row, :length].tolist(),
            float(greedy.log_probabilities[row, 0]),
            float(found.scores[row, places[0]]),
        )


def grown(trace: Trace | None, rules: Rules, penalty: float) -> BeamTree:
    """Return the tree of one row of a search; of ends, those among the best so far.

    Parameters
    ----------
    trace : arrays (beams, length); None where nothing was searched: the start alone
    rules, penalty : those of the search
    """
    nodes: list[tuple] = [(-1, rules.start, 0.0, np.nan)]
    before, best = np.zeros(1, "int64"), np.zeros(0)
    steps = [] if trace is None else [np.moveaxis(part, 1, 0) for part in trace]
    for at, (parents, tokens, totals, ended) in enumerate(zip(*steps, strict=True)):
        scores = ended / divisor(at + 1, penalty)
        best = np.sort(np.concatenate([best, scores]))[-len(scores) :]
        kept = np.isfinite(ended) & (scores >= best[0])
        nodes += [
            (before[beam], rules.end, ended[beam], scores[beam])
            for beam in np.flatnonzero(kept)
        ]
        whole = at + 1 == rules.maximum_length
        scores = totals / divisor(at + 1, penalty) if whole else totals * np.nan
        grows = np.isfinite(totals)
        places = len(nodes) - 1 + np.cumsum(grows)
        nodes += [
            (before[parents[beam]], tokens[beam], totals[beam], scores[beam])
            for beam in np.flatnonzero(grows)
        ]
        before = places
    return BeamTree(*map(np.array, zip(*nodes, strict=True)))


def with_walked(tree: BeamTree, walked: Walked, rules: Rules) -> BeamTree:
    """Return a tree that holds what greedy decoding found, too."""
    nodes = list(zip(*tree, strict=True))
    children = {(parent, token): n for n, (parent, token, *_) in enumerate(nodes)}
    ends = len(walked.tokens) < rules.maximum_length
    path = list(zip(walked.tokens, walked.totals, strict=True))
    path += [(rules.end, walked.total)] * ends
    node = 0
    for token, total in path:
        if (node, token) in children:
            node = children[node, token]
        else:
            nodes.append((node, token, total, np.nan))
            node = len(nodes) - 1
    if np.isnan(nodes[node][3]):
        nodes[node] = (*nodes[node][:3], walked.score)
    return BeamTree(*map(np.array, zip(*nodes, strict=True)))
