#include "db/search_terms.h"
#include "base/arena.h"
#include "base/text.h"
#include <ctype.h>
#include <string.h>

/* Ideas and their names among teachers, folded; the first is the idea's own.
 * A name that is an everyday word of the other language is left out. */
static const char *const ideas[] = {
	"english learner|english learners|ell|ells|els|mll|mlls|multilingual learner|multilingual learners|english language learner"
	    "|english language learners|emergent bilingual|emergent bilinguals|esl|eld|aprendiz de ingles|aprendices de ingles"
	    "|estudiantes de ingles|alumnos multilingues|estudiantes multilingues",
	"special education|sped|special ed|special needs|iep|ieps|students with disabilities|educacion especial|necesidades especiales",
	"bell ringer|bell ringers|bellringer|bellringers|do now|do nows|bell work|bellwork|warm up|warm ups|warmup|warmups"
	    "|morning work|actividad inicial|actividad de inicio",
	"exit ticket|exit tickets|exit slip|exit slips|ticket out|boleto de salida|boletos de salida|ticket de salida",
	"formative assessment|check for understanding|checks for understanding|cfu|checking for understanding|evaluacion formativa",
	"classroom management|behavior management|behaviour management|manejo del aula|manejo de clase",
	"social emotional learning|social emotional|socio emotional|sel|aprendizaje socioemocional|socioemocional",
	"restorative circle|restorative circles|community circle|community circles|restorative practice|restorative practices"
	    "|circulo restaurativo|circulos restaurativos|practicas restaurativas",
	"number talk|number talks|math talk|math talks|charla numerica|charlas numericas",
	"small group|small groups|guided group|guided groups|grupo pequeno|grupos pequenos",
	"station rotation|station rotations|learning station|learning stations|learning center|learning centers"
	    "|rotacion de estaciones|rotacion por estaciones|centros de aprendizaje",
	"turn and talk|partner talk|pair share|think pair share|talking partners|platica en parejas|piensa comparte",
	"sentence frame|sentence frames|sentence starter|sentence starters|sentence stem|sentence stems|marcos de oracion"
	    "|inicios de oracion",
	"retrieval practice|brain dump|brain dumps|low stakes quiz|low stakes quizzes|practica de recuperacion",
	"project based learning|pbl|aprendizaje basado en proyectos|abp",
	"universal design for learning|udl|diseno universal para el aprendizaje|dua",
	"differentiation|differentiated instruction|diferenciacion|instruccion diferenciada",
	"read aloud|read alouds|lectura en voz alta",
	"physical education|pe|phys ed|gym class|educacion fisica",
	"language arts|ela|english language arts|artes del lenguaje",
	"career and technical education|cte|career technical|vocational",
	"gifted and talented|gifted|talentosos|superdotados",
	"homework|take home work|tarea|tareas|deberes",
	"group work|cooperative learning|collaborative learning|trabajo en grupo|aprendizaje cooperativo|trabajo cooperativo",
	"family engagement|parent engagement|parent involvement|participacion de las familias|participacion familiar",
	"student choice|choice board|choice boards|choice menu|tablero de opciones|menu de opciones",
};
enum { IDEAS = sizeof(ideas) / sizeof(ideas[0]) };

/* EL and ELs in capitals are English learners; `el` is a Spanish article. */
static const char *
without_capitals(struct arena *a, const char *text)
{
	char *copy = arena_text(a, text);

	for (char *p = copy; (p = strstr(p, "EL")) != NULL; p += 2) {
		bool begins = p == copy || !isalnum((unsigned char)p[-1]);
		bool plural = p[2] == 's' && !isalnum((unsigned char)p[3]);
		if (begins && (plural || !isalnum((unsigned char)p[2]))) {
			size_t rest = strlen(p + 2) + 1, at = (size_t)(p - copy);
			char *longer = arena_alloc(a, at + 3 + rest, 1);
			memcpy(longer, copy, at);
			memcpy(longer + at, "ell", 3);
			memcpy(longer + at + 3, p + 2, rest);
			copy = longer;
			p = copy + at + 1;
		}
	}
	return copy;
}

/* How many of the words from `from` on are this name; 0: they are not. */
static size_t
name_fits(const char *name, size_t len, const struct lines *words, size_t from)
{
	size_t at = 0, n = 0;

	while (at < len) {
		size_t part = strcspn(name + at, " |");
		if (from + n >= words->n || strlen(words->at[from + n]) != part ||
		    memcmp(words->at[from + n], name + at, part) != 0)
			return 0;
		at += part + 1;
		n++;
	}
	return n;
}

/* The idea named by the words from `from` on, by its longest name; NULL: none. */
static const char *
idea_at(struct arena *a, const struct lines *words, size_t from, size_t *ret_words)
{
	const char *best = NULL;

	*ret_words = 0;
	for (int i = 0; i < IDEAS; i++)
		for (const char *name = ideas[i]; *name != '\0';) {
			size_t len = strcspn(name, "|"), n = name_fits(name, len, words, from);
			if (n > *ret_words) {
				*ret_words = n;
				best = ideas[i];
			}
			name += len + (name[len] == '|');
		}
	return best == NULL ? NULL : arena_printf(a, "=%.*s", (int)strcspn(best, "|"), best);
}

void
terms_add(struct arena *a, struct terms *terms, enum lang lang, const char *text, int *place)
{
	struct lines words = text_words(a, without_capitals(a, text));
	size_t named;

	for (size_t i = 0; i < words.n; i++) {
		const char *idea = idea_at(a, &words, i, &named);
		if (idea != NULL)
			*LIST_ADD(a, terms) = (struct term){ idea, *place };
		if (!text_is_stop(lang, words.at[i]))
			*LIST_ADD(a, terms) = (struct term){ text_stem(a, lang, words.at[i]), (*place)++ };
	}
}

static void
wish_word(struct wish *w, const char *word)
{
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->words[i], word) == 0)
			return;
	if (w->n < WISH_WORDS)
		w->words[w->n++] = word;
}

struct wishes
wishes_of(struct arena *a, unsigned langs, const char *question)
{
	struct wishes list = {0};
	struct lines words = text_words(a, without_capitals(a, question));
	size_t named;
	int place = 0;

	for (size_t i = 0; i < words.n; i += named > 0 ? named : 1) {
		const char *idea = idea_at(a, &words, i, &named);
		struct wish w = { .said = words.at[i], .place = place };
		if (idea != NULL) {
			for (size_t k = 1; k < named; k++)
				w.said = arena_printf(a, "%s %s", w.said, words.at[i + k]);
			wish_word(&w, idea);
		} else
			for (int lang = 0; lang < LANGS; lang++)
				if ((langs >> lang & 1) && !text_is_stop((enum lang)lang, words.at[i]))
					wish_word(&w, text_stem(a, (enum lang)lang, words.at[i]));
		if (w.n == 0)
			continue;
		*LIST_ADD(a, &list) = w;
		place++;
	}
	return list;
}
