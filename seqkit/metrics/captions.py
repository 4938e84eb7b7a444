"""Scores of generated captions against one reference or several for each picture.

Captions are strings, compared as words: in lower case, cut at blanks, without the
punctuation at either end of a word. So 'A dog, wet.' is 'a dog wet', and "dog's" stays
one word. A language without blanks between words has to be cut before. Where the
caption evaluation of COCO (Chen et al. 2015) decides between variants, so do we; its
words are cut with the rules of the Penn Treebank, which changes scores a little.
"""

import string
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from math import exp, log, sqrt
from typing import NamedTuple

import numpy as np

from seqkit import checks
from seqkit.metrics.translation import sacrebleu_metrics

Captions = Sequence[str]
References = Sequence[Sequence[str]]
_Ngram = tuple[str, ...]
_PUNCTUATION = string.punctuation + "¡¿…–—‘’“”„«»、。，！？：；（）「」।،؛؟"
_ORDERS = range(1, 5)
_BETA = 1.2
_SIGMA = 6.0


def bleu(predicted: Captions, references: References) -> dict[str, float]:
    """Return BLEU-1 to BLEU-4 of all captions together, in [0, 1].

    Computed by sacrebleu over words that are already cut (tokenize='none'), without
    smoothing: where no n-gram is right, the score is 0. The brevity penalty compares
    each caption with its reference of the closest length.

    Parameters
    ----------
    predicted : captions (pictures,)
    references : captions (pictures, one or several each)

    Returns
    -------
    dict with 'bleu_1', 'bleu_2', 'bleu_3' and 'bleu_4'

    Raises
    ------
    ImportError
        If the extra 'text' is not installed.
    TypeError
        If captions are no strings, or references no lists of them.
    ValueError
        If there is no caption, numbers of pictures differ, or a picture has no
        reference, or one without a word.

    References
    ----------
    Papineni et al. (2002), BLEU, ACL; Post (2018), A call for clarity in reporting BLEU
    scores, WMT.

    Examples
    --------
    >>> scores = bleu(["a dog runs on grass"], [["a dog runs on sand", "a wet dog"]])
    >>> {name: round(score, 3) for name, score in scores.items()}
    {'bleu_1': 0.8, 'bleu_2': 0.775, 'bleu_3': 0.737, 'bleu_4': 0.669}
    """
    metric = sacrebleu_metrics("bleu").BLEU
    candidates, sentences = _read(predicted, references)
    most = max(map(len, sentences))
    padded = [
        [" ".join(words) for words in several] + [None] * (most - len(several))
        for several in sentences
    ]
    scorer = metric(tokenize="none", smooth_method="none", force=True)
    found = scorer.corpus_score(
        [" ".join(words) for words in candidates], list(zip(*padded, strict=True))
    )
    lengths = (found.sys_len, found.ref_len)
    scores = {}
    for n in _ORDERS:
        counts = (found.counts[:n], found.totals[:n])
        score = metric.compute_bleu(*counts, *lengths, max_ngram_order=n).score
        scores[f"bleu_{n}"] = min(score / 100, 1.0)
    return scores


def rouge_l(predicted: Captions, references: References) -> float:
    """Return ROUGE-L, the mean over pictures, in [0, 1].

    The F-measure of the longest common subsequence of words, with beta 1.2, which
    favours recall. As in the evaluation of COCO, precision and recall are each the
    highest over the references of a picture. A caption without a word scores 0.

    Parameters
    ----------
    predicted : captions (pictures,)
    references : captions (pictures, one or several each)

    Raises
    ------
    TypeError, ValueError
        As `bleu`.

    References
    ----------
    Lin (2004), ROUGE, Text summarization branches out; Chen et al. (2015), Microsoft
    COCO captions, arXiv:1504.00325, section 3.3.

    Examples
    --------
    >>> round(rouge_l(["a dog runs"], [["a wet dog runs", "it runs"]]), 3)
    0.836
    """
    pairs = zip(*_read(predicted, references), strict=True)
    return float(np.mean([_rouge_l(words, several) for words, several in pairs]))


def cider_d(predicted: Captions, references: References) -> float:
    """Return CIDEr-D, the mean of `cider_d_each` over pictures, in [0, 10].

    Parameters, errors and source are those of `cider_d_each`. NaN for one picture.

    Examples
    --------
    >>> predicted = ["a dog runs", "two men sit"]
    >>> round(cider_d(predicted, [["a dog runs fast"], ["two men sit"]]), 3)
    6.696
    """
    return float(cider_d_each(predicted, references).mean())


def cider_d_each(predicted: Captions, references: References) -> np.ndarray:
    """Return CIDEr-D of each picture, in [0, 10].

    How alike a caption is to the references of its picture, in n-grams of one to four
    words, where an n-gram counts the more the fewer pictures have it in a reference.
    Scores therefore compare only over the same pictures. With one reference a picture,
    10 is a caption equal to it, of four words at least.

    Parameters
    ----------
    predicted : captions (pictures,)
    references : captions (pictures, one or several each)

    Returns
    -------
    float64 array (pictures,); NaN for one picture alone, where no n-gram is rarer than
    another

    Raises
    ------
    TypeError, ValueError
        As `bleu`.

    References
    ----------
    Vedantam, Lawrence Zitnick and Parikh (2015), CIDEr, CVPR, section 5, with sigma 6;
    term frequencies are counts, as in the authors' code.

    Examples
    --------
    >>> predicted = ["a dog runs", "two men sit"]
    >>> cider_d_each(predicted, [["a dog runs fast"], ["two men sit"]]).round(3)
    array([5.892, 7.5  ])
    """
    candidates, sentences = _read(predicted, references)
    if len(candidates) < 2:
        return np.full(len(candidates), np.nan)
    rarity = _rarity(sentences)
    scores = []
    for words, several in zip(candidates, sentences, strict=True):
        candidate = _weigh(words, rarity)
        against = [_similarity(candidate, _weigh(each, rarity)) for each in several]
        scores.append(sum(against) / len(against))
    return np.array(scores)


def distinct_words(predicted: Captions) -> int:
    """Return how many different words the captions hold together.

    A captioner that says the same of every picture has few of them, whatever its other
    scores are.

    Raises
    ------
    TypeError, ValueError
        As `bleu`.

    Examples
    --------
    >>> distinct_words(["A dog runs .", "a man runs"])
    4
    """
    captions = checks.check_captions("predicted", predicted)
    return len(set(chain.from_iterable(map(caption_words, captions))))


def mean_length(predicted: Captions) -> float:
    """Return the mean length of captions, in words.

    Raises
    ------
    TypeError, ValueError
        As `bleu`.

    Examples
    --------
    >>> mean_length(["A dog runs .", "two men sit down"])
    3.5
    """
    captions = checks.check_captions("predicted", predicted)
    return float(np.mean([len(caption_words(caption)) for caption in captions]))


def caption_scores(predicted: Captions, references: References) -> dict[str, float]:
    """Return every score of captions.

    Parameters
    ----------
    predicted : captions (pictures,)
    references : captions (pictures, one or several each)

    Returns
    -------
    dict with 'bleu_1' to 'bleu_4' and 'rouge_l' in [0, 1], 'cider_d' in [0, 10],
    'distinct_words', a number, and 'length', the mean in words

    Raises
    ------
    ImportError, TypeError, ValueError
        As `bleu`.

    Examples
    --------
    >>> predicted, references = ["a dog", "men sit"], [["a dog"], ["two men sit"]]
    >>> scores = caption_scores(predicted, references)
    >>> {name: round(score, 2) for name, score in scores.items()}
    ... # doctest: +NORMALIZE_WHITESPACE
    {'bleu_1': 0.78, 'bleu_2': 0.78, 'bleu_3': 0.0, 'bleu_4': 0.0, 'rouge_l': 0.89,
     'cider_d': 4.38, 'distinct_words': 4, 'length': 2.0}
    """
    return {
        **bleu(predicted, references),
        "rouge_l": rouge_l(predicted, references),
        "cider_d": cider_d(predicted, references),
        "distinct_words": distinct_words(predicted),
        "length": mean_length(predicted),
    }


def caption_words(caption: str) -> list[str]:
    """Return the words of a caption as all scores here compare them.

    Examples
    --------
    >>> caption_words("A dog's ball , wet ...")
    ['a', "dog's", 'ball', 'wet']
    """
    cut = (word.strip(_PUNCTUATION) for word in caption.lower().split())
    return [word for word in cut if word]


def _read(
    predicted: Captions, references: References
) -> tuple[list[list[str]], list[list[list[str]]]]:
    """Return captions and references as words."""
    captions = checks.check_captions("predicted", predicted)
    several = checks.check_references(references, len(captions))
    sentences = [[caption_words(caption) for caption in each] for each in several]
    checks.check_reference_words(sentences)
    return [caption_words(caption) for caption in captions], sentences


def _rouge_l(words: list[str], several: list[list[str]]) -> float:
    common = [_longest_common(words, each) for each in several]
    if not any(common):
        return 0.0
    precision = max(common) / len(words)
    recall = max(
        length / len(each) for length, each in zip(common, several, strict=True)
    )
    return (1 + _BETA**2) * precision * recall / (recall + _BETA**2 * precision)


def _longest_common(one: list[str], other: list[str]) -> int:
    """Return the length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for word in one:
        before = row
        row = [0]
        for column, theirs in enumerate(other):
            longest = max(row[column], before[column + 1])
            row.append(before[column] + 1 if word == theirs else longest)
    return row[-1]


class _Rarity(NamedTuple):
    """log(pictures / pictures with it) of each n-gram; what none has counts as one."""

    logs: dict[_Ngram, float]
    unseen: float


class _Weighted(NamedTuple):
    """A sentence as weights of n-grams, one dictionary for each n, and their norms."""

    weights: list[dict[_Ngram, float]]
    norms: list[float]
    length: int


def _ngrams(words: list[str], n: int) -> Counter[_Ngram]:
    return Counter(zip(*(words[start:] for start in range(n)), strict=False))


def _rarity(sentences: list[list[list[str]]]) -> _Rarity:
    pictures: Counter[_Ngram] = Counter()
    for several in sentences:
        pictures.update(
            {x for words in several for n in _ORDERS for x in _ngrams(words, n)}
        )
    total = log(len(sentences))
    return _Rarity({x: total - log(count) for x, count in pictures.items()}, total)


def _weigh(words: list[str], rarity: _Rarity) -> _Weighted:
    weights = [
        {
            ngram: count * rarity.logs.get(ngram, rarity.unseen)
            for ngram, count in _ngrams(words, n).items()
        }
        for n in _ORDERS
    ]
    norms = [sqrt(sum(weight**2 for weight in each.values())) for each in weights]
    return _Weighted(weights, norms, len(words))


def _similarity(candidate: _Weighted, reference: _Weighted) -> float:
    """Compare two sentences; a caption gains nothing by repeating what is rare."""
    cosines = 0.0
    for n in range(len(_ORDERS)):
        own, other = candidate.weights[n], reference.weights[n]
        product = sum(
            min(own[x], other[x]) * other[x] for x in own.keys() & other.keys()
        )
        norm = candidate.norms[n] * reference.norms[n]
        cosines += product / norm if norm else 0.0
    difference = candidate.length - reference.length
    return 10 * exp(-(difference**2) / (2 * _SIGMA**2)) * cosines / len(_ORDERS)
