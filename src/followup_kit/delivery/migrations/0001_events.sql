-- What happened, one row per event, in the order in which it was written down. Nothing here is ever changed.
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,               -- ISO 8601 with its offset, as it was given
    event TEXT NOT NULL,
    interview TEXT NOT NULL,
    recipient TEXT,                 -- NULL: the whole employer
    occasion TEXT,
    channel TEXT,
    draft_digest TEXT,              -- the words that were reviewed
    message_digest TEXT,            -- the bytes that were handed over
    waived TEXT NOT NULL DEFAULT '[]',
    outbox TEXT,
    claim TEXT,                     -- the key of the claim that this event opens or settles
    attempt INTEGER,                -- counts the claims of one letter from 1; only for 'claimed'
    CHECK ((event = 'claimed') = (attempt IS NOT NULL)),
    CHECK (event <> 'claimed' OR (claim IS NOT NULL AND recipient IS NOT NULL AND occasion IS NOT NULL))
);

-- The part that a person may ask to have forgotten, kept apart so that the events above can stay as they are.
CREATE TABLE words (
    event_id INTEGER PRIMARY KEY REFERENCES events (id),
    text TEXT,
    note TEXT,
    place TEXT                      -- where the outbox put it; paths and addresses name people
);

-- Whose words were forgotten; nothing is written to them again and no words about them are kept again.
CREATE TABLE forgotten (
    interview TEXT NOT NULL,
    recipient TEXT NOT NULL,
    PRIMARY KEY (interview, recipient)
) WITHOUT ROWID;

-- Makes claim keys of two ledgers differ and keeps people from being guessed out of them.
CREATE TABLE ledger (salt TEXT NOT NULL);
INSERT INTO ledger (salt) VALUES (lower(hex(randomblob(16))));

CREATE INDEX events_of_person ON events (interview, recipient);

-- Two programs that both believe they may send: the second insert fails, whatever the programs think.
CREATE UNIQUE INDEX one_claim_per_attempt ON events (interview, recipient, occasion, attempt) WHERE event = 'claimed';
CREATE UNIQUE INDEX one_claim_per_key ON events (claim) WHERE event = 'claimed';
CREATE UNIQUE INDEX settled_once ON events (claim, event) WHERE claim IS NOT NULL AND event <> 'claimed';

CREATE TRIGGER one_open_claim_per_person BEFORE INSERT ON events WHEN NEW.event = 'claimed' AND EXISTS (
    SELECT 1 FROM events AS open
    WHERE open.event = 'claimed' AND open.interview = NEW.interview AND open.recipient = NEW.recipient
        AND NOT EXISTS (SELECT 1 FROM events AS end WHERE end.claim = open.claim AND end.event <> 'claimed')
)
BEGIN
    SELECT RAISE(ABORT, 'another letter to this person is claimed and not settled');
END;

CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;

CREATE TRIGGER events_are_not_removed BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never removed');
END;

CREATE TRIGGER words_are_not_changed BEFORE UPDATE ON words
BEGIN
    SELECT RAISE(ABORT, 'words are kept or forgotten, never changed');
END;
