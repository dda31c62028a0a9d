// Package upd970 is what 5.02 and 5.03 of the universal transfer document have
// in common, both published by the order of ФНС ЕД-7-26/970@ of 19.12.2023 and
// told apart by its amendment ЕД-7-26/1032@ of 15.11.2024: the buyer's title,
// which differs in the number of the version only, and the conditional rules.
//
// A rule has the same number in both versions; a number that only one version
// has is left out in the other.
package upd970
