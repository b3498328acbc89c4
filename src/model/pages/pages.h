/* SPDX-License-Identifier: MIT
 * What the pages do, a file each. */
#ifndef KEYTURN_MODEL_PAGES_H
#define KEYTURN_MODEL_PAGES_H

#include "../page.h"

#define X(id, name) extern const struct page_ops name##_page;
PAGE_TABLE(X)
#undef X

#endif
