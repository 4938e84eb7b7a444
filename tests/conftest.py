"""Shared fixtures: small series, and one fitted forecaster per session."""

import multiprocessing
import os
import warnings
from types import SimpleNamespace

os.environ.setdefault("MPLBACKEND", "Agg")

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings

# the same examples on every machine: what passed once does not fail by chance in CI
settings.register_profile("seqkit", derandomize=True, deadline=None)
settings.load_profile("seqkit")

# writes golden arrays by a library that nothing else here needs
collect_ignore = ["golden/make_audio.py"]

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["keras", "tensorflow"])
INTO_FILES = """
import os, sys
folder, *sys.argv = {given!r}
os.chdir(folder)
for stream, name in (1, "stdout"), (2, "stderr"):
    os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
"""


@pytest.fixture(scope="session")
def forked():
    """forked(folder, code, *arguments): a new process, begun; .finish() -> its words.

    All are forked from one process that has imported Keras, and nothing of seqkit, as
    that import takes longer than most of what is run. `finish` returns what came on
    the output and on the error stream; both lie in `folder`, where the code runs.
    """

    def start(folder, code, *arguments):
        given = [str(each) for each in (folder, "-c", *arguments)]
        whole = INTO_FILES.format(given=given) + code
        process = FORKING.Process(target=exec, args=(whole, {"__name__": "__main__"}))
        process.start()

        def finish():
            process.join(240)
            said = [(folder / name).read_text() for name in ("stdout", "stderr")]
            assert process.exitcode == 0, said[1]
            return said

        return SimpleNamespace(finish=finish)

    return start


@pytest.fixture
def fresh_process(tmp_path, forked):
    """Run code, with arguments, in `tmp_path` in a new process; return what it prints.

    The process is one of `forked`.
    """
    return lambda code, *given: forked(tmp_path, code, *given).finish()[0].strip()


@pytest.fixture
def daily(days):
    """A noisy weekly pattern with a trend: 140 days, column `sales`."""
    return days.copy()


@pytest.fixture
def panel(stores):
    """Three stores of different lengths, with covariates of every kind; long frame."""
    return stores.copy()


@pytest.fixture(scope="session")
def days():
    """`daily` for what is fitted once and read by many tests."""
    steps = np.arange(140)
    noise = np.random.default_rng(0).normal(0, 0.1, len(steps))
    values = np.sin(steps * 2 * np.pi / 7) + 0.01 * steps + noise
    index = pd.date_range("2024-01-01", periods=len(steps), freq="D", name="date")
    return pd.DataFrame({"sales": values}, index=index)


@pytest.fixture(scope="session")
def stores():
    """`panel` for what is fitted once and read by many tests."""
    draw = np.random.default_rng(1)
    parts = []
    for store, days, level in (("b", 90, 5.0), ("a", 70, 50.0), ("c", 60, 0.5)):
        steps = np.arange(days)
        promo = draw.integers(0, 2, days)
        wave = 1 + 0.5 * np.sin(steps * 2 * np.pi / 7)
        parts.append(
            pd.DataFrame(
                {
                    "store": store,
                    "date": pd.date_range("2024-01-01", periods=days, freq="D"),
                    "sales": level * (wave + 0.3 * promo + draw.normal(0, 0.05, days)),
                    "promo": promo,
                    "weather": draw.choice(["sun", "rain"], days),
                    "region": "north" if store == "a" else "south",
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="session")
def small():
    """Constructor arguments that make a fit take a second or two."""
    arguments = {"units": (4,), "epochs": 2, "random_state": 0, "lookback": 14}
    return arguments | {"train_on_all": False}  # which tests of its own look at


def flat(sizes):
    """A network without recurrence, which is built and trained in no time."""
    import keras

    past = keras.Input((sizes.lookback, sizes.features), name="past")
    shape = (sizes.horizon, sizes.targets, *[sizes.quantiles] * (sizes.quantiles > 0))
    y = keras.layers.Dense(sizes.horizon * sizes.outputs)(keras.layers.Flatten()(past))
    return keras.Model(past, keras.layers.Reshape(shape)(y))


@pytest.fixture(scope="session")
def quick(small):
    """`small` where nothing hangs on the network: a fit takes a third of the time."""
    return small | {"network": flat, "validation_fraction": 0}


@pytest.fixture
def quiet():
    """Let a test's networks lose to baselines without a word."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "the network's")
        yield


@pytest.fixture(scope="session")
def data_folder():
    """The folder with real data sets, or a skip that says why."""
    folder = os.environ.get("SEQKIT_DATA")
    if not folder:
        pytest.skip("SEQKIT_DATA names no folder with real data sets")
    return folder
