"""The leaders' door: digests and reports, drill-down, directions, escalations."""
