/* SPDX-License-Identifier: MIT
 * What every page and every dialog must define, so that nothing is missing in a new one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../src/model/dialog.h"
#include "../../src/model/page.h"
#include "script.h"

static void pages__each__has_its_context_and_takes_keys_and_clicks(void **state)
{
	const struct script *script = *state;
	unsigned seen = CONTEXT_DIALOG;

	for (enum page page = 0; page < PAGE_COUNT; page++) {
		const struct page_ops *ops = script->model.page_ops[page];
		assert_non_null(ops);
		assert_true(ops->context != 0 && (ops->context & (ops->context - 1)) == 0);
		assert_int_equal(ops->context & seen, 0);
		seen |= ops->context;
		assert_non_null(ops->action);
		assert_non_null(ops->click);
		assert_int_equal(ops->takes_text != NULL, ops->text != NULL);
		assert_int_equal(ops->load != NULL, ops->reply != NULL);
	}
	assert_int_equal(seen, CONTEXT_ALL);
}

static void pages__ways__each_opens_its_page(void **state)
{
	struct script *script = *state;

	for (enum page page = 0; page < PAGE_COUNT; page++) {
		enum action way = script->model.page_ops[page]->way;
		if (way == ACTION_NONE) {
			continue;
		}
		script_sign_in(script);
		script_key(script, ':');
		script_type(script, action_info(way)->name);
		script_key(script, KEYPRESS_ENTER);
		assert_int_equal(script->model.page, page);
		assert_false(action_available(&script->model, way));
		script_close(script);
		script_open(script, &script_options);
	}
}

static void dialogs__each__has_items_a_word_for_enter_and_takes_keys(void **state)
{
	const struct script *script = *state;

	for (enum dialog_kind kind = 0; kind < DIALOG_COUNT; kind++) {
		const struct dialog_ops *ops = script->model.dialog_ops[kind];
		assert_non_null(ops);
		assert_non_null(ops->action);
		assert_int_not_equal(ops->items > 0, ops->count != NULL);
		assert_int_not_equal(ops->enter != NULL, ops->enter_word != NULL);
		assert_true(ops->click_on == NULL || ops->click == CLICK_SELECTS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRIPT_CASE(pages__each__has_its_context_and_takes_keys_and_clicks),
		SCRIPT_CASE(pages__ways__each_opens_its_page),
		SCRIPT_CASE(dialogs__each__has_items_a_word_for_enter_and_takes_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
