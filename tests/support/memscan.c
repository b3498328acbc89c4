/* SPDX-License-Identifier: MIT */
#include "memscan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "keyturn/memory.h"

enum { MASK = 0xa5, WINDOW = 1 << 20 };

#define REGION_MAX (UINT64_C(4) << 30)

struct needle {
	size_t len;
	unsigned char masked[];
};

struct region {
	uintptr_t start, end;
	char rights[8];
	unsigned long inode;
	char line[MEMSCAN_NAME_MAX];
};

struct scan {
	pid_t pid;
	int fd; /* of /proc/PID/mem; -1: our own memory, read by a system call */
	const struct needle *needle;
	unsigned char *window;
	struct memscan *out;
};

struct needle *needle_create(const void *bytes, size_t len)
{
	struct needle *needle = memory_alloc(sizeof(*needle) + len);
	const unsigned char *from = bytes;

	needle->len = len;
	for (size_t i = 0; i < len; i++) {
		needle->masked[i] = from[i] ^ MASK;
	}
	return needle;
}

void needle_destroy(struct needle *needle)
{
	free(needle);
}

static bool matches(const struct needle *needle, const unsigned char *at)
{
	for (size_t i = 0; i < needle->len; i++) {
		if ((at[i] ^ MASK) != needle->masked[i]) {
			return false;
		}
	}
	return true;
}

static ssize_t read_memory(const struct scan *scan, uintptr_t address, size_t len)
{
	struct iovec to = {scan->window, len}, from = {(void *)address, len};

	if (scan->fd >= 0) {
		return pread(scan->fd, scan->window, len, (off_t)address);
	}
	return process_vm_readv(scan->pid, &to, 1, &from, 1, 0);
}

static void note_hit(struct memscan *out, uintptr_t address, const struct region *region)
{
	if (out->count < MEMSCAN_HITS_MAX) {
		out->hits[out->count].address = address;
		memcpy(out->hits[out->count].region, region->line, sizeof(region->line));
	}
	out->count++;
}

static void search_window(
	const struct scan *scan, const struct region *region, uintptr_t address, size_t len)
{
	const unsigned char *end = scan->window + len, *at = scan->window;
	const int first = scan->needle->masked[0] ^ MASK;

	while ((size_t)(end - at) >= scan->needle->len &&
		(at = memchr(at, first, (size_t)(end - at) - scan->needle->len + 1)) != NULL) {
		if (matches(scan->needle, at)) {
			note_hit(scan->out, address + (uintptr_t)(at - scan->window), region);
		}
		at++;
	}
}

/* Windows overlap by one byte less than the needle, so that none is missed or counted twice. */
static void search_region(const struct scan *scan, const struct region *region)
{
	uintptr_t at = region->start;

	while (at < region->end) {
		size_t len = region->end - at < WINDOW ? region->end - at : WINDOW;
		ssize_t count = read_memory(scan, at, len);
		if (count <= 0) {
			/* A page that cannot be read, such as one past a file's end. */
			at = (at / 4096 + 1) * 4096;
			continue;
		}
		search_window(scan, region, at, (size_t)count);
		scan->out->bytes += (size_t)count;
		if ((size_t)count < scan->needle->len || at + (size_t)count >= region->end) {
			at += (size_t)count;
		} else {
			at += (size_t)count - (scan->needle->len - 1);
		}
	}
}

static bool parse_region(const char *line, struct region *region)
{
	unsigned long start, end;

	if (sscanf(line, "%lx-%lx %7s %*x %*s %lu", &start, &end, region->rights, &region->inode) !=
		4) {
		return false;
	}
	region->start = start;
	region->end = end;
	snprintf(region->line, sizeof(region->line), "%.*s", (int)strcspn(line, "\n"), line);
	return true;
}

static bool is_wanted(const struct scan *scan, const struct region *region, bool guarded)
{
	bool readable = region->rights[0] == 'r', writable = region->rights[1] == 'w';

	if (region->start == (uintptr_t)scan->window && scan->pid == getpid()) {
		return false;
	}
	if (strstr(region->line, "[v") != NULL || strstr(region->line, "/dev/") != NULL) {
		return false;
	}
	if (!readable) {
		return guarded && region->inode == 0;
	}
	return writable || region->inode == 0;
}

/* Reads the whole list first: reading our own memory must not change what is listed. */
static char *read_maps(pid_t pid)
{
	char path[64];
	size_t size = 4 << 20, len = 0;

	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return NULL;
	}
	char *text = memory_alloc(size);
	ssize_t count;
	while (len < size - 1 && (count = read(fd, text + len, size - 1 - len)) > 0) {
		len += (size_t)count;
	}
	close(fd);
	if (len == 0) {
		free(text);
		return NULL;
	}
	return text;
}

static void search(const struct scan *scan, const char *maps, bool guarded)
{
	struct region region;

	for (const char *line = maps; *line != '\0';
		line += strcspn(line, "\n"), line += *line != 0) {
		if (!parse_region(line, &region) || !is_wanted(scan, &region, guarded)) {
			continue;
		}
		if (region.end - region.start > REGION_MAX) {
			scan->out->skipped++;
			continue;
		}
		search_region(scan, &region);
	}
}

enum memscan_result memscan(
	pid_t pid, const struct needle *needle, bool guarded, struct memscan *out)
{
	char path[64];
	struct scan scan = {.pid = pid, .needle = needle, .out = out};

	*out = (struct memscan){0};
	/* A separate mapping, which is recognised and skipped when the memory searched is ours. An
	 * inaccessible page on either side keeps it from being merged with others. */
	unsigned char *room = mmap(
		NULL, WINDOW + 2 * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (room == MAP_FAILED) {
		abort();
	}
	scan.window = room + 4096;
	mprotect(scan.window, WINDOW, PROT_READ | PROT_WRITE);
	char *maps = read_maps(pid);
	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	scan.fd = open(path, O_RDONLY | O_CLOEXEC);
	bool allowed = maps != NULL && (scan.fd >= 0 || pid == getpid());
	if (allowed) {
		search(&scan, maps, guarded);
	}
	if (scan.fd >= 0) {
		close(scan.fd);
	}
	free(maps);
	memory_wipe(scan.window, WINDOW);
	munmap(room, WINDOW + 2 * 4096);
	return allowed && out->bytes > 0 ? MEMSCAN_DONE : MEMSCAN_DENIED;
}

void memscan_print(const struct memscan *scan)
{
	fprintf(stderr, "found %zu times in %zu bytes\n", scan->count, scan->bytes);
	for (size_t i = 0; i < scan->count && i < MEMSCAN_HITS_MAX; i++) {
		fprintf(stderr, "  at %#lx in %s\n", (unsigned long)scan->hits[i].address,
			scan->hits[i].region);
	}
}
