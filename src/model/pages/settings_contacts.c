/* SPDX-License-Identifier: MIT
 * The users of the account, as Settings & Contacts lists them. */
#include "keyturn/model.h"

#include "keyturn/text.h"

static bool matches(const struct user *user, const char *text)
{
	return text_contains(user->name, text) || text_contains(user->email, text);
}

size_t model_contacts_matching(const struct model *model, size_t *indices, size_t max)
{
	const struct settings *page = &model->settings;
	size_t count = 0;

	for (size_t i = 0; page->contacts != NULL && i < page->contacts->count; i++) {
		if (matches(&page->contacts->users[i], page->search.text)) {
			if (count < max) {
				indices[count] = i;
			}
			count++;
		}
	}
	return count;
}
