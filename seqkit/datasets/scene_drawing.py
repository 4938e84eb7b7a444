"""Draw scenes as pictures: layouts in, (scenes, pixels, pixels, 3) out.

Paint goes on by how much of a pixel an object covers, so that edges are not jagged.
"""

from itertools import product
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from seqkit.datasets.scene_layout import MEMBERS, Layout, SceneCodes
from seqkit.datasets.scene_meanings import COLOURS
from seqkit.datasets.scene_shapes import RADII, outline_distances

Array = npt.NDArray[Any]

PAINTS = {
    "red": (205, 35, 35),
    "orange": (245, 135, 20),
    "yellow": (240, 225, 45),
    "green": (40, 150, 55),
    "blue": (40, 85, 215),
    "purple": (150, 55, 185),
    "black": (25, 25, 28),
    "white": (240, 240, 240),
}
_PAINTS = np.array([PAINTS[colour] for colour in COLOURS], dtype=np.float32) / 255
_TEXTURE = 8
_LIGHT_DRAWS = 16
DRAWING_DRAWS = _LIGHT_DRAWS + _TEXTURE**2
_REACH = 1.2  # radii from an object's middle to the edge of its patch


class _Patches(NamedTuple):
    """Objects of many scenes, each on a square of pixels of its own.

    `cover` and `rim` are (objects, side, side) in [0, 1]; `rows` and `columns` say
    where the squares lie in the padded picture.
    """

    cover: Array
    rim: Array
    rows: Array
    columns: Array


def draw_scenes(
    codes: SceneCodes, layout: Layout, draws: Array, noise: Array
) -> tuple[Array, Array]:
    """Paint the background, then the second group, then the first.

    Parameters
    ----------
    codes, layout : of n scenes
    draws : (n, DRAWING_DRAWS) in [0, 1): light, texture and paint
    noise : float32 (n, pixels, pixels, 3), standard normal; is overwritten

    Returns
    -------
    images : uint8 (n, pixels, pixels, 3), red, green and blue
    groups : uint8 (n, pixels, pixels), 1 and 2 where more than half of a pixel belongs
        to the first and second group, 0 elsewhere

    Examples
    --------
    >>> from seqkit.datasets.scene_layout import LAYOUT_DRAWS, lay_out
    >>> pair = np.array([[1, 1]])
    >>> codes = SceneCodes(pair, pair, pair, pair, relations=np.array([0]))
    >>> layout = lay_out(codes, np.full((1, LAYOUT_DRAWS), 0.5))
    >>> draws, noise = np.full((1, DRAWING_DRAWS), 0.5), np.zeros((1, 64, 64, 3))
    >>> images, groups = draw_scenes(codes, layout, draws, noise)
    >>> images.shape, np.unique(groups).tolist()
    ((1, 64, 64, 3), [0, 1, 2])
    """
    pixels = noise.shape[1]
    light, texture = np.split(draws.astype(np.float32), [_LIGHT_DRAWS], axis=1)
    margin = _margin(pixels)
    inner = slice(margin, margin + pixels)
    padded = pixels + 2 * margin
    canvas = np.zeros((len(noise), padded, padded, 3), np.float32)
    canvas[:, inner, inner] = _background(light, texture, pixels)
    labels = np.zeros(canvas.shape[:3], np.uint8)
    paints = _PAINTS[codes.colours] + 0.07 * (light[:, :6].reshape(-1, 2, 3) - 0.5)
    for group, member in product((1, 0), range(MEMBERS)):
        scenes = np.flatnonzero(layout.present[:, group, member])
        patches = _patches(codes, layout, (scenes, group, member), pixels)
        where = scenes[:, None, None], patches.rows, patches.columns
        cover, paint = patches.cover, _painted(paints[scenes, group], patches.rim)
        under = canvas[where]
        canvas[where] = under + cover[..., None] * (paint - under)
        labels[where] = np.where(cover > 0.5, group + 1, labels[where])
    images = _developed(canvas[:, inner, inner], light, noise)
    return images, labels[:, inner, inner]


def _background(light: Array, texture: Array, pixels: int) -> Array:
    """Return grey-ish clouds, (n, pixels, pixels, 3)."""
    upsample = _upsampling(pixels)
    grid = texture.reshape(-1, _TEXTURE, _TEXTURE) - 0.5
    clouds = 0.3 * upsample @ grid @ upsample.T
    grey = 0.40 + 0.18 * light[:, 6]
    tint = 0.05 * (light[:, 7:10] - 0.5)
    return (clouds + grey[:, None, None])[..., None] + tint[:, None, None]


def _developed(canvas: Array, light: Array, noise: Array) -> Array:
    """Light a painted picture from one side, add noise, round to bytes."""
    pixels = canvas.shape[1]
    across = np.linspace(-0.5, 0.5, pixels, dtype=np.float32)
    slope = 0.5 * (light[:, 10:12] - 0.5)[..., None] * across
    shade = slope[:, 0, None, :] + slope[:, 1, :, None]
    shade += 0.85 + 0.25 * light[:, 12, None, None]
    noise *= (0.015 + 0.02 * light[:, 13])[:, None, None, None]
    noise += canvas * shade[..., None]
    noise *= 255
    return np.clip(noise, 0, 255, out=noise).astype(np.uint8)


def _painted(paints: Array, rim: Array) -> Array:
    """Return colours darker at the rim, lighter there where they are dark."""
    dark = paints.mean(axis=-1, keepdims=True) < 0.2
    edges = np.where(dark, paints + 0.25, 0.5 * paints)
    rim = rim[..., None]
    return paints[:, None, None] * (1 - rim) + edges[:, None, None] * rim


def _margin(pixels: int) -> int:
    """Return how far a patch reaches from its middle, in whole pixels."""
    return int(_REACH * RADII.max() * pixels) + 1


def _patches(
    codes: SceneCodes, layout: Layout, which: tuple[Array, int, int], pixels: int
) -> _Patches:
    """Draw one member of one group of many scenes."""
    scenes, group, _ = which
    margin = _margin(pixels)
    centres = layout.centres[which] * pixels
    corners = np.round(centres).astype(np.int64) - margin
    columns, rows = np.moveaxis(corners[..., None] + np.arange(2 * margin), 1, 0)
    x = columns + 0.5 - centres[:, :1]
    y = rows + 0.5 - centres[:, 1:]
    radii = layout.radii[scenes, group] * pixels
    distances = outline_distances(
        codes.shapes[scenes, group], *_turned(x, y, layout.angles[which], radii)
    )
    distances *= radii[:, None, None].astype(np.float32)
    rim = np.clip(distances + 0.5 + pixels / 80, 0, 1)
    cover = np.clip(0.5 - distances, 0, 1)
    return _Patches(
        cover, rim, (rows + margin)[:, :, None], (columns + margin)[:, None, :]
    )


def _turned(x: Array, y: Array, angles: Array, radii: Array) -> tuple[Array, Array]:
    """Return coordinates in radii from an object's middle, along its own axes."""
    cosine, sine = ((f(angles) / radii)[:, None, None] for f in (np.cos, np.sin))
    x, y = x[:, None, :], y[:, :, None]
    right, down = x * cosine + y * sine, y * cosine - x * sine
    return right.astype(np.float32), down.astype(np.float32)


def _upsampling(pixels: int) -> Array:
    """Return the (pixels, _TEXTURE) matrix of linear interpolation."""
    places = np.linspace(0, _TEXTURE - 1, pixels)[:, None]
    return np.maximum(0, 1 - np.abs(places - np.arange(_TEXTURE))).astype(np.float32)
