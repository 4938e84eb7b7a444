"""The kernels alone, beside scalar doubles: under sanitizers, on every vector width.

`kernels/check.cc` draws the cases; here it is compiled, run, and has to end with 0.
"""

import os
import platform
import subprocess
from pathlib import Path

import pytest

from seqkit.recurrent.kernels import build

HERE = Path(__file__).parent / "kernels"
SOURCES = Path(build.__file__).parent
COMPILER = build.find_compiler()  # words of a command, or None
FLAGS = ["-std=c++17", "-g1", "-w", "-pthread", "-ffp-contract=fast"]
ON_X86 = platform.machine().lower() in ("x86_64", "amd64")
NATIVE = "-march=native" if ON_X86 else "-mcpu=native"
# compiling takes longer than running: this many checks make optimising very slow
MEMORY = ["-O0", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
THREADS = ["-O0", "-fsanitize=thread"]
LOUD = {
    "ASAN_OPTIONS": "detect_leaks=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "TSAN_OPTIONS": "halt_on_error=1",
}

on_x86 = pytest.mark.skipif(not ON_X86, reason="these vectors are those of x86-64")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(COMPILER is None, reason="no C++ compiler on this machine"),
]


def execute(command, **environment):
    return subprocess.run(
        [*map(str, command)],
        capture_output=True,
        text=True,
        timeout=300,
        env=os.environ | environment,
    )


def skip_without(flags, folder):
    """Skip if the compiler cannot build and run an empty program with these flags."""
    empty, program = folder / "empty.cc", folder / "empty"
    empty.write_text("int main() { return 0; }\n")
    built = execute([*COMPILER, *FLAGS, *flags, empty, "-o", program])
    if built.returncode or execute([program]).returncode:
        pytest.skip(f"this compiler or machine has no {' '.join(flags)}")


def check(flags, cases, folder):
    """Compile the check with these flags and run so many cases; return what it says."""
    skip_without(flags, folder)
    program, sources = folder / "check", [HERE / "check.cc", SOURCES / "recurrence.cc"]
    include = ["-I", SOURCES, "-I", HERE]
    built = execute([*COMPILER, *FLAGS, *flags, *include, *sources, "-o", program])
    assert built.returncode == 0, built.stderr
    done = execute([program, cases], **LOUD)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert f"{cases + 4} cases, 0 differences" in done.stdout
    return done.stdout


def test_memory(tmp_path):
    check([*MEMORY, NATIVE], 100, tmp_path)


def test_threads_with_narrow_vectors(tmp_path):
    said = check([*THREADS, "-march=x86-64" if ON_X86 else NATIVE], 20, tmp_path)
    assert "vectors of 4:" in said


@on_x86
def test_vectors_of_eight(tmp_path):
    said = check(["-O0", "-march=x86-64", "-mavx2", "-mfma"], 200, tmp_path)
    assert "vectors of 8:" in said
