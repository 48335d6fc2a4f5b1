"""`kondusif bench [NAME] ...`: runs `benchmarks/NAME.py`, whose `run(argv)` returns the exit code."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from kondusif.cli.checkout import root


def run(argv: list[str]) -> int:
    there = benchmarks(root() / "benchmarks")
    if not argv or argv[0] in ("-h", "--help"):
        print("usage: kondusif bench NAME ...\n\n" + "\n".join(f"  {name}" for name in there))
        return 0
    name, *rest = argv
    if name not in there:
        known = ", ".join(there) or "none yet"
        print(f"kondusif: there is no benchmark {name!r}; there are: {known}.", file=sys.stderr)
        return 2
    return load(there[name]).run(rest)


def benchmarks(folder: Path) -> dict[str, Path]:
    """Every file or package in `folder` that doesn't start with an underscore."""
    files = {file.stem: file for file in folder.glob("*.py")}
    packages = {file.parent.name: file for file in folder.glob("*/__init__.py")}
    found = files | packages
    return {name: found[name] for name in sorted(found) if not name.startswith("_")}


def load(file: Path):
    """The module in `file`, with the working tree importable for it."""
    top = str(file.parents[2] if file.name == "__init__.py" else file.parents[1])
    if top not in sys.path:
        sys.path.insert(0, top)
    name = file.parent.name if file.name == "__init__.py" else file.stem
    spec = spec_from_file_location(f"benchmarks.{name}", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} can't be loaded")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
