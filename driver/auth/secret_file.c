#include "auth/secret_file.h"

#include <errno.h>
#include <stdio.h>

#define SECRET_MAX (64u << 10)

bool secret_file_read(const char *path, struct strbuf *out, const char **wrong)
{
	FILE *file = fopen(path, "re");
	char *room = NULL;
	size_t got = 1;
	bool ok;

	*wrong = errno == ENOENT ? "there is no such file" : "the file cannot be read";
	if (!file)
		return false;
	(void)setvbuf(file, NULL, _IONBF, 0); /* no second copy of the secret */
	while (got > 0 && out->n <= SECRET_MAX) {
		room = strbuf_reserve(out, 4096);
		if (!room)
			break;
		got = fread(room, 1, 4096, file);
		strbuf_grew(out, got);
	}
	ok = !ferror(file);
	(void)fclose(file);
	*wrong = ok ? "the file is too long" : "the file cannot be read";
	return ok && room && out->n <= SECRET_MAX;
}

bool secret_is_word(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || (unsigned char)s.p[i] >= 0x7f)
			return false;
	return s.n > 0;
}
