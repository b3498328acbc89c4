/* SPDX-License-Identifier: MIT
 * The identity client against keyturn-sandbox, as it is used. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cmocka.h>

#include "asking.h"
#include "server.h"

#define KEY_PATH "RAX-KSKEY:apiKeyCredentials"

static const char *const owner = "jqsmith";
static const char *const password = "Demo-pass-1";

struct fixture {
	struct server *server;
	struct asking asking;
};

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	fixture->server = server_start(NULL);
	if (fixture->server == NULL) {
		free(fixture);
		return -1;
	}
	asking_start(&fixture->asking, server_url(fixture->server), NULL);
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	asking_finish(&fixture->asking);
	server_stop(fixture->server);
	free(fixture);
	return 0;
}

static void sign_in_owner(struct fixture *fixture)
{
	asking_sign_in(&fixture->asking, CREDENTIAL_PASSWORD, owner, password);
	asking_expect(&fixture->asking, OUTCOME_OK, ERROR_NONE);
}

static void versions__the_sandbox__ok(void **state)
{
	struct fixture *fixture = *state;

	asking_ask(&fixture->asking, (struct identity_request){.op = IDENTITY_VERSIONS});
	asking_expect(&fixture->asking, OUTCOME_OK, ERROR_NONE);
}

static void sign_in__password__session_and_catalogue(void **state)
{
	struct fixture *fixture = *state;
	const struct identity_reply *reply = &fixture->asking.reply;

	sign_in_owner(fixture);
	assert_string_equal(reply->session->user_name, owner);
	assert_string_equal(reply->session->account, "5830280");
	assert_string_equal(reply->session->region, "DFW");
	assert_int_equal(reply->session->role, ROLE_OWNER);
	assert_int_equal(reply->session->method, CREDENTIAL_PASSWORD);
	assert_false(reply->session->passcode);
	assert_true(reply->session->expires > 1700000000);
	assert_true(reply->catalog->count > 3);
}

static void sign_in__what_is_refused__told_apart(void **state)
{
	static const struct {
		const char *username, *password;
		enum error_kind kind;
	} cases[] = {
		{"jqsmith", "wrong", ERROR_SIGN_IN_REFUSED},
		{"nobody", "Demo-pass-1", ERROR_SIGN_IN_REFUSED},
		{"off1", "Demo-pass-1", ERROR_USER_DISABLED},
		{"mfa1", "Demo-pass-1", ERROR_PASSCODE_WANTED},
		{"must1", "Demo-pass-1", ERROR_MFA_SETUP},
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		asking_sign_in(&fixture->asking, CREDENTIAL_PASSWORD, cases[i].username,
			cases[i].password);
		asking_expect(&fixture->asking, OUTCOME_REFUSED, cases[i].kind);
		assert_null(fixture->asking.reply.session);
		asking_ask(&fixture->asking, (struct identity_request){.op = IDENTITY_GET_KEY});
		asking_expect(&fixture->asking, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
	}
	assert_int_equal(
		server_count(fixture->server, NULL, NULL, 0), sizeof(cases) / sizeof(*cases));
}

static void send_passcode(struct fixture *fixture, const char *code)
{
	asking_ask(&fixture->asking,
		(struct identity_request){.op = IDENTITY_PASSCODE, .secret = asking_secret(code)});
}

static void passcode__wrong_then_right__session(void **state)
{
	struct fixture *fixture = *state;

	send_passcode(fixture, "123456");
	asking_expect(&fixture->asking, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
	asking_sign_in(&fixture->asking, CREDENTIAL_PASSWORD, "mfa1", password);
	asking_expect(&fixture->asking, OUTCOME_REFUSED, ERROR_PASSCODE_WANTED);
	send_passcode(fixture, "000000");
	asking_expect(&fixture->asking, OUTCOME_REFUSED, ERROR_PASSCODE_REFUSED);
	send_passcode(fixture, "123456");
	asking_expect(&fixture->asking, OUTCOME_OK, ERROR_NONE);
	assert_true(fixture->asking.reply.session->passcode);
	send_passcode(fixture, "123456");
	asking_expect(&fixture->asking, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
}

/* A token that some other client got; the caller frees. */
static char *foreign_token(struct fixture *fixture)
{
	static const char request[] =
		"POST /v2.0/tokens?include_endpoints=false HTTP/1.0\r\nContent-Length: 80\r\n\r\n"
		"{\"auth\":{\"passwordCredentials\":{\"username\":\"jqsmith\",\"password\":"
		"\"Demo-pass-1\"}}}";
	const struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)server_port(fixture->server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	char answer[4096];
	size_t len = 0;
	ssize_t got;

	assert_int_equal(strlen(strstr(request, "\r\n\r\n") + 4), 80);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(write(fd, request, sizeof(request) - 1), sizeof(request) - 1);
	while ((got = read(fd, answer + len, sizeof(answer) - 1 - len)) > 0) {
		len += (size_t)got;
	}
	close(fd);
	answer[len] = '\0';
	char *id = strstr(answer, "\"token\":{");
	assert_non_null(id);
	id = strstr(id, "\"id\":\"");
	assert_non_null(id);
	return strndup(id + 6, strcspn(id + 6, "\""));
}

static void sign_in__existing_token__session_of_its_user(void **state)
{
	struct fixture *fixture = *state;
	struct asking *asking = &fixture->asking;
	char *token = foreign_token(fixture);

	asking_sign_in(asking, CREDENTIAL_TOKEN, "5830280", token);
	asking_expect(asking, OUTCOME_OK, ERROR_NONE);
	assert_string_equal(asking->reply.session->user_name, owner);
	assert_int_equal(asking->reply.session->method, CREDENTIAL_TOKEN);
	assert_true(asking->reply.catalog->count > 3);
	asking_ask(asking, (struct identity_request){.op = IDENTITY_GET_KEY});
	asking_expect(asking, OUTCOME_OK, ERROR_NONE);
	asking_ask(asking,
		(struct identity_request){
			.op = IDENTITY_REVOKE_TOKEN, .secret = asking_secret(token)});
	asking_expect(asking, OUTCOME_OK, ERROR_NONE);
	asking_ask(asking,
		(struct identity_request){
			.op = IDENTITY_CHECK_TOKEN, .secret = asking_secret(token)});
	asking_expect(asking, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
	asking_sign_in(asking, CREDENTIAL_TOKEN, "5830280", token);
	asking_expect(asking, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
	asking_ask(asking, (struct identity_request){.op = IDENTITY_GET_KEY});
	asking_expect(asking, OUTCOME_OK, ERROR_NONE); /* the session's own token lives on */
	free(token);
}

static void sign_in__refused__earlier_session_stays(void **state)
{
	struct fixture *fixture = *state;

	sign_in_owner(fixture);
	asking_sign_in(&fixture->asking, CREDENTIAL_PASSWORD, owner, "wrong");
	asking_expect(&fixture->asking, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
	asking_ask(&fixture->asking, (struct identity_request){.op = IDENTITY_GET_KEY});
	asking_expect(&fixture->asking, OUTCOME_OK, ERROR_NONE);
}

static void reset_key__own__new_key_works_old_does_not(void **state)
{
	struct fixture *fixture = *state;
	struct asking *asking = &fixture->asking;
	struct secret *old = asking_own_key(asking);

	asking_ask(asking, (struct identity_request){.op = IDENTITY_RESET_KEY});
	asking_expect(asking, OUTCOME_OK, ERROR_NONE);
	struct secret *new = secret_link(credential_secret(&asking->reply.credential));
	assert_false(secret_equal(old, new));
	asking_ask(asking, (struct identity_request){.op = IDENTITY_GET_KEY});
	assert_true(secret_equal(credential_secret(&asking->reply.credential), new));
	assert_int_equal(asking_probe(asking, owner, old), OUTCOME_REFUSED);
	assert_int_equal(asking->reply.error.kind, ERROR_SIGN_IN_REFUSED);
	assert_int_equal(asking_probe(asking, owner, new), OUTCOME_OK);
	assert_int_equal(server_count(fixture->server, "POST", "/RAX-AUTH/reset", 200), 1);
	secret_unlink(old);
	secret_unlink(new);
}

static void probe_key__accepted__its_token_is_revoked_the_session_lives(void **state)
{
	struct fixture *fixture = *state;
	struct asking *asking = &fixture->asking;
	struct secret *key = asking_own_key(asking);

	assert_int_equal(asking_probe(asking, owner, key), OUTCOME_OK);
	assert_int_equal(server_count(fixture->server, "DELETE", "/v2.0/tokens", 204), 1);
	size_t sign_ins = server_count(fixture->server, "POST", "/v2.0/tokens", 0);
	asking_ask(asking, (struct identity_request){.op = IDENTITY_GET_KEY});
	asking_expect(asking, OUTCOME_OK, ERROR_NONE);
	assert_int_equal(server_count(fixture->server, "POST", "/v2.0/tokens", 0), sign_ins);
	secret_unlink(key);
}

static void probe_key__no_session__needs_none_and_leaves_none(void **state)
{
	struct fixture *fixture = *state;
	struct asking *asking = &fixture->asking;
	struct secret *key = asking_own_key(asking);

	asking_ask(asking, (struct identity_request){.op = IDENTITY_REVOKE});
	asking_expect(asking, OUTCOME_OK, ERROR_NONE);
	assert_int_equal(asking_probe(asking, owner, key), OUTCOME_OK);
	asking_ask(asking, (struct identity_request){.op = IDENTITY_GET_KEY});
	asking_expect(asking, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
	secret_unlink(key);
}

static void users__owner__list_one_and_find(void **state)
{
	struct fixture *fixture = *state;
	struct asking *asking = &fixture->asking;
	const struct identity_reply *reply = &asking->reply;

	sign_in_owner(fixture);
	asking_ask(asking, (struct identity_request){.op = IDENTITY_LIST_USERS});
	asking_expect(asking, OUTCOME_OK, ERROR_NONE);
	assert_true(reply->users->count >= 7);
	for (size_t i = reply->users->count; i-- > 0;) { /* ids go back as they came */
		struct user_list *users = asking->reply.users;
		struct identity_request request = {.op = IDENTITY_GET_USER};
		asking->reply.users = NULL;
		strcpy(request.user_id, users->users[i].id);
		asking_ask(asking, request);
		asking_expect(asking, OUTCOME_OK, ERROR_NONE);
		assert_string_equal(reply->users->users[0].id, users->users[i].id);
		assert_string_equal(reply->users->users[0].name, users->users[i].name);
		assert_true((reply->pin != NULL) == (strcmp(users->users[i].name, owner) == 0));
		free(asking->reply.users);
		asking->reply.users = users;
	}
	asking_ask(
		asking, (struct identity_request){.op = IDENTITY_FIND_USER, .username = "jqsmith"});
	asking_expect(asking, OUTCOME_OK, ERROR_NONE);
	assert_true(reply->users->users[0].password_expires > 1700000000);
}

static void keys__of_others__by_role(void **state)
{
	struct fixture *fixture = *state;
	struct asking *asking = &fixture->asking;
	struct identity_request of_dev1 = {.op = IDENTITY_GET_KEY, .user_id = "10037221"};
	struct identity_request of_owner = {.op = IDENTITY_RESET_KEY, .user_id = "172157"};

	sign_in_owner(fixture);
	asking_ask(asking, of_dev1);
	asking_expect(asking, OUTCOME_OK, ERROR_NONE);
	asking_sign_in(asking, CREDENTIAL_PASSWORD, "dev1", password);
	asking_expect(asking, OUTCOME_OK, ERROR_NONE);
	assert_int_equal(asking->reply.session->role, ROLE_DEFAULT);
	asking_ask(asking, of_owner);
	asking_expect(asking, OUTCOME_REFUSED, ERROR_FORBIDDEN);
}

static void get_user__unknown__not_found(void **state)
{
	struct fixture *fixture = *state;

	sign_in_owner(fixture);
	asking_ask(&fixture->asking,
		(struct identity_request){.op = IDENTITY_GET_USER, .user_id = "no/such?user"});
	asking_expect(&fixture->asking, OUTCOME_REFUSED, ERROR_NOT_FOUND);
}

static void revoke__session__token_dead_at_the_service(void **state)
{
	struct fixture *fixture = *state;
	struct asking *asking = &fixture->asking;

	sign_in_owner(fixture);
	asking_ask(asking, (struct identity_request){.op = IDENTITY_REVOKE});
	asking_expect(asking, OUTCOME_OK, ERROR_NONE);
	assert_int_equal(server_count(fixture->server, "DELETE", "/v2.0/tokens", 204), 1);
	asking_ask(asking, (struct identity_request){.op = IDENTITY_GET_KEY});
	asking_expect(asking, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
	asking_ask(asking, (struct identity_request){.op = IDENTITY_REVOKE});
	asking_expect(asking, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
}

static void many_at_once__all_answered(void **state)
{
	struct fixture *fixture = *state;
	struct asking *asking = &fixture->asking;

	sign_in_owner(fixture);
	size_t before = asking->replies;
	for (int i = 0; i < 20; i++) {
		struct identity_request request = {
			.op = i % 2 ? IDENTITY_GET_KEY : IDENTITY_LIST_USERS};
		assert_int_not_equal(identity_send(asking->identity, &request), 0);
	}
	asking_run(asking, before + 20);
	assert_int_equal(server_count(fixture->server, "GET", NULL, 200), 20);
}

static void cancel__under_way__no_reply(void **state)
{
	struct fixture *fixture = *state;
	struct asking *asking = &fixture->asking;
	struct identity_request first = {.op = IDENTITY_GET_KEY},
				second = {.op = IDENTITY_LIST_USERS};

	sign_in_owner(fixture);
	size_t before = asking->replies;
	uint64_t id = identity_send(asking->identity, &first);
	uint64_t other = identity_send(asking->identity, &second);
	identity_cancel(asking->identity, id);
	identity_cancel(asking->identity, id);
	identity_cancel(asking->identity, 12345);
	asking_run(asking, before + 1);
	assert_int_equal(asking->reply.id, other);
	uv_run(&asking->loop, UV_RUN_DEFAULT);
	assert_int_equal(asking->replies, before + 1);
}

/* teardown fails when a handle stays. */
static void destroy__under_way__nothing_left_on_the_loop(void **state)
{
	struct fixture *fixture = *state;
	struct identity_request key = {.op = IDENTITY_GET_KEY}, users = {.op = IDENTITY_LIST_USERS};

	sign_in_owner(fixture);
	identity_send(fixture->asking.identity, &key);
	uv_run(&fixture->asking.loop, UV_RUN_NOWAIT);
	identity_send(fixture->asking.identity, &users);
}

static void destroy_client(struct asking *asking)
{
	identity_destroy(asking->identity);
	asking->identity = NULL;
}

static void destroy__from_inside_a_reply__fine(void **state)
{
	struct fixture *fixture = *state;
	struct identity_request key = {.op = IDENTITY_GET_KEY}, users = {.op = IDENTITY_LIST_USERS};

	sign_in_owner(fixture);
	size_t before = fixture->asking.replies;
	fixture->asking.on_reply = destroy_client;
	identity_send(fixture->asking.identity, &key);
	identity_send(fixture->asking.identity, &users);
	asking_run(&fixture->asking, before + 1);
	uv_run(&fixture->asking.loop, UV_RUN_DEFAULT);
	assert_int_equal(fixture->asking.replies, before + 1);
}

/* Nothing that could wake the program up, although curl keeps a connection. */
static void idle__after_replies__no_active_handle(void **state)
{
	struct fixture *fixture = *state;
	struct asking *asking = &fixture->asking;

	secret_unlink(asking_own_key(asking));
	uv_run(&asking->loop, UV_RUN_NOWAIT);
	assert_false(uv_loop_alive(&asking->loop));
}

static void service__gone_and_back__unreachable_then_ok(void **state)
{
	struct fixture *fixture = *state;
	struct asking *asking = &fixture->asking;

	sign_in_owner(fixture);
	server_end(fixture->server, SIGKILL);
	asking_ask(asking, (struct identity_request){.op = IDENTITY_GET_KEY});
	asking_expect(asking, OUTCOME_REFUSED, ERROR_UNREACHABLE);
	asking_ask(asking, (struct identity_request){.op = IDENTITY_RESET_KEY});
	asking_expect(asking, OUTCOME_REFUSED, ERROR_UNREACHABLE); /* never sent: nothing unknown */
	assert_true(server_restart(fixture->server));
	asking_ask(asking, (struct identity_request){.op = IDENTITY_GET_KEY});
	asking_expect(asking, OUTCOME_OK, ERROR_NONE);
}

/* The token would go to the proxy in clear. */
static void proxy_variable__plain_http_to_this_machine__ignored(void **state)
{
	struct fixture *fixture = *state;

	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
	asking_sign_in(&fixture->asking, CREDENTIAL_PASSWORD, owner, password);
	unsetenv("http_proxy");
	unsetenv("ALL_PROXY");
	asking_expect(&fixture->asking, OUTCOME_OK, ERROR_NONE);
}

static int start(void **state)
{
	struct error error;
	(void)state;

	return secret_start(&error) && identity_start(&error) ? 0 : -1;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(versions__the_sandbox__ok),
		CASE(sign_in__password__session_and_catalogue),
		CASE(sign_in__what_is_refused__told_apart),
		CASE(passcode__wrong_then_right__session),
		CASE(sign_in__existing_token__session_of_its_user),
		CASE(sign_in__refused__earlier_session_stays),
		CASE(reset_key__own__new_key_works_old_does_not),
		CASE(probe_key__accepted__its_token_is_revoked_the_session_lives),
		CASE(probe_key__no_session__needs_none_and_leaves_none),
		CASE(users__owner__list_one_and_find),
		CASE(keys__of_others__by_role),
		CASE(get_user__unknown__not_found),
		CASE(revoke__session__token_dead_at_the_service),
		CASE(many_at_once__all_answered),
		CASE(cancel__under_way__no_reply),
		CASE(destroy__under_way__nothing_left_on_the_loop),
		CASE(destroy__from_inside_a_reply__fine),
		CASE(idle__after_replies__no_active_handle),
		CASE(service__gone_and_back__unreachable_then_ok),
		CASE(proxy_variable__plain_http_to_this_machine__ignored),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
