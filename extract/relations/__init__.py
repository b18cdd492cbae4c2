"""Statements between concepts, and stand-alone facts of actors, read by rules that are data."""
