"""E-mail channel for followup-kit."""
