"""Handwritten card channel for followup-kit."""
