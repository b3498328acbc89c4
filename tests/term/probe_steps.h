/* SPDX-License-Identifier: MIT
 * The steps that the tests of the terminal layer share: the probe (probe.c) in a terminal, and its end.
 * A step fails the test when what it waits for does not come. */
#ifndef TERM_PROBE_STEPS_H
#define TERM_PROBE_STEPS_H

#include "terminal.h"

/* What the probe shows, how it looks in a copy, and what stands there while it is hidden. */
#define PROBE_KEY    "0123456789abcdef0123456789ABCDEF"
#define PROBE_BASE64 "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlBQkNERUY="
#define PROBE_MASK   "********************************"

/* What it shows as a QR code: in the standard's order, below the code, and in what column. */
#define PROBE_OTP    "GEZDGNBVGY3TQOJQMFZWIZTHNBVGY2DQ"
#define PROBE_URI    "otpauth://totp/Rackspace:my%20phone?secret=" PROBE_OTP "&issuer=Rackspace"
#define PROBE_GROUPS "GEZD GNBV GY3T QOJQ MFZW IZTH NBVG Y2DQ"
enum { PROBE_QR_COL = 39 };

/* `term` and `env` as in struct terminal_options; `option` may be NULL. The caller stops it. */
struct terminal *probe_start(const char *term, const char *const *env, const char *option);
struct terminal *probe_start_ready(const char *term, const char *const *env); /* and drawn */

/* Until it ended, with this status or of this signal. */
void probe_expect_exit(struct terminal *terminal, int code);
void probe_expect_death(struct terminal *terminal, int number);

/* How often `bytes` are in the probe's memory; skips the test where one may not look. */
size_t probe_count_in_memory(struct terminal *terminal, const char *bytes);

/* However it ended: nothing of it stays. */
void probe_expect_left(struct terminal *terminal);

#endif
