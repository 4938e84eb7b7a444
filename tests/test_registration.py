"""Keras opens networks with seqkit's own layers after a mere `import seqkit`."""

import subprocess
import sys

import numpy as np
import pytest

from seqkit.networks import ForecastSizes, forecast_network
from seqkit.networks.rollout import Rollout


def in_new_process(code, *arguments):
    """Run code in a process of its own and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


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


@pytest.mark.parametrize(
    "imports",
    [
        "import seqkit, keras",
        "import keras, seqkit",
        "import seqkit; from keras import *",
    ],
)
def test_network_with_own_layers_loads_in_safe_mode(saved, imports):
    code = f"""
{imports}
import keras, sys
import numpy as np
folder = sys.argv[1]
network = keras.models.load_model(folder + "/network.keras", safe_mode=True)
inputs = dict(np.load(folder + "/inputs.npz"))
made = network.predict(inputs, verbose=0)
print(np.abs(made - np.load(folder + "/outputs.npy")).max())
"""
    assert float(in_new_process(code, saved)) <= 1e-6


def test_import_of_seqkit_alone_imports_no_keras():
    code = "import seqkit, sys; print('keras' in sys.modules)"
    assert in_new_process(code) == "False"


def test_watch_for_keras_steps_aside_after_one_import():
    code = """
import seqkit, sys
watching = lambda: [type(f).__name__ for f in sys.meta_path].count("_KerasWatch")
before = watching()
import keras
print(before, watching())
"""
    assert in_new_process(code) == "1 0"
