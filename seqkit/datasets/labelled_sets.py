"""Public sets of labelled texts: sentiment, questions, surnames, and DNA."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from seqkit import checks
from seqkit.datasets.splits import Splits, fetch_parts, fetch_splits
from seqkit.readers import LabelledTexts, read_labelled_lines, read_texts
from seqkit.readers.lines import read_lines

_POLARITY = {"0": "negative", "1": "positive"}
_WINDOWS = "cp1252"


def fetch_sst2() -> Splits[LabelledTexts]:
    """Fetch the Stanford Sentiment Treebank's sentences in two classes.

    Sentences of film reviews, tokenised, in lower case. They come from `fetch_mr`: do
    not train on one and test on the other.

    Returns
    -------
    Splits of LabelledTexts
        6,920 sentences to train, 872 dev, 1,821 test; 'negative' and 'positive'.

    Raises
    ------
    ImportError
        If the files must be downloaded and the extra 'fetch' is not installed.
    OSError
        If a file can neither be downloaded nor found, or is damaged.

    References
    ----------
    Socher et al. (2013), Recursive deep models for semantic compositionality, EMNLP.

    Examples
    --------
    >>> fetch_sst2().dev.labels[0]  # doctest: +SKIP
    'negative'
    """
    table = partial(read_texts, text=0, label=1, header=False, quotes=False)
    return fetch_splits(
        "sst2", lambda path: _relabel(table(path), _POLARITY.__getitem__)
    )


def fetch_mr() -> LabelledTexts:
    """Fetch Pang and Lee's sentence polarity set, known as MR.

    Sentences of film reviews, tokenised, in lower case. Its authors made no split; the
    custom is cross-validation in ten folds.

    Returns
    -------
    LabelledTexts
        5,331 'positive' sentences, then 5,331 'negative' ones.

    Raises
    ------
    ImportError, OSError
        As `fetch_sst2`.

    References
    ----------
    Pang and Lee (2005), Seeing stars, ACL.

    Examples
    --------
    >>> fetch_mr().labels[0]  # doctest: +SKIP
    'positive'
    """
    return _one_file_per_label("mr")


def fetch_subj() -> LabelledTexts:
    """Fetch Pang and Lee's subjectivity set, known as Subj.

    Sentences of reviews are 'subjective', those of plot summaries 'objective'. Its
    authors made no split; the custom is cross-validation in ten folds.

    Returns
    -------
    LabelledTexts
        5,000 'subjective' sentences, then 5,000 'objective' ones.

    Raises
    ------
    ImportError, OSError
        As `fetch_sst2`.

    References
    ----------
    Pang and Lee (2004), A sentimental education, ACL.

    Examples
    --------
    >>> fetch_subj().labels[0]  # doctest: +SKIP
    'subjective'
    """
    return _one_file_per_label("subj")


def fetch_trec(labels: str = "coarse") -> Splits[LabelledTexts]:
    """Fetch questions by what they ask for.

    Parameters
    ----------
    labels : 'coarse' (6 classes, such as 'NUM') or 'fine' (50, such as 'NUM:dist')

    Returns
    -------
    Splits of LabelledTexts
        5,452 questions to train, 500 test; no dev.

    Raises
    ------
    ValueError
        If `labels` is unknown.
    ImportError, OSError
        As `fetch_sst2`.

    References
    ----------
    Li and Roth (2002), Learning question classifiers, COLING.

    Examples
    --------
    >>> fetch_trec("fine").test.labels[0]  # doctest: +SKIP
    'NUM:dist'
    """
    checks.check_choice("labels", labels, ("coarse", "fine"))
    read = partial(read_labelled_lines, encoding=_WINDOWS)
    if labels == "fine":
        return fetch_splits("trec", read)
    return fetch_splits("trec", lambda path: _relabel(read(path), _before_colon))


def fetch_surnames() -> LabelledTexts:
    """Fetch surnames by the language they come from, written in Latin letters.

    Those who collected them made no split. One at random puts the same name on both
    sides: of the 20,050 names 17,450 differ. 2,038 repeat a name of their own language
    (1,892 of them Arabic, which has 108 names), and 469 names come from more than one.

    Returns
    -------
    LabelledTexts
        20,050 surnames of 2 to 20 characters, blanks around them removed, in 18
        languages in alphabetical order, from 73 ('Vietnamese') to 9,384 ('Russian').

    Raises
    ------
    ImportError, OSError
        As `fetch_sst2`.

    References
    ----------
    Robertson (2017), practical-pytorch, Classifying names with a character-level RNN;
    its repository is licensed MIT.

    Examples
    --------
    >>> read = fetch_surnames()  # doctest: +SKIP
    >>> read.texts[0], read.labels[0]  # doctest: +SKIP
    ('Khoury', 'Arabic')
    """
    return _one_file_per_label("surnames", encoding="utf-8")


def fetch_imdb_10k() -> Splits[LabelledTexts]:
    """Fetch ten thousand of the fifty thousand film reviews of the IMDB set.

    The first 2,500 of each class in each split, as written, with '<br />' in them. The
    selection has no public address: it is read from the folder that the environment
    variable SEQKIT_DATA names.

    Returns
    -------
    Splits of LabelledTexts
        5,000 reviews to train, 5,000 test, of each first 2,500 'negative' ones, then
        2,500 'positive' ones; no dev.

    Raises
    ------
    OSError
        If SEQKIT_DATA names no folder that holds the file, or it is damaged.

    References
    ----------
    Maas et al. (2011), Learning word vectors for sentiment analysis, ACL.

    Examples
    --------
    >>> len(fetch_imdb_10k().train)  # doctest: +SKIP
    5000
    """
    with gzip.open(fetch_parts("imdb_10k")["all"], "rt", encoding="utf-8") as file:
        reviews = [json.loads(line) for line in file]
    return Splits(_of_split(reviews, "train"), None, _of_split(reviews, "test"))


def fetch_splice() -> LabelledTexts:
    """Fetch windows of primate DNA around splice junctions.

    The junction, if there is one, lies in the middle. Its donor made no split.

    Returns
    -------
    LabelledTexts
        3,190 texts of 60 bases each: A, C, G, T, and N, D, S, R where the base is not
        certain. 'EI' (donor, 767), 'IE' (acceptor, 768), 'N' (neither, 1,655).

    Raises
    ------
    ImportError, OSError
        As `fetch_sst2`.

    References
    ----------
    Noordewier, Towell and Shavlik (1991), UCI repository, Molecular Biology
    (Splice-junction Gene Sequences); CC BY 4.0.

    Examples
    --------
    >>> len(fetch_splice().texts[0])  # doctest: +SKIP
    60
    """
    read = read_texts(fetch_parts("splice")["all"], text="sequence", label="label")
    return _relabel(
        replace(read, texts=[text.strip() for text in read.texts]), str.strip
    )


def _one_file_per_label(name: str, encoding: str = _WINDOWS) -> LabelledTexts:
    texts, labels = [], []
    for label, path in fetch_parts(name).items():
        lines = [line.strip() for line in read_lines(path, encoding=encoding)]
        texts += lines
        labels += [label] * len(lines)
    return LabelledTexts(texts, labels)


def _of_split(reviews: list[dict[str, Any]], split: str) -> LabelledTexts:
    chosen = [review for review in reviews if review["split"] == split]
    labels = [_POLARITY[str(review["label"])] for review in chosen]
    return LabelledTexts([review["text"] for review in chosen], labels)


def _relabel(read: LabelledTexts, rename: Callable[[str], str]) -> LabelledTexts:
    return replace(read, labels=[rename(label) for label in read.labels or ()])


def _before_colon(label: str) -> str:
    return label.partition(":")[0]
