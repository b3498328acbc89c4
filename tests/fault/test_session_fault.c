/* SPDX-License-Identifier: MIT
 * Sessions that end in the middle: the silent sign-in, and when there is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "faulty.h"
#include "scratch.h"

#define TOKENS "/v2.0/tokens"

static void read__dead_token__one_silent_sign_in(void **state)
{
	static const enum identity_op reads[] = {
		IDENTITY_GET_KEY, IDENTITY_GET_USER, IDENTITY_FIND_USER, IDENTITY_LIST_USERS};
	enum { READS = sizeof(reads) / sizeof(*reads) };
	struct faulty *faulty = *state;

	for (size_t i = 0; i < 2 * READS; i++) {
		struct proxy_fault fault = {
			PROXY_REPLACE, .method = "GET", .status = i < READS ? 401 : 404};
		faulty_sign_in(faulty);
		faulty->asking.wait_count = 0;
		size_t sign_ins = proxy_count(faulty->proxy, "POST", TOKENS);
		proxy_fault(faulty->proxy, &fault);
		asking_ask(&faulty->asking,
			(struct identity_request){.op = reads[i % READS], .username = "jqsmith"});
		faulty_expect(faulty, OUTCOME_OK, ERROR_NONE);
		assert_int_equal(faulty->asking.wait_count, 1);
		assert_int_equal(faulty->asking.waits[0].reason, WAIT_SIGN_IN_AGAIN);
		assert_int_equal(proxy_count(faulty->proxy, "POST", TOKENS), sign_ins + 1);
	}
}

/* The service forgets every token: it starts anew. */
static void kill_tokens(struct faulty *faulty)
{
	static const char *const files[] = {"db", "db-wal", "db-shm"};

	server_end(faulty->server, SIGKILL);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char *path = scratch_path(server_directory(faulty->server), files[i]);
		assert_true(unlink(path) == 0 || i > 0);
		free(path);
	}
	proxy_disconnect(faulty->proxy);
	assert_true(server_restart(faulty->server));
}

static void reads__dead_token_for_many__one_silent_sign_in_for_all(void **state)
{
	enum { READS = 5 };
	struct faulty *faulty = *state;
	struct asking *asking = &faulty->asking;

	faulty_sign_in(faulty);
	size_t before = asking->replies;
	kill_tokens(faulty);
	for (int i = 0; i < READS; i++) {
		struct identity_request request = {.op = IDENTITY_LIST_USERS};
		identity_send(asking->identity, &request);
	}
	asking_run(asking, before + READS);
	assert_int_equal(proxy_count(faulty->proxy, "POST", TOKENS), 2);
	assert_int_equal(server_count(faulty->server, "GET", "/v2.0/users", 200), READS);
}

static void read__new_token_refused_too__session_ended(void **state)
{
	struct faulty *faulty = *state;
	struct proxy_fault fault = {
		PROXY_REPLACE, .method = "GET", .status = 401, .times = PROXY_ALWAYS};

	faulty_sign_in(faulty);
	proxy_fault(faulty->proxy, &fault);
	faulty_ask(faulty, IDENTITY_GET_KEY);
	faulty_expect(faulty, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
	assert_int_equal(proxy_count(faulty->proxy, "GET", NULL), 2);
	assert_int_equal(proxy_count(faulty->proxy, "POST", NULL), 2);
}

/* Trying a dead credential again and again would lock the user out. */
static void read__credential_no_longer_good__tried_once(void **state)
{
	struct faulty *faulty = *state;
	struct proxy_fault read = {
		PROXY_REPLACE, .method = "GET", .status = 401, .times = PROXY_ALWAYS};
	struct proxy_fault refuse = {
		PROXY_REPLACE, .method = "POST", .status = 401, .times = PROXY_ALWAYS};

	faulty_sign_in(faulty);
	proxy_fault(faulty->proxy, &read);
	proxy_fault(faulty->proxy, &refuse);
	for (int i = 0; i < 3; i++) {
		faulty_ask(faulty, IDENTITY_GET_KEY);
		faulty_expect(faulty, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
	}
	assert_int_equal(proxy_count(faulty->proxy, "POST", NULL), 2);
}

static void read__silent_sign_in_meets_a_fault__that_is_told(void **state)
{
	struct faulty *faulty = *state;
	struct proxy_fault read = {PROXY_REPLACE, .method = "GET", .status = 401};
	struct proxy_fault broken = {PROXY_REPLACE, .method = "POST", .status = 502};

	faulty_sign_in(faulty);
	proxy_fault(faulty->proxy, &read);
	proxy_fault(faulty->proxy, &broken);
	faulty_ask(faulty, IDENTITY_GET_KEY);
	faulty_expect(faulty, OUTCOME_REFUSED, ERROR_SERVICE);
	faulty_ask(faulty, IDENTITY_GET_KEY);
	faulty_expect(faulty, OUTCOME_OK, ERROR_NONE);
}

static void read__session_needed_a_passcode__ends_without_a_sign_in(void **state)
{
	struct faulty *faulty = *state;
	struct asking *asking = &faulty->asking;
	struct proxy_fault fault = {PROXY_REPLACE, .method = "GET", .status = 401};

	asking_sign_in(asking, CREDENTIAL_PASSWORD, "mfa1", "Demo-pass-1");
	asking_ask(asking,
		(struct identity_request){
			.op = IDENTITY_PASSCODE, .secret = asking_secret("123456")});
	faulty_expect(faulty, OUTCOME_OK, ERROR_NONE);
	proxy_fault(faulty->proxy, &fault);
	faulty_ask(faulty, IDENTITY_GET_KEY);
	faulty_expect(faulty, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
	assert_int_equal(proxy_count(faulty->proxy, "POST", NULL), 2);
}

/* The credential is tried and refused: then the token is asked about, as without one. */
static void read__404_and_credential_no_longer_good__session_ended(void **state)
{
	struct faulty *faulty = *state;
	struct proxy_fault read = {
		PROXY_REPLACE, .method = "GET", .status = 404, .times = PROXY_ALWAYS};
	struct proxy_fault refuse = {
		PROXY_REPLACE, .method = "POST", .status = 401, .times = PROXY_ALWAYS};

	faulty_sign_in(faulty);
	proxy_fault(faulty->proxy, &read);
	proxy_fault(faulty->proxy, &refuse);
	for (int i = 0; i < 2; i++) {
		faulty_ask(faulty, IDENTITY_GET_KEY);
		faulty_expect(faulty, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
	}
	assert_int_equal(proxy_count(faulty->proxy, "POST", NULL), 2);
}

/* Without a credential there is no trying: the token is asked about. */
static void read__404_and_no_credential__told_whether_the_session_ended(void **state)
{
	static const struct {
		int status;
		enum error_kind kind;
	} tokens[] = {{200, ERROR_NOT_FOUND}, {401, ERROR_SESSION_ENDED},
		{404, ERROR_SESSION_ENDED}, {503, ERROR_NOT_FOUND}};
	struct faulty *faulty = *state;
	struct asking *asking = &faulty->asking;

	asking_sign_in(asking, CREDENTIAL_PASSWORD, "mfa1", "Demo-pass-1");
	asking_ask(asking,
		(struct identity_request){
			.op = IDENTITY_PASSCODE, .secret = asking_secret("123456")});
	for (size_t i = 0; i < sizeof(tokens) / sizeof(*tokens); i++) {
		struct proxy_fault read = {PROXY_REPLACE, .path = FAULTY_KEY, .status = 404,
			.body = "{\"itemNotFound\":{\"code\":404,\"message\":\"none\"}}"};
		struct proxy_fault check = {
			PROXY_REPLACE, .path = "/v2.0/tenants", .status = tokens[i].status};
		proxy_fault(faulty->proxy, &read);
		proxy_fault(faulty->proxy, &check);
		faulty_ask(faulty, IDENTITY_GET_KEY);
		faulty_expect(faulty, OUTCOME_REFUSED, tokens[i].kind);
		assert_int_equal(proxy_count(faulty->proxy, "GET", "/v2.0/tenants"), i + 1);
	}
	faulty_ask(faulty, IDENTITY_GET_KEY);
	faulty_expect(faulty, OUTCOME_OK, ERROR_NONE);
	assert_int_equal(proxy_count(faulty->proxy, "POST", NULL), 2);
}

/* The key that was kept to sign in again is dead; the new one takes its place. */
static void reset_key__signed_in_by_it__silent_sign_in_takes_the_new_one(void **state)
{
	struct faulty *faulty = *state;
	struct proxy_fault fault = {PROXY_REPLACE, .method = "GET", .status = 401};
	struct identity_request by_key = {.op = IDENTITY_SIGN_IN,
		.kind = CREDENTIAL_API_KEY,
		.username = "jqsmith",
		.secret = asking_own_key(&faulty->asking)};

	asking_ask(&faulty->asking, by_key);
	faulty_expect(faulty, OUTCOME_OK, ERROR_NONE);
	faulty_ask(faulty, IDENTITY_RESET_KEY);
	faulty_expect(faulty, OUTCOME_OK, ERROR_NONE);
	proxy_fault(faulty->proxy, &fault);
	faulty_ask(faulty, IDENTITY_LIST_USERS);
	faulty_expect(faulty, OUTCOME_OK, ERROR_NONE);
}

static void destroy_client(struct asking *asking)
{
	identity_destroy(asking->identity);
	asking->identity = NULL;
}

static bool has_waited(void *data)
{
	return ((struct asking *)data)->wait_count > 0;
}

static void destroy__from_inside_a_wait__fine(void **state)
{
	struct faulty *faulty = *state;
	struct asking *asking = &faulty->asking;
	struct proxy_fault fault = {PROXY_REPLACE, .method = "GET", .status = 401};
	struct identity_request request = {.op = IDENTITY_GET_KEY};

	faulty_sign_in(faulty);
	proxy_fault(faulty->proxy, &fault);
	asking->on_wait = destroy_client;
	identity_send(asking->identity, &request);
	asking_run_until(asking, has_waited, asking);
	uv_run(&asking->loop, UV_RUN_DEFAULT);
	assert_int_equal(asking->replies, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FAULTY_CASE(read__dead_token__one_silent_sign_in),
		FAULTY_CASE(reads__dead_token_for_many__one_silent_sign_in_for_all),
		FAULTY_CASE(read__new_token_refused_too__session_ended),
		FAULTY_CASE(read__credential_no_longer_good__tried_once),
		FAULTY_CASE(read__silent_sign_in_meets_a_fault__that_is_told),
		FAULTY_CASE(read__session_needed_a_passcode__ends_without_a_sign_in),
		FAULTY_CASE(read__404_and_credential_no_longer_good__session_ended),
		FAULTY_CASE(read__404_and_no_credential__told_whether_the_session_ended),
		FAULTY_CASE(reset_key__signed_in_by_it__silent_sign_in_takes_the_new_one),
		FAULTY_CASE(destroy__from_inside_a_wait__fine),
	};

	return cmocka_run_group_tests(tests, faulty_group_setup, NULL);
}
