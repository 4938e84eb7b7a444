"""What a captioner's report says, against scores by hand and by the metrics."""

import warnings

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from seqkit import metrics
from seqkit.estimators.caption_report import (
    MOST_COMMON,
    NEAREST,
    Captioned,
    caption_report,
)

REFERENCES = [
    ["a dog runs on the sand", "a wet dog runs"],
    ["two men sit on a bench", "men sit down"],
    ["a red car stops", "the car is red"],
    ["a cat sleeps on a chair"],
]
PREDICTED = [
    "a dog runs on the sand",
    "a cat eats fish",
    "a red car",
    "the green bird flies",
]
ROWS = ["dog", "men", "car", "cat"]


def shade(place):
    return np.full((8, 8, 3), 10 * place, dtype="uint8")


def captioned(**changes):
    whole = Captioned(ROWS, REFERENCES, PREDICTED, image_of=shade)
    return whole._replace(**changes)


def baselines(nearest=("a cat",) * 4):
    return {MOST_COMMON: ["a dog runs"] * 4, NEAREST: list(nearest)}


def caption(ax):
    return ax.get_xlabel().replace("\n", " ")


def report(worst=2, **changes):
    return caption_report(captioned(**changes), baselines(), worst)


class TestScores:
    def test_are_those_of_the_metrics_for_network_and_baselines(self):
        scores = report().scores
        said = {"captioner": PREDICTED, **baselines()}
        assert scores.index.tolist() == list(said)
        for name, captions in said.items():
            expected = metrics.caption_scores(captions, REFERENCES)
            assert scores.loc[name].to_dict() == expected
        assert scores["distinct_words"].tolist() == [14, 3, 2]

    def test_each_picture_has_its_own(self):
        captions = report().captions
        each = metrics.cider_d_each(PREDICTED, REFERENCES)
        np.testing.assert_array_equal(captions["cider_d"], each)
        assert captions["rouge_l"].tolist()[::3] == [1.0, 0.0]
        assert captions["rouge_l"].mean() == pytest.approx(
            metrics.rouge_l(PREDICTED, REFERENCES), rel=1e-12
        )
        assert captions["row"].tolist() == ROWS
        assert captions.loc[3, "references"] == ("a cat sleeps on a chair",)

    def test_one_picture_alone_has_no_cider(self):
        one = Captioned([7], REFERENCES[:1], PREDICTED[:1], image_of=shade)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = caption_report(one, {NEAREST: ["a dog"]}, 3)
        assert found.scores["cider_d"].isna().all()
        assert found.worst["cider_d"].isna().tolist() == [True]
        assert found.best["row"].tolist() == [7]
        assert "–" in repr(found)
        titles = [ax.get_title() for ax in found.plot(Figure().subplots(1, 2))]
        assert titles == ["best", "worst"]

    def test_refuses_captions_of_another_number_of_pictures(self):
        with pytest.raises(ValueError, match="got 3 predicted captions but references"):
            caption_report(captioned(predicted=PREDICTED[:3]), baselines(), 1)
        with pytest.raises(ValueError, match="got 1 predicted captions but references"):
            caption_report(captioned(), {NEAREST: ["a dog"]}, 1)


class TestWarning:
    def test_losing_network_is_named_beside_the_best_baseline(self):
        words = (
            "the network's cider_d 3.94 is worse than 10 of the baseline "
            "'nearest_caption': use the baseline, or try more epochs"
        )
        alone = [[several[0]] for several in REFERENCES]
        copied = [several[0] for several in alone]
        with pytest.warns(UserWarning, match=words):
            caption_report(captioned(references=alone), baselines(copied), 1)

    def test_points_at_the_line_that_asked_the_estimator(self):
        def ask():
            return caption_report(captioned(predicted=["x"] * 4), baselines(), 1)

        with pytest.warns(UserWarning, match="the network's cider_d 0 is") as told:
            ask()
        assert [each.filename for each in told] == [__file__]

    def test_nothing_is_said_where_the_network_is_better(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            report()


class TestBestAndWorst:
    def test_are_ordered_by_cider(self):
        found = report(worst=4)
        each = metrics.cider_d_each(PREDICTED, REFERENCES)
        falling = np.argsort(-each, kind="stable")
        assert found.best.index.tolist() == falling.tolist()
        assert found.best["row"].tolist() == ["dog", "car", "men", "cat"]
        assert found.worst["row"].tolist() == ["cat", "men", "car", "dog"]
        pd.testing.assert_frame_equal(found.best.sort_index(), found.captions)

    def test_rouge_decides_between_equal_ciders(self):
        # 'on' stands in every reference: it weighs nothing, but it is in common
        references = [["dogs on"], ["cats on"], ["cars on"], ["men on"]]
        predicted = ["x", "on", "cars on", "y"]
        found = report(references=references, predicted=predicted, worst=4)
        assert found.captions["cider_d"].tolist()[:2] == [0, 0]
        assert found.worst["row"].tolist() == ["dog", "cat", "men", "car"]
        assert found.best["row"].tolist() == ["car", "men", "dog", "cat"]

    def test_only_as_many_as_asked_for_and_only_their_pictures(self):
        found = report(worst=1)
        assert found.best["row"].tolist() == ["dog"]
        assert found.worst["row"].tolist() == ["cat"]
        assert sorted(found.images) == [0, 3]
        assert found.images[3][0, 0].tolist() == [30, 30, 30]

    def test_rows_of_the_same_name_keep_their_own_pictures(self):
        found = report(rows=["x"] * 4, worst=1)
        assert {place: image.max() for place, image in found.images.items()} == {
            0: 0,
            3: 30,
        }

    def test_each_picture_is_asked_for_once(self):
        asked = []

        def once(place):
            asked.append(place)
            return shade(place)

        report(image_of=once, worst=3)
        assert sorted(asked) == [0, 1, 2, 3]


class TestShown:
    def test_as_text(self):
        lines = repr(report(left_out=2)).splitlines()
        assert lines[0] == "CaptionReport: 4 pictures, 2 more could not be read"
        assert lines[1].split() == ["captioner", MOST_COMMON, NEAREST]
        assert lines[7].split()[0] == "cider_d"
        assert lines[8].split() == ["distinct_words", "14", "3", "2"]
        assert lines[9].split() == ["length", "4.250", "3.000", "2.000"]

    def test_as_a_web_page_without_words_of_users(self):
        evil = [["<b>dog</b> runs"], *REFERENCES[1:]]
        found = report(references=evil, predicted=["<script> runs", *PREDICTED[1:]])
        page = found._repr_html_()
        assert page.startswith("<p>4 pictures</p>")
        assert "<th>nearest_caption</th>" in page
        assert "<td>3</td>" in page
        assert "script" not in page
        assert "dog" not in page

    def test_as_pictures_the_best_first(self):
        found = report()
        axes = found.plot(Figure(figsize=(8, 4)).subplots(2, 2))
        places = [0, 2, 3, 1]
        assert list(map(caption, axes)) == [PREDICTED[place] for place in places]
        assert [ax.images[0].get_array().max() for ax in axes] == [0, 20, 30, 10]
        below = [ax.texts[0].get_text().replace("\n", " ") for ax in axes]
        assert below[1:] == [
            "a red car stops",
            "a cat sleeps on a chair",
            "two men sit on a bench",
        ]
        score = found.best["cider_d"].iloc[0]
        assert axes[0].get_title() == f"best: CIDEr-D {score:.2f}"
        assert axes[2].get_title() == "worst: CIDEr-D 0.00"

    def test_as_fewer_pictures(self):
        axes = report().plot(Figure().subplots(1, 2), pictures=1)
        assert list(map(caption, axes)) == [PREDICTED[0], PREDICTED[3]]

    def test_features_in_place_of_pictures_cannot_be_drawn(self):
        found = report(image_of=None)
        assert found.images == {}
        with pytest.raises(ValueError, match="no picture to draw, only the features"):
            found.plot()

    def test_a_report_that_shows_none_cannot_be_drawn(self):
        found = report(worst=0)
        assert found.worst.shape == (0, 5)
        assert found.best["cider_d"].dtype == "float64"
        with pytest.raises(ValueError, match="shows no picture; ask for one with wor"):
            found.plot()
