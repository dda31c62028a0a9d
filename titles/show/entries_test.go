package show_test

import (
	"strings"
	"testing"

	"sdano"
	"sdano/titles/show"
	"sdano/titles/title"
)

// TestWhoSignsADisagreementSeesItsOperations: once only the sums were shown.
func TestWhoSignsADisagreementSeesItsOperations(t *testing.T) {
	t.Parallel()
	d := &title.Document{
		Balances: []title.Balance{{TurnoverCredit: "54000.00", DiscrepancyCredit: "-1000.00"}},
		Entries: []title.Entry{{
			Contract: "Договор № 45-П", Document: "Платёжное поручение № 77 от 20.12.2025", Discrepancy: "-1000.00",
			Operations: []title.Operation{{Row: "2", Date: sdano.MustDate("2025-12-20"), Name: "Оплата", Credit: "54000.00"}},
		}},
	}
	var text, page strings.Builder
	if err := show.Text(&text, d, nil); err != nil {
		t.Fatal(err)
	}
	if err := show.HTML(d, nil).Render(t.Context(), &page); err != nil {
		t.Fatal(err)
	}
	plain := strings.NewReplacer("\u00a0", " ")
	for _, part := range []string{"Расхождение, кредит", "Платёжное поручение № 77", "строка 2: Оплата", "20.12.2025", "54 000,00", "−1 000,00"} {
		for name, out := range map[string]string{"text": text.String(), "page": page.String()} {
			if !strings.Contains(plain.Replace(out), part) {
				t.Errorf("no %q in the %s:\n%s", part, name, out)
			}
		}
	}
}
