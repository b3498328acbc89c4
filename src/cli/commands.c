/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <stddef.h>

const struct command commands[] = {
	{NULL, "open the panel", command_panel},
	{"show", "tell the key's state; the key itself with --reveal", command_show},
	{"scan", "find what holds the key here: files, processes", command_scan, "[PATH...]"},
	{"rotate", "reset the key, prove it, and put it where the old one was", command_rotate},
	{"resume", "finish what an interrupted rotation left", command_resume},
	{"history", "tell what was done to keys here, by whom, from where", command_history},
	{"profiles", "list the configured accounts", command_profiles},
	{"doctor", "tell what works here: terminal, clipboard, memory, TLS, service",
		command_doctor},
	{NULL, NULL, NULL},
};
