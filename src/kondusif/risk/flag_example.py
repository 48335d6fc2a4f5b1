"""Which stations carry which flag in the example: made up by a seeded draw, so that published counts hold exactly.

Counts per indicator and the number of flagged stations are given; which stations is nobody's finding. Every indicator
is present at exactly its count of stations, and exactly `total` stations have at least one.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence


def assign(
    codes: Sequence[str],
    counts: Mapping[int, int],
    total: int,
    pinned: Mapping[int, Sequence[str]],
    seed: int,
) -> dict[int, set[str]]:
    """Indicator -> codes of its stations. `pinned` stations carry their indicator in any case (at most its count).

    Raises ValueError where the counts can't make `total`: more than all of them together, or fewer than the largest.
    """
    _check(codes, counts, total)
    dice = random.Random(seed)  # noqa: S311 - an example, not a secret
    made = {number: set(pinned.get(number, ())[:count]) for number, count in counts.items()}
    flagged = set().union(*made.values())
    fresh = [code for code in codes if code not in flagged]
    dice.shuffle(fresh)
    slots = [n for n, count in sorted(counts.items()) for _ in range(count - len(made[n]))]
    dice.shuffle(slots)
    new = total - len(flagged)
    for number, code in zip(slots[:new], fresh, strict=False):
        made[number].add(code)
        flagged.add(code)
    _repeat(made, sorted(flagged), slots[new:], dice)
    return made


def _check(codes: Sequence[str], counts: Mapping[int, int], total: int) -> None:
    largest, together = max(counts.values(), default=0), sum(counts.values())
    if not largest <= total <= min(together, len(codes)):
        raise ValueError(
            f"{together} flags, at most {largest} of one kind, can't fall on exactly {total} of {len(codes)} stations."
        )


def _repeat(
    made: dict[int, set[str]], flagged: Sequence[str], slots: Sequence[int], dice: random.Random
) -> None:
    """The remaining flags fall on stations that already carry another one."""
    for number, count in sorted(Counter(slots).items()):
        free = [code for code in flagged if code not in made[number]]
        made[number].update(dice.sample(free, count))


def scaled(
    counts: Mapping[int, int], total: int, of: int, stations: int
) -> tuple[dict[int, int], int]:
    """The published counts for a list of another length: the same shares, rounded down, total kept possible."""
    if stations == of:
        return dict(counts), total
    smaller = {number: count * stations // of for number, count in counts.items()}
    together, largest = sum(smaller.values()), max(smaller.values(), default=0)
    return smaller, max(largest, min(total * stations // of, together))
