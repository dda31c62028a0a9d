package titles

import (
	"slices"

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
