-- 1: merges, what was done with accounts

CREATE TABLE account_merge (
	district_id  BIGINT NOT NULL,
	id           BIGINT NOT NULL,
	at           BIGINT NOT NULL,
	winner_id    BIGINT NOT NULL,        -- the row that stays
	loser_id     BIGINT NOT NULL,        -- the row that points to it from now on
	by_person    BIGINT NOT NULL,
	took_email   INTEGER NOT NULL,       -- 1: the winner had none and has the loser's
	was          INTEGER NOT NULL,       -- the loser's standing before
	undone_at    BIGINT NOT NULL,        -- 0: it stands
	forgotten_at BIGINT NOT NULL,        -- 0: it can be undone
	PRIMARY KEY (district_id, id)
);

CREATE TABLE not_same (
	district_id  BIGINT NOT NULL,
	one_id       BIGINT NOT NULL,        -- people who look alike and are two
	other_id     BIGINT NOT NULL,        -- one_id < other_id
	at           BIGINT NOT NULL,
	by_person    BIGINT NOT NULL,
	PRIMARY KEY (district_id, one_id, other_id)
);

CREATE TABLE account_log (
	district_id  BIGINT NOT NULL,
	id           BIGINT NOT NULL,
	at           BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,        -- whose account; they read it
	by_person    BIGINT NOT NULL,        -- 0: the program
	deed         INTEGER NOT NULL,       -- enum deed
	about        TEXT NOT NULL,          -- the new address, the other row's name …
	PRIMARY KEY (district_id, id)
);
CREATE INDEX account_log_by_person ON account_log (district_id, person_id, id);

CREATE TABLE guest (
	district_id  BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,
	why          TEXT NOT NULL,          -- "presents on October 12"
	until        TEXT,                   -- civil date, the last day; NULL: until somebody says
	added_by     BIGINT NOT NULL,
	added_at     BIGINT NOT NULL,
	PRIMARY KEY (district_id, person_id)
);

CREATE TABLE account_ask (
	district_id  BIGINT NOT NULL,
	id           BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,        -- who is asked: it is their account
	deed         INTEGER NOT NULL,       -- enum deed: a new address, a merge
	email        TEXT,                   -- the new address; NULL: none
	into_id      BIGINT NOT NULL,        -- the row theirs would become part of; 0: no merge
	by_person    BIGINT NOT NULL,
	at           BIGINT NOT NULL,
	due_at       BIGINT NOT NULL,        -- done then, when they say nothing
	ended_at     BIGINT NOT NULL,        -- 0: open
	answer       INTEGER NOT NULL,       -- enum ask_answer
	PRIMARY KEY (district_id, id)
);
CREATE INDEX account_ask_by_person ON account_ask (district_id, person_id, ended_at);
CREATE INDEX account_ask_by_due ON account_ask (district_id, ended_at, due_at);

-- 2: a merge asks for both accounts

ALTER TABLE account_ask ADD COLUMN drop_id BIGINT NOT NULL DEFAULT 0;    -- the row that would be given up; into_id is kept

-- 3: what was set before

CREATE TABLE setting_log (
	district_id  BIGINT NOT NULL,
	id           BIGINT NOT NULL,
	at           BIGINT NOT NULL,
	by_person    BIGINT NOT NULL,
	name         TEXT NOT NULL,          -- of the setting
	before_value TEXT NOT NULL,          -- of a secret only that there was one
	after_value  TEXT NOT NULL,
	PRIMARY KEY (district_id, id)
);

-- 4: school years

CREATE TABLE school_year (
	district_id  BIGINT NOT NULL,
	id           BIGINT NOT NULL,
	name         TEXT NOT NULL,          -- "2026–27"
	first_day    TEXT NOT NULL,          -- civil dates
	last_day     TEXT NOT NULL,
	made_at      BIGINT NOT NULL,
	made_by      BIGINT NOT NULL,
	PRIMARY KEY (district_id, id)
);
