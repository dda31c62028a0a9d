package monitor_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"sdano"
	"sdano/internal/oracle"
	"sdano/monitor"
)

// worked is the history of an ИП whose monitor the protocol's authors published:
// УСН «доходы» 6 %, no employees, income of 670 000 in 2017, the contributions
// of 2017 paid, the declaration of 2017 accepted, nothing else paid.
func worked() monitor.Input {
	p := ip("2017-01-01", "2018-05-13")
	p.FactsFrom, p.FixedPlan = date("2017-01-01"), monitor.Quarterly
	v := filed(declarationUSN, "2017", monitor.Accepted, "2018-04-20")
	v.Declared = []monitor.Declared{{Row: "usn", Period: year(2017), Amount: rubles("12210")}}
	return monitor.Input{
		Profile: p, Today: date("2018-05-14"), Verdicts: []monitor.Verdict{v},
		Facts: monitor.Facts{
			Entries:  []monitor.Entry{income("2017-11-15", "670000")},
			Payments: []monitor.Payment{paid("2017-12-20", "ip_self", "2017", "27990")},
		},
	}
}

func uuidOf(t monitor.NavTarget) string {
	text, err := json.Marshal(t)
	if err != nil {
		panic(err)
	}
	return "e1cib/data/РегистрСведений.ПубликуемыеНавигационныеСсылки?Идентификатор=" + sdano.NameID(sdano.ID{}, string(text)).String()
}

var uuid = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

// fresh returns the file of a result with the identifiers of links masked.
func fresh(t *testing.T, r monitor.Result) string {
	t.Helper()
	text, err := monitor.MarshalFresh(r, uuidOf)
	if err != nil {
		t.Fatal(err)
	}
	return uuid.ReplaceAllString(string(text), "uuid")
}

func indented(t *testing.T, text string) string {
	t.Helper()
	v := jsontext.Value(text)
	if err := v.Indent(); err != nil {
		t.Fatal(err)
	}
	return string(v) + "\n"
}

func TestTheWorkedExampleGivesThePublishedFile(t *testing.T) {
	t.Parallel()
	in := worked()
	in.Settings = monitor.Settings{Display: monitor.Nominal, LinkStorage: "reports"}
	got := fresh(t, monitor.Compute(rules(), in))
	golden(t, "worked.json", indented(t, got))

	// The own golden file was compared; the published example may be elsewhere.
	text, err := os.ReadFile(oracle.Shared(t, "seeds", "001-tax-and-reporting-monitor.txt"))
	if err != nil {
		t.Fatal(err)
	}
	published := strings.ReplaceAll(string(text), "\u00a0", " ")
	published = published[strings.Index(published, "{\n  \"link\""):]
	published = published[:strings.LastIndex(published, "}")+1]
	published = uuid.ReplaceAllString(published, "uuid")
	// Its taxpayer is not ours, and the term of its debt is of another year.
	published = regexp.MustCompile(`"inn": "\d{12}"`).ReplaceAllString(published, `"inn": "`+ipID.INN+`"`)
	published = strings.Replace(published, `"2024-05-02"`, `"2018-04-30"`, 1)
	if diff := cmp.Diff(parsed(t, published), parsed(t, got)); diff != "" {
		t.Errorf("-published +got:\n%s", diff)
	}
}

func parsed(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return v
}

func TestTheWorkedExampleStepByStep(t *testing.T) {
	t.Parallel()
	r := monitor.Compute(rules(), worked())
	want(t, "УСН", steps(tax(t, r, "usn")),
		"Налог с доходов за 2017 г. [670 000 × 6 %] 40200.00; Взносы, уменьшающие налог [27 990] -27990.00 = 12210.00")
	want(t, "взносы", steps(tax(t, r, "ip_self")),
		"Фиксированные взносы, план на 2 квартал [32 385 × 2/4 − 0] 16192.50; "+
			"1 % с дохода 2017 г. свыше 300 000 [(670 000 − 300 000) × 1 % − 0] 3700.00 = 19892.50")
}

// steps are the steps of a cell in one line, with their sum.
func steps(c *monitor.Cell) string {
	var out []string
	var sum sdano.Money
	for _, s := range c.Steps {
		text := s.Label
		if s.Formula != "" {
			text += " [" + s.Formula + "]"
		}
		out = append(out, text+" "+s.Value.String())
		sum += s.Value
	}
	return strings.Join(out, "; ") + " = " + sum.String()
}

func TestTheWorkedExampleWithShiftedTerms(t *testing.T) {
	t.Parallel()
	r := monitor.Compute(rules(), worked())
	want(t, "УСН", tax(t, r, "usn").Due.String(), "2018-05-03")
	want(t, "взносы", say(tax(t, r, "ip_self")), "warning | due | Пора оплатить 19 892,50 руб. | Не позднее 2 июля 2018 г. | 2018-07-02")
	want(t, "отчёт", report(t, r, "usn").Due.String(), "2019-04-30")
}

func TestTheDebtOfTheWorkedExampleIsPaid(t *testing.T) {
	t.Parallel()
	in := worked()
	in.Facts.Payments = append(in.Facts.Payments, paid("2018-05-14", "usn", "2017", "12210"))
	in.Today, in.Profile.BooksClosedTo = date("2018-05-15"), date("2018-05-14")
	c := tax(t, monitor.Compute(rules(), in), "usn")
	want(t, "УСН", say(c), "success | paid | Налоги оплачены {{smile}} | Следующий платеж не позднее 25 июля 2018 г.\n(за 2 квартал 2018 г.) | 2018-07-25")
	want(t, "ссылки", links(c), "")
}

func TestTheContributionsOfTheWorkedExampleArePaid(t *testing.T) {
	t.Parallel()
	in := worked()
	in.Facts.Payments = append(in.Facts.Payments,
		paid("2018-05-14", "ip_self", "2017", "3700"), paid("2018-05-14", "ip_self", "2018", "16192.50"))
	for day, more := range map[string]string{
		"2018-05-14": "success | paid | Налоги оплачены {{smile}} | Следующий платеж не позднее 9 января 2019 г.\n(за 2018 г.) | 2019-01-09",
		"2018-06-30": "success | paid | Налоги оплачены {{smile}} | Следующий платеж не позднее 9 января 2019 г.\n(за 2018 г.) | 2019-01-09",
		"2018-07-01": "warning | due | Пора оплатить 8 096,25 руб. | Не позднее 9 января 2019 г. | 2019-01-09",
	} {
		in.Today = date(day)
		want(t, day, say(tax(t, monitor.Compute(rules(), in), "ip_self")), more)
	}
}

func TestTheDeclarationOfTheWorkedExampleIsRejected(t *testing.T) {
	t.Parallel()
	in := worked()
	in.Verdicts[0].State = monitor.Rejected
	c := report(t, monitor.Compute(rules(), in), "usn")
	want(t, "отчёт", say(c), "danger | overdue | Отчетность просрочена | С 4 мая 2018 г. | 2018-05-04")
	want(t, "ссылки", links(c), "Декларация УСН за 2017 г. (отклонен)")
	debt := tax(t, monitor.Compute(rules(), in), "usn")
	want(t, "налог", say(debt), "danger | debt | Мы должны 12 210 руб. | Задолженность могла образоваться за один или несколько прошлых периодов | 2018-05-03")
}
