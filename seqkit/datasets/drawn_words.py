"""Words drawn with a pen, made to order: pictures of one height and any width.

The words are made of syllables and mean nothing, so that no list of words helps to read
them; which ones stand in the test part, their spelling decides.
"""

from dataclasses import dataclass
from functools import cache
from zlib import crc32

import numpy as np

from seqkit import checks
from seqkit.datasets.splits import Splits
from seqkit.datasets.stroke_letters import LETTERS, Stroke

_ONSETS = (
    *("b", "bl", "br", "c", "ch", "cl", "cr", "d", "dr", "f", "fl", "fr", "g", "gl"),
    *("gr", "h", "j", "k", "l", "m", "n", "p", "ph", "pl", "pr", "qu", "r", "s", "sh"),
    *("sk", "sl", "sp", "st", "t", "th", "tr", "v", "w", "wh", "y", "z", ""),
)
_VOWELS = (
    "a",
    "a",
    "e",
    "e",
    "i",
    "i",
    "o",
    "o",
    "u",
    "ai",
    "ea",
    "ee",
    "oa",
    "ou",
    "y",
)
_CODAS = (
    *("", "", "", "", "b", "ck", "d", "f", "g", "l", "ll", "m", "mp", "n", "nd", "ng"),
    *("nk", "nt", "p", "r", "rd", "rm", "rt", "s", "ss", "st", "t", "x", "ze", "ve"),
)
_EVERY = 5  # one word in so many is one of the test part
_POINTS = 4  # of a curve, between two points of a stroke
_DEPTH, _TOP = 1.15, 2.1  # of a letter, below and above the baseline
_MARGIN = 4  # pixels


@dataclass(frozen=True, eq=False)
class DrawnWords:
    """Pictures of words, and what is written; `len` counts the words.

    Attributes
    ----------
    images : list of uint8 arrays (height, width), 0 (ink) to 255 (paper)
    texts : list of str, of the letters a to z
    """

    images: list[np.ndarray]
    texts: list[str]

    def __len__(self) -> int:
        return len(self.images)


def load_drawn_words(
    train: int = 1500,
    test: int = 300,
    *,
    syllables: int | tuple[int, int] = (1, 3),
    height: int = 32,
    random_state: int = 0,
) -> Splits[DrawnWords]:
    """Draw pictures of words, letter after letter, no word in both parts.

    Each picture has a hand of its own: slant, width and spacing of letters, thickness
    of the pen, how much points and the baseline wander; and its own paper, ink, noise
    and blur.

    Parameters
    ----------
    train, test : number of words; one word of five can stand in `test` alone
    syllables : of a word: a number, or the fewest and the most
    height : of the pictures in pixels, 16 at least; their width is what the word takes
    random_state : seed; the first words are the same however many follow

    Returns
    -------
    Splits of DrawnWords
        `train`, no `dev`, and `test`: `images` and `texts`.

    Raises
    ------
    ValueError
        If a number is too small.

    Examples
    --------
    >>> train, _, test = load_drawn_words(3, 2)
    >>> train.texts
    ['roggabess', 'lamstupgyb', 'rimp']
    >>> [image.shape for image in train.images]
    [(32, 104), (32, 74), (32, 42)]
    """
    for name, count, least in (
        ("train", train, 1),
        ("test", test, 1),
        ("height", height, 16),
        ("random_state", random_state, 0),
    ):
        checks.check_count(name, count, least)
    fewest, most = checks.check_size_range("syllables", syllables)
    parts = []
    for part, count in enumerate((train, test)):
        images, texts = [], []
        for sample in range(count):
            draw = np.random.default_rng((random_state, part, sample))
            texts.append(_word(draw, fewest, most, part == 1))
            images.append(_drawn(texts[-1], height, draw))
        parts.append(DrawnWords(images, texts))
    return Splits(parts[0], None, parts[1])


def _word(draw: np.random.Generator, fewest: int, most: int, tested: bool) -> str:
    """Draw words until one belongs to the part."""
    while True:
        count = int(draw.integers(fewest, most, endpoint=True))
        sounds = [
            table[draw.integers(len(table))]
            for _ in range(count)
            for table in (_ONSETS, _VOWELS, _CODAS)
        ]
        word = "".join(sounds)
        if (crc32(word.encode()) % _EVERY == 0) == tested:
            return word


def _drawn(word: str, height: int, draw: np.random.Generator) -> np.ndarray:
    """Return the picture of a word, uint8 (height, width)."""
    unit = height / (_DEPTH + _TOP) * draw.uniform(0.75, 0.95)
    wide, slant = unit * draw.uniform(0.85, 1.4), draw.uniform(-0.15, 0.45)
    gap, wander = draw.uniform(0.12, 0.4), draw.uniform(0.01, 0.05)
    base = (height + (_TOP - _DEPTH) * unit) / 2 + draw.uniform(-1, 1)
    x, pieces = 0.0, []
    for letter in word:
        points = _letter(letter) + draw.normal(size=_letter(letter).shape) * wander
        points[..., 1] *= draw.uniform(0.9, 1.1)
        right = wide * float(points[..., 0].max())
        across = x + wide * points[..., 0] + slant * unit * points[..., 1]
        base += 0.3 * draw.normal()
        pieces.append(np.stack([across, base - unit * points[..., 1]], axis=-1))
        x += right + wide * gap * draw.uniform(0.6, 1.4)
    left = min(piece[..., 0].min() for piece in pieces) - _MARGIN
    width = int(np.ceil(max(piece[..., 0].max() for piece in pieces) + _MARGIN - left))
    reach = np.full((height, width), np.inf)
    for piece in pieces:
        _draw_near(reach, piece - (left, 0))
    return _printed(reach, draw)


@cache
def _letter(letter: str) -> np.ndarray:
    """Return the lines of a letter's curves (lines, 2 ends, x and y)."""
    return np.concatenate([_curve(stroke) for stroke in LETTERS[letter]])


def _curve(stroke: Stroke) -> np.ndarray:
    """Return lines of the smooth curve through points (Catmull and Rom, 1974)."""
    points = np.array(stroke)
    ends = np.concatenate([points[:1], points, points[-1:]])
    a, b, c, d = (ends[k : len(ends) - 3 + k, None] for k in range(4))
    t = (np.arange(_POINTS) / _POINTS)[:, None]
    bent = b + 0.5 * t * (
        (c - a) + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))
    )
    way = np.concatenate([bent.reshape(-1, 2), points[-1:]])
    return np.stack([way[:-1], way[1:]], axis=1)


def _draw_near(reach: np.ndarray, lines: np.ndarray) -> None:
    """Lower the squared distance of pixels to the next line, near a letter."""
    first = np.maximum(np.floor(lines.min(axis=(0, 1)) - _MARGIN), 0).astype(int)
    last = np.ceil(lines.max(axis=(0, 1)) + _MARGIN).astype(int)
    part = reach[first[1] : last[1], first[0] : last[0]]
    rows, columns = np.indices(part.shape, dtype="float32")
    x, y = columns.ravel() + first[0] + 0.5, rows.ravel() + first[1] + 0.5
    (x0, y0), (dx, dy) = lines[:, 0].T, (lines[:, 1] - lines[:, 0]).T
    away_x, away_y = x - x0[:, None], y - y0[:, None]
    along = (away_x * dx[:, None] + away_y * dy[:, None]) / (
        np.maximum(dx**2 + dy**2, 1e-6)[:, None]
    )
    along = np.clip(along, 0, 1)
    squared = (away_x - along * dx[:, None]) ** 2 + (away_y - along * dy[:, None]) ** 2
    np.minimum(part, squared.min(axis=0).reshape(part.shape), out=part)


def _printed(reach: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Return ink on paper, of squared distances to the pen's way."""
    height = len(reach)
    pen = draw.uniform(0.02, 0.04) * height
    soft = draw.uniform(0.5, 1.0)
    ink = np.clip((pen - np.sqrt(reach)) / soft + 0.5, 0, 1)
    paper, dark = draw.uniform(200, 250), draw.uniform(10, 110)
    left, right = draw.uniform(-12, 12, 2)
    shade = np.linspace(left, right, reach.shape[1])
    grain = draw.uniform(2, 14) * draw.normal(size=reach.shape)
    return np.clip(paper + shade + (dark - paper) * ink + grain, 0, 255).astype("uint8")
