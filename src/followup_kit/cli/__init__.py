"""The command line: one function per verb, output elsewhere."""
