// Package gost is the arithmetic of Russian electronic signatures: the hash
// function «Стрибог» (ГОСТ Р 34.11-2012, RFC 6986) of 256 and 512 bits, and the
// check of signatures by ГОСТ Р 34.10-2012 (RFC 7091) with keys of 256 and 512
// bits on every published parameter set (RFC 4357, RFC 7836, RFC 9215).
//
// It works on public data only: signatures, digests and public keys. Nothing in
// it runs in constant time, so it must never see a private key, and it offers no
// way to sign: a qualified signature comes from a certified tool (63-ФЗ ст. 12).
//
// The byte orders are those of certificates and CMS (RFC 9215): a digest is read
// as a little-endian number, a public key is X‖Y little-endian, a signature is
// s‖r big-endian.
package gost
