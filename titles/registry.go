package titles

import (
	"slices"

	"sdano"
	"sdano/data"
	"sdano/titles/akt"
	"sdano/titles/aktsver"
	"sdano/titles/annul102"
	"sdano/titles/tech102"
	"sdano/titles/tech103"
	"sdano/titles/title"
	"sdano/titles/torg12"
	"sdano/titles/torg2"
	"sdano/titles/ukd189"
	"sdano/titles/ukd736"
	"sdano/titles/upd501"
	"sdano/titles/upd502"
	"sdano/titles/upd503"
)

// all are the formats in the order in which they are listed: by exchange, first
// titles before second ones, receipts last.
var all = []*title.Format{
	upd501.First, upd501.Second,
	upd502.First, upd502.Second,
	upd503.First, upd503.Second,
	ukd189.First, ukd189.Second,
	ukd736.First, ukd736.Second,
	torg2.First, torg2.Second,
	aktsver.First, aktsver.Second,
	torg12.First, torg12.Second,
	akt.First, akt.Second,
	tech103.Receipt, tech103.Clarification, tech103.Dispatched, tech103.Arrived,
	tech102.Receipt, tech102.Clarification, tech102.Dispatched, tech102.Arrived,
	annul102.Proposal,
}

// Formats returns all formats.
func Formats() []*title.Format { return slices.Clone(all) }

// Current returns the format in which a document or receipt of a kind is to be
// made on a day: the latest version whose days include it; nil if there is none.
// Windows are data.Tables.Formats. Answers have the version of what they answer
// instead.
func Current(kind title.Kind, day sdano.Date, windows []data.Format) *title.Format {
	var best *title.Format
	for _, f := range all {
		if f.Kind != kind || f.Role == title.Second || closed(f, day, windows) {
			continue
		}
		if best == nil || slices.Max(f.Versions) > slices.Max(best.Versions) {
			best = f
		}
	}
	return best
}

// closed reports whether a format may not be used on a day.
func closed(f *title.Format, day sdano.Date, windows []data.Format) bool {
	return slices.ContainsFunc(windows, func(w data.Format) bool { return w.ID == f.Exchange && !w.Holds(day) })
}
