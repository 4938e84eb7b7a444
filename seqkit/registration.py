"""Make Keras know seqkit's own layers as soon as both are imported, in either order.

`keras.models.load_model` then opens networks that hold such layers, in safe mode, after
a mere `import seqkit`, which itself neither imports Keras nor waits for it.
"""

import sys
from collections.abc import Sequence
from importlib import import_module, util
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_LAYERS = "seqkit.networks"
_OWN_IMPORT = "seqkit.keras_backend"  # whoever needs the layers imports them anyway


def register_with_keras() -> None:
    """Register the layers now if Keras is there, else once it comes."""
    if "keras" in sys.modules:
        _register(sys.modules["keras"])
    else:
        sys.meta_path.insert(0, _KerasWatch())


class _KerasWatch(MetaPathFinder):
    """Wait for `import keras`, then step aside."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: Any = None
    ) -> ModuleSpec | None:
        if name != "keras":
            return None
        sys.meta_path.remove(self)
        spec = util.find_spec(name)
        if spec is not None and spec.loader and _OWN_IMPORT not in sys.modules:
            spec.loader = _ThenRegister(spec.loader)
        return spec


class _ThenRegister(Loader):
    """Load Keras as usual, then the layers."""

    def __init__(self, loader: Loader):
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        _register(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)


def _register(keras: ModuleType) -> None:
    """Register with the only backend seqkit runs on; others are told on first use."""
    if keras.backend.backend() == "tensorflow":
        import_module(_LAYERS)
