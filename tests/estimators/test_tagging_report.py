"""What a tagger's report says, against counts by hand and other routes."""

import warnings

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from seqkit import SequenceTagger, load
from seqkit.baselines import MostFrequentTag
from seqkit.estimators.sentence_readings import best_and_losses
from seqkit.estimators.tagging_report import Tagged, tagging_report
from seqkit.metrics import span_scores, tag_confusion
from seqkit.networks.losses import TagLoss

pytestmark = pytest.mark.usefixtures("quiet")

SENTENCES = [["see", "Ann", "Lee"], ["see", "Bob", "run"], ["Ann", "ran"]] * 6
TAGS = [["O", "B-PER", "I-PER"], ["O", "B-PER", "O"], ["B-PER", "O"]] * 6
HELD = [["see", "Cem", "Lee"], ["Ann"], ["Bob", "saw", "Ann", "Lee"]]
HELD_TAGS = [["O", "B-PER", "I-PER"], ["B-PER"], ["B-PER", "O", "B-PER", "I-PER"]]
PLAIN = [["VERB", "NAME", "NAME"], ["VERB", "NAME", "VERB"], ["NAME", "VERB"]] * 6

SMALL = {"units": (8,), "embedding_units": 8, "epochs": 2, "random_state": 0}


@pytest.fixture(scope="module")
def crf():
    return SequenceTagger(**SMALL).fit(SENTENCES, TAGS)


@pytest.fixture(scope="module")
def softmax():
    tagger = SequenceTagger(head="softmax", chars=None, **SMALL)
    return tagger.fit(SENTENCES, PLAIN)


def by_hand(scheme="BIO", worst=10):
    """Two sentences of five tokens, one of them an unknown word."""
    tagged = Tagged(
        rows=["first", "second"],
        sentences=[["see", "Ann", "Lee"], ["Cem", "ran"]],
        expected=[["O", "B-PER", "I-PER"], ["B-PER", "O"]],
        predicted=[["O", "B-PER", "O"], ["B-PER", "O"]],
        losses=np.array([6.0, 5.0]),
        unknown=np.array([False, False, False, True, False]),
    )
    return tagging_report(tagged, MostFrequentTag.of(SENTENCES, TAGS), scheme, worst)


class TestScores:
    def test_known_answers(self):
        # the baseline: O B-PER I-PER | O O
        scores = by_hand().scores
        assert scores.index.tolist() == ["tagger", "most_frequent_tag"]
        assert scores.loc["tagger"].to_dict() == {
            "token_accuracy": 0.8,
            "unknown_word_accuracy": 1.0,
            "span_precision": 0.5,
            "span_recall": 0.5,
            "span_f1": 0.5,
            "conlleval_f1": 0.5,
            "illegal_sentences": 0.0,
        }
        baseline = scores.loc["most_frequent_tag"]
        assert baseline["token_accuracy"] == 0.8
        assert baseline["unknown_word_accuracy"] == 0.0
        assert baseline["span_precision"] == 1.0
        assert baseline["span_recall"] == 0.5

    def test_plain_tags_have_no_spans(self):
        report = by_hand(scheme=None)
        assert list(report.scores) == ["token_accuracy", "unknown_word_accuracy"]
        assert report.spans is None
        assert report.conlleval is None

    def test_without_unknown_words_their_accuracy_is_nan(self, crf):
        report = crf.report(SENTENCES[:3], TAGS[:3])
        assert report.scores["unknown_word_accuracy"].isna().all()
        assert report.unknown_words == 0
        assert "–" in repr(report)

    def test_spans_are_read_both_ways(self):
        tagged = Tagged(
            rows=range(1),
            sentences=[["Ann", "Lee"]],
            expected=[["B-PER", "I-PER"]],
            predicted=[["I-PER", "I-PER"]],
            losses=np.zeros(1),
            unknown=np.zeros(2, bool),
        )
        baseline = MostFrequentTag.of(SENTENCES, TAGS)
        report = tagging_report(tagged, baseline, "BIO", 1)
        assert report.scores.loc["tagger", "span_f1"] == 0.0
        assert report.scores.loc["tagger", "conlleval_f1"] == 1.0
        assert report.scores["illegal_sentences"].tolist() == [1.0, 0.0]
        assert report.spans.loc["PER", "recall"] == 0.0
        assert report.conlleval.loc["PER", "recall"] == 1.0


class TestWarning:
    def test_losing_network_is_named_beside_the_baseline(self):
        words = (
            "the network's span_f1 0.5 is worse than 0.667 of the baseline "
            "'most_frequent_tag': use the baseline, or try more epochs"
        )
        with pytest.warns(UserWarning, match=words):
            by_hand()

    def test_plain_tags_are_compared_by_their_accuracy(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            by_hand(scheme=None)  # both have 4 of 5 tokens

    def test_points_at_the_line_that_asked(self, crf):
        # in training each of these words has one tag; the network is hardly trained
        with pytest.warns(UserWarning, match="the network's span_f1") as told:
            crf.report(SENTENCES[:3], TAGS[:3])
        assert [each.filename for each in told] == [__file__]


class TestWorst:
    def test_sentences_come_by_loss_per_token(self):
        first, second = by_hand().worst.to_dict("records")
        assert first == {
            "row": "second",
            "text": "Cem ran",
            "expected": "B-PER O",
            "predicted": "B-PER O",
            "wrong": 0,
            "loss": 2.5,
        }
        assert second["row"] == "first"
        assert second["predicted"] == "O B-PER O"
        assert (second["wrong"], second["loss"]) == (1, 2.0)

    def test_only_as_many_as_asked_for(self):
        assert by_hand(worst=1).worst["row"].tolist() == ["second"]
        none = by_hand(worst=0).worst
        assert none.shape == (0, 6)
        assert none["loss"].dtype == "float64"


class TestReport:
    def test_agrees_with_predict_score_and_the_metrics(self, crf):
        report, given = crf.report(HELD, HELD_TAGS), crf.predict(HELD)
        assert report.scores.loc["tagger", "span_f1"] == crf.score(HELD, HELD_TAGS)
        strict = span_scores(HELD_TAGS, given)
        lenient = span_scores(HELD_TAGS, given, mode="conlleval")
        pd.testing.assert_frame_equal(report.spans, strict)
        pd.testing.assert_frame_equal(report.conlleval, lenient)
        pd.testing.assert_frame_equal(report.confusion, tag_confusion(HELD_TAGS, given))
        worst = report.worst.sort_values("row")
        assert worst["predicted"].tolist() == [" ".join(tags) for tags in given]
        # Cem and saw
        assert (report.sentences, report.tokens, report.unknown_words) == (3, 8, 2)

    def test_losses_of_the_softmax_are_those_of_its_probabilities(self, softmax):
        tags = [["VERB", "NAME", "NAME"], ["NAME"], ["NAME", "VERB", "NAME", "NAME"]]
        worst = softmax.report(HELD, tags).worst.set_index("row")["loss"]
        assert worst.is_monotonic_decreasing
        names = softmax.classes_.tolist()
        for row, found in enumerate(softmax.predict_proba(HELD)):
            own = [p[names.index(tag)] for p, tag in zip(found, tags[row], strict=True)]
            np.testing.assert_allclose(worst[row], -np.log(own).mean(), rtol=1e-5)

    def test_losses_of_the_crf_are_those_of_its_probabilities(self, crf):
        # of a single token the marginals are the probabilities of whole paths
        words, tags = [["Ann"], ["see"], ["Cem"]], [["B-PER"], ["O"], ["O"]]
        worst = crf.report(words, tags).worst.set_index("row")["loss"]
        names = crf.classes_.tolist()
        for row, found in enumerate(crf.predict_proba(words)):
            own = found[0, names.index(tags[row][0])]
            np.testing.assert_allclose(worst[row], -np.log(own), rtol=1e-4)

    def test_label_weights_do_not_change_the_losses(self, softmax):
        data = softmax.samples_of((SENTENCES[:3], PLAIN[:3])).training
        weighted = type(data)(data.tokens, data.tags, np.full(8, 7, "float32"))
        losses = [
            best_and_losses(softmax.network_, each, TagLoss(), np.asarray)[1]
            for each in (data, weighted)
        ]
        np.testing.assert_array_equal(*losses)

    def test_tags_that_the_network_cannot_give_cost_infinitely_much(self, crf, softmax):
        forbidden = crf.report([["see"], ["Lee"]], [["O"], ["I-PER"]]).worst
        assert forbidden["loss"].tolist()[0] == np.inf
        assert forbidden["row"].tolist() == [1, 0]
        assert np.isfinite(forbidden["loss"].tolist()[1])
        for tagger, tags in ((crf, ["B-LOC", "O"]), (softmax, ["ADV", "VERB"])):
            with pytest.warns(UserWarning, match=f"the tag '{tags[0]}', which"):
                report = tagger.report([["see", "run"]], [tags])
            assert report.worst["loss"].tolist() == [np.inf]
            assert tags[0] in report.confusion.index

    def test_rows_are_named_by_the_index_of_a_series(self, crf):
        X = pd.Series(HELD, index=["x", "y", "z"])
        worst = crf.report(X, pd.Series(HELD_TAGS, index=X.index), worst=2).worst
        assert len(worst) == 2
        assert set(worst["row"]) < {"x", "y", "z"}
        every = crf.report(HELD, HELD_TAGS).worst
        assert [["x", "y", "z"][row] for row in every["row"][:2]] == list(worst["row"])

    def test_the_baseline_knows_only_what_the_tagger_trained_on(self):
        tagger = SequenceTagger(**SMALL)
        tagger.fit(SENTENCES, TAGS, validation=(HELD, HELD_TAGS))
        assert tagger.baseline_ == MostFrequentTag.of(SENTENCES, TAGS)

    def test_is_the_same_after_loading(self, crf, tmp_path):
        crf.save(tmp_path / "tagger.seqkit")
        loaded = load(tmp_path / "tagger.seqkit")
        assert loaded.baseline_ == crf.baseline_
        one, other = crf.report(HELD, HELD_TAGS), loaded.report(HELD, HELD_TAGS)
        pd.testing.assert_frame_equal(one.scores, other.scores)
        pd.testing.assert_frame_equal(one.worst, other.worst)

    def test_refuses_a_count_that_is_none(self, crf):
        with pytest.raises(ValueError, match="worst must be a whole number >= 0"):
            crf.report(HELD, HELD_TAGS, worst=-1)


class TestShown:
    def test_as_text(self):
        assert repr(by_hand()).splitlines() == [
            "TaggingReport: 2 sentences, 5 tokens, 1 of them unknown words",
            "                       tagger  most_frequent_tag",
            "token_accuracy          0.800              0.800",
            "unknown_word_accuracy   1.000              0.000",
            "span_precision          0.500              1.000",
            "span_recall             0.500              0.500",
            "span_f1                 0.500              0.667",
            "conlleval_f1            0.500              0.667",
            "illegal_sentences       0.000              0.000",
        ]

    def test_as_a_web_page(self):
        page = by_hand()._repr_html_()
        assert page.startswith("<p>2 sentences, 5 tokens, 1 of them unknown words</p>")
        assert "<th>most_frequent_tag</th>" in page
        assert "<td>0.667</td>" in page

    def test_as_a_picture(self):
        axes = by_hand().plot(Figure(figsize=(8, 4)).subplots())
        assert axes.get_title(loc="left") == (
            "most frequent mix-up: I-PER taken for O, 1 of 1 (100 %)"
        )
