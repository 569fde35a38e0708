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
