"""The officials' door, story by story."""
