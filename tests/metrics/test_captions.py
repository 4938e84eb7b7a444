"""Scores of captions: by hand, against pycocoevalcap's answers, and what must hold."""

import sys
from math import exp, sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from seqkit.metrics import (
    bleu,
    caption_scores,
    caption_words,
    cider_d,
    cider_d_each,
    distinct_words,
    mean_length,
    rouge_l,
)

PREDICTED = ["a dog runs on the grass", "the the man man", "two red balls",
             "a man sits"]  # fmt: skip
REFERENCES = [
    [
        "a dog runs on grass",
        "the dog runs",
        "a brown dog is running on the green grass",
    ],
    ["the man sits on the grass"],
    ["two red balls on the grass", "red balls"],
    ["a man sits on a ball", "a man sits"],
]
# of pycocoevalcap 1.2, over the same words; its BLEU is smoothed by about 1e-9
BLEU = [0.9374999998828125, 0.8385254914488709, 0.7057770215529444, 0.5444846467316813]
ROUGE_L = [0.9242424242424241, 0.3860759493670886, 1.0, 1.0]
CIDER_D = [3.61464865, 2.11016014, 4.43743884, 5.82674824]

WORDS = st.sampled_from(["a", "the", "dog", "man", "runs", "on", "red", "grass"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)
PICTURES = st.lists(st.tuples(SENTENCES, SENTENCES), min_size=2, max_size=5)


def test_scores_equal_pycocoevalcap():
    scores = caption_scores(PREDICTED, REFERENCES)

    assert [scores[f"bleu_{n}"] for n in (1, 2, 3, 4)] == pytest.approx(BLEU, abs=1e-8)
    assert scores["rouge_l"] == pytest.approx(np.mean(ROUGE_L), rel=1e-12)
    assert scores["cider_d"] == pytest.approx(3.997248966568127, rel=1e-12)
    np.testing.assert_allclose(cider_d_each(PREDICTED, REFERENCES), CIDER_D, rtol=1e-8)
    assert (scores["distinct_words"], scores["length"]) == (11, 4)


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("A dog 's ball , wet ...", ["a", "dog", "s", "ball", "wet"]),
        ("The dog's half-wet  ball!", ["the", "dog's", "half-wet", "ball"]),
        ("Ein Straßenhund.", ["ein", "straßenhund"]),
        ("¿Un niño?", ["un", "niño"]),
        ("एक कुत्ता घास पर।", ["एक", "कुत्ता", "घास", "पर"]),
        ("كلب، رجل؟", ["كلب", "رجل"]),
        ("一只 狗 。", ["一只", "狗"]),
        (" .\t", []),
    ],
)
def test_words_are_cut_at_blanks(caption, words):
    assert caption_words(caption) == words


def test_case_and_punctuation_do_not_count():
    plain = caption_scores(["a wet dog runs", "men sit"], [["a wet dog"], ["men"]])
    other = caption_scores(["A wet dog runs .", "Men sit!"], [["A wet dog."], ["MEN"]])
    assert plain == other


# -------------------------------------------------------------------------- BLEU


def test_bleu_by_hand():
    # words 4 of 5 right, pairs 2 of 4, triples 1 of 3, fours 0 of 2; of 5 words, and
    # the closest reference has 5
    scores = bleu(["a dog runs on sand"], [["a dog runs grass on"]])

    assert scores["bleu_1"] == pytest.approx(4 / 5)
    assert scores["bleu_2"] == pytest.approx(sqrt(4 / 5 * 2 / 4))
    assert scores["bleu_3"] == pytest.approx((4 / 5 * 2 / 4 * 1 / 3) ** (1 / 3))
    assert scores["bleu_4"] == 0


def test_bleu_counts_over_all_pictures_at_once():
    # words: 2 of 2 and 1 of 3; 5 words against 4 + 3, the closest references
    scores = bleu(["a dog", "men on sand"], [["a dog runs fast"], ["two men sit", "x"]])
    assert scores["bleu_1"] == pytest.approx(3 / 5 * exp(1 - 7 / 5))


def test_bleu_takes_the_closest_reference():
    longer = "a dog runs on the grass in the sun"
    assert bleu(["a dog runs"], [[longer]])["bleu_1"] == pytest.approx(exp(1 - 9 / 3))
    assert bleu(["a dog runs"], [[longer, "the cat sat"]])["bleu_1"] == 1
    assert bleu(["a dog runs"], [["the cat sat", longer]])["bleu_1"] == 1


def test_bleu_of_nothing_is_zero():
    nothing = dict.fromkeys(["bleu_1", "bleu_2", "bleu_3", "bleu_4"], 0)
    assert bleu(["", " ."], [["a dog"], ["men", "two men"]]) == nothing
    assert bleu(["cat"], [["a dog"]]) == nothing


def test_bleu_without_the_extra_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "sacrebleu.metrics", None)
    sentence = r"^bleu needs the extra 'text': pip install \"seqkit\[text\]\"$"
    with pytest.raises(ImportError, match=sentence):
        bleu(["a"], [["a"]])


# ----------------------------------------------------------------------- ROUGE-L


def f_measure(precision, recall):
    return 2.44 * precision * recall / (recall + 1.44 * precision)


def test_rouge_l_by_hand():
    # common to both: a … runs, 2 of 3 and 2 of 5 words
    score = rouge_l(["a dog runs"], [["a man runs and sits"]])
    assert score == pytest.approx(f_measure(2 / 3, 2 / 5))


def test_rouge_l_takes_the_highest_precision_and_recall():
    # a dog runs: 3 of 3 and of 6; it runs: 1 of 3 and of 1
    several = ["a dog and a cat runs", "runs"]
    assert rouge_l(["a dog runs"], [several]) == pytest.approx(f_measure(1, 1))


def test_rouge_l_counts_order_but_not_gaps():
    assert rouge_l(["a b c"], [["a x b y c"]]) == pytest.approx(f_measure(1, 3 / 5))
    assert rouge_l(["c b a"], [["a b c"]]) == pytest.approx(1 / 3)


def test_rouge_l_is_the_mean_over_pictures():
    assert rouge_l(["a dog", "", "cat"], [["a dog"], ["x"], ["y"]]) == pytest.approx(
        1 / 3
    )


# ----------------------------------------------------------------------- CIDEr-D


def test_cider_d_by_hand():
    # every n-gram is in one picture of two, so all weights are equal and cancel
    each = cider_d_each(["a dog runs", "men sit"], [["a dog runs fast"], ["men sit"]])

    cosines = (3 / (sqrt(3) * 2), 2 / (sqrt(2) * sqrt(3)), 1 / sqrt(2), 0)
    assert each[0] == pytest.approx(10 * exp(-1 / 72) * sum(cosines) / 4)
    assert each[1] == pytest.approx(10 * 2 / 4)


def test_cider_d_gives_no_weight_to_what_every_picture_has():
    # 'a' is in both pictures and counts 0
    each = cider_d_each(["a", "a cat"], [["a dog"], ["a cat"]])
    assert each[0] == 0
    assert each[1] == pytest.approx(10 * 2 / 4)


def test_cider_d_counts_pictures_not_references():
    # 'dog' stands in three references of one picture, so it is as rare as 'cat';
    # 'sits' is in two of three pictures
    references = [["dog", "dog", "dog"], ["cat sits"], ["man sits"]]
    each = cider_d_each(["dog", "cat", "sits"], references)
    rare, common = np.log(3), np.log(3 / 2)
    norm = sqrt(rare**2 + common**2)
    penalty = exp(-1 / 72)
    expected = [2.5, 2.5 * penalty * rare / norm, 2.5 * penalty * common / norm]
    np.testing.assert_allclose(each, expected)


def test_cider_d_clips_what_is_repeated():
    # dog dog dog: weight 3, clipped to the reference's 1, over the norms 3 and 1
    each = cider_d_each(["dog dog dog", "cat"], [["dog"], ["cat"]])
    assert each[0] == pytest.approx(10 * exp(-4 / 72) * (1 / 3) / 4)


def test_cider_d_is_the_mean_over_references():
    references = [["a dog runs", "two cats"], ["men sit"]]
    each = cider_d_each(["a dog runs", "men sit"], references)
    assert each[0] == pytest.approx(10 * (3 / 4 + 0) / 2)


def test_cider_d_penalises_another_length():
    references = [["the dog runs on grass"], ["men sit"]]
    scores = [
        cider_d_each(["the dog runs on grass" + " x" * more, "men"], references)[0]
        for more in range(8)
    ]
    assert scores[0] == pytest.approx(10)
    assert scores == sorted(scores, reverse=True)
    assert scores[7] < 10 * exp(-49 / 72)


def test_cider_d_of_one_picture_is_unknown():
    assert np.isnan(cider_d(["a dog"], [["a dog"]]))


def test_cider_d_of_no_words_is_zero():
    assert cider_d(["", " ."], [["a dog"], ["men sit"]]) == 0


@given(pictures=PICTURES)
def test_cider_d_is_highest_for_the_reference_itself(pictures):
    predicted = [caption for caption, _ in pictures]
    references = [reference for _, reference in pictures]
    several = [[reference] for reference in references]

    own, best = (cider_d_each(each, several) for each in (predicted, references))

    assert (own <= best + 1e-9).all()
    assert ((best >= 0) & (best <= 10 + 1e-9)).all()


@given(pictures=PICTURES, data=st.data())
def test_order_of_pictures_does_not_count(pictures, data):
    order = data.draw(st.permutations(range(len(pictures))))
    predicted = [caption for caption, _ in pictures]
    references = [[reference, caption + " x"] for caption, reference in pictures]

    there = caption_scores(predicted, references)
    back = caption_scores([predicted[k] for k in order], [references[k] for k in order])

    assert there == pytest.approx(back, rel=1e-9)


@given(data=st.data())
def test_other_order_of_words_scores_less(data):
    words = ["the", "dog", "runs", "on", "wet", "grass"]
    mixed = data.draw(st.permutations(words))
    assume(mixed != words)
    references = [[" ".join(words)], ["two men sit"]]

    right = caption_scores([" ".join(words), "two men sit"], references)
    wrong = caption_scores([" ".join(mixed), "two men sit"], references)

    for score in ("bleu_2", "bleu_4", "rouge_l", "cider_d"):
        assert wrong[score] < right[score]
    assert wrong["bleu_1"] == right["bleu_1"] == 1


# ----------------------------------------------------------------- words, length


def test_words_and_length():
    captions = ["A dog , a DOG .", "", "dogs run"]
    assert distinct_words(captions) == 4
    assert mean_length(captions) == pytest.approx(6 / 3)


# ----------------------------------------------------------------------- refusals


@pytest.mark.parametrize("score", [bleu, rouge_l, cider_d, caption_scores])
def test_scores_name_what_does_not_fit(score):
    with pytest.raises(
        ValueError, match="got 1 predicted captions but references of 2"
    ):
        score(["a"], [["a"], ["b"]])
    with pytest.raises(ValueError, match=r"references\[1\] is empty; give the caption"):
        score(["a", "b"], [["a"], []])
    with pytest.raises(ValueError, match=r"references\[0\]\[1\] holds no word; leave"):
        score(["a"], [["a", " ."]])
    with pytest.raises(
        TypeError, match=r"references\[0\] must be a list of captions, "
    ):
        score(["a"], ["a"])
    with pytest.raises(TypeError, match="references must be a list with a list of"):
        score(["a"], "a")
    with pytest.raises(TypeError, match=r"references\[0\]\[0\] must be one caption"):
        score(["a"], [[["a", "dog"]]])


@pytest.mark.parametrize("score", [distinct_words, mean_length])
def test_predictions_that_are_no_captions_are_named(score):
    with pytest.raises(
        ValueError, match=r"^predicted is empty; give the caption of one"
    ):
        score([])
    with pytest.raises(
        TypeError, match="predicted must be a list of captions, one for"
    ):
        score("a dog")
    sentence = r"predicted\[1\] must be one caption, a string, got \['a'\]; join its"
    with pytest.raises(TypeError, match=sentence):
        score(["a", ["a"]])
