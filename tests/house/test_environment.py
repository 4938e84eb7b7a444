"""One list of dependencies, a light import, a quiet start."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def run(code, *arguments, **environment):
    clean = {k: v for k, v in os.environ.items() if k != "TF_CPP_MIN_LOG_LEVEL"}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=240,
        env=clean | environment,
    )


def every_dependency():
    extras = PROJECT["optional-dependencies"].values()
    return {*PROJECT["dependencies"], *(item for extra in extras for item in extra)}


def test_environment_yml_lists_the_same_dependencies():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    *conda, pip = environment["dependencies"]
    assert set(pip["pip"]) == every_dependency()
    assert f"python{PROJECT['requires-python']}" in conda


def test_lock_pins_every_dependency():
    lock = (ROOT / "requirements.lock").read_text().lower()
    for item in every_dependency():
        package = re.split(r"[<>=]", item)[0]
        assert re.search(rf"^{re.escape(package)}==", lock, re.M), package


def test_version_is_one():
    import seqkit

    assert seqkit.__version__ == PROJECT["version"]


def test_light_rooms_load_neither_tensorflow_nor_matplotlib():
    code = """
import sys
for room in ["", *sys.argv[1:]]:
    __import__("seqkit." + room if room else "seqkit")
    heavy = {"tensorflow", "keras", "matplotlib"} & set(sys.modules)
    assert not heavy, (room, heavy)
"""
    rooms = ("sequences", "readers", "metrics", "baselines", "datasets", "plotting")
    done = run(code, *rooms, "inspection", "cli")
    assert done.returncode == 0, done.stderr


def test_public_names_are_there_and_unknown_ones_named():
    import seqkit

    assert all(getattr(seqkit, name) is not None for name in seqkit.__all__)
    assert set(seqkit.__all__) <= set(dir(seqkit))
    with pytest.raises(
        AttributeError, match="module 'seqkit' has no attribute 'Oracle'"
    ):
        _ = seqkit.Oracle


@pytest.mark.slow
def test_tensorflow_starts_without_noise_and_keeps_global_settings():
    code = """
import os
before = os.environ.get("KERAS_BACKEND")
import numpy as np
from seqkit.networks import ForecastSizes, forecast_network
network = forecast_network(ForecastSizes(lookback=4, horizon=2))
inputs = {"past": np.ones((1, 4, 1)), "mask": np.ones((1, 4), bool)}
network.predict(inputs, verbose=0)
import keras, seqkit.training, tensorflow as tf
assert keras.config.floatx() == "float32"
assert tf.config.threading.get_intra_op_parallelism_threads() == 0
assert os.environ.get("KERAS_BACKEND") == before
"""
    done = run(code)
    assert done.returncode == 0, done.stderr
    others = [x for x in done.stderr.splitlines() if not x.startswith("seqkit: ")]
    assert others == []
    assert done.stdout == ""


def test_other_keras_backend_gets_one_sentence():
    done = run("import seqkit; seqkit.Forecaster", KERAS_BACKEND="jax")
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith(
        "ImportError: seqkit runs on Keras's TensorFlow backend, but"
    )
    assert "KERAS_BACKEND='jax'" in last
