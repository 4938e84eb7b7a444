"""Captions that need no network, by hand and by a slower route."""

import json
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.baselines import captions as module
from seqkit.baselines.captions import MostCommonCaption, NearestCaption
from seqkit.metrics import caption_words

texts = st.lists(st.sampled_from("abcd"), min_size=1, max_size=4).map(" ".join)
lists = st.lists(st.lists(texts, min_size=1, max_size=3), min_size=1, max_size=5)


def f_measure(one, other):
    a, b = (set(caption_words(caption)) for caption in (one, other))
    return 2 * len(a & b) / (len(a) + len(b))


class TestMostCommon:
    def test_captions_of_the_same_words_are_counted_together(self):
        captions = [["A dog .", "a cat"], ["a dog", "a cat"], ["a Dog", "a dog"]]
        baseline = MostCommonCaption.of(captions)
        assert baseline == MostCommonCaption("a dog", 4)
        assert baseline.predict(3) == ["a dog"] * 3
        assert baseline.predict(0) == []

    def test_of_equally_frequent_ones_the_most_central_wins(self):
        # with the others: 'a dog runs' 1/3 and 4/5, 'a dog' 2/5 and 4/5
        captions = [["men run fast"], ["a dog runs"], ["a dog"], ["a cat"]]
        assert MostCommonCaption.of(captions).caption == "a dog"
        frequent = [*captions, ["men run fast"]]
        assert MostCommonCaption.of(frequent) == MostCommonCaption("men run fast", 2)

    def test_the_first_of_equals_wins(self):
        assert MostCommonCaption.of([["b a", "a b"], ["c d"]]).caption == "b a"

    @given(lists)
    def test_no_caption_as_frequent_is_nearer_to_the_others(self, captions):
        flat = list(chain.from_iterable(captions))
        found = MostCommonCaption.of(captions)
        assert found.times == max(map(flat.count, flat)) == flat.count(found.caption)
        means = {
            each: np.mean([f_measure(each, other) for other in flat])
            for each in flat
            if flat.count(each) == found.times
        }
        assert means[found.caption] == pytest.approx(max(means.values()), rel=1e-9)

    def test_captions_without_a_word_do_not_count(self):
        assert MostCommonCaption.of([[".", "...", "a"]]) == MostCommonCaption("a", 1)

    def test_the_state_is_plain_json_and_gives_the_same_baseline(self):
        baseline = MostCommonCaption.of([["Ünï says 'hi'"]])
        state = json.loads(json.dumps(baseline.to_state()))
        assert MostCommonCaption.from_state(state) == baseline

    def test_refuses_what_it_cannot_learn_from(self):
        with pytest.raises(ValueError, match="captions is empty; give the captions of"):
            MostCommonCaption.of([])
        with pytest.raises(ValueError, match="captions hold no word; give one caption"):
            MostCommonCaption.of([["."], [""]])
        with pytest.raises(ValueError, match=r"captions\[1\] is empty; give the capt"):
            MostCommonCaption.of([["a"], []])
        sentence = r"captions\[0\] must be a list of captions, got 'a dog'; pass \["
        with pytest.raises(TypeError, match=sentence):
            MostCommonCaption.of(["a dog"])
        with pytest.raises(ValueError, match="pictures must be a whole number >= 0, "):
            MostCommonCaption("a", 1).predict(-1)


class TestNearest:
    def test_the_caption_comes_from_the_picture_of_the_highest_cosine(self):
        features = np.array([[9.0, 0], [1, 1], [0, 2]])
        baseline = NearestCaption.of(features, [["long"], ["between"], ["up"]])
        queries = np.array([[1.0, 0.1], [3, 2], [-5, 1], [0.1, 0.1]])
        assert baseline.predict(queries) == ["long", "between", "up", "between"]

    def test_of_several_captions_the_most_central_is_taken(self):
        captions = [["two men", "a dog runs", "a wet dog", "a dog"], ["x y", "x", "y"]]
        baseline = NearestCaption.of(np.eye(2), captions)
        assert baseline.captions == ["a dog", "x y"]

    @given(texts, texts)
    def test_the_first_of_two_captions_is_taken(self, one, other):
        assert NearestCaption.of([[1.0]], [[one, other]]).captions == [one]

    def test_agrees_with_all_cosines_at_once_however_few_fit_the_memory(
        self, monkeypatch
    ):
        draw = np.random.default_rng(0)
        known, asked = draw.normal(size=(50, 8)), draw.normal(size=(23, 8))
        baseline = NearestCaption.of(known, [[f"c{place}"] for place in range(50)])
        lengths = np.linalg.norm(asked, axis=1)[:, None] * np.linalg.norm(known, axis=1)
        nearest = (asked @ known.T / lengths).argmax(axis=1)
        expected = [f"c{place}" for place in nearest]
        assert baseline.predict(asked) == expected
        for similarities in (1, 170):
            monkeypatch.setattr(module, "_SIMILARITIES", similarities)
            assert baseline.predict(asked) == expected

    def test_features_of_zeros_are_like_none(self):
        features = [[0.0, 0.0], [-1.0, 0.0], [1.0, 2.0]]
        baseline = NearestCaption.of(features, [["nothing"], ["left"], ["up"]])
        assert baseline.predict([[1.0, -0.4], [-1.0, -5.0]]) == ["up", "left"]
        assert baseline.directions[0].tolist() == [0, 0]
        assert baseline.predict([[0.0, 0.0]]) == ["nothing"]  # all are as near

    def test_the_size_of_features_matters_neither_way(self):
        features = np.array([[1e-30, 2e-30], [3e30, 1e30]], dtype="float32")
        baseline = NearestCaption.of(features, [["small"], ["large"]])
        np.testing.assert_allclose(
            baseline.directions, [[0.2**0.5, 0.8**0.5], [0.9**0.5, 0.1**0.5]], rtol=1e-6
        )
        assert baseline.predict(features[::-1]) == ["large", "small"]

    def test_what_was_given_stays_as_it_was(self):
        features = np.array([[3.0, 4.0]], dtype="float32")
        NearestCaption.of(features, [["a"]]).predict(features)
        assert features.tolist() == [[3, 4]]

    def test_refuses_features_that_are_none(self):
        captions = [["a"], ["b"]]
        grids = np.zeros((2, 7, 7, 4), "float32")
        sentence = r"features must be numbers \(pictures, features\), got shape \(2, 7,"
        with pytest.raises(ValueError, match=sentence):
            NearestCaption.of(grids, captions)
        with pytest.raises(ValueError, match=r"got shape \(3,\) of float64; average"):
            NearestCaption.of(np.zeros(3), captions)
        with pytest.raises(
            ValueError, match=r"got shape \(2,\) of object; average gri"
        ):
            NearestCaption.of([[1.0], [1.0, 2.0]], captions)
        with pytest.raises(
            ValueError, match="features of picture 1 are not finite num"
        ):
            NearestCaption.of([[1.0], [np.nan]], captions)
        with pytest.raises(
            ValueError, match="features of picture 0 are not finite num"
        ):
            NearestCaption.of([[1e300], [1.0]], captions)

    def test_refuses_other_numbers_of_pictures_or_features(self):
        with pytest.raises(
            ValueError, match="got 3 pictures but 2 lists of captions; "
        ):
            NearestCaption.of(np.eye(3), [["a"], ["b"]])
        baseline = NearestCaption.of(np.eye(2), [["a"], ["b"]])
        sentence = "got 3 features of each picture, but the training pictures had 2; "
        with pytest.raises(ValueError, match=sentence):
            baseline.predict(np.eye(3))
