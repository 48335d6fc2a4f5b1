"""Kondusif: map the risk, post the people, get them ready, watch, cool, and tell the public."""

__version__ = "0.1.0"
