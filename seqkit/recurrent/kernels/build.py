"""Compile the native recurrent kernels, once for a TensorFlow, processor and compiler.

The library lies in the user's cache folder under a name made of everything it depends
on, so another TensorFlow or machine gets one of its own. Run as a module it compiles
ahead of time: `python -m seqkit.recurrent.kernels.build`.
"""

import hashlib
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from seqkit.keras_backend import tf

SWITCH = "SEQKIT_KERNELS"
CACHE = "SEQKIT_CACHE"
_SOURCES = Path(__file__).parent
_FLAGS = ["-std=c++17", "-fPIC", "-w", "-DNDEBUG"]
_ARITHMETIC = ["-O3", "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math"]
_SECONDS = 300


class NoKernels(Exception):
    """Why there are no native kernels, in a few words for the user."""


def library() -> Path:
    """Return the compiled library, compiling it first if this was never done here.

    Raises
    ------
    NoKernels
        If the kernels are switched off, there is no C++17 compiler, or it failed.
    """
    if switched_off():
        raise NoKernels(f"{SWITCH}=off")
    compiler = find_compiler()
    if compiler is None:
        named = os.environ.get("CXX", "c++, g++ or clang++")
        raise NoKernels(f"no C++ compiler was found ({named})")
    path = cache_folder() / f"{_key(compiler)}.so"
    if not _is_whole(path):
        _compile(compiler, path)
    return path


def switched_off() -> bool:
    """Tell whether the environment asks for stock Keras."""
    return os.environ.get(SWITCH, "").lower() in ("off", "0", "no")


def find_compiler() -> list[str] | None:
    """Return the C++ compiler's command: what CXX says, else the system's."""
    named = os.environ.get("CXX")
    candidates = [shlex.split(named)] if named else [["c++"], ["g++"], ["clang++"]]
    return next((words for words in candidates if shutil.which(words[0])), None)


def cache_folder() -> Path:
    """Return where compiled kernels lie: SEQKIT_CACHE, else the user's cache."""
    if folder := os.environ.get(CACHE):
        return Path(folder).expanduser() / "kernels"
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base).expanduser() / "seqkit" / "kernels"


def processor() -> str:
    """Return the processor's name and what it can do, as the system tells it."""
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor() or platform.machine()
    wanted = ("model name", "flags", "Features", "CPU part")
    lines = {line for line in text.splitlines() if line.startswith(wanted)}
    return "\n".join(sorted(lines)) or platform.machine()


def processor_name() -> str:
    """Return the processor's name alone."""
    named = [line for line in processor().splitlines() if line.startswith("model name")]
    return named[0].split(":", 1)[1].strip() if named else platform.processor()


def _is_whole(path: Path) -> bool:
    """Tell whether a library is there as it was compiled: loading half of one kills."""
    try:
        return _digest(path) == _digest_file(path).read_text()
    except OSError:
        return False


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _digest_file(path: Path) -> Path:
    return path.with_suffix(".sha256")


def _key(compiler: list[str]) -> str:
    """Name a library after all that it is made of."""
    version = _run([*compiler, "--version"])
    sources = sorted(_SOURCES.glob("*.h")) + sorted(_SOURCES.glob("*.cc"))
    parts = [tf.__version__, platform.machine(), processor(), *compiler, version]
    parts += [" ".join(_FLAGS + _ARITHMETIC), *(path.read_text() for path in sources)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


def _compile(compiler: list[str], path: Path) -> None:
    """Compile both sources side by side and put the library in place at once."""
    print("seqkit: compiling the recurrent kernels, once", file=sys.stderr)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = tempfile.TemporaryDirectory(dir=path.parent)
    except OSError as error:
        raise NoKernels(f"the cache folder cannot be written ({error})") from None
    with scratch as folder:
        objects = [f"{folder}/{name}.o" for name in ("ops", "recurrence")]
        commands = [
            [*_flags(compiler, name), "-c", f"{_SOURCES}/{name}.cc", "-o", target]
            for name, target in zip(("ops", "recurrence"), objects, strict=True)
        ]
        with ThreadPoolExecutor() as pool:
            list(pool.map(_run, commands))
        made = f"{folder}/seqkit.so"
        _run(
            [*compiler, "-shared", *objects, "-o", made, *tf.sysconfig.get_link_flags()]
        )
        if not Path(made).exists():
            raise NoKernels(f"{Path(compiler[0]).name} made no library")
        digest = Path(f"{folder}/digest")
        digest.write_text(_digest(Path(made)))
        os.replace(made, path)
        os.replace(digest, _digest_file(path))


def _flags(compiler: list[str], name: str) -> list[str]:
    """TensorFlow's headers get TensorFlow's flags, the arithmetic the processor's."""
    if name == "ops":
        return [*compiler, *_FLAGS, "-O2", *tf.sysconfig.get_compile_flags()]
    native = "-mcpu=native" if platform.machine() in ("arm64", "aarch64") else None
    return [*compiler, *_FLAGS, *_ARITHMETIC, native or "-march=native"]


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip().splitlines()
        reason = next((line for line in said if "error" in line), "no message")
        raise NoKernels(f"{Path(command[0]).name} failed: {reason[:200]}") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoKernels(f"{Path(command[0]).name} failed: {error}") from None
    return done.stdout


if __name__ == "__main__":
    try:
        print(f"seqkit: native kernels ready in {library()}")
    except NoKernels as reason:
        print(f"seqkit: no native kernels, stock Keras will run: {reason}")
