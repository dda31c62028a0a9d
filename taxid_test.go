package sdano_test

import (
	"errors"
	"testing"

	"sdano"
)

func TestTaxIDCheck(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ inn, kpp, code string }{
		{"779999991008", "", ""},
		{"7799999919", "779901001", ""},
		{"7799999919", "7799AB001", ""},
		{"7707083893", "773601001", ""},
		{"7799999918", "779901001", "bad_inn_digits"},
		{"779999991007", "", "bad_inn_digits"},
		{"779999991018", "", "bad_inn_digits"},
		{"77999999", "779901001", "bad_inn"},
		{"77999999l9", "779901001", "bad_inn"},
		{"", "", "bad_inn"},
		{"0000000000", "779901001", "bad_inn"},
		{"000000000000", "", "bad_inn"},
		{"7799999919", "009901001", "bad_kpp"},
		{"7799999919", "", "bad_kpp"},
		{"7799999919", "77990100", "bad_kpp"},
		{"7799999919", "7799ab001", "bad_kpp"},
		{"7799999919", "A79901001", "bad_kpp"},
		{"779999991008", "779901001", "kpp_not_allowed"},
	} {
		err := sdano.TaxID{INN: tc.inn, KPP: tc.kpp}.Check()
		var e *sdano.Error
		switch {
		case tc.code == "" && err != nil:
			t.Errorf("%s/%s: %v", tc.inn, tc.kpp, err)
		case tc.code == "":
		case !errors.As(err, &e) || e.Code != tc.code || e.Kind != sdano.Unprocessable || e.Remedy == "":
			t.Errorf("%s/%s: %v, want %s", tc.inn, tc.kpp, err, tc.code)
		}
	}
}

func TestEveryWrongControlDigitIsNoticed(t *testing.T) {
	t.Parallel()
	for _, inn := range []string{"7799999919", "779999991008"} {
		last := len(inn) - 1
		for c := byte('0'); c <= '9'; c++ {
			err := sdano.CheckINN(inn[:last] + string(c))
			if (err == nil) != (c == inn[last]) {
				t.Errorf("%s%c: %v", inn[:last], c, err)
			}
		}
	}
}

func TestTaxIDForms(t *testing.T) {
	t.Parallel()
	org, person := sdano.TaxID{INN: "7799999919", KPP: "779901001"}, sdano.TaxID{INN: "779999991008"}
	if org.IsPerson() || !person.IsPerson() {
		t.Error("who is a person?")
	}
	if org.String() != "7799999919/779901001" || org.FileForm() != "7799999919779901001" || person.String() != "779999991008" {
		t.Errorf("%s, %s, %s", org, org.FileForm(), person)
	}
}

func TestControlDigitsOfRegistersAndSNILS(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		check       func(string) error
		value, code string
	}{
		// Published numbers: ПАО Сбербанк, an example of the pension fund.
		{sdano.CheckOGRN, "1027700132195", ""},
		{sdano.CheckOGRN, "1027700132196", "bad_ogrn_digits"},
		{sdano.CheckOGRN, "102770013219", "bad_ogrn"},
		{sdano.CheckOGRN, "10277001321x5", "bad_ogrn"},
		{sdano.CheckOGRN, "", "bad_ogrn"},
		{sdano.CheckOGRN, "1000000000010", ""}, // remainder 10 counts as 0
		{sdano.CheckOGRNIP, "304500116000157", ""},
		{sdano.CheckOGRNIP, "304500116000158", "bad_ogrnip_digits"},
		{sdano.CheckOGRNIP, "1027700132195", "bad_ogrnip"},
		{sdano.CheckSNILS, "112-233-445 95", ""},
		{sdano.CheckSNILS, "112-233-445-95", ""},
		{sdano.CheckSNILS, "11223344595", ""},
		{sdano.CheckSNILS, "112-233-445 96", "bad_snils_digits"},
		{sdano.CheckSNILS, "112 233 445 95", "bad_snils"},
		{sdano.CheckSNILS, "112-233-44595", "bad_snils"},
		{sdano.CheckSNILS, "087-654-303 00", ""}, // the sum is 202: remainder 0
		{sdano.CheckSNILS, "087-654-302 00", ""}, // 201: remainder 100 counts as 0
	} {
		err := tc.check(tc.value)
		var e *sdano.Error
		switch {
		case tc.code == "" && err != nil:
			t.Errorf("%s: %v", tc.value, err)
		case tc.code == "":
		case !errors.As(err, &e) || e.Code != tc.code || e.Kind != sdano.Unprocessable || e.Remedy == "":
			t.Errorf("%s: %v, want %s", tc.value, err, tc.code)
		}
	}
}
