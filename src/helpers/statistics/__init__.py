"""Frame to frame: no files, no plots."""
