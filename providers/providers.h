/* Providers: the operator's side of signing in through one (auth/provider.h).
 *
 * A provider is added, tested, used, changed, put out of use, removed and
 * brought back.  Whoever comes from one and cannot be told apart waits here
 * until the operator says which colleague it is.  A secret that was typed is
 * never shown again. */
#ifndef DIRECTORIES_DIRECTORIES_H
#define DIRECTORIES_DIRECTORIES_H
#include "site/feature.h"
extern const struct feature providers;
#endif
