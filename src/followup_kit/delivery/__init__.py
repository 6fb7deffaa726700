"""The world: the ledger, the outboxes and the one function that sends."""
