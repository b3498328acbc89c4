/* SPDX-License-Identifier: MIT
 * The panel as its user meets it: scripts of keys and answers, and what came of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "script.h"

static const char OLD[] = "0123456789abcdef0123456789abcdef";
static const char NEW[] = "fedcba9876543210fedcba9876543210";

static int setup(void **state)
{
	struct script *script = calloc(1, sizeof(*script));

	script_open(script, &script_options);
	*state = script;
	return 0;
}

static int teardown(void **state)
{
	script_close(*state);
	free(*state);
	return 0;
}

/* ---- signing in ---- */

static void sign_in__typed_credential__connects_and_opens_home(void **state)
{
	struct script *script = *state;

	script_start(script);
	script_key(script, KEYPRESS_RIGHT); /* Rackspace UK */
	script_key(script, KEYPRESS_ENTER);
	script_type(script, "jqsmith");
	script_key(script, KEYPRESS_TAB);
	script_key(script, 'l'); /* API key */
	script_key(script, KEYPRESS_TAB);
	script_type(script, "q?key");
	script_key(script, KEYPRESS_ENTER);

	assert_non_null(strstr(script->trace,
		"connect https://lon.identity.api.rackspacecloud.com/v2.0\n"
		"request sign-in jqsmith\n"));
	assert_int_equal(script->model.sign_in.kind, CREDENTIAL_API_KEY);
	assert_int_equal(secret_input_length(script->model.sign_in.secret), 0);
	script_ok(script, IDENTITY_SIGN_IN, NULL);
	assert_int_equal(script->model.page, PAGE_HOME);
	assert_true(script->model.signed_in);
	assert_int_equal(script->model.catalog->count, 3);
	assert_string_equal(script->model.service_label, "Rackspace UK");
	assert_string_equal(script->model.service_host, "lon.identity.api.rackspacecloud.com");
}

static void show__key__read_anew_and_hidden_when_its_time_is_over(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	assert_string_equal(script->model.settings.fingerprint, "6e30 8db8");
	script_key(script, 's');
	assert_int_equal(script->model.reveal.load.state, LOAD_UNDER_WAY);
	script_ok(script, IDENTITY_GET_KEY, OLD);
	assert_true(script_shows(script, OLD));
	assert_int_equal(script->model.reveal.seconds, 30);
	script_wait(script, 29000);
	assert_true(script_shows(script, OLD));
	assert_int_equal(script->model.reveal.seconds, 1);
	script_wait(script, 1000);
	assert_int_equal(script->model.reveal.what, REVEAL_NOTHING);
	assert_null(script->model.reveal.secret);
}

/* ---- the reset ---- */

static void reset__confirmed__new_key_proven_and_shown(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	script_key(script, 'r');
	script_ok(script, IDENTITY_GET_KEY, OLD);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 1);
	script_ok(script, IDENTITY_RESET_KEY, NEW);
	script_ok(script, IDENTITY_PROBE_KEY, NULL);
	script_refuse(script, IDENTITY_PROBE_KEY, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
	assert_int_equal(script->model.rotation.step, ROTATION_FINISHED);
	assert_int_equal(script->model.rotation.outcome, ROTATION_OUTCOME_NEW);
	assert_true(script_shows(script, NEW));
	assert_null(script->model.rotation.new_key);
	assert_null(script->model.rotation.old_key);
	assert_string_equal(
		script->model.settings.fingerprint, script->model.rotation.new_fingerprint);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(sign_in__typed_credential__connects_and_opens_home),
		CASE(show__key__read_anew_and_hidden_when_its_time_is_over),
		CASE(reset__confirmed__new_key_proven_and_shown),
	};
	struct error error;

	if (!secret_start(&error)) {
		return 1;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
