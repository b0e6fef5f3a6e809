"""What the office does, case by case."""
