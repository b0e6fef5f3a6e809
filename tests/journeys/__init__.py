"""Whole stories through the real bot over HTTP, told in the users' words."""
