#include "auth/password.h"
#include "base/clock.h"
#include "base/text.h"
#include <semaphore.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz";
enum { SHORT_PIECE = 6, AT_ONCE = 2, TIME = 2, MEMORY = 19 * 1024 * 1024 };

static sem_t seats;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
seats_make(void)
{
	sem_init(&seats, 0, AT_ONCE);
}

static void
seat_take(void)
{
	pthread_once(&once, seats_make);
	while (sem_wait(&seats) != 0)
		;
}

const char *
password_hash(struct arena *a, const char *password)
{
	char *hash = arena_alloc(a, crypto_pwhash_STRBYTES, 1);

	password = text_composed(a, password);
	seat_take();
	int failed = crypto_pwhash_str_alg(hash, password, strlen(password), TIME, MEMORY, crypto_pwhash_ALG_ARGON2ID13);
	sem_post(&seats);
	if (failed)
		abort();                        /* out of memory */
	return hash;
}

bool
password_matches(const char *hash, const char *password)
{
	/* A hash of nothing in particular, so that "no such person" takes as long. */
	static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
	    "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApz8ArZWb2GRPPc";

	struct arena *a = arena_new();
	password = text_composed(a, password);
	seat_take();
	bool same = crypto_pwhash_str_verify(hash != NULL ? hash : nobody, password, strlen(password)) == 0;
	sem_post(&seats);
	arena_free(a);
	return same && hash != NULL;
}

bool
password_is_old(const char *hash)
{
	return crypto_pwhash_str_needs_rehash(hash, TIME, MEMORY) != 0;
}

/* auth/common.txt: one a line, lower case, sorted. */
extern const unsigned char common_passwords[];
extern const unsigned common_passwords_len;

static bool
is_common(const char *folded)
{
	const char *low = (const char *)common_passwords, *high = low + common_passwords_len;
	size_t n = strlen(folded);

	while (low < high) {
		const char *mid = low + (high - low) / 2;
		while (mid > low && mid[-1] != '\n')
			mid--;
		const char *end = memchr(mid, '\n', (size_t)(high - mid));
		size_t len = (size_t)((end != NULL ? end : high) - mid);
		int order = strncmp(folded, mid, len < n ? len : n);
		if (order == 0)
			order = n < len ? -1 : n > len;
		if (order == 0)
			return true;
		if (order < 0)
			high = mid;
		else
			low = end != NULL ? end + 1 : high;
	}
	return false;
}

/* A common word with digits or signs about it is as common. */
static bool
is_common_inside(struct arena *a, const char *folded)
{
	size_t from = strcspn(folded, LETTERS), n = strlen(folded);

	while (n > from && strchr(LETTERS, folded[n - 1]) == NULL)
		n--;
	return n - from >= 5 && is_common(arena_copy(a, folded + from, n - from));
}

/* "abcabcabcabc", "passwordpassword": a short piece, or a common one, over and over. */
static bool
is_repeated(struct arena *a, const char *folded)
{
	size_t n = strlen(folded);

	for (size_t piece = 1; piece <= n / 2; piece++)
		if (n % piece == 0 && memcmp(folded, folded + piece, n - piece) == 0)
			return piece <= SHORT_PIECE || is_common(arena_copy(a, folded, piece));
	return false;
}

/* A row of the keyboard, the alphabet or the figures, forwards or backwards. */
static bool
is_row(const char *folded)
{
	static const char *const rows[] = { "0123456789012345678901234567890", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
	    "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm" };
	size_t n = strlen(folded);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (const char *at = rows[i]; strlen(at) >= n; at++) {
			size_t same = 0, back = 0;
			while (same < n && at[same] == folded[same])
				same++;
			while (back < n && at[n - 1 - back] == folded[back])
				back++;
			if (same == n || back == n)
				return true;
		}
	return false;
}

static bool
is_guessed_first(struct arena *a, const char *folded)
{
	return is_common(folded) || is_common_inside(a, folded) || is_repeated(a, folded) || is_row(folded);
}

static bool
has_part(const char *folded, struct arena *a, const char *part)
{
	const char *p = part == NULL ? "" : text_fold(a, part);

	return strlen(p) >= 4 && strstr(folded, p) != NULL;
}

const char *
password_problem(const char *password, const struct person *person)
{
	const char *wrong = NULL;
	struct arena *a = arena_new();
	const char *folded = text_fold(a, password);
	size_t n = text_length(password);

	if (n < PASSWORD_MIN)
		wrong = N_("This password is short. Use 12 characters or more; three or four words are easy to remember.");
	else if (n > PASSWORD_MAX)
		wrong = N_("This password has more than 200 characters. Please shorten it.");
	else if (is_guessed_first(a, folded))
		wrong = N_("This is one of the passwords that are tried first by those who break in. Please choose another.");
	else if (person != NULL && (has_part(folded, a, person->family) || has_part(folded, a, person->email)))
		wrong = N_("This password has your name or address in it. Please choose another.");
	arena_free(a);
	return wrong;
}

/* NULL: none any more. */
void
password_set(struct tx *tx, int64_t person, const char *hash)
{
	if (hash == NULL)
		db_exec(tx, "DELETE FROM password WHERE district_id = $1 AND person_id = $2", tx_district(tx), person);
	else
		db_exec(tx,
		    "INSERT INTO password (district_id, person_id, hash, set_at) VALUES ($1, $2, $3, $4)"
		    " ON CONFLICT (district_id, person_id) DO UPDATE SET hash = $3, set_at = $4",
		    tx_district(tx), person, hash, clock_now());
}

const char *
password_of(struct tx *tx, int64_t person)
{
	const char *hash;
	struct rows rows = db_query(tx, "SELECT hash FROM password WHERE district_id = $1 AND person_id = $2",
	    tx_district(tx), person);

	return db_one(&rows, &hash) ? hash : NULL;
}
