"""STUB."""
PRESSES = {}
COMMANDS = {}
STEPS = {}
