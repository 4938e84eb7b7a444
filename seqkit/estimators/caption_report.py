"""What a captioner says well and badly, beside captions that need no network.

The baselines know the same training pictures as the network: what it does better, it
has from looking at the picture and from putting words together.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit import checks, plotting
from seqkit.estimators.beaten import warn_if_beaten
from seqkit.metrics import caption_scores, cider_d_each, rouge_l

MODEL = "captioner"
MOST_COMMON, NEAREST = "most_common_caption", "nearest_caption"
CAPTION_COLUMNS = ("row", "predicted", "references", "cider_d", "rouge_l")
_METRIC, _BETWEEN_EQUALS = "cider_d", "rouge_l"
_WIDEST = 5  # pictures side by side
_ADVICE = "more epochs, other units or other features of the pictures"
_SHOWN: dict[str, Any] = {"float_format": "{:.3f}".format, "na_rep": "–"}


@dataclass(frozen=True, eq=False)
class CaptionReport:
    """What a captioner said of pictures, and how near it is to what people say.

    Attributes
    ----------
    scores : rows captioner and each baseline. bleu_1 to bleu_4 and rouge_l in [0, 1];
        cider_d in [0, 10], NaN for one picture alone; distinct_words, how many
        different ones there are; length, the mean in words
    captions : every picture: row (place in X, or its index), predicted, references (a
        tuple), cider_d and rouge_l of the picture
    best, worst : the rows of `captions` with the highest and the lowest cider_d, the
        most extreme first; rouge_l decides between equals
    images : uint8 arrays of best and worst by their index in `captions`; empty where
        features came in place of pictures
    pictures : how many were scored
    left_out : how many could not be read
    """

    scores: pd.DataFrame
    captions: pd.DataFrame
    best: pd.DataFrame
    worst: pd.DataFrame
    images: dict[int, np.ndarray]
    pictures: int
    left_out: int

    def plot(self, axes: Any = None, *, pictures: int = 4) -> np.ndarray:
        """Draw the best and the worst pictures, each with a reference in grey.

        Parameters
        ----------
        axes : as many matplotlib axes as pictures drawn, or None for a new figure
        pictures : how many of the best are drawn, and of the worst

        Returns
        -------
        the axes, array (pictures drawn,), the best first

        Raises
        ------
        ValueError
            If the report was made from features, or shows no picture.
        """
        checks.check_count("pictures", pictures)
        parts = {"best": self.best[:pictures], "worst": self.worst[:pictures]}
        drawn = pd.concat(parts)
        checks.check_pictures_shown(len(drawn), len(self.images))
        titles = [
            name if np.isnan(score) else f"{name}: CIDEr-D {score:.2f}"
            for (name, _), score in drawn[_METRIC].items()
        ]
        return plotting.plot_captions(
            [self.images[place] for _, place in drawn.index],
            drawn["predicted"].tolist(),
            drawn["references"].tolist(),
            titles=titles,
            columns=min(len(parts["best"]), _WIDEST),
            axes=axes,
        )

    def __repr__(self) -> str:
        return f"CaptionReport: {self._counts()}\n{self._table().to_string(**_SHOWN)}"

    def _repr_html_(self) -> str:
        # numbers and names of ours only; captions stay outside
        return f"<p>{self._counts()}</p>\n{self._table().to_html(**_SHOWN)}"

    def _counts(self) -> str:
        counted = f"{self.pictures:,} picture{'' if self.pictures == 1 else 's'}"
        return counted + (
            f", {self.left_out:,} more could not be read" if self.left_out else ""
        )

    def _table(self) -> pd.DataFrame:
        return self.scores.astype("object").T  # whole numbers stay whole


class Captioned(NamedTuple):
    """Pictures with what people say of them, and what a captioner says.

    rows : where each picture stands for the user, a number or an index
    references : captions (pictures, one or several each)
    predicted : captions (pictures,)
    image_of : function from the place of a picture in `rows` to its uint8 array
        (height, width[, channels]), called for the best and the worst alone; None where
        features came in place of pictures
    left_out : how many pictures could not be read, none of which is in the others
    """

    rows: Sequence[Any]
    references: Sequence[Sequence[str]]
    predicted: Sequence[str]
    image_of: Callable[[int], np.ndarray] | None = None
    left_out: int = 0


def caption_report(
    captioned: Captioned, baselines: Mapping[str, Sequence[str]], worst: int
) -> CaptionReport:
    """Score what a captioner said; a warning says where a baseline has more CIDEr-D.

    Parameters
    ----------
    captioned : what it said
    baselines : captions (pictures,) by name, `MOST_COMMON` and `NEAREST` among them
    worst : how many of the worst are shown, and of the best

    Raises
    ------
    ImportError
        If the extra 'text' is not installed.
    TypeError, ValueError
        As `metrics.bleu`.
    """
    said = {MODEL: captioned.predicted, **baselines}
    scores = pd.DataFrame(
        [caption_scores(each, captioned.references) for each in said.values()],
        index=list(said),
    )
    warn_if_beaten(scores, _METRIC, _ADVICE)
    captions = _captions(captioned)
    low, high = (_ordered(captions, rising)[:worst] for rising in (True, False))
    return CaptionReport(
        scores=scores,
        captions=captions,
        best=high,
        worst=low,
        images=_images(captioned, [*high.index, *low.index]),
        pictures=len(captions),
        left_out=captioned.left_out,
    )


def _captions(captioned: Captioned) -> pd.DataFrame:
    """Return a row for each picture."""
    predicted, references = captioned.predicted, captioned.references
    pairs = zip(predicted, references, strict=True)
    columns = (
        list(captioned.rows),
        list(predicted),
        [tuple(several) for several in references],
        cider_d_each(predicted, references),
        [rouge_l([caption], [several]) for caption, several in pairs],
    )
    return pd.DataFrame(dict(zip(CAPTION_COLUMNS, columns, strict=True)))


def _ordered(captions: pd.DataFrame, rising: bool) -> pd.DataFrame:
    """Sort by score; what scores the same stays in the order of the pictures."""
    return captions.sort_values([_METRIC, _BETWEEN_EQUALS], ascending=rising)


def _images(captioned: Captioned, places: Sequence[int]) -> dict[int, np.ndarray]:
    if captioned.image_of is None:
        return {}
    return {place: captioned.image_of(place) for place in dict.fromkeys(places)}
