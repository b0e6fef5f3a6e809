"""The residents' door: report, follow, add, rate, reopen, withdraw."""
