"""The channels, proven: what they read, what they send, which errors mean what."""
