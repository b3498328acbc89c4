/* SPDX-License-Identifier: MIT */
#include "failure.h"

#include <strings.h>

#include "late_curl.h"
#include "url.h"

/* Anything not listed counts as a broken connection. */
static const struct {
	CURLcode code;
	enum error_kind kind;
} kinds[] = {
	{CURLE_OPERATION_TIMEDOUT, ERROR_TIMEOUT},
	{CURLE_SSL_CONNECT_ERROR, ERROR_TLS},
	{CURLE_SSL_ENGINE_NOTFOUND, ERROR_TLS},
	{CURLE_SSL_ENGINE_SETFAILED, ERROR_TLS},
	{CURLE_SSL_CERTPROBLEM, ERROR_TLS},
	{CURLE_SSL_CIPHER, ERROR_TLS},
	{CURLE_PEER_FAILED_VERIFICATION, ERROR_TLS},
	{CURLE_SSL_ENGINE_INITFAILED, ERROR_TLS},
	{CURLE_SSL_CACERT_BADFILE, ERROR_TLS},
	{CURLE_SSL_SHUTDOWN_FAILED, ERROR_TLS},
	{CURLE_SSL_CRL_BADFILE, ERROR_TLS},
	{CURLE_SSL_ISSUER_ERROR, ERROR_TLS},
	{CURLE_SSL_PINNEDPUBKEYNOTMATCH, ERROR_TLS},
	{CURLE_SSL_INVALIDCERTSTATUS, ERROR_TLS},
	{CURLE_SSL_CLIENTCERT, ERROR_TLS},
	{CURLE_FILESIZE_EXCEEDED, ERROR_REPLY_SIZE},
	{CURLE_OUT_OF_MEMORY,
		ERROR_REPLY_SIZE}, /* ours never fails, so this is a line beyond curl's limit */
	{CURLE_UNSUPPORTED_PROTOCOL, ERROR_REPLY}, /* an answer that is not HTTP */
	{CURLE_WEIRD_SERVER_REPLY, ERROR_REPLY},
	{CURLE_PARTIAL_FILE, ERROR_REPLY}, /* it is cut off */
	{CURLE_BAD_CONTENT_ENCODING, ERROR_REPLY},
};

static enum error_kind kind_of(CURLcode code)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (kinds[i].code == code) {
			return kinds[i].kind;
		}
	}
	return ERROR_UNREACHABLE;
}

/* False only when it is certain that no byte of the request was sent: nothing was written, or the TLS
 * handshake, which comes first, had not finished. */
static bool may_be_seen(CURL *easy)
{
	long bytes = 0;
	curl_off_t handshake = 0;
	const char *scheme = "";

	curl.easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &bytes);
	curl.easy_getinfo(easy, CURLINFO_APPCONNECT_TIME_T, &handshake);
	curl.easy_getinfo(easy, CURLINFO_SCHEME, &scheme);
	bool tls = scheme == NULL || strcasecmp(scheme, "http") != 0;
	return bytes > 0 && (!tls || handshake > 0);
}

void failure_read(CURL *easy, CURLcode code, const char *reason, size_t reply_max,
	struct http_response *response)
{
	char *url = NULL;
	char host[URL_AUTHORITY_SIZE];
	enum error_kind kind = kind_of(code);

	curl.easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &url);
	url_authority(url == NULL ? "" : url, host, sizeof(host));
	if (kind == ERROR_REPLY_SIZE) {
		error_set(&response->error, kind, "%.120s: more than %zu KiB, or %d KiB of headers",
			host, reply_max / 1024, HTTP_HEADERS_MAX / 1024);
	} else {
		error_set(&response->error, kind, "%.120s: %s", host,
			reason[0] != '\0' ? reason : curl.easy_strerror(code));
	}
	response->sent = may_be_seen(easy);
}
