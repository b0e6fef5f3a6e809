"""STUB."""

PRESSES = {}
STEPS = {}
