/* SPDX-License-Identifier: MIT
 * libqrencode frees what it made of the text without wiping it, so that is done here. */
#include "qr.h"

#include <stdlib.h>

#include "keyturn/memory.h"
#include "keyturn/secret.h"
#include "late_qrencode.h"

struct qr {
	QRcode *code;
};

bool qr_available(void)
{
	return late_qrencode_load();
}

struct qr *qr_create(struct secret *text)
{
	enum { ANY_VERSION = 0, CASE_MATTERS = 1 };

	if (!late_qrencode_load()) {
		return NULL;
	}
	QRcode *code = qrencode.encodeString(
		secret_open(text), ANY_VERSION, QR_ECLEVEL_L, QR_MODE_8, CASE_MATTERS);
	secret_close(text);
	memory_wipe_freed();
	if (code == NULL) {
		return NULL;
	}
	struct qr *qr = memory_alloc(sizeof(*qr));
	qr->code = code;
	return qr;
}

void qr_destroy(struct qr *qr)
{
	if (qr != NULL) {
		memory_wipe(qr->code->data, (size_t)qr->code->width * (size_t)qr->code->width);
		qrencode.free(qr->code);
		free(qr);
	}
}

int qr_width(const struct qr *qr)
{
	return qr->code->width;
}

bool qr_dark(const struct qr *qr, int row, int col)
{
	int width = qr->code->width;
	bool inside = row >= 0 && col >= 0 && row < width && col < width;

	return inside && (qr->code->data[row * width + col] & 1) != 0;
}
