"""What the office remembers: the only code that speaks SQL."""
