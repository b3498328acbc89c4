/* SPDX-License-Identifier: MIT
 * What the panel does with an account of many users, without a terminal and a network: a page of them
 * is read, the list is opened, searched and scrolled. Each time is that of one message through the
 * model, and of the picture after it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "keyturn/identity.h"
#include "keyturn/memory.h"
#include "keyturn/ui.h"
#include "late_curl.h"
#include "rackspace_v2.h"

enum { USERS = 10000, PAGE = 1000, TURNS = 40, ROWS = 50, COLS = 200 };

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

struct measure {
	const char *what;
	double most, sum;
	int count;
};

static void add(struct measure *measure, double ms)
{
	measure->most = ms > measure->most ? ms : measure->most;
	measure->sum += ms;
	measure->count++;
}

static void print(const struct measure *measure)
{
	printf("| %s | %.2f (%.2f) |\n", measure->what, measure->sum / measure->count,
		measure->most);
}

/* ---- reading ---- */

static void put_user(struct buffer *body, size_t number)
{
	buffer_printf(body,
		"%s{\"id\":\"%zu\",\"username\":\"user%05zu\",\"email\":\"user%05zu@example.org\","
		"\"enabled\":true,\"created\":\"2026-11-24T10:11:12.345Z\",\"RAX-AUTH:domainId\":"
		"\"5830280\",\"RAX-AUTH:defaultRegion\":\"DFW\",\"RAX-AUTH:contactId\":\"RCN-%zu\","
		"\"RAX-AUTH:multiFactorEnabled\":false,\"RAX-AUTH:phonePinState\":\"ACTIVE\"}",
		number == 0 ? "" : ",", 100000000 + number, number, number, number);
}

static struct user_list *read_page(size_t count, struct measure *measure)
{
	const struct identity_request request = {.op = IDENTITY_LIST_USERS};
	const struct dialect_context context = {
		.base = "https://id.example.com", .self = "1", .page = ""};
	struct http_response response = {.status = 200};
	struct dialect_answer answer = {0};
	struct error error;

	buffer_init(&response.body, HTTP_LIST_MAX);
	buffer_append_text(&response.body, "{\"users\":[");
	for (size_t i = 0; i < count; i++) {
		put_user(&response.body, i);
	}
	buffer_append_text(&response.body, "]}");
	double start = now_ms();
	if (!rackspace_v2.ops[request.op].parse(&context, &request, &response, &answer, &error)) {
		fprintf(stderr, "%s: %s\n", error_name(error.kind), error.detail);
		exit(1);
	}
	add(measure, now_ms() - start);
	buffer_finish(&response.body);
	return answer.reply.users;
}

/* ---- the panel ---- */

struct bench {
	struct model model;
	struct canvas canvas;
	uint32_t ticket; /* of the last request for users */
	uint32_t sign_in;
};

static void post(struct bench *bench, struct message message)
{
	struct effects effects = {0};

	message.now = (int64_t)now_ms();
	message.wall = 1700000000;
	model_update(&bench->model, &message, &effects);
	for (size_t i = 0; i < effects.count; i++) {
		const struct effect *effect = &effects.items[i];
		if (effect->kind == EFFECT_SIGN_IN) {
			bench->sign_in = effect->ticket;
		} else if (effect->kind == EFFECT_REQUEST &&
			effect->request.op == IDENTITY_LIST_USERS) {
			bench->ticket = effect->ticket;
		}
	}
	effects_finish(&effects);
	ui_render(&bench->model, &bench->canvas);
}

static void timed(struct bench *bench, struct measure *measure, struct message message)
{
	double start = now_ms();

	post(bench, message);
	add(measure, now_ms() - start);
}

static void press(struct bench *bench, struct measure *measure, uint32_t code)
{
	timed(bench, measure, (struct message){.kind = MESSAGE_KEY, .key.code = code});
}

static void reply(
	struct bench *bench, struct measure *measure, uint32_t ticket, struct identity_reply *told)
{
	timed(bench, measure,
		(struct message){
			.kind = MESSAGE_REPLY, .reply.ticket = ticket, .reply.reply = told});
	identity_reply_finish(told);
}

static void sign_in(struct bench *bench)
{
	struct measure ignored = {0};
	struct identity_reply told = {.op = IDENTITY_SIGN_IN};

	told.session = memory_alloc(sizeof(*told.session));
	*told.session = (struct session){
		.user_id = "1", .user_name = "jqsmith", .account = "5830280", .inactivity = 900};
	post(bench, (struct message){.kind = MESSAGE_START});
	reply(bench, &ignored, bench->sign_in, &told);
	press(bench, &ignored, KEYPRESS_ENTER);
}

static void show(struct bench *bench, struct user_list *users)
{
	struct measure open = {.what = "list comes and is drawn"};
	struct measure down = {.what = "a row down"}, end = {.what = "to the end, to the start"};
	struct measure type = {.what = "a letter of a search"}, page = {.what = "a page down"};
	struct identity_reply told = {.op = IDENTITY_LIST_USERS, .users = users};

	reply(bench, &open, bench->ticket, &told);
	press(bench, &down, KEYPRESS_DOWN);
	for (int i = 0; i < TURNS; i++) {
		press(bench, &end, i % 2 == 0 ? KEYPRESS_END : KEYPRESS_HOME);
		press(bench, &page, KEYPRESS_PAGE_DOWN);
		press(bench, &down, KEYPRESS_DOWN);
	}
	press(bench, &type, '/');
	for (int i = 0; i < TURNS; i++) {
		press(bench, &type, (uint32_t) "user099@x"[i % 9]);
	}
	print(&open);
	print(&down);
	print(&page);
	print(&end);
	print(&type);
}

int main(int argc, char **argv)
{
	static const struct account_choice account = {
		.label = "bench", .url = "https://id.example.com", .has_credential = true};
	const struct model_options options = {
		.account_count = 1, .accounts = &account, .copy_note = "", .reveal_ms = 30000};
	size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : USERS;
	struct measure page = {.what = "a page of 1,000 users is read"};
	struct measure whole = {.what = "all users are read, in one page"};
	struct bench bench = {0};
	struct error error;

	if (!secret_start(&error) || !late_curl_load(&error)) {
		return 1;
	}
	printf("| %zu users | ms (most) |\n|---|--:|\n", count);
	for (int i = 0; i < TURNS; i++) {
		free(read_page(PAGE, &page));
	}
	struct user_list *users = read_page(count, &whole);
	print(&page);
	print(&whole);
	model_init(&bench.model, &options);
	canvas_init(&bench.canvas, ROWS, COLS, false);
	bench.model.rows = ROWS;
	bench.model.cols = COLS;
	sign_in(&bench);
	show(&bench, users);
	canvas_finish(&bench.canvas);
	model_finish(&bench.model);
	return 0;
}
