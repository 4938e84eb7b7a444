"""Jacobians and memory: by hand, and beside the tape over one step or the layer."""

import numpy as np
import pandas as pd
import pytest

from seqkit.inspection import jacobian_norms, memory_length
from seqkit.keras_backend import keras, tf

every_kind = pytest.mark.parametrize("kind", ["simple", "lstm", "gru"])


def tape_jacobians(layer, x):
    """Return ∂state_t/∂state_{t-1} of one sample (steps, size, size)."""
    sizes = keras.tree.flatten(layer.cell.state_size)
    state, found = tf.zeros((1, sum(sizes))), []
    for t in range(x.shape[1]):
        with tf.GradientTape() as tape:
            tape.watch(state)
            _, after = layer.cell(x[:, t], tf.split(state, len(sizes), axis=1))
            after = after if isinstance(after, (list, tuple)) else [after]
            joined = tf.concat(after, axis=1)
        found.append(tape.jacobian(joined, state).numpy()[0, :, 0])
        state = tf.constant(joined)
    return np.array(found, "float64")


@every_kind
def test_norms_equal_the_tape_over_single_steps(kind, masked_model, arrays):
    x = arrays[0][:1]
    model = masked_model(kind)
    given = {"x": x, "mask": np.ones((1, 5), bool)}
    norms = jacobian_norms(model, given)
    steps = tape_jacobians(model.get_layer("rnn"), tf.constant(x, tf.float32))
    wanted = [np.linalg.norm(one, 2) for one in steps]
    np.testing.assert_allclose(norms["step_norm"], wanted, rtol=1e-4)
    later = [
        np.linalg.multi_dot([np.eye(len(steps[0]))] * 2 + [*steps[:t:-1]])
        for t in range(5)
    ]
    wanted = [np.linalg.norm(one, 2) for one in later]
    np.testing.assert_allclose(norms["product_norm"], wanted, rtol=1e-4)
    np.testing.assert_allclose(norms["log10_product_norm"], np.log10(wanted), atol=1e-4)


def test_masked_steps_stretch_nothing(masked_model, arrays, mask):
    model, x = masked_model("gru"), arrays[0]
    whole = jacobian_norms(model, {"x": x[1:2], "mask": mask[1:2]})
    cut = jacobian_norms(model, {"x": x[1:2, ::-1], "mask": mask[1:2, ::-1]})
    assert whole["step_norm"].notna().tolist() == [True] * 3 + [False] * 2
    assert cut["step_norm"].notna().tolist() == [False] * 2 + [True] * 3
    assert whole["product_norm"].iloc[2] == pytest.approx(1)


def test_an_all_masked_sample_counts_for_nothing(masked_model, arrays, mask):
    model, x = masked_model("lstm"), arrays[0]
    both = jacobian_norms(model, {"x": x[[0, 3]], "mask": mask[[0, 3]]})
    alone = jacobian_norms(model, {"x": x[:1], "mask": mask[:1]})
    pd.testing.assert_frame_equal(both, alone, rtol=1e-5)
    assert jacobian_norms(model, {"x": x[3:], "mask": mask[3:]}).isna().all(axis=None)


def test_logarithms_stay_exact_where_norms_cannot_be_written(scalar_model):
    norms = jacobian_norms(scalar_model(1e-4, 101), np.ones((1, 101, 1)))
    assert norms["product_norm"].iloc[0] == 0
    assert norms["log10_product_norm"].iloc[0] == pytest.approx(-400, rel=1e-6)


def test_a_dead_unit_has_norm_zero(scalar_model):
    norms = jacobian_norms(scalar_model(0.5, 3), -np.ones((1, 3, 1)))
    assert norms["step_norm"].tolist() == [0, 0, 0]
    assert norms["product_norm"].tolist() == [0, 0, 1]


def test_backwards_layers_are_told_in_the_order_of_time(scalar_model):
    norms = jacobian_norms(scalar_model(0.5, 3, go_backwards=True), np.ones((1, 3, 1)))
    assert norms["product_norm"].tolist() == [1, 0.5, 0.25]


@every_kind
@pytest.mark.parametrize("back", [False, True])
def test_memory_equals_the_tape_over_the_layer(kind, back, masked_model, arrays):
    x = tf.constant(arrays[0], tf.float32)
    model = masked_model(kind, go_backwards=back)
    memory = memory_length(model, {"x": arrays[0], "mask": np.ones((4, 5), bool)})
    with tf.GradientTape() as tape:
        tape.watch(x)
        h = model.get_layer("rnn")(x)
    slopes = tape.batch_jacobian(h, x).numpy()
    norms = np.sqrt((slopes**2).sum(axis=(1, 3))).mean(axis=0)
    wanted = norms if back else norms[::-1]
    np.testing.assert_allclose(memory.profile["norm"], wanted, rtol=1e-4)
    assert memory.profile["cumulative"].iloc[-1] == pytest.approx(1)
    assert memory.profile.index.name == "lag"


def test_memory_of_a_geometric_decay_is_known(scalar_model):
    memory = memory_length(scalar_model(0.9, 200), np.ones((1, 200, 1)), share=0.95)
    # 1 - 0.9^k >= 0.95 from k = 28.4 on
    assert memory.length == 29
    assert memory.half_life == pytest.approx(np.log(0.5) / np.log(0.9), rel=1e-5)
    assert str(memory).startswith("95% of the last state's dependence on the inputs")


def test_memory_that_lasts_has_no_half_life(scalar_model):
    memory = memory_length(scalar_model(1.0, 10), np.ones((1, 10, 1)))
    assert memory.half_life == np.inf
    assert memory.length == 10


def test_lags_count_real_steps(masked_model, arrays, mask):
    model, x = masked_model("gru"), arrays[0]
    memory = memory_length(model, {"x": x[1:2], "mask": mask[1:2]})
    holed = np.zeros((1, 5, 3))
    holed[:, [0, 2, 4]] = x[1, :3]
    short = memory_length(model, {"x": holed, "mask": holed.any(axis=2)})
    assert len(memory.profile) == 3
    np.testing.assert_allclose(memory.profile, short.profile, rtol=1e-5)
    with pytest.raises(ValueError, match="every one that layer 'rnn' reads is masked"):
        memory_length(model, {"x": x[3:], "mask": mask[3:]})


def test_share_is_checked(scalar_model):
    with pytest.raises(ValueError, match="share must be a number in"):
        memory_length(scalar_model(0.5, 2), np.ones((1, 2, 1)), share=95)
