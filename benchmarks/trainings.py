"""Trainings to be scored: one process each, some side by side, medians over the seeds.

A script names its tasks, functions from a seed to figures, and calls `main`. Each
training gets a fresh process, so that none inherits another's memory or warm caches.
Figures already written stay, but for the tasks named on the command line: a long table
can be measured in parts. Seconds are those of a training with what runs beside it.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import mean, median

import common

Task = Callable[[int], dict[str, float]]


def main(
    name: str,
    claim: str,
    tasks: Mapping[str, Task],
    more_seeds: Mapping[str, tuple[int, ...]] | None = None,
    at_once: int = 2,
) -> None:
    """Run the tasks named on the command line, or all, and write their figures.

    Parameters
    ----------
    name, claim : of the file that is written
    tasks : functions from a seed to figures, by name
    more_seeds : the seeds of tasks that are to have others than `common.SEEDS`
    at_once : trainings side by side
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("tasks", nargs="*", metavar="task", help=", ".join(tasks))
    parser.add_argument("--seed", type=int, help="run one task here, print its figures")
    parser.add_argument("--at-once", type=int, default=at_once, metavar="N")
    chosen = parser.parse_args()
    unknown = set(chosen.tasks) - set(tasks)
    if unknown:
        parser.error(f"no such task: {', '.join(sorted(unknown))}")
    if chosen.seed is not None:
        print(json.dumps(timed(tasks[chosen.tasks[0]], chosen.seed)))
        return
    seeds = dict.fromkeys(chosen.tasks or tasks, common.SEEDS) | dict(more_seeds or {})
    with ThreadPoolExecutor(chosen.at_once) as pool:
        runs = {
            task: {
                str(seed): pool.submit(apart, sys.argv[0], task, seed)
                for seed in seeds[task]
            }
            for task in chosen.tasks or tasks
        }
        for task, waiting in runs.items():
            figures = {seed: run.result() for seed, run in waiting.items()}
            common.write(name, claim, merged(name, tasks, task, figures))


def timed(task: Task, seed: int) -> dict[str, float]:
    """Return a task's figures, rounded, and the seconds it took."""
    start = time.perf_counter()
    figures = task(seed)
    taken = time.perf_counter() - start
    return {key: round(float(value), 4) for key, value in figures.items()} | {
        "seconds": round(taken)
    }


def apart(script: str, task: str, seed: int) -> dict[str, float]:
    """Return what a task prints in a process of its own."""
    command = [sys.executable, script, task, "--seed", str(seed)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    figures = json.loads(done.stdout.splitlines()[-1])
    print(task, seed, figures, flush=True)
    return figures


def merged(
    name: str, tasks: Mapping[str, Task], task: str, figures: dict[str, dict]
) -> dict[str, dict]:
    """Return the figures written before with those of one task renewed."""
    path = Path(common.RESULTS) / f"{name}.json"
    found = json.loads(path.read_text())["result"] if path.exists() else {}
    keys = next(iter(figures.values()))
    found[task] = {
        middle.__name__: {
            key: round(middle(run[key] for run in figures.values()), 4) for key in keys
        }
        for middle in (median, mean)
    } | {"seeds": figures}
    return {known: found[known] for known in tasks if known in found}
