"""Small pictures of a few objects, each with five captions, made to order.

A scene has two groups of like objects and a relation between them; which colours go
with which shapes is divided in two, so that what is learnt from some pairs can be asked
of others. Images are (scenes, pixels, pixels, 3), the same for the same `random_state`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seqkit import checks
from seqkit.datasets.scene_drawing import DRAWING_DRAWS, draw_scenes
from seqkit.datasets.scene_grammar import WORD_DRAWS, write_captions
from seqkit.datasets.scene_layout import LAYOUT_DRAWS, SceneCodes, lay_out
from seqkit.datasets.scene_meanings import (
    COLOURS,
    COUNTS,
    MOST_OBJECTS,
    RELATIONS,
    SHAPES,
    SIZES,
    Group,
    Meaning,
)

RandomState = int | np.random.Generator | None

HELD_OUT_PAIRS = (
    ("red", "cross"),
    ("orange", "square"),
    ("yellow", "semicircle"),
    ("green", "star"),
    ("blue", "circle"),
    ("purple", "triangle"),
    ("black", "ring"),
    ("white", "diamond"),
)
_PAIRS = ("seen", "unseen")
_COUNTS = np.array(
    [(a, b) for a in COUNTS for b in COUNTS if a + b <= MOST_OBJECTS], dtype=np.int64
)
_LOOKS = np.array(
    [
        (size, colour, shape)
        for size in range(len(SIZES))
        for colour in range(len(COLOURS))
        for shape in range(len(SHAPES))
    ]
)
_HELD_OUT = np.array(
    [
        (tuple(COLOURS)[colour], tuple(SHAPES)[shape]) in HELD_OUT_PAIRS
        for _, colour, shape in _LOOKS
    ]
)
_MEANING_DRAWS = 5
_PARTS = np.cumsum([_MEANING_DRAWS, LAYOUT_DRAWS, DRAWING_DRAWS])
_BATCH_PIXELS = 2**17


@dataclass(frozen=True, eq=False)
class Scenes:
    """Pictures, what is said of them, and what they mean; `len` counts the pictures.

    Attributes
    ----------
    images : uint8 array (samples, pixels, pixels, 3), red, green, blue
    captions : list of samples lists of 5 str, each a sentence with the scene's meaning
    meanings : list of Meaning, in canonical form
    groups : uint8 array (samples, pixels, pixels), whose pixel it is: 1 the first
        group of the meaning, 2 the second, as far as it is visible, 0 nobody's
    """

    images: npt.NDArray[np.uint8]
    captions: list[list[str]]
    meanings: list[Meaning]
    groups: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.images)


def captioned_scenes(
    samples: int,
    *,
    pairs: str = "seen",
    pixels: int = 64,
    random_state: RandomState = None,
) -> Scenes:
    """Draw pictures of two groups of objects, with five captions each.

    A group is one to three like objects of one of 3 sizes, 8 colours and 8 shapes; two
    groups, of four objects at most, differ in one of these at least. The first stands
    left of the second, above it, or in front of it: then it stands lower, as what is
    nearer does on the ground, and partly covers the other. 660,096 meanings, of which
    each draw takes one at random. Position, angle, paint, light, background and noise
    vary and mean nothing.

    Parameters
    ----------
    samples : number of scenes
    pairs : 'seen' leaves out the eight pairs of a colour and a shape of
        `HELD_OUT_PAIRS`, each colour and each shape once; in 'unseen' scenes, the first
        or the second group is of such a pair
    pixels : height and width, at least 64; the same scenes at any size
    random_state : seed, generator, or None for another draw each time; the first
        scenes are the same however many follow

    Returns
    -------
    Scenes
        `images` (samples, pixels, pixels, 3), `captions`, `meanings`, `groups`.

    Raises
    ------
    ValueError
        If a number is too small, or `pairs` is unknown.

    References
    ----------
    After ShapeWorld (Kuhnle and Copestake, 2017, arXiv:1704.04517), with the pairs held
    out as in CLEVR-CoGenT (Johnson et al., 2017, CVPR).

    Examples
    --------
    >>> scenes = captioned_scenes(3, random_state=0)
    >>> scenes.images.shape, len(scenes)
    ((3, 64, 64, 3), 3)
    >>> for caption in scenes.captions[0]:
    ...     print(caption)
    there stand three huge circles in black on the left of a tiny orange circle
    one little orange disc to the right of three large black discs
    three huge black circles are on the left of a small orange disc
    on the left of one little orange circle are three large black discs
    three big black discs to the left of one tiny disc in orange
    >>> meaning = scenes.meanings[0]
    >>> meaning.relation, meaning.second
    ('left of', Group(count=1, size='small', colour='orange', shape='circle'))
    """
    checks.check_count("samples", samples)
    checks.check_choice("pairs", pairs, _PAIRS)
    checks.check_count("pixels", pixels, minimum=64)
    entropy = int(np.random.default_rng(random_state).integers(2**63))
    seed = (entropy, _PAIRS.index(pairs))
    size = max(1, _BATCH_PIXELS // pixels**2)
    scenes = Scenes(
        np.empty((samples, pixels, pixels, 3), np.uint8),
        [],
        [],
        np.empty((samples, pixels, pixels), np.uint8),
    )
    for start in range(0, samples, size):
        _fill(scenes, slice(start, min(start + size, samples)), pairs, seed)
    return scenes


def _fill(scenes: Scenes, rows: slice, pairs: str, seed: tuple[int, int]) -> None:
    """Draw some of the scenes, all at once."""
    draws, noise = _drawn(seed, rows, scenes.images.shape[1])
    chosen, places, light, words = np.split(draws, _PARTS, axis=1)
    codes = _codes(chosen, pairs)
    layout = lay_out(codes, places)
    drawn = draw_scenes(codes, layout, light, noise)
    scenes.images[rows], scenes.groups[rows] = drawn
    meanings = _meanings(codes)
    scenes.meanings.extend(meanings)
    scenes.captions.extend(map(write_captions, meanings, words.tolist()))


def _drawn(
    seed: tuple[int, int], rows: slice, pixels: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float32]]:
    """Draw numbers in [0, 1) and noise, every scene from a generator of its own."""
    samples = range(rows.start, rows.stop)
    draws = np.empty((len(samples), _PARTS[-1] + WORD_DRAWS))
    noise = np.empty((len(samples), pixels, pixels, 3), np.float32)
    for row, sample in enumerate(samples):
        generator = np.random.default_rng((*seed, sample))
        generator.random(out=draws[row])
        generator.standard_normal(dtype=np.float32, out=noise[row])
    return draws, noise


def _codes(draws: npt.NDArray[np.float64], pairs: str) -> SceneCodes:
    """Choose meanings: evenly among those of seen pairs, or with an unseen one."""
    some = np.flatnonzero(_HELD_OUT if pairs == "unseen" else ~_HELD_OUT)
    others = np.arange(len(_LOOKS)) if pairs == "unseen" else some
    one = some[(draws[:, 0] * len(some)).astype(int)]
    rank = (draws[:, 1] * (len(others) - 1)).astype(int)
    other = others[rank + (rank >= np.searchsorted(others, one))]
    turned = draws[:, 2] < 0.5
    first, second = np.where(turned, [other, one], [one, other])
    sizes, colours, shapes = np.moveaxis(_LOOKS[np.stack([first, second], 1)], -1, 0)
    counts = _COUNTS[(draws[:, 3] * len(_COUNTS)).astype(int)]
    relations = (draws[:, 4] * len(RELATIONS)).astype(int)
    return SceneCodes(counts, sizes, colours, shapes, relations)


def _meanings(codes: SceneCodes) -> list[Meaning]:
    """Return codes as words."""
    sizes, colours, shapes = tuple(SIZES), tuple(COLOURS), tuple(SHAPES)
    groups = [
        [
            Group(n, sizes[size], colours[colour], shapes[shape])
            for n, size, colour, shape in pair
        ]
        for pair in np.stack(codes[:4], axis=-1).tolist()
    ]
    return [
        Meaning(first, RELATIONS[relation], second)
        for (first, second), relation in zip(groups, codes.relations, strict=True)
    ]
