PRAGMA application_id=1179339825;
PRAGMA user_version=1;
BEGIN TRANSACTION;
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
INSERT INTO "events" VALUES(1,'2026-05-05T12:00:00+00:00','claimed','acme-1','anna','thank_you','text','6663b001b30e31b513237c4a4df58d3f0e667ae43f6a0497d00c94f2fe418af2','ce02eb700f8ff245818d587ee88742b5a05a03313e53aed67fa984996ed7c965','["TON002"]','folder','864a9fe2dffa70f722666c02d1da236d.1',1);
INSERT INTO "events" VALUES(2,'2026-05-05T13:00:00+00:00','sent','acme-1','anna','thank_you','text','6663b001b30e31b513237c4a4df58d3f0e667ae43f6a0497d00c94f2fe418af2',NULL,'["TON002"]','folder','864a9fe2dffa70f722666c02d1da236d.1',NULL);
INSERT INTO "events" VALUES(3,'2026-05-05T12:00:00+00:00','claimed','acme-1','ben','thank_you','text','bae0b68be97f32f738dd922ecadfe53604134a54d5ac88b3e64aa33ff9d46317','1a427b559c188bb11a0fa41874036e897fb1b9a32229e3d66d13952539dd5cde','[]',NULL,'bd05a5f669912c294620c9702e2658d6.1',1);
INSERT INTO "events" VALUES(4,'2026-05-05T13:00:00+00:00','auto_replied','acme-1','anna',NULL,NULL,NULL,NULL,'[]',NULL,NULL,NULL);
INSERT INTO "events" VALUES(5,'2026-05-05T13:00:00+00:00','rejected','globex-1',NULL,NULL,NULL,NULL,NULL,'[]',NULL,NULL,NULL);
INSERT INTO "events" VALUES(6,'2026-05-05T12:00:00+00:00','claimed','acme-1','cleo','thank_you','text','b2bb5f425e229edc3645512ae48534bd11a13c0e648e4ba0703272f06d7cf4a9','5fbf9f4af86cbfb30d194b695edf7161b3f786e1da271261df4e2d47f5affa26','[]',NULL,'e7f365da34863612b86ba9a833026cb9.1',1);
CREATE TABLE forgotten (
    interview TEXT NOT NULL,
    recipient TEXT NOT NULL,
    PRIMARY KEY (interview, recipient)
) WITHOUT ROWID;
INSERT INTO "forgotten" VALUES('acme-1','cleo');
CREATE TABLE ledger (salt TEXT NOT NULL);
INSERT INTO "ledger" VALUES('018a9d8799ba1252668aed9decd5e5af');
CREATE TABLE words (
    event_id INTEGER PRIMARY KEY REFERENCES events (id),
    text TEXT,
    note TEXT,
    place TEXT                      -- where the outbox put it; paths and addresses name people
);
INSERT INTO "words" VALUES(1,'Dear Anna, thank you for the tour of the foundry.',NULL,NULL);
INSERT INTO "words" VALUES(2,'Dear Anna, thank you for the tour of the foundry.',NULL,'out/anna.txt');
INSERT INTO "words" VALUES(3,'Dear Ben, thank you.',NULL,NULL);
INSERT INTO "words" VALUES(4,NULL,'away until Monday',NULL);
CREATE INDEX events_of_person ON events (interview, recipient);
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
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('events',6);
COMMIT;
