// Package ical writes calendars in the form that Google, Outlook, Apple and
// others subscribe to (RFC 5545): all-day events with a stable UID and a SEQUENCE
// that grows with every change.
//
// Lines, folds and escapes are the work of a library; this package is the mapping
// to it and what it leaves to its callers: CRLF on every system, texts of plain
// UTF-8 without control characters, an exclusive last day. Equal calendars give
// equal bytes: no clock is read.
package ical

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"

	"sdano"
)

// Type is the media type of what Write writes.
const Type = "text/calendar; charset=utf-8"

// Calendar is a calendar with its events, in the order in which they are written.
type Calendar struct {
	// Product names the program that made it: "-//sdano//monitor//RU".
	Product string
	// Name is what the reader's program calls it.
	Name string
	// Refresh is how often it should be read again, in whole minutes; 0 says
	// nothing.
	Refresh time.Duration
	Events  []Event
}

// Event is one event that lasts one whole day.
type Event struct {
	// UID is its name for ever, unique in the world: "usn-2026-Q1@example.ru".
	UID string
	// Changed is when it became what it is now.
	Changed time.Time
	// Sequence counts its changes, from 0.
	Sequence int
	// Day is the day it lasts.
	Day sdano.Date
	// Summary is its title; Description may have several lines, parted by "\n".
	Summary, Description string
	// URL leads to more about it; "" if there is none.
	URL string
	// Cancelled says that it does not take place (STATUS:CANCELLED).
	Cancelled bool
}

// Write writes a calendar. The error is the writer's, or that of an event without
// UID or day.
func Write(w io.Writer, c Calendar) error {
	out := &ics.Calendar{}
	out.SetVersion("2.0")
	out.SetProductId(clean(c.Product))
	out.SetCalscale("GREGORIAN")
	out.SetMethod(ics.MethodPublish)
	out.SetXWRCalName(clean(c.Name))
	if minutes := int(c.Refresh / time.Minute); minutes > 0 {
		text := fmt.Sprintf("PT%dM", minutes)
		out.SetRefreshInterval(text)
		out.SetXPublishedTTL(text)
	}
	for i := range c.Events {
		if err := add(out, &c.Events[i]); err != nil {
			return err
		}
	}
	return out.SerializeTo(w, ics.WithNewLineWindows)
}

func add(out *ics.Calendar, e *Event) error {
	uid := clean(e.UID)
	if uid == "" || e.Day.IsZero() {
		return fmt.Errorf("ical: event %q of %s has no UID or no day", e.UID, e.Day)
	}
	v := out.AddEvent(uid)
	v.SetDtStampTime(e.Changed)
	v.SetLastModifiedAt(e.Changed)
	v.SetSequence(e.Sequence)
	v.SetAllDayStartAt(e.Day.In(time.UTC))
	v.SetAllDayEndAt(e.Day.AddDays(1).In(time.UTC)) // the first day that it does not last
	v.SetSummary(clean(e.Summary))
	if e.Description != "" {
		v.SetDescription(clean(e.Description))
	}
	if e.URL != "" {
		v.SetURL(strings.ReplaceAll(clean(e.URL), "\n", ""))
	}
	v.SetStatus(status(e))
	v.SetTimeTransparency(ics.TransparencyTransparent) // a term keeps nobody busy
	return nil
}

func status(e *Event) ics.ObjectStatus {
	if e.Cancelled {
		return ics.ObjectStatusCancelled
	}
	return ics.ObjectStatusConfirmed
}

// clean returns a text of UTF-8 in which "\n" is the only control character.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "?"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}
