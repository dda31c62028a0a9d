package attorney_test

import (
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/attorney"
	"sdano/sign"
)

func TestNumberIssuerAndDates(t *testing.T) {
	t.Parallel()
	number := sdano.MustID("5a1f0c3e-7b1d-4f6a-9c02-1d2e3f405162")
	p := power(t, "organization")
	bare := attorney.Power{Number: number}
	last := time.Date(2026, time.December, 14, 20, 59, 59, 0, time.UTC) // the last second of the last day in Moscow
	for name, tc := range map[string]struct {
		p    attorney.Power
		c    attorney.Claim
		part func(attorney.Report) sign.Part
		want sign.Verdict
		says string
	}{
		"number":                {p, attorney.Claim{Number: number}, numberOf, sign.Valid, number.String()},
		"another number":        {p, attorney.Claim{Number: sdano.NewID()}, numberOf, sign.Invalid, number.String()},
		"no number":             {p, attorney.Claim{}, numberOf, sign.NotChecked, "не указан"},
		"issuer":                {p, attorney.Claim{IssuerINN: "7799999926"}, issuerOf, sign.Valid, "ООО «Покупатель», ИНН 7799999926"},
		"another issuer":        {p, attorney.Claim{IssuerINN: "7799999919"}, issuerOf, sign.Invalid, "ООО «Покупатель»"},
		"no issuer claimed":     {p, attorney.Claim{}, issuerOf, sign.NotChecked, "не указан"},
		"no issuer in the file": {bare, attorney.Claim{IssuerINN: "7799999926"}, issuerOf, sign.NotChecked, "не назван"},
		"head is no issuer":     {p, attorney.Claim{IssuerINN: "500100732259"}, issuerOf, sign.Invalid, ""},
		"origin of a delegated": {power(t, "delegated"), attorney.Claim{IssuerINN: "7799999926"}, issuerOf, sign.Valid, "ООО «Покупатель»"},
		"who passed it on":      {power(t, "delegated"), attorney.Claim{IssuerINN: "779999991008"}, issuerOf, sign.Valid, "Примеров Пётр"},
		"in force":              {p, attorney.Claim{At: morning}, datesOf, sign.Valid, "с 15.12.2025 по 14.12.2026"},
		"first moment":          {p, attorney.Claim{At: time.Date(2025, time.December, 14, 21, 0, 0, 0, time.UTC)}, datesOf, sign.Valid, ""},
		"before the first":      {p, attorney.Claim{At: time.Date(2025, time.December, 14, 20, 59, 59, 0, time.UTC)}, datesOf, sign.Invalid, "ещё не действовала"},
		"last moment":           {p, attorney.Claim{At: last}, datesOf, sign.Valid, ""},
		"after the last":        {p, attorney.Claim{At: last.Add(time.Second)}, datesOf, sign.Invalid, "истёк 14.12.2026"},
		"no moment":             {p, attorney.Claim{}, datesOf, sign.NotChecked, "не известен"},
		"no days in the file":   {bare, attorney.Claim{At: morning}, datesOf, sign.NotChecked, "срок действия"},
		"own":                   {p, attorney.Claim{}, delegationOf, sign.Valid, ""},
		"delegated":             {power(t, "delegated"), attorney.Claim{}, delegationOf, sign.NotChecked, "5a1f0c3e"},
	} {
		got := tc.part(tc.p.Check(tc.c))
		if got.Verdict != tc.want || !strings.Contains(got.Reason, tc.says) || got.Reason == "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func numberOf(r attorney.Report) sign.Part         { return r.Number }
func issuerOf(r attorney.Report) sign.Part         { return r.Issuer }
func datesOf(r attorney.Report) sign.Part          { return r.Dates }
func delegationOf(r attorney.Report) sign.Part     { return r.Delegation }
func representativeOf(r attorney.Report) sign.Part { return r.Representative }

func TestRepresentative(t *testing.T) {
	t.Parallel()
	named := power(t, "organization")
	named.Representatives[0].TaxID, named.Representatives[0].SNILS = sdano.TaxID{}, ""
	noINN := power(t, "organization")
	noINN.Representatives[0].TaxID = sdano.TaxID{}
	for name, tc := range map[string]struct {
		p           attorney.Power
		certificate []string
		want        sign.Verdict
		says        string
	}{
		"ИНН":                    {power(t, "organization"), []string{surname, "Другов", inn, "779999991008"}, sign.Valid, "Примеров Пётр Ильич, ИНН 779999991008"},
		"another ИНН":            {power(t, "organization"), []string{surname, "Примеров", given, "Пётр Ильич", inn, "500100732259", snils, "11223344595"}, sign.Invalid, "Примеров Пётр Ильич"},
		"СНИЛС without ИНН":      {noINN, []string{inn, "500100732259", snils, "112-233-445 95"}, sign.Valid, "СНИЛС"},
		"another СНИЛС":          {noINN, []string{surname, "Примеров", given, "Пётр Ильич", snils, "12345678964"}, sign.Invalid, ""},
		"certificate has СНИЛС":  {power(t, "organization"), []string{snils, "11223344595"}, sign.Valid, "СНИЛС"},
		"the name alone":         {named, []string{surname, "ПРИМЕРОВ", given, "Петр  Ильич"}, sign.NotChecked, "только фамилия"},
		"another name":           {named, []string{surname, "Примеров", given, "Павел Ильич"}, sign.Invalid, ""},
		"nothing at all":         {named, []string{innLE, "7799999926"}, sign.Invalid, ""},
		"organisation":           {power(t, "managed"), []string{innLE, "7799999933", inn, "500100732259"}, sign.Valid, "ООО «Представитель»"},
		"organisation, old form": {power(t, "managed"), []string{inn, "007799999933"}, sign.Valid, "ООО «Представитель»"},
		"entrepreneur":           {power(t, "managed"), []string{inn, "779999991008"}, sign.Valid, "Примеров Пётр"},
		"issuer himself":         {power(t, "managed"), []string{innLE, "7799999926"}, sign.Invalid, ""},
		"no representative":      {attorney.Power{}, []string{innLE, "7799999926"}, sign.NotChecked, "не назван"},
	} {
		got := representativeOf(tc.p.Check(attorney.Claim{Signer: newKey(t, tc.certificate...).parsed(t)}))
		if got.Verdict != tc.want || !strings.Contains(got.Reason, tc.says) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := representativeOf(named.Check(attorney.Claim{})); got.Verdict != sign.NotChecked {
		t.Errorf("nobody signed: %+v", got)
	}
}

// TestTheVerdict: revocation and an unasked representative are told and do not
// hinder; whatever else was not checked is not valid.
func TestTheVerdict(t *testing.T) {
	t.Parallel()
	good := func() attorney.Report {
		ok := sign.Part{Verdict: sign.Valid}
		open := sign.Part{Verdict: sign.NotChecked}
		return attorney.Report{Number: ok, Issuer: ok, Dates: ok, Signature: ok, Delegation: ok, Representative: open, Revocation: open}
	}
	if v := good().Verdict(); v != sign.Valid {
		t.Error(v)
	}
	for name, part := range map[string]func(*attorney.Report) *sign.Part{
		"number": func(r *attorney.Report) *sign.Part { return &r.Number }, "issuer": func(r *attorney.Report) *sign.Part { return &r.Issuer },
		"dates": func(r *attorney.Report) *sign.Part { return &r.Dates }, "signature": func(r *attorney.Report) *sign.Part { return &r.Signature },
		"delegation":     func(r *attorney.Report) *sign.Part { return &r.Delegation },
		"representative": func(r *attorney.Report) *sign.Part { return &r.Representative },
		"revocation":     func(r *attorney.Report) *sign.Part { return &r.Revocation },
	} {
		r := good()
		part(&r).Verdict = sign.Invalid
		if v := r.Verdict(); v != sign.Invalid {
			t.Errorf("%s invalid: %s", name, v)
		}
		r = good()
		hinders := part(&r).Verdict == sign.Valid
		part(&r).Verdict = sign.NotChecked
		if v := r.Verdict(); (v == sign.NotChecked) != hinders {
			t.Errorf("%s not checked: %s", name, v)
		}
	}
}

func TestRemarks(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		p    attorney.Power
		want string
	}{
		"rights":   {power(t, "organization"), "Полномочия (2) сверяет человек."},
		"in words": {power(t, "managed"), "Полномочия описаны словами: их сверяет человек.|Полномочия совместные: нужны подписи всех представителей."},
		"none":     {attorney.Power{Joint: true, Representatives: make([]attorney.Party, 1)}, "В доверенности не перечислены полномочия."},
	} {
		if got := strings.Join(tc.p.Check(attorney.Claim{}).Remarks, "|"); got != tc.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
