"""How it looks: bytes out, nothing sent."""
