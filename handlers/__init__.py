"""What the office does: one file per thing that a person can do."""
