"""Public sets to learn to generate from: a text, and chorales in four voices."""

import json
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.datasets.addresses import PUBLIC
from seqkit.datasets.remote import fetch_file
from seqkit.datasets.splits import Splits, fetch_parts
from seqkit.readers.lines import read_text
from seqkit.sequences.chords import SILENCE

_VOICES = 4
_TRAIN, _DEV = 0.9, 0.5  # of the text, and of what is left of it
_RESOLUTIONS = ("quarter", "8th", "16th")


def fetch_tiny_shakespeare() -> Splits[str]:
    """Fetch scenes of Shakespeare's plays as one text, known as tiny Shakespeare.

    Those who put it together made no split; this is the usual one by place: the first
    90 % to train, then 5 % and 5 %. Where others validate on the last 10 %, that is dev
    and test together.

    Returns
    -------
    Splits of str
        1,003,854 characters to train, 55,770 dev, 55,770 test, in the order of the
        file; 65 different ones, '\\n' among them.

    Raises
    ------
    ImportError
        If the file must be downloaded and the extra 'fetch' is not installed.
    OSError
        If the file can neither be downloaded nor found, or is damaged.

    References
    ----------
    Karpathy (2015), The unreasonable effectiveness of recurrent neural networks, and
    its repository char-rnn; the plays are in the public domain.

    Examples
    --------
    >>> train, dev, test = fetch_tiny_shakespeare()  # doctest: +SKIP
    >>> train[:14]  # doctest: +SKIP
    'First Citizen:'
    """
    text = read_text(fetch_parts("tiny_shakespeare")["all"])
    first = int(_TRAIN * len(text))
    second = first + int(_DEV * (len(text) - first))
    return Splits(text[:first], text[first:second], text[second:])


def fetch_jsb(resolution: str = "quarter") -> Splits[list[np.ndarray]]:
    """Fetch 382 chorales harmonised by Bach, in four voices, known as JSB.

    Parameters
    ----------
    resolution : the note value of a step. 'quarter' holds the chords of the usual
        comparisons, transposed so that most chorales (214 of 229 to train) end on C;
        '8th' and '16th' hold voices that cross, in many keys

    Returns
    -------
    Splits of lists of int64 arrays (timesteps, 4)
        229 chorales to train, 76 dev, 77 test. MIDI pitches, soprano first, -1 where a
        voice is silent or, in 'quarter' for a tenth of the chords, sings what another
        one sings: there a chord is a set, and -1 fills it behind its lowest pitch. A
        voice that repeats a pitch is not told from one that holds it.

    Raises
    ------
    ValueError
        If `resolution` is unknown.
    ImportError
        If the file must be downloaded and the extra 'fetch' is not installed.
    OSError
        If the file can neither be downloaded nor found, or is damaged.

    References
    ----------
    Boulanger-Lewandowski, Bengio and Vincent (2012), Modeling temporal dependencies in
    high-dimensional sequences, ICML, for 'quarter' and the split; Allan and Williams
    (2005), Harmonising chorales by probabilistic inference, NIPS. The music is in the
    public domain; its repository states no licence.

    Examples
    --------
    >>> train, dev, test = fetch_jsb()  # doctest: +SKIP
    >>> len(train), train[0][:2].tolist()  # doctest: +SKIP
    (229, [[88, 79, 72, 60], [88, 79, 72, -1]])
    """
    checks.check_choice("resolution", resolution, _RESOLUTIONS)
    path = fetch_file(PUBLIC["jsb"][resolution], caller="fetch_jsb")
    parts: dict[str, list[Any]] = json.loads(path.read_text(encoding="utf-8"))
    rising = resolution == "quarter"
    return Splits(
        *(
            [_voices(steps, rising) for steps in parts[part]]
            for part in ("train", "valid", "test")
        )
    )


def _voices(steps: list[list[int]], rising: bool) -> np.ndarray:
    """Return pitches (timesteps, voices), soprano first."""
    chords = np.full((len(steps), _VOICES), SILENCE, dtype="int64")
    for row, pitches in zip(chords, steps, strict=True):
        row[: len(pitches)] = pitches[::-1] if rising else pitches
    return chords
