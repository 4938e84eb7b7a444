"""Keras opens networks with seqkit's own layers after a mere `import seqkit`."""

import subprocess
import sys

import numpy as np
import pytest

from seqkit.networks import ForecastSizes, forecast_network
from seqkit.networks.rollout import Rollout


def in_new_process(code, *arguments):
    """Run code in a process of its own and return the lines it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A network with a layer of our own, as a file, its inputs and its outputs."""
    sizes = ForecastSizes(lookback=6, horizon=3, targets=1)
    network = forecast_network(sizes, strategy="recursive", cell="gru", units=(4,))
    rng = np.random.default_rng(0)
    inputs = {
        tensor.name: np.ones((2, *tensor.shape[1:]), bool)
        if tensor.dtype == "bool"
        else rng.normal(size=(2, *tensor.shape[1:])).astype("float32")
        for tensor in network.inputs
    }
    assert any(isinstance(layer, Rollout) for layer in network.layers)
    folder = tmp_path_factory.mktemp("saved")
    network.save(folder / "network.keras")
    np.savez(folder / "inputs.npz", **inputs)
    np.save(folder / "outputs.npy", network.predict(inputs, verbose=0))
    return folder


LOAD = """
import keras, sys
import numpy as np
folder = sys.argv[1]
network = keras.models.load_model(folder + "/network.keras", safe_mode=True)
inputs = dict(np.load(folder + "/inputs.npz"))
made = network.predict(inputs, verbose=0)
print(np.abs(made - np.load(folder + "/outputs.npy")).max())
"""
WATCHING = (
    "[type(f).__name__ for f in __import__('sys').meta_path].count('_KerasWatch')"
)


def test_own_layers_load_in_safe_mode_and_the_watch_steps_aside(saved):
    """The finder that waits for Keras goes once Keras came."""
    code = f"""
import seqkit
before = {WATCHING}
import keras
print(before, {WATCHING})
"""
    *_, watching, difference = in_new_process(code + LOAD, saved)
    assert watching == "1 0"
    assert float(difference) <= 1e-6


def test_own_layers_load_in_safe_mode_where_names_are_taken_from_keras(saved):
    code = "import seqkit; from keras import *\n"
    assert float(in_new_process(code + LOAD, saved)[-1]) <= 1e-6


def test_own_layers_load_in_safe_mode_where_keras_came_first(saved, fresh_process):
    code = "import sys; assert 'keras' in sys.modules; import keras, seqkit\n"
    assert float(fresh_process(code + LOAD, saved)) <= 1e-6


def test_import_of_seqkit_alone_imports_no_keras():
    code = "import seqkit, sys; print('keras' in sys.modules)"
    assert in_new_process(code) == ["False"]
