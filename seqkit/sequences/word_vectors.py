"""Files of word vectors (GloVe, fastText, word2vec as text) → a vocabulary's rows.

The file is read once, line by line, and only wanted lines are kept, so memory grows
with the vocabulary and not with the file.
"""

import gzip
import os
import re
from typing import IO, NamedTuple

import numpy as np

from seqkit import checks
from seqkit.sequences.vocabulary import Vocabulary

_NUMBER = re.compile(rb"[-+.\deE]*\d[-+.\deE]*")
_EXACT, _LOWER, _FOLDED = 3, 2, 1


class WordVectors(NamedTuple):
    """Vectors for the entries of a vocabulary.

    matrix : float32 array (len(vocabulary), dimensions)
    found : bool array (len(vocabulary),), True where the file had the word
    exact : bool array (len(vocabulary),), True where it had it in the same case
    types : share of the vocabulary's tokens found, without specials
    tokens : the same share, each token weighed by its count in the training data
    """

    matrix: np.ndarray
    found: np.ndarray
    exact: np.ndarray
    types: float
    tokens: float


def read_word_vectors(
    path: str | os.PathLike,
    vocabulary: Vocabulary,
    *,
    fold_case: bool = True,
    random_state: int = 0,
) -> WordVectors:
    """Read the vectors of a vocabulary's tokens from a text file.

    A word that is missing, and every special but "<pad>", gets values drawn from normal
    distributions with the mean and standard deviation that each dimension has over the
    words found (0 and 0.1 when fewer than two were), so that nothing in size tells them
    apart; "<pad>" gets zeros.

    Parameters
    ----------
    path : file with one word and its numbers per line, separated by spaces, UTF-8; a
        first line of two whole numbers (words, dimensions) is skipped; a name that ends
        in ".gz" is unpacked
    vocabulary : the tokens wanted
    fold_case : take "apple" for "Apple" where the file lacks the exact word; lower case
        goes before any other spelling
    random_state : seed of the values drawn

    Raises
    ------
    OSError
        If the file cannot be opened.
    ValueError
        If the file holds no vectors, or a wanted line is damaged, by its number.

    References
    ----------
    Pennington, Socher, Manning (2014), "GloVe: Global vectors for word representation",
    EMNLP; the format is word2vec's (Mikolov et al., 2013), saved as text.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp(), "tiny.vec")
    >>> _ = path.write_text("2 3\\nthe 1 2 3\\ncat 4 5 6\\n")
    >>> vectors = read_word_vectors(path, Vocabulary.of([["The", "dog"]]))
    >>> vectors.matrix[2].tolist(), vectors.types, vectors.tokens
    ([1.0, 2.0, 3.0], 0.5, 0.5)
    """
    checks.check_count("random_state", random_state, 0)
    wanted = _Wanted(vocabulary, fold_case)
    rank = np.zeros(len(vocabulary), dtype="int8")
    with _opened(path) as file:
        dimensions, skipped = _first_line(file, path)
        matrix = np.zeros((len(vocabulary), dimensions), dtype="float32")
        for number, line in enumerate(file, start=1):
            if number <= skipped or not wanted.may_match(line):
                continue
            word, fields = _entry(line, dimensions, path, number)
            better = [pair for pair in wanted.match(word) if pair[1] > rank[pair[0]]]
            if better:
                vector = _vector(fields, path, number)
            for place, order in better:
                matrix[place], rank[place] = vector, order
    _fill_missing(matrix, rank > 0, vocabulary.pad_id, random_state)
    return _covered(matrix, rank, vocabulary)


class _Wanted:
    """Finds the places in a vocabulary that a word of the file may fill."""

    def __init__(self, vocabulary: Vocabulary, fold_case: bool):
        first = len(vocabulary.specials)
        own = list(enumerate(vocabulary.tokens))[first:]
        self._exact = {token: place for place, token in own}
        self._spaced = any(" " in token for _, token in own)
        self._folded: dict[str, list[tuple[str, int]]] = {}
        for place, token in own if fold_case else ():
            same = self._folded.setdefault(token.casefold(), [])
            same.append((token.lower(), place))

    def may_match(self, line: bytes) -> bool:
        """Look at the first word only, which is quick; words may hold spaces."""
        return self._spaced or bool(self.match(_fields(line).partition(b" ")[0]))

    def match(self, word: bytes) -> list[tuple[int, int]]:
        """Return pairs of a place and how well the word fits it."""
        text = word.decode("utf-8", "replace")
        folded = self._folded.get(text.casefold(), ()) if self._folded else ()
        found = [(place, _LOWER if low == text else _FOLDED) for low, place in folded]
        if text in self._exact:
            found.append((self._exact[text], _EXACT))
        return found


def _opened(path: str | os.PathLike) -> IO[bytes]:
    packed = os.fspath(path).endswith(".gz")
    return gzip.open(path, "rb") if packed else open(path, "rb")  # type: ignore[return-value]


def _first_line(file: IO[bytes], path: str | os.PathLike) -> tuple[int, int]:
    """Return dimensions and the number of header lines; go back to the start."""
    fields = _fields(file.readline()).split(b" ")
    file.seek(0)
    if fields == [b""]:
        checks.reject_no_vectors(path)
    header = len(fields) == 2 and all(field.isdigit() for field in fields)
    dimensions = int(fields[1]) if header else len(fields) - 1
    if dimensions < 1:
        checks.reject_vector_line(path, 1, "has no numbers")
    return dimensions, int(header)


def _fields(line: bytes) -> bytes:
    return line.rstrip(b" \t\r\n").replace(b"\t", b" ")


def _entry(
    line: bytes, dimensions: int, path: str | os.PathLike, number: int
) -> tuple[bytes, list[bytes]]:
    """Cut a line into its word, which may hold spaces, and its numbers."""
    word, *fields = _fields(line).rsplit(b" ", dimensions)
    rest = word.split(b" ")[1:]
    too_many = rest and all(_NUMBER.fullmatch(each) for each in rest)
    if too_many or len(fields) < dimensions:
        problem = f"has {len(fields) + len(rest)} numbers, expected {dimensions}"
        checks.reject_vector_line(path, number, problem)
    return word, fields


def _vector(fields: list[bytes], path: str | os.PathLike, number: int) -> np.ndarray:
    try:
        vector = np.array([float(field) for field in fields], dtype="float32")
    except ValueError:
        checks.reject_vector_line(path, number, "has a field that is no number")
    if not np.isfinite(vector).all():
        checks.reject_vector_line(path, number, "has a number that is not finite")
    return vector


def _fill_missing(
    matrix: np.ndarray, found: np.ndarray, pad_id: int | None, random_state: int
) -> None:
    """Draw the rows that were not found like those that were."""
    some = matrix[found].astype("float64")
    mean, deviation = np.zeros(matrix.shape[1]), np.full(matrix.shape[1], 0.1)
    if len(some) > 1:
        mean, deviation = some.mean(axis=0), some.std(axis=0)
    # one draw per row, found or not: a word's values do not hang on the others' luck
    drawn = np.random.default_rng(random_state).standard_normal(matrix.shape)
    matrix[~found] = (mean + deviation * drawn)[~found]
    if pad_id is not None:
        matrix[pad_id] = 0


def _covered(
    matrix: np.ndarray, rank: np.ndarray, vocabulary: Vocabulary
) -> WordVectors:
    own = slice(len(vocabulary.specials), None)
    found, counts = rank > 0, vocabulary.counts[own]
    known = found[own]
    types = float(known.mean()) if len(known) else 0.0
    tokens = float(counts @ known / counts.sum()) if counts.sum() else 0.0
    return WordVectors(matrix, found, rank == _EXACT, types, tokens)
