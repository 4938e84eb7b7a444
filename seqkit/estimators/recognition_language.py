"""A language model beside a recogniser: scores of what comes next, by its symbols."""

from collections.abc import Callable
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.decoding import Language
from seqkit.estimators.cutting import Cutting
from seqkit.estimators.language_hooks import ModelsText
from seqkit.networks.ctc import BLANK
from seqkit.sequences.vocabulary import Vocabulary

_LEAST = 1e-12  # a probability that a model may give


def language_of(
    model: Any, vocabulary: Vocabulary, cutting: Cutting, weight: float, bonus: float
) -> Language | None:
    """Return what a search may ask, None without a model and a bonus.

    Parameters
    ----------
    model : fitted `TextGenerator` of the same tokens; a function from texts to log
        probabilities (texts, symbols) of what comes next, in the order of the
        vocabulary, the end in the place of the blank; or None
    vocabulary, cutting : of the recogniser
    weight, bonus : see `Language`

    Raises
    ------
    TypeError, ValueError
        If the model is none of these, or of other tokens.
    """
    checks.check_number("language_weight", weight, 0, 1e6)
    checks.check_number("symbol_bonus", bonus, -1e6, 1e6)
    if model is None and not bonus:
        return None
    ask = _asked(model, vocabulary, cutting)

    def scorer(prefixes: list[np.ndarray]) -> np.ndarray:
        return ask([cutting.join(vocabulary.decode(prefix)) for prefix in prefixes])

    return Language(scorer, weight if model is not None else 0.0, bonus)


def _asked(
    model: Any, vocabulary: Vocabulary, cutting: Cutting
) -> Callable[[list[str]], np.ndarray]:
    """Return a function from texts to log probabilities (texts, symbols)."""
    if model is None:
        return lambda texts: np.zeros((len(texts), len(vocabulary)))
    if not isinstance(model, ModelsText):
        checks.check_language_model(callable(model), model)
        return model
    model._check_fitted()
    checks.check_language_cut(cutting.tokens, model._cutting.tokens)
    known: Any = model.vocabulary_
    ids = {token: number for number, token in enumerate(known.tokens)}
    places = np.array([ids.get(each, known.unknown_id) for each in vocabulary.tokens])
    ends = model.ends_

    def ask(texts: list[str]) -> np.ndarray:
        chances = model.predict_proba(texts)
        found = np.log(np.maximum(chances[:, places], _LEAST))
        found[:, BLANK] = 0.0
        if ends:
            found[:, BLANK] = np.log(np.maximum(chances[:, known.end_id], _LEAST))
        return found

    return ask
