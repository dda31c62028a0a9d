package fresh_test

import (
	"net/http"
	"testing"

	"sdano"
	"sdano/monitor"
)

func TestBankAccounts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		accounts []monitor.BankAccount
		want     string
	}{
		"none": {nil, `[]`},
		"two, by number": {
			[]monitor.BankAccount{
				{Account: "40802810900000000002", Opened: sdano.MustDate("2018-01-15"), Closed: sdano.MustDate("2018-05-01"), BIK: "044525225"},
				{Account: "40802810900000000001"},
			},
			`[{"bank":"","account":"40802810900000000001","opening_date":null,"closing_date":null},` +
				`{"bank":"044525225","account":"40802810900000000002","opening_date":"2018-01-15","closing_date":"2018-05-01"}]`,
		},
	} {
		s := taxpayer(t, "2018-05-14", func(_ *monitor.Profile, f *monitor.Facts) { f.Accounts = c.accounts })
		want := `{"organizations":[{"organization":{"inn":"` + payerIP + `","kpp":"","name":"ИП"},"bank_accounts":` + c.want + `}]}`
		if r := s.want(http.StatusOK, s.do("GET", "hs/api/v1/bank_accounts/", "")); r.body != want {
			t.Errorf("%s: %s, want %s", name, r.body, want)
		}
		s.want(http.StatusMethodNotAllowed, s.do("POST", "hs/api/v1/bank_accounts/", "{}"))
		s.want(http.StatusForbidden, s.do("GET", "hs/api/v1/bank_accounts/", "", as("reporter")))
	}
}
