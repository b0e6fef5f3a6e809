"""What the office remembers."""
