/* SPDX-License-Identifier: MIT */
#include "command_child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "keyturn/child.h"

struct program {
	char *const *argv;
	int out[2], err[2]; /* pipes: [0] is ours, [1] the child's */
};

/* It dies with us. */
static void become(const void *data)
{
	const struct program *program = data;
	int out = child_above(program->out[1]), err = child_above(program->err[1]);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(child_above(open("/dev/null", O_RDONLY)), STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	child_keep_three();
	execvp(program->argv[0], program->argv);
}

static void close_end(int *fd)
{
	if (*fd >= 0) {
		close(*fd);
		*fd = -1;
	}
}

static int start(struct program *program)
{
	if (pipe2(program->out, O_CLOEXEC) != 0 || pipe2(program->err, O_CLOEXEC) != 0) {
		return -errno;
	}
	return (int)child_start(become, program);
}

int command_child_start(struct command_child *child, char *const *argv)
{
	struct program program = {.argv = argv, .out = {-1, -1}, .err = {-1, -1}};
	int pid = start(&program);

	close_end(&program.out[1]);
	close_end(&program.err[1]);
	if (pid < 0) {
		close_end(&program.out[0]);
		close_end(&program.err[0]);
	}
	*child = (struct command_child){
		.pid = pid < 0 ? 0 : pid, .out = program.out[0], .err = program.err[0]};
	return pid < 0 ? pid : 0;
}
