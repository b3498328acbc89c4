/* SPDX-License-Identifier: MIT */
#include "proxy.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "probe.h"
#include "server.h"

/* A service and a proxy for all tests; each test leaves no fault behind. */
static struct server *server;
static struct proxy *proxy;

static int start(void **state)
{
	(void)state;
	server = server_start(NULL);
	if (server == NULL) {
		return -1;
	}
	proxy = proxy_start(server_url(server));
	return 0;
}

static int stop(void **state)
{
	(void)state;
	proxy_stop(proxy);
	server_stop(server);
	return 0;
}

static int forget(void **state)
{
	(void)state;
	proxy_forget(proxy);
	proxy_clear(proxy);
	return 0;
}

static struct probe connect_probe(void)
{
	struct probe probe;

	assert_true(probe_open(&probe, proxy_url(proxy)));
	return probe;
}

/* The answer to the request that gets the fault, on a connection of its own. */
static struct probe get_with(const struct proxy_fault *fault, int *status)
{
	struct probe probe = connect_probe();

	proxy_fault(proxy, fault);
	*status = probe_get(&probe, "/v2.0");
	probe_close(&probe);
	return probe;
}

static void proxy__no_fault__passes_on_and_counts(void **state)
{
	struct probe probe = connect_probe();
	struct proxy_request request;
	(void)state;

	assert_int_equal(probe_get(&probe, "/v2.0"), 200);
	assert_true(probe.body > 0);
	assert_int_equal(probe_get(&probe, "/nowhere"), 404);
	assert_int_equal(proxy_count(proxy, NULL, NULL), 2);
	assert_int_equal(proxy_count(proxy, "GET", "/nowh"), 1);
	assert_int_equal(proxy_count(proxy, "POST", NULL), 0);
	assert_true(proxy_request(proxy, 0, &request));
	assert_false(request.warm);
	assert_string_equal(request.path, "/v2.0");
	assert_true(proxy_request(proxy, 1, &request));
	assert_true(request.warm);
	assert_int_equal(request.status, 404);
	assert_false(proxy_request(proxy, 2, &request));
	probe_close(&probe);
}

static void proxy__drop_answer__service_acted_and_client_hears_nothing(void **state)
{
	size_t before = server_count(server, "GET", "/v2.0", 0);
	int status;
	(void)state;

	struct probe probe = get_with(&(struct proxy_fault){.kind = PROXY_DROP_ANSWER}, &status);
	assert_int_equal(status, 0);
	assert_int_equal(probe.error, 0);
	assert_int_equal(strlen(probe.head), 0);
	assert_int_equal(server_count(server, "GET", "/v2.0", 0), before + 1);
	assert_int_equal(probe_once(proxy_url(proxy), "/v2.0"), 200);
}

static void proxy__drop_request__service_sees_nothing(void **state)
{
	size_t before = server_count(server, NULL, NULL, 0);
	int status;
	(void)state;

	get_with(&(struct proxy_fault){.kind = PROXY_DROP_REQUEST}, &status);
	assert_int_equal(status, 0);
	assert_int_equal(server_count(server, NULL, NULL, 0), before);
	assert_int_equal(proxy_count(proxy, NULL, NULL), 1);
}

static void proxy__drop_with_reset__connection_is_reset(void **state)
{
	int status;
	(void)state;

	struct probe probe = get_with(
		&(struct proxy_fault){.kind = PROXY_DROP_ANSWER, .reset = true}, &status);
	assert_int_equal(status, 0);
	assert_int_equal(probe.error, ECONNRESET);
}

static void proxy__cut__only_the_first_bytes_come(void **state)
{
	int status;
	(void)state;

	struct probe probe = get_with(
		&(struct proxy_fault){.kind = PROXY_CUT, .bytes = 5}, &status);
	assert_int_equal(status, 0);
	assert_string_equal(probe.head, "HTTP/");
}

static void proxy__garble__is_not_http(void **state)
{
	int status;
	(void)state;

	struct probe probe = get_with(&(struct proxy_fault){.kind = PROXY_GARBLE}, &status);
	assert_int_equal(status, 0);
	assert_memory_not_equal(probe.head, "HTTP", 4);
}

static void proxy__garble_body__head_stays(void **state)
{
	int status;
	(void)state;

	struct probe probe = get_with(&(struct proxy_fault){.kind = PROXY_GARBLE_BODY}, &status);
	assert_int_equal(status, 200);
	assert_int_not_equal(probe.start[0], '{');
}

static void proxy__truncate__well_formed_but_short(void **state)
{
	int status;
	(void)state;

	struct probe probe = get_with(
		&(struct proxy_fault){.kind = PROXY_TRUNCATE, .bytes = 7}, &status);
	assert_int_equal(status, 200);
	assert_int_equal(probe.body, 7);
	assert_int_equal(probe.start[0], '{');
}

static void proxy__replace__status_headers_and_body(void **state)
{
	size_t before = server_count(server, NULL, NULL, 0);
	struct proxy_fault fault = {.kind = PROXY_REPLACE,
		.status = 503,
		.headers = "Retry-After: 7\r\n",
		.body = "<html>no</html>"};
	int status;
	(void)state;

	struct probe probe = get_with(&fault, &status);
	assert_int_equal(status, 503);
	assert_non_null(strstr(probe.head, "\r\nRetry-After: 7\r\n"));
	assert_string_equal(probe.start, "<html>no</html>");
	assert_int_equal(server_count(server, NULL, NULL, 0), before);

	fault.kind = PROXY_REPLACE_LATE;
	get_with(&fault, &status);
	assert_int_equal(status, 503);
	assert_int_equal(server_count(server, NULL, NULL, 0), before + 1);
}

static void proxy__replace__connection_stays_warm(void **state)
{
	struct probe probe = connect_probe();
	struct proxy_request request;
	(void)state;

	proxy_fault(proxy, &(struct proxy_fault){.kind = PROXY_REPLACE, .status = 413});
	assert_int_equal(probe_get(&probe, "/v2.0"), 413);
	assert_int_equal(probe_get(&probe, "/v2.0"), 200);
	assert_true(proxy_request(proxy, 1, &request));
	assert_true(request.warm);
	probe_close(&probe);
}

static void proxy__stream__that_many_bytes(void **state)
{
	int status;
	(void)state;

	struct probe probe = get_with(
		&(struct proxy_fault){.kind = PROXY_STREAM, .bytes = 100 << 20}, &status);
	assert_int_equal(status, 200);
	assert_int_equal(probe.body, 100 << 20);
}

static void proxy__hold__until_released(void **state)
{
	struct probe probe = connect_probe(), other = connect_probe();
	(void)state;

	proxy_fault(proxy, &(struct proxy_fault){.kind = PROXY_HOLD, .path = "/held"});
	assert_true(probe_send(&probe, "/held"));
	assert_true(proxy_wait_count(proxy, "GET", "/held", 1));
	/* Others go on in the meantime: when their answer is there, ours is not. */
	assert_int_equal(probe_get(&other, "/v2.0"), 200);
	assert_false(probe_ready(&probe));
	proxy_release(proxy);
	assert_int_equal(probe_read(&probe), 404);
	probe_close(&probe);
	probe_close(&other);
}

static void proxy__delay_and_drip__whole_answer_comes(void **state)
{
	int status;
	(void)state;

	struct probe probe = get_with(
		&(struct proxy_fault){.kind = PROXY_DELAY, .milliseconds = 20}, &status);
	size_t body = probe.body;
	assert_int_equal(status, 200);
	probe = get_with(&(struct proxy_fault){.kind = PROXY_DRIP, .milliseconds = 0}, &status);
	assert_int_equal(status, 200);
	assert_int_equal(probe.body, body);
}

static void proxy_fault__nth_and_times__those_requests_only(void **state)
{
	static const int expected[] = {200, 200, 503, 503, 200};
	struct proxy_fault fault = {.kind = PROXY_REPLACE,
		.status = 503,
		.method = "GET",
		.path = "/v2",
		.nth = 3,
		.times = 2};
	(void)state;

	proxy_fault(proxy, &fault);
	assert_int_equal(probe_once(proxy_url(proxy), "/elsewhere"), 404);
	assert_int_equal(proxy_pending(proxy), 1);
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		assert_int_equal(probe_once(proxy_url(proxy), "/v2.0"), expected[i]);
	}
	assert_int_equal(proxy_pending(proxy), 0);
}

static void proxy_fault__always__until_cleared(void **state)
{
	(void)state;
	proxy_fault(proxy,
		&(struct proxy_fault){.kind = PROXY_REPLACE, .status = 429, .times = PROXY_ALWAYS});
	for (int i = 0; i < 5; i++) {
		assert_int_equal(probe_once(proxy_url(proxy), "/v2.0"), 429);
	}
	proxy_clear(proxy);
	assert_int_equal(probe_once(proxy_url(proxy), "/v2.0"), 200);
}

static void proxy_refuse__until_accepted_again(void **state)
{
	struct probe warm = connect_probe(), probe;
	(void)state;

	assert_int_equal(probe_get(&warm, "/v2.0"), 200);
	proxy_refuse(proxy);
	assert_int_equal(probe_get(&warm, "/v2.0"), 0);
	assert_false(probe_open(&probe, proxy_url(proxy)));
	proxy_accept(proxy);
	assert_int_equal(probe_once(proxy_url(proxy), "/v2.0"), 200);
	probe_close(&warm);
}

static void proxy_disconnect__warm_connection__is_dead_new_ones_are_not(void **state)
{
	struct probe warm = connect_probe();
	(void)state;

	assert_int_equal(probe_get(&warm, "/v2.0"), 200);
	proxy_disconnect(proxy);
	assert_int_equal(probe_get(&warm, "/v2.0"), 0);
	assert_int_equal(probe_once(proxy_url(proxy), "/v2.0"), 200);
	probe_close(&warm);
}

static void proxy__service_is_gone__connection_closes(void **state)
{
	(void)state;
	server_end(server, 9);
	assert_int_equal(probe_once(proxy_url(proxy), "/v2.0"), 0);
	assert_true(server_restart(server));
	assert_int_equal(probe_once(proxy_url(proxy), "/v2.0"), 200);
}

#define PROXY_TEST(name) cmocka_unit_test_setup(name, forget)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PROXY_TEST(proxy__no_fault__passes_on_and_counts),
		PROXY_TEST(proxy__drop_answer__service_acted_and_client_hears_nothing),
		PROXY_TEST(proxy__drop_request__service_sees_nothing),
		PROXY_TEST(proxy__drop_with_reset__connection_is_reset),
		PROXY_TEST(proxy__cut__only_the_first_bytes_come),
		PROXY_TEST(proxy__garble__is_not_http),
		PROXY_TEST(proxy__garble_body__head_stays),
		PROXY_TEST(proxy__truncate__well_formed_but_short),
		PROXY_TEST(proxy__replace__status_headers_and_body),
		PROXY_TEST(proxy__replace__connection_stays_warm),
		PROXY_TEST(proxy__stream__that_many_bytes),
		PROXY_TEST(proxy__hold__until_released),
		PROXY_TEST(proxy__delay_and_drip__whole_answer_comes),
		PROXY_TEST(proxy_fault__nth_and_times__those_requests_only),
		PROXY_TEST(proxy_fault__always__until_cleared),
		PROXY_TEST(proxy_refuse__until_accepted_again),
		PROXY_TEST(proxy_disconnect__warm_connection__is_dead_new_ones_are_not),
		PROXY_TEST(proxy__service_is_gone__connection_closes),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
