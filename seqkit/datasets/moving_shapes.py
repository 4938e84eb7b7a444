"""Clips of a shape in motion, made to order, of which one frame says nothing.

Where the shape is, how large and which way it stands is the same lottery for every
motion and frame: what leaves one side comes in at the other, what has grown to its
largest starts again at its smallest. Only from frame to frame can the motion be seen.
"""

from dataclasses import dataclass

import numpy as np

from seqkit import checks
from seqkit.datasets.splits import Splits

_MOTIONS = (
    *("left", "right", "up", "down", "clockwise", "counter-clockwise"),
    *("growing", "shrinking"),
)
_SHAPES = ("circle", "square", "triangle", "cross")
_STEPS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
_SMALLEST, _LARGEST = 0.08, 0.3  # radius, as a share of the side
_CONTRAST = 110.0  # of the shape's colour and the background's, at least
_SOFT = 0.6  # pixels over which an edge fades


@dataclass(frozen=True, eq=False)
class MovingShapes:
    """Clips, and what moves how in each; `len` counts the clips.

    Attributes
    ----------
    clips : list of uint8 arrays (frames, size, size, 3), red, green, blue
    motions : array (clips,) of str
    shapes : array (clips,) of str
    """

    clips: list[np.ndarray]
    motions: np.ndarray
    shapes: np.ndarray

    def __len__(self) -> int:
        return len(self.clips)

    @property
    def tags(self) -> list[tuple[str, str]]:
        """Motion and shape of each clip, for taggers of several labels."""
        return list(zip(self.motions.tolist(), self.shapes.tolist(), strict=True))


def load_moving_shapes(
    train: int = 800,
    test: int = 200,
    *,
    size: int = 32,
    frames: int | tuple[int, int] = (12, 24),
    random_state: int = 0,
) -> Splits[MovingShapes]:
    """Draw clips of a circle, square, triangle or cross that moves in one of 8 ways.

    It goes left, right, up or down, runs round clockwise or counter-clockwise, grows or
    shrinks; what leaves the picture comes in again at the other side. Colours, place,
    size, angle, speed, background, light and noise vary and mean nothing.

    Parameters
    ----------
    train, test : number of clips
    size : height and width in pixels, 16 at least
    frames : of a clip: a number, or the fewest and the most; 2 at least
    random_state : seed; the first clips are the same however many follow

    Returns
    -------
    Splits of MovingShapes
        `train`, no `dev`, and `test`: `clips`, `motions` and `shapes`; each eight clips
        in a row hold all motions, in random order.

    Raises
    ------
    ValueError
        If a number is too small.

    Examples
    --------
    >>> train, _, test = load_moving_shapes(3, 2)
    >>> [clip.shape for clip in train.clips]
    [(17, 32, 32, 3), (21, 32, 32, 3), (14, 32, 32, 3)]
    >>> train.tags[0]
    ('up', 'cross')
    """
    for name, count, least in (
        ("train", train, 1),
        ("test", test, 1),
        ("size", size, 16),
        ("random_state", random_state, 0),
    ):
        checks.check_count(name, count, least)
    lengths = checks.check_size_range("frames", frames, 2)
    made = [
        _part(part, count, size, lengths, random_state)
        for part, count in enumerate((train, test))
    ]
    return Splits(made[0], None, made[1])


def _part(
    part: int, count: int, size: int, lengths: tuple[int, int], seed: int
) -> MovingShapes:
    """Draw one part, each clip from a generator of its own."""
    clips, motions, shapes = [], [], []
    for sample in range(count):
        many = len(_MOTIONS)
        order = np.random.default_rng((seed, part, 0, sample // many)).permutation(many)
        draw = np.random.default_rng((seed, part, 1, sample))
        motions.append(_MOTIONS[order[sample % many]])
        shapes.append(_SHAPES[draw.integers(len(_SHAPES))])
        frames = int(draw.integers(*lengths, endpoint=True))
        clips.append(_clip(motions[-1], shapes[-1], size, frames, draw))
    return MovingShapes(clips, np.array(motions), np.array(shapes))


def _clip(
    motion: str, shape: str, size: int, frames: int, draw: np.random.Generator
) -> np.ndarray:
    """Return a clip, uint8 (frames, size, size, 3)."""
    places, radii = _way(motion, frames, draw)
    pixels = (np.arange(size, dtype="float32") + 0.5) / size
    # how far right of and below the shape, around the edges of the picture
    x = (pixels[None, None, :] - places[:, 0, None, None] + 0.5) % 1 - 0.5
    y = (pixels[None, :, None] - places[:, 1, None, None] + 0.5) % 1 - 0.5
    angle = draw.uniform(0, 2 * np.pi)
    right = x * np.cos(angle) - y * np.sin(angle)
    down = x * np.sin(angle) + y * np.cos(angle)
    beyond = _beyond(shape, right, down, radii[:, None, None]) * (size / _SOFT)
    cover = np.clip(0.5 - beyond, 0, 1).astype("float32")[..., None]
    return _coloured(cover, draw)


def _way(
    motion: str, frames: int, draw: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return places (frames, 2), x and y, and radii (frames,) as shares of the side."""
    time = np.arange(frames)
    places = np.tile(draw.random(2), (frames, 1))
    share = np.full(frames, draw.random())
    speed, turning, growing = draw.uniform((0.035, 0.25, 0.04), (0.07, 0.5, 0.08))
    if motion in _STEPS:
        places += speed * time[:, None] * np.array(_STEPS[motion])
    elif motion in ("clockwise", "counter-clockwise"):
        sign = 1 if motion == "clockwise" else -1  # y grows downwards
        turn = draw.uniform(0, 2 * np.pi) + sign * turning * time
        away = draw.uniform(0.15, 0.28)
        places += away * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    else:
        share += growing * time * (1 if motion == "growing" else -1)
    return places, _SMALLEST + (_LARGEST - _SMALLEST) * (share % 1)


def _beyond(shape: str, x: np.ndarray, y: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Return how far pixels lie beyond a shape's edge, below 0 inside, nearly."""
    if shape == "circle":
        return np.hypot(x, y) - radius
    if shape == "square":
        return np.maximum(np.abs(x), np.abs(y)) - 0.85 * radius
    if shape == "triangle":
        sides = [
            np.cos(k) * x + np.sin(k) * y for k in np.pi * np.array([3, 7, 11]) / 6
        ]
        return np.maximum.reduce(sides) - 0.62 * radius
    wide = np.maximum(np.abs(x) - radius, np.abs(y) - 0.34 * radius)
    tall = np.maximum(np.abs(x) - 0.34 * radius, np.abs(y) - radius)
    return np.minimum(wide, tall)


def _coloured(cover: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Return a shape in front of a shaded background, with noise."""
    size = cover.shape[1]
    ink, paper = draw.uniform(0, 255, (2, 3))
    while np.abs(ink - paper).max() < _CONTRAST:
        ink, paper = draw.uniform(0, 255, (2, 3))
    across, down = draw.uniform(-25, 25, (2, 3))
    slope = np.linspace(-1, 1, size)[:, None]
    back = paper + slope[None] * across + slope[:, None] * down
    light = 1 + 0.08 * draw.normal(size=(len(cover), 1, 1, 1))
    picture = (back + (ink - back) * cover) * light
    noise = draw.standard_normal(picture.shape, dtype="float32") * draw.uniform(2, 12)
    return np.clip(np.rint(picture + noise), 0, 255).astype("uint8")
