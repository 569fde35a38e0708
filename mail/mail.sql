-- 1: the outbox, what people switched off, action links

CREATE TABLE outbox (
	district_id  BIGINT NOT NULL,
	id           BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,        -- 0: an address that is not a person's
	to_name      TEXT NOT NULL,
	to_address   TEXT NOT NULL,
	language     INTEGER NOT NULL,
	kind         INTEGER NOT NULL,       -- enum mail_kind
	topic        TEXT NOT NULL,
	subject      TEXT NOT NULL,
	body         TEXT NOT NULL,
	message_id   TEXT NOT NULL,          -- made once; what goes out again is the same message
	unsubscribe  TEXT NOT NULL,          -- token of its unsubscribe link, hashed; '' for urgent ones
	once         TEXT,
	made_at      BIGINT NOT NULL,
	sent_at      BIGINT NOT NULL,        -- 0: not yet
	failed_at    BIGINT NOT NULL,        -- 0: not given up
	tries        INTEGER NOT NULL,
	why          TEXT NOT NULL,
	PRIMARY KEY (district_id, id)
);
CREATE UNIQUE INDEX outbox_by_cause ON outbox (district_id, once);
CREATE INDEX outbox_by_unsubscribe ON outbox (district_id, unsubscribe);

CREATE TABLE mail_off (
	district_id  BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,
	topic        TEXT NOT NULL,          -- '' is all that may be switched off
	PRIMARY KEY (district_id, person_id, topic)
);

CREATE TABLE action_link (
	district_id  BIGINT NOT NULL,
	token_hash   TEXT NOT NULL,
	name         TEXT NOT NULL,
	person_id    BIGINT NOT NULL,
	subject_id   BIGINT NOT NULL,
	ends_at      BIGINT NOT NULL,
	done_at      BIGINT NOT NULL,
	PRIMARY KEY (district_id, token_hash)
);

-- 2: the outbox is its own queue; addresses that refuse; each person's quiet hours

ALTER TABLE outbox ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;        -- not before
ALTER TABLE outbox ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 0;       -- of no use after
ALTER TABLE outbox ADD COLUMN claimed_to BIGINT NOT NULL DEFAULT 0;    -- somebody is sending it until then
ALTER TABLE outbox ADD COLUMN off_token TEXT NOT NULL DEFAULT '';      -- of the unsubscribe link, until it is sent
CREATE INDEX outbox_by_due ON outbox (district_id, kind, due_at, id) WHERE sent_at = 0 AND failed_at = 0;

CREATE TABLE mail_server (
	district_id  BIGINT NOT NULL,
	tries        INTEGER NOT NULL,       -- in vain, one after the other
	since        BIGINT NOT NULL,        -- of the first of them
	next_at      BIGINT NOT NULL,        -- nothing is tried before
	why          TEXT NOT NULL,
	PRIMARY KEY (district_id)
);

CREATE TABLE mail_refused (
	district_id  BIGINT NOT NULL,
	address      TEXT NOT NULL,
	times        INTEGER NOT NULL,       -- refused for good, one after the other; from 2 on only urgent mail is sent there
	last_at      BIGINT NOT NULL,
	why          TEXT NOT NULL,          -- in the mail server's words
	PRIMARY KEY (district_id, address)
);

CREATE TABLE mail_quiet (
	district_id  BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,
	from_hour    INTEGER NOT NULL,       -- in the district's zone; equal: no quiet hours
	to_hour      INTEGER NOT NULL,
	PRIMARY KEY (district_id, person_id)
);
