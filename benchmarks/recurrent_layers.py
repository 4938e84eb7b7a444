"""How fast seqkit's recurrent layers train and predict beside keras and torch.nn.

Every contestant trains the same network (one layer and Dense(1), Adam, squared error)
on ready float32 batches, in turns within one run, with equal thread counts; the medians
of the rounds are compared. torch runs in a process of its own, in the environment that
`make bench-peers` makes; without it its columns stay empty.

    python benchmarks/recurrent_layers.py [--rounds 3] [--threads 2]
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from common import write

from seqkit import recurrent
from seqkit.keras_backend import keras, tf
from seqkit.training import predict

SHAPES = [  # batch, timesteps, features, units, bidirectional and masked
    (32, 24, 1, 32, False),
    (64, 48, 8, 64, False),
    (64, 96, 1, 64, False),
    (64, 100, 32, 128, False),
    (32, 40, 100, 128, True),
    (32, 128, 256, 256, False),
]
CELLS = ("LSTM", "GRU", "SimpleRNN")
PREDICTED = 4096
TORCH = Path(__file__).parents[1] / ".venv-peers" / "bin" / "python"
CLAIM = (
    "seqkit.recurrent trains at least 2.5 times faster than keras.layers in geometric "
    "mean and 1.5 times at every size, 1.2 times faster than torch.nn.LSTM and 2 times "
    "than torch.nn.GRU; predicts 2 times faster at equal batch, 8 times at the defaults"
)


class Torch:
    """The process that runs torch, asked over pipes."""

    def __init__(self, threads):
        self.threads, self.process = threads, None
        self.tried = sorted({1, threads})  # small networks may be faster on one
        if TORCH.exists():
            script = Path(__file__).parent / "peers" / "torch_layers.py"
            self.process = subprocess.Popen(
                [TORCH, script],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )

    def seconds(self, cell, shape, batches, predict, threads=None):
        *sizes, bidirectional = shape
        question = {
            "cell": cell,
            "shape": sizes,
            "bidirectional": bidirectional,
            "threads": threads or self.threads,
            "batches": batches,
            "predict": predict,
        }
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())["seconds"]


def network(layers, cell, shape):
    _, steps, features, units, bidirectional = shape
    inputs = [keras.Input((steps, features))]
    layer = getattr(layers, cell)(units)
    if bidirectional:
        inputs.append(keras.Input((steps,), dtype="bool"))
        states = keras.layers.Bidirectional(layer)(inputs[0], mask=inputs[1])
    else:
        states = layer(inputs[0])
    return keras.Model(inputs, keras.layers.Dense(1)(states))


def samples(shape, count):
    _batch, steps, features, _, bidirectional = shape
    rng = np.random.default_rng(0)
    x = [rng.normal(size=(count, steps, features)).astype("float32")]
    if bidirectional:
        lengths = rng.integers(steps // 2, steps + 1, count)
        x.append(np.arange(steps) < lengths[:, None])
    return x, rng.normal(size=(count, 1)).astype("float32")


class Watch(keras.callbacks.Callback):
    """Note how long every execution took, per step."""

    def __init__(self, at_once):
        super().__init__()
        self.at_once, self.seconds = at_once, []

    def on_train_begin(self, logs=None):
        self.last = time.perf_counter()

    def on_train_batch_end(self, batch, logs=None):
        now = time.perf_counter()
        self.seconds.append((now - self.last) / self.at_once)
        self.last = now


class Trained:
    """A compiled network and its batches; a call trains so many steps."""

    def __init__(self, layers, cell, shape, at_once):
        self.network, self.at_once = network(layers, cell, shape), at_once
        self.network.compile("adam", "mse", steps_per_execution=at_once)
        x, y = samples(shape, shape[0] * 8)
        parts = (tuple(x) if len(x) > 1 else x[0], y)
        data = tf.data.Dataset.from_tensor_slices(parts).batch(shape[0])
        self.data = data.cache().repeat().prefetch(4)
        self.seconds(2 * at_once)

    def seconds(self, steps):
        """Return the seconds per step of every execution of one `fit`."""
        watch = Watch(self.at_once)
        self.network.fit(
            self.data,
            steps_per_epoch=steps,
            epochs=1,
            verbose=0,
            shuffle=False,
            callbacks=[watch],
        )
        return watch.seconds


class Arrays:
    """Ready arrays as a source of samples, by the names of a network's inputs."""

    def __init__(self, model, x):
        self.parts = dict(zip((tensor.name for tensor in model.inputs), x, strict=True))
        self.count = len(x[0])

    def __len__(self):
        return self.count

    def take(self, which):
        return {name: part[which] for name, part in self.parts.items()}


def steps_for(seconds, at_once, budget=0.4):
    """Return how many steps, in whole executions, fill the budget."""
    return max(3, round(budget / seconds / at_once)) * at_once


def training(cell, shape, rounds, torch):
    many = 8 if shape[3] >= 128 else 32
    contestants = {
        "seqkit": Trained(recurrent, cell, shape, many),
        "keras, 1 step": Trained(keras.layers, cell, shape, 1),
        f"keras, {many} steps": Trained(keras.layers, cell, shape, many),
    }
    steps = {
        name: steps_for(np.median(one.seconds(4 * many)), one.at_once)
        for name, one in contestants.items()
    }
    times = {name: [] for name in contestants}
    if torch.process:
        batches = steps_for(np.median(torch.seconds(cell, shape, 8, False)), 1)
    for _ in range(rounds):
        for name, one in contestants.items():
            times[name] += one.seconds(steps[name])[1:]
        for threads in torch.tried if torch.process else ():
            taken = torch.seconds(cell, shape, batches, False, threads)
            times.setdefault(f"torch, {threads} threads", []).extend(taken)
    return times


def prediction(cell, shape, rounds, torch):
    batch = shape[0]
    count = batch * max(1, PREDICTED // batch // (shape[3] // 64 or 1) ** 2)
    x, _ = samples(shape, count)
    fast = network(recurrent, cell, shape)
    stock = network(keras.layers, cell, shape)
    stock.set_weights(fast.get_weights())
    source, ready = Arrays(fast, x), x if len(x) > 1 else x[0]
    calls = {
        "seqkit, batch B": lambda: predict(fast, source, batch),
        "keras, batch B": lambda: stock.predict(ready, batch_size=batch, verbose=0),
        "seqkit, default": lambda: predict(fast, source),
        "keras, default": lambda: stock.predict(ready, verbose=0),
    }
    made = [call() for call in calls.values()]
    for other in made[1:]:
        np.testing.assert_allclose(other, made[0], atol=1e-5)
    runs = {name: lambda call=call: timed(call) for name, call in calls.items()}
    if torch.process:
        for threads in torch.tried:
            runs[f"torch, {threads} threads"] = lambda threads=threads: sum(
                torch.seconds(cell, shape, count // batch, True, threads)
            )
    for run in runs.values():
        run()
    times = {name: [] for name in runs}
    for _ in range(3 * rounds):
        for name, run in runs.items():
            times[name].append(run() / count)
    return times


def kernel_rate(cell, shape):
    """Return the recurrence's own forward and backward rate as a share of sgemm's."""
    batch, steps, features, units, _bidirectional = shape
    layer = getattr(recurrent, cell)(units)
    x = tf.random.normal((batch, steps, features))
    layer(x)
    gates = layer.cell.kernel.shape[1]
    operations = 2 * batch * steps * gates * (3 * units + 2 * features)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(layer(x, training=True))
        return tape.gradient(loss, layer.trainable_variables)

    times = [timed(step) for _ in range(40)]
    return operations / np.median(times[3:]) / sgemm_rate()


def timed(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def sgemm_rate():
    a = np.random.default_rng(0).normal(size=(1536, 1536)).astype("float32")
    return 2 * 1536**3 / np.median([timed(lambda: a @ a) for _ in range(40)])


def growth(base=(64, 100, 16, 64)):
    """Return seconds and peak memory of one training step, by batch and length."""
    rows = []
    for batches, lengths in ((1, 1), (2, 1), (4, 1), (8, 1), (1, 2), (1, 4), (1, 8)):
        shape = (base[0] * batches, base[1] * lengths, *base[2:])
        command = [sys.executable, __file__, "--one", json.dumps(shape)]
        made = subprocess.run(command, capture_output=True, text=True, check=True)
        rows.append({"shape": shape, **json.loads(made.stdout.splitlines()[-1])})
    return rows


def one_step(shape):
    """Measure one size alone in this process: what `growth` asks for."""
    batch, steps, features, units = shape
    layer = recurrent.LSTM(units, return_sequences=True)
    layer(tf.zeros((1, 2, features)))
    x = tf.random.normal((batch, steps, features))

    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(layer(x, training=True))
        return tape.gradient(loss, layer.trainable_variables)

    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    before = memory()
    times = [timed(step) for _ in range(30)]
    found = {"seconds": float(np.median(times[2:])), "megabytes": memory() - before}
    print(json.dumps(found))


def memory():
    """Return this process's peak memory since its last reset, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (peak,) = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    return int(peak) / 1e3


def geometric_mean(values):
    return float(np.exp(np.mean(np.log(values))))


def fastest(medians, name):
    """Return the best of a contestant's settings."""
    return min(value for key, value in medians.items() if key.startswith(name))


def median(times):
    return {name: float(np.median(values)) for name, values in times.items()}


def spread(times):
    return {
        name: [float(np.quantile(values, q)) for q in (0.25, 0.75)]
        for name, values in times.items()
    }


def row(cell, shape, rounds, torch):
    trained, predicted = (
        training(cell, shape, rounds, torch),
        prediction(cell, shape, rounds, torch),
    )
    train, ahead = median(trained), median(predicted)
    keras_best = fastest(train, "keras")
    found = {
        "cell": cell,
        "shape": shape,
        "training sequences per second": {n: shape[0] / s for n, s in train.items()},
        "training seconds per step, quartiles": spread(trained),
        "prediction sequences per second": {n: 1 / s for n, s in ahead.items()},
        "prediction seconds per sequence, quartiles": spread(predicted),
        "training, times keras": keras_best / train["seqkit"],
        "prediction, times keras at batch B": (
            ahead["keras, batch B"] / ahead["seqkit, batch B"]
        ),
        "prediction, times keras at defaults": (
            ahead["keras, default"] / ahead["seqkit, default"]
        ),
        "share of sgemm": kernel_rate(cell, shape),
    }
    if torch.process:
        found["training, times torch"] = fastest(train, "torch") / train["seqkit"]
        found["prediction, times torch"] = (
            fastest(ahead, "torch") / ahead["seqkit, batch B"]
        )
    return found


def summary(rows):
    """Return geometric means and minima of every ratio, for each cell and for all."""
    ratios = [name for name in rows[0] if ", times " in name]
    found = {}
    for cell in (*CELLS, "all"):
        some = [one for one in rows if cell in (one["cell"], "all")]
        for ratio in ratios:
            values = [one[ratio] for one in some]
            found[f"{ratio}, {cell}"] = {
                "geometric mean": geometric_mean(values),
                "minimum": min(values),
            }
    return found


def show(found):
    ratios = {n: f"{v:.2f}" for n, v in found.items() if ", times " in n}
    rates = {n: f"{v:.0f}" for n, v in found["training sequences per second"].items()}
    print(found["cell"], found["shape"], rates, ratios, flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--one", type=json.loads)
    args = parser.parse_args()
    if args.one:
        return one_step(args.one)
    tf.config.threading.set_intra_op_parallelism_threads(args.threads)
    torch, sgemm, rows = Torch(args.threads), sgemm_rate(), []
    print(
        f"sgemm {sgemm / 1e9:.0f} GFLOP/s; {recurrent.describe()['recurrent layers']}"
    )
    for cell in CELLS:
        for shape in SHAPES:
            found = row(cell, shape, args.rounds, torch)
            show(found)
            rows.append(found)
            keras.backend.clear_session()
    result = {
        "threads": args.threads,
        "rounds": args.rounds,
        "sgemm GFLOP/s": sgemm / 1e9,
        "summary": summary(rows),
        "rows": rows,
        "growth": growth(),
    }
    for name, values in result["summary"].items():
        print(f"{name:<45}", {key: round(value, 2) for key, value in values.items()})
    write("recurrent_layers", CLAIM, result)


if __name__ == "__main__":
    main()
