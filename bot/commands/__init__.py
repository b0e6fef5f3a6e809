"""What an operator can ask of the program: one file for each sort of command."""
