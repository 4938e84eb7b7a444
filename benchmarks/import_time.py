"""How long `import seqkit` takes in a fresh process, beside an empty Python."""

import statistics
import subprocess
import sys
import time

import common

ROUNDS = 9


def seconds(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def main() -> None:
    codes = {"import seqkit": "import seqkit", "empty": "pass"}
    times: dict[str, list[float]] = {name: [] for name in codes}
    for _ in range(ROUNDS):
        for name, code in codes.items():
            times[name].append(seconds(code))
    result = {
        name: {
            "median_s": round(statistics.median(found), 3),
            "max_s": round(max(found), 3),
        }
        for name, found in times.items()
    }
    print(result)
    common.write("import_time", "import seqkit takes less than 0.5 s", result)


if __name__ == "__main__":
    main()
