/* embed NAME OUT.c FILE…: the files' bytes, one behind the other, as
 * with a zero byte between them, as `const unsigned char NAME[]` (or `const char` for NAME ending in _sql) and NAME_len. */
#include <stdio.h>
#include <string.h>

int
main(int argc, char **argv)
{
	size_t n = 0;

	if (argc < 4)
		return fprintf(stderr, "usage: embed NAME OUT.c FILE...\n"), 2;
	FILE *out = fopen(argv[2], "w");
	if (out == NULL)
		return perror(argv[2]), 1;
	size_t len = strlen(argv[1]);
	const char *type = len > 4 && strcmp(argv[1] + len - 4, "_sql") == 0 ? "char" : "unsigned char";
	fprintf(out, "extern const %s %s[];\nextern const unsigned %s_len;\nconst %s %s[] = {", type, argv[1], argv[1], type, argv[1]);
	for (int i = 3; i < argc; i++) {
		if (i > 3) {
			fputs("0,", out);
			n++;
		}
		FILE *in = fopen(argv[i], "rb");
		if (in == NULL)
			return perror(argv[i]), 1;
		for (int c; (c = getc(in)) != EOF; n++)
			fprintf(out, "%s%d,", n % 24 == 0 ? "\n" : "", type[0] == 'c' ? (signed char)c : c);
		fclose(in);
	}
	fprintf(out, "\n0};\nconst unsigned %s_len = %zu;\n", argv[1], n);
	return fclose(out) == 0 ? 0 : 1;
}
