"""The README: its code runs (with fewer epochs), its links lead somewhere."""

import functools
import re
import warnings
from pathlib import Path

import pytest

import seqkit

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.slow
@pytest.mark.parametrize("code", BLOCKS, ids=range(len(BLOCKS)))
def test_code_block_runs(code, tmp_path, monkeypatch):
    quick = functools.partial(seqkit.Forecaster, epochs=1)
    monkeypatch.setattr(seqkit, "Forecaster", quick, raising=False)
    monkeypatch.chdir(tmp_path)
    code = re.sub(r"epochs=\d+", "epochs=1, verbose=0", code)
    with warnings.catch_warnings():
        # cut to one epoch networks lose to baselines
        warnings.filterwarnings("ignore", "the network's")
        exec(compile(code, "README", "exec"), {})


def test_there_are_code_blocks():
    assert len(BLOCKS) >= 2


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#]+)\)", TEXT))
def test_link_leads_to_a_file(target):
    assert target.startswith("http") or (ROOT / target).exists()
