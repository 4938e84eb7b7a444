"""The rules of the chorales made here, and where other chords break them.

Chords are (timesteps, 4) pitches, soprano first. A key is a tonic (0 is C) and a mode;
a chord of it is a triad on one of its degrees, 1 to 7.
"""

from collections import Counter
from itertools import combinations
from typing import Any

import numpy as np

from seqkit import checks

RANGES = ((60, 79), (55, 74), (48, 67), (40, 60))  # soprano, alto, tenor, bass
PHRASE, STEPS = 8, 32
LEAPS = (7, 7, 7, 12)  # semitones, at most
SPACING = (12, 12, 24)  # between neighbours, at most
TRIADS = {
    "major": {1: (0, 4, 7), 2: (2, 5, 9), 3: (4, 7, 11), 4: (5, 9, 0), 5: (7, 11, 2),
              6: (9, 0, 4), 7: (11, 2, 5)},
    "minor": {1: (0, 3, 7), 2: (2, 5, 8), 3: (3, 7, 10), 4: (5, 8, 0), 5: (7, 11, 2),
              6: (8, 0, 3), 7: (11, 2, 5)},
}  # fmt: skip
FAULTS = (
    "range", "order", "spacing", "chord", "doubling", "leap", "parallel", "leading",
    "cadence", "form",
)  # fmt: skip
_LEADING = 11
_PERFECT = (0, 7)
_OPEN = 2  # the phrase that ends on the dominant
_PAIRS = list(combinations(range(4), 2))


def chorale_faults(chords: Any) -> dict[str, int]:
    """Count how often chords break the rules that `chorales` keeps.

    The key is that of the last chord, whose lowest voice sings the tonic.

    Parameters
    ----------
    chords : whole numbers (timesteps, 4), soprano first; not transposed beforehand

    Returns
    -------
    dict, fault → how many times, of those that were found:

    - 'range': a voice outside of its range, or silent
    - 'order': a voice not below the one above it; 'spacing': too far below it (an
      octave, two for the bass)
    - 'chord': a step that is no full triad of the key; 'doubling': its leading tone in
      two voices
    - 'leap': a voice moves by more than a fifth, the bass by more than an octave
    - 'parallel': two voices move, and stay octaves or fifths apart
    - 'leading': the soprano sings the leading tone and does not rise to the tonic when
      the tonic chord follows
    - 'cadence': no dominant before the tonic at the end of phrases 1, 2 and 4, no
      dominant at the end of phrase 3, or their chord is not in root position
    - 'form': not four phrases of 8 steps of which 1, 2 and 4 are equal (one for each
      step that differs, or is missing or too many)

    Raises
    ------
    ValueError
        If chords have another shape or other values, or no step.

    Examples
    --------
    >>> from seqkit.datasets import chorales
    >>> chords = chorales(1, random_state=0)[0]
    >>> chorale_faults(chords)
    {}
    >>> chords[3, 0] += 1
    >>> "form" in chorale_faults(chords)
    True
    """
    sung = checks.check_four_voices(checks.check_chords(chords))
    degrees, leading = degrees_of(sung)
    steps = np.diff(sung, axis=0)
    found = Counter(
        range=int(((sung < _bounds(0)) | (sung > _bounds(1))).sum()),
        order=int((np.diff(sung, axis=1) >= 0).sum()),
        spacing=int((-np.diff(sung, axis=1) > SPACING).sum()),
        chord=int((degrees == 0).sum()),
        doubling=int(((sung % 12 == leading).sum(axis=1) > 1).sum()),
        leap=int((np.abs(steps) > LEAPS).sum()),
        parallel=int(parallels(sung[:-1], sung[1:]).sum()),
        leading=_stuck(sung, degrees, leading),
        cadence=_without_cadence(sung, degrees),
        form=_out_of_form(sung),
    )
    return {fault: found[fault] for fault in FAULTS if found[fault]}


def degrees_of(sung: np.ndarray) -> tuple[np.ndarray, int]:
    """Return the degree of each chord, 0 for none, and the leading tone (0 is C).

    Examples
    --------
    >>> sung = np.array([[71, 67, 62, 55], [72, 67, 64, 48]])
    >>> degrees_of(sung)
    (array([5, 1]), 11)
    """
    tonic = int(sung[-1].min() % 12)
    last = {int(pitch - tonic) % 12 for pitch in sung[-1]}
    mode = "minor" if last == set(TRIADS["minor"][1]) else "major"
    known = {frozenset(triad): degree for degree, triad in TRIADS[mode].items()}
    classes = (sung - tonic) % 12
    degrees = [known.get(frozenset(row), 0) for row in classes.tolist()]
    return np.array(degrees), (tonic + _LEADING) % 12


def parallels(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Count pairs of voices that move and stay octaves or fifths apart.

    Parameters
    ----------
    before, after : whole numbers (..., 4), or what broadcasts to it

    Returns
    -------
    int64 array (...)

    Examples
    --------
    >>> parallels(np.array([72, 67, 64, 60]), np.array([74, 69, 65, 62])).tolist()
    2
    """
    moved = after != before
    count = np.zeros(moved.shape[:-1], dtype="int64")
    for high, low in _PAIRS:
        first = (before[..., high] - before[..., low]) % 12
        second = (after[..., high] - after[..., low]) % 12
        both = moved[..., high] & moved[..., low]
        count += both & (first == second) & np.isin(first, _PERFECT)
    return count


def _bounds(side: int) -> np.ndarray:
    return np.array(RANGES)[:, side]


def _stuck(sung: np.ndarray, degrees: np.ndarray, leading: int) -> int:
    """Count leading tones of the soprano that do not rise to the tonic."""
    soprano = sung[:, 0]
    asks = (soprano[:-1] % 12 == leading) & (degrees[1:] == 1)
    return int((asks & (np.diff(soprano) != 1)).sum())


def _without_cadence(sung: np.ndarray, degrees: np.ndarray) -> int:
    """Count ends of phrases that are not what they should be."""
    bass = (sung[:, -1] - sung[-1, -1]) % 12
    wrong = 0
    for phrase in range(STEPS // PHRASE):
        start, last = phrase * PHRASE, (phrase + 1) * PHRASE - 1
        if last >= len(sung):
            break
        if phrase == _OPEN:
            wrong += int(degrees[last] != 5 or bass[last] != 7)
            continue
        other = np.flatnonzero(degrees[start:last] != degrees[last])
        before = degrees[start + other[-1]] if len(other) else 0
        wrong += int(degrees[last] != 1 or bass[last] != 0 or before != 5)
    return wrong


def _out_of_form(sung: np.ndarray) -> int:
    wrong = abs(len(sung) - STEPS)
    first = sung[:PHRASE]
    for start in (PHRASE, 3 * PHRASE):
        again = sung[start : start + PHRASE]
        wrong += int((again != first[: len(again)]).any(axis=1).sum())
    return wrong
