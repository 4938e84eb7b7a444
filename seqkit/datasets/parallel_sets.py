"""Public sets of sentences with their translations."""

from seqkit import checks
from seqkit.datasets.splits import Splits, fetch_parts
from seqkit.readers import ParallelTexts, read_parallel, read_parallel_table

_MULTI30K = ("de", "en")
_FRA_ENG = ("en", "fr")  # in the order of the columns
_YEARS = (2016, 2017)


def fetch_multi30k(
    source: str = "de", target: str = "en", *, test_year: int = 2016
) -> Splits[ParallelTexts]:
    """Fetch Multi30k: what photographs show, in English and translated into German.

    Parameters
    ----------
    source, target : 'de' and 'en', or the other way round
    test_year : the test set of the shared task of 2016 or of 2017, other photographs

    Returns
    -------
    Splits of ParallelTexts
        29,000 pairs to train, 1,014 dev, 1,000 test; sentences as written, with
        capitals and full stops.

    Raises
    ------
    ValueError
        If a language or the year is unknown, or both languages are the same.
    ImportError
        If the files must be downloaded and the extra 'fetch' is not installed.
    OSError
        If a file can neither be downloaded nor found, or is damaged.

    References
    ----------
    Elliott, Frank, Sima'an and Specia (2016), Multi30K: multilingual English-German
    image descriptions, VL; made from Flickr30k, whose terms hold.

    Examples
    --------
    >>> train, dev, test = fetch_multi30k()  # doctest: +SKIP
    >>> test.targets[0]  # doctest: +SKIP
    'A man in an orange hat starring at something.'
    """
    _check_languages(source, target, _MULTI30K)
    checks.check_choice("test_year", test_year, _YEARS)
    paths = fetch_parts("multi30k")
    train, dev, test = (
        read_parallel(paths[f"{part}.{source}"], paths[f"{part}.{target}"])
        for part in ("train", "dev", f"test_{test_year}")
    )
    return Splits(train, dev, test)


def fetch_fra_eng(source: str = "en", target: str = "fr") -> ParallelTexts:
    """Fetch short English sentences with French translations, made by volunteers.

    From the shortest to the longest. Those who collected them made no split, and one at
    random puts the same sentence on both sides: many have several translations. Divide
    them by their English sentences.

    Parameters
    ----------
    source, target : 'en' and 'fr', or the other way round

    Returns
    -------
    ParallelTexts
        142,787 pairs of 98,659 English sentences, as written. No split.

    Raises
    ------
    ValueError
        If a language is unknown, or both are the same.
    ImportError, OSError
        As `fetch_multi30k`.

    References
    ----------
    The Tatoeba project, collected by manythings.org on 2017-09-29; CC BY 2.0 FR.

    Examples
    --------
    >>> fetch_fra_eng().targets[0]  # doctest: +SKIP
    'Va !'
    """
    _check_languages(source, target, _FRA_ENG)
    return read_parallel_table(
        fetch_parts("fra_eng")["all"],
        source=_FRA_ENG.index(source),
        target=_FRA_ENG.index(target),
    )


def _check_languages(source: str, target: str, languages: tuple[str, ...]) -> None:
    for name, language in (("source", source), ("target", target)):
        checks.check_choice(name, language, languages)
    checks.check_two_languages(source, target)
