"""The leaders' door, story by story and table by table."""
