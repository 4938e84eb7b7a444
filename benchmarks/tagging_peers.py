"""Training and tagging speed beside flair and plain Keras.

CoNLL-2000 chunking, 2,000 training sentences, 2,012 test sentences: one bidirectional
LSTM of 128 units a direction, words of 100 features learnt from scratch, batches of 32,
Adam. "Whole" taggers read characters, too, and end in a CRF; "plain" ones read words
and end in a softmax, which plain Keras can do as well. Tokens per second of `fit` after
its first epoch, and of tagging, lists of tokens in and lists of tags out.

Each contestant is a process of its own; rounds interleave, and a ratio is the median of
the ratios within rounds. flair writes characters by an LSTM of 25 units, seqkit by its
default convolution: each is what its users get. `make bench-peers` runs this.
"""

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path

import common
import numpy as np
from peers.shared import serve
from peers.tagging_task import TaggingTask
from peers.workers import OURS, PEERS, hold_to_cores, race

CONTESTANTS = {
    "seqkit, whole": ("peers.keras_side", OURS),
    "flair, whole": ("peers.flair_side", PEERS),
    "seqkit, plain": ("peers.keras_side", OURS),
    "keras, plain": ("peers.keras_side", OURS),
    "flair, plain": ("peers.flair_side", PEERS),
}
THREADS = 2


def task_in(folder: str) -> TaggingTask:
    """Write the sentences where every process can read them."""
    from seqkit.datasets import fetch_conll2000
    from seqkit.sequences import spans_of

    data = fetch_conll2000()
    tags = data.train.tags[:2000]
    train = {
        "train": data.train.sentences[:2000],
        "tags": tags,
        "spans": [[tuple(span) for span in spans_of(row)] for row in tags],
    }
    path = Path(folder) / "sentences.json"
    path.write_text(json.dumps(train | {"test": data.test.sentences}))
    return TaggingTask(
        str(path), units=128, embedding_units=100, batch_size=32, learning_rate=2e-3
    )


def summary(rounds: dict[str, list], name: str, part: str) -> dict:
    """Return a contestant's tokens per second, and seqkit's rate over it."""
    ours = "seqkit, " + name.split(", ")[1]
    rates = np.array([row[part] for row in rounds[name]])
    ratios = np.array([row[part] for row in rounds[ours]]) / rates
    return {
        "tokens_per_s": round(float(np.median(rates))),
        "seqkit_is_times": round(float(np.median(ratios)), 2),
        "spread_of_times": [round(float(edge(ratios)), 2) for edge in (np.min, np.max)],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=3, help="first included")
    parser.add_argument("--worker", choices=CONTESTANTS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        module = import_module(CONTESTANTS[given.worker][0])
        return serve(module.CONTESTANTS[given.worker], TaggingTask)
    if not PEERS.exists():
        sys.exit(f"{PEERS} is missing; run make bench-peers, which makes it")
    hold_to_cores(THREADS)
    pythons = {name: python for name, (_, python) in CONTESTANTS.items()}
    versions, rounds = race(
        __file__, pythons, task_in, THREADS, given.rounds, given.epochs
    )
    result = {
        part: {name: summary(rounds, name, part) for name in CONTESTANTS}
        for part in ("training", "tagging")
    }
    result["others_cores"] = {
        name: [row["others_cores"] for row in rows] for name, rows in rounds.items()
    }
    result["versions"] = versions
    print(json.dumps(result, indent=1))
    claim = "CoNLL-2000 chunking: tokens per second beside flair and plain Keras"
    common.write("tagging_peers", claim, result)


if __name__ == "__main__":
    main()
