"""Names of earlier releases: changed where they are names, and nowhere else."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

import seqkit
from seqkit.estimators.renamed import with_new_names

GOLDEN = Path(__file__).parents[1] / "golden"
SPELT = [
    ("image_captioner", 1),
    ("seq2seq", 1),
    ("sequence_tagger", 2),
    ("text_classifier", 2),
    ("text_generator", 1),
    ("translator", 3),
]


def names_in(part):
    if not isinstance(part, dict):
        return []
    return [*part, *(name for each in part.values() for name in names_in(each))]


@pytest.mark.parametrize(("name", "times"), SPELT)
def test_lower_of_a_release_is_lowercase_wherever_it_was_written(name, times):
    with ZipFile(GOLDEN / f"{name}-0.1.0.seqkit") as archive:
        names = names_in(with_new_names(json.loads(archive.read("estimator.json"))))
    assert names.count("lowercase") == times
    assert "lower" not in names


def test_keys_of_the_users_data_keep_their_names():
    counted = {"lower": {"lower": 3}}
    document = {"parameters": {"lower": True}, "state": {"inputs": counted, "own": 1}}
    assert with_new_names(document) == {
        "parameters": {"lowercase": True},
        "state": {"inputs": counted, "own": 1},
    }


def test_document_without_names_of_before_is_as_it_was():
    document = {"format": 1, "parameters": {"units": [3]}, "state": {"inputs": None}}
    assert with_new_names(document) == document


@pytest.mark.slow
def test_arguments_and_what_was_learnt_are_read_under_their_new_name():
    translator = seqkit.load(GOLDEN / "translator-0.1.0.seqkit")
    assert translator.get_params()["lowercase"] is True
    assert translator.source_.cutting.lowercase is True
    tagger = seqkit.load(GOLDEN / "sequence_tagger-0.1.0.seqkit")
    assert tagger.features_.lowercase is True
    assert seqkit.load(GOLDEN / "text_generator-0.1.0.seqkit").lowercase is False
