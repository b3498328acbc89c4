/* SPDX-License-Identifier: MIT
 * What is told before anything is sent: which values fit, and who may do what to whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/account_rules.h"

/* ---- values ---- */

struct value {
	const char *text;
	bool fits;
};

static void check(const struct value *values, size_t count, const char *(*rule)(const char *text))
{
	for (size_t i = 0; i < count; i++) {
		const char *broken = rule(values[i].text);
		if ((broken == NULL) != values[i].fits) {
			fail_msg("'%s': %s", values[i].text, broken == NULL ? "fits" : broken);
		}
	}
}

#define CHECK(values, rule) check(values, sizeof(values) / sizeof(*(values)), rule)

static const char *of_password(const char *text)
{
	struct secret *secret = secret_create(text, strlen(text));
	const char *broken = rule_of_password(secret);

	secret_unlink(secret);
	return broken;
}

static const char *of_pin(const char *text)
{
	struct secret *secret = secret_create(text, strlen(text));
	const char *broken = rule_of_pin(secret);

	secret_unlink(secret);
	return broken;
}

static const char *of_code(const char *text)
{
	struct secret *secret = secret_create(text, strlen(text));
	const char *broken = rule_of_code(secret);

	secret_unlink(secret);
	return broken;
}

static void rule_of_name__names__by_their_letters(void **state)
{
	static const struct value values[] = {
		{"jqsmith", true},
		{"A", true},
		{"a.b-c_d@e9", true},
		{"", false},
		{"9a", false},
		{"_a", false},
		{"a b", false},
		{"a/b", false},
		{"a\n", false},
		{"m\xc3\xbcller", false},
	};
	char longest[102];
	(void)state;

	CHECK(values, rule_of_name);
	memset(longest, 'a', sizeof(longest));
	longest[100] = '\0';
	assert_null(rule_of_name(longest));
	longest[100] = 'a';
	longest[101] = '\0';
	assert_non_null(rule_of_name(longest));
}

static void rule_of_email__addresses__one_and_only_that(void **state)
{
	static const struct value values[] = {
		{"name@example.org", true},
		{"a+b@x", true},
		{"m\xc3\xbc@example.org", true},
		{"", false},
		{"name", false},
		{"@example.org", false},
		{"name@", false},
		{"a@b@c", false},
		{"a b@c", false},
		{"A <a@b>", false},
		{"a@b,c", false},
		{"a@b\n", false},
		{"a\x1b@b", false},
		{"a@b\x7f", false},
		{"a\t@b", false},
	};
	char longest[258];
	(void)state;

	CHECK(values, rule_of_email);
	memset(longest, 'a', sizeof(longest));
	longest[1] = '@';
	longest[255] = '\0';
	assert_null(rule_of_email(longest));
	longest[255] = 'a';
	longest[256] = '\0';
	assert_non_null(rule_of_email(longest));
}

static void rule_of_number__numbers__with_their_country(void **state)
{
	static const struct value values[] = {
		{"+1 210 555 0100", true},
		{"+442079460000", true},
		{"+1 (210) 555-0100", true},
		{"+1234567", true},
		{"+123456789012345", true},
		{"", false},
		{"210 555 0100", false},
		{"+123456", false},
		{"+1234567890123456", false},
		{"+1 210 555 0100x", false},
		{"+1\n2105550100", false},
		{"++12105550100", false},
	};
	(void)state;

	CHECK(values, rule_of_number);
}

static void rule_of_password__passwords__as_the_service_wants_them(void **state)
{
	static const struct value values[] = {
		{"Demo-pass-1", true},
		{"Abcdefg1", true},
		{"Abcdef1", false},
		{"abcdefg1", false},
		{"ABCDEFG1", false},
		{"Abcdefgh", false},
		{" Abcdefg1", false},
		{"A bcdefg1 ", true},
	};
	(void)state;

	CHECK(values, of_password);
	assert_non_null(rule_of_password(NULL));
}

static void rule_of_pin__pins__six_digits_without_a_pattern(void **state)
{
	static const struct value values[] = {
		{"190283", true},
		{"111222", true},
		{"123987", true},
		{"321789", true},
		{"901234", false},
		{"12345", false},
		{"1234567", false},
		{"12345a", false},
		{"111122", false},
		{"221111", false},
		{"012349", false},
		{"943210", false},
		{"123498", false},
		{"", false},
	};
	(void)state;

	CHECK(values, of_pin);
	assert_non_null(rule_of_pin(NULL));
}

static void rule_of_code__codes__digits(void **state)
{
	static const struct value values[] = {
		{"123456", true}, {"1", true}, {"12 34", false}, {"12a456", false}, {"", false}};
	(void)state;

	CHECK(values, of_code);
	assert_non_null(rule_of_code(NULL));
}

/* ---- who may do what ---- */

/* Each permit's letter in a row of `may`: "y" or "-". */
static const enum permit order[] = {PERMIT_EDIT, PERMIT_ENABLE, PERMIT_DELETE, PERMIT_SET_PASSWORD,
	PERMIT_ROLES, PERMIT_KEY, PERMIT_RESET_PIN, PERMIT_CHANGE_PIN, PERMIT_MFA,
	PERMIT_MFA_DEVICES, PERMIT_ADD_USER};

_Static_assert(sizeof(order) / sizeof(*order) == PERMIT_COUNT, "one of them is not tested");

static void permit_refusal__everybody_to_everybody__as_the_roles_say(void **state)
{
	static const struct {
		enum account_role own, other; /* the same user where `oneself` */
		bool oneself;
		const char *may;
	} rows[] = {
		/*                                  e e d p r k R P m d a */
		{ROLE_OWNER, ROLE_OWNER, true, "y----y-yyyy"},
		{ROLE_MANAGER, ROLE_MANAGER, true, "y----y-yyyy"},
		{ROLE_DEFAULT, ROLE_DEFAULT, true, "y----y-yyy-"},
		{ROLE_OTHER, ROLE_OTHER, true, "y----y-yyy-"},
		{ROLE_OWNER, ROLE_DEFAULT, false, "yyyyyyy-y-y"},
		{ROLE_OWNER, ROLE_MANAGER, false, "yyyyyyy-y-y"},
		{ROLE_OWNER, ROLE_OTHER, false, "yyyyyyy-y-y"},
		{ROLE_MANAGER, ROLE_DEFAULT, false, "yyyyyyy-y-y"},
		{ROLE_MANAGER, ROLE_MANAGER, false, "yyyyyyy-y-y"},
		{ROLE_MANAGER, ROLE_OTHER, false, "yyyyyyy-y-y"},
		{ROLE_MANAGER, ROLE_OWNER, false, "----------y"},
		{ROLE_DEFAULT, ROLE_DEFAULT, false, "-----------"},
		{ROLE_OTHER, ROLE_DEFAULT, false, "-----------"},
		{ROLE_DEFAULT, ROLE_OWNER, false, "-----------"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct session session = {.user_id = "1", .role = rows[i].own};
		for (size_t j = 0; j < PERMIT_COUNT; j++) {
			const char *refusal = permit_refusal(
				&session, rows[i].oneself ? "1" : "2", rows[i].other, order[j]);
			if ((refusal == NULL) != (rows[i].may[j] == 'y')) {
				fail_msg("row %zu, %zu: %s", i, j,
					refusal == NULL ? "allowed" : refusal);
			}
		}
	}
}

static void permit_list_note__not_the_owner__says_who_sees_more(void **state)
{
	(void)state;
	for (enum account_role role = ROLE_OTHER; role <= ROLE_OWNER; role++) {
		const struct session session = {.role = role};
		assert_int_equal(permit_list_note(&session) == NULL, role == ROLE_OWNER);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rule_of_name__names__by_their_letters),
		cmocka_unit_test(rule_of_email__addresses__one_and_only_that),
		cmocka_unit_test(rule_of_number__numbers__with_their_country),
		cmocka_unit_test(rule_of_password__passwords__as_the_service_wants_them),
		cmocka_unit_test(rule_of_pin__pins__six_digits_without_a_pattern),
		cmocka_unit_test(rule_of_code__codes__digits),
		cmocka_unit_test(permit_refusal__everybody_to_everybody__as_the_roles_say),
		cmocka_unit_test(permit_list_note__not_the_owner__says_who_sees_more),
	};
	struct error error;

	if (!secret_start(&error)) {
		return 1;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
