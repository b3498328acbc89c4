/* SPDX-License-Identifier: MIT
 * Prints the manual's table of keys from the panel's own action table. */
#include <stdio.h>

#include "keyturn/action.h"

int main(void)
{
	for (int id = ACTION_NONE + 1; id < ACTION_COUNT; id++) {
		const struct action_info *info = action_info((enum action)id);
		const char *separator = "";
		if (info->keys[0] == 0) {
			continue;
		}
		for (int i = 0; i < 3 && info->keys[i] != 0; i++) {
			char name[16];
			printf("%s*%s*", separator,
				keypress_name(info->keys[i], name, sizeof(name)));
			separator = ", ";
		}
		printf("\n\t%s\n\n", info->help);
	}
	return 0;
}
