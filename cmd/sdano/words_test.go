package main

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"sdano"
	"sdano/client"
)

func TestDetailsNameTheReasonsByTheVerdict(t *testing.T) {
	t.Parallel()
	reasons := []client.Reason{{Code: "0500100001", Reason: "Нет в справочнике", Explanation: "Проверьте КНД."}, {Reason: "Без кода"}}
	for kind, s := range map[string]client.Submission{
		"Причина":   {Status: "rejected", Reasons: reasons},
		"Замечание": {Status: "accepted", Outcome: "accepted_with_notice", Reasons: reasons},
	} {
		want := kind + ": 0500100001 Нет в справочнике\n  Пояснение: Проверьте КНД.\n" + kind + ": Без кода\n"
		if got := details(s); got != want {
			t.Errorf("%s:\n%s", s.Status, got)
		}
	}
}

func TestFindingIsToldOnce(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, told, want string
		finding          sdano.Finding
	}{
		{"all is told", "Файл: нет тега.", "", sdano.Finding{Message: "нет тега", Line: 1, Column: 2}},
		{"the place is not told", "ИНН неверен.", "/Файл/@ИНН (строка 1, позиция 2)", sdano.Finding{Path: "/Файл/@ИНН", Message: "ИНН неверен.", Line: 1, Column: 2}},
		{"nothing is told", "В файле ошибки.", "ИНН: неверен", sdano.Finding{Path: "ИНН", Message: "неверен"}},
		{"without a place", "В файле ошибки.", "неверен", sdano.Finding{Message: "неверен"}},
	} {
		if got := finding(tc.finding, tc.told); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

// What the server says of requests is said of flags.
func TestErrorsOfTheServerNameFlags(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		err  error
		want string
	}{
		{&client.Error{Code: "report_open", Remedy: "Укажите причину (resend_reason)."}, "Укажите причину (--resend-reason)."},
		{&client.Error{Code: "not_found", Remedy: "Проверьте номер области данных (X-Tenant)."}, "Проверьте номер области данных (--tenant)."},
		{&client.Error{Code: "fresh_10400"}, remedies["fresh_10400"]},
		{&sdano.Error{Code: "no_connection", Remedy: "Проверьте адрес."}, remedies["no_connection"]},
	} {
		if got := shown(tc.err).Remedy; got != tc.want {
			t.Errorf("%v: %q", tc.err, got)
		}
	}
	unreadable := &fs.PathError{Op: "open", Path: "x", Err: syscall.EACCES}
	if got := shown(errors.Join(unreadable)); got.Message != "Не открывается «x»: нет прав доступа." {
		t.Errorf("%+v", got)
	}
}

// Whatever the parser says in words that nobody foresaw is not shown.
func TestUnforeseenMessagesOfTheParserAreNotShown(t *testing.T) {
	t.Parallel()
	var c cli
	parser, err := newParser(&c, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	e := sdano.AsError(misread(parser, errors.New("something new")))
	if e.Code != usageCode || strings.Contains(e.Message+e.Remedy, "new") || e.Remedy == "" {
		t.Errorf("%+v", e)
	}
}
