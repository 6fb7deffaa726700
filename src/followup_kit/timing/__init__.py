"""When to write, and when not to."""
