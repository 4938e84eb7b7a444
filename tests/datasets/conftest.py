"""Folders that stand in for the network: small files of a test, or the real data."""

import hashlib
import os
from pathlib import Path

import pytest

from seqkit.datasets.addresses import PUBLIC
from seqkit.datasets.remote import RemoteFile

MIRROR = os.environ.get("SEQKIT_DATA")


@pytest.fixture
def mirror(tmp_path, monkeypatch):
    """Return a function that puts small files in the place of a set's."""
    monkeypatch.setenv("SEQKIT_DATA", str(tmp_path))

    def put(name, contents):
        parts = {}
        for part, content in contents.items():
            remote = PUBLIC[name][part]
            path = tmp_path / remote.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            sha256 = hashlib.sha256(content).hexdigest()
            parts[part] = RemoteFile(remote.path, remote.url, sha256)
        monkeypatch.setitem(PUBLIC, name, parts)

    return put


@pytest.fixture
def real_mirror(monkeypatch):
    """Read the real data, in the folder that SEQKIT_DATA names."""
    if not MIRROR:
        pytest.skip("SEQKIT_DATA names no folder of real data")
    monkeypatch.setenv("SEQKIT_DATA", str(Path(MIRROR).absolute()))
