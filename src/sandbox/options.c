/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT_MAX = 1000000, PAGE_LIMIT = 1000, USER_LIMIT = 100, TOKEN_LIFE = 24 * 60 * 60 };

static bool parse_number(const char *text, long min, long max, long *number)
{
	char *end;

	if (text[0] < '0' || text[0] > '9') {
		return false;
	}
	*number = strtol(text, &end, 10);
	return *end == '\0' && *number >= min && *number <= max;
}

static bool parse_host(const char *host, in_port_t port, struct sockaddr_storage *address)
{
	struct sockaddr_in *four = (struct sockaddr_in *)address;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)address;

	memset(address, 0, sizeof(*address));
	if (inet_pton(AF_INET, strcmp(host, "localhost") == 0 ? "127.0.0.1" : host,
		    &four->sin_addr) == 1) {
		four->sin_family = AF_INET;
		four->sin_port = port;
		return true;
	}
	if (inet_pton(AF_INET6, host, &six->sin6_addr) == 1) {
		six->sin6_family = AF_INET6;
		six->sin6_port = port;
		return true;
	}
	return false;
}

/* 127.0.0.1:8080, [::1]:0 */
static bool parse_address(const char *text, struct sockaddr_storage *address, struct error *error)
{
	const char *colon = strrchr(text, ':');
	char host[INET6_ADDRSTRLEN + 2];
	size_t len = colon == NULL ? 0 : (size_t)(colon - text);
	long port;

	if (len > 0 && len < sizeof(host) && parse_number(colon + 1, 0, 65535, &port)) {
		bool bracketed = text[0] == '[' && text[len - 1] == ']';

		memcpy(host, text + bracketed, len - 2 * (size_t)bracketed);
		host[len - 2 * (size_t)bracketed] = '\0';
		if (parse_host(host, htons((in_port_t)port), address) &&
			bracketed == (address->ss_family == AF_INET6)) {
			return true;
		}
	}
	return error_set(error, ERROR_USAGE,
		"--listen=%s is not an address and port; write 127.0.0.1:8080 or [::1]:8080", text);
}

static bool is_loopback(const struct sockaddr_storage *address)
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)address;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;

	if (address->ss_family == AF_INET6) {
		return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
	}
	return (ntohl(four->sin_addr.s_addr) >> 24) == 127;
}

static bool check_prefix(const char *prefix, struct error *error)
{
	/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): getopt sees that there is a value */
	size_t len = strlen(prefix);

	if (len == 0 ||
		(prefix[0] == '/' && prefix[len - 1] != '/' && len < 128 &&
			strstr(prefix, "//") == NULL)) {
		return true;
	}
	return error_set(error, ERROR_USAGE,
		"--prefix=%s is not a path; write it like /identity, without a slash at the end",
		prefix);
}

/* Checks options that depend on each other. */
static bool check(const struct options *options, struct error *error)
{
	if ((options->tls_cert == NULL) != (options->tls_key == NULL)) {
		return error_set(
			error, ERROR_USAGE, "--tls-cert and --tls-key must be given together");
	}
	if (!is_loopback(&options->address) && options->tls_cert == NULL) {
		return error_set(error, ERROR_USAGE,
			"an address that other machines can reach needs --tls-cert and --tls-key, "
			"or passwords and keys would cross the network unencrypted");
	}
	return check_prefix(options->prefix, error);
}

enum option_id {
	OPTION_LISTEN = 256,
	OPTION_DB,
	OPTION_SEED,
	OPTION_TLS_CERT,
	OPTION_TLS_KEY,
	OPTION_RATE_LIMIT,
	OPTION_RATE_LIMIT_STATUS,
	OPTION_PAGE_LIMIT,
	OPTION_USER_LIMIT,
	OPTION_MORE_USERS,
	OPTION_TOKEN_LIFE,
	OPTION_EXIT_WITH_STDIN,
	OPTION_LOG,
	OPTION_PREFIX,
};

static const struct option long_options[] = {
	{"listen", required_argument, NULL, OPTION_LISTEN},
	{"db", required_argument, NULL, OPTION_DB},
	{"seed", required_argument, NULL, OPTION_SEED},
	{"tls-cert", required_argument, NULL, OPTION_TLS_CERT},
	{"tls-key", required_argument, NULL, OPTION_TLS_KEY},
	{"rate-limit", required_argument, NULL, OPTION_RATE_LIMIT},
	{"rate-limit-status", required_argument, NULL, OPTION_RATE_LIMIT_STATUS},
	{"page-limit", required_argument, NULL, OPTION_PAGE_LIMIT},
	{"user-limit", required_argument, NULL, OPTION_USER_LIMIT},
	{"more-users", required_argument, NULL, OPTION_MORE_USERS},
	{"token-life", required_argument, NULL, OPTION_TOKEN_LIFE},
	{"exit-with-stdin", no_argument, NULL, OPTION_EXIT_WITH_STDIN},
	{"log", required_argument, NULL, OPTION_LOG},
	{"prefix", required_argument, NULL, OPTION_PREFIX},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, 'V'},
	{NULL, 0, NULL, 0},
};

void options_help(void)
{
	printf("Usage: keyturn-sandbox [OPTION]...\n"
	       "A small identity service with made-up users, for trying out keyturn and other clients.\n"
	       "\n"
	       "  --listen=ADDR:PORT  where to listen (default 127.0.0.1:0: any free port)\n"
	       "  --db=FILE           keep the state in FILE (default: in memory)\n"
	       "  --seed=FILE         users to start with (default: built-in ones)\n"
	       "  --tls-cert=FILE     serve https with this certificate (PEM) and\n"
	       "  --tls-key=FILE      its key (PEM)\n"
	       "  --rate-limit=N      answer 413 when a client makes more than N requests a second\n"
	       "  --rate-limit-status=STATUS\n"
	       "                      answer 429 or 503 instead\n"
	       "  --page-limit=N      largest page of a list of users (default 1000)\n"
	       "  --user-limit=N      users an account may have besides its owner (default 100)\n"
	       "  --token-life=N      seconds that a token is valid (default 86400: a day)\n"
	       "  --more-users=N      add N users to the first account, for trying out long lists\n"
	       "  --prefix=PATH       serve under PATH, such as /identity\n"
	       "  --log=FILE          append a line for each request: METHOD PATH STATUS\n"
	       "  --exit-with-stdin   exit when standard input is closed\n"
	       "  -h, --help          print this help and exit\n"
	       "  -V, --version       print the version and exit\n"
	       "\n"
	       "The first line it prints is the URL to sign in at.\n");
}

static bool parse_count(const char *option, const char *value, int *count, struct error *error)
{
	long number;

	if (!parse_number(value, 1, COUNT_MAX, &number)) {
		return error_set(error, ERROR_USAGE, "--%s=%s is not a number from 1 to %d", option,
			value, COUNT_MAX);
	}
	*count = (int)number;
	return true;
}

static bool parse_status(const char *value, int *status, struct error *error)
{
	long number;

	if (!parse_number(value, 0, 999, &number) ||
		(number != 413 && number != 429 && number != 503)) {
		return error_set(
			error, ERROR_USAGE, "--rate-limit-status=%s is not 413, 429 or 503", value);
	}
	*status = (int)number;
	return true;
}

static bool apply(int id, char *value, struct options *options, struct error *error)
{
	switch (id) {
	case OPTION_LISTEN:
		return parse_address(value, &options->address, error);
	case OPTION_DB:
		options->db = value;
		return true;
	case OPTION_SEED:
		options->seed = value;
		return true;
	case OPTION_TLS_CERT:
		options->tls_cert = value;
		return true;
	case OPTION_TLS_KEY:
		options->tls_key = value;
		return true;
	case OPTION_RATE_LIMIT:
		return parse_count("rate-limit", value, &options->rate_limit, error);
	case OPTION_RATE_LIMIT_STATUS:
		return parse_status(value, &options->rate_limit_status, error);
	case OPTION_PAGE_LIMIT:
		return parse_count("page-limit", value, &options->page_limit, error);
	case OPTION_USER_LIMIT:
		return parse_count("user-limit", value, &options->user_limit, error);
	case OPTION_TOKEN_LIFE:
		return parse_count("token-life", value, &options->token_life, error);
	case OPTION_MORE_USERS:
		return parse_count("more-users", value, &options->more_users, error);
	case OPTION_EXIT_WITH_STDIN:
		options->exit_with_stdin = true;
		return true;
	case OPTION_LOG:
		options->log = value;
		return true;
	case OPTION_PREFIX:
		options->prefix = value;
		return true;
	case 'h':
		options->action = OPTIONS_HELP;
		return true;
	case 'V':
		options->action = OPTIONS_VERSION;
		return true;
	default: /* getopt has printed what is wrong */
		return error_set(error, ERROR_USAGE, "see keyturn-sandbox --help");
	}
}

bool options_read(int argc, char **argv, struct options *options, struct error *error)
{
	int id;

	*options = (struct options){
		.prefix = "",
		.rate_limit_status = 413,
		.page_limit = PAGE_LIMIT,
		.user_limit = USER_LIMIT,
		.token_life = TOKEN_LIFE,
	};
	parse_host("127.0.0.1", 0, &options->address);
	while ((id = getopt_long(argc, argv, "hV", long_options, NULL)) != -1) {
		if (!apply(id, optarg, options, error)) {
			return false;
		}
		if (options->action != OPTIONS_RUN) {
			return true;
		}
	}
	if (optind < argc) {
		return error_set(error, ERROR_USAGE, "unexpected argument \"%s\"", argv[optind]);
	}
	return check(options, error);
}
