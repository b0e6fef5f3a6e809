"""One file a platform: its words in, our words out."""
