/* SPDX-License-Identifier: MIT */
#include "keyturn/account_rules.h"

#include <ctype.h>
#include <string.h>

/* ---- values ---- */

static bool plain_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

const char *rule_of_name(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-._@";

	if (name[0] == '\0') {
		return "a name is needed";
	}
	if (!plain_letter(name[0])) {
		return "it must begin with a letter";
	}
	if (strspn(name, allowed) != strlen(name)) {
		return "only letters, digits and . _ - @ are allowed";
	}
	return strlen(name) > 100 ? "it is too long: at most 100 characters" : NULL;
}

static bool has_control(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f) {
			return true;
		}
	}
	return false;
}

const char *rule_of_email(const char *email)
{
	const char *at = strchr(email, '@');

	if (email[0] == '\0') {
		return "an e-mail address is needed";
	}
	if (at == NULL || at == email || at[1] == '\0' || strchr(at + 1, '@') != NULL) {
		return "it must be as name@example.org";
	}
	if (strpbrk(email, " <>,;\"") != NULL || has_control(email)) {
		return "only the address itself: no blanks, no name, only one";
	}
	return strlen(email) > 255 ? "it is too long: at most 255 characters" : NULL;
}

const char *rule_of_number(const char *number)
{
	size_t digits = 0;

	if (number[0] != '+') {
		return "it must begin with + and the country's code, as +1 210 555 0100";
	}
	for (const char *c = number + 1; *c != '\0'; c++) {
		digits += isdigit((unsigned char)*c) != 0;
		if (!isdigit((unsigned char)*c) && strchr(" -()", *c) == NULL) {
			return "only digits, blanks, - and ( ) may follow the +";
		}
	}
	return digits < 7 || digits > 15 ? "a number has 7 to 15 digits" : NULL;
}

static const char *password_rule(const char *password)
{
	bool upper = false, lower = false, digit = false;

	for (const char *c = password; *c != '\0'; c++) {
		upper |= *c >= 'A' && *c <= 'Z';
		lower |= *c >= 'a' && *c <= 'z';
		digit |= *c >= '0' && *c <= '9';
	}
	if (strlen(password) < 8) {
		return "it needs 8 characters or more";
	}
	if (password[0] == ' ') {
		return "it must not begin with a blank";
	}
	return !upper    ? "it needs an upper-case letter"
		: !lower ? "it needs a lower-case letter"
		: !digit ? "it needs a digit"
			 : NULL;
}

/* How many in a row at most are equal, or each `step` more than the one before. */
static size_t longest_run(const char *digits, int step)
{
	size_t run = 1, longest = 1;

	for (size_t i = 1; digits[0] != '\0' && digits[i] != '\0'; i++) {
		run = digits[i] - digits[i - 1] == step ? run + 1 : 1;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static const char *pin_rule(const char *pin)
{
	if (strspn(pin, "0123456789") != strlen(pin) || strlen(pin) != 6) {
		return "it has six digits";
	}
	if (longest_run(pin, 0) > 3) {
		return "at most three in a row may be equal";
	}
	return longest_run(pin, 1) > 3 || longest_run(pin, -1) > 3
		? "at most three in a row may count up or down"
		: NULL;
}

static const char *code_rule(const char *code)
{
	return code[0] == '\0' || strspn(code, "0123456789") != strlen(code)
		? "a code has digits only"
		: NULL;
}

static const char *of_secret(struct secret *secret, const char *(*rule)(const char *text))
{
	const char *broken;

	if (secret == NULL) {
		return "it is empty";
	}
	broken = rule(secret_open(secret));
	secret_close(secret);
	return broken;
}

const char *rule_of_password(struct secret *password)
{
	return of_secret(password, password_rule);
}

const char *rule_of_pin(struct secret *pin)
{
	return of_secret(pin, pin_rule);
}

const char *rule_of_code(struct secret *code)
{
	return of_secret(code, code_rule);
}

/* ---- regions ---- */

static bool is_first(const struct catalog *catalog, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (strcmp(catalog->endpoints[i].type, "compute") == 0 &&
			strcmp(catalog->endpoints[i].region, catalog->endpoints[index].region) ==
				0) {
			return false;
		}
	}
	return true;
}

const char *account_region(const struct catalog *catalog, size_t number)
{
	for (size_t i = 0; catalog != NULL && i < catalog->count; i++) {
		const struct endpoint *endpoint = &catalog->endpoints[i];
		if (strcmp(endpoint->type, "compute") == 0 && endpoint->region[0] != '\0' &&
			is_first(catalog, i) && number-- == 0) {
			return endpoint->region;
		}
	}
	return NULL;
}

/* ---- who may do what ---- */

static const char by_oneself[] = "only they themselves can do this";

static const char *refusal_to_oneself(enum account_role own, enum permit what)
{
	switch (what) {
	case PERMIT_ENABLE:
		return "nobody can disable themselves";
	case PERMIT_DELETE:
		return own == ROLE_OWNER ? "the account's owner cannot be deleted"
					 : "nobody can delete themselves";
	case PERMIT_SET_PASSWORD:
		return "one's own password is changed with the old one";
	case PERMIT_ROLES:
		return "nobody can change their own roles";
	case PERMIT_RESET_PIN:
		return "one's own PIN is changed, not reset";
	case PERMIT_EDIT:
	case PERMIT_KEY:
	case PERMIT_CHANGE_PIN:
	case PERMIT_MFA:
	case PERMIT_MFA_DEVICES:
	case PERMIT_ADD_USER:
	case PERMIT_COUNT:
		break;
	}
	return NULL;
}

static const char *refusal_to_another(
	enum account_role own, enum account_role role, enum permit what)
{
	if (what == PERMIT_CHANGE_PIN || what == PERMIT_MFA_DEVICES) {
		return by_oneself;
	}
	if (own != ROLE_OWNER && own != ROLE_MANAGER) {
		return "only the account's owner or a manager can do this";
	}
	if (role == ROLE_OWNER) {
		return "nobody else can do this to the account's owner";
	}
	return NULL;
}

const char *permit_refusal(
	const struct session *session, const char *id, enum account_role role, enum permit what)
{
	if (what == PERMIT_ADD_USER) {
		return session->role == ROLE_OWNER || session->role == ROLE_MANAGER
			? NULL
			: "only the account's owner or a manager can add users";
	}
	if (strcmp(session->user_id, id) == 0) {
		return refusal_to_oneself(session->role, what);
	}
	return refusal_to_another(session->role, role, what);
}

const char *permit_list_note(const struct session *session)
{
	switch (session->role) {
	case ROLE_OWNER:
		return NULL;
	case ROLE_MANAGER:
		return "A manager sees the account's plain users; the owner sees all";
	case ROLE_DEFAULT:
	case ROLE_OTHER:
		break;
	}
	return "The service shows a plain user only what they may see; the owner and managers see "
	       "the others";
}
