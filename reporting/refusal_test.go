package reporting_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/internal/demo"
	"sdano/reporting"
)

// has checks that a message names what it must.
func has(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q does not name %q", text, p)
		}
	}
}

// noTrace checks that a refusal left nothing but the entry of the journal.
func (d *desk) noTrace(subs int) {
	d.Helper()
	got, err := d.Submissions(d.Context(), deskTenant, reporting.Query{WithDeleted: true})
	d.must(err)
	if len(got) != subs {
		d.Errorf("%d submissions, want %d", len(got), subs)
	}
}

// Complaint 2.
func TestOpenReportIsNotFiledAgain(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		first := d.filed(d.declaration(demo.Entrepreneur, "7701", "2026-04-09"), "")
		_, err := d.file(d.sample(), "")
		e := d.refused(err, sdano.Conflict, "report_open")
		has(d, e.Message, "Декларация по УСН", "2025 г.", "ИФНС 7701", "Запланирована", "10.04.2026 10:30", first.ID.String())
		has(d, e.Remedy, "resend_reason")
		d.noTrace(1)
	})
}

func TestReportOnItsWayIsOpenUnderEveryStatus(t *testing.T) {
	t.Parallel()
	for _, status := range []reporting.Status{reporting.Planned, reporting.Sent, reporting.SendConfirmed, reporting.DeliveryConfirmed} {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			first := d.filed(d.declaration(demo.Entrepreneur, "7701", "2026-04-09"), "")
			d.becomes(first.ID, func(s *reporting.Submission) { s.Status, s.UnderReview = status, true })
			_, err := d.file(d.sample(), "  ")
			has(t, d.refused(err, sdano.Conflict, "report_open").Message, status.RU(), "проверяется")
		})
	}
}

func TestAcceptedReportIsNotFiledAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	l := d.sample()
	first := d.filed(l, "")
	d.becomes(first.ID, accepted(morning.Add(3*time.Hour)))
	_, err := d.file(l, "")
	e := d.refused(err, sdano.Conflict, "report_accepted")
	has(t, e.Message, "уже сдан", "«Сдана» с 10.04.2026 13:30", first.ID.String())
	has(t, e.Remedy, "корректировк", "1", "resend_reason")
	d.noTrace(1)
}

// An accepted submission decides, also behind a newer one that is under way.
func TestAcceptedReportIsAcceptedBehindAResend(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.filed(d.sample(), "")
	d.becomes(first.ID, accepted(morning))
	d.filed(d.sample(), "инспекция просит ещё раз")
	_, err := d.file(d.sample(), "")
	d.refused(err, sdano.Conflict, "report_accepted")
}

func TestCorrectionIsAReportOfItsOwn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	one, two := d.numbered(0), d.numbered(1)
	a, b := d.filed(one, ""), d.filed(two, "")
	if a.Report == b.Report || a.Key.Correction == b.Key.Correction {
		t.Errorf("%+v, %+v", a.Key, b.Key)
	}
	_, err := d.file(one, "")
	has(t, d.refused(err, sdano.Conflict, "report_open").Message, "корректировка № 1")
}

func (d *desk) numbered(n int) letter {
	d.Helper()
	name, data, err := demo.Numbered(n)
	d.must(err)
	return letter{name, data}
}

func TestReasonAllowsToFileAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.filed(d.sample(), "")
	again := d.filed(d.sample(), "  инспекция не видит отчёта ")
	if again.Report != first.Report || again.ID == first.ID || again.ContentKey != first.ContentKey {
		t.Errorf("%+v after %+v", again, first)
	}
	if again.ResendReason != "инспекция не видит отчёта" {
		t.Errorf("reason %q", again.ResendReason)
	}
	has(t, d.journal("submission/" + again.ID.String())[0].After, "инспекция не видит отчёта")
}

func TestOverlongReasonIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, err := d.file(d.sample(), strings.Repeat("ж", 1001))
	if e := d.refused(err, sdano.Invalid, "bad_value"); e.Param != "resend_reason" {
		t.Errorf("param %q", e.Param)
	}
	d.filed(d.sample(), strings.Repeat("ж", 1000))
}

func TestRefusedReportMayBeFiledAgainWithAnotherFile(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	l := d.sample()
	first := d.filed(l, "")
	d.becomes(first.ID, refusedBy(morning.Add(time.Hour)))
	_, err := d.file(l, "")
	e := d.refused(err, sdano.Conflict, "same_content")
	has(t, e.Message, "этот же файл", "Не принята", first.ID.String())
	has(t, e.Remedy, "новым именем", "resend_reason")
	other := d.filed(d.declaration(demo.Entrepreneur, "7701", "2026-04-11"), "")
	if other.Report != first.Report {
		t.Error("another report")
	}
}

func TestSameFileAgainNeedsAReason(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	l := d.sample()
	d.becomes(d.filed(l, "").ID, refusedBy(morning))
	if sub := d.filed(l, "сертификат исправлен"); sub.ResendReason == "" {
		t.Error("no reason kept")
	}
}

func TestWithdrawnReportMayBeFiledAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	l := d.sample()
	first := d.filed(l, "")
	d.must(d.Withdraw(t.Context(), deskActor, deskTenant, first.ID, "ошибка в сумме"))
	if again := d.filed(l, ""); again.Report != first.Report || again.ID == first.ID {
		t.Errorf("%+v", again)
	}
}

// Complaint 8: the direction is closed; the message says how fresh that is.
func TestClosedDirectionIsRefused(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		d.directory.answer(without(demo.Directions(), demo.Entrepreneur.TaxID.INN, "7701"), nil)
		d.business.Advance(time.Hour)
		d.refresh()
		d.business.Advance(3 * time.Minute)
		d.refresh()
		_, err := d.file(d.sample(), "")
		e := d.refused(err, sdano.Conflict, "direction_closed")
		has(d, e.Message, "779999991008", "ИФНС 7701", "закрыто с 10.04.2026 11:30", "обновлены 10.04.2026 11:33")
		has(d, e.Remedy, "ИФНС 0087")
		d.noTrace(0)
		d.filed(d.declaration(demo.Entrepreneur, "0087", "2026-04-10"), "")
		d.filed(d.declaration(demo.Company, "7701", "2026-04-10"), "")
	})
}

func TestDirectionClosedTwiceIsClosedSinceTheLastTime(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	less := without(demo.Directions(), demo.Entrepreneur.TaxID.INN, "7701")
	for _, list := range [][]reporting.DirectionKey{less, demo.Directions(), less} {
		d.directory.answer(list, nil)
		d.business.Advance(time.Hour)
		d.refresh()
	}
	_, err := d.file(d.sample(), "")
	has(t, d.refused(err, sdano.Conflict, "direction_closed").Message, "закрыто с 10.04.2026 13:30")
}

// without returns the list without one direction.
func without(list []reporting.DirectionKey, inn, code string) []reporting.DirectionKey {
	var out []reporting.DirectionKey
	for _, k := range list {
		if k.INN != inn || k.Code != code {
			out = append(out, k)
		}
	}
	return out
}

// only returns the directions of one payer.
func only(inn string) []reporting.DirectionKey {
	var out []reporting.DirectionKey
	for _, k := range demo.Directions() {
		if k.INN == inn {
			out = append(out, k)
		}
	}
	return out
}

func TestUnknownDirectionSaysWhatIsUnknown(t *testing.T) {
	t.Parallel()
	company, ip := demo.Company.TaxID.INN, demo.Entrepreneur.TaxID.INN
	companyOnly := only(company)
	for name, tc := range map[string]struct {
		list    []reporting.DirectionKey
		office  string
		message []string
	}{
		"office that nobody reports to": {demo.Directions(), "9999", []string{"Код инспекции 9999 неизвестен", "10.04.2026 10:30"}},
		"payer without directions":      {companyOnly, "7701", []string{"Для ИНН " + ip + " не открыто ни одного", "10.04.2026 10:30"}},
		"office of another payer": {
			append(only(ip)[:2:2], companyOnly...), "7701",
			[]string{"Для ИНН " + ip + " не открыто направление", "ИФНС 7701", "10.04.2026 10:30"},
		},
		"no directions at all": {nil, "7701", []string{"не открыто ни одного направления", "сведений о направлениях ещё не было"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDeskWith(t, tc.list)
			_, err := d.file(d.declaration(demo.Entrepreneur, tc.office, "2026-04-10"), "")
			has(t, d.refused(err, sdano.Conflict, "direction_unknown").Message, tc.message...)
			d.noTrace(0)
		})
	}
}

func TestDirectionWithoutCodeLeadsEverywhere(t *testing.T) {
	t.Parallel()
	wide := reporting.DirectionKey{Tenant: deskTenant, INN: demo.Entrepreneur.TaxID.INN, Authority: reporting.FNS}
	d := newDeskWith(t, []reporting.DirectionKey{wide})
	d.filed(d.declaration(demo.Entrepreneur, "9999", "2026-04-10"), "")
	wide.Authority = reporting.SFR
	other := newDeskWith(t, []reporting.DirectionKey{wide})
	_, err := other.file(other.sample(), "")
	other.refused(err, sdano.Conflict, "direction_unknown")
}

func TestRefusalsThatMatterAreJournalled(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	open, closed := d.sample(), d.declaration(demo.Entrepreneur, "9999", "2026-04-10")
	d.filed(open, "")
	for l, code := range map[string]string{open.name: "report_open", closed.name: "direction_unknown"} {
		data := open.data
		if l == closed.name {
			data = closed.data
		}
		_, err := d.file(letter{l, data}, "")
		e := d.refused(err, sdano.Conflict, code)
		entries := d.journal("file/" + l)
		if len(entries) != 1 || entries[0].Action != "submission.refused" || entries[0].Actor != deskActor {
			t.Fatalf("%s: %+v", code, entries)
		}
		var after struct {
			Code, Message string
			Files         []struct{ Name string }
		}
		d.must(json.Unmarshal([]byte(entries[0].After), &after, json.MatchCaseInsensitiveNames(true)))
		if after.Code != code || after.Message != e.Message || len(after.Files) != 1 || after.Files[0].Name != l {
			t.Errorf("%s", entries[0].After)
		}
	}
	d.verifyJournal()
}

func TestRefusalIsToldWhenTheJournalCannotBeWritten(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.filed(d.sample(), "")
	d.config.Journal = noJournal{}
	d.Service = reporting.New(d.config)
	_, err := d.file(d.sample(), "")
	d.refused(err, sdano.Conflict, "report_open")
}

func TestRegistrationWithoutItsEntryIsNone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.config.Journal = noJournal{}
	d.Service = reporting.New(d.config)
	if _, err := d.file(d.sample(), ""); !errors.Is(err, errNoJournal) {
		t.Errorf("error %v", err)
	}
	d.noTrace(0)
}

func TestBadFilesAreRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	good, other := d.sample(), d.declaration(demo.Entrepreneur, "0087", "2026-04-10")
	for name, tc := range map[string]struct {
		letter
		kind sdano.Kind
		code string
	}{
		"no XML":                   {letter{good.name, []byte("это не XML")}, sdano.Invalid, "bad_xml"},
		"empty":                    {letter{good.name, nil}, sdano.Invalid, "bad_xml"},
		"name of another":          {letter{other.name, good.data}, sdano.Unprocessable, "name_mismatch"},
		"wrong check digits":       {good.with("779999991008", "779999991009"), sdano.Unprocessable, "bad_inn_digits"},
		"document type definition": {good.with("?>", "?><!DOCTYPE a [<!ENTITY b \"c\">]>"), sdano.Invalid, "bad_xml"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := d.file(tc.letter, "")
			d.refused(err, tc.kind, tc.code)
		})
	}
	d.noTrace(0)
	if got := d.journal("file/" + good.name); len(got) != 0 {
		t.Errorf("journalled: %+v", got)
	}
}

// with replaces a text of ASCII in name and data.
func (l letter) with(from, to string) letter {
	return letter{strings.ReplaceAll(l.name, from, to), []byte(strings.ReplaceAll(string(l.data), from, to))}
}

// The samples beside the repository are real input.
func TestSamplesAreRegistered(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../../shared/formats/samples/reporting/[NU][OT]_*.xml")
	if len(files) == 0 {
		t.Skip("no samples beside the repository")
	}
	d := newDesk(t)
	for _, f := range files {
		if strings.HasPrefix(filepath.Base(f), "UU_") || strings.HasPrefix(filepath.Base(f), "UO_") {
			continue
		}
		data, err := os.ReadFile(f)
		d.must(err)
		sub, err := d.file(letter{filepath.Base(f), data}, "")
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(f), err)
			continue
		}
		if sub.KND == "" || sub.PeriodText == "" || sub.Title == "" || sub.Key.Period == "" || sub.Key.Code != "7701" {
			t.Errorf("%s: %+v", filepath.Base(f), sub)
		}
	}
}
