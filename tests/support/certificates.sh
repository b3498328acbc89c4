#!/bin/sh
# SPDX-License-Identifier: MIT
# certificates.sh DIRECTORY: makes the certificates that certificates.h lists.
set -eu
cd "$1"

authority() { # NAME
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 3650 \
		-subj "/CN=keyturn test $1" -keyout "$1.key" -out "$1.pem" \
		-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
	: >"$1.index"
}

# The dates are given outright, which only 'openssl ca' allows.
server() { # NAME AUTHORITY START END ALTERNATIVE-NAMES
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc \
		-subj "/CN=keyturn test $1" -keyout "$1.key" -out "$1.csr"
	cat >"$1.conf" <<-END
		[ca]
		default_ca = authority
		[authority]
		certificate = $2.pem
		private_key = $2.key
		database = $2.index
		new_certs_dir = .
		rand_serial = yes
		default_md = sha256
		unique_subject = no
		policy = any
		x509_extensions = server
		[any]
		commonName = supplied
		[server]
		subjectAltName = $5
		extendedKeyUsage = serverAuth
	END
	openssl ca -batch -notext -config "$1.conf" -startdate "$3" -enddate "$4" \
		-in "$1.csr" -out "$1.pem"
}

here=DNS:localhost,IP:127.0.0.1
authority ca
authority stranger
server server ca 20200101000000Z 20491231235959Z "$here"
server expired ca 20200101000000Z 20210101000000Z "$here"
server wrong-host ca 20200101000000Z 20491231235959Z DNS:other.invalid
server unknown stranger 20200101000000Z 20491231235959Z "$here"
