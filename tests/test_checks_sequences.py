"""What the checks of sequences let through, and what they say."""

import numpy as np
import pandas as pd
import pytest

from seqkit import checks

NAN = float("nan")


def test_sequence_is_returned_as_float64():
    found = checks.check_sequence([1, None, True], 0)
    np.testing.assert_array_equal(found, [1, NAN, 1])
    assert found.dtype == "float64"


def test_features_are_counted_against_the_fitted_ones():
    arrays = [np.ones((3, 2)), np.ones((1, 2))]
    checks.check_same_features(arrays)
    with pytest.raises(ValueError, match="sequence 0 has 2 features, but the model"):
        checks.check_same_features(arrays, 3)


def test_named_columns_need_a_long_frame():
    frame = pd.DataFrame({"run": [1], "x": [1.0]})
    checks.check_long(frame, "run", None)
    checks.check_long([[1.0]], None, None)
    with pytest.raises(TypeError, match="id='run' names a column, so X must be a fra"):
        checks.check_long([[1.0]], "run", None)
    with pytest.raises(ValueError, match=r"time='x' sorts .* name the column of its"):
        checks.check_long(frame, None, "x")
