"""Contestants in processes of their own: kept alive, asked and answering by lines."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

MOST_COMPANY = 0.2  # cores that others may use while a run counts as idle
OURS = Path(sys.executable)
PEERS = Path(__file__).parents[2] / ".venv-peers" / "bin" / "python"


class Worker:
    """A contestant's process, asked and answering in lines of JSON."""

    def __init__(self, script: str, name: str, python: Path, folder: str, threads: int):
        self._log = Path(folder) / f"{name}.log"
        self._process = subprocess.Popen(
            [str(python), script, "--worker", name],
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


def race(
    script: str,
    pythons: Mapping[str, Path],
    task_in: Callable[[str], Any],
    threads: int,
    rounds: int,
    epochs: int,
) -> tuple[dict, dict[str, list]]:
    """Let contestants run round by round, each in a process of its own.

    Parameters
    ----------
    script : file that answers for a contestant when called with --worker NAME
    pythons : interpreter of each contestant
    task_in : function from an empty folder to the task, which may lie there
    threads : that each may use
    rounds, epochs : how often each is measured, and for how many passes

    Returns
    -------
    each contestant's versions, and its figures of each round
    """
    with tempfile.TemporaryDirectory() as folder:
        task = task_in(folder)
        workers = {
            name: Worker(script, name, python, folder, threads)
            for name, python in pythons.items()
        }
        versions = {
            name: worker.ask(do="prepare", **vars(task))
            for name, worker in workers.items()
        }
        found: dict[str, list] = {name: [] for name in workers}
        for turn in range(rounds):
            for name, worker in workers.items():
                row = worker.round(seed=turn, epochs=epochs)
                found[name].append(row)
                print(f"round {turn + 1}, {name}: {row}", flush=True)
        for worker in workers.values():
            worker.close()
    return versions, found


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
