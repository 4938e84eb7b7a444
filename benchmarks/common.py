"""What every benchmark shares: the machine, where results go."""

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
SEEDS = (0, 1, 2)


def machine() -> dict:
    """Describe where a figure was measured."""
    names = [line for line in _cpu_lines() if line.startswith("model name")]
    processor = names[0].split(":")[1].strip() if names else platform.processor()
    packages = ("tensorflow", "keras", "numpy", "pandas", "scikit-learn", "statsmodels")
    return {
        "processor": processor,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
    }


def write(name: str, claim: str, result: object) -> None:
    """Write one result with the claim it backs and the machine."""
    RESULTS.mkdir(exist_ok=True)
    document = {"claim": claim, "machine": machine(), "result": result}
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(document, indent=1) + "\n")
    print(f"wrote {path}")


def _cpu_lines() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []
