-- 1: drafts of long forms

CREATE TABLE draft (
	district_id  BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,
	kind         TEXT NOT NULL,          -- practice-heart …
	subject_id   BIGINT NOT NULL,
	form         TEXT NOT NULL,          -- urlencoded
	saved_at     BIGINT NOT NULL,
	PRIMARY KEY (district_id, person_id, kind, subject_id)
);
