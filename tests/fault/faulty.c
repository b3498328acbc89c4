/* SPDX-License-Identifier: MIT */
#include "faulty.h"

#include <stdlib.h>

int faulty_group_setup(void **state)
{
	struct error error;
	(void)state;

	return secret_start(&error) && identity_start(&error) ? 0 : -1;
}

int faulty_setup_with(void **state, const char *const *extra)
{
	struct faulty *faulty = calloc(1, sizeof(*faulty));
	const struct identity_options options = {.answer_seconds = 2};

	faulty->server = server_start(extra);
	if (faulty->server == NULL) {
		free(faulty);
		return -1;
	}
	faulty->proxy = proxy_start(server_url(faulty->server));
	asking_start(&faulty->asking, proxy_url(faulty->proxy), &options);
	*state = faulty;
	return 0;
}

int faulty_setup(void **state)
{
	return faulty_setup_with(state, NULL);
}

int faulty_teardown(void **state)
{
	struct faulty *faulty = *state;

	asking_finish(&faulty->asking);
	proxy_stop(faulty->proxy);
	server_stop(faulty->server);
	free(faulty);
	return 0;
}

void faulty_ask(struct faulty *faulty, enum identity_op op)
{
	asking_ask(&faulty->asking, (struct identity_request){.op = op});
}

void faulty_expect(const struct faulty *faulty, enum outcome outcome, enum error_kind kind)
{
	asking_expect(&faulty->asking, outcome, kind);
}

void faulty_sign_in(struct faulty *faulty)
{
	asking_sign_in(&faulty->asking, CREDENTIAL_PASSWORD, "jqsmith", "Demo-pass-1");
}

void faulty_warm_up(struct faulty *faulty)
{
	secret_unlink(asking_own_key(&faulty->asking));
}
