"""Universal Dependencies treebanks."""

import re
import sys

import pytest

from seqkit.readers import read_conllu

ROWS = """\
# sent_id = 1
# text = Don't go
1-2 Don't _ _ _ _ _ _ _ _
1 Do do AUX VBP Mood=Imp|Number=Sing 3 aux _ _
2 n't not PART RB _ 3 advmod _ _
3 go go VERB VB VerbForm=Inf 0 root _ _
3.1 away away ADV RB _ _ _ 3:advmod _

# sent_id = 2
1 Cats cat NOUN NNS Number=Plur 0 root _ _
"""
TEXT = "".join(
    line if line.startswith("#") else line.replace(" ", "\t")
    for line in ROWS.splitlines(keepends=True)
)


def test_only_words_count(write):
    read = read_conllu(write(TEXT))
    assert read.sentences == [["Do", "n't", "go"], ["Cats"]]
    assert read.tags == [["AUX", "PART", "VERB"], ["NOUN"]]
    assert read.skipped == {
        "comment lines": 3, "multiword tokens": 1, "empty nodes": 1
    }  # fmt: skip


@pytest.mark.parametrize(
    ("column", "tags"),
    [
        ("xpos", [["VBP", "RB", "VB"], ["NNS"]]),
        ("deprel", [["aux", "advmod", "root"], ["root"]]),
        ("lemma", [["do", "not", "go"], ["cat"]]),
        ("head", [["3", "3", "0"], ["0"]]),
        ("id", [["1", "2", "3"], ["1"]]),
        ("feats", [["Mood=Imp|Number=Sing", "_", "VerbForm=Inf"], ["Number=Plur"]]),
        ("feats:Number", [["Sing", "_", "_"], ["Plur"]]),
    ],
)
def test_any_column_or_feature_can_be_the_tag(write, column, tags):
    assert read_conllu(write(TEXT), column=column).tags == tags


def test_crlf_mark_and_last_line_without_end_do_no_harm(write):
    messy = "\ufeff" + TEXT.rstrip("\n").replace("\n", " \r\n")
    assert read_conllu(write(messy)) == read_conllu(write(TEXT, "other.txt"))


def test_plus_file_names_its_columns(write):
    path = write("# global.columns = ID FORM PARSEME:MWE\n1\tgo\tLVC\n2\ton\t_\n")
    read = read_conllu(path, column="parseme:mwe")
    assert (read.sentences, read.tags) == ([["go", "on"]], [["LVC", "_"]])


def test_block_of_comments_is_no_sentence(write):
    read = read_conllu(write("# newdoc\n\n" + TEXT))
    assert len(read) == 2
    assert read.skipped["comment lines"] == 4


def says(path, words, **named):
    with pytest.raises(ValueError, match=f"^{re.escape(f'{path} {words}')}"):
        read_conllu(path, **named)


def test_row_with_other_columns_is_named(write):
    says(write(TEXT + "2\tpurr\n"),
         "line 11: the row has 2 columns, expected 10; mend it")  # fmt: skip
    says(write(TEXT.replace("\tgo\tVERB", "\tgo  on\tVERB")),
         "line 6: the row has 11 columns, expected 10")  # fmt: skip


def test_row_with_a_bad_id_is_named(write):
    says(write(TEXT.replace("3\tgo", "x\tgo")),
         "line 6: the row is not CoNLL-U (Failed parsing field 'id': 'x' is not a "
         "valid ID); mend it")  # fmt: skip
    says(write(TEXT.replace("3\tgo", "_\tgo")),
         "line 6: the row is not CoNLL-U (its id is empty); mend it")  # fmt: skip
    says(write(TEXT.replace("3\tgo", "3\t")),
         "line 6: the row is not CoNLL-U (its form is empty); mend it")  # fmt: skip


def test_file_without_sentences_is_named(write):
    says(write("# only a comment\n"), "holds no sentence; check that it is whole")


def test_unknown_column_is_named(write):
    with pytest.raises(ValueError, match=r"^column='pos' is not in .*; choose 'id', "):
        read_conllu(write(TEXT), column="pos")
    with pytest.raises(ValueError, match=r"names no column 'FORM'; add it"):
        read_conllu(write("# global.columns = ID UPOS\n1\tX\n"))


@pytest.mark.parametrize("column", ["misc", "feats:Nubmer"])
def test_column_that_is_never_filled_is_named(write, column):
    sentence = rf"^no word of .* has a value in column='{column}', only '_'; choose"
    with pytest.raises(ValueError, match=sentence):
        read_conllu(write(TEXT), column=column)


def test_without_the_extra_says_how_to_get_it(write, monkeypatch):
    monkeypatch.setitem(sys.modules, "conllu", None)
    sentence = r"^read_conllu needs the extra 'text': pip install \"seqkit\[text\]\"$"
    with pytest.raises(ImportError, match=sentence):
        read_conllu(write(TEXT))
