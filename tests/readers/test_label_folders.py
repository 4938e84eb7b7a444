"""One folder of files per label."""

import re

import pytest

from seqkit.readers import read_label_folders


@pytest.fixture
def reviews(write, tmp_path):
    for name, text in {
        "reviews/pos/1.txt": "fine\r\n",
        "reviews/pos/0.txt": "\ufeffgood",
        "reviews/neg/0.txt": "dull\n",
    }.items():
        write(text, name)
    return tmp_path / "reviews"


def test_texts_are_sorted_by_label_and_name(reviews):
    read = read_label_folders(reviews)
    assert read.labels == ["neg", "pos", "pos"]
    assert read.texts == ["dull\n", "good", "fine\r\n"]
    assert read.skipped == {}


def test_what_is_left_out_is_counted(reviews, write):
    for name in ("README", "pos/notes.md", "pos/old/2.txt"):
        write("text", f"reviews/{name}")
    (reviews / "unsure").mkdir()
    read = read_label_folders(reviews)
    assert len(read) == 3
    assert read.skipped == {"files not read": 3, "labels without a file": 1}


def test_pattern_chooses_files(reviews, write):
    write("deep", "reviews/pos/old/2.txt")
    assert len(read_label_folders(reviews, pattern="**/*.txt")) == 4
    assert read_label_folders(reviews, pattern="1.*").texts == ["fine\r\n"]


def test_missing_folder_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"^there is no folder '.*/gone'; chec"):
        read_label_folders(tmp_path / "gone")


def test_folder_without_files_is_named(reviews):
    with pytest.raises(ValueError, match=r"holds no file '\*.csv' in a folder of a la"):
        read_label_folders(reviews, pattern="*.csv")


def test_bad_file_is_named(reviews, write):
    path = write("é", "reviews/neg/1.txt", encoding="latin-1")
    with pytest.raises(ValueError, match=rf"^{re.escape(str(path))} line 1: the byte"):
        read_label_folders(reviews)
    assert "é" in read_label_folders(reviews, encoding="latin-1").texts
    path.write_bytes(b"")
    with pytest.raises(ValueError, match=rf"^{re.escape(str(path))} holds no text"):
        read_label_folders(reviews)
