-- 1: schools, assignments, profiles, the federal directory of schools

CREATE TABLE school (
	district_id  BIGINT NOT NULL,
	id           BIGINT NOT NULL,
	name         TEXT NOT NULL,
	sort_key     TEXT NOT NULL,
	kind         TEXT NOT NULL,          -- school, office, or what the source calls it
	nces         TEXT,                   -- NCESSCH, 12 digits
	low_grade    INTEGER NOT NULL,       -- 0 PK … 13 grade 12; -1: not known
	high_grade   INTEGER NOT NULL,
	closed_at    BIGINT NOT NULL,        -- 0: open
	PRIMARY KEY (district_id, id)
);
CREATE INDEX school_by_name ON school (district_id, sort_key);

CREATE TABLE assignment (
	district_id  BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,
	school_id    BIGINT NOT NULL,
	role         TEXT NOT NULL,          -- code of enum duty: teacher, principal, aide …
	source       TEXT NOT NULL,          -- of the roster that says so, or "local"
	is_primary   INTEGER NOT NULL,
	began_at     BIGINT NOT NULL,
	ended_at     BIGINT NOT NULL,        -- 0: goes on
	PRIMARY KEY (district_id, person_id, school_id, role, source),
	FOREIGN KEY (district_id, person_id) REFERENCES person (district_id, id),
	FOREIGN KEY (district_id, school_id) REFERENCES school (district_id, id)
);
CREATE INDEX assignment_by_school ON assignment (district_id, school_id, ended_at);

CREATE TABLE profile (
	district_id     BIGINT NOT NULL,
	person_id       BIGINT NOT NULL,
	source_grades   BIGINT NOT NULL,     -- from classes and enrollments
	source_subjects BIGINT NOT NULL,
	source_pronouns TEXT NOT NULL,
	grades          BIGINT,              -- set by themselves; NULL: the source's
	subjects        BIGINT,
	pronouns        TEXT,
	rooms           TEXT NOT NULL,
	ask_me          TEXT NOT NULL,       -- "ask me about"
	PRIMARY KEY (district_id, person_id),
	FOREIGN KEY (district_id, person_id) REFERENCES person (district_id, id)
);

CREATE TABLE nces_school (
	district_id  BIGINT NOT NULL,
	nces         TEXT NOT NULL,          -- NCESSCH, 12 digits; the first 7 are the agency
	name         TEXT NOT NULL,
	name_key     TEXT NOT NULL,          -- as school_match_key makes it
	lea          TEXT NOT NULL,          -- the agency's name
	city         TEXT NOT NULL,
	state        TEXT NOT NULL,
	low_grade    INTEGER NOT NULL,       -- as in school
	high_grade   INTEGER NOT NULL,
	PRIMARY KEY (district_id, nces)
);
CREATE INDEX nces_school_by_name ON nces_school (district_id, name_key);

-- 2: photos, what was before the last change, "ask me about" as it is found

ALTER TABLE profile ADD COLUMN ask_key TEXT NOT NULL DEFAULT '';       -- ask_me, folded

CREATE TABLE photo (
	district_id  BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,
	place        INTEGER NOT NULL,       -- 0: it is shown; 1: it was there before, for undo
	hash         TEXT NOT NULL,          -- of large
	large        BYTEA NOT NULL,         -- JPEG, as photo_make makes them
	small        BYTEA NOT NULL,
	put_at       BIGINT NOT NULL,        -- in this place
	PRIMARY KEY (district_id, person_id, place),
	FOREIGN KEY (district_id, person_id) REFERENCES person (district_id, id)
);

CREATE TABLE profile_before (
	district_id  BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,
	grades       BIGINT,                 -- as in profile
	subjects     BIGINT,
	pronouns     TEXT,
	rooms        TEXT NOT NULL,
	ask_me       TEXT NOT NULL,
	language     INTEGER NOT NULL,       -- as in person
	kept_at      BIGINT NOT NULL,
	PRIMARY KEY (district_id, person_id),
	FOREIGN KEY (district_id, person_id) REFERENCES person (district_id, id)
);
