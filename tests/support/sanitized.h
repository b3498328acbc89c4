/* SPDX-License-Identifier: MIT
 * SANITIZED is defined where the address sanitizer is on: it keeps freed blocks, out of the program's reach, so
 * that memory can grow and hold what was wiped elsewhere. */
#ifndef KEYTURN_TESTS_SANITIZED_H
#define KEYTURN_TESTS_SANITIZED_H

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#endif

#endif
