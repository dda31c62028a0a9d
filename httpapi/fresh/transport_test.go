package fresh_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"sdano"
	"sdano/access"
	"sdano/asyncdata"
	"sdano/httpapi/fresh"
)

const (
	ok       = http.StatusOK
	noSuchID = "0190b8a0-0000-7000-8000-000000000000"
)

// echo is a data id whose file is its parameters.
var echo = asyncdata.Handler{
	ID: "echo", Scope: access.ScopeMonitor, Eager: true,
	Compute: func(_ context.Context, r asyncdata.Request) (asyncdata.Output, error) {
		return asyncdata.Output{Name: "КУДиР \"1\".zip", Body: r.Params}, nil
	},
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	s := open(t)
	const monitorPath = "hs/dt/storage/async/tax_and_reporting_monitor"
	wrong := func(r *http.Request) { r.SetBasicAuth("bank", "wrong") }
	for _, tc := range []struct {
		name, method, path, body string
		options                  []option
		status                   int
	}{
		{"no credentials", "GET", monitorPath, "", []option{nobody}, 401},
		{"no credentials, unknown storage", "GET", "hs/dt/storage/nope/x", "", []option{nobody}, 401},
		{"no credentials, unknown app", "GET", s.http.URL + "/a/zz/10027/hs/dt/storage/async/list", "", []option{nobody}, 401},
		{"no credentials, unknown tmpid", "GET", "hs/dt/download/" + strings.Repeat("0", 64), "", []option{nobody}, 401},
		{"wrong password", "POST", monitorPath, "{}", []option{wrong}, 401},
		{"user table fails", "POST", monitorPath, "{}", []option{as("broken")}, 500},
		{"unknown storage", "GET", "hs/dt/storage/nope/x", "", nil, 415},
		{"unknown storage, POST", "POST", "hs/dt/storage/nope/x", "{}", nil, 415},
		{"no id", "GET", "hs/dt/storage/jobs", "", nil, 404},
		{"too many parts", "GET", "hs/dt/storage/jobs/a/b", "", nil, 404},
		{"not a UUID", "GET", "hs/dt/storage/jobs/1", "", nil, 404},
		{"no such job", "GET", "hs/dt/storage/jobs/" + noSuchID, "", nil, 404},
		{"no such file", "GET", "hs/dt/storage/files/" + noSuchID, "", nil, 404},
		{"data id is not an object", "GET", monitorPath, "", nil, 404},
		{"integration has no objects", "GET", "hs/dt/storage/integration/" + noSuchID, "", nil, 404},
		{"list", "GET", "hs/dt/storage/async/list", "", nil, 302},
		{"list, other case and alias", "GET", "hs/dt/storage/REPORTS/LIST/", "", nil, 302},
		{"list, HEAD", "HEAD", "hs/dt/storage/async/list", "", nil, 302},
		{"unknown tmpid", "GET", "hs/dt/download/" + strings.Repeat("0", 64), "", nil, 404},
		{"unknown upload", "PUT", "hs/dt/upload/xyz", "{}", nil, 404},
		{"volume", "GET", "hs/dt/volume/1/a", "", nil, 404},
		{"synchronous part", "GET", "hs/api/v1/kpi/", "", nil, 404},
		{"unknown app", "GET", s.http.URL + "/a/zz/10027/hs/dt/storage/async/list", "", nil, 404},
		{"unknown tenant", "GET", s.http.URL + "/a/bs/77/hs/dt/storage/async/list", "", nil, 404},
		{"tenant is no number", "POST", s.http.URL + "/a/bs/x/hs/dt/storage/async/list", "{}", nil, 404},
		{"no tenant", "GET", s.http.URL + "/a/bs", "", nil, 404},
		{"empty POST", "POST", monitorPath, "", nil, 200},
		{"empty POST of an unknown id", "POST", "hs/dt/storage/async/zz", "", nil, 200},
		{"POST of a job", "POST", "hs/dt/storage/jobs/" + noSuchID, "", nil, 200},
		{"method", "DELETE", monitorPath, "", nil, 405},
		{"large parameters", "POST", monitorPath, strings.Repeat("x", 1<<20+1), nil, 413},
		{"largest parameters", "POST", monitorPath, strings.Repeat("x", 1<<20), nil, 200},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := s.do(tc.method, tc.path, tc.body, tc.options...)
			if r.status != tc.status {
				t.Fatalf("status %d, want %d; %q", r.status, tc.status, r.body)
			}
			if (tc.status == 404 || tc.status == 415 || tc.status == 302) && r.body != "" {
				t.Errorf("body %q", r.body)
			}
			if tc.status == 401 && r.header.Get("WWW-Authenticate") != `Basic realm="sdano"` {
				t.Errorf("header %v", r.header)
			}
			if strings.Contains(r.body, "fire") {
				t.Errorf("the cause leaks: %q", r.body)
			}
		})
	}
}

func TestForeignTenantIsForbiddenInTheEnvelope(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.base = s.http.URL + "/a/bs/77/"
	e := s.envelope(s.want(ok, s.do("POST", "hs/dt/storage/async/tax_and_reporting_monitor", "{}")))
	if e.General.Response != 10403 || !e.General.Error || e.General.Message != "Недостаточно прав для получения данных." {
		t.Errorf("one step: %+v", e)
	}
	for _, path := range []string{"hs/dt/storage/async/tax_and_reporting_monitor", "hs/dt/storage/files/a"} {
		point := s.want(ok, s.do("POST", path, ""))
		e = s.envelope(s.want(201, s.do("PUT", point.header.Get("Location"), "{}")))
		if e.General.Response != 10403 {
			t.Errorf("two steps to %s: %+v", path, e)
		}
	}
	if n := s.store.Writes(); n != 0 {
		t.Errorf("%d units were written", n)
	}
}

func TestObjectsAndTmpidsAreTheOwnersOnly(t *testing.T) {
	t.Parallel()
	s := open(t)
	start := s.want(ok, s.do("POST", "hs/dt/storage/async/tax_and_reporting_monitor", "{}"))
	job := "hs/dt/storage/jobs/" + s.envelope(start).Result.ID
	s.want(404, s.do("GET", job, "", as("crm")))
	point := s.want(302, s.do("GET", job, "")).header.Get("Location")
	s.want(404, s.do("GET", point, "", as("crm")))
	s.want(401, s.do("GET", point, "", func(r *http.Request) { r.SetBasicAuth("bank", "wrong") }))
	s.want(404, s.do("GET", strings.Replace(point, "/10027/", "/2/", 1), ""))
	s.want(404, s.do("PUT", strings.Replace(point, "/download/", "/upload/", 1), "{}"))
	s.want(405, s.do("PUT", point, "{}"))
	s.want(ok, s.do("GET", point, "", nobody))
	upper := strings.ToUpper(point[len(point)-64:])
	s.want(ok, s.do("GET", point[:len(point)-64]+upper, ""))
	s.want(302, s.do("GET", job+"/", ""))
}

func TestUploadIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	s := open(t, echo)
	point := s.want(ok, s.do("POST", "hs/dt/storage/async/echo", "")).header.Get("Location")
	var wait sync.WaitGroup
	answers := make([]reply, 16)
	for i := range answers {
		wait.Go(func() { answers[i] = s.do("PUT", point, "{}") })
	}
	wait.Wait()
	for _, r := range answers {
		s.want(201, r)
		if r.body != answers[0].body || r.header.Get("Content-Type") != "application/json; charset=UTF-8" {
			t.Errorf("answer %+v, want %+v", r, answers[0])
		}
	}
	if n := s.store.Writes(); n != 1 {
		t.Errorf("%d units were written, want 1", n)
	}
	// The address that came with a one-step start starts another job.
	one := s.want(ok, s.do("POST", "hs/dt/storage/async/echo", "{}"))
	two := s.want(201, s.do("PUT", one.header.Get("Location"), "{}"))
	if s.envelope(one).Result.ID == s.envelope(two).Result.ID {
		t.Error("the second start gave the first job")
	}
}

func TestTmpidLivesTenMinutesAfterItsLastUse(t *testing.T) {
	t.Parallel()
	s := open(t, echo)
	get := func(point string, options ...option) int { return s.do("GET", point, "", options...).status }
	list := func() string { return s.want(302, s.do("GET", "hs/dt/storage/async/list", "")).header.Get("Location") }
	point := list()
	for range 3 {
		s.clock.Advance(599 * time.Second)
		if got := get(point); got != ok {
			t.Fatalf("a used tmpid gives %d", got)
		}
	}
	s.clock.Advance(600 * time.Second)
	if got := get(point); got != 404 {
		t.Errorf("an expired tmpid gives %d", got)
	}
	upload := s.want(ok, s.do("POST", "hs/dt/storage/async/echo", "")).header.Get("Location")
	s.clock.Advance(599 * time.Second)
	s.want(202, s.do("PUT", upload, "{", header("Content-Range", "bytes 0-0/2")))
	s.clock.Advance(599 * time.Second)
	s.want(201, s.do("PUT", upload, "}", header("Content-Range", "bytes 1-1/2")))
	s.clock.Advance(600 * time.Second)
	s.want(404, s.do("PUT", upload, "{}"))
}

func TestResultsExpire(t *testing.T) {
	t.Parallel()
	s := open(t, echo)
	job := s.envelope(s.do("POST", "hs/dt/storage/async/echo", "{}")).Result.ID
	point := s.want(302, s.do("GET", "hs/dt/storage/jobs/"+job, "")).header.Get("Location")
	for range 72 * 7 {
		s.clock.Advance(time.Hour / 7)
		s.do("GET", point, "")
	}
	s.clock.Advance(time.Minute)
	s.want(404, s.do("GET", point, ""))
	s.want(404, s.do("GET", "hs/dt/storage/jobs/"+job, ""))
}

func TestParts(t *testing.T) {
	t.Parallel()
	type step struct {
		span, body string
		status     int
	}
	for _, tc := range []struct {
		name  string
		steps []step
		want  string // the file; "" = none
	}{
		{"two", []step{{"bytes 0-2/5", "abc", 202}, {"bytes 3-4/5", "de", 201}}, "abcde"},
		{"one", []step{{"bytes 0-4/5", "abcde", 201}}, "abcde"},
		{"repeated", []step{{"bytes 0-2/5", "abc", 202}, {"bytes 0-2/5", "abc", 202}, {"bytes 3-4/5", "de", 201}, {"bytes 3-4/5", "de", 201}}, "abcde"},
		{"repeated later part", []step{{"bytes 0-1/5", "ab", 202}, {"bytes 2-3/5", "cd", 202}, {"bytes 2-3/5", "cd", 202}, {"bytes 4-4/5", "e", 201}}, "abcde"},
		{"begun anew", []step{{"bytes 0-2/5", "xyz", 202}, {"bytes 0-1/3", "ab", 202}, {"bytes 2-2/3", "c", 201}}, "abc"},
		{"gap", []step{{"bytes 0-1/5", "ab", 202}, {"bytes 3-4/5", "de", 500}, {"bytes 2-4/5", "cde", 201}}, "abcde"},
		{"gap at the start", []step{{"bytes 1-2/3", "bc", 500}}, ""},
		{"overlap", []step{{"bytes 0-1/5", "ab", 202}, {"bytes 1-4/5", "bcde", 500}}, ""},
		{"length", []step{{"bytes 0-3/9", "abc", 500}}, ""},
		{"over the limit", []step{{"bytes 0-2/1048577", "abc", 413}}, ""},
		{"no range", []step{{"bytes */5", "abc", 201}}, "abc"},
		{"backwards", []step{{"bytes 4-2/9", "abc", 201}}, "abc"},
		{"huge", []step{{"bytes 0-99999999999999999999/99999999999999999999", "abc", 201}}, "abc"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := open(t, echo)
			point := s.want(ok, s.do("POST", "hs/dt/storage/async/echo", "")).header.Get("Location")
			var last reply
			for _, step := range tc.steps {
				last = s.want(step.status, s.do("PUT", point, step.body, header("Content-Range", step.span)))
			}
			if tc.want == "" {
				return
			}
			job := s.envelope(s.fetch("jobs", s.envelope(last).Result.ID))
			if got := s.fetch("files", job.Result.ID).body; got != tc.want {
				t.Errorf("file %q, want %q", got, tc.want)
			}
		})
	}
}

func TestRanges(t *testing.T) {
	t.Parallel()
	s := open(t, echo)
	file := s.ask("echo", "0123456789").Result.ID
	point := s.want(302, s.do("GET", "hs/dt/storage/files/"+file, "")).header.Get("Location")
	for _, tc := range []struct {
		span   string
		status int
		body   string
		head   string
	}{
		{"", 200, "0123456789", ""},
		{"bytes=0-3", 206, "0123", "bytes 0-3/10"},
		{"bytes=9-9", 206, "9", "bytes 9-9/10"},
		{"bytes=5-500", 206, "56789", "bytes 5-9/10"},
		{"bytes=5-", 200, "0123456789", ""},
		{"bytes=-5", 200, "0123456789", ""},
		{"bytes=0-1,3-4", 200, "0123456789", ""},
		{"bytes=5-4", 200, "0123456789", ""},
		{"bytes=10-11", 200, "0123456789", ""},
		{"bytes=0-99999999999999999999", 200, "0123456789", ""},
		{"lines=1-2", 200, "0123456789", ""},
	} {
		r := s.do("GET", point, "", header("Range", tc.span))
		if r.status != tc.status || r.body != tc.body || r.header.Get("Content-Range") != tc.head || r.header.Get("Content-Type") != "application/octet-stream" {
			t.Errorf("%q: %+v", tc.span, r)
		}
	}
	r := s.want(ok, s.do("HEAD", point, ""))
	if r.body != "" || r.header.Get("Content-Length") != "10" {
		t.Errorf("HEAD: %+v", r)
	}
	want := `attachment; filename="_____ _1_.zip"; filename*=UTF-8''%D0%9A%D0%A3%D0%94%D0%B8%D0%A0%20%221%22.zip`
	if got := r.header.Get("Content-Disposition"); got != want {
		t.Errorf("name %s\nwant %s", got, want)
	}
}

func TestUploadedFile(t *testing.T) {
	t.Parallel()
	s := open(t)
	point := s.want(ok, s.do("POST", "hs/dt/storage/files/statement.txt", "ignored")).header.Get("Location")
	s.want(202, s.do("PUT", point, "ab", header("Content-Range", "bytes 0-1/3")))
	r := s.want(201, s.do("PUT", point, "c", header("Content-Range", "bytes 2-2/3")))
	id := uuids.FindString(r.body)
	if r.body != `{"id":"`+id+`"}` {
		t.Fatalf("answer %q", r.body)
	}
	got := s.fetch("files", id)
	if got.body != "abc" || got.header.Get("Content-Disposition") != `attachment; filename="statement.txt"` {
		t.Errorf("file %+v", got)
	}
	s.want(413, s.do("PUT", s.do("POST", "hs/dt/storage/files/a", "").header.Get("Location"), "a", header("Content-Range", "bytes 0-0/104857601")))
	job := s.want(ok, s.do("POST", "hs/dt/storage/jobs/a", "")).header.Get("Location")
	if r := s.want(500, s.do("PUT", job, "{}")); r.body != "Метод не поддерживается.\n" {
		t.Errorf("answer %q", r.body)
	}
}

func TestMultipartForm(t *testing.T) {
	t.Parallel()
	s := open(t, echo)
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, _ := w.CreateFormFile("data", "a.json")
	fmt.Fprint(part, `{"x":1}`)
	_ = w.WriteField("more", "ignored")
	_ = w.Close()
	for kind, want := range map[string]string{
		w.FormDataContentType():                 `{"x":1}`,
		"multipart/form-data; boundary=another": form.String(),
		"multipart/form-data":                   form.String(),
		"text/html; charset=\"":                 form.String(),
	} {
		point := s.want(ok, s.do("POST", "hs/dt/storage/async/echo", "")).header.Get("Location")
		r := s.want(201, s.do("PUT", point, form.String(), header("Content-Type", kind)))
		job := s.envelope(s.fetch("jobs", s.envelope(r).Result.ID))
		if got := s.fetch("files", job.Result.ID).body; got != want {
			t.Errorf("%s: file %q", kind, got)
		}
	}
	point := s.want(ok, s.do("POST", "hs/dt/storage/files/x", "")).header.Get("Location")
	r := s.want(201, s.do("PUT", point, form.String(), header("Content-Type", w.FormDataContentType())))
	if got := s.fetch("files", uuids.FindString(r.body)); got.body != `{"x":1}` || !strings.Contains(got.header.Get("Content-Disposition"), `"a.json"`) {
		t.Errorf("file %+v", got)
	}
}

func TestSessionCookie(t *testing.T) {
	t.Parallel()
	s := open(t)
	r := s.want(302, s.do("GET", "hs/dt/storage/async/list", "", header("IBSession", "start")))
	first := r.header.Get("Set-Cookie")
	if !strings.HasPrefix(first, "ibsession=") || !strings.HasSuffix(first, "; Path=/a/bs/10027/; HttpOnly; Secure") {
		t.Errorf("cookie %q", first)
	}
	r = s.want(ok, s.do("GET", r.header.Get("Location"), "", header("IBSession", "finish")))
	if got := r.header.Get("Set-Cookie"); got != "ibsession=; Path=/a/bs/10027/; Max-Age=0; HttpOnly; Secure" {
		t.Errorf("cookie %q", got)
	}
	r = s.want(302, s.do("GET", "hs/dt/storage/async/list", "", header("IBSession", "other")))
	if got := r.header.Get("Set-Cookie"); got != "" {
		t.Errorf("cookie %q", got)
	}
}

func TestWhoGuessesPasswordsIsToldToWait(t *testing.T) {
	t.Parallel()
	s := open(t)
	r := s.want(429, s.do("GET", "hs/dt/storage/async/list", "", func(r *http.Request) { r.SetBasicAuth("guesser", "1") }))
	if r.header.Get("Retry-After") != "60" || !strings.Contains(r.body, "через минуту") {
		t.Errorf("%+v", r)
	}
}

func TestFailingStoreTellsANumberOnly(t *testing.T) {
	t.Parallel()
	s := open(t)
	point := s.want(ok, s.do("POST", "hs/dt/storage/async/tax_and_reporting_monitor", "")).header.Get("Location")
	s.store.Fail = func() error { return errors.New("secret of the house") }
	for _, r := range []reply{s.do("PUT", point, "{}"), s.do("POST", "hs/dt/storage/async/tax_and_reporting_monitor", "{}")} {
		s.want(500, r)
		ref := uuids.FindString(r.body)
		if !strings.HasPrefix(r.body, "Внутренняя ошибка. Номер обращения: ") || !strings.Contains(s.log.String(), ref) {
			t.Errorf("answer %q", r.body)
		}
	}
	s.want(404, s.do("GET", "hs/dt/storage/jobs/"+noSuchID, ""))
	s.store.Fail = nil
	// Nothing was started, so the repetition is a first start.
	if e := s.envelope(s.want(201, s.do("PUT", point, "{}"))); e.General.Response != 10200 {
		t.Errorf("repetition: %+v", e)
	}
	if strings.Contains(s.log.String(), point[len(point)-64:]) {
		t.Error("the log has a whole tmpid")
	}
}

func TestOneAddressIsPolledUntilTheJobIsDone(t *testing.T) {
	t.Parallel()
	open1 := make(chan struct{})
	s := open(t, asyncdata.Handler{
		ID: "slow", Scope: access.ScopeMonitor,
		Compute: func(ctx context.Context, r asyncdata.Request) (asyncdata.Output, error) {
			select {
			case <-open1:
			case <-ctx.Done():
			}
			return asyncdata.Output{Name: "a", Body: []byte("b"), Warnings: []string{"Раз.", "Два."}}, ctx.Err()
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); s.jobs.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	start := s.envelope(s.want(ok, s.do("POST", "hs/dt/storage/async/slow", "{}")))
	point := s.want(302, s.do("GET", "hs/dt/storage/jobs/"+start.Result.ID, "")).header.Get("Location")
	if got := s.want(ok, s.do("GET", point, "")).body; got != `{"general":{"response":10202,"error":false,"message":""}}` {
		t.Errorf("running: %s", got)
	}
	close(open1)
	deadline := time.Now().Add(10 * time.Second)
	e := s.envelope(s.do("GET", point, ""))
	for e.General.Response == 10202 && time.Now().Before(deadline) {
		e = s.envelope(s.do("GET", point, ""))
	}
	if e.General.Response != 10240 || e.General.Error || e.General.Message != "Раз.\nДва." || e.Result.Storage != "files" {
		t.Errorf("done: %+v", e)
	}
}

func TestLocationIsOfThePublicAddress(t *testing.T) {
	t.Parallel()
	s := openWith(t, fresh.Config{PublicURL: "https://fresh.example:443/", App: "acc"})
	s.base = s.http.URL + "/a/acc/10027/"
	got := s.want(302, s.do("GET", "hs/dt/storage/async/list", "")).header.Get("Location")
	if !strings.HasPrefix(got, "https://fresh.example:443/a/acc/10027/hs/dt/download/") {
		t.Errorf("address %s", got)
	}
}

func TestNavigation(t *testing.T) {
	t.Parallel()
	s := openWith(t, fresh.Config{Pages: "/m/"})
	for _, base := range []string{s.base, strings.TrimSuffix(s.base, "/")} {
		if got := s.want(302, s.do("GET", base, "", nobody)).header.Get("Location"); got != "/m/?tenant=10027" {
			t.Errorf("the base leads to %s", got)
		}
	}
	for query, want := range map[string]string{
		"?Идентификатор=" + noSuchID: "/m/nav/" + noSuchID + "?tenant=10027",
		"?Идентификатор=x":           "/m/?tenant=10027",
		"":                           "/m/?tenant=10027",
	} {
		r := s.want(302, s.do("GET", "e1cib/data/РегистрСведений.ПубликуемыеНавигационныеСсылки"+query, "", nobody))
		if got := r.header.Get("Location"); got != want {
			t.Errorf("%q leads to %s", query, got)
		}
	}
	s.want(405, s.do("POST", "", "x", nobody))
}

// TestAnchorsArePublished follows the identifier in the file to its target.
func TestAnchorsArePublished(t *testing.T) {
	t.Parallel()
	s := open(t)
	first := s.fetch("files", s.ask("tax_and_reporting_monitor", exampleParams).Result.ID).body
	again := s.fetch("files", s.ask("TAX_AND_REPORTING_MONITOR", "{}").Result.ID).body
	if first != again {
		t.Errorf("the same monitor has other links:\n%s\n%s", first, again)
	}
	const form = "e1cib/data/РегистрСведений.ПубликуемыеНавигационныеСсылки?Идентификатор="
	id, err := sdano.ParseID(between(t, first, `"address":"`+form, `"`))
	if err != nil {
		t.Fatal(err)
	}
	link, err := s.jobs.Link(context.Background(), tenant, id)
	if err != nil || link.Target != `{"form":"monitor","organization":{"inn":"`+payerIP+`","kpp":""}}` {
		t.Errorf("link %+v, %v", link, err)
	}
}
