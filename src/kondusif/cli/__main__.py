"""`kondusif COMMAND`: finds the module of the command and hands it the rest of the line."""

import sys
from importlib import import_module

# command -> (module with run(argv) -> exit code, one line of help)
COMMANDS = {
    "demo": ("kondusif.cli.demo", "the whole product with the Jember example on this machine"),
    "jobs": ("kondusif.cli.jobs", "the job process (serve and demo start it)"),
    "serve": ("kondusif.cli.serve", "run the server for real use"),
    "import": ("kondusif.cli.importing", "load areas, stations, units, officers or boundaries"),
    "plan": ("kondusif.cli.plan", "solve and verify deployment plans from files"),
    "scan": ("kondusif.cli.scan", "clusters in space and time, from case files"),
    "simulate": ("kondusif.cli.simulate", "play an election day through the API"),
    "audit": ("kondusif.cli.audit", "verify the record"),
    "privacy": ("kondusif.cli.privacy", "carry out retention of personal data"),
    "account": ("kondusif.cli.account", "create an account, set a password, make a token"),
    "operation": ("kondusif.cli.operation", "create or show the operation"),
    "backup": ("kondusif.cli.backup", "write a backup"),
    "restore": ("kondusif.cli.restore", "put a backup back"),
    "migrate": ("kondusif.cli.migrate", "bring the database up to date, after a backup"),
    "doctor": ("kondusif.cli.doctor", "check this installation and say what is wrong"),
    "bench": ("kondusif.cli.bench", "run the benchmarks"),
    "test": ("kondusif.cli.test", "run the test suite on SQLite and PostgreSQL"),
}


def main(argv: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return 0 if arguments else 2
    command, *rest = arguments
    if command not in COMMANDS:
        print(f"kondusif: there is no command {command!r}.\n\n{usage()}", file=sys.stderr)
        return 2
    return import_module(COMMANDS[command][0]).run(rest)


def usage() -> str:
    lines = [f"  {name:<10} {meaning}" for name, (_, meaning) in COMMANDS.items()]
    return "usage: kondusif COMMAND ...\n\n" + "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
