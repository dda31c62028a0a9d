package fresh_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"sdano"
	"sdano/asyncdata"
	"sdano/httpapi/fresh"
	"sdano/monitor"
)

func TestMonitorParameters(t *testing.T) {
	t.Parallel()
	const (
		notObject = "Переданы некорректные настройки. Ожидается структура JSON."
		noFields  = "В настройках группа organization должна содержать поля inn и kpp."
	)
	s := open(t)
	for _, tc := range []struct {
		params  string
		code    int
		message string
	}{
		{`{}`, 10200, ""},
		{"\ufeff{}\r\n", 10200, ""},
		{`{"organization":null}`, 10200, ""},
		{`{"unknown":[1,{"a":2}],"unknown":3}`, 10200, ""},
		{exampleParams, 10200, ""},
		{`{"organization":{"inn":"` + payerIP + `"}}`, 10200, ""},
		{`{"organization":{"inn":` + payerIP + `,"kpp":null,"name":"ИП"}}`, 10200, ""},
		{`{"organization":{"inn":" ` + payerIP + ` ","kpp":""}}`, 10200, ""},
		{`{"organization":{"inn":"7799999919","kpp":"779901001"}}`, 10200, ""},
		{" \n", 10400, "Не переданы входящие настройки для отчета."},
		{"\ufeff", 10400, "Не переданы входящие настройки для отчета."},
		{`[]`, 10400, notObject},
		{`"{}"`, 10400, notObject},
		{`{} {}`, 10400, notObject},
		{`{"organization":`, 10400, notObject},
		{`<xml/>`, 10400, notObject},
		{`{"organization":{}}`, 10400, noFields},
		{`{"organization":{"kpp":""}}`, 10400, noFields},
		{`{"organization":{"inn":null}}`, 10400, noFields},
		{`{"organization":{"inn":{}}}`, 10400, noFields},
		{`{"organization":"7799999919"}`, 10400, noFields},
		{`{"organization":{"inn":""}}`, 10400, "Организация с ИНН  КПП  отсутствует в информационной базе."},
		{`{"organization":{"inn":"1","kpp":"2"}}`, 10400, "Организация с ИНН 1 КПП 2 отсутствует в информационной базе."},
		{`{"organization":{"inn":"0000000000"}}`, 10500, "Выполняется загрузка данных. Пожалуйста, подождите."},
	} {
		e := s.ask("tax_and_reporting_monitor", tc.params)
		if e.General.Response != tc.code || e.General.Message != tc.message || e.General.Error != (tc.code != 10200) || (e.Result.ID != "") != (tc.code == 10200) {
			t.Errorf("%q: %+v", tc.params, e)
		}
	}
	e := s.ask("tax_and_reporting_monitor", `{"organization":{"inn":"9999999999"}}`)
	if e.General.Response != 10500 || !strings.HasPrefix(e.General.Message, "Внутренняя ошибка. Номер обращения: ") {
		t.Errorf("internal error: %+v", e)
	}
}

func TestEmptyBodyIsAnAnswerOfTheJob(t *testing.T) {
	t.Parallel()
	s := open(t)
	point := s.want(ok, s.do("POST", "hs/dt/storage/async/tax_and_reporting_monitor", "")).header.Get("Location")
	start := s.envelope(s.want(201, s.do("PUT", point, "")))
	e := s.envelope(s.fetch("jobs", start.Result.ID))
	if e.General.Response != 10400 || e.General.Message != "Не переданы входящие настройки для отчета." {
		t.Errorf("%+v", e)
	}
}

func TestNoMainOrganisation(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.base = s.http.URL + "/a/bs/2/"
	e := s.ask("tax_and_reporting_monitor", "{}")
	if e.General.Response != 10400 || e.General.Message != "В информационной базе не задана организация по-умолчанию." {
		t.Errorf("%+v", e)
	}
}

// asked remembers the payer that was asked for.
type asked struct{ payer *sdano.TaxID }

func (a asked) Monitor(_ context.Context, _ sdano.Tenant, id sdano.TaxID) (monitor.Result, error) {
	*a.payer = id
	return monitor.Result{Profile: monitor.Profile{TaxID: id}}, nil
}

// FuzzMonitorParameters: whatever comes, the answer is a file or a refusal in
// Russian, and the main organisation is never given instead of a named one.
func FuzzMonitorParameters(f *testing.F) {
	for _, seed := range []string{"", "{}", exampleParams, `{"organization":{"inn":1e3}}`, "\ufeff{\"organization\":{\"inn\":\"\xff\"}}", `{"organization":{"inn":""}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, params []byte) {
		var payer sdano.TaxID
		out, err := fresh.Monitor(asked{&payer}).Compute(context.Background(), asyncdata.Request{Tenant: 1, Params: params})
		if err != nil {
			var e *sdano.Error
			if !errors.As(err, &e) || e.Kind != sdano.Invalid || e.Message == "" || e.Remedy == "" {
				t.Fatalf("%q: %v", params, err)
			}
			return
		}
		if !utf8.Valid(out.Body) || len(out.Links) == 0 {
			t.Fatalf("%q: file %q", params, out.Body)
		}
		if payer.INN == "" && (payer.KPP != "" || strings.Contains(string(params), `{"organization":{"inn":`)) {
			t.Fatalf("%q: main organisation given", params)
		}
	})
}
