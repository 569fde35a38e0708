-- 1: people, roles, logins, links, throttles

CREATE TABLE person (
	district_id  BIGINT NOT NULL,
	id           BIGINT NOT NULL,
	given        TEXT NOT NULL,
	family       TEXT NOT NULL,
	shown        TEXT NOT NULL,          -- the name colleagues see
	sort_key     TEXT NOT NULL,          -- family given, as text_sort_key makes it
	email        TEXT,                   -- lower case
	language     INTEGER NOT NULL,       -- enum lang, -1: the browser's
	standing     INTEGER NOT NULL,       -- 0 active, 1 inactive, 2 merged
	merged_into  BIGINT,
	guest        INTEGER NOT NULL,       -- 1: not on the roster
	PRIMARY KEY (district_id, id)
);
CREATE INDEX person_by_email ON person (district_id, email);
CREATE INDEX person_by_name ON person (district_id, sort_key);

CREATE TABLE person_role (
	district_id  BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,
	role         INTEGER NOT NULL,       -- one bit of enum role
	source       TEXT NOT NULL,          -- roster, appointed
	PRIMARY KEY (district_id, person_id, role, source),
	FOREIGN KEY (district_id, person_id) REFERENCES person (district_id, id)
);

CREATE TABLE role_log (
	district_id  BIGINT NOT NULL,
	id           BIGINT NOT NULL,
	at           BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,
	role         INTEGER NOT NULL,
	given        INTEGER NOT NULL,       -- 1 given, 0 taken
	source       TEXT NOT NULL,
	by_person    BIGINT,                 -- NULL: the program
	why          TEXT NOT NULL,
	PRIMARY KEY (district_id, id)
);

CREATE TABLE password (
	district_id  BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,
	hash         TEXT NOT NULL,          -- argon2id, as libsodium writes it
	set_at       BIGINT NOT NULL,
	PRIMARY KEY (district_id, person_id),
	FOREIGN KEY (district_id, person_id) REFERENCES person (district_id, id)
);

CREATE TABLE login (
	district_id  BIGINT NOT NULL,
	id           BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,
	token_hash   TEXT NOT NULL,
	csrf         TEXT NOT NULL,
	how          TEXT NOT NULL,          -- password, link, oidc
	device       TEXT NOT NULL,
	began_at     BIGINT NOT NULL,
	seen_at      BIGINT NOT NULL,
	ended_at     BIGINT NOT NULL,        -- 0: goes on
	PRIMARY KEY (district_id, id),
	FOREIGN KEY (district_id, person_id) REFERENCES person (district_id, id)
);
CREATE UNIQUE INDEX login_by_token ON login (district_id, token_hash);
CREATE INDEX login_by_person ON login (district_id, person_id);

CREATE TABLE sign_in_link (
	district_id  BIGINT NOT NULL,
	token_hash   TEXT NOT NULL,
	person_id    BIGINT NOT NULL,
	browser      TEXT NOT NULL,          -- hash of the cookie of the browser that asked
	purpose      TEXT NOT NULL,          -- sign-in, operator, email
	email        TEXT,                   -- purpose email: the new address
	made_at      BIGINT NOT NULL,
	ends_at      BIGINT NOT NULL,
	used_at      BIGINT NOT NULL,        -- 0: not yet
	PRIMARY KEY (district_id, token_hash),
	FOREIGN KEY (district_id, person_id) REFERENCES person (district_id, id)
);

CREATE TABLE throttle (
	district_id  BIGINT NOT NULL,
	what         TEXT NOT NULL,          -- account:hash, peer:address
	failures     INTEGER NOT NULL,
	last_at      BIGINT NOT NULL,
	PRIMARY KEY (district_id, what)
);

CREATE TABLE kept_form (
	district_id  BIGINT NOT NULL,
	token_hash   TEXT NOT NULL,          -- of the cookie of the browser that typed it
	path         TEXT NOT NULL,
	form         TEXT NOT NULL,          -- urlencoded, without secrets
	kept_at      BIGINT NOT NULL,
	PRIMARY KEY (district_id, token_hash)
);

CREATE TABLE look (
	district_id  BIGINT NOT NULL,
	id           BIGINT NOT NULL,
	at           BIGINT NOT NULL,
	by_person    BIGINT NOT NULL,
	owner_id     BIGINT NOT NULL,
	kind         INTEGER NOT NULL,       -- enum wall_kind
	record_id    BIGINT NOT NULL,
	PRIMARY KEY (district_id, id)
);
CREATE INDEX look_by_owner ON look (district_id, owner_id, id);

-- 2: browsers that are known, links that lead back, forms kept for who typed them, names elsewhere

ALTER TABLE login ADD COLUMN browser TEXT NOT NULL DEFAULT '';           -- hash of the browser's cookie
CREATE INDEX login_by_browser ON login (district_id, browser);
ALTER TABLE sign_in_link ADD COLUMN return_to TEXT NOT NULL DEFAULT '';  -- a local path

DROP TABLE kept_form;
CREATE TABLE kept_form (
	district_id  BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,        -- who typed it: shown to nobody else
	path         TEXT NOT NULL,          -- where it was sent to; one form for each
	form         TEXT NOT NULL,          -- urlencoded, without secrets
	files        TEXT NOT NULL,          -- field=name of the files that were with it, which are not kept
	kept_at      BIGINT NOT NULL,
	PRIMARY KEY (district_id, person_id, path),
	FOREIGN KEY (district_id, person_id) REFERENCES person (district_id, id)
);

CREATE TABLE person_known_as (
	district_id  BIGINT NOT NULL,
	kind         TEXT NOT NULL,          -- sourcedid, identifier
	value        TEXT NOT NULL,
	person_id    BIGINT NOT NULL,
	PRIMARY KEY (district_id, kind, value, person_id),
	FOREIGN KEY (district_id, person_id) REFERENCES person (district_id, id)
);
CREATE INDEX person_known_as_by_value ON person_known_as (district_id, value);
CREATE INDEX person_known_as_by_person ON person_known_as (district_id, person_id);

-- 3: whether somebody ever signed in, which outlives the list of logins

ALTER TABLE person ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;         -- the first time; 0: never
