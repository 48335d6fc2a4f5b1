"""The run as tables of plain text."""


def as_lines(document: dict) -> list[str]:
    return [
        *timing_lines(document["timing"]),
        *alarm_lines(document["false_alarms"], document["options"]["days"]),
        *outbreak_lines(document["outbreaks"]),
        *silence_lines(document["silence"]),
        "", "Promises",
        *(f"  {'kept  ' if kept else 'BROKEN'}  {name}" for name, kept in document["promises"].items()),
        f"{document['seconds']:.0f} s",
    ]  # fmt: skip


def timing_lines(table: dict) -> list[str]:
    lines = [
        "Time per report (ms), 4,046 stations",
        f"  {'load':>6} {'reports':>8} {'median':>8} {'p99':>8} {'worst':>8} {'dense':>8} {'share':>8} {'difference':>10}",
    ]
    for load, row in table.items():
        lines.append(
            f"  {load:>6} {row['reports']:>8} {row['median']:>8.3f} {row['p99']:>8.3f} {row['worst']:>8.3f} "
            f"{row['dense']:>8.1f} {'1/' + format(1 / row['share_of_dense'], '.0f'):>8} {row['largest_difference']:>10.1e}"
        )
    return lines


def alarm_lines(table: dict, days: int) -> list[str]:
    lines = [
        "",
        f"False-alarm days of {days:,} at a nominal 5%",
        f"  {'':<42} {'any':>6} {'reports':>8} {'pattern':>8} {'call':>6}",
    ]
    for name, row in table.items():
        lines.append(
            f"  {name:<42} {row['any']:>6.1%} {row['reports']:>8.1%} {row['pattern']:>8.1%} {row['call']:>6.1%}"
        )
    return lines


def outbreak_lines(table: dict) -> list[str]:
    methods = list(table["all"])
    lines = [
        "",
        f"{table['number']:,} outbreaks: mean delay (min), not found = 240",
        f"  {'':<34}" + "".join(f"{name:>22}" for name in methods),
    ]
    for kind, row in table["by kind"].items():
        lines.append(f"  {kind:<34}" + "".join(f"{row[name]['delay']:>22.0f}" for name in methods))
    everything = table["all"]
    for figure, pattern in (("delay", "{:.1f}"), ("found", "{:.1%}"), ("overlap", "{:.2f}")):
        lines.append(
            f"  {'all: ' + figure:<34}"
            + "".join(f"{pattern.format(everything[name][figure]):>22}" for name in methods)
        )
    first = everything["scan"]["delay"]
    lines.append(
        f"  {'all: scan / this':<34}"
        + "".join(f"{first / everything[name]['delay']:>22.2f}" for name in methods)
    )
    return lines


def silence_lines(table: dict) -> list[str]:
    return [
        "",
        "20 stations fall silent: minutes until noticed",
        *(f"  {name:<34}{value:>8.2f}" for name, value in table.items()),
    ]
