package fresh_test

import (
	"archive/zip"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/data"
	"sdano/httpapi/fresh"
	"sdano/monitor"
	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
)

// filings are what became of the reports of the published example.
type filings struct{}

func (filings) Verdicts(_ context.Context, _ sdano.Tx, payer sdano.TaxID) ([]monitor.Verdict, error) {
	if payer.INN != payerIP {
		return nil, nil
	}
	return []monitor.Verdict{{
		KND: "1152017", Period: sdano.YearPeriod(2017), State: monitor.Accepted, At: sdano.MustDate("2018-04-20").In(sdano.Moscow),
		Declared: []monitor.Declared{{Row: "usn", Period: sdano.YearPeriod(2017), Amount: sdano.Rubles(12_210)}},
	}}, nil
}

// taxpayer is a site over the real mission on a day, which knows the entrepreneur
// of the published example and his history.
func taxpayer(t *testing.T, today string, more ...func(*monitor.Profile, *monitor.Facts)) *site {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "sdano.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	tables, err := data.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	cal, err := monitor.NewCalendar(tables)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := monitor.LoadRules(tables, cal)
	if err != nil {
		t.Fatal(err)
	}
	mission := monitor.New(monitor.Config{
		Units: db, Store: sqlstore.MonitorStore{}, Journal: sqlstore.JournalStore{}, Verdicts: filings{}, Rules: rules,
		Clock: sdano.NewManualClock(sdano.MustDate(today).In(sdano.Moscow)), Settings: monitor.Settings{Display: monitor.Nominal},
	})
	first := sdano.MustDate("2017-01-01")
	p := monitor.Profile{
		TaxID: sdano.TaxID{INN: payerIP}, Name: "ИП", Taxpayer: monitor.Entrepreneur, Main: true, Registered: first, FactsFrom: first,
		BooksClosedTo: sdano.MustDate("2018-05-13"), FixedPlan: monitor.Quarterly, OKTMO: "45000000", TaxOffice: "7701",
		Regimes: []monitor.Regime{{Kind: monitor.USN, Object: monitor.Income, Rate: sdano.MustRate("0.06"), From: first}},
	}
	f := monitor.Facts{
		Entries:  []monitor.Entry{{Kind: monitor.EntryIncome, Date: sdano.MustDate("2017-11-15"), Amount: sdano.Rubles(670_000)}},
		Payments: []monitor.Payment{{Date: sdano.MustDate("2017-12-20"), Amount: sdano.Rubles(27_990), Row: "ip_self", Period: sdano.YearPeriod(2017)}},
	}
	for _, change := range more {
		change(&p, &f)
	}
	if err := mission.Save(t.Context(), "user:test", tenant, p, f); err != nil {
		t.Fatal(err)
	}
	return openWith(t, fresh.Config{Indicators: mission}, fresh.Handlers(mission)[1:]...)
}

// result asks for a data id and returns its file, with the links' identifiers
// masked.
func (s *site) result(id, params string, code int) string {
	s.t.Helper()
	e := s.ask(id, params)
	if e.General.Response != code || e.Result.ID == "" {
		s.t.Fatalf("%s %s: %+v", id, params, e)
	}
	return s.masked(s.fetch("files", e.Result.ID).body)
}

func TestCalculatorsOfThePublishedExample(t *testing.T) {
	t.Parallel()
	s := taxpayer(t, "2018-05-14")
	for _, c := range []struct{ name, id, params string }{
		{"usn-2017.json", "tax_usn_calculator", `{"date":"2017-12-31"}`},
		{"self-2018-h1.json", "self_insurance_payments", `{"date":"2018-06-30T23:59:59"}`},
		{"self-2017.json", "self_insurance_payments", `{"date":"2017-12-31T23:59:59"}`},
	} {
		golden(t, c.name, s.result(c.id, c.params, 10200))
	}
	if got := s.result("tax_usn_calculator", `{"date":"2018-05-14"}`, 10240); !strings.Contains(got, `"tax_to_pay":0`) || strings.Contains(got, "income_expenses_book") {
		t.Errorf("a quarter that runs: %s", got)
	}
}

func TestTheSumsBehindACellAddUpToIt(t *testing.T) {
	t.Parallel()
	s := taxpayer(t, "2018-05-14")
	var total int64
	for _, day := range []string{"2018-06-30", "2017-12-31"} {
		var file struct {
			Total jsontext.Value
		}
		if err := json.Unmarshal([]byte(s.result("self_insurance_payments", `{"date":"`+day+`"}`, 10200)), &file, json.MatchCaseInsensitiveNames(true)); err != nil {
			t.Fatal(err)
		}
		total += int64(sdano.MustMoney(string(file.Total)))
	}
	if total != int64(sdano.MustMoney("19892.50")) {
		t.Errorf("together %d kopecks", total)
	}
}

func TestPaymentDetails(t *testing.T) {
	t.Parallel()
	const enp, usn = `"tax":"ЕдиныйНалоговыйПлатеж","liability":"Налог"}`, `"tax":"УСН_Доходы","liability":"Налог"`
	old := taxpayer(t, "2018-05-14")
	golden(t, "details-2018.json", old.result("tax_payment_details", `{"date":"2017-12-31",`+usn+`}`, 10240))
	if got := old.result("tax_payment_details", `{"date":"2018-05-14",`+usn+`,"overdue_payment":true}`, 10240); !strings.Contains(got, `"sum":12210,`) || !strings.Contains(got, `"reason":"ЗД"`) {
		t.Errorf("a debt: %s", got)
	}
	now := taxpayer(t, "2026-04-20", func(p *monitor.Profile, f *monitor.Facts) {
		p.Registered, p.FactsFrom, p.BooksClosedTo, p.FixedPlan = sdano.MustDate("2026-01-01"), sdano.Date{}, sdano.MustDate("2026-04-19"), monitor.Yearly
		p.Regimes[0].From = p.Registered
		f.Entries = []monitor.Entry{{Kind: monitor.EntryIncome, Date: sdano.MustDate("2026-02-10"), Amount: sdano.Rubles(1_200_000)}}
		f.Payments = nil
	})
	golden(t, "details-2026.json", now.result("tax_payment_details", `{"date":"2026-04-20",`+enp, 10200))
	if got := now.result("tax_payment_details", `{"date":"2026-03-31",`+usn+`}`, 10200); !strings.Contains(got, `"cbc":"18201061201010000510"`) || !strings.Contains(got, `"sum":5610,`) {
		t.Errorf("УСН through the account: %s", got)
	}
}

func TestCalculatorParameters(t *testing.T) {
	t.Parallel()
	s := taxpayer(t, "2018-05-14")
	const noSuch = "Не удалось найти организацию по переданным настройкам."
	for _, c := range []struct{ id, params, message string }{
		{"tax_usn_calculator", " ", "Настройки не заданы."},
		{"tax_usn_calculator", "[]", "Переданы некорректные настройки. Ожидается структура JSON."},
		{"tax_usn_calculator", "{}", "В структуре JSON отсутствует обязательное поле date."},
		{"tax_usn_calculator", `{"date":"2017-12-31","organization":{}}`, "В структуре organization отсутствует обязательное поле inn."},
		{"tax_usn_calculator", `{"date":"2017-12-31","organization":{"inn":"7799999919"}}`, "В структуре organization для юридического лица отсутствует обязательное поле kpp."},
		{"tax_usn_calculator", `{"date":"2017-12-31","organization":{"inn":"7799999919","kpp":""}}`, noSuch},
		{"tax_usn_calculator", `{"date":"","organization":{"inn":"` + payerIP + `"}}`, "Неверный формат данных в поле date! Ожидается непустая дата."},
		{"tax_usn_calculator", `{"date":"31.12.2017"}`, "Неверный формат данных в поле date! Ожидается непустая дата."},
		{"tax_payment_details", `{"date":"2017-12-31"}`, "В структуре JSON отсутствует обязательное поле tax"},
		{"tax_payment_details", `{"date":"2017-12-31","tax":"НДС"}`, "В структуре JSON отсутствует обязательное поле liability"},
		{"tax_payment_details", `{"date":"2017-12-31","tax":"Десятина","liability":"Налог"}`, "Не удалось определить налог по переданным настройкам."},
		{"tax_payment_details", `{"date":"2017-12-31","tax":"НДС","liability":"Подарок"}`, "Не удалось определить вид платежа по переданным настройкам."},
	} {
		if e := s.ask(c.id, c.params); e.General.Response != 10400 || e.General.Message != c.message || !e.General.Error {
			t.Errorf("%s %s: %+v", c.id, c.params, e)
		}
	}
	for _, c := range []struct{ id, params, message string }{
		{"self_insurance_payments", `{"date":"2016-12-31"}`, "Расчет страховых взносов за 2016 год не поддерживается"},
		{"tax_usn_calculator", `{"date":"2016-12-31"}`, "Расчет УСН за 2016 год не поддерживается"},
	} {
		if e := s.ask(c.id, c.params); e.General.Response != 10500 || e.General.Message != c.message {
			t.Errorf("%s %s: %+v", c.id, c.params, e)
		}
	}
	if got := s.result("TAX_USN_Calculator", `{"date":"2017-12-31T00:00:00+03:00","organization":{"inn":"`+payerIP+`"},"unknown":1}`, 10200); !strings.Contains(got, `"tax_left_to_pay":12210`) {
		t.Errorf("a tolerated request: %s", got)
	}
}

func TestTheBookIsAZIPWithOnePDF(t *testing.T) {
	t.Parallel()
	s := taxpayer(t, "2018-05-14", func(_ *monitor.Profile, f *monitor.Facts) {
		f.Entries[0].Note = "Оплата по договору 1"
		f.Entries = append(f.Entries, monitor.Entry{Kind: monitor.EntryRefund, Date: sdano.MustDate("2017-12-01"), Amount: sdano.MustMoney("100.50")})
	})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); s.jobs.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	start := s.envelope(s.want(http.StatusOK, s.do("POST", "hs/dt/storage/async/income_expenses_book", `{"date":"2017-12-31"}`)))
	e := s.envelope(s.fetch("jobs", start.Result.ID))
	for e.General.Response == 10202 {
		e = s.envelope(s.fetch("jobs", start.Result.ID))
	}
	if e.General.Response != 10200 {
		t.Fatalf("%+v", e)
	}
	r := s.fetch("files", e.Result.ID)
	if d := r.header.Get("Content-Disposition"); !strings.Contains(d, "income_expenses_book.zip") {
		t.Errorf("named %s", d)
	}
	z, err := zip.NewReader(strings.NewReader(r.body), int64(len(r.body)))
	if err != nil || len(z.File) != 1 || z.File[0].Name != "КУДиР 2017 г.pdf" {
		t.Fatalf("%v, %+v", err, z)
	}
	f, err := z.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	head := make([]byte, 5)
	if _, err := io.ReadFull(f, head); err != nil || string(head) != "%PDF-" {
		t.Fatalf("%q, %v", head, err)
	}
}

func TestOffersAndExemption(t *testing.T) {
	t.Parallel()
	s := taxpayer(t, "2026-04-20", func(p *monitor.Profile, f *monitor.Facts) {
		f.Entries[0].Date = sdano.MustDate("2026-02-10")
	})
	if got := s.result("usn_application_info", `{}`, 10200); got != `{"VAT_exemption":true,"income_percent_of_exemption_limit":3.35}` {
		t.Errorf("exemption: %s", got)
	}
	for range 2 {
		if got := s.result("personalized_offers", `{"id":"check"}`, 10200); got != `{"id":"check","status":"closed"}` {
			t.Errorf("offer: %s", got)
		}
	}
	for _, c := range []struct{ id, params, message string }{
		{"usn_application_info", "", "Не переданы входящие настройки."},
		{"personalized_offers", "{}", "В структуре JSON отсутствует обязательное поле id"},
	} {
		if c.params == "" {
			c.params = " "
		}
		if e := s.ask(c.id, c.params); e.General.Response != 10400 || e.General.Message != c.message {
			t.Errorf("%s: %+v", c.id, e)
		}
	}
}

func TestTasksAreListedAndMarked(t *testing.T) {
	t.Parallel()
	s := taxpayer(t, "2018-05-14")
	type task struct{ ID, Name, Deadline string }
	type list struct {
		Organizations []struct {
			Expired bool
			Tasks   []task
		}
	}
	read := func() (l list) {
		r := s.want(http.StatusOK, s.do("GET", "hs/api/v1/tasks/taxes/", ""))
		if err := json.Unmarshal([]byte(r.body), &l, json.MatchCaseInsensitiveNames(true)); err != nil {
			t.Fatal(err)
		}
		return l
	}
	l := read()
	if len(l.Organizations) != 1 || !l.Organizations[0].Expired || len(l.Organizations[0].Tasks) != 3 {
		t.Fatalf("%+v", l)
	}
	debt := l.Organizations[0].Tasks[0]
	if debt.Name != "Налог УСН за 2017 г." || debt.Deadline != "2018-05-03" {
		t.Errorf("%+v", debt)
	}
	mark := func(done string) reply {
		return s.do("POST", "hs/api/v1/tasks/status/", `{"id":"`+debt.ID+`","done":`+done+`}`, as("keeper"))
	}
	s.want(http.StatusOK, mark("true"))
	if l := read(); l.Organizations[0].Expired || len(l.Organizations[0].Tasks) != 2 {
		t.Errorf("marked: %+v", l)
	}
	s.want(http.StatusOK, mark("false"))
	if l := read(); len(l.Organizations[0].Tasks) != 3 {
		t.Errorf("taken away: %+v", l)
	}
	s.want(http.StatusBadRequest, mark("1"))
	s.want(http.StatusForbidden, s.do("POST", "hs/api/v1/tasks/status", `{}`))
	s.want(http.StatusNotFound, s.do("GET", "hs/api/v1/nothing", ""))
	if r := s.want(http.StatusOK, s.do("GET", "hs/api/v1/usn_rate/", "")); !strings.Contains(r.body, `"rate":6,`) {
		t.Errorf("rates: %s", r.body)
	}
}

func TestCommands(t *testing.T) {
	t.Parallel()
	s := taxpayer(t, "2018-05-14", func(p *monitor.Profile, _ *monitor.Facts) { p.Registered = sdano.MustDate("2016-01-01") })
	execute := func(params string) envelope {
		e := s.envelope(s.want(http.StatusOK, s.do("POST", "hs/dt/storage/integration/execute", params, as("keeper"))))
		if e.General.Response != 10200 {
			t.Fatalf("start: %+v", e)
		}
		r := s.want(http.StatusFound, s.do("GET", "hs/dt/storage/jobs/"+e.Result.ID, "", as("keeper")))
		return s.envelope(s.want(http.StatusOK, s.do("GET", r.header.Get("Location"), "", as("keeper"))))
	}
	const past = "Обработка/МониторНалоговИОтчетности/ОтчетыПрошлыхПериодов/УстановитьРезультатыОпросаПо"
	for _, c := range []struct {
		params, message string
		code            int
	}{
		{`{}`, "В структуре JSON отсутствует обязательное поле method", 10400},
		{`{"method":""}`, "Поле method не заполнено", 10400},
		{`{"method":"x"}`, "Не указаны параметры выполнения метода", 10400},
		{`{"method":"x","parameters":{"organization":{}}}`, "В структуре parameters.organization нет обязательного поля inn", 10400},
		{`{"method":"x","parameters":{"organization":{"inn":"7799999919","kpp":""}}}`, "Для юридического лица длина обязательного поля parameters.organization.kpp должна быть равна 9", 10400},
		{`{"method":"` + past + `Отчетам","parameters":{}}`, "В структуре parameters отсутствует или не заполнено обязательное поле type", 10400},
		{`{"method":"` + past + `Отчетам","parameters":{"type":"УСН"}}`, "В структуре parameters отсутствует или не заполнено обязательное поле status", 10400},
		{`{"method":"` + past + `Отчетам","parameters":{"type":"НДС","status":"ВсеОтчетыСданы"}}`, "Установка результатов опроса по отчетам для type=НДС не поддерживается.", 10400},
		{`{"method":"` + past + `Отчетам","parameters":{"type":"УСН","status":"ВсеОтчетыСданы","organization":{"inn":"7799999919","kpp":"779901001"}}}`, "Не найдена организация с ИНН/КПП: 7799999919/779901001", 10400},
		{`{"method":"Документ/РегламентированныйОтчет/Создать","parameters":{"type":"РегламентированныйОтчетНДС","date":"2017-12-31"}}`, "Создание регламентированного отчета РегламентированныйОтчетНДС не поддерживается", 10400},
		{`{"method":"` + past + `Отчетам","parameters":{"type":"УСН","status":"ВсеОтчетыСданы"}}`, "", 10200},
		{`{"method":"` + past + `Оплатам","parameters":{"type":"СтраховыеВзносы_Предприниматель","status":"ЗадолженностиНет"}}`, "", 10200},
		{`{"method":"Документ/Неизвестно","parameters":{}}`, "", 10200},
	} {
		if e := execute(c.params); e.General.Response != c.code || e.General.Message != c.message || e.Result.ID != "" {
			t.Errorf("%s: %+v", c.params, e)
		}
	}
	if e := s.envelope(s.want(http.StatusOK, s.do("POST", "hs/dt/storage/integration/execute", `{}`))); e.General.Response != 10403 {
		t.Errorf("without the right: %+v", e)
	}
}
