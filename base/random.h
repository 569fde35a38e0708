/* Random bytes from the kernel, and hashes: the only source of secrets. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

void        random_bytes(void *, size_t);
const char *random_token(struct arena *);               /* 32 bytes as 43 characters base64url */
const char *hash_token(struct arena *, const char *);   /* BLAKE2b-256 as base64url: how tokens rest in the database */
const char *hash_bytes(struct arena *, const void *, size_t);   /* the same of any bytes */
bool        same_bytes(const char *, const char *);     /* in constant time for equal lengths */
uint64_t    hash_text(const char *);                    /* FNV-1a (Fowler, Noll & Vo 1991), for tables; not secret */
#endif
