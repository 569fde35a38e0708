/* Secrets that have to be read again, such as what a provider knows us by:
 * sealed in the data with a key that is not in it.
 *
 * So a copy of the data, a backup or a laptop with one, opens nothing.  And the
 * operator of a district types the secret into a page, though the machine and
 * its environment belong to somebody else.  The key is GROUNDSWELL_KEY in the
 * environment (64 hexadecimal digits); without it, beside an SQLite file, it is
 * FILE.key, made when the first secret is sealed.  Whoever moves the data
 * moves the key too, or types the secrets again.
 * XChaCha20-Poly1305 (libsodium), bound to what it is for. */
#ifndef AUTH_SEAL_H
#define AUTH_SEAL_H
struct arena;

void        seal_begin(const char *place);                                      /* once, at start: where the data is */
const char *seal(struct arena *, const char *secret, const char *purpose);      /* NULL: there is no key, and none can be made */
const char *unseal(struct arena *, const char *sealed, const char *purpose);    /* NULL: not with our key, or for something else */
#endif
