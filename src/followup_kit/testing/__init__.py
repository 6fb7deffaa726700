"""For plugin authors and for people who test their own timing rules."""
