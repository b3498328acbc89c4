/* SPDX-License-Identifier: MIT
 * A QR code as the service sends it: a PNG in a data URI. */
#ifndef SANDBOX_QR_H
#define SANDBOX_QR_H

/* "data:image/png;base64,…". The caller frees; NULL when the text does not fit or memory is out. */
char *qr_data_uri(const char *text);

#endif
