"""What happens when the machine, the line or a process fails."""
