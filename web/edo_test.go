package web_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"sdano"
	"sdano/acceptance"
	"sdano/acceptance/acceptancetest"
	"sdano/sign"
	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
	"sdano/titles/title"
	"sdano/web"
)

const boxID = "77999999190000000000000000000001@courier"

// office is the pages over the real mission of acceptance on a real store, with
// an operator that takes everything.
type office struct {
	t       *testing.T
	service *acceptance.Service
	courier *postman
	key     *acceptancetest.Key
	visitor acceptance.Visitor
	config  web.Config
	db      *sqlstore.DB
}

// postman is an operator that takes everything and brings what it is given.
type postman struct {
	acceptancetest.Courier
	mu  sync.Mutex
	bag []acceptance.Reply
}

func (p *postman) brings(r acceptance.Reply) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bag = append(p.bag, r)
}

func (p *postman) Poll(context.Context, acceptance.Box, string) ([]acceptance.Incoming, []acceptance.Reply, string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return nil, p.bag, "", nil
}

// keys is the key of the server.
type keys struct{ *acceptancetest.Key }

func (k keys) Certificate(_ context.Context, who sign.Subject, thumbprint string) ([]byte, error) {
	if thumbprint == "" && who.TaxID != ooo || thumbprint != "" && thumbprint != k.Thumbprint() {
		return nil, acceptance.ErrNotFound
	}
	return k.Key.Certificate, nil
}

func (k keys) Sign(_ context.Context, _ sign.Subject, _ string, data []byte) ([]byte, error) {
	return k.Key.Sign(data)
}

func newOffice(t *testing.T) *office {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "sdano.db"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := acceptancetest.NewKey(acceptancetest.Owner{
		Surname: "Примеров", Given: "Пётр Ильич", Position: "Директор", Organization: "ООО «Пример»", INN: "779999991008", INNLE: "7799999919",
	})
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, db: db, key: key, courier: &postman{}}
	o.visitor = acceptance.Visitor{
		Actor: "user:anna", Login: "anna", Tenants: []sdano.Tenant{tenant},
		Permissions: []acceptance.Permission{
			acceptance.Accept, acceptance.Revoke, acceptance.Reject, acceptance.Receive, acceptance.Upload, acceptance.Crypto,
		},
	}
	o.service = acceptance.New(acceptance.Config{
		Units: db, Store: sqlstore.AcceptanceStore{}, Journal: sqlstore.JournalStore{}, Operators: []acceptance.Operator{o.courier},
		Business: sdano.NewManualClock(noon), Real: sdano.RealClock{}, Signer: keys{key}, Program: "sdano test", Node: "office",
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Rhythm: acceptance.Rhythm{Poll: 50 * time.Millisecond, Receipts: time.Hour},
	})
	o.must(o.service.PutBox(t.Context(), "user:root", acceptance.Box{
		ID: boxID, Tenant: tenant, Participant: "2ZZ-7799999919-779901001-2026", Name: "Общество с ограниченной ответственностью «Пример»",
		ShortName: "ООО «Пример»", TaxID: ooo, Zone: "Europe/Moscow", Operator: title.EDOOperator{Name: "ООО «Курьер»", INN: "7799999933", Code: "2ZZ"},
	}, "anna"))
	o.config = config(story())
	o.config.Acceptance, o.config.ServerKey, o.config.Head = o.service, keys{key}, db
	o.config.Visit = func(*http.Request) (web.Visitor, error) {
		return web.Visitor{Tenant: tenant, App: "bs", Actor: "user:anna", MayFile: true, Documents: o.visitor}, nil
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- o.service.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		<-ended
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return o
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatalf("%v; findings %+v", err, sdano.AsError(err).Findings)
	}
}

// comes brings a signed sample into the box; more of one package may follow.
func (o *office) comes(what string, pkg sdano.ID) acceptance.Document {
	o.t.Helper()
	name, data, err := acceptancetest.Sample("..", what)
	o.must(err)
	sender, err := acceptancetest.NewKey(acceptancetest.Owner{Surname: "Лужина", Given: "Майя Фёдоровна", Organization: "ООО «Василёк»", INNLE: "7799999926"})
	o.must(err)
	signature, err := sender.Sign(data)
	o.must(err)
	d, _, err := o.service.Ingest(o.t.Context(), o.visitor, acceptance.Incoming{
		Box: boxID, Package: pkg, FileName: name, Content: data, Signatures: [][]byte{signature}, OperatorDocument: "op-" + what,
	})
	o.must(err)
	if d.NoAnswer != "" {
		o.t.Fatalf("%s cannot be answered: %s", what, d.NoAnswer)
	}
	return d
}

func (o *office) get(path string) answer {
	o.t.Helper()
	return ask(o.t, o.config, http.MethodGet, path, nil)
}

// file is a file in a form.
type file struct {
	field, name string
	data        []byte
}

// post sends a form as a browser does.
func (o *office) post(path string, fields url.Values, files ...file) answer {
	o.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range fields {
		for _, value := range values {
			o.must(w.WriteField(name, value))
		}
	}
	for _, f := range files {
		part, err := w.CreateFormFile(f.field, f.name)
		o.must(err)
		_, err = part.Write(f.data)
		o.must(err)
	}
	o.must(w.Close())
	site := web.New(o.config)
	defer site.Close()
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8080"+path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	rec := httptest.NewRecorder()
	site.ServeHTTP(rec, r)
	return answer{rec.Code, rec.Header(), rec.Body.String()}
}

// leads follows the redirect that an answer must be.
func (o *office) leads(a answer) (path string) {
	o.t.Helper()
	if a.status != http.StatusSeeOther {
		o.t.Fatalf("status %d, want a redirect: %s", a.status, words(a.main()))
	}
	return a.header.Get("Location")
}

// becomes waits until a document has a status.
func (o *office) becomes(id sdano.ID, want acceptance.Code) {
	o.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		d, err := o.service.Document(o.t.Context(), o.visitor, id)
		o.must(err)
		if d.Status == want {
			return
		}
		if time.Now().After(deadline) {
			elements, _ := o.service.Elements(o.t.Context(), o.visitor, id)
			o.t.Fatalf("the document stays %s: %+v", d.Status, elements)
		}
		select {
		case <-o.t.Context().Done():
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// sent returns the text of the last file that the operator took.
func (o *office) sent() string {
	o.t.Helper()
	all := o.courier.Sent()
	if len(all) == 0 {
		o.t.Fatal("nothing was sent")
	}
	return decoded(o.t, all[len(all)-1].Content)
}

var tags = regexp.MustCompile(`<[^>]*>`)

func words(html string) string {
	return strings.Join(strings.Fields(tags.ReplaceAllString(html, " ")), " ")
}

func at(d acceptance.Document) string { return "/documents/" + d.ID.String() }

func TestInboxShowsPackagesAndFilters(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	pkg := sdano.NewID()
	o.comes("upd503", pkg)
	o.comes("torg12", pkg)
	single := o.comes("aktsver", sdano.ID{})
	a := o.get("/documents")
	has(t, a.main(), "Пакет, документов:", "ООО «Пример»", "Получен", "ждёт ответа", `name="signature"`, at(single))
	for query, want := range map[string]int{
		"": 3, "?type=4": 1, "?type=1": 1, "?status=accepted": 0, "?status=new&open=1": 3, "?box=" + url.QueryEscape(boxID): 3,
		"?text=" + url.QueryEscape("акт сверки"): 1, "?from=2030-01-01": 0, "?number=" + url.QueryEscape(single.Number): 1, "?inn=" + single.SenderINN + "&type=4": 1,
	} {
		if got := strings.Count(o.get("/documents"+query).main(), `data-name="Документ"`); got != want {
			t.Errorf("%q shows %d documents, want %d", query, got, want)
		}
	}
	if a := o.get("/documents?from=yesterday"); a.status != http.StatusBadRequest {
		t.Errorf("a day that is none: status %d", a.status)
	}
}

func TestPagesOfDocumentsAreClosedWithoutPermission(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := o.comes("upd503", sdano.ID{})
	o.visitor.Permissions = []acceptance.Permission{acceptance.Read}
	a := o.get(at(d))
	has(t, a.main(), "Подписи", "Проверено")
	hasNot(t, a.main(), "Принять", "Отклонить")
	if a := o.get(at(d) + "/accept"); a.status != http.StatusForbidden {
		t.Errorf("the form of acceptance: status %d", a.status)
	}
	o.visitor.Permissions = nil
	if a := o.get(at(d)); a.status != http.StatusForbidden {
		t.Errorf("without any permission: status %d", a.status)
	}
	hasNot(t, o.get("/check").body, `href="/documents"`)
}

// TestAcceptWithDiscrepancies goes the whole way by forms alone.
func TestAcceptWithDiscrepancies(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := o.comes("upd503", sdano.ID{})
	form := at(d) + "/accept"
	has(t, o.get(at(d)).main(), `href="`+form+`"`, "Проверено", "Не проверено", "Лужина")
	p := d.ID.String() + "."
	line := d.Title.Lines[0]
	has(t, o.get(form).main(), `name="`+p+`line`+line.Number+`.accepted"`, "Примеров Пётр Ильич")
	fields := url.Values{
		"key": {"server"}, p + "type": {"2"}, p + "line" + line.Number + ".accepted": {"0,5"}, p + "operation": {"Принято не всё"},
		p + "divergence_name": {"ТОРГ-2"}, p + "divergence_number": {"7"}, p + "divergence_date": {"2026-04-09"},
	}
	fields.Set("step", "compare")
	a := o.post(form, fields)
	has(t, a.main(), "недостача", `value="0,5"`, "Есть расхождения")

	fields.Set("step", "draft:"+d.ID.String())
	if a = o.post(form, fields); !strings.Contains(a.header.Get("Content-Disposition"), "DP_PRIRASXPRIN") {
		t.Errorf("no draft: %d %s", a.status, words(a.main()))
	}
	fields.Set("step", "make")
	page := o.leads(o.post(form, fields))
	a = o.get(page)
	has(t, a.main(), "Подпишите", "Подписать ключом сервера и отправить", "Принято не всё", "ON_NSCHFDOPPOK", "учебный ключ")
	to := o.leads(o.post(page, url.Values{"by": {"server"}}))
	if to != at(d) {
		t.Errorf("it leads to %s", to)
	}
	o.becomes(d.ID, acceptance.AcceptedPartly)
	has(t, o.get(to).main(), "Принят с расхождениями", "Ответный титул", "Принято не всё")
	has(t, o.sent(), `КодИтога="2"`, "Принято не всё", "ТОРГ-2")

	// A second click finds it sent; an old page says so.
	if again := o.leads(o.post(page, url.Values{"by": {"server"}})); again != to || len(o.courier.Sent()) != 1 {
		t.Errorf("a second click leads to %s and sends %d", again, len(o.courier.Sent()))
	}
	has(t, o.get(page).main(), "Ответ уже отправлен")
	a = o.get(form)
	has(t, a.main(), "сейчас недоступно", "Вернуться к документу")
	if a.status != http.StatusConflict {
		t.Errorf("the old form: status %d", a.status)
	}
}

func TestWrongAnswerKeepsWhatWasFilled(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := o.comes("upd503", sdano.ID{})
	p := d.ID.String() + "."
	a := o.post(at(d)+"/accept", url.Values{
		"step": {"make"}, "key": {"server"}, p + "type": {"1"}, p + "line" + d.Title.Lines[0].Number + ".accepted": {"0"}, p + "operation": {"Моё слово"},
	})
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", a.status)
	}
	has(t, a.main(), "Ответ не сформирован", "Результат приёмки", "расходится", `value="Моё слово"`)
	hasNot(t, a.main(), "AcceptanceResult", d.ID.String()+": ")
	a = o.post(at(d)+"/accept", url.Values{"step": {"make"}})
	has(t, a.main(), "Не указано, кто подпишет")
}

func TestReconcileDownToOperations(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := o.comes("aktsver", sdano.ID{})
	form, p := at(d)+"/accept", d.ID.String()+"."
	has(t, o.get(form).main(), "Договор № П-1 от 01.02.2025", "1\u00a0500,50", `value="1500,50"`, `value="П-1"`, `value="2025-02-01"`)
	fields := url.Values{
		"key": {"server"}, "step": {"add:" + p + "table1.operations"}, p + "agreed": {"no"}, p + "table1.operations": {"1"},
		p + "table0.turnover.credit": {"17 499,50"}, p + "table1.turnover.credit": {"15499,50"}, p + "table1.contract_number": {"П-1"},
		p + "table1.op0.document": {"Платёжное поручение"}, p + "table1.op0.document_number": {"12"}, p + "table1.op0.document_date": {"2025-11-01"},
		p + "table1.op0.discrepancy": {"-1000"}, p + "table1.op0.operation": {"Оплата"}, p + "table1.op0.number": {"2"},
		p + "table1.op0.date": {"2025-11-01"}, p + "table1.op0.credit": {"15000"},
	}
	a := o.post(form, fields)
	has(t, a.main(), "−1\u00a0000,00", `name="`+p+`table1.op1.document"`, `value="Платёжное поручение"`)
	fields.Set("step", "make")
	page := o.leads(o.post(form, fields))
	o.leads(o.post(page, url.Values{"by": {"server"}}))
	o.becomes(d.ID, acceptance.Accepted)
	text := o.sent()
	has(t, text, `ПризнРазн="2"`, `ОборотКр="17499.50"`, `ИтогоРасхКр="-1000.00"`, `НомДог="П-1"`, `ИтогоРасх="-1000.00"`, `СумКредит="15000.00"`)
	hasNot(t, text, "СальдоНачДеб", "ИдДог")
}

func TestAgreeToReconciliation(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := o.comes("aktsver", sdano.ID{})
	page := o.leads(o.post(at(d)+"/accept", url.Values{"step": {"make"}, "key": {"server"}, d.ID.String() + ".agreed": {"yes"}}))
	o.leads(o.post(page, url.Values{"by": {"server"}}))
	o.becomes(d.ID, acceptance.Accepted)
	has(t, o.sent(), `ПризнРазн="1"`)
}

// TestOwnFiguresAreLostByAgreement: sums of one's own with «согласны» were dropped
// and the answer said that there are no divergences.
func TestOwnFiguresAreLostByAgreement(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := o.comes("aktsver", sdano.ID{})
	form, p := at(d)+"/accept", d.ID.String()+"."
	fields := url.Values{"key": {"server"}, "step": {"make"}, p + "agreed": {"yes"}, p + "table1.turnover.credit": {"15499,50"}}
	a := o.post(form, fields)
	has(t, a.main(), "расходятся с данными отправителя", `value="15499,50"`)
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", a.status)
	}
	// A divergence without a document was told as «не указано ни одного элемента».
	fields.Set(p+"agreed", "no")
	has(t, o.post(form, fields).main(), "Договор № П-1 от 01.02.2025: суммы расходятся, а документ")
	has(t, o.get(at(d)).main(), "Сверить и ответить")
}

// TestUnsentTitleStandsAsAnAnswer: a title that was made and left looked like a
// second answer, and a signature stood in the list twice.
func TestUnsentTitleStandsAsAnAnswer(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := o.comes("torg12", sdano.ID{})
	fields := url.Values{"step": {"make"}, "key": {"server"}, d.ID.String() + ".type": {"1"}}
	o.leads(o.post(at(d)+"/accept", fields))
	has(t, o.get(at(d)).main(), "Ответный титул, не отправлен")
	o.leads(o.post(o.leads(o.post(at(d)+"/accept", fields)), url.Values{"by": {"server"}}))
	o.becomes(d.ID, acceptance.Accepted)
	page := o.get(at(d)).main()
	if n := strings.Count(page, "Ответный титул, не отправлен"); n != 1 {
		t.Errorf("%d titles are told to be unsent, want 1", n)
	}
	if n := strings.Count(words(page), "Подпись · "); n != 2 {
		t.Errorf("%d signatures are listed, want theirs and ours", n)
	}
}

// TestTorg2AsksForTheSecond: the form wanted date and time typed to the second.
func TestTorg2AsksForTheSecond(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := o.comes("torg2", sdano.ID{})
	has(t, o.get(at(d)+"/accept").main(), `value="`+noon.In(sdano.Moscow).Format("2006-01-02T15:04:05")+`"`)
}

// TestPiecesAreAddedToPackages: the totals summed quantities of different units.
func TestPiecesAreAddedToPackages(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	name, data, err := acceptancetest.Sample("..", "upd503")
	o.must(err)
	text, err := charmap.Windows1251.NewDecoder().String(string(data))
	o.must(err)
	line := regexp.MustCompile(`(?s)<СведТов .*?</СведТов>`).FindString(text)
	other := regexp.MustCompile(`НомСтр="\d+"`).ReplaceAllString(line, `НомСтр="9"`)
	other = strings.Replace(strings.Replace(other, `"796"`, `"778"`, 1), `"шт"`, `"упак"`, 1)
	both, err := charmap.Windows1251.NewEncoder().String(strings.Replace(text, line, line+other, 1))
	o.must(err)
	signature, err := o.key.Sign([]byte(both))
	o.must(err)
	d, _, err := o.service.Ingest(t.Context(), o.visitor, acceptance.Incoming{
		Box: boxID, FileName: name, Content: []byte(both), Signatures: [][]byte{signature}, OperatorDocument: "op-units",
	})
	o.must(err)
	p := d.ID.String() + "."
	page := o.post(at(d)+"/accept", url.Values{"step": {"compare"}, p + "line1.accepted": {"10"}, p + "line9.accepted": {"11"}}).main()
	has(t, page, "недостача\u00a02", "недостача\u00a01", "Итого: на сумму")
	hasNot(t, page, "недостача\u00a03")
}

func TestRejectWithReasonByUploadedSignature(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := o.comes("upd503", sdano.ID{})
	form := at(d) + "/reject"
	fields := url.Values{"step": {"make"}, "surname": {"Примеров"}, "first_name": {"Пётр"}, "position": {"Директор"}}
	has(t, o.post(form, fields).main(), "Не указана причина", `value="Примеров"`)
	fields.Set("comment", "Неверная цена в строке 1")
	page := o.leads(o.post(form, fields))
	a := o.get(page)
	has(t, a.main(), "DP_UVUTOCH", "Неверная цена в строке 1")
	href := regexp.MustCompile(`href="(/documents/[^"]+/files/[^"]+)"`).FindStringSubmatch(a.main())[1]
	field := regexp.MustCompile(`name="(signature-[^"]+)"`).FindStringSubmatch(a.main())[1]

	other, err := o.key.Sign([]byte("another file"))
	o.must(err)
	a = o.post(page, nil, file{field, "x.sig", other})
	has(t, a.main(), "Подпись не подходит к файлу", "Вернуться к подписи", `href="`+page+`"`)
	has(t, o.post(page, nil).main(), "Файл подписи не выбран")
	if n := len(o.courier.Sent()); n != 0 {
		t.Fatalf("%d were sent", n)
	}
	signature, err := o.key.Sign([]byte(o.get(href).body))
	o.must(err)
	o.leads(o.post(page, nil, file{field, "x.sig", signature}))
	o.becomes(d.ID, acceptance.Rejected)
	has(t, o.get(at(d)).main(), "Отклонён", "Уведомление об уточнении (УОУ)")
}

func TestPackageAtOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	pkg := sdano.NewID()
	one, two, three := o.comes("upd503", pkg), o.comes("torg2", pkg), o.comes("akt", pkg)
	has(t, o.get(at(one)).main(), "Принять пакет, документов: 3", "В одном пакете", at(two))
	p := two.ID.String() + "."
	fields := url.Values{"step": {"make"}, "key": {"server"}}
	has(t, o.post(at(three)+"/accept", fields).main(), "Ответ не сформирован")
	fields.Set(p+"material_date", "2026-04-10T12:00") // as browsers send a whole minute
	fields.Set(p+"material_text", "С результатами приемки согласен")
	fields.Set(p+"text0.id", "НомерПретензии")
	fields.Set(p+"text0.value", "15")
	page := o.leads(o.post(at(three)+"/accept", fields))
	o.leads(o.post(page, url.Values{"by": {"server"}}))
	for _, d := range []acceptance.Document{two, three} {
		o.becomes(d.ID, acceptance.Accepted)
	}
	o.becomes(one.ID, acceptance.AcceptedFully)
	if n := len(o.courier.Sent()); n != 3 {
		t.Errorf("%d were sent", n)
	}
}

func TestReceiptsAreMadeSignedAndSent(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := o.comes("upd503", sdano.ID{})
	has(t, o.get("/receipts").main(), at(d), "Сформировать извещения")
	page := o.leads(o.post("/receipts", url.Values{"box": {boxID}, "key": {"server"}}))
	has(t, o.get(page).main(), "DP_IZVPOL", "Подписать ключом сервера")
	o.leads(o.post(page, url.Values{"by": {"server"}}))
	deadline := time.Now().Add(20 * time.Second)
	for len(o.courier.Sent()) == 0 && time.Now().Before(deadline) {
		<-time.After(10 * time.Millisecond)
	}
	has(t, o.get("/receipts").main(), "никто не ждёт")
	if len(o.courier.Sent()) != 1 {
		t.Errorf("%d were sent", len(o.courier.Sent()))
	}
}

func TestBringDocumentIn(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	name, data, err := acceptancetest.Sample("..", "akt")
	o.must(err)
	to := o.leads(o.post("/documents", url.Values{"box": {boxID}}, file{"file", name, data}))
	has(t, o.get(to).main(), "Получен", "Подписей нет")
	if again := o.leads(o.post("/documents", url.Values{"box": {boxID}}, file{"file", name, data})); again != to {
		t.Errorf("the same file is another document: %s", again)
	}
	has(t, o.post("/documents", url.Values{"box": {boxID}}).main(), "Файл не выбран")
	a := o.get(to)
	link := regexp.MustCompile(`href="(/documents/[^"]+/files/[^"]+)"`).FindStringSubmatch(a.main())[1]
	if got := o.get(link); got.body != string(data) || got.header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("the file comes back as %d bytes of %s", len(got.body), got.header.Get("Content-Type"))
	}
}

func TestProposeAnnulment(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := o.comes("upd503", sdano.ID{})
	page := o.leads(o.post(at(d)+"/annul", url.Values{"step": {"make"}, "key": {"server"}, "comment": {"Ошиблись адресом"}}))
	has(t, o.get(page).main(), "DP_PRANNUL", "Ошиблись адресом")
	o.leads(o.post(page, url.Values{"by": {"server"}}))
	o.becomes(d.ID, acceptance.AskedAnnulment)
	for _, path := range []string{"/annul-accept", "/annul-refuse", "/annul"} {
		if a := o.get(at(d) + path); a.status != http.StatusConflict {
			t.Errorf("%s: status %d", path, a.status)
		}
	}
}

// TestAnswerToProposalOfAnnulment: the other side proposes; each answer is one
// form and one signature.
func TestAnswerToProposalOfAnnulment(t *testing.T) {
	t.Parallel()
	there := newOffice(t)
	asked := there.comes("upd503", sdano.ID{})
	page := there.leads(there.post(at(asked)+"/annul", url.Values{"step": {"make"}, "key": {"server"}, "comment": {"Ошиблись адресом"}}))
	href := regexp.MustCompile(`href="(/documents/[^"]+/files/[^"]+)"`).FindStringSubmatch(there.get(page).main())[1]
	proposal := []byte(there.get(href).body)
	signature, err := there.key.Sign(proposal)
	there.must(err)
	name := regexp.MustCompile(`ИдФайл="(DP_PRANNUL[^"]*)"`).FindStringSubmatch(decoded(t, proposal))[1] + ".xml"

	for path, want := range map[string]acceptance.Code{"annul-accept": acceptance.Annulled, "annul-refuse": acceptance.AnnulRefused} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			d := o.comes("upd503", sdano.ID{})
			o.courier.brings(acceptance.Reply{OperatorDocument: "op-upd503", FileName: name, Content: proposal, Signatures: [][]byte{signature}, Key: "1"})
			o.becomes(d.ID, acceptance.AnnulmentAsked)
			has(t, o.get(at(d)).main(), "Ошиблись адресом", "Согласиться аннулировать", "Отказать в аннулировании")
			page := o.leads(o.post(at(d)+"/"+path, url.Values{"step": {"make"}, "key": {"server"}, "comment": {"Товар уже продан"}}))
			o.leads(o.post(page, url.Values{"by": {"server"}}))
			o.becomes(d.ID, want)
		})
	}
}

func TestInformalDocumentIsAcceptedBySignature(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	content := []byte("%PDF-1.7 договор")
	signature, err := o.key.Sign(content)
	o.must(err)
	d, _, err := o.service.Ingest(t.Context(), o.visitor, acceptance.Incoming{
		Box: boxID, FileName: "Договор.pdf", Content: content, Signatures: [][]byte{signature},
	})
	o.must(err)
	has(t, o.get(at(d)).main(), "Договор.pdf", "Неформализованный документ")
	page := o.leads(o.post(at(d)+"/accept", url.Values{"step": {"make"}, "key": {"server"}}))
	has(t, o.get(page).main(), "Подписывается сам полученный файл")
	o.leads(o.post(page, url.Values{"by": {"server"}}))
	o.becomes(d.ID, acceptance.Accepted)
}

// TestPowerOfAttorneyComesToTheOperator: it is asked for once and goes with the
// signature.
func TestPowerOfAttorneyComesToTheOperator(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := o.comes("torg12", sdano.ID{})
	const number = "0b5c2d1e-6f70-4a81-92b3-c4d5e6f70812"
	fields := url.Values{"step": {"make"}, "key": {"server"}, "attorney": {number}, "attorney_inn": {"7799999919"}}
	page := o.leads(o.post(at(d)+"/accept", fields))
	a := o.get(page)
	has(t, a.main(), "По доверенности "+number)
	o.leads(o.post(page, url.Values{"by": {"server"}, "attorney": {number}, "attorney_inn": {"7799999919"}}))
	o.becomes(d.ID, acceptance.Accepted)
	if got := o.courier.Sent()[0].Attorney; got == nil || got.ID != number {
		t.Errorf("the operator gets %+v", got)
	}
}

func TestHostileFormsAreRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := o.comes("aktsver", sdano.ID{})
	p := d.ID.String() + "."
	a := o.post(at(d)+"/accept", url.Values{"step": {"add:" + p + "table1.operations"}, p + "table1.operations": {"1000000000"}})
	if n := strings.Count(a.main(), "<legend>Операция"); n > 300 {
		t.Errorf("%d rows", n)
	}
	a = o.post(at(d)+"/accept", url.Values{"step": {"compare"}, p + "table0.opening.debit": {`"><script>alert(1)</script>`}, "surname": {`"><b>`}})
	hasNot(t, a.main(), "<script", "<b>")
	for path, want := range map[string]int{
		at(d) + "/accept/tasks/0": http.StatusNotFound, at(d) + "/accept/tasks/999": http.StatusNotFound, at(d) + "/burn": http.StatusNotFound,
		"/documents/" + sdano.NewID().String(): http.StatusNotFound, at(d) + "/files/" + sdano.NewID().String(): http.StatusNotFound,
		"/documents?status=none": http.StatusNotFound, "/receipts/tasks/7": http.StatusNotFound,
	} {
		if a := o.get(path); a.status != want {
			t.Errorf("%s: status %d, want %d", path, a.status, want)
		}
	}
	r := ask(t, o.config, http.MethodPost, at(d)+"/accept", func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") })
	if r.status != http.StatusBadRequest {
		t.Errorf("no form: status %d", r.status)
	}
}

// decoded returns a file in windows-1251 as UTF-8.
func decoded(t *testing.T, data []byte) string {
	t.Helper()
	text, err := charmap.Windows1251.NewDecoder().Bytes(data)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestAnsweredDocumentKeepsWhatWasCounted: the quantities and the draft of the ТОРГ-2
// are on the page of the document after the answer.
func TestAnsweredDocumentKeepsWhatWasCounted(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := o.comes("upd503", sdano.ID{})
	p := d.ID.String() + "."
	page := o.leads(o.post(at(d)+"/accept", url.Values{
		"key": {"server"}, "step": {"make"}, p + "type": {"2"}, p + "line" + d.Title.Lines[0].Number + ".accepted": {"0,5"},
		p + "line" + d.Title.Lines[0].Number + ".comment": {"Намокло в пути"},
	}))
	hasNot(t, o.get(at(d)).main(), "Скачать черновик ТОРГ-2")
	o.leads(o.post(page, url.Values{"by": {"server"}}))
	o.becomes(d.ID, acceptance.AcceptedPartly)
	has(t, o.get(at(d)).main(), "Что принято с расхождениями", "Намокло в пути", `href="`+at(d)+`/torg2"`, "Итого:")
	hasNot(t, o.get(at(d)).main(), "Принятое количество.json")
	draft := o.get(at(d) + "/torg2")
	if draft.status != http.StatusOK || !strings.Contains(draft.header.Get("Content-Disposition"), "DP_PRIRASXPRIN") {
		t.Errorf("no draft: %d %s", draft.status, words(draft.main()))
	}
}

// TestDisagreedActDoesNotLookAgreed: an act accepted with disagreements says so, in
// the list too, with their figures against ours.
func TestDisagreedActDoesNotLookAgreed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := o.comes("aktsver", sdano.ID{})
	p := d.ID.String() + "."
	fields := url.Values{"key": {"server"}, "step": {"make"}, p + "agreed": {"no"}, p + "table0.turnover.credit": {"17499,50"}, p + "table1.turnover.credit": {"15499,50"}}
	for name, value := range map[string]string{
		"document": "Платёжное поручение", "document_number": "12", "document_date": "2025-11-01", "discrepancy": "-1000",
		"operation": "Оплата", "number": "2", "date": "2025-11-01", "credit": "15000",
	} {
		fields.Set(p+"table1.op0."+name, value)
	}
	o.leads(o.post(o.leads(o.post(at(d)+"/accept", fields)), url.Values{"by": {"server"}}))
	o.becomes(d.ID, acceptance.Accepted)
	has(t, o.get(at(d)).main(), "Принят с разногласиями", "В чём разногласия", "17\u00a0499,50", "−1\u00a0000,00")
	has(t, o.get("/documents").main(), "Принят с разногласиями")
	hasNot(t, o.get("/documents").main(), "chip green")
}

// TestListNamesTheOtherSide: a person looks for a partner by the name.
func TestListNamesTheOtherSide(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := o.comes("upd503", sdano.ID{})
	has(t, o.get("/documents").main(), "Входящий", "ООО «Василёк»", d.SenderINN)
}

// TestBrokenXMLSaysThatNobodyHasReadIt: it is accepted by a signature only.
func TestBrokenXMLSaysThatNobodyHasReadIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for name, want := range map[string]string{"счёт.xml": "не читается как XML", "счёт.pdf": ""} {
		page := o.leads(o.post("/documents", url.Values{"box": {boxID}}, file{"file", name, []byte("<?xml version=\"1.0\"?><a><b></a>" + name)}))
		main := o.get(page).main()
		has(t, main, "Неформализованный документ", want)
		if want == "" {
			hasNot(t, main, "не читается как XML")
		}
	}
}
