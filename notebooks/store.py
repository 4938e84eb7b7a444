"""Run notebooks and store their outputs: `python notebooks/store.py [NAME.ipynb …]`.

Pictures are reduced to 256 colours, so that a notebook stays small enough to read in a
diff; everything that differs from run to run is taken out of the metadata.
"""

import base64
import io
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image

FOLDER = Path(__file__).parent
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def reduced(picture: str) -> str:
    """Return a base64 PNG with at most 256 colours."""
    image = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB")
    packed = io.BytesIO()
    few = image.quantize(256, dither=Image.Dither.NONE)
    few.save(packed, "png", optimize=True)
    return base64.b64encode(packed.getvalue()).decode()


def store(path: Path) -> None:
    """Run one notebook in a fresh kernel and write it back."""
    notebook = nbformat.read(path, 4)
    NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                output["data"]["image/png"] = reduced(output["data"]["image/png"])
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    nbformat.write(notebook, path)


def main(names: list[str]) -> None:
    for path in [FOLDER / name for name in names] or sorted(FOLDER.glob("*.ipynb")):
        store(path)
        print(f"stored {path.name}")


if __name__ == "__main__":
    main(sys.argv[1:])
