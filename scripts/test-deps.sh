#!/usr/bin/env bash
# Installs what the test suite uses beside Go: PostgreSQL 15+, xmllint, Chromium
# and OpenSSL 3 with the gost engine, from the system's packages. What cannot be
# had is named; the tests that need it are then skipped and say so.
set -uo pipefail

missing=()
have_pg() { ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null 2>&1; }
have_pg || missing+=(postgresql)
command -v xmllint >/dev/null 2>&1 || missing+=(libxml2-utils)
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
	command -v google-chrome >/dev/null 2>&1 || missing+=(chromium)
have_openssl() { openssl version 2>/dev/null | grep -q '^OpenSSL 3'; }
have_openssl || missing+=(openssl)
have_gost() { openssl engine gost >/dev/null 2>&1; }
have_gost || missing+=(libengine-gost-openssl)

if [ ${#missing[@]} -gt 0 ] && command -v apt-get >/dev/null 2>&1; then
	sudo=()
	if [ "$(id -u)" != 0 ]; then
		if sudo -n true 2>/dev/null; then sudo=(sudo -n); else sudo=(false); fi
	fi
	echo "test-deps: installing ${missing[*]}"
	export DEBIAN_FRONTEND=noninteractive
	"${sudo[@]}" apt-get update -qq >/dev/null 2>&1
	for package in "${missing[@]}"; do
		"${sudo[@]}" apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 ||
			echo "test-deps: $package could not be installed"
	done
fi

have_pg || echo "test-deps: SKIPPED without PostgreSQL 15+: the PostgreSQL half of the suite"
command -v xmllint >/dev/null 2>&1 || echo "test-deps: SKIPPED without xmllint: comparisons with libxml2"
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
	command -v google-chrome >/dev/null 2>&1 || echo "test-deps: SKIPPED without Chromium: tests of pages in a browser"
have_openssl || echo "test-deps: SKIPPED without OpenSSL 3: signatures made and judged by OpenSSL"
have_gost || echo "test-deps: SKIPPED without OpenSSL's gost engine: comparisons of ГОСТ signatures"
exit 0
