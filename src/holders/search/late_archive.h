/* SPDX-License-Identifier: MIT
 * libarchive, loaded when the first compressed file is met and not with the program: it brings ten libraries
 * along. Its functions are members of `late`: late.read_new() is archive_read_new(). */
#ifndef KEYTURN_HOLDERS_LATE_ARCHIVE_H
#define KEYTURN_HOLDERS_LATE_ARCHIVE_H

#include <stdbool.h>

#include <archive.h>
#include <archive_entry.h>

/* What is opened. None of these starts another program. */
#define LATE_ARCHIVE_FILTERS(X) \
	X(read_support_filter_gzip) \
	X(read_support_filter_bzip2) \
	X(read_support_filter_compress) \
	X(read_support_filter_xz) \
	X(read_support_filter_lzma) \
	X(read_support_filter_lzip) \
	X(read_support_filter_zstd) \
	X(read_support_filter_lz4) \
	X(read_support_filter_rpm)

#define LATE_ARCHIVE_FORMATS(X) \
	X(read_support_format_tar) \
	X(read_support_format_zip) \
	X(read_support_format_7zip) \
	X(read_support_format_cpio) \
	X(read_support_format_ar)

#define LATE_ARCHIVE_TABLE(X) \
	LATE_ARCHIVE_FILTERS(X) \
	LATE_ARCHIVE_FORMATS(X) \
	X(read_support_format_raw) \
	X(read_support_format_empty) \
	X(read_new) \
	X(read_free) \
	X(read_open) \
	X(read_open_fd) \
	X(read_next_header) \
	X(read_data) \
	X(entry_pathname)

struct late_archive {
#define X(name) __typeof__(archive_##name) *name;
	LATE_ARCHIVE_TABLE(X)
#undef X
};

/* All NULL until it is loaded. */
extern struct late_archive late;

/* From any thread; false when there is no libarchive here. */
bool late_archive_load(void);

#endif
