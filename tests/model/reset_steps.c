/* SPDX-License-Identifier: MIT */
#include "reset_steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

void reset_popup(struct script *script)
{
	script_settings(script, RESET_OLD);
	script_key(script, 'r');
	script_ok(script, IDENTITY_GET_KEY, RESET_OLD);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_RESET);
	assert_int_equal(script->model.rotation.step, ROTATION_CONFIRMING);
}

void reset_confirm(struct script *script)
{
	reset_popup(script);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 1);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PROGRESS);
}

void reset_finish(struct script *script)
{
	script_ok(script, IDENTITY_RESET_KEY, RESET_NEW);
	script_ok(script, IDENTITY_PROBE_KEY, NULL);
	script_refuse(script, IDENTITY_PROBE_KEY, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
	assert_int_equal(script->model.rotation.step, ROTATION_FINISHED);
}

bool script_told(const struct script *script, const char *text)
{
	const struct toast *entry;

	for (size_t age = 0; (entry = model_log(&script->model, age)) != NULL; age++) {
		if (strstr(entry->text, text) != NULL) {
			return true;
		}
	}
	return false;
}

void reset_places(struct script *script)
{
	script->hold_search = true;
	reset_popup(script);
	script_found(script, "/home/j/.rclone.conf", HOLDER_UPDATE);
	script_found(script, "/home/j/.bash_history", HOLDER_MANUAL);
	script_found(script, "backupd", HOLDER_RESTART);
	script_searched(script);
	script_key(script, 'p');
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PLACES);
}

void reset_updating(struct script *script)
{
	reset_places(script);
	script_key(script, KEYPRESS_ESCAPE);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_found(script, "/home/j/.env", HOLDER_UPDATE); /* too late to be listed */
	script_key(script, KEYPRESS_ENTER);
	script_ok(script, IDENTITY_RESET_KEY, RESET_NEW);
	script_ok(script, IDENTITY_PROBE_KEY, NULL);
	script->hold_works = true;
	script_refuse(script, IDENTITY_PROBE_KEY, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
	assert_int_equal(script->model.rotation.step, ROTATION_UPDATING);
}
