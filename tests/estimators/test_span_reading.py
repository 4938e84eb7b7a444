"""SpanReading: likely spans beside the best path, and the threshold that suits them."""

import pickle

import numpy as np
import pandas as pd
import pytest

import seqkit
from seqkit import SequenceTagger
from seqkit.estimators.span_reading import SpanReading, f1_threshold
from seqkit.metrics import span_scores
from seqkit.networks import ChainScores
from seqkit.sequences.spans import legal_transitions, spans_of

CLASSES = ("B-P", "I-P", "O")


def packed(*probabilities, classes=CLASSES, scheme="BIO"):
    """Return one sentence's scores: of each token the probability of each tag."""
    start, steps, end = (
        np.where(part, 0, -1e5).astype("float32")
        for part in legal_transitions(list(classes), scheme)
    )
    emissions = np.log(np.array([probabilities], "float32"))
    return ChainScores(emissions, steps, start, end).pack().numpy()


def read(scores, threshold, classes=CLASSES, scheme="BIO"):
    (tags,) = SpanReading(classes, scheme, threshold)(scores)
    return [classes[tag] for tag in tags]


def test_a_span_is_given_where_it_is_likelier_than_the_threshold():
    rare = packed([0.3, 0.01, 0.69], [0.01, 0.01, 0.98])
    assert read(rare, 0.25) == ["B-P", "O"]
    assert read(rare, 0.35) == ["O", "O"]


def test_of_spans_in_each_others_place_the_likelier_stands():
    name = packed([0.5, 0.01, 0.49], [0.01, 0.6, 0.39])
    assert read(name, 0.1) == ["B-P", "I-P"]


def test_spans_of_the_best_path_stay_however_unlikely():
    classes = ("B-L", "B-P", "I-P", "O")
    unsure = packed([0.4, 0.34, 0.01, 0.25], classes=classes)
    assert read(unsure, 0.5, classes) == ["B-L"]
    assert read(unsure, 0.3, classes) == ["B-L"]  # nor does another take its place


def test_a_span_that_cannot_be_written_costs_no_other():
    # I-P right behind I-P would be the same span: no B-P is known to part them
    classes, sure = ("I-L", "I-P", "O"), [0.01, 0.01, 0.98]
    tokens = [0.01, 0.55, 0.44], [0.01, 0.3, 0.69], sure, [0.3, 0.01, 0.69]
    scores = packed(*tokens, classes=classes, scheme="IOB1")
    assert read(scores, 0.9, classes, "IOB1") == ["I-P", "O", "O", "O"]
    assert read(scores, 0.1, classes, "IOB1") == ["I-P", "O", "O", "I-L"]


def test_stray_tags_of_a_free_chain_stay():
    zeros = np.zeros((3, 3), "float32"), np.zeros(3, "float32"), np.zeros(3, "float32")
    emissions = np.log(
        np.array([[[0.1, 0.8, 0.1], [0.1, 0.1, 0.8], [0.3, 0.1, 0.6]]], "float32")
    )
    scores = ChainScores(emissions, *zeros).pack().numpy()
    assert read(scores, 0.2) == ["I-P", "O", "B-P"]


def test_padding_is_left_as_it_is():
    scores = packed([0.9, 0.05, 0.05], [0.05, 0.05, 0.9])
    scores[:, 1, -1] = 0  # no step
    (tags,) = SpanReading(CLASSES, "BIO", 0.5)(scores)
    assert tags.tolist() == [0, -1]


def test_what_no_tag_can_write_is_the_best_path():
    # a second name right behind the first asks for a B-P, which training has not shown
    classes = ("I-P", "O")
    beside = packed([0.55, 0.45], [0.45, 0.55], classes=classes, scheme="IOB1")
    assert read(beside, 0.02, classes, "IOB1") == ["I-P", "O"]
    assert spans_of(["I-P", "B-P"], "IOB1")[1:]


@pytest.fixture(scope="module")
def noisy():
    """A tagger of names that stand half of the time where they could."""
    draw = np.random.default_rng(0)
    words = [["see", str(draw.choice(["Ann", "Bob"])), "now"] for _ in range(300)]
    tags = [["O", draw.choice(["B-P", "O"], p=[0.3, 0.7]), "O"] for _ in words]
    given = {"units": (4,), "embedding_units": 4, "chars": None, "epochs": 6}
    tagger = SequenceTagger(**given, learning_rate=0.05, random_state=0)
    tagger.fit(words[:200], tags[:200], validation=(words[200:], tags[200:]))
    return tagger, (words[200:], tags[200:])


def f1_at(tagger, words, tags, threshold):
    reading = SpanReading(tuple(tagger.classes_.tolist()), "BIO", threshold)
    (found,) = tagger._read(words, reading)
    scores = span_scores(tags, tagger._decode(found, words), scheme="BIO")
    return scores.loc["micro average", "f1"]


def test_threshold_has_the_highest_f1_of_all(noisy):
    tagger, (words, tags) = noisy
    f1 = tagger.score(words, tags)
    assert 0.3 < f1 < 0.6  # 3 names of 10 are all that anyone can know
    tried = np.arange(1, 11) / 20
    f1s = np.array([f1_at(tagger, words, tags, each) for each in tried])
    assert f1 == f1s.max()
    assert tagger.span_threshold_ == tried[f1s == f1].max()


def test_where_none_helps_it_is_the_best_path(noisy):
    tagger, (words, tags) = noisy
    tokens = tagger.features_.encode(words)
    reading = SpanReading(tuple(tagger.classes_.tolist()), "BIO")
    others = [[tag.replace("P", "L") for tag in row] for row in tags]
    assert f1_threshold(tagger.network_, tokens, others, reading) is None


def test_every_verb_knows_of_extra_spans(noisy):
    tagger, (words, _) = noisy
    again = pickle.loads(pickle.dumps(tagger))
    series = pd.Series([["see", "Ann", "now"]], index=["x"])
    assert again.predict(series).to_dict() == {"x": ["O", "B-P", "O"]}
    found = again.predict_entities(["see Ann now"])
    assert found["text"].tolist() == ["Ann"]
    assert found["score"].iloc[0] < 0.5
    assert (
        again.report(words, again.predict(words)).scores.loc["tagger", "span_f1"] == 1
    )


def test_the_best_path_finds_none_of_what_is_rare(noisy):
    tagger, (words, tags) = noisy
    path = SequenceTagger(**tagger.get_params() | {"extra_spans": False})
    path.fit(words, tags, validation=(words, tags))
    assert path.span_threshold_ is None
    assert path.score(words, tags) == 0 < tagger.score(words, tags)


def test_sentences_without_spans_settle_nothing(noisy):
    tagger, (words, _) = noisy
    tokens = tagger.features_.encode(words[:3])
    reading = SpanReading(tuple(tagger.classes_.tolist()), "BIO")
    assert f1_threshold(tagger.network_, tokens, [["O"] * 3] * 3, reading) is None


def test_a_file_keeps_the_threshold(noisy, tmp_path):
    tagger, (words, _) = noisy
    tagger.save(tmp_path / "names.seqkit")
    again = seqkit.load(tmp_path / "names.seqkit")
    assert again.span_threshold_ == tagger.span_threshold_
    assert again.predict(words) == tagger.predict(words)


@pytest.mark.parametrize(
    "choices",
    [{"head": "softmax"}, {"validation_fraction": 0}],
)
def test_else_it_is_the_best_path(choices):
    words, tags = [["see", "Ann"]] * 8, [["O", "B-P"]] * 8
    given = {"units": (4,), "embedding_units": 4, "chars": None, "epochs": 1}
    tagger = SequenceTagger(**given | choices).fit(words, tags)
    assert tagger.span_threshold_ is None


def test_plain_tags_have_no_spans_and_other_ways_no_name():
    given = {"units": (4,), "embedding_units": 4, "chars": None, "epochs": 1}
    words = [["see", "Ann"]] * 8
    assert SequenceTagger(**given).fit(words, [["V", "N"]] * 8).span_threshold_ is None
    with pytest.raises(ValueError, match="choose True or False"):
        SequenceTagger(extra_spans="some").fit(words, [["O", "B-P"]] * 8)
