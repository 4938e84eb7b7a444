"""Chorales in four voices, made to order by the rules of harmony.

Two phrases are searched for, A and B, and put together as A A B A: what follows a chord
depends on the phrase, and A comes back after eight steps and after sixteen, which
nobody can know who sees only the chord before.
"""

from functools import cache
from itertools import product

import numpy as np

from seqkit import checks
from seqkit.datasets.chorale_rules import (
    LEAPS,
    PHRASE,
    RANGES,
    SPACING,
    TRIADS,
    parallels,
)

RandomState = int | np.random.Generator | None

# which degrees follow which: functions in the order of the textbooks
_NEXT = {1: (2, 3, 4, 5, 6), 2: (5, 5, 7), 3: (4, 6), 4: (1, 2, 5, 5), 5: (1, 1, 6),
         6: (2, 4, 5), 7: (1,)}  # fmt: skip
_CHORDS = PHRASE - 1  # of a phrase; the last is held for two steps
_HALF, _FULL = (5,), (5, 1)  # how phrases end
_ROOT_POSITION = (1, 4, 5, 6)  # other degrees may have their third in the bass
_SMOOTH = 4.0  # semitones of motion that make a voicing e times less likely
_TRIES = 400  # voicings looked at before other chords are drawn


def chorales(count: int, random_state: RandomState = None) -> list[np.ndarray]:
    """Make chorales of 32 steps by rule, each in a key of its own.

    Four phrases of 8 steps, A A B A, of seven chords each, the last held for two steps;
    A ends in a full cadence, dominant and tonic, B on the dominant. Chords are triads
    of one of 24 keys, each voice keeps to its range, and between steps, across phrases
    too, there are neither parallel fifths nor octaves, nor wide leaps.

    Parameters
    ----------
    count : number of chorales
    random_state : seed, generator, or None for another draw each time; the first
        chorales are the same however many follow

    Returns
    -------
    list of count int64 arrays (32, 4)
        MIDI pitches, soprano first. `chorale_faults` finds nothing in them.

    Raises
    ------
    ValueError
        If the number is too small.

    References
    ----------
    The rules are those that textbooks of four-part harmony have in common, for
    example Piston (1941), Harmony.

    Examples
    --------
    >>> chords = chorales(1, random_state=0)[0]
    >>> chords.shape, bool((chords[:8] == chords[24:]).all())
    ((32, 4), True)
    """
    checks.check_count("count", count)
    draw = np.random.default_rng(random_state)
    return [_chorale(draw) for _ in range(count)]


def _chorale(draw: np.random.Generator) -> np.ndarray:
    mode = ("major", "minor")[int(draw.integers(2))]
    tonic = int(draw.integers(12))
    while True:
        A = _phrase(draw, tonic, mode, _FULL, None, None)
        if A is None or not _may_follow(A[-1], A[:1], tonic)[0]:
            continue
        B = _phrase(draw, tonic, mode, _HALF, A[-1], A[0])
        if B is not None:
            held = [np.append(phrase, phrase[-1:], axis=0) for phrase in (A, A, B, A)]
            return np.concatenate(held)


def _phrase(
    draw: np.random.Generator,
    tonic: int,
    mode: str,
    end: tuple[int, ...],
    before: np.ndarray | None,
    after: np.ndarray | None,
) -> np.ndarray | None:
    """Search for voicings of drawn chords, (7, 4); None if there are none soon."""
    degrees = _progression(draw, end)
    chosen: list[np.ndarray] = []
    waiting = [_candidates(draw, tonic, mode, degrees[0], before)]
    for _ in range(_TRIES):
        if len(chosen) == _CHORDS:
            return np.array(chosen)
        if not waiting[-1]:
            if len(waiting) == 1:
                return None
            waiting.pop()
            chosen.pop()
            continue
        chosen.append(waiting[-1].pop())
        if len(chosen) < _CHORDS:
            degree = degrees[len(chosen)]
            waiting.append(_candidates(draw, tonic, mode, degree, chosen[-1]))
        elif after is not None and not _may_follow(chosen[-1], after[None], tonic)[0]:
            chosen.pop()
    return None


def _progression(draw: np.random.Generator, end: tuple[int, ...]) -> list[int]:
    """Draw degrees that begin with the tonic and lead into an end."""
    while True:
        degrees = [1]
        while len(degrees) < _CHORDS - len(end):
            degrees.append(int(draw.choice(_NEXT[degrees[-1]])))
        if end[0] in _NEXT[degrees[-1]]:
            return [*degrees, *end]


def _candidates(
    draw: np.random.Generator,
    tonic: int,
    mode: str,
    degree: int,
    before: np.ndarray | None,
) -> list[np.ndarray]:
    """Return voicings that may follow a chord, the one to try first at the end."""
    voicings = _voicings(tonic, mode, degree)
    motion = np.zeros(len(voicings))
    if before is not None:
        voicings = voicings[_may_follow(before, voicings, tonic)]
        motion = np.abs(voicings - before).sum(axis=1)
    keys = draw.gumbel(size=len(voicings)) - motion / _SMOOTH
    return list(voicings[np.argsort(keys)])


def _may_follow(before: np.ndarray, voicings: np.ndarray, tonic: int) -> np.ndarray:
    """Say which voicings (n, 4) break no rule behind a chord (4,)."""
    steps = voicings - before
    fine = (np.abs(steps) <= LEAPS).all(axis=1) & (parallels(before, voicings) == 0)
    if (before[0] + 1 - tonic) % 12:
        return fine
    # no other chord than the tonic's has the tonic in the bass
    to_tonic = (voicings[:, -1] - tonic) % 12 == 0
    return fine & (~to_tonic | (steps[:, 0] == 1))


@cache
def _voicings(tonic: int, mode: str, degree: int) -> np.ndarray:
    """Return all ways to sing a triad in four voices: int64 (ways, 4)."""
    triad = [(tonic + tone) % 12 for tone in TRIADS[mode][degree]]
    basses = triad[:1] if degree in _ROOT_POSITION else triad[:2]
    sung = [
        [pitch for pitch in range(low, high + 1) if pitch % 12 in classes]
        for (low, high), classes in zip(RANGES, [triad] * 3 + [basses], strict=True)
    ]
    ways = np.array(list(product(*sung)), dtype="int64")
    gaps = -np.diff(ways, axis=1)
    classes = ways % 12
    full = np.all([(classes == tone).any(axis=1) for tone in triad], axis=0)
    once = (classes == (tonic + 11) % 12).sum(axis=1) <= 1
    return ways[((gaps > 0) & (gaps <= SPACING)).all(axis=1) & full & once]
