"""Training and forecasting speed beside Darts, NeuralForecast and plain Keras.

ETTh1, column OT, standardised by the training rows (0-8639) of the Informer and LTSF
protocol: lookback 96, horizon 24, one LSTM of 64 units, batches of 64, Adam, squared
error, no scaling of windows. Everyone trains on the same windows, in steps of 64, and
is timed from the end of the first pass (it traces and warms up) to the end of the last.
Then everyone forecasts every window of the test rows (11520-14399).

Each contestant is a process of its own, kept alive; rounds interleave, and a ratio is
the median of the ratios within rounds. All processes may use the same number of threads
and the same cores; plain Keras and the peers run in two settings each, and the better
one counts. The machine must be idle: torch loses far more than TensorFlow when others
take its cores, so ratios do not cancel that out. What others used is measured and
stored, and a run with company is marked as not idle.

The test error is there to see that no one is fast by doing less: Darts and
NeuralForecast read the forecast of a step off the hidden state one horizon earlier,
seqkit and Keras read all steps off the last one.

`make bench-peers` makes the peers' environment and runs this.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

import common
import numpy as np
from peers.shared import Task, serve

MOST_COMPANY = 0.2
TRAIN, TEST_START, TEST_STOP = 8640, 11520, 14400
OURS = Path(sys.executable)
PEERS = Path(__file__).parents[1] / ".venv-peers" / "bin" / "python"
CONTESTANTS = {
    "seqkit": ("peers.tensorflow_side", OURS, "Forecaster.fit", "score"),
    "darts": ("peers.torch_side", PEERS, "BlockRNNModel", "historical_forecasts"),
    "neuralforecast": ("peers.torch_side", PEERS, "LSTM", "cross_validation"),
    "keras": ("peers.tensorflow_side", OURS, "LSTM, ready arrays", "predict"),
}


class Worker:
    """A contestant's process, asked and answering in lines of JSON."""

    def __init__(self, name: str, folder: str, threads: int):
        self._log = Path(folder) / f"{name}.log"
        self._process = subprocess.Popen(
            [str(CONTESTANTS[name][1]), __file__, "--worker", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log.open("w"),
            text=True,
            cwd=folder,
            env=os.environ | thread_limits(threads),
        )

    def ask(self, **request) -> dict:
        print(json.dumps(request), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        if not answer:
            self._process.wait()
            raise RuntimeError(f"a worker failed:\n{self._log.read_text()[-3000:]}")
        return json.loads(answer)

    def round(self, **request) -> dict:
        """Return a round's figures, and how many cores others used meanwhile."""
        company = Company(self._process.pid)
        return self.ask(do="round", **request) | {"others_cores": company.cores()}

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()


def thread_limits(threads: int) -> dict[str, str]:
    """Return the environment that holds a worker to so many threads.

    Waiting threads sleep: those that spin would take the core from the one they wait
    for whenever anything else runs, which costs torch most of its speed.
    """
    names = (
        "OMP_NUM_THREADS",
        "MKL_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "TF_NUM_INTRAOP_THREADS",
        "TF_NUM_INTEROP_THREADS",
    )
    return dict.fromkeys(names, str(threads)) | {"OMP_WAIT_POLICY": "passive"}


def hold_to_cores(threads: int) -> None:
    """Keep this process, and all it starts, on so many cores, where that exists."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


class Company:
    """How many cores processes other than a worker kept busy, on average."""

    def __init__(self, worker: int):
        self._worker, self._before = worker, self._now(worker)

    def cores(self) -> float:
        machine, own, seconds = (
            after - before
            for after, before in zip(self._now(self._worker), self._before, strict=True)
        )
        return round(max(0.0, machine - own) / seconds, 2)

    @staticmethod
    def _now(worker: int) -> tuple[float, float, float]:
        """Return processor seconds of the machine and of the worker, and the time."""
        if not Path("/proc/stat").exists():
            return 0.0, 0.0, time.perf_counter()
        user, nice, system, _, _, *rest = map(
            int, Path("/proc/stat").read_text().splitlines()[0].split()[1:]
        )
        machine = user + nice + system + sum(rest[:3])  # interrupts, stolen time
        after_name = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
        own = int(after_name[11]) + int(after_name[12])
        tick = os.sysconf("SC_CLK_TCK")
        return machine / tick, own / tick, time.perf_counter()


def task_in(folder: str) -> Task:
    """Write the standardised series where every process can read it."""
    from seqkit.datasets import fetch_ett

    values = fetch_ett("ETTh1")["OT"].to_numpy()
    path = f"{folder}/values.npy"
    np.save(path, (values - values[:TRAIN].mean()) / values[:TRAIN].std())
    return Task(
        path,
        TRAIN,
        TEST_START,
        TEST_STOP,
        lookback=96,
        horizon=24,
        units=64,
        batch_size=64,
        learning_rate=1e-3,
    )


def race(names: list[str], rounds: int, epochs: int, threads: int) -> dict:
    """Return each contestant's versions and its figures of each round."""
    with tempfile.TemporaryDirectory() as folder:
        task = task_in(folder)
        workers = {name: Worker(name, folder, threads) for name in names}
        versions = {
            name: worker.ask(do="prepare", **vars(task))
            for name, worker in workers.items()
        }
        found: dict[str, list] = {name: [] for name in names}
        for turn in range(rounds):
            for name, worker in workers.items():
                row = worker.round(seed=turn, epochs=epochs)
                found[name].append(row)
                print(f"round {turn + 1}, {name}: {row}", flush=True)
        for worker in workers.values():
            worker.close()
    return {"versions": versions, "rounds": found}


def summary(rounds: dict[str, list], name: str, part: str) -> dict:
    """Return a contestant's windows per second, and seqkit's rate over it."""
    rates = np.array([row[part] for row in rounds[name]])
    ratios = np.array([row[part] for row in rounds["seqkit"]]) / rates
    return {
        "windows_per_s": round(float(np.median(rates))),
        "spread": [round(float(rates.min())), round(float(rates.max()))],
        "seqkit_is_times": round(float(np.median(ratios)), 2),
        "spread_of_times": [round(float(edge(ratios)), 2) for edge in (np.min, np.max)],
    }


def table(result: dict) -> str:
    """Lay out what was found, a line per contestant."""
    lines = [f"{'':36}{'windows/s':>10}{'spread':>16}{'seqkit is ×':>13}{'spread':>14}"]
    for part, rows in list(result.items())[:2]:
        for name, row in rows.items():
            verb = CONTESTANTS[name][2 if part == "training" else 3]
            spread = "{:,}–{:,}".format(*row["spread"])
            times = "{:.2f}–{:.2f}".format(*row["spread_of_times"])
            lines.append(
                f"{part}: {name} {verb}"[:36].ljust(36)
                + f"{row['windows_per_s']:>10,}{spread:>16}"
                + f"{row['seqkit_is_times']:>13.2f}{times:>14}"
            )
    errors = result["test_mse"].items()
    shown = [f"{name} {np.median(values):.3f}" for name, values in errors]
    return "\n".join([*lines, "median test MSE: " + ", ".join(shown)])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--epochs", type=int, default=4, help="passes, first included")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--no-write", action="store_true", help="print, keep no file")
    parser.add_argument("--worker", choices=CONTESTANTS, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    given = arguments()
    if given.worker:
        module = import_module(CONTESTANTS[given.worker][0])
        return serve(module.CONTESTANTS, given.worker)
    if not PEERS.exists():
        sys.exit(f"{PEERS} is missing; run make bench-peers, which makes it")
    if given.epochs < 2 or given.rounds < 1:
        sys.exit("expected --epochs of at least 2 and --rounds of at least 1")
    hold_to_cores(given.threads)
    found = race(list(CONTESTANTS), given.rounds, given.epochs, given.threads)
    rounds = found["rounds"]
    result = {
        part: {name: summary(rounds, name, part) for name in CONTESTANTS}
        for part in ("training", "forecasting")
    }
    result["test_mse"] = {
        name: [round(row["mse"], 4) for row in rows] for name, rows in rounds.items()
    }
    result["conditions"] = {
        name: getattr(given, name) for name in ("rounds", "epochs", "threads")
    }
    result["settings"] = {
        name: [row.get("setting", "as it stands") for row in rows]
        for name, rows in rounds.items()
    }
    result["others_cores"] = {
        name: [row["others_cores"] for row in rows] for name, rows in rounds.items()
    }
    result["versions"] = found["versions"]
    print(table(result))
    company = max(max(cores) for cores in result["others_cores"].values())
    result["idle"] = company <= MOST_COMPANY
    if not result["idle"]:
        print(f"NOT VALID: others kept up to {company} cores busy; repeat when idle")
    if not given.no_write:
        claim = (
            "ETTh1 OT, lookback 96, horizon 24, LSTM(64), batch 64: windows per second"
        )
        common.write("forecasting_peers", claim, result)


if __name__ == "__main__":
    main()
