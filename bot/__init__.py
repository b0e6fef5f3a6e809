"""The running bot: the only code that touches the outside world."""
