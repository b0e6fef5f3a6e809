"""The stand-ins behave as the real platforms do."""
