"""LinkedIn message channel for followup-kit."""
