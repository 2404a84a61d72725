"""Two reports compared value by value."""
