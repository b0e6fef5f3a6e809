"""The leaders' door: the weekly digest."""
