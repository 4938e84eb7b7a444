"""What pictures with captions and with attention draw, and where their words stand."""

from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from seqkit import plotting
from seqkit.datasets import captioned_scenes
from seqkit.plotting.axes import RED


@pytest.fixture(scope="module")
def scenes():
    return captioned_scenes(5, random_state=0)


@pytest.fixture(autouse=True)
def closed():
    yield
    pyplot.close("all")


def panels(count):
    return Figure(figsize=(2.5 * count, 4)).subplots(1, count, squeeze=False)[0]


def texts(ax):
    return [ax.title, ax.xaxis.label, *ax.texts]


def said(artist):
    return artist.get_text().replace("\n", " ")


def overlaps(axes):
    """Return the texts that lie on another text or picture, or outside the figure."""
    figure = axes[0].figure
    figure.canvas.draw()
    words = [text for ax in axes for text in texts(ax) if text.get_text()]
    boxes = [(said(text), text.get_window_extent().padded(-0.5)) for text in words]
    boxes += [(f"picture {k}", ax.get_window_extent()) for k, ax in enumerate(axes)]
    outside = [
        name
        for name, box in boxes
        if not (figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1)
        or not (figure.bbox.y0 <= box.y0 and box.y1 <= figure.bbox.y1)
    ]
    return outside + [
        (name, other)
        for (name, box), (other, second) in combinations(boxes, 2)
        if box.overlaps(second)
    ]


class TestCaptions:
    def test_each_picture_has_its_caption_and_its_first_reference(self, scenes):
        captions = [several[0] for several in scenes.captions]
        references = [several[1:] for several in scenes.captions]
        axes = plotting.plot_captions(
            scenes.images, captions, references, axes=panels(5)
        )
        assert [said(ax.xaxis.label) for ax in axes] == captions
        assert [said(ax.texts[0]) for ax in axes] == [each[0] for each in references]
        for ax, image in zip(axes, scenes.images, strict=True):
            np.testing.assert_array_equal(ax.images[0].get_array(), image)

    def test_a_reference_may_be_a_text_and_may_be_left_out(self):
        images = np.zeros((2, 4, 4), "uint8")
        given = {"titles": ["one", "two"], "axes": panels(2)}
        axes = plotting.plot_captions(images, ["a", "b"], ["c", "d"], **given)
        assert [said(ax.texts[0]) for ax in axes] == ["c", "d"]
        assert [said(ax.title) for ax in axes] == ["one", "two"]
        axes = plotting.plot_captions(images, ["a", "b"], axes=panels(2))
        assert [len(ax.texts) for ax in axes] == [0, 0]

    def test_long_captions_are_wrapped_and_no_words_overlap(self, scenes):
        captions = [several[0] for several in scenes.captions]
        captions[1] = "donau" * 30
        captions[3] = "a picture of " * 12
        titles = ["best: CIDEr-D 8.30", "a title of several words that is long", *"abc"]
        axes = plotting.plot_captions(
            scenes.images, captions, scenes.captions, titles=titles, columns=3
        )
        assert len(axes) == len(axes[0].figure.axes) == 5
        assert axes[1].get_xlabel().replace("\n", "") == captions[1]
        assert overlaps(axes) == []

    def test_pictures_of_any_shape_get_the_same_room(self):
        images = [
            np.full(size, 9, "uint8")
            for size in ((30, 40, 3), (40, 30), (5, 100, 1), (90, 2, 4))
        ]
        axes = plotting.plot_captions(images, ["a dog runs on the sand"] * 4)
        assert overlaps(axes) == []
        sizes = [ax.get_window_extent().size for ax in axes]
        np.testing.assert_allclose(sizes, [sizes[0]] * 4, rtol=1e-3)
        for ax, image in zip(axes, images, strict=True):
            (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
            height, width = image.shape[:2]
            assert left <= -0.5 < width - 0.5 <= right
            assert top <= -0.5 < height - 0.5 <= bottom
            np.testing.assert_allclose(left + right, width - 1, atol=1e-9)
            np.testing.assert_allclose(top + bottom, height - 1, atol=1e-9)

    def test_pictures_of_one_shape_fill_their_room(self):
        (ax,) = plotting.plot_captions([np.zeros((30, 40), "uint8")], ["a"])
        assert (ax.get_xlim(), ax.get_ylim()) == ((-0.5, 39.5), (29.5, -0.5))
        assert ax.images[0].get_clim() == (0, 255)

    def test_dollars_are_no_formula(self):
        caption = r"costs $5 or $\frac{1$ { _^"
        (ax,) = plotting.plot_captions(
            [np.zeros((4, 4), "uint8")], [caption], [caption], titles=[caption]
        )
        ax.figure.canvas.draw()  # a formula with a mistake would raise
        assert [said(text) for text in texts(ax)] == [caption] * 3
        assert not any(text.get_parse_math() for text in texts(ax))

    def test_no_words_are_a_dash(self):
        (ax,) = plotting.plot_captions([np.zeros((4, 4), "uint8")], [" "])
        assert ax.get_xlabel() == "–"

    def test_the_figure_follows_the_number_of_pictures(self):
        images = np.zeros((7, 4, 4), "uint8")
        widths, heights = zip(
            *(
                plotting.plot_captions(images[:count], ["a"] * count)[0]
                .figure.get_size_inches()
                .tolist()
                for count in (1, 4, 5, 7)
            ),
            strict=True,
        )
        assert widths[0] * 4 == widths[1] == widths[2] == widths[3]
        assert heights[0] == heights[1] == heights[2] / 2 == heights[3] / 2

    def test_refuses_what_does_not_fit(self):
        images = np.zeros((2, 4, 4), "uint8")
        with pytest.raises(ValueError, match="got 2 pictures but 1 captions; give one"):
            plotting.plot_captions(images, ["a"])
        with pytest.raises(ValueError, match="got 2 pictures but 3 titles; give one "):
            plotting.plot_captions(images, ["a", "b"], titles=["a", "b", "c"])
        with pytest.raises(ValueError, match="references of 1 pictures; give a list"):
            plotting.plot_captions(images, ["a", "b"], [["c"]])
        with pytest.raises(
            ValueError, match="axes must be 2 or more, one for each pic"
        ):
            plotting.plot_captions(images, ["a", "b"], axes=panels(1))
        with pytest.raises(ValueError, match="captions is empty; give the caption of"):
            plotting.plot_captions([], [])
        with pytest.raises(
            ValueError, match="columns must be a whole number >= 1, got"
        ):
            plotting.plot_captions(images, ["a", "b"], columns=0)


class TestWordAttention:
    ATTENTION = np.array([[[0.75, 0.25]], [[0.5, 0.5]], [[0.0, 0.125]]])

    def test_the_picture_comes_first_then_a_word_each(self, scenes):
        words, image = ["a", "red", "dog"], scenes.images[0]
        given = panels(6)
        axes = plotting.plot_word_attention(image, words, self.ATTENTION, axes=given)
        assert axes.tolist() == given[:4].tolist()
        assert [ax.get_title() for ax in axes] == ["", *words]
        assert [len(ax.images) for ax in axes] == [1, 2, 2, 2]
        np.testing.assert_array_equal(axes[0].images[0].get_array(), image)
        for ax, grid in zip(axes[1:], self.ATTENTION, strict=True):
            np.testing.assert_array_equal(ax.images[1].get_array(), grid)

    def test_one_scale_holds_for_all_words(self):
        image = np.zeros((4, 8), "uint8")
        axes = plotting.plot_word_attention(image, list("abc"), self.ATTENTION)
        assert [ax.images[1].get_clim() for ax in axes[1:]] == [(0, 0.75)] * 3
        (bar,) = set(axes[0].figure.axes) - set(axes)
        assert bar.get_ylabel() == "attention"
        assert bar.get_ylim() == (0, 0.75)

    def test_the_grid_covers_the_whole_picture(self):
        image = np.zeros((30, 40, 3), "uint8")
        axes = plotting.plot_word_attention(image, list("abc"), self.ATTENTION)
        for ax in axes[1:]:
            under, over = ax.images
            assert list(under.get_extent()) == list(over.get_extent())
            assert (ax.get_xlim(), ax.get_ylim()) == ((-0.5, 39.5), (29.5, -0.5))

    def test_where_a_word_looks_is_coloured_and_the_rest_pale_grey(self):
        image = np.zeros((20, 20, 3), "uint8")
        image[..., 2] = 200
        attention = np.zeros((1, 4, 4))
        attention[0, 0, 3] = 1
        axes = plotting.plot_word_attention(image, ["x"], attention)
        np.testing.assert_array_equal(axes[1].images[0].get_array(), 139)
        red, green, blue = drawn(axes[1], 0.93, 0.05) / 255
        assert red > 0.7 > green > blue
        np.testing.assert_allclose(
            [red, green, blue],
            0.85 * np.array(to_rgb(RED)) + 0.15 * 139 / 255,
            atol=0.1,
        )
        np.testing.assert_array_equal(drawn(axes[1], 0.1, 0.9), 139)

    def test_attention_on_nothing_colours_nothing(self):
        image = np.full((20, 20), 255, "uint8")
        axes = plotting.plot_word_attention(image, ["x"], np.zeros((1, 2, 2)))
        np.testing.assert_array_equal(drawn(axes[1], 0.5, 0.5), 255)

    def test_long_words_are_wrapped_and_none_overlaps(self, scenes):
        words = [*"ab", "Donaudampfschiff" * 5, "$1", *(["purple"] * 8), " "]
        attention = np.full((len(words), 7, 7), 1 / 49)
        axes = plotting.plot_word_attention(scenes.images[0], words, attention)
        assert [said(ax.title) for ax in axes][-2:] == ["purple", "–"]
        assert said(axes[4].title) == "$1"
        assert overlaps(axes) == []

    def test_refuses_what_does_not_fit(self):
        image, words = np.zeros((4, 4), "uint8"), list("abc")
        draw = plotting.plot_word_attention
        with pytest.raises(ValueError, match="got 2 words but attention of 3; give a "):
            draw(image, words[:2], self.ATTENTION)
        sentence = r"attention must be numbers \(words, rows, columns\), got shape \(3,"
        with pytest.raises(ValueError, match=sentence):
            draw(image, words, self.ATTENTION[:, 0])
        with pytest.raises(
            ValueError, match=r"that of word 0 \('a'\) does not; give w"
        ):
            draw(image, words, np.log(self.ATTENTION + 1e-3))
        with pytest.raises(
            ValueError, match=r"that of word 2 \('c'\) does not; give w"
        ):
            draw(image, words, np.where(self.ATTENTION == 0, np.nan, self.ATTENTION))
        with pytest.raises(
            TypeError, match="words must be a list of strings, got 'abc'"
        ):
            draw(image, "abc", self.ATTENTION)
        with pytest.raises(
            ValueError, match="axes must be 4 or more, one for each pict"
        ):
            draw(image, words, self.ATTENTION, axes=panels(3))
        with pytest.raises(ValueError, match="an image must have shape"):
            draw(np.zeros(4), words, self.ATTENTION)


def drawn(ax, across, down):
    """Return the colour at a place of the axes, from 0 to 1 rightwards and down."""
    ax.figure.canvas.draw()
    pixels = np.asarray(ax.figure.canvas.buffer_rgba())[..., :3]
    x, y = ax.transAxes.transform((across, 1 - down))
    return pixels[len(pixels) - 1 - int(y), int(x)].astype("float64")


def test_settings_of_matplotlib_stay():
    before = dict(mpl.rcParams)
    plotting.plot_captions([np.zeros((4, 4), "uint8")], ["a"])
    plotting.plot_word_attention(np.zeros((4, 4), "uint8"), ["a"], np.ones((1, 2, 2)))
    assert dict(mpl.rcParams) == before
