-- 1: schools, assignments, profiles

CREATE TABLE school (
	district_id  BIGINT NOT NULL,
	id           BIGINT NOT NULL,
	name         TEXT NOT NULL,
	sort_key     TEXT NOT NULL,
	kind         TEXT NOT NULL,          -- school, or what the source calls it
	nces         TEXT,                   -- NCES school id
	low_grade    INTEGER NOT NULL,       -- 0 PK … 13 grade 12; -1: not known
	high_grade   INTEGER NOT NULL,
	source_id    TEXT,                   -- the roster's sourcedId
	closed_at    BIGINT NOT NULL,        -- 0: open
	PRIMARY KEY (district_id, id)
);
CREATE UNIQUE INDEX school_by_source ON school (district_id, source_id);

CREATE TABLE assignment (
	district_id  BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,
	school_id    BIGINT NOT NULL,
	role         TEXT NOT NULL,          -- teacher, principal, aide … as the source says
	source       TEXT NOT NULL,          -- roster, local
	is_primary   INTEGER NOT NULL,
	began_at     BIGINT NOT NULL,
	ended_at     BIGINT NOT NULL,        -- 0: goes on
	PRIMARY KEY (district_id, person_id, school_id, role, source),
	FOREIGN KEY (district_id, person_id) REFERENCES person (district_id, id),
	FOREIGN KEY (district_id, school_id) REFERENCES school (district_id, id)
);
CREATE INDEX assignment_by_school ON assignment (district_id, school_id);

CREATE TABLE profile (
	district_id     BIGINT NOT NULL,
	person_id       BIGINT NOT NULL,
	source_grades   BIGINT NOT NULL,     -- from classes and enrollments
	source_subjects BIGINT NOT NULL,
	grades          BIGINT,              -- set by themselves; NULL: the source's
	subjects        BIGINT,
	rooms           TEXT NOT NULL,
	ask_me          TEXT NOT NULL,       -- "ask me about"
	pronouns        TEXT NOT NULL,
	PRIMARY KEY (district_id, person_id),
	FOREIGN KEY (district_id, person_id) REFERENCES person (district_id, id)
);
