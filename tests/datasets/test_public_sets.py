"""Public sets: small stand-ins in a mirror, then the real files and their manifest."""

import csv
import gzip
import hashlib
import json
import os
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from seqkit import datasets
from seqkit.datasets import Splits
from seqkit.datasets.addresses import PUBLIC
from seqkit.datasets.forecasting_addresses import FORECASTING
from seqkit.readers import LabelledSeries, LabelledTexts, TaggedSentences

NAMES = sorted(PUBLIC)
REMOTES = [remote for parts in PUBLIC.values() for remote in parts.values()]
NO_ADDRESS = {
    "forecasting/m3/m3_monthly.csv",
    "handwriting/omniglot_strokes/omniglot_flat.npz",
    "sentiment/imdb_10k/imdb_10k.jsonl.gz",
}
NO_ROWS = {
    *("flickr8k", "fra_eng", "jsb", "mnist_test", "msr_action_3d", "multi30k"),
    *("fsdd", "omniglot_strokes", "pen_digits", "surnames", "tiny_shakespeare"),
    *FORECASTING,
}
every_set = pytest.mark.parametrize("name", NAMES)


def fetch(name, *arguments):
    return getattr(datasets, f"fetch_{name}")(*arguments)


def test_every_set_has_its_function():
    assert {f"fetch_{name}" for name in NAMES} <= set(datasets.__all__)
    assert len({remote.path for remote in REMOTES}) == len(REMOTES)


@every_set
def test_addresses_are_pinned_to_a_commit(name):
    github = r"https://raw\.githubusercontent\.com/[\w-]+/[\w-]+/[0-9a-f]{40}/"
    for remote in PUBLIC[name].values():
        assert re.fullmatch(r"[0-9a-f]{64}", remote.sha256), remote.path
        if remote.path in NO_ADDRESS:
            assert remote.url is None
            continue
        assert re.match(github, remote.url)
        assert Path(remote.url).name == Path(remote.path).name


@pytest.mark.parametrize(("name", "files"), [("surnames", 18), ("msr_action_3d", 567)])
def test_set_of_many_files_lists_them_in_order(name, files):
    parts = list(PUBLIC[name])
    assert len(parts) == files
    assert parts == sorted(parts)


def test_set_without_address_says_so(monkeypatch):
    monkeypatch.delenv("SEQKIT_DATA", raising=False)
    sentence = (
        r"^sentiment/imdb_10k/imdb_10k\.jsonl\.gz has no public address to download it "
        r"from; set SEQKIT_DATA to a folder that holds it$"
    )
    with pytest.raises(FileNotFoundError, match=sentence):
        datasets.fetch_imdb_10k()


def test_mirror_without_such_a_set_promises_no_download(tmp_path, monkeypatch):
    monkeypatch.setenv("SEQKIT_DATA", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"not in it; put the file there$"):
        datasets.fetch_imdb_10k()


def test_set_without_the_extra_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.delenv("SEQKIT_DATA", raising=False)
    monkeypatch.setenv("SEQKIT_CACHE", str(tmp_path))
    monkeypatch.setitem(sys.modules, "pooch", None)
    with pytest.raises(ImportError, match=r"^fetch_wnut17 needs the extra 'fetch': "):
        datasets.fetch_wnut17()


@pytest.mark.parametrize("name", ["ud_english_ewt", "ud_french_sequoia"])
def test_treebank_takes_a_column(mirror, name):
    row = "1\tLe\tle\tDET\tD\tNumber=Sing\t0\troot\t_\t_\n\n"
    mirror(name, {part: row.encode() for part in ("train", "dev", "test")})
    train, dev, test = fetch(name)
    assert train == dev == test == TaggedSentences([["Le"]], [["DET"]])
    assert fetch(name, "feats:Number").test.tags == [["Sing"]]


def test_conll2000_takes_chunks_or_parts_of_speech(mirror):
    mirror("conll2000", {"train": b"in IN B-PP\n\n", "test": b"the DT B-NP\n\n"})
    assert datasets.fetch_conll2000() == Splits(
        train=TaggedSentences([["in"]], [["B-PP"]]),
        dev=None,
        test=TaggedSentences([["the"]], [["B-NP"]]),
    )
    assert datasets.fetch_conll2000("pos").test.tags == [["DT"]]
    with pytest.raises(ValueError, match="column='ner' is unknown; choose 'pos' or"):
        datasets.fetch_conll2000("ner")


def test_wnut17_divides_by_tabs(mirror):
    rows = "Channel\tB-corporation\n\t\nbig\xa0one\tO\n".encode()
    mirror("wnut17", dict.fromkeys(("train", "dev", "test"), rows))
    assert datasets.fetch_wnut17().dev.sentences == [["Channel"], ["big\xa0one"]]


def test_sst2_names_its_labels(mirror):
    table = b'a "fine" film\t1\ndull "\t0'
    mirror("sst2", dict.fromkeys(("train", "dev", "test"), table))
    expected = LabelledTexts(['a "fine" film', 'dull "'], ["positive", "negative"])
    assert datasets.fetch_sst2() == Splits(expected, expected, expected)


def test_surnames_stand_in_a_file_of_their_language(mirror):
    czech, irish = "Dvořák\nBlažek\n", "Ó Briain \n"
    mirror("surnames", {"Czech": czech.encode(), "Irish": irish.encode()})
    read = datasets.fetch_surnames()
    expected = ["Dvořák", "Blažek", "Ó Briain"]
    assert read == LabelledTexts(expected, ["Czech", "Czech", "Irish"])


@pytest.mark.parametrize(
    ("name", "labels"),
    [("mr", ["positive", "negative"]), ("subj", ["subjective", "objective"])],
)
def test_one_file_per_label_is_one_set(mirror, name, labels):
    lines = b"usually \x97 as caf\xe9s go\x85 fine . \n"
    mirror(name, dict.fromkeys(labels, lines))
    text = "usually — as cafés go… fine ."
    assert fetch(name) == LabelledTexts([text, text], labels)


def test_trec_has_coarse_and_fine_labels(mirror):
    mirror("trec", dict.fromkeys(("train", "test"), b"NUM:dist How far ?\n"))
    assert datasets.fetch_trec().train == LabelledTexts(["How far ?"], ["NUM"])
    assert datasets.fetch_trec("fine").test.labels == ["NUM:dist"]
    assert datasets.fetch_trec().dev is None
    with pytest.raises(ValueError, match="labels='all' is unknown; choose 'coarse' or"):
        datasets.fetch_trec("all")


def test_imdb_divides_its_splits(mirror):
    reviews = [
        {"split": split, "label": label, "text": f"{split}\x85{label}"}
        for split in ("test", "train")
        for label in (0, 1)
    ]
    lines = "".join(json.dumps(review) + "\n" for review in reviews)
    mirror("imdb_10k", {"all": gzip.compress(lines.encode())})
    train, dev, test = datasets.fetch_imdb_10k()
    labels = ["negative", "positive"]
    assert train == LabelledTexts(["train\x850", "train\x851"], labels)
    assert dev is None
    assert test == LabelledTexts(["test\x850", "test\x851"], labels)


def test_splice_strips_its_padding(mirror):
    table = b"label,instance_name,sequence\nEI,  A-1,   CCAG\nN,  B-2,  GATT\n"
    mirror("splice", {"all": table})
    assert datasets.fetch_splice() == LabelledTexts(["CCAG", "GATT"], ["EI", "N"])


SERIES = ["basic_motions", "gun_point", "italy_power_demand", "japanese_vowels",
          "racket_sports"]  # fmt: skip


@pytest.mark.parametrize("name", SERIES)
def test_series_have_steps_and_features(mirror, name):
    rows = b"@classLabel true a b\n@data\n1,2,3:4,5,6:b\n"
    mirror(name, {"train": rows, "test": rows})
    train, dev, test = fetch(name)
    assert dev is None
    np.testing.assert_array_equal(train.series[0], [[1, 4], [2, 5], [3, 6]])
    assert test.labels.tolist() == ["b"]


MIRROR = os.environ.get("SEQKIT_DATA")
real = pytest.mark.skipif(not MIRROR, reason="SEQKIT_DATA names no folder of real data")


@pytest.fixture(scope="module")
def manifest():
    """Return the manifest of the real data, and of its sets of many files."""
    rows = {}
    for row in read_csv(Path(MIRROR, "MANIFEST.csv")):
        folder = f"{row['task']}/{row['name']}"
        name, many, _ = row["file"].partition("/* (")
        if not many:
            rows[f"{folder}/{name}"] = row
        elif name in ("names", "msraction3d", "images", "recordings"):
            files = Path(MIRROR, folder, f"FILES_{name}.csv")
            assert hashlib.sha256(files.read_bytes()).hexdigest() == row["sha256"]
            rows |= {f"{folder}/{file['file']}": row | file for file in read_csv(files)}
    return rows


def read_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.data
@real
@every_set
def test_addresses_are_those_of_the_manifest(name, manifest):
    for remote in PUBLIC[name].values():
        row = manifest[remote.path]
        assert remote.sha256 == row["sha256"]
        if remote.url is not None:
            origin = f"{row['origin_repo']}/{row['commit']}/{row['path']}"
            assert remote.url == f"https://raw.githubusercontent.com/{origin}"


@pytest.mark.data
@real
@pytest.mark.usefixtures("real_mirror")
@pytest.mark.parametrize("name", sorted(set(NAMES) - NO_ROWS))
def test_real_set_has_as_many_rows_as_the_manifest(name, manifest):
    rows = {part: int(manifest[remote.path]["rows"])
            for part, remote in PUBLIC[name].items()}  # fmt: skip
    read = fetch(name)
    if isinstance(read, LabelledTexts):
        assert len(read) == len(read.labels) == sum(rows.values())
        return
    found = {part: len(value) for part, value in read._asdict().items() if value}
    assert found == ({"train": 5000, "test": 5000} if name == "imdb_10k" else rows)
    for split in filter(None, read):
        assert_whole(split)


def assert_whole(read):
    """Assert that every sentence has its tags, every text and series its label."""
    if isinstance(read, TaggedSentences):
        assert all(read.sentences)
        assert list(map(len, read.sentences)) == list(map(len, read.tags))
        assert all(map(all, read.sentences + read.tags))
        return
    assert len(read.labels) == len(read)
    if isinstance(read, LabelledSeries):
        assert all(np.isfinite(series).all() for series in read.series)
        assert len({series.shape[1] for series in read.series}) == 1


@pytest.mark.data
@real
@pytest.mark.usefixtures("real_mirror")
def test_real_tags_are_the_known_ones():
    chunks = datasets.fetch_conll2000().train
    assert chunks.sentences[0][:4] == ["Confidence", "in", "the", "pound"]
    assert chunks.tags[0][:4] == ["B-NP", "B-PP", "B-NP", "I-NP"]
    assert sum(map(len, chunks.sentences)) == 211_727
    names = datasets.fetch_wnut17()
    kinds = {tag[2:] for tags in names.test.tags for tag in tags} - {""}
    assert len(kinds) == 6
    assert names.train.sentences[0][:2] == ["@paulwalk", "It"]
    french = datasets.fetch_ud_french_sequoia()
    assert french.dev.sentences[0][:3] == ["L'", "association", "a"]
    assert french.dev.tags[0][:3] == ["DET", "NOUN", "AUX"]
    assert french.train.skipped["multiword tokens"] == 1360


@pytest.mark.data
@real
@pytest.mark.usefixtures("real_mirror")
def test_real_texts_are_the_known_ones():
    sst2 = datasets.fetch_sst2()
    assert sst2.dev.texts[0] == "one long string of cliches"
    assert sst2.train.labels.count("positive") == 3610
    trec = datasets.fetch_trec("fine")
    assert trec.test.texts[0] == "How far is it from Denver to Aspen ?"
    assert len(set(trec.train.labels)) == 50
    assert len(set(datasets.fetch_trec().train.labels)) == 6
    assert datasets.fetch_mr().texts[5331] == "simplistic , silly and tedious ."
    imdb = datasets.fetch_imdb_10k()
    assert imdb.test.labels.count("negative") == 2500
    assert imdb.test.texts[0].startswith("Once again Mr. Costner has dragged out")
    splice = datasets.fetch_splice()
    assert {len(text) for text in splice.texts} == {60}
    assert splice.labels.count("IE") == 768


@pytest.mark.data
@real
@pytest.mark.usefixtures("real_mirror")
def test_real_surnames_repeat_as_their_help_says():
    read = datasets.fetch_surnames()
    assert (read.texts[0], read.labels[0]) == ("Khoury", "Arabic")
    assert read.labels == sorted(read.labels)
    assert read.texts == [text.strip() for text in read.texts]
    assert (len(read), len(set(read.texts))) == (20_050, 17_450)
    lengths = [len(text) for text in read.texts]
    assert (min(lengths), max(lengths)) == (2, 20)
    pairs = set(zip(read.texts, read.labels, strict=True))
    assert len(read) - len(pairs) == 2_038
    assert read.labels.count("Arabic") - 1_892 == 108
    assert sum(label == "Arabic" for _, label in pairs) == 108
    languages = Counter(text for text, _ in pairs)
    assert sum(count > 1 for count in languages.values()) == 469
    sizes = Counter(read.labels)
    assert len(sizes) == 18
    assert sizes.most_common()[0] == ("Russian", 9_384)
    assert sizes.most_common()[-1] == ("Vietnamese", 73)


@pytest.mark.data
@real
@pytest.mark.usefixtures("real_mirror")
@pytest.mark.parametrize(
    ("name", "shape", "classes"),
    [
        ("basic_motions", (100, 6), 4),
        ("gun_point", (150, 1), 2),
        ("italy_power_demand", (24, 1), 2),
        ("racket_sports", (30, 6), 4),
    ],
)
def test_real_series_have_their_known_shape(name, shape, classes):
    train, _, test = fetch(name)
    assert {series.shape for series in train.series + test.series} == {shape}
    assert len(set(train.labels)) == len(set(test.labels)) == classes


@pytest.mark.data
@real
@pytest.mark.usefixtures("real_mirror")
def test_real_vowels_have_unequal_lengths():
    train, _, test = datasets.fetch_japanese_vowels()
    lengths = [len(series) for series in train.series + test.series]
    assert (min(lengths), max(lengths)) == (7, 29)
    assert train.series[0].shape == (20, 12)
    assert train.series[0][0, :2].tolist() == [1.860936, -0.207383]
    assert sorted(set(train.labels)) == list("123456789")
