package httpx_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"sdano"
	"sdano/httpapi/httpx"
)

var (
	inner = httpx.Name{EN: "object", RU: "Объект"}
	text  = httpx.Name{EN: "text", RU: "Текст"}
	items = httpx.Name{EN: "items", RU: "Список"}
)

// shape reads a body of the tests.
func shape(body []byte, ru bool) (string, error) {
	f := httpx.ReadFields(body, ru)
	out := ""
	if o := f.Object(inner); o != nil {
		out += o.NeedText(text)
	}
	if t := f.Text(text); t != nil {
		out += *t
	}
	for _, item := range f.List(items) {
		out += item.NeedText(text)
	}
	f.Status(httpx.Name{EN: "status"})
	f.ID(httpx.Name{EN: "id"})
	f.Bool(httpx.Name{EN: "flag"})
	f.Has(httpx.Name{EN: "any"})
	return out, f.Err()
}

func TestFieldsInBothLanguages(t *testing.T) {
	t.Parallel()
	got, err := shape([]byte(`{"Объект":{"text":"a"},"Текст":"b","items":[{"Текст":"c"},{"text":"d"}],"status":null,"any":{"x":[1]}}`), true)
	if err != nil || got != "abcd" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestFieldsNameWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		body        string
		ru          bool
		code, param string
	}{
		{`{"items":[{"text":"a"},{}]}`, false, "missing_parameter", "items[1].text"},
		{`{"items":[{"text":"a"},{}]}`, true, "missing_parameter", "Список[1].Текст"},
		{`{"items":[{"text":"a","x":1}]}`, true, "unknown_parameter", "Список[0].x"},
		{`{"object":{"text":" "}}`, false, "missing_parameter", "object.text"},
		{`{"text":1,"x":1}`, false, "unknown_parameter", "x"},
		{`{"text":1,"id":2}`, false, "bad_value", "text"},
		{`{"text":"a","Текст":"a"}`, false, "bad_value", "text"},
		{`{"status":"Сдан"}`, false, "bad_value", "status"},
		{`{"flag":1}`, false, "bad_value", "flag"},
		{`{"items":[null]}`, false, "bad_value", "items"},
		{`{"object":{"text":"a","text":"b"}}`, false, "bad_json", ""},
	} {
		_, err := shape([]byte(c.body), c.ru)
		if e := sdano.AsError(err); e.Code != c.code || e.Param != c.param || e.Kind != sdano.Invalid || e.Remedy == "" {
			t.Errorf("%s: %v, parameter %q", c.body, err, e.Param)
		}
	}
	_, err := shape([]byte(`{"text":}`), false)
	if e := sdano.AsError(err); !strings.Contains(e.Message, "в байте 9") {
		t.Errorf("%v", err)
	}
	_, err = shape([]byte(`{"x":1}`), true)
	if e := sdano.AsError(err); !strings.Contains(e.Remedy, "Объект, Текст, Список, status") {
		t.Errorf("%v", err)
	}
}

// FuzzFields: whatever comes, it is read or refused in words, and what is read
// is text that every engine can store.
func FuzzFields(f *testing.F) {
	for _, seed := range []string{``, `{}`, `{"text":"a"}`, `{"items":[{"text":"\u0000"}]}`, `{"object":{"text":"a"},"":1}`, `{"id":"018f0000-0000-7000-8000-000000000002","flag":true}`} {
		f.Add([]byte(seed), true)
	}
	f.Fuzz(func(t *testing.T, body []byte, ru bool) {
		got, err := shape(body, ru)
		if err != nil {
			if e := sdano.AsError(err); e.Kind != sdano.Invalid || e.Message == "" || e.Remedy == "" || !utf8.ValidString(e.Param) {
				t.Fatalf("%q: %v", body, err)
			}
			return
		}
		if !utf8.ValidString(got) || strings.Contains(got, "\x00") {
			t.Fatalf("%q gives %q", body, got)
		}
	})
}
