"""What the reader's language asks for; the only room that imports Babel."""
