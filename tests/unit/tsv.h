/* One line a case: reads a tab-separated file of LB_TEST_DATA, comments (#) and empty lines left out. */
#ifndef TESTS_TSV_H
#define TESTS_TSV_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TSV_COLUMNS 16

struct tsv {
	FILE *file;
	const char *name;
	int line;
	char *text;
	size_t room;
	char *columns[TSV_COLUMNS];
	int count;
};

static inline int tsv_open(struct tsv *t, const char *name)
{
	const char *folder = getenv("LB_TEST_DATA");
	size_t n;
	char *path;

	if (!folder)
		folder = "tests/data";
	memset(t, 0, sizeof(*t));
	t->name = name;
	n = strlen(folder) + strlen(name) + 2;
	path = malloc(n);
	if (!path)
		return 0;
	snprintf(path, n, "%s/%s", folder, name);
	t->file = fopen(path, "r");
	free(path);
	return t->file != NULL;
}

static inline int tsv_next(struct tsv *t)
{
	while (getline(&t->text, &t->room, t->file) > 0) {
		char *at = t->text;

		t->line++;
		at[strcspn(at, "\r\n")] = '\0';
		if (*at == '#' || *at == '\0')
			continue;
		for (t->count = 0; t->count < TSV_COLUMNS && at; t->count++) {
			char *tab = strchr(at, '\t');

			t->columns[t->count] = at;
			if (tab)
				*tab++ = '\0';
			at = tab;
		}
		return 1;
	}
	return 0;
}

static inline void tsv_close(struct tsv *t)
{
	free(t->text);
	fclose(t->file);
}

static inline long tsv_number(const struct tsv *t, int column)
{
	long n = 0;

	for (const char *p = t->columns[column]; *p >= '0' && *p <= '9'; p++)
		n = n * 10 + (*p - '0');
	return n;
}

#endif
