"""Notebooks executed: what is to be run, in which kernels, and what is kept of it."""
