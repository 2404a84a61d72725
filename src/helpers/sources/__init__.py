"""Files to checked, tidy frames."""
