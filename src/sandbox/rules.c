/* SPDX-License-Identifier: MIT */
#include "rules.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

bool rules_name(const char *name)
{
	if (!isalpha((unsigned char)name[0]) || strlen(name) > 100) {
		return false;
	}
	return strspn(name,
		       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		       "0123456789-._@") == strlen(name);
}

bool rules_pin(const char *pin)
{
	int equal = 1, up = 1, down = 1;

	for (size_t i = 0; i < 6; i++) {
		if (!isdigit((unsigned char)pin[i])) {
			return false;
		}
		if (i > 0) {
			int step = pin[i] - pin[i - 1];

			equal = step == 0 ? equal + 1 : 1;
			up = step == 1 ? up + 1 : 1;
			down = step == -1 ? down + 1 : 1;
		}
		if (equal > 3 || up > 3 || down > 3) {
			return false;
		}
	}
	return pin[6] == '\0';
}

bool rules_email(const char *email)
{
	const char *at = strchr(email, '@');

	return at != NULL && at != email && at[1] != '\0' && strlen(email) <= 255;
}

bool rules_password(const char *password)
{
	bool upper = false, lower = false, digit = false;

	for (const char *c = password; *c != '\0'; c++) {
		upper |= isupper((unsigned char)*c) != 0;
		lower |= islower((unsigned char)*c) != 0;
		digit |= isdigit((unsigned char)*c) != 0;
	}
	return strlen(password) >= 8 && password[0] != ' ' && upper && lower && digit;
}
