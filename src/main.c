/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "cli/log_file.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/paper.h"
#include "keyturn/memory.h"
#include "keyturn/secret.h"

/* Or a socket would become standard output. What stands in for a closed one cannot be used either:
 * reading and writing go on to fail. */
static void fill_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0) {
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
		}
	}
}

int main(int argc, char **argv)
{
	struct options options;
	struct error error = {0};
	bool done = false;

	fill_standard_descriptors();
	memory_warm_up();
	setlocale(LC_CTYPE, "");
	sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
	/* A file that gets too large is an error of write(), not the end. */
	sigaction(SIGXFSZ, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
	if (!options_parse(&options, argc, argv, &done, &error)) {
		return output_error(options.json, &error);
	}
	if (done) {
		return output_end();
	}
	paper_start(&options);
	if (!secret_start(&error) || !log_file_open(&options, &error)) {
		return output_error(options.json, &error);
	}
	const enum exit_status status = options.command->run(&options);
	log_file_close();
	return status;
}
