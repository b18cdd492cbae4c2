"""Scores of extracted claims against a folder of gold data."""
