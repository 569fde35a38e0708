/* Files of a multipart form, streamed to disk on the event loop. */
#include "http/exchange.h"
#include "base/text.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 512 * 1024 * 1024, UPLOADS_MOST = 32, PARTS_MOST = 500, VALUE_MAX = 256 * 1024, PARSER_MEMORY = 32 * 1024 };

struct parts {
	struct MHD_PostProcessor *parser;
	int fd;                      /* of the file that comes in; -1: none */
	struct buf value;            /* of the field that comes in */
	const char *name;
	int problem;
};

static void
value_end(struct exchange *x)
{
	struct parts *p = x->parts;

	if (p->name != NULL) {
		if (!text_valid(buf_str(&p->value), p->value.len))
			p->problem = 400;
		*LIST_ADD(x->arena, &x->request.form) = (struct pair){ p->name, arena_copy(x->arena, buf_str(&p->value), p->value.len) };
		if (x->request.form.n > PARTS_MOST)
			p->problem = 413;
	}
	p->name = NULL;
	buf_clear(&p->value);
}

static void
part_end(struct exchange *x)
{
	value_end(x);
	if (x->parts->fd >= 0)
		close(x->parts->fd);
	x->parts->fd = -1;
}

static void
file_begin(struct exchange *x, const char *field, const char *name, const char *type)
{
	const char *folder = x->server->config.scratch != NULL ? x->server->config.scratch : "/tmp";
	char *path = arena_printf(x->arena, "%s/groundswell-XXXXXX", folder);
	struct parts *p = x->parts;

	if (x->request.uploads.n >= UPLOADS_MOST)
		p->problem = 413;
	else if (!text_valid(name, strlen(name)) || (type != NULL && !text_valid(type, strlen(type))))
		p->problem = 400;
	else if ((p->fd = mkostemp(path, O_CLOEXEC)) < 0)
		p->problem = 503;
	else
		*LIST_ADD(x->arena, &x->request.uploads) = (struct upload){ .field = arena_text(x->arena, field),
		    .name = arena_text(x->arena, name), .type = arena_text(x->arena, type), .path = path };
}

static void
file_take(struct exchange *x, const char *data, size_t size)
{
	struct upload *up = &x->request.uploads.at[x->request.uploads.n - 1];

	up->size += (int64_t)size;
	while (size > 0 && x->parts->problem == 0) {
		ssize_t n = write(x->parts->fd, data, size);
		if (n < 0 && errno != EINTR)
			x->parts->problem = 503;
		data += n > 0 ? n : 0;
		size -= n > 0 ? (size_t)n : 0;
	}
}

/* A file field that was left empty comes with an empty name and no bytes. */
static enum MHD_Result
take(void *arg, enum MHD_ValueKind kind, const char *key, const char *filename, const char *type,
    const char *encoding, const char *data, uint64_t at, size_t size)
{
	struct exchange *x = arg;
	struct parts *p = x->parts;

	(void)kind;
	(void)encoding;
	if (at == 0) {
		part_end(x);
		if (key == NULL || !text_valid(key, strlen(key)))
			p->problem = 400;
		else if (filename != NULL && *filename != '\0')
			file_begin(x, key, filename, type);
		else if (filename == NULL)
			p->name = arena_text(x->arena, key);
	}
	if (p->problem == 0 && p->fd >= 0)
		file_take(x, data, size);
	else if (p->problem == 0 && p->name != NULL)
		buf_put(&p->value, data, size);
	if (p->value.full)
		p->problem = 413;
	return p->problem == 0 ? MHD_YES : MHD_NO;
}

int
uploads_begin(struct exchange *x)
{
	struct parts *p = NEW(x->arena, struct parts);
	int64_t length = 0;

	if (x->request.route->body_max == 0)
		x->body_max = FILE_MAX;
	*p = (struct parts){ .fd = -1, .value = { .max = VALUE_MAX } };
	p->parser = MHD_create_post_processor(x->con, PARSER_MEMORY, take, x);
	if (p->parser == NULL)
		return 400;
	x->parts = p;
	if (text_i64(request_header(&x->request, "content-length"), &length) && length > 0 && length <= (int64_t)x->body_max)
		stage_set(x, STAGE_READS, x->server->config.request_ms + length * 1000 / SLOWEST);
	return 0;
}

int
uploads_take(struct exchange *x, const char *data, size_t n)
{
	if (MHD_post_process(x->parts->parser, data, n) == MHD_YES)
		return 0;
	return x->parts->problem != 0 ? x->parts->problem : 400;
}

/* 0, or the status of what was wrong; a form without its last line is cut off. */
int
uploads_end(struct exchange *x)
{
	struct parts *p = x->parts;

	if (MHD_destroy_post_processor(p->parser) != MHD_YES && p->problem == 0)
		p->problem = 400;
	part_end(x);
	buf_free(&p->value);
	x->parts = NULL;
	return p->problem;
}

void
uploads_remove(struct exchange *x)
{
	for (size_t i = 0; i < x->request.uploads.n; i++)
		unlink(x->request.uploads.at[i].path);
}
