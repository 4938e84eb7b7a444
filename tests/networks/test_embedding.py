"""Embeddings: of size 1 where tokens are read, and fit to score them."""

import numpy as np
import pytest

from seqkit.keras_backend import keras
from seqkit.networks.embedding import embedding

IDS = np.arange(200)[None]


@pytest.mark.parametrize(("scores", "spread"), [(False, 1.0), (True, 0.25)])
def test_what_scores_begins_smaller(scores, spread):
    keras.utils.set_random_seed(0)
    layer = embedding(200, 16, name="words", scores=scores)
    assert np.std(layer(IDS)) == pytest.approx(spread, rel=0.05)


@pytest.mark.parametrize("tied", [True, False])
def test_tied_weights_score_what_they_read(tied):
    layer = embedding(200, 16, name="words", scores=True, tied=tied)
    features = np.asarray(layer(IDS))
    found = np.asarray(layer(features, reverse=True))
    assert found.shape == (1, 200, 200)
    assert np.allclose(found, features @ features.swapaxes(1, 2), atol=1e-5) is tied
