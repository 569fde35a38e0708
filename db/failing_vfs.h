/* A disk that fails when it is told to: a shim over SQLite's own VFS.
 *
 * While it stands, every file SQLite opens goes through it.  Its steps (read,
 * write, sync, truncate, shared memory, open, delete) are counted from the
 * moment it is told what to do; those from `first` on, `many` of them, fail.
 * A write that fails has written half.  Memory maps are refused, so that every
 * page is a step. */
#ifndef DB_FAILING_VFS_H
#define DB_FAILING_VFS_H
#include <stddef.h>

enum failing { FAILS_IO, FAILS_FULL };          /* any step; or only what needs room on the disk */

void   failing_vfs_begin(void);
void   failing_vfs_end(void);
void   failing_vfs_fail(enum failing, size_t first, size_t many);
size_t failing_vfs_failed(void);                /* steps that failed since; and from now on none does */
#endif
