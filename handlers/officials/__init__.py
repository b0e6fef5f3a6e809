"""The officials' door: the staff group of a unit."""
