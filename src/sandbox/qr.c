/* SPDX-License-Identifier: MIT */
#include "qr.h"

#include <png.h>
#include <qrencode.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/buffer.h"
#include "keyturn/memory.h"

enum {
	DOTS = 8,  /* pixels a module is wide and high */
	QUIET = 4, /* modules of white around it (ISO/IEC 18004) */
	PNG_MAX_BYTES = 64 * 1024,
};

static const char scheme[] = "data:image/png;base64,";

/* A byte a pixel, 0 for black. */
static unsigned char *draw(const QRcode *code, unsigned side)
{
	unsigned char *pixels = memory_alloc((size_t)side * side);

	for (unsigned y = 0; y < side; y++) {
		for (unsigned x = 0; x < side; x++) {
			int row = (int)(y / DOTS) - QUIET, column = (int)(x / DOTS) - QUIET;
			bool inside = row >= 0 && column >= 0 && row < code->width &&
				column < code->width;

			pixels[y * side + x] =
				inside && (code->data[row * code->width + column] & 1) ? 0 : 255;
		}
	}
	return pixels;
}

static bool write_png(const QRcode *code, unsigned char *png, size_t *len)
{
	unsigned side = (unsigned)(code->width + 2 * QUIET) * DOTS;
	png_image image = {
		.version = PNG_IMAGE_VERSION,
		.width = side,
		.height = side,
		.format = PNG_FORMAT_GRAY,
	};
	unsigned char *pixels = draw(code, side);
	png_alloc_size_t size = *len;
	bool written = png_image_write_to_memory(&image, png, &size, 0, pixels, 0, NULL) != 0;

	*len = size;
	sodium_memzero(pixels, (size_t)side * side);
	free(pixels);
	return written;
}

static char *to_uri(const unsigned char *png, size_t len)
{
	size_t size = sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL);
	char *uri = memory_alloc(sizeof(scheme) - 1 + size);

	memcpy(uri, scheme, sizeof(scheme) - 1);
	sodium_bin2base64(uri + sizeof(scheme) - 1, size, png, len, sodium_base64_VARIANT_ORIGINAL);
	return uri;
}

char *qr_data_uri(const char *text)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	unsigned char *png = memory_alloc(PNG_MAX_BYTES);
	size_t len = PNG_MAX_BYTES;
	char *uri = code != NULL && write_png(code, png, &len) ? to_uri(png, len) : NULL;

	QRcode_free(code);
	sodium_memzero(png, PNG_MAX_BYTES);
	free(png);
	return uri;
}
