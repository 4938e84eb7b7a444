"""Public sets of tagged sentences: parts of speech, chunks, named entities."""

from functools import partial

from seqkit import checks
from seqkit.datasets.splits import Splits, fetch_splits
from seqkit.readers import TaggedSentences, read_conll, read_conllu

_CONLL2000_COLUMNS = {"pos": 1, "chunk": 2}


def fetch_ud_english_ewt(column: str = "upos") -> Splits[TaggedSentences]:
    """Fetch the English Web Treebank of Universal Dependencies.

    Weblogs, newsgroups, emails, reviews and answers, annotated by hand.

    Parameters
    ----------
    column : the column read as tags, as in `read_conllu`

    Returns
    -------
    Splits of TaggedSentences
        12,544 sentences to train, 2,001 dev, 2,077 test; 17 universal parts of speech.

    Raises
    ------
    ValueError
        If the treebank has no such column.
    ImportError
        If the extra 'text' is not installed, or the files must be downloaded and the
        extra 'fetch' is not.
    OSError
        If a file can neither be downloaded nor found, or is damaged.

    References
    ----------
    Silveira et al. (2014), A gold standard dependency corpus for English, LREC; CC
    BY-SA 4.0.

    Examples
    --------
    >>> fetch_ud_english_ewt().train.tags[0][:3]  # doctest: +SKIP
    ['PROPN', 'PUNCT', 'PROPN']
    """
    return fetch_splits("ud_english_ewt", partial(read_conllu, column=column))


def fetch_ud_french_sequoia(column: str = "upos") -> Splits[TaggedSentences]:
    """Fetch the French Sequoia treebank of Universal Dependencies.

    Europarl, a regional newspaper, Wikipedia and medical texts, annotated by hand.

    Parameters
    ----------
    column : the column read as tags, as in `read_conllu`; 'xpos' is empty here

    Returns
    -------
    Splits of TaggedSentences
        2,231 sentences to train, 412 dev, 456 test.

    Raises
    ------
    ValueError
        If the treebank has no such column, or never fills it.
    ImportError, OSError
        As `fetch_ud_english_ewt`.

    References
    ----------
    Candito and Seddah (2012), Le corpus Sequoia, TALN; LGPL-LR.

    Examples
    --------
    >>> fetch_ud_french_sequoia().dev.sentences[0][:3]  # doctest: +SKIP
    ["L'", 'association', 'a']
    """
    return fetch_splits("ud_french_sequoia", partial(read_conllu, column=column))


def fetch_conll2000(column: str = "chunk") -> Splits[TaggedSentences]:
    """Fetch the chunking task of CoNLL-2000: base phrases in the Wall Street Journal.

    Parameters
    ----------
    column : 'chunk' (IOB2, 11 kinds of phrases) or 'pos' (Penn Treebank tags, assigned
        by Brill's tagger)

    Returns
    -------
    Splits of TaggedSentences
        8,936 sentences to train, 2,012 test; no dev.

    Raises
    ------
    ValueError
        If `column` is unknown.
    ImportError
        If the files must be downloaded and the extra 'fetch' is not installed.
    OSError
        If a file can neither be downloaded nor found, or is damaged.

    References
    ----------
    Tjong Kim Sang and Buchholz (2000), CoNLL-2000 shared task: chunking.

    Examples
    --------
    >>> fetch_conll2000().train.tags[0][:3]  # doctest: +SKIP
    ['B-NP', 'B-PP', 'B-NP']
    """
    checks.check_choice("column", column, tuple(_CONLL2000_COLUMNS))
    tags = _CONLL2000_COLUMNS[column]
    return fetch_splits("conll2000", partial(read_conll, tags=tags))


def fetch_wnut17() -> Splits[TaggedSentences]:
    """Fetch the emerging entities of WNUT 2017: names that are new, in social media.

    Returns
    -------
    Splits of TaggedSentences
        3,394 sentences to train, 1,009 dev, 1,287 test; IOB2 tags of corporation,
        creative-work, group, location, person and product.

    Raises
    ------
    ImportError
        If the files must be downloaded and the extra 'fetch' is not installed.
    OSError
        If a file can neither be downloaded nor found, or is damaged.

    References
    ----------
    Derczynski et al. (2017), Results of the WNUT2017 shared task, W-NUT; CC BY 4.0.

    Examples
    --------
    >>> fetch_wnut17().train.sentences[0][:3]  # doctest: +SKIP
    ['@paulwalk', 'It', "'s"]
    """
    return fetch_splits("wnut17", partial(read_conll, separator="\t"))
