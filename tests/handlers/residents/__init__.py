"""The residents' door, told as stories."""
