"""Spoken digits, made to order by a formant synthesizer: one, or several in a row."""

from dataclasses import dataclass

import numpy as np

from seqkit import checks
from seqkit.datasets.speech_phones import DIGITS
from seqkit.datasets.speech_synthesis import RATE, draw_voice, speak
from seqkit.datasets.splits import Splits

_WORDS = tuple(DIGITS)
_TEXTS = ("words", "figures")
_SPEAKERS = {"train": 40, "test": 20}
_PARTS = tuple(_SPEAKERS)


@dataclass(frozen=True, eq=False)
class SpokenTexts:
    """Recordings, what is said in them and by whom; `len` counts the recordings.

    Attributes
    ----------
    waveforms : list of float32 arrays (samples,), in -1 to 1
    texts : list of str
    speakers : int64 array (recordings,)
    rate : samples a second
    """

    waveforms: list[np.ndarray]
    texts: list[str]
    speakers: np.ndarray
    rate: int = RATE

    def __len__(self) -> int:
        return len(self.waveforms)


def load_spoken_digits(
    train: int = 600,
    test: int = 300,
    *,
    digits: int | tuple[int, int] = 1,
    texts: str = "words",
    random_state: int = 0,
) -> Splits[SpokenTexts]:
    """Draw recordings of digits, of one for each or of several in a row.

    A synthesizer says them: harmonics of a pitch behind four resonances, and noise.
    Each speaker has a pitch, a length of the vocal tract, a tempo, breath and accent;
    each recording its own durations, intonation, pauses, room, noise (0 to 20 dB below
    the speech) and loudness. Digits flow into each other unless there is a pause.

    Parameters
    ----------
    train, test : number of recordings; those of `train` are by 40 speakers, those of
        `test` by 20 others
    digits : how many stand in a recording: a number, or the fewest and the most
    texts : 'words' ("three one four") or 'figures' ("314")
    random_state : seed; the first recordings are the same however many follow

    Returns
    -------
    Splits of SpokenTexts
        `train`, no `dev`, and `test`: `waveforms` at 8 kHz, `texts`, `speakers`. Of
        single digits, each ten in a row hold all of them, in random order; the texts
        are then labels.

    Raises
    ------
    ValueError
        If a number is too small, or `texts` is unknown.

    References
    ----------
    Klatt (1980), Software for a cascade/parallel formant synthesizer, Journal of the
    Acoustical Society of America 67.

    Examples
    --------
    >>> train, _, test = load_spoken_digits(3, 2, digits=(2, 4))
    >>> train.texts, train.rate, train.waveforms[0].dtype.name
    (['zero three seven', 'six one five six', 'four nine'], 8000, 'float32')
    """
    checks.check_count("train", train)
    checks.check_count("test", test)
    checks.check_choice("texts", texts, _TEXTS)
    checks.check_count("random_state", random_state, 0)
    sizes = checks.check_size_range("digits", digits)
    made = [
        _part(name, count, sizes, texts, random_state)
        for name, count in zip(_PARTS, (train, test), strict=True)
    ]
    return Splits(made[0], None, made[1])


def _part(
    name: str, count: int, sizes: tuple[int, int], texts: str, seed: int
) -> SpokenTexts:
    """Draw one part, each recording from a generator of its own."""
    part = _PARTS.index(name)
    voices = [
        draw_voice(np.random.default_rng((seed, part, 0, speaker)))
        for speaker in range(_SPEAKERS[name])
    ]
    waveforms, written, speakers = [], [], []
    for sample in range(count):
        draw = np.random.default_rng((seed, part, 1, sample))
        speaker = int(draw.integers(len(voices)))
        if sizes == (1, 1):
            order = np.random.default_rng((seed, part, 2, sample // 10)).permutation(10)
            said = [int(order[sample % 10])]
        else:
            said = draw.integers(10, size=draw.integers(*sizes, endpoint=True)).tolist()
        waveforms.append(speak(_phones(said, draw), voices[speaker], draw))
        written.append(_text(said, texts))
        speakers.append(speaker)
    first = 0 if part == 0 else _SPEAKERS["train"]
    return SpokenTexts(waveforms, written, np.array(speakers) + first)


def _phones(said: list[int], draw: np.random.Generator) -> list[str]:
    """Return the phones of digits, now and then with a pause between two."""
    phones: list[str] = []
    for digit in said:
        if phones and draw.random() < 0.6:
            phones.append("pause")
        phones.extend(DIGITS[_WORDS[digit]])
    return phones


def _text(said: list[int], texts: str) -> str:
    if texts == "figures":
        return "".join(map(str, said))
    return " ".join(_WORDS[digit] for digit in said)
