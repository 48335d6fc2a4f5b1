"""What this room does: run a model, record what is known, change a grade by two people, load Bawaslu's list."""

from .assessing import assess, shipped_model, upload_model
from .example import assess_for_example
from .flagging import import_flags
from .overriding import decide_override, propose_override
from .recording import record_fact

__all__ = [
    "assess",
    "assess_for_example",
    "decide_override",
    "import_flags",
    "propose_override",
    "record_fact",
    "shipped_model",
    "upload_model",
]
