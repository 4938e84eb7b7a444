"""Frames in a row, and a bar below for each."""

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from seqkit.plotting import plot_frame_attention
from seqkit.plotting.axes import BLUE, RED

CLIP = np.arange(20, dtype="uint8")[:, None, None] * np.ones((8, 8), "uint8") * 10


@pytest.fixture(autouse=True)
def closed():
    yield
    pyplot.close("all")


def test_bars_are_the_weights_in_the_colour_of_their_sign():
    weights = np.linspace(-0.5, 0.45, 20)
    _, bars = plot_frame_attention(CLIP, weights, label="occlusion")
    np.testing.assert_allclose([bar.get_height() for bar in bars.patches], weights)
    colours = [to_hex(bar.get_facecolor()).upper() for bar in bars.patches]
    assert colours == [BLUE if weight >= 0 else RED for weight in weights]
    assert (bars.get_xlabel(), bars.get_ylabel()) == ("frame", "occlusion")


def test_frames_are_spread_evenly_and_numbered():
    frames, _ = plot_frame_attention(CLIP, np.ones(20), most=3, title="left")
    strip = frames.images[0].get_array()
    numbers = [int(text.get_text()) for text in frames.get_xticklabels()]
    assert numbers == [0, 10, 19]
    assert frames.get_title() == "left"
    for place, number in zip(frames.get_xticks(), numbers, strict=True):
        assert strip[4, int(place)].tolist() == [10 * number] * 3


def test_colour_and_opacity_are_taken():
    axes = Figure().subplots(2, 1)
    clip = np.zeros((2, 8, 8, 4), "uint8")
    clip[..., 0] = 200
    frames, bars = plot_frame_attention(clip, [0, 1], axes=axes)
    assert frames is axes[0]
    assert bars is axes[1]
    assert frames.images[0].get_array()[0, 0].tolist() == [200, 0, 0]


@pytest.mark.parametrize(
    ("weights", "axes", "sentence"),
    [
        (np.ones(19), None, r"weights must be 20 numbers, one for each frame, got sha"),
        (np.full(20, np.nan), None, "weights must be finite numbers; leave NaN out"),
        (np.ones(20), [None], "axes must be 2, for frames and for bars, got 1; leave"),
    ],
)
def test_what_does_not_fit_is_told(weights, axes, sentence):
    with pytest.raises(ValueError, match=sentence):
        plot_frame_attention(CLIP, weights, axes=axes)
