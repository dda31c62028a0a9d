// Package attorney keeps machine-readable powers of attorney («машиночитаемая
// доверенность», МЧД) and checks them: whoever signs for an organisation without
// being its head shows one (63-ФЗ ст. 17.2; its form and keeping: ст. 17.5 and
// постановление Правительства РФ от 21.02.2022 № 223).
//
// Read takes the unified form of ФНС («единый формат», "EMCHD_1", known as 003)
// and what is alike in older forms; it is tolerant, since a power of attorney is
// somebody else's document and lives for years. Check holds it against what a
// signature claims: number, issuer, representative, day. A Service keeps files
// per box, byte for byte, and answers for them; the registry of ФНС is behind an
// adapter, and without one whatever only it can know (whether the power was
// revoked) is told as not checked.
package attorney
