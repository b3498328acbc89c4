/* SPDX-License-Identifier: MIT */
#include <locale.h>
#include <signal.h>
#include <stddef.h>

#include "cli/options.h"
#include "cli/output.h"
#include "keyturn/secret.h"

int main(int argc, char **argv)
{
	struct options options;
	struct error error = {0};
	bool done = false;

	setlocale(LC_CTYPE, "");
	sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
	if (!options_parse(&options, argc, argv, &done, &error)) {
		return output_error(options.json, &error);
	}
	if (done) {
		return output_end();
	}
	if (!secret_start(&error)) {
		return output_error(options.json, &error);
	}
	return options.command->run(&options);
}
