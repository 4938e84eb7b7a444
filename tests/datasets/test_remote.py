"""Fetched files: the real download code against a server on this machine."""

import hashlib
import logging
import os
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pandas as pd
import pooch
import pytest

from seqkit.datasets import fetch_ett, remote
from seqkit.datasets.remote import RemoteFile, fetch_file, fetch_files

CONTENT = (
    b"date,HUFL,OT\n"
    b"2016-07-01 00:00:00,5.827000141143799,30.5310001373291\n"
    b"2016-07-01 01:00:00,5.692999839782715,27.78700065612793\n"
)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
OTHER_SHA256 = 64 * "0"
COLUMNS = ["HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT"]
PATH = "forecasting/ett/small.csv"


class Server(ThreadingHTTPServer):
    """Serve CONTENT, whole at /small.csv, broken off at /short.csv; note requests."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests = []
        self.url = f"http://127.0.0.1:{self.server_port}/small.csv"
        self.thread = threading.Thread(target=self.serve_forever, args=(0.01,))
        self.thread.start()

    def stop(self):
        self.shutdown()
        self.thread.join()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requests.append(self.path)
        sent = {"/small.csv": CONTENT, "/short.csv": CONTENT[:50]}.get(self.path)
        self.send_response(404 if sent is None else 200)
        self.send_header("Content-Length", str(len(CONTENT) if sent else 0))
        self.end_headers()
        self.wfile.write(sent or b"")

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def gone():
    """Return the address of a server that has stopped."""
    server = Server()
    server.stop()
    return server.url


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """Give each test its own empty cache, no mirror, and no proxy."""
    monkeypatch.setenv("SEQKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("SEQKIT_DATA", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return tmp_path / "cache"


@pytest.fixture
def mirror(tmp_path, monkeypatch):
    folder = tmp_path / "mirror"
    (folder / PATH).parent.mkdir(parents=True)
    monkeypatch.setenv("SEQKIT_DATA", str(folder))
    return folder


@pytest.fixture
def without_pooch(monkeypatch):
    monkeypatch.setitem(sys.modules, "pooch", None)


def files_under(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_fetch_downloads_into_the_cache(server, cache, capsys):
    path = fetch_file(RemoteFile(PATH, server.url, SHA256))
    assert path == cache / PATH
    assert path.read_bytes() == CONTENT
    assert server.requests == ["/small.csv"]
    assert "100%" in capsys.readouterr().err


def test_fetch_reads_the_cache_when_the_server_is_gone(gone, cache):
    (cache / PATH).parent.mkdir(parents=True)
    (cache / PATH).write_bytes(CONTENT)
    assert fetch_file(RemoteFile(PATH, gone, SHA256)) == cache / PATH


def test_fetch_downloads_once(server):
    small = RemoteFile(PATH, server.url, SHA256)
    assert fetch_file(small) == fetch_file(small)
    assert server.requests == ["/small.csv"]


def test_fetch_uses_the_cache_of_the_system(server, tmp_path, monkeypatch):
    monkeypatch.delenv("SEQKIT_CACHE")
    monkeypatch.setattr(pooch, "os_cache", lambda project: tmp_path / project)
    path = fetch_file(RemoteFile(PATH, server.url, SHA256))
    assert path == tmp_path / "seqkit" / PATH


def test_fetch_refuses_a_download_with_another_sum(server, cache):
    sentence = (
        rf"^the download of {server.url} is damaged \(not the expected sha256 0000…\); "
        rf"retry, or set SEQKIT_DATA to a folder that holds {PATH}$"
    )
    with pytest.raises(OSError, match=sentence):
        fetch_file(RemoteFile(PATH, server.url, OTHER_SHA256))
    assert files_under(cache) == []


def test_fetch_refuses_a_damaged_file_in_the_cache(server, cache):
    (cache / PATH).parent.mkdir(parents=True)
    (cache / PATH).write_bytes(CONTENT[:-9])
    found = hashlib.sha256(CONTENT[:-9]).hexdigest()[:4]
    sentence = (
        rf"^{re.escape(str(cache / PATH))} is damaged \(sha256 {found}…, "
        rf"expected {SHA256[:4]}…\); delete it and retry$"
    )
    with pytest.raises(OSError, match=sentence):
        fetch_file(RemoteFile(PATH, server.url, SHA256))
    assert server.requests == []


def test_fetch_without_network_names_address_cache_and_mirror(gone, cache):
    sentence = (
        rf"^cannot download {gone} into {re.escape(str(cache))}.* \(ConnectionError\); "
        rf"check the network and that folder, or set SEQKIT_DATA to a folder that "
        rf"holds {PATH}$"
    )
    with pytest.raises(OSError, match=sentence):
        fetch_file(RemoteFile(PATH, gone, SHA256))
    assert files_under(cache) == []


def test_fetch_says_when_the_server_has_no_such_file(server):
    url = server.url.replace("small", "other")
    with pytest.raises(OSError, match=rf"^cannot download {url} .*\(HTTPError\)"):
        fetch_file(RemoteFile(PATH, url, SHA256))


def test_fetch_leaves_nothing_of_a_broken_download(server, cache):
    url = server.url.replace("small", "short")
    with pytest.raises(OSError, match=rf"^cannot download {url} .*\(ChunkedEncoding"):
        fetch_file(RemoteFile(PATH, url, SHA256))
    assert files_under(cache) == []


def test_fetch_says_when_the_cache_cannot_be_written(server, cache):
    cache.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(OSError, match=r"\((NotADirectory|FileExists)Error\); check"):
        fetch_file(RemoteFile(PATH, server.url, SHA256))


@pytest.mark.usefixtures("without_pooch")
def test_fetch_without_the_extra_says_how_to_get_it(server):
    sentence = r"^fetch_ett needs the extra 'fetch': pip install \"seqkit\[fetch\]\"$"
    with pytest.raises(ImportError, match=sentence):
        fetch_ett()
    assert server.requests == []


@pytest.mark.usefixtures("without_pooch")
def test_mirror_needs_neither_network_nor_extra(server, cache, mirror):
    (mirror / PATH).write_bytes(CONTENT)
    assert fetch_file(RemoteFile(PATH, server.url, SHA256)) == mirror / PATH
    assert server.requests == []
    assert not cache.exists()


def test_mirror_without_the_file_is_named(server, mirror):
    sentence = (
        rf"^SEQKIT_DATA names {re.escape(str(mirror))}, but {PATH} is not in it; "
        r"put the file there, or unset SEQKIT_DATA to download it$"
    )
    with pytest.raises(FileNotFoundError, match=sentence):
        fetch_file(RemoteFile(PATH, server.url, SHA256))
    assert server.requests == []


def test_mirror_with_a_damaged_file_is_named(server, mirror):
    (mirror / PATH).write_bytes(CONTENT + b"\n")
    sentence = (
        rf"^{re.escape(str(mirror / PATH))} is damaged \(sha256 [0-9a-f]{{4}}…, "
        rf"expected {SHA256[:4]}…\); replace it, or unset SEQKIT_DATA to download it$"
    )
    with pytest.raises(OSError, match=sentence):
        fetch_file(RemoteFile(PATH, server.url, SHA256))
    assert server.requests == []


def test_filled_cache_serves_as_mirror(server, cache, monkeypatch):
    small = RemoteFile(PATH, server.url, SHA256)
    path = fetch_file(small)
    monkeypatch.setenv("SEQKIT_DATA", str(cache))
    assert fetch_file(small) == path


@pytest.fixture
def news():
    """Return what pooch's logger says during the test."""
    records = []
    handler = logging.Handler()
    handler.emit = records.append
    pooch.get_logger().addHandler(handler)
    yield records
    pooch.get_logger().removeHandler(handler)


def many(url, count=5):
    """Return files of a set that all have the same content."""
    return {
        f"part {part}": RemoteFile(f"lm/toy/{part}.csv", url, SHA256)
        for part in range(count)
    }


def test_many_files_share_one_bar(server, cache, capsys, news):
    paths = fetch_files(many(server.url))
    assert paths == {f"part {k}": cache / f"lm/toy/{k}.csv" for k in range(5)}
    assert all(path.read_bytes() == CONTENT for path in paths.values())
    assert server.requests == ["/small.csv"] * 5
    shown = capsys.readouterr().err
    assert "5/5" in shown
    assert shown.count("100%") == 1
    assert news == []


def test_few_files_have_a_bar_each(server, capsys, news):
    fetch_files(many(server.url, 2))
    assert capsys.readouterr().err.count("100%") == 2
    assert len(news) == 2


def test_many_files_are_downloaded_where_they_are_missing(server, cache, capsys):
    (cache / "lm/toy").mkdir(parents=True)
    for there in (0, 3):
        (cache / f"lm/toy/{there}.csv").write_bytes(CONTENT)
    fetch_files(many(server.url))
    assert len(server.requests) == 3
    assert "3/3" in capsys.readouterr().err
    fetch_files(many(server.url))
    assert len(server.requests) == 3
    assert capsys.readouterr().err == ""


def test_many_files_keep_what_came_before_an_error(server, cache):
    files = many(server.url)
    files["part 3"] = RemoteFile("lm/toy/3.csv", server.url, OTHER_SHA256)
    with pytest.raises(OSError, match=r"is damaged .* holds lm/toy/3\.csv$"):
        fetch_files(files)
    assert len(files_under(cache)) == 3
    assert pooch.get_logger().filters == []


def test_many_files_with_a_damaged_one_in_the_cache(server, cache):
    (cache / "lm/toy").mkdir(parents=True)
    (cache / "lm/toy/4.csv").write_bytes(b"damaged")
    with pytest.raises(OSError, match=r"lm/toy/4\.csv is damaged .* delete it and"):
        fetch_files(many(server.url))


@pytest.mark.usefixtures("without_pooch")
def test_many_files_without_the_extra_say_how_to_get_it(server):
    with pytest.raises(ImportError, match=r"^fetch_toy needs the extra 'fetch': "):
        fetch_files(many(server.url), caller="fetch_toy")


@pytest.mark.usefixtures("without_pooch")
def test_many_files_of_a_mirror_need_no_network(server, mirror):
    (mirror / "lm/toy").mkdir(parents=True)
    for part in range(5):
        (mirror / f"lm/toy/{part}.csv").write_bytes(CONTENT)
    assert set(fetch_files(many(server.url)).values()) == set(
        (mirror / "lm/toy").iterdir()
    )
    assert server.requests == []


def test_fetch_ett_reads_dates_and_exact_values(server, monkeypatch):
    small = RemoteFile(PATH, server.url, SHA256)
    monkeypatch.setitem(remote._ETT, "ETTh1", small)
    frame = fetch_ett()
    hours = pd.DatetimeIndex(["2016-07-01 00:00", "2016-07-01 01:00"], freq="h")
    assert (frame.index == hours).all()
    assert frame.index.freqstr == "h"
    assert frame["HUFL"].tolist() == [5.827000141143799, 5.692999839782715]
    assert frame["OT"].tolist() == [30.5310001373291, 27.78700065612793]


def test_fetch_ett_refuses_an_unknown_name():
    with pytest.raises(ValueError, match="name='ETTm9' is unknown; choose 'ETTh1' or"):
        fetch_ett("ETTm9")


@pytest.mark.parametrize("name", ["ETTh1", "ETTh2"])
def test_ett_addresses_are_pinned_to_a_commit(name):
    entry = remote._ETT[name]
    github = "https://raw.githubusercontent.com/zhouhaoyi/ETDataset"
    assert re.fullmatch(rf"{github}/[0-9a-f]{{40}}/ETT-small/{name}\.csv", entry.url)
    assert entry.path == f"forecasting/ett/{name}.csv"


MIRROR = os.environ.get("SEQKIT_DATA")


@pytest.mark.data
@pytest.mark.skipif(not MIRROR, reason="SEQKIT_DATA names no folder of real data")
@pytest.mark.parametrize(("name", "first"), [("ETTh1", 30.531), ("ETTh2", 38.662)])
def test_real_ett_has_its_known_shape(name, first, monkeypatch):
    monkeypatch.setenv("SEQKIT_DATA", str(Path(MIRROR).absolute()))
    frame = fetch_ett(name)
    assert frame.shape == (17_420, 7)
    assert frame.columns.tolist() == COLUMNS
    assert (frame.dtypes == np.float64).all()
    assert frame.index[0] == pd.Timestamp("2016-07-01 00:00")
    assert frame.index.freqstr == "h"
    assert frame["OT"].iloc[0] == pytest.approx(first, abs=5e-4)
    assert frame.notna().all(axis=None)
