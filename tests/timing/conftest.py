from __future__ import annotations

from hypothesis import settings

from followup_kit.testing.registration import register

# A machine that is busy otherwise must not fail a test: no deadline for one example.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

register()
