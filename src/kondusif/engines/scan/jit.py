"""One typed doorway to numba: cached on disk, without the interpreter lock."""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])


def kernel(function: Function) -> Function:
    """Compiles `function` once per machine; threads may run it side by side."""
    return cast(Function, njit(cache=True, nogil=True, error_model="numpy")(function))
