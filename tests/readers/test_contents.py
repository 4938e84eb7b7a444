"""What readers return."""

import dataclasses

import numpy as np
import pytest

from seqkit.readers import (
    LabelledSeries,
    LabelledTexts,
    ParallelTexts,
    TaggedSentences,
)

READ = [
    TaggedSentences([["a"]], [["X"]]),
    LabelledTexts(["a"], None),
    LabelledSeries([np.zeros((2, 1))], None),
    ParallelTexts(["a"], ["b"]),
]


@pytest.mark.parametrize("read", READ, ids=lambda read: type(read).__name__)
def test_contents_are_counted_and_frozen(read):
    assert len(read) == 1
    assert read.skipped == {}
    with pytest.raises(dataclasses.FrozenInstanceError):
        read.skipped = {}


@pytest.mark.parametrize("read", READ, ids=lambda read: type(read).__name__)
def test_print_is_short_and_shows_what_was_skipped(read):
    assert "skipped" not in repr(read)
    skipped = dataclasses.replace(read, skipped={"blank lines": 2, "comment lines": 1})
    assert repr(skipped).endswith("; skipped: 2 blank lines, 1 comment lines)")


def test_empty_series_can_be_printed():
    assert repr(LabelledSeries([], None)) == (
        "LabelledSeries(series: 0, timesteps: 0, features: 0)"
    )
