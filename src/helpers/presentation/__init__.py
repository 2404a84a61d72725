"""Frame to figure or table, in one style and two languages."""
