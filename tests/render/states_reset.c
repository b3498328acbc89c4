/* SPDX-License-Identifier: MIT */
#include "states_reset.h"

/* ---- the reset ---- */

void state_reset_reading(struct script *script)
{
	state_settings_page(script);
	script_key(script, 'r');
	script_wait(script, 3000);
}

void state_reset(struct script *script)
{
	state_reset_reading(script);
	script_ok(script, IDENTITY_GET_KEY, STATE_KEY);
}

void state_reset_generate(struct script *script)
{
	state_reset(script);
	script_key(script, KEYPRESS_TAB);
}

void state_reset_too_soon(struct script *script)
{
	state_reset_generate(script);
	script_key(script, KEYPRESS_ENTER);
}

void state_progress_resetting(struct script *script)
{
	state_reset_generate(script);
	script_wait(script, 1000);
	script_key(script, KEYPRESS_ENTER);
	script_wait(script, 5000);
}

void state_progress_learning(struct script *script)
{
	state_progress_resetting(script);
	script_refuse(script, IDENTITY_RESET_KEY, OUTCOME_UNKNOWN, ERROR_TIMEOUT);
	for (int i = 0; i < 2; i++) {
		script_wait(script, 30000);
		script_refuse(script, IDENTITY_GET_KEY, OUTCOME_UNKNOWN, ERROR_TIMEOUT);
	}
	script_wait(script, 8000);
}

void state_progress_proving(struct script *script)
{
	state_progress_resetting(script);
	script_ok(script, IDENTITY_RESET_KEY, STATE_NEW_KEY);
	script_ok(script, IDENTITY_PROBE_KEY, NULL);
}

void state_progress_new(struct script *script)
{
	state_progress_proving(script);
	script_refuse(script, IDENTITY_PROBE_KEY, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
	script_wait(script, 8000);
}

void state_progress_refused(struct script *script)
{
	state_progress_resetting(script);
	script_refuse(script, IDENTITY_RESET_KEY, OUTCOME_REFUSED, ERROR_FORBIDDEN);
	script_wait(script, 8000);
}

/* The old key is no longer the key then. */
void state_progress_not_begun(struct script *script)
{
	state_reset_generate(script);
	script->work_error[WORK_BEGIN] = ERROR_STALE;
	script_wait(script, 1000);
	script_key(script, KEYPRESS_ENTER);
}

void state_leave(struct script *script)
{
	state_progress_resetting(script);
	script_key(script, 'q');
}

/* However it comes about. */
void state_progress_unknown(struct script *script)
{
	state_progress_learning(script);
	script->model.rotation.step = ROTATION_FINISHED;
	error_set(&script->model.rotation.error, ERROR_TIMEOUT, "no answer after 3 tries");
}

void state_progress_hidden(struct script *script)
{
	state_progress_new(script);
	script_wait(script, 30000);
}

/* ---- what holds the key ---- */

/* The search goes on. */
void state_reset_searching(struct script *script)
{
	script->hold_search = true;
	state_reset_reading(script);
	script_ok(script, IDENTITY_GET_KEY, STATE_KEY);
	script_found(script, "/home/jqsmith/.rack/config", HOLDER_UPDATE);
	script_found(script, "/home/jqsmith/.config/rclone/rclone.conf", HOLDER_UPDATE);
}

void state_reset_found(struct script *script)
{
	state_reset_searching(script);
	script_found(script,
		"/home/jqsmith/projects/a/very/long/way/down/to/the/settings/of/it/app.env",
		HOLDER_UPDATE);
	script_found(script, "/home/jqsmith/.bash_history", HOLDER_MANUAL);
	script_found(script, "/home/jqsmith/\033]52;c;aGk=\a/\xe6\x97\xa5.env", HOLDER_UPDATE);
	script_found(script, "/usr/sbin/duplicity", HOLDER_RESTART);
	script_searched(script);
}

void state_places(struct script *script)
{
	state_reset_found(script);
	script_key(script, 'p');
	script_key(script, 'j');
	script_key(script, ' ');
	script_key(script, 'j');
}

static void updating(struct script *script)
{
	state_reset_found(script);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 1000);
	script_key(script, KEYPRESS_ENTER);
	script_ok(script, IDENTITY_RESET_KEY, STATE_NEW_KEY);
	script_ok(script, IDENTITY_PROBE_KEY, NULL);
	script->hold_works = true;
	script_refuse(script, IDENTITY_PROBE_KEY, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
	script_work_done(script);
	script_wait(script, 2000);
}

void state_progress_updating(struct script *script)
{
	updating(script);
}

void state_progress_left(struct script *script)
{
	updating(script);
	script->update_status = HOLDER_CHANGED_MEANWHILE;
	while (script->work_count > 0) {
		script_work_done(script);
	}
}

void state_resume(struct script *script)
{
	state_home_page(script);
	script_unfinished(script, JOURNAL_NEW, 2);
}
