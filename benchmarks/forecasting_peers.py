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
import sys
from importlib import import_module

import common
import numpy as np
from peers.shared import Task, serve
from peers.workers import MOST_COMPANY, OURS, PEERS, hold_to_cores, race

TRAIN, TEST_START, TEST_STOP = 8640, 11520, 14400
CONTESTANTS = {
    "seqkit": ("peers.tensorflow_side", OURS, "Forecaster.fit", "score"),
    "darts": ("peers.torch_side", PEERS, "BlockRNNModel", "historical_forecasts"),
    "neuralforecast": ("peers.torch_side", PEERS, "LSTM", "cross_validation"),
    "keras": ("peers.tensorflow_side", OURS, "LSTM, ready arrays", "predict"),
}


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
        return serve(module.CONTESTANTS[given.worker], Task)
    if not PEERS.exists():
        sys.exit(f"{PEERS} is missing; run make bench-peers, which makes it")
    if given.epochs < 2 or given.rounds < 1:
        sys.exit("expected --epochs of at least 2 and --rounds of at least 1")
    hold_to_cores(given.threads)
    pythons = {name: python for name, (_, python, *_) in CONTESTANTS.items()}
    versions, rounds = race(
        __file__, pythons, task_in, given.threads, given.rounds, given.epochs
    )
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
    result["versions"] = versions
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
