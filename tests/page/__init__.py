"""The demo as a page: its server, and what people see in a real browser."""
