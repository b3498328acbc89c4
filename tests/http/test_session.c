/* SPDX-License-Identifier: MIT
 * How long a session lasts against keyturn-sandbox: tokens that run out, and changes of the user's own
 * password and second factor. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asking.h"
#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "server.h"

#define TOKENS "/v2.0/tokens"

static const char *const old = "Demo-pass-1";
static const char *const fresh = "Another-pass-2";

struct fixture {
	struct server *server;
	struct asking asking;
};

static int setup_with(void **state, const char *const *options)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->server = server_start(options);
	if (fixture->server == NULL) {
		free(fixture);
		return -1;
	}
	asking_start(&fixture->asking, server_url(fixture->server), NULL);
	*state = fixture;
	return 0;
}

static int setup(void **state)
{
	return setup_with(state, NULL);
}

static int setup_short(void **state)
{
	static const char *const options[] = {"--token-life=3", NULL};

	return setup_with(state, options);
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	asking_finish(&fixture->asking);
	server_stop(fixture->server);
	free(fixture);
	return 0;
}

static void ask(struct fixture *fixture, enum identity_op op)
{
	asking_ask(&fixture->asking, (struct identity_request){.op = op});
}

static void expect_ok(struct fixture *fixture)
{
	asking_expect(&fixture->asking, OUTCOME_OK, ERROR_NONE);
}

static void expect_ended(struct fixture *fixture)
{
	asking_expect(&fixture->asking, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
}

static size_t refusals(const struct fixture *fixture)
{
	return server_count(fixture->server, NULL, NULL, 401);
}

static void sign_in(struct fixture *fixture, enum credential_kind kind, const char *secret)
{
	asking_sign_in(&fixture->asking, kind, "jqsmith", secret);
	expect_ok(fixture);
}

static void sign_in_by_key(struct fixture *fixture)
{
	struct identity_request request = {.op = IDENTITY_SIGN_IN,
		.kind = CREDENTIAL_API_KEY,
		.username = "jqsmith",
		.secret = asking_own_key(&fixture->asking)};

	asking_ask(&fixture->asking, request);
	expect_ok(fixture);
}

static void sign_in_by_passcode(struct fixture *fixture)
{
	asking_sign_in(&fixture->asking, CREDENTIAL_PASSWORD, "mfa1", old);
	asking_ask(&fixture->asking,
		(struct identity_request){
			.op = IDENTITY_PASSCODE, .secret = asking_secret("123456")});
	expect_ok(fixture);
}

static bool has_run_out(void *data)
{
	return clock_wall() > ((const struct asking *)data)->reply.expires;
}

static void on_tick(uv_timer_t *timer)
{
	(void)timer;
}

static void run_out(struct fixture *fixture)
{
	struct asking *asking = &fixture->asking;
	uv_timer_t tick; /* or the loop would have nothing to wait for */

	uv_timer_init(&asking->loop, &tick);
	uv_timer_start(&tick, on_tick, 100, 100);
	asking_run_until(asking, has_run_out, asking);
	uv_close((uv_handle_t *)&tick, NULL);
	uv_run(&asking->loop, UV_RUN_NOWAIT);
}

/* ---- tokens that run out ---- */

static void token__about_to_run_out__renewed_before_the_next_request(void **state)
{
	struct fixture *fixture = *state;
	const struct identity_reply *reply = &fixture->asking.reply;

	sign_in(fixture, CREDENTIAL_PASSWORD, old);
	int64_t first = reply->expires;
	assert_int_equal(first, reply->session->expires);
	assert_false(reply->ends);
	run_out(fixture);
	ask(fixture, IDENTITY_GET_KEY);
	expect_ok(fixture);
	assert_true(reply->expires > first);
	assert_int_equal(refusals(fixture), 0); /* it was not tried with the dead one */
	assert_int_equal(server_count(fixture->server, "POST", TOKENS, 200), 2);
}

/* A change is sent once: it must go out with a token that works. */
static void token__ran_out_before_a_reset__reset_is_sent_once_and_done(void **state)
{
	struct fixture *fixture = *state;

	sign_in(fixture, CREDENTIAL_PASSWORD, old);
	run_out(fixture);
	ask(fixture, IDENTITY_RESET_KEY);
	expect_ok(fixture);
	assert_int_equal(server_count(fixture->server, "POST", "/RAX-AUTH/reset", 0), 1);
	assert_int_equal(refusals(fixture), 0);
}

static void token__of_a_passcode_session_ran_out__session_ended(void **state)
{
	struct fixture *fixture = *state;

	sign_in_by_passcode(fixture);
	assert_true(fixture->asking.reply.ends);
	run_out(fixture);
	ask(fixture, IDENTITY_GET_KEY);
	expect_ended(fixture);
}

static void token__ran_out_and_service_away__told_and_renewed_when_it_is_back(void **state)
{
	struct fixture *fixture = *state;

	sign_in(fixture, CREDENTIAL_PASSWORD, old);
	run_out(fixture);
	server_end(fixture->server, SIGTERM);
	ask(fixture, IDENTITY_RESET_KEY);
	asking_expect(&fixture->asking, OUTCOME_REFUSED, ERROR_UNREACHABLE);
	assert_true(server_restart(fixture->server));
	ask(fixture, IDENTITY_GET_KEY);
	expect_ok(fixture);
}

/* ---- changes of one's own ---- */

static void change_password(struct fixture *fixture, const char *username)
{
	struct identity_request request = {.op = IDENTITY_CHANGE_PASSWORD,
		.secret = asking_secret(old),
		.new_secret = asking_secret(fresh)};

	snprintf(request.username, sizeof(request.username), "%s", username);
	asking_ask(&fixture->asking, request);
	expect_ok(fixture);
}

static void set_password(struct fixture *fixture)
{
	struct identity_request request = {
		.op = IDENTITY_UPDATE_USER, .secret = asking_secret(fresh)};

	request.edit = memory_alloc(sizeof(*request.edit));
	request.edit->fields = USER_PASSWORD;
	asking_ask(&fixture->asking, request);
	expect_ok(fixture);
}

static void new_password__own__next_requests_go_on_with_it(void **state)
{
	struct fixture *fixture = *state;

	sign_in(fixture, CREDENTIAL_PASSWORD, old);
	change_password(fixture, "jqsmith");
	ask(fixture, IDENTITY_RESET_KEY); /* a change: it would not be repeated */
	expect_ok(fixture);
	assert_int_equal(refusals(fixture), 0);
}

static void new_password__own_by_update__next_requests_go_on_with_it(void **state)
{
	struct fixture *fixture = *state;

	sign_in(fixture, CREDENTIAL_PASSWORD, old);
	set_password(fixture);
	ask(fixture, IDENTITY_RESET_KEY);
	expect_ok(fixture);
	assert_int_equal(refusals(fixture), 0);
}

static void new_password__signed_in_by_key__goes_on_by_the_key(void **state)
{
	struct fixture *fixture = *state;

	sign_in_by_key(fixture);
	change_password(fixture, "jqsmith");
	ask(fixture, IDENTITY_RESET_KEY);
	expect_ok(fixture);
	ask(fixture, IDENTITY_LIST_USERS);
	expect_ok(fixture);
	assert_int_equal(refusals(fixture), 0);
}

static void new_password__of_a_passcode_session__session_ended(void **state)
{
	struct fixture *fixture = *state;

	sign_in_by_passcode(fixture);
	change_password(fixture, "mfa1");
	ask(fixture, IDENTITY_GET_KEY);
	expect_ended(fixture);
}

static void new_password__of_somebody_else__session_is_as_it_was(void **state)
{
	struct fixture *fixture = *state;

	sign_in(fixture, CREDENTIAL_PASSWORD, old);
	change_password(fixture, "dev1");
	ask(fixture, IDENTITY_GET_KEY);
	expect_ok(fixture);
	assert_int_equal(server_count(fixture->server, "POST", TOKENS, 0), 1);
}

/* ---- a second factor ---- */

/* A phone, verified, and then the factor is turned on, which ends every token. */
static void enable_mfa(struct fixture *fixture)
{
	struct asking *asking = &fixture->asking;
	struct identity_request phone = {.op = IDENTITY_ADD_PHONE, .item_name = "+1 210 555 0199"};
	struct identity_request code = {.op = IDENTITY_SEND_CODE};
	struct identity_request verify = {
		.op = IDENTITY_VERIFY_PHONE, .secret = asking_secret("123456")};

	asking_ask(asking, phone);
	expect_ok(fixture);
	memcpy(code.item_id, asking->reply.factors->factors[0].id, sizeof(code.item_id));
	memcpy(verify.item_id, code.item_id, sizeof(verify.item_id));
	asking_ask(asking, code);
	expect_ok(fixture);
	asking_ask(asking, verify);
	expect_ok(fixture);
	asking_ask(asking,
		(struct identity_request){.op = IDENTITY_CHANGE_MFA, .mfa_change = MFA_ENABLE});
	expect_ok(fixture);
}

static void mfa_on__signed_in_by_password__session_ends_and_a_passcode_is_wanted(void **state)
{
	struct fixture *fixture = *state;

	sign_in(fixture, CREDENTIAL_PASSWORD, old);
	enable_mfa(fixture);
	assert_true(fixture->asking.reply.ends);
	size_t sign_ins = server_count(fixture->server, "POST", TOKENS, 0);
	ask(fixture, IDENTITY_GET_KEY);
	expect_ended(fixture);
	assert_int_equal(server_count(fixture->server, "POST", TOKENS, 0), sign_ins);
	asking_sign_in(&fixture->asking, CREDENTIAL_PASSWORD, "jqsmith", old);
	asking_expect(&fixture->asking, OUTCOME_REFUSED, ERROR_PASSCODE_WANTED);
}

static void mfa_on__signed_in_by_key__goes_on_by_the_key(void **state)
{
	struct fixture *fixture = *state;

	sign_in_by_key(fixture);
	enable_mfa(fixture);
	ask(fixture, IDENTITY_RESET_KEY);
	expect_ok(fixture);
	assert_int_equal(refusals(fixture), 0);
}

static int start(void **state)
{
	struct error error;
	(void)state;

	return secret_start(&error) && identity_start(&error) ? 0 : -1;
}

#define CASE(name)  cmocka_unit_test_setup_teardown(name, setup, teardown)
#define SHORT(name) cmocka_unit_test_setup_teardown(name, setup_short, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SHORT(token__about_to_run_out__renewed_before_the_next_request),
		SHORT(token__ran_out_before_a_reset__reset_is_sent_once_and_done),
		SHORT(token__of_a_passcode_session_ran_out__session_ended),
		SHORT(token__ran_out_and_service_away__told_and_renewed_when_it_is_back),
		CASE(new_password__own__next_requests_go_on_with_it),
		CASE(new_password__own_by_update__next_requests_go_on_with_it),
		CASE(new_password__signed_in_by_key__goes_on_by_the_key),
		CASE(new_password__of_a_passcode_session__session_ended),
		CASE(new_password__of_somebody_else__session_is_as_it_was),
		CASE(mfa_on__signed_in_by_password__session_ends_and_a_passcode_is_wanted),
		CASE(mfa_on__signed_in_by_key__goes_on_by_the_key),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
