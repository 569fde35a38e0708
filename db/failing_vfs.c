#include "db/failing_vfs.h"
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <string.h>

struct shim { sqlite3_file base; sqlite3_file *real; };

static sqlite3_vfs *below, vfs;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static enum failing kind;
static size_t step, first, many, failed;

static bool
fails(bool needs_room)
{
	bool now = false;

	pthread_mutex_lock(&lock);
	if (many > 0 && (kind == FAILS_IO || needs_room)) {
		now = step >= first && step - first < many;
		step++;
		failed += now;
	}
	pthread_mutex_unlock(&lock);
	return now;
}

static sqlite3_file *
real(sqlite3_file *f)
{
	return ((struct shim *)f)->real;
}

static int
shim_close(sqlite3_file *f)
{
	return real(f)->pMethods->xClose(real(f));
}

static int
shim_read(sqlite3_file *f, void *at, int n, sqlite3_int64 from)
{
	return fails(false) ? SQLITE_IOERR_READ : real(f)->pMethods->xRead(real(f), at, n, from);
}

static int
shim_write(sqlite3_file *f, const void *at, int n, sqlite3_int64 from)
{
	if (!fails(true))
		return real(f)->pMethods->xWrite(real(f), at, n, from);
	real(f)->pMethods->xWrite(real(f), at, n / 2, from);
	return kind == FAILS_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int
shim_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	return fails(false) ? SQLITE_IOERR_TRUNCATE : real(f)->pMethods->xTruncate(real(f), size);
}

static int
shim_sync(sqlite3_file *f, int flags)
{
	return fails(false) ? SQLITE_IOERR_FSYNC : real(f)->pMethods->xSync(real(f), flags);
}

static int
shim_size(sqlite3_file *f, sqlite3_int64 *ret)
{
	return fails(false) ? SQLITE_IOERR_FSTAT : real(f)->pMethods->xFileSize(real(f), ret);
}

static int
shim_lock(sqlite3_file *f, int level)
{
	return fails(false) ? SQLITE_IOERR_LOCK : real(f)->pMethods->xLock(real(f), level);
}

static int
shim_unlock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xUnlock(real(f), level);
}

static int
shim_reserved(sqlite3_file *f, int *ret)
{
	return real(f)->pMethods->xCheckReservedLock(real(f), ret);
}

static int
shim_control(sqlite3_file *f, int op, void *arg)
{
	return real(f)->pMethods->xFileControl(real(f), op, arg);
}

static int
shim_sector(sqlite3_file *f)
{
	return real(f)->pMethods->xSectorSize(real(f));
}

static int
shim_traits(sqlite3_file *f)
{
	return real(f)->pMethods->xDeviceCharacteristics(real(f));
}

static int
shim_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **ret)
{
	if (fails(extend != 0))
		return kind == FAILS_FULL ? SQLITE_FULL : SQLITE_IOERR_SHMMAP;
	return real(f)->pMethods->xShmMap(real(f), page, size, extend, ret);
}

static int
shim_shm_lock(sqlite3_file *f, int from, int n, int flags)
{
	if ((flags & SQLITE_SHM_LOCK) != 0 && fails(false))
		return SQLITE_IOERR_SHMLOCK;
	return real(f)->pMethods->xShmLock(real(f), from, n, flags);
}

static void
shim_shm_barrier(sqlite3_file *f)
{
	real(f)->pMethods->xShmBarrier(real(f));
}

static int
shim_shm_unmap(sqlite3_file *f, int remove)
{
	return real(f)->pMethods->xShmUnmap(real(f), remove);
}

static int
shim_fetch(sqlite3_file *f, sqlite3_int64 from, int n, void **ret)
{
	(void)f;
	(void)from;
	(void)n;
	*ret = NULL;
	return SQLITE_OK;
}

static int
shim_unfetch(sqlite3_file *f, sqlite3_int64 from, void *at)
{
	(void)f;
	(void)from;
	(void)at;
	return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
	.iVersion = 3, .xClose = shim_close, .xRead = shim_read, .xWrite = shim_write, .xTruncate = shim_truncate,
	.xSync = shim_sync, .xFileSize = shim_size, .xLock = shim_lock, .xUnlock = shim_unlock,
	.xCheckReservedLock = shim_reserved, .xFileControl = shim_control, .xSectorSize = shim_sector,
	.xDeviceCharacteristics = shim_traits, .xShmMap = shim_shm_map, .xShmLock = shim_shm_lock,
	.xShmBarrier = shim_shm_barrier, .xShmUnmap = shim_shm_unmap, .xFetch = shim_fetch, .xUnfetch = shim_unfetch,
};

static int
shim_open(sqlite3_vfs *v, const char *path, sqlite3_file *f, int flags, int *ret_flags)
{
	struct shim *s = (struct shim *)f;

	(void)v;
	s->base.pMethods = NULL;
	s->real = (sqlite3_file *)(s + 1);
	if (fails((flags & SQLITE_OPEN_CREATE) != 0))
		return SQLITE_CANTOPEN;
	int rc = below->xOpen(below, path, s->real, flags, ret_flags);
	if (s->real->pMethods != NULL)
		s->base.pMethods = &methods;
	return rc;
}

static int
shim_delete(sqlite3_vfs *v, const char *path, int sync)
{
	(void)v;
	return fails(false) ? SQLITE_IOERR_DELETE : below->xDelete(below, path, sync);
}

void
failing_vfs_begin(void)
{
	below = sqlite3_vfs_find(NULL);
	vfs = *below;
	vfs.zName = "failing";
	vfs.pNext = NULL;
	vfs.szOsFile = (int)sizeof(struct shim) + below->szOsFile;
	vfs.xOpen = shim_open;
	vfs.xDelete = shim_delete;
	sqlite3_vfs_register(&vfs, 1);
}

void
failing_vfs_end(void)
{
	sqlite3_vfs_unregister(&vfs);
	sqlite3_vfs_register(below, 1);
}

void
failing_vfs_fail(enum failing what, size_t from, size_t n)
{
	pthread_mutex_lock(&lock);
	kind = what;
	first = from;
	many = n;
	step = failed = 0;
	pthread_mutex_unlock(&lock);
}

size_t
failing_vfs_failed(void)
{
	pthread_mutex_lock(&lock);
	size_t n = failed;
	many = 0;
	pthread_mutex_unlock(&lock);
	return n;
}
