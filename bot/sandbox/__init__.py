"""Local stand-ins for the platforms, strict like the real ones, for tests, demo and training."""
