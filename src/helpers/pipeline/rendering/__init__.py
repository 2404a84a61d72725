"""Executed notebooks as pages, one file, sheets and print."""
