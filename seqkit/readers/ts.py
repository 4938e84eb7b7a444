"""Time series for classification, the UCR and UEA archives' .ts files → arrays."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from seqkit import checks
from seqkit.readers.contents import LabelledSeries, counted
from seqkit.readers.lines import read_lines

_DIMENSIONS = ("@dimensions", "@dimension")
_KNOWN = {
    *_DIMENSIONS,
    *("@problemname", "@timestamps", "@missing", "@univariate", "@equallength"),
    *("@serieslength", "@classlabel", "@targetlabel", "@data"),
}


def read_ts(path: str | Path, *, encoding: str = "utf-8") -> LabelledSeries:
    r"""Read time series of one or several dimensions, of equal or unequal lengths.

    A row holds the dimensions of a series, divided by ':', and its label last; '?'
    stands for a missing value. Rows with timestamps are refused.

    Parameters
    ----------
    path : the file
    encoding : how the file's characters are written as bytes

    Returns
    -------
    LabelledSeries
        Series (timesteps, features), float64, NaN where a value is missing. Labels are
        str, or float64 after '@targetLabel true', or None when the header says that
        there are none. Its `skipped` counts comment lines and unknown header lines.

    Raises
    ------
    OSError
        If there is no such file.
    ValueError
        If a row does not fit the header or the rows before it, holds something that is
        no number or has timestamps, the file holds no series, or it is not written in
        `encoding`.

    References
    ----------
    Bagnall et al. (2018), The UEA multivariate time series classification archive,
    arXiv:1811.00075.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp(), "toy.ts")
    >>> header = "@univariate false\n@dimensions 2\n@classLabel true up down\n@data\n"
    >>> _ = path.write_text(header + "1,2,3:0,?,0:up\n3,2:0,0:down\n")
    >>> read = read_ts(path)
    >>> [series.shape for series in read.series], read.labels.tolist()
    ([(3, 2), (2, 2)], ['up', 'down'])
    >>> read.series[0][:, 1]
    array([ 0., nan,  0.])
    """
    found = checks.check_file(path)
    lines = [line.strip() for line in read_lines(found, encoding=encoding)]
    filled = [(number, line) for number, line in enumerate(lines, start=1) if line]
    told = [(number, line) for number, line in filled if not line.startswith("#")]
    header = _Header.of(found, told)
    rows = told[header.length :]
    checks.check_holds(found, len(rows), "series")
    layout = _Layout.of(header, first=rows[0][1])
    read = [layout.read(number, line) for number, line in rows]
    skipped = {
        "comment lines": len(filled) - len(told),
        "unknown header lines": len(header.said.keys() - _KNOWN),
    }
    return LabelledSeries(
        series=[series for series, _ in read],
        labels=layout.labels([label for _, label in read]),
        skipped=counted(skipped),
    )


class _Header(NamedTuple):
    """The lines up to @data: name → number of the line, words after the name."""

    path: Path
    said: dict[str, tuple[int, list[str]]]
    length: int

    @classmethod
    def of(cls, path: Path, lines: list[tuple[int, str]]) -> "_Header":
        said: dict[str, tuple[int, list[str]]] = {}
        for where, (number, line) in enumerate(lines, start=1):
            if not line.startswith("@"):
                checks.reject_stray_row(path, number)
            name, *words = line.split()
            said[name.lower()] = number, words
            if name.lower() == "@data":
                return cls(path, said, where)
        checks.reject_no_series(path)

    def flag(self, name: str) -> bool:
        """Return what is said after a name, true or false; false if it is not there."""
        number, words = self.said.get(name, (0, ["false"]))
        first = words[0].lower() if words else ""
        if first not in ("true", "false"):
            checks.reject_header(self.path, number, name, "true or false")
        return first == "true"

    def count(self, name: str) -> int:
        """Return the number after a name, 0 if it is not there."""
        number, words = self.said.get(name, (0, ["0"]))
        if not words or not words[0].isdecimal():
            checks.reject_header(self.path, number, name, "a whole number")
        return int(words[0])


class _Layout(NamedTuple):
    """What a row must look like; 0 steps stand for any number."""

    path: Path
    dimensions: int
    steps: int
    labelled: bool
    target: bool
    classes: list[str]

    @classmethod
    def of(cls, header: _Header, first: str) -> "_Layout":
        """Take the dimensions from the first row if the header does not name them."""
        if header.flag("@timestamps"):
            checks.reject_timestamps(header.path, header.said["@timestamps"][0])
        target = header.flag("@targetlabel")
        classes = header.flag("@classlabel")
        labelled = target or classes
        found = 1 if header.flag("@univariate") else first.count(":") + (not labelled)
        equal = header.flag("@equallength")
        return cls(
            path=header.path,
            dimensions=max(map(header.count, _DIMENSIONS)) or found,
            steps=header.count("@serieslength") if equal else 0,
            labelled=labelled,
            target=target,
            classes=header.said["@classlabel"][1][1:] if classes else [],
        )

    def read(self, number: int, line: str) -> tuple[np.ndarray, str]:
        """Return the series (timesteps, features) and the label of a row."""
        if line.startswith("("):
            checks.reject_timestamps(self.path, number)
        parts = line.split(":")
        label = parts.pop().strip() if self.labelled else ""
        checks.check_dimensions(self.path, number, len(parts), self.dimensions)
        columns = [self._numbers(number, part) for part in parts]
        checks.check_equal_steps(self.path, number, [len(c) for c in columns])
        if self.steps:
            checks.check_declared_steps(self.path, number, len(columns[0]), self.steps)
        if self.target:
            self._numbers(number, label)
        checks.check_class(self.path, number, label, self.classes)
        return np.stack(columns, axis=1), label

    def labels(self, labels: list[str]) -> np.ndarray | None:
        if not self.labelled:
            return None
        return np.array(labels, dtype="float64" if self.target else "str")

    def _numbers(self, number: int, part: str) -> np.ndarray:
        cells = part.replace("?", "nan").split(",")
        return checks.parse_numbers(self.path, number, cells)
