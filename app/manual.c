/* The man page, made from the table of commands, so that it cannot lag behind
 * (mdoc: Dzonsos & Schwarze, mdoc(7)). */
#include "app/command.h"
#include <stdio.h>
#include <string.h>

/* Text for mdoc: a backslash, and a dot or quote that begins a line, are not for roff. */
static void
put(const char *s)
{
	for (const char *p = s; *p != '\0'; p++)
		if (*p == '\\')
			printf("\\e");
		else if (*p == '-')
			printf("\\-");
		else if ((*p == '.' || *p == '\'') && (p == s || p[-1] == '\n'))
			printf("\\&%c", *p);
		else
			putchar(*p);
}

static void
option_put(const struct command_option *o)
{
	if (o->help == NULL)
		return;
	printf(".It \"");
	put(o->name);
	if (o->value != NULL) {
		putchar(' ');
		put(o->value);
	}
	printf("\"\n");
	put(o->help);
	printf("\n");
}

static void
command_put(const struct command *c)
{
	printf(".Ss groundswell ");
	put(c->name);
	if (*c->args != '\0') {
		putchar(' ');
		put(c->args);
	}
	printf("\n");
	put(c->help);
	printf(".\n");
	if (c->options != NULL) {
		printf(".Bl -tag -width Ds\n");
		for (const struct command_option *o = c->options; o->name != NULL; o++)
			option_put(o);
		printf(".El\n");
	}
	printf(".Bd -literal -offset indent\n");
	put(c->example);
	printf("\n.Ed\n");
}

void
manual_print(const struct command *const *lists)
{
	printf(".Dd November 25, 2026\n.Dt GROUNDSWELL 1\n.Os\n.Sh NAME\n.Nm groundswell\n"
	    ".Nd where the teachers of a school district run their own professional learning\n"
	    ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op words\n.Op options\n.Sh DESCRIPTION\n"
	    "Teachers share what works and how others can replicate it, try each other's practices and say how it went.\n"
	    ".Nm\nis the whole program: the web site, its data, and what the operator does with them.\n"
	    "Data are one file, or a PostgreSQL database.\n"
	    ".Pp\nCommands that touch data take\n.Fl \\-data Ar FILE\n(groundswell.db where nothing is said) or\n"
	    ".Fl \\-database Ar URL ,\nand, where there are several districts,\n.Fl \\-district Ar NAME .\n"
	    "Every command takes\n.Fl \\-help .\n.Sh COMMANDS\n");
	for (; *lists != NULL; lists++)
		for (const struct command *c = *lists; c->name != NULL; c++)
			command_put(c);
	printf(".Sh ENVIRONMENT\n.Bl -tag -width Ds\n"
	    ".It Ev GROUNDSWELL_SMTP_URL , _FROM , _USER , _PASSWORD , _CA , _TLS\nthe mail server; see docs/mail.md\n"
	    ".It Ev GROUNDSWELL_KEY\nthe key that seals secrets in the data, 64 hexadecimal digits\n"
	    ".It Ev GROUNDSWELL_CA\ncertificates of authorities beside the system's, PEM\n.El\n"
	    ".Sh SIGNALS\n.Nm Cm serve\nends in order at SIGTERM and SIGINT.\n"
	    "At SIGHUP it hands over to the program file as it is now, without refusing a connection.\n"
	    ".Sh EXIT STATUS\n0 done; 1 \\(dqno\\(dq: a check that fails, a day that cannot be planned, an import held for approval;\n"
	    "2 wrong use, or input that cannot be read.\n");
}
