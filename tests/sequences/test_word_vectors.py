"""Files of word vectors: formats, case, what is missing, what is damaged."""

import gzip

import numpy as np
import pytest

from seqkit.sequences import Vocabulary, read_word_vectors

LINES = ["the 1 2 3", "cat 4 5 6", "Dog -7e-1 8.5 9", "the 0 0 0"]
VOCABULARY = Vocabulary.of([["the", "cat", "the", "Cat", "dog", "bird"]])


@pytest.fixture
def file(tmp_path):
    def write(lines, name="vectors.txt", end="\n"):
        path = tmp_path / name
        path.write_bytes("".join(line + end for line in lines).encode())
        return path

    return write


def test_vectors_land_at_their_ids(file):
    vectors = read_word_vectors(file(LINES), VOCABULARY)

    # <pad> <unk> the cat Cat dog bird
    assert vectors.matrix.shape == (7, 3)
    assert vectors.matrix.dtype == "float32"
    expected = [[1, 2, 3], [4, 5, 6], [4, 5, 6], [-0.7, 8.5, 9]]
    np.testing.assert_allclose(vectors.matrix[2:6], expected, rtol=1e-6)
    assert vectors.found.tolist() == [False, False, True, True, True, True, False]
    assert vectors.exact.tolist() == [False, False, True, True, False, False, False]
    assert vectors.types == 4 / 5
    assert vectors.tokens == 5 / 6


def test_exact_case_alone(file):
    vectors = read_word_vectors(file(LINES), VOCABULARY, fold_case=False)

    assert vectors.found.tolist() == vectors.exact.tolist()
    assert vectors.found.sum() == 2
    assert vectors.tokens == 3 / 6


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
def test_exact_goes_before_lower_before_other_case(file, order):
    lines = ["APPLE 1", "apple 2", "Apple 3"]
    path = file([lines[place] for place in order])
    vocabulary = Vocabulary.of([["Apple", "ApplE", "APPLe"]])

    vectors = read_word_vectors(path, vocabulary)

    assert vectors.matrix[2:, 0].tolist() == [3, 2, 2]
    assert read_word_vectors(file(lines[:1]), vocabulary).matrix[3, 0] == 1


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        (["2 3", *LINES], "\n"),
        (LINES, "\r\n"),
        ([line + " " for line in LINES], "\n"),
        ([line.replace(" ", "\t", 1) for line in LINES], "\n"),
    ],
    ids=["header", "windows", "trailing space", "tab"],
)
def test_formats_read_alike(file, lines, end):
    plain = read_word_vectors(file(LINES), VOCABULARY)
    other = read_word_vectors(file(lines, "other.vec", end), VOCABULARY)

    np.testing.assert_array_equal(other.matrix, plain.matrix)


def test_packed_file(tmp_path):
    path = tmp_path / "vectors.txt.gz"
    path.write_bytes(gzip.compress("\n".join(LINES).encode()))

    assert read_word_vectors(path, VOCABULARY).matrix[2].tolist() == [1, 2, 3]


def test_words_with_spaces_and_odd_characters(file):
    path = file([". 1 1", ". . . 2 2", "a\u00a0b 3 3", "\u2028 4 4", "é 5 5"])
    vocabulary = Vocabulary.of([[".", "a\u00a0b", "\u2028", "é", "\ud83d"]])

    plain = read_word_vectors(path, vocabulary)
    spaced = read_word_vectors(path, Vocabulary.of([[". . .", "."]]))

    assert plain.matrix[2:6, 0].tolist() == [1, 3, 4, 5]
    assert not plain.found[6]
    assert spaced.matrix[2:, 0].tolist() == [2, 1]


def test_missing_words_look_like_found_ones(file):
    draw = np.random.default_rng(0)
    values = draw.normal([5, -3], [0.5, 2], size=(400, 2))
    path = file([f"w{n} {a:.5f} {b:.5f}" for n, (a, b) in enumerate(values)])
    known = [f"w{n}" for n in range(400)]
    vocabulary = Vocabulary.of([[*known, *(f"new{n}" for n in range(4000))]])

    vectors = read_word_vectors(path, vocabulary)

    drawn = vectors.matrix[~vectors.found][1:]
    np.testing.assert_allclose(drawn.mean(axis=0), values.mean(axis=0), atol=0.1)
    np.testing.assert_allclose(drawn.std(axis=0), values.std(axis=0), rtol=0.05)
    assert vectors.matrix[0].tolist() == [0, 0]


def test_drawn_values_follow_from_the_seed(file):
    path = file(LINES)

    first, again = (read_word_vectors(path, VOCABULARY).matrix for _ in range(2))
    other = read_word_vectors(path, VOCABULARY, random_state=1).matrix

    np.testing.assert_array_equal(first, again)
    assert (first[6] != other[6]).all()
    np.testing.assert_array_equal(first[2:6], other[2:6])


def test_nothing_found_still_gives_a_matrix(file):
    vectors = read_word_vectors(file(["x 1 2"]), VOCABULARY)

    assert vectors.types == vectors.tokens == 0
    assert 0.01 < vectors.matrix[1:].std() < 0.3


def test_unwanted_lines_are_not_looked_into(file):
    vectors = read_word_vectors(file(["the 1 2", "xyz 1", "zyx a b"]), VOCABULARY)

    assert vectors.matrix[2].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            ["the 1 2", "cat 4"],
            r"line 2 of .*vectors.txt has 1 numbers, expected 2; the",
        ),
        (["2 2", "the 1 2", "cat 1 2 3"], "line 3 of .* has 3 numbers, expected 2"),
        (
            ["the 1 2", "cat 4 x"],
            "line 2 of .* has a field that is no number; the file",
        ),
        (["the 1 2", "cat 4 nan"], "line 2 of .* has a number that is not finite"),
        (["the"], "line 1 of .* has no numbers; the file must hold a word and its num"),
        ([], "holds no word vectors; download it again"),
        ([""], "holds no word vectors"),
    ],
)
def test_damage_names_file_and_line(file, lines, words):
    with pytest.raises(ValueError, match=words):
        read_word_vectors(file(lines), VOCABULARY)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nowhere\.vec"):
        read_word_vectors(tmp_path / "nowhere.vec", VOCABULARY)
