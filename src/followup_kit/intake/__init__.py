"""From files to interviews: all errors of a file at once."""
