"""What Translator and Seq2Seq share: the steps that their writers read in training."""

import numpy as np
import pytest
from sklearn.base import clone

from seqkit import Seq2Seq, Translator

pytestmark = pytest.mark.slow

QUICK = {"units": (6,), "embedding_units": 6, "epochs": 1, "random_state": 0}
QUICK |= {"validation_fraction": 0, "batch_size": 4}
TEXTS = ["Hund ist rot", "Katze ist blau", "rot", "Katze"] * 2
SAID = ["red is dog", "blue is cat", "red", "cat"] * 2
WAVES = [np.linspace(0, 1, 4 + n % 3)[:, None] for n in range(8)]
RAMPS = [wave.max() * np.arange(1.0, 6.0)[:, None] for wave in WAVES]
CASES = [
    pytest.param(Translator(minimum_count=1, **QUICK), TEXTS, SAID, id="translator"),
    pytest.param(Seq2Seq(**QUICK), WAVES, RAMPS, id="seq2seq"),
]


@pytest.mark.parametrize(("estimator", "sources", "targets"), CASES)
def test_scheduled_sampling_changes_nothing_but_what_is_read(
    estimator, sources, targets
):
    fits = [
        clone(estimator).set_params(scheduled_sampling=each).fit(sources, targets)
        for each in (0.0, 1e-12, 1.0)
    ]
    without, never, ever = (made.network_.get_weights() for made in fits)
    for one, other in zip(without, never, strict=True):
        np.testing.assert_array_equal(one, other)
    assert any((one != other).any() for one, other in zip(without, ever, strict=True))
    assert "scheduled_sampling" not in [part.name for part in fits[2].network_.layers]


@pytest.mark.parametrize("probability", [-0.5, 1.5, "1"])
@pytest.mark.parametrize(("estimator", "sources", "targets"), CASES)
def test_scheduled_sampling_is_a_probability(estimator, sources, targets, probability):
    asked = clone(estimator).set_params(scheduled_sampling=probability)
    with pytest.raises(ValueError, match="scheduled_sampling must be a number in"):
        asked.fit(sources, targets)
