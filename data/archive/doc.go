// Package archive carries the tables of package data to a machine without a
// network and puts them into force there.
//
// An archive is a ZIP file with table files (*.json), manifest.json, which names
// each of them with its size and SHA-256, and manifest.sig, the Ed25519 signature
// (RFC 8032) of the manifest behind the line «sdano tables 1». It may hold only
// some of the tables; the program's own stand for the rest. Keys are PEM files: a
// private one is PKCS #8, a public one PKIX, as openssl writes them.
//
// A Folder keeps the archives that were put into force, each as it came, and the
// file «current» that names the one in force and those before it. That file is
// replaced in one step, so that a crash leaves either the old tables or the new
// ones. Tables are believed only under the signature of a trusted key, which is
// checked when they come and again whenever they are loaded.
//
// Errors are *sdano.Error with a remedy for the operator.
package archive
