-- The time that the candidate set with a pause, a snooze or a pin: ISO 8601 with its offset, as it was given.
ALTER TABLE events ADD COLUMN until TEXT;
