-- 1: districts and their settings

CREATE TABLE district (
	id           BIGINT NOT NULL,
	slug         TEXT NOT NULL,          -- first part of the path where several share a host
	host         TEXT,                   -- or its own host name
	name         TEXT NOT NULL,
	zone         TEXT NOT NULL,          -- America/Chicago
	language     TEXT NOT NULL,          -- en, es
	PRIMARY KEY (id)
);
CREATE UNIQUE INDEX district_by_slug ON district (slug);
CREATE UNIQUE INDEX district_by_host ON district (host);

CREATE TABLE setting (
	district_id  BIGINT NOT NULL,
	name         TEXT NOT NULL,
	value        TEXT NOT NULL,
	PRIMARY KEY (district_id, name)
);

-- 2: words of what can be searched

CREATE TABLE search_word (
	district_id  BIGINT NOT NULL,
	kind         TEXT NOT NULL,          -- practice
	word         TEXT NOT NULL,          -- folded and stemmed
	subject_id   BIGINT NOT NULL,
	times        INTEGER NOT NULL,       -- weighted by field
	PRIMARY KEY (district_id, kind, word, subject_id)
);
CREATE INDEX search_word_by_subject ON search_word (district_id, kind, subject_id);

CREATE TABLE search_length (
	district_id  BIGINT NOT NULL,
	kind         TEXT NOT NULL,
	subject_id   BIGINT NOT NULL,
	words        BIGINT NOT NULL,
	PRIMARY KEY (district_id, kind, subject_id)
);
