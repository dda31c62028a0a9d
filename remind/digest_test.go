package remind_test

import (
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/remind"
)

var (
	payer = sdano.TaxID{INN: "7707083893", KPP: "770701001"}
	term  = sdano.MustDate("2026-04-28")
)

func item(id string, at sdano.Date) remind.Item {
	return remind.Item{ID: id, Payer: payer, Name: "ООО «Ромашка»", Title: "Налог " + id, Kind: remind.Payment, Term: at}
}

func TestDigest(t *testing.T) {
	t.Parallel()
	other := remind.Defaults()
	other.Payer = sdano.TaxID{INN: "7736050003"}
	off := remind.Defaults()
	off.Enabled = false
	own := remind.Defaults()
	own.Payer, own.Days = sdano.TaxID{INN: payer.INN}, []int{10}
	for name, tc := range map[string]struct {
		left   int
		sub    remind.Subscription
		seen   sdano.Date
		reason remind.Reason
	}{
		"15 days":           {15, remind.Defaults(), sdano.Date{}, ""},
		"14 days":           {14, remind.Defaults(), sdano.Date{}, remind.Ahead},
		"10 days":           {10, remind.Defaults(), sdano.Date{}, ""},
		"7 days":            {7, remind.Defaults(), term, remind.Ahead},
		"3 days":            {3, remind.Defaults(), term, remind.Ahead},
		"2 days":            {2, remind.Defaults(), term, ""},
		"1 day":             {1, remind.Defaults(), term, remind.Ahead},
		"the day":           {0, remind.Defaults(), term, remind.Ahead},
		"a day late":        {-1, remind.Defaults(), term, remind.Overdue},
		"much later":        {-40, remind.Defaults(), term, remind.Overdue},
		"changed":           {10, remind.Defaults(), term.AddDays(-1), remind.Changed},
		"changed, and late": {-1, remind.Defaults(), term.AddDays(9), remind.Overdue},
		"another payer":     {3, other, sdano.Date{}, ""},
		"switched off":      {3, off, sdano.Date{}, ""},
		"days of his own":   {10, own, sdano.Date{}, remind.Ahead},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, told := remind.Digest([]remind.Item{item("a", term)}, term.AddDays(-tc.left), tc.sub, map[string]sdano.Date{"a": tc.seen})
			if told != (tc.reason != "") || told && (len(m.Lines) != 1 || m.Lines[0].Reason != tc.reason || m.Lines[0].Days != tc.left || m.Payer != payer) {
				t.Errorf("%v %+v", told, m)
			}
		})
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	late, known, report := item("late", term.AddDays(-21)), item("<known>", term), item("report", term.AddDays(2))
	sum := sdano.MustMoney("12210.50")
	known.Amount, known.Law, known.Link = &sum, "НК РФ ст. 346.21", "https://sdano.example/monitor?a=1&b=2"
	report.Kind, report.Title = remind.Report, "Отчёт"
	m, _ := remind.Digest([]remind.Item{report, known, late}, term, remind.Defaults(), map[string]sdano.Date{"report": term})
	plain := strings.ReplaceAll(m.Text(), "\u00a0", " ")
	want := `ООО «Ромашка» (ИНН 7707083893, КПП 770701001)
28 апреля 2026 г.

Налог late
  Срок 7 апреля 2026 г., просрочено на 21 день
  Сумма пока не известна

Налог <known>
  Срок 28 апреля 2026 г., сегодня
  К уплате 12 210,50 ₽
  НК РФ ст. 346.21
  https://sdano.example/monitor?a=1&b=2

Отчёт
  Срок 30 апреля 2026 г., через 2 дня. Срок изменён, был 28 апреля 2026 г.
`
	if plain != want {
		t.Errorf("%s", plain)
	}
	page := m.HTML()
	if strings.Contains(page, "<known>") || !strings.Contains(page, `href="https://sdano.example/monitor?a=1&amp;b=2"`) {
		t.Errorf("%s", page)
	}
	m.Name = "ООО\r\nBcc: x"
	if got := strings.ReplaceAll(m.Subject(), "\u00a0", " "); got != "ООО Bcc: x: сроки на 28 апреля 2026 г., просрочено: 1" {
		t.Errorf("%q", got)
	}
}

func TestQuietHours(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		from, to, zone, hourUTC int
		want                    bool
	}{
		{21, 8, 3, 17, false},
		{21, 8, 3, 18, true},
		{21, 8, 3, 4, true},
		{21, 8, 3, 5, false},
		{21, 8, 12, 5, false},
		{21, 8, 12, 9, true},
		{1, 5, 3, 0, true},
		{1, 5, 3, 2, false},
		{0, 0, 3, 21, false},
	} {
		s := remind.Defaults()
		s.QuietFrom, s.QuietTo, s.Zone = tc.from, tc.to, tc.zone
		if got := s.Quiet(time.Date(2026, 4, 1, tc.hourUTC, 0, 0, 0, time.UTC)); got != tc.want {
			t.Errorf("%+v: %v", tc, got)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	good := remind.Defaults()
	good.Channel, good.Address = remind.Email, "a@example.org"
	for name, tc := range map[string]struct {
		change func(*remind.Subscription)
		param  string
	}{
		"mail":      {func(*remind.Subscription) {}, ""},
		"two":       {func(s *remind.Subscription) { s.Address = "a@example.org, b@example.org" }, "address"},
		"name":      {func(s *remind.Subscription) { s.Address = "A <a@example.org>" }, "address"},
		"lines":     {func(s *remind.Subscription) { s.Address = "a@example.org\r\nBcc: b@example.org" }, "address"},
		"no way":    {func(s *remind.Subscription) { s.Channel = "fax" }, "address"},
		"webhook":   {func(s *remind.Subscription) { s.Channel, s.Address = remind.Webhook, "https://example.org/x" }, ""},
		"a file":    {func(s *remind.Subscription) { s.Channel, s.Address = remind.Webhook, "file:///etc" }, "address"},
		"bad day":   {func(s *remind.Subscription) { s.Days = []int{-1} }, "days"},
		"bad hour":  {func(s *remind.Subscription) { s.QuietTo = 24 }, "quiet_from"},
		"elsewhere": {func(s *remind.Subscription) { s.Zone = 13 }, "zone"},
	} {
		s := good
		tc.change(&s)
		if err := s.Check(); (err == nil) != (tc.param == "") || err != nil && sdano.AsError(err).Param != tc.param {
			t.Errorf("%s: %v", name, err)
		}
	}
}
