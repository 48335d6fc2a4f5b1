"""The personal data that this room holds, declared for the privacy page and the nightly retention."""

from kondusif.backbone.privacy.registry import Kind, declare

from .services import privacy


def declare_kinds() -> None:
    declare(
        Kind(
            "report positions",
            "Where a sender stood, to find the place of an incident.",
            "operator",
            "72 hours",
            privacy.expire_positions,
        )
    )
    declare(
        Kind(
            "report texts",
            "What a sender or an operator wrote about an incident; may name people.",
            "commander",
            "until the operation ends",
            privacy.expire_texts,
        )
    )
    declare(
        Kind(
            "callers",
            "How to reach a member of the public who reported; police operators only.",
            "operator",
            "until the operation ends",
            privacy.expire_callers,
        )
    )
