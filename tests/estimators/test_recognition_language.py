"""A language model beside a recogniser."""

import numpy as np
import pytest

from seqkit import TextGenerator
from seqkit.decoding import prefix_beam
from seqkit.estimators.cutting import Cutting
from seqkit.estimators.recognition_language import language_of
from seqkit.sequences.vocabulary import UNKNOWN, Vocabulary

VOCABULARY = Vocabulary.of([list("abc")], specials=("<blank>", UNKNOWN))
LETTERS = Cutting("character", False)
# of b and c behind a, c is a little likelier
UNSURE = np.log([[[0.05, 0.0001, 0.85, 0.05, 0.05], [0.1, 0.0001, 0.0999, 0.39, 0.41]]])


def transcript(language):
    (row,) = prefix_beam(UNSURE, language=language)
    return "".join(VOCABULARY.decode(row[0].symbols))


def test_a_function_of_texts_is_asked():
    asked = []

    def follows(texts):
        asked.extend(texts)
        found = np.full((len(texts), 5), np.log(0.2))
        found[[text == "a" for text in texts], 3] = np.log(0.8)
        return found

    assert transcript(None) == "ac"
    assert transcript(language_of(follows, VOCABULARY, LETTERS, 1.0, 0.0)) == "ab"
    assert transcript(language_of(follows, VOCABULARY, LETTERS, 0.0, 0.0)) == "ac"
    assert {"", "a", "ac"} <= set(asked)


def test_a_bonus_needs_no_model():
    assert language_of(None, VOCABULARY, LETTERS, 0.5, 0.0) is None
    assert transcript(language_of(None, VOCABULARY, LETTERS, 0.5, -9.0)) == ""


@pytest.mark.slow
def test_a_text_generator_is_asked():
    quick = {"units": (8,), "embedding_units": 8, "cell": "gru", "tbptt_steps": 8}
    model = TextGenerator(
        **quick, epochs=4, batch_size=8, learning_rate=0.05, random_state=0
    ).fit(["ab"] * 60)
    language = language_of(model, VOCABULARY, LETTERS, 1.0, 0.0)
    (found,) = language.scorer([np.array([2])])
    assert found[3] > np.log(0.5) > found[4]
    assert found[0] < np.log(0.5)
    assert transcript(language) == "ab"
    with pytest.raises(ValueError, match="the language model reads tokens='character'"):
        language_of(model, VOCABULARY, Cutting("word", False), 1.0, 0.0)


def test_anything_else_gets_one_sentence():
    with pytest.raises(TypeError, match="language must be a fitted TextGenerator"):
        language_of("a model", VOCABULARY, LETTERS, 0.5, 0.0)
    with pytest.raises(ValueError, match="language_weight must be a number"):
        language_of(None, VOCABULARY, LETTERS, -1.0, 0.0)
