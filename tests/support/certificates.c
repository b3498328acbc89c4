/* SPDX-License-Identifier: MIT */
#include "certificates.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scratch.h"

static void become(const char *directory, const char *log)
{
	int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	execl(CERTIFICATES_SCRIPT, CERTIFICATES_SCRIPT, directory, NULL);
	_exit(127);
}

bool certificates_create(const char *directory)
{
	char *log = scratch_path(directory, "openssl.log");
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		become(directory, log);
	}
	waitpid(pid, &status, 0);
	if (status != 0) {
		size_t len;
		char *text = scratch_read(log, &len);
		fprintf(stderr, "no certificates were made: %s\n", text != NULL ? text : "");
		free(text);
	}
	free(log);
	return status == 0;
}
