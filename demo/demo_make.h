/* Writing the demonstration district into empty data. */
#ifndef DEMO_DEMO_MAKE_H
#define DEMO_DEMO_MAKE_H
#include "demo/demo.h"
const char *demo_make(struct db *, struct arena *, uint64_t seed);     /* NULL: done; else why not */
#endif
