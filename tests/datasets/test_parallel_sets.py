"""Sentences with translations: small stand-ins in a mirror, then the real files."""

import csv
import gzip
import io
import zipfile
from pathlib import Path

import pytest
from sacrebleu.metrics import BLEU

from seqkit.baselines import WordByWord
from seqkit.datasets import Splits, fetch_fra_eng, fetch_multi30k
from seqkit.readers import ParallelTexts
from seqkit.sequences.tokens import words

PARTS = ("train", "dev", "test_2016", "test_2017")
MULTI30K = {
    f"{part}.{language}": gzip.compress(f"{part} {language} ß\n".encode())
    for part in PARTS
    for language in ("de", "en")
}


def one(part, source="de", target="en"):
    return ParallelTexts([f"{part} {source} ß"], [f"{part} {target} ß"])


def test_multi30k_is_read_in_either_direction(mirror):
    mirror("multi30k", MULTI30K)
    assert fetch_multi30k() == Splits(one("train"), one("dev"), one("test_2016"))
    other = fetch_multi30k("en", "de", test_year=2017)
    assert other.train == one("train", "en", "de")
    assert other.test == one("test_2017", "en", "de")


def test_fra_eng_is_read_in_either_direction_from_its_archive(mirror):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("_about.txt", "about")
        archive.writestr("fra.txt", "Go.\tVa\u202f!\nRun!\tCours\u202f!\n")
    mirror("fra_eng", {"all": packed.getvalue()})
    read = ParallelTexts(["Go.", "Run!"], ["Va\u202f!", "Cours\u202f!"])
    assert fetch_fra_eng() == read
    assert fetch_fra_eng("fr", "en") == ParallelTexts(read.targets, read.sources)


def test_languages_must_be_two_known_ones():
    with pytest.raises(ValueError, match="source='fr' is unknown; choose 'de' or 'en'"):
        fetch_multi30k("fr")
    with pytest.raises(ValueError, match="target='de' is unknown; choose 'en' or 'fr'"):
        fetch_fra_eng(target="de")
    with pytest.raises(ValueError, match="source= and target= are both 'en'; name two"):
        fetch_multi30k("en", "en")
    with pytest.raises(
        ValueError, match="test_year=2018 is unknown; choose 2016 or 20"
    ):
        fetch_multi30k(test_year=2018)


@pytest.mark.data
def test_real_sets_have_as_many_rows_as_the_manifest(real_mirror, data_folder):
    with Path(data_folder, "MANIFEST.csv").open(encoding="utf-8", newline="") as file:
        listed = [row for row in csv.DictReader(file) if row["task"] == "translation"]
    rows = {row["file"]: int(row["rows"]) for row in listed}
    train, dev, test = fetch_multi30k()
    later = fetch_multi30k(test_year=2017).test
    names = ["train", "val", "test_2016_flickr", "test_2017_flickr"]
    assert [len(x) for x in (train, dev, test, later)] == [
        rows[f"{name}.de.gz"] for name in names
    ]
    assert train.sources[0].startswith("Zwei junge weiße Männer sind im Freien")
    assert test.targets[0] == "A man in an orange hat starring at something."
    assert not any(part.skipped for part in (train, dev, test, later))
    french = fetch_fra_eng()
    assert len(french) == rows["fra-eng.zip"]
    assert len(set(french.sources)) == 98_659
    assert french.targets[0] == "Va !"


@pytest.mark.data
@pytest.mark.usefixtures("real_mirror")
def test_word_by_word_translates_multi30k_as_well_as_it_did():
    train, _, test = (
        [[[word.text for word in words(x.lower())] for x in side] for side in sides]
        for sides in (
            (split.sources, split.targets) for split in fetch_multi30k() if split
        )
    )
    found = WordByWord.of(*train).predict(test[0])
    texts, right = ([" ".join(tokens) for tokens in side] for side in (found, test[1]))
    score = BLEU(tokenize="none", force=True).corpus_score(texts, [right]).score
    assert score == pytest.approx(24.6, abs=0.5)
