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

-- 4: providers: signing in where a district's people already do (OpenID Connect)

CREATE TABLE provider (
	district_id  BIGINT NOT NULL,
	id           BIGINT NOT NULL,
	name         TEXT NOT NULL,          -- on the button: Lincoln Google
	issuer       TEXT NOT NULL,
	client_id    TEXT NOT NULL,
	secret       TEXT NOT NULL,          -- sealed (auth/seal.h); '': none, PKCE alone
	claim        TEXT NOT NULL,          -- which claim holds the roster's id; '': none
	domain       TEXT NOT NULL,          -- Google's hd; '': not asked for
	trusts_email INTEGER NOT NULL,       -- 1: an address it gives finds a person the first time
	active       INTEGER NOT NULL,
	removed_at   BIGINT NOT NULL,        -- 0: not
	PRIMARY KEY (district_id, id)
);

-- What a provider says of itself, and its keys, as they were last read.
CREATE TABLE provider_memory (
	district_id  BIGINT NOT NULL,
	provider_id BIGINT NOT NULL,
	about        TEXT NOT NULL,
	about_at     BIGINT NOT NULL,
	keys         TEXT NOT NULL,
	keys_at      BIGINT NOT NULL,
	asked_at     BIGINT NOT NULL,        -- for keys that were not known: not more often than once a minute,
	logout_at    BIGINT NOT NULL,        -- and apart for logout tokens, which anybody can send
	PRIMARY KEY (district_id, provider_id)
);

-- On the way to a provider and back.  Nonce and PKCE's verifier are not here:
-- they are made from the state and the browser's cookie.
CREATE TABLE provider_trip (
	district_id  BIGINT NOT NULL,
	state_hash   TEXT NOT NULL,
	provider_id BIGINT NOT NULL,
	browser      TEXT NOT NULL,          -- hash of the cookie of the one that set out
	person_id    BIGINT NOT NULL,        -- who wants to add it to their account; 0: to sign in
	return_to    TEXT NOT NULL,
	began_at     BIGINT NOT NULL,
	ended_at     BIGINT NOT NULL,        -- 0: not back yet
	PRIMARY KEY (district_id, state_hash)
);

-- Who an account of a provider is: by issuer and subject.
CREATE TABLE provider_account (
	district_id  BIGINT NOT NULL,
	issuer       TEXT NOT NULL,
	subject      TEXT NOT NULL,
	person_id    BIGINT NOT NULL,
	how          TEXT NOT NULL,          -- roster, email, settled, own
	by_person    BIGINT NOT NULL,        -- who settled it; 0: the program
	linked_at    BIGINT NOT NULL,
	PRIMARY KEY (district_id, issuer, subject),
	FOREIGN KEY (district_id, person_id) REFERENCES person (district_id, id)
);
CREATE INDEX provider_account_by_person ON provider_account (district_id, person_id);

-- Accounts that nobody could be found for: the operator says who they are.
CREATE TABLE provider_waiting (
	district_id  BIGINT NOT NULL,
	id           BIGINT NOT NULL,
	provider_id BIGINT NOT NULL,
	issuer       TEXT NOT NULL,
	subject      TEXT NOT NULL,
	name         TEXT NOT NULL,          -- as the provider says
	email        TEXT NOT NULL,
	known_as     TEXT NOT NULL,          -- the roster's id, as the provider says
	why          TEXT NOT NULL,          -- nobody, several, taken
	came_at      BIGINT NOT NULL,        -- last
	settled_at   BIGINT NOT NULL,        -- 0: not; linked, or sent away
	PRIMARY KEY (district_id, id)
);
CREATE UNIQUE INDEX provider_waiting_by_subject ON provider_waiting (district_id, issuer, subject);

-- Logout tokens that were obeyed, until they are too old to be sent again.
CREATE TABLE provider_logout (
	district_id  BIGINT NOT NULL,
	provider_id BIGINT NOT NULL,
	jti_hash     TEXT NOT NULL,
	ends_at      BIGINT NOT NULL,
	PRIMARY KEY (district_id, provider_id, jti_hash)
);

ALTER TABLE login ADD COLUMN provider_id BIGINT NOT NULL DEFAULT 0;     -- how = provider
ALTER TABLE login ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE login ADD COLUMN sid TEXT NOT NULL DEFAULT '';               -- what the provider calls that login
ALTER TABLE login ADD COLUMN id_token TEXT NOT NULL DEFAULT '';          -- sealed; for signing out there too

-- 5: since when somebody is here, or no longer

ALTER TABLE person ADD COLUMN standing_at BIGINT NOT NULL DEFAULT 0;     -- of the last change; 0: since they were added
