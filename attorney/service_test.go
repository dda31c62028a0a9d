package attorney_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/attorney"
	"sdano/sign"
	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
)

const (
	tenant sdano.Tenant = 10027
	box                 = "77999999260000000000000000000001@courier"
	second              = "77999999260000000000000000000002@courier"
)

var number = sdano.MustID("5a1f0c3e-7b1d-4f6a-9c02-1d2e3f405162")

// desk is the service on a real store.
type desk struct {
	testing.TB
	db     *sqlstore.DB
	clock  *sdano.ManualClock
	issuer *key
	roots  []*sign.Certificate
	config attorney.Config
	anna   attorney.Visitor
	*attorney.Service
}

func newDesk(t testing.TB) *desk {
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
	d := &desk{TB: t, db: db, clock: sdano.NewManualClock(morning)}
	d.issuer = d.trusted(surname, "Главный", innLE, "7799999926")
	d.anna = attorney.Visitor{
		Actor: "user:anna", Tenants: []sdano.Tenant{tenant}, Boxes: map[string]sdano.Tenant{box: tenant, second: tenant}, May: true,
	}
	d.config = attorney.Config{
		Units: db, Store: sqlstore.AttorneyStore{}, Journal: sqlstore.JournalStore{}, Clock: d.clock,
		Trust: func() sign.CheckOptions { return sign.CheckOptions{Roots: d.roots} },
	}
	d.Service = attorney.New(d.config)
	return d
}

// trusted makes a key whose certificate is trusted.
func (d *desk) trusted(attributes ...string) *key {
	d.Helper()
	k := newKey(d, attributes...)
	d.roots = append(d.roots, k.parsed(d))
	return k
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// bring keeps a file and returns its link.
func (d *desk) bring(name string, data []byte) sdano.ID {
	d.Helper()
	f, err := d.Keep(d.Context(), d.anna, attorney.Upload{Number: number, Name: name, Data: data})
	d.must(err)
	return f.ID
}

// register brings a file with a signature under it and registers both.
func (d *desk) register(in string, content, signature []byte) attorney.Outcome {
	d.Helper()
	o, err := d.Register(d.Context(), d.anna, attorney.Registration{
		Box: in, Number: number, Content: d.bring("ON_EMCHD.xml", content), Signature: d.bring("ON_EMCHD.xml.sig", signature),
	})
	d.must(err)
	return o
}

func (d *desk) validate(q attorney.Question, certificate []byte) attorney.Outcome {
	d.Helper()
	o, err := d.Validate(d.Context(), d.anna, q, certificate)
	d.must(err)
	return o
}

func (d *desk) download(q attorney.Question, asZIP bool) attorney.Outcome {
	d.Helper()
	o, err := d.Download(d.Context(), d.anna, q, asZIP)
	d.must(err)
	return o
}

func (d *desk) data(link sdano.ID) []byte {
	d.Helper()
	f, err := d.File(d.Context(), d.anna, link)
	d.must(err)
	return f.Data
}

func asked(in string) attorney.Question {
	return attorney.Question{Box: in, Number: number, IssuerINN: "7799999926"}
}

func TestAPowerIsRegisteredCheckedAndGivenOut(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	content := sample(t, "organization")
	signature := d.issuer.sign(t, content)
	o := d.register(box, content, signature)
	if !o.Valid || o.Error != "" || !bytes.Equal(d.data(o.Content), content) || !bytes.Equal(d.data(o.Signature), signature) {
		t.Fatalf("%+v", o)
	}
	d.clock.Advance(100 * 24 * time.Hour) // the issuer's certificate is over: it was not when he signed
	representative := newKey(t, surname, "Примеров", inn, "779999991008")
	checked := d.validate(asked(box), representative.certificate.Raw)
	if !checked.Valid || checked.Content != o.Content || checked.Signature != o.Signature || checked.Report.Representative.Verdict != sign.Valid {
		t.Errorf("%+v", checked)
	}
	if r := checked.Report.Revocation; r.Verdict != sign.NotChecked || !strings.HasPrefix(r.Reason, "не проверено") {
		t.Errorf("revocation: %+v", r)
	}
	if got := d.download(asked(box), false); !got.Valid || got.Content != o.Content || got.Signature != o.Signature || !got.Archive.IsZero() {
		t.Errorf("%+v", got)
	}
}

func TestDownloadAsZIP(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	content := sample(t, "organization")
	signature := d.issuer.sign(t, content)
	d.register(box, content, signature)
	var links []sdano.ID
	for range 2 {
		o := d.download(asked(box), true)
		if !o.Valid || !o.Content.IsZero() || !o.Signature.IsZero() {
			t.Fatalf("%+v", o)
		}
		links = append(links, o.Archive)
		d.clock.Advance(time.Hour)
	}
	if links[0] != links[1] {
		t.Error("the same files have two archives")
	}
	f, err := d.File(t.Context(), d.anna, links[0])
	d.must(err)
	if f.Name != "МЧД_"+number.String()+".zip" {
		t.Error(f.Name)
	}
	z, err := zip.NewReader(bytes.NewReader(f.Data), int64(len(f.Data)))
	d.must(err)
	want := map[string][]byte{"ON_EMCHD.xml": content, "ON_EMCHD.xml.sig": signature}
	for _, part := range z.File {
		r, err := part.Open()
		d.must(err)
		data, err := io.ReadAll(r)
		d.must(err)
		if !bytes.Equal(data, want[part.Name]) || !part.Modified.Equal(morning) {
			t.Errorf("%s of %v", part.Name, part.Modified)
		}
		delete(want, part.Name)
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
}

// TestWhatIsWrongAtRegistration: the task tells it, and nothing is kept.
func TestWhatIsWrongAtRegistration(t *testing.T) {
	t.Parallel()
	content := sample(t, "organization")
	for name, tc := range map[string]struct {
		content   []byte
		signature func(d *desk) []byte
		says      string
	}{
		"unreadable":        {[]byte("МЧД"), func(d *desk) []byte { return d.issuer.sign(t, []byte("МЧД")) }, "не XML"},
		"another number":    {sample(t, "old"), func(d *desk) []byte { return d.issuer.sign(t, sample(t, "old")) }, "00000000-0000-4000-8000-000000000004"},
		"no signature":      {content, func(*desk) []byte { return []byte("это не подпись") }, "подпись"},
		"another content":   {content, func(d *desk) []byte { return d.issuer.sign(t, []byte("другое")) }, "неверна"},
		"another signer":    {content, func(d *desk) []byte { return d.trusted(innLE, "7799999919").sign(t, content) }, "подписал не доверитель (ООО «Покупатель», ИНН 7799999926)"},
		"the head as a man": {content, func(d *desk) []byte { return d.trusted(inn, "500100732259").sign(t, content) }, "подписал не доверитель"},
		"a test signature":  {content, func(*desk) []byte { return []byte(sign.TestMark + "\nx\n") }, "подпись"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			o := d.register(box, tc.content, tc.signature(d))
			if o.Valid || !strings.Contains(o.Error, tc.says) || !o.Content.IsZero() {
				t.Errorf("%+v", o)
			}
			if again := d.validate(asked(box), nil); again.Valid || !strings.Contains(again.Error, "не найдена") {
				t.Errorf("it was kept: %+v", again)
			}
		})
	}
}

// TestNotAllChecked: without roots the signature is not fully checked. The power
// is kept, and not called right.
func TestNotAllChecked(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.config.Trust = nil
	d.Service = attorney.New(d.config)
	content := sample(t, "organization")
	o := d.register(box, content, d.issuer.sign(t, content))
	if o.Valid || !strings.HasPrefix(o.Error, "Проверено не всё: подпись под файлом доверенности проверена не полностью: ") || o.Content.IsZero() {
		t.Errorf("%+v", o)
	}
}

func TestWhatIsWrongAtValidation(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	content := sample(t, "organization")
	d.register(box, content, d.issuer.sign(t, content))
	q := asked(box)
	q.IssuerINN = "7799999919"
	if o := d.validate(q, nil); o.Valid || o.Error != "Указан доверитель с ИНН 7799999919, а доверенность выдал другой: ООО «Покупатель», ИНН 7799999926." {
		t.Errorf("%+v", o)
	}
	if o := d.download(q, true); o.Valid || !o.Archive.IsZero() || o.Error == "" {
		t.Errorf("%+v", o)
	}
	if o := d.validate(asked(box), newKey(t, inn, "500100732259").certificate.Raw); o.Valid || !strings.HasPrefix(o.Error, "Документ подписал не представитель") {
		t.Errorf("%+v", o)
	}
	d.clock.Set(time.Date(2026, time.December, 15, 7, 0, 0, 0, time.UTC))
	if o := d.validate(asked(box), nil); o.Valid || o.Error != "Срок действия доверенности истёк 14.12.2026." {
		t.Errorf("%+v", o)
	}
	if _, err := d.Validate(t.Context(), d.anna, asked(box), []byte("x")); !sdano.IsKind(err, sdano.Unprocessable) && !sdano.IsKind(err, sdano.Invalid) {
		t.Errorf("a bad certificate: %v", err)
	}
}

// TestWhatOneBoxHasAnswersForAnother: files kept for one box of a data area stand
// in for the registry when another box asks, and are then its own.
func TestWhatOneBoxHasAnswersForAnother(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	content := sample(t, "organization")
	signature := d.issuer.sign(t, content)
	first := d.register(box, content, signature)
	o := d.validate(asked(second), nil)
	if !o.Valid || o.Content == first.Content || !bytes.Equal(d.data(o.Content), content) || !bytes.Equal(d.data(o.Signature), signature) {
		t.Errorf("%+v", o)
	}
	if again := d.validate(asked(second), nil); again.Content != o.Content {
		t.Error("it was taken twice")
	}
	onlySecond := d.anna
	onlySecond.Boxes = map[string]sdano.Tenant{second: tenant}
	if _, err := d.File(t.Context(), onlySecond, first.Content); !errors.Is(err, attorney.ErrNotFound) {
		t.Errorf("the file of another box: %v", err)
	}
}

func TestTheSamePowerAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	content := sample(t, "organization")
	first := d.register(box, content, d.issuer.sign(t, content))
	again := d.register(box, content, d.issuer.sign(t, content))
	if !again.Valid || again.Content != first.Content || again.Signature == first.Signature {
		t.Errorf("%+v after %+v", again, first)
	}
	changed := bytes.Replace(content, []byte("Северный"), []byte("Южный"), 1)
	if o := d.register(box, changed, d.issuer.sign(t, changed)); o.Valid || !strings.Contains(o.Error, "уже сохранён другой файл") {
		t.Errorf("%+v", o)
	}
}

// TestAFileOfAnotherBoxIsCopied: the first box keeps its link.
func TestAFileOfAnotherBoxIsCopied(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	content := sample(t, "organization")
	first := d.register(box, content, d.issuer.sign(t, content))
	o, err := d.Register(t.Context(), d.anna, attorney.Registration{Box: second, Number: number, Content: first.Content, Signature: first.Signature})
	d.must(err)
	if !o.Valid || o.Content == first.Content || o.Signature == first.Signature {
		t.Errorf("%+v", o)
	}
	onlyFirst := d.anna
	onlyFirst.Boxes = map[string]sdano.Tenant{box: tenant}
	if _, err := d.File(t.Context(), onlyFirst, first.Content); err != nil {
		t.Errorf("the first box has lost its file: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	content := sample(t, "organization")
	link := d.bring("ON_EMCHD.xml", content)
	bert, nobody, stranger := d.anna, d.anna, d.anna
	bert.Actor = "user:bert"
	nobody.May = false
	stranger.Tenants, stranger.Boxes = []sdano.Tenant{1}, map[string]sdano.Tenant{"x@courier": 1}
	many := d.anna
	many.Tenants = []sdano.Tenant{tenant, 1}
	register := func(v attorney.Visitor, r attorney.Registration) error {
		_, err := d.Register(t.Context(), v, r)
		return err
	}
	keep := func(v attorney.Visitor, u attorney.Upload) error {
		_, err := d.Keep(t.Context(), v, u)
		return err
	}
	file := func(v attorney.Visitor) error {
		_, err := d.File(t.Context(), v, link)
		return err
	}
	question := func(v attorney.Visitor, in string) error {
		_, err := d.Download(t.Context(), v, asked(in), false)
		return err
	}
	good := attorney.Registration{Box: box, Number: number, Content: link, Signature: link}
	unknown := good
	unknown.Signature = sdano.NewID()
	for name, tc := range map[string]struct {
		err  error
		code string
	}{
		"register without permission":   {register(nobody, good), "forbidden"},
		"register for a foreign box":    {register(stranger, good), "not_found"},
		"register somebody's file":      {register(bert, good), "link_unknown"},
		"register an unknown signature": {register(d.anna, unknown), "link_unknown"},
		"keep without permission":       {keep(nobody, attorney.Upload{Name: "x", Data: content}), "forbidden"},
		"keep with several data areas":  {keep(many, attorney.Upload{Name: "x", Data: content}), "box_required"},
		"keep for a foreign box":        {keep(stranger, attorney.Upload{Box: box, Name: "x", Data: content}), "not_found"},
		"keep nothing":                  {keep(d.anna, attorney.Upload{Name: "x"}), "bad_file"},
		"keep without name":             {keep(d.anna, attorney.Upload{Name: "a/..", Data: content}), "bad_file"},
		"keep too much":                 {keep(d.anna, attorney.Upload{Name: "x", Data: make([]byte, attorney.MaxFile+1)}), "too_large"},
		"somebody's file":               {file(bert), "not_found"},
		"a stranger's file":             {file(stranger), "not_found"},
		"a file without permission":     {file(nobody), "forbidden"},
		"ask without permission":        {question(nobody, box), "forbidden"},
		"ask for a foreign box":         {question(stranger, box), "not_found"},
	} {
		if got := sdano.AsError(tc.err); tc.err == nil || got.Code != tc.code {
			t.Errorf("%s: %v", name, tc.err)
		}
	}
	if keep(many, attorney.Upload{Box: box, Name: "x", Data: content}) != nil || file(d.anna) != nil {
		t.Error("what is allowed is refused")
	}
}

func TestAPowerThatIsNowhere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, o := range []attorney.Outcome{d.validate(asked(box), nil), d.download(asked(box), true)} {
		if o.Valid || !strings.Contains(o.Error, number.String()+" не найдена") || o.Report != nil || !o.Archive.IsZero() {
			t.Errorf("%+v", o)
		}
	}
}

// registry is a scripted registry.
type registry struct {
	entry attorney.Entry
	err   error
	given int
}

func (r *registry) Register(context.Context, string, attorney.File, attorney.File) (attorney.State, error) {
	r.given++
	return r.entry.State, r.err
}

func (r *registry) Find(context.Context, sdano.Tenant, sdano.ID, string) (attorney.Entry, error) {
	return r.entry, r.err
}

func (d *desk) with(r attorney.Registry) {
	d.config.Registry = r
	d.Service = attorney.New(d.config)
}

func TestTheRegistrySaysWhatItKnows(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	content := sample(t, "organization")
	r := &registry{entry: attorney.Entry{Name: "ON_EMCHD.xml", Content: content, Signature: d.issuer.sign(t, content), State: attorney.Active}}
	d.with(r)
	found := d.validate(asked(box), nil)
	if !found.Valid || found.Report.Revocation.Verdict != sign.Valid || !bytes.Equal(d.data(found.Content), content) {
		t.Errorf("%+v", found)
	}
	if o := d.register(box, content, r.entry.Signature); !o.Valid || o.Report.Revocation.Verdict != sign.Valid || r.given != 1 {
		t.Errorf("%+v", o)
	}
	unreachable := &sdano.Error{Kind: sdano.Unavailable, Code: "registry_down", Message: "Реестр не отвечает."}
	r.err = unreachable
	if o := d.validate(asked(box), nil); !o.Valid || o.Report.Revocation.Verdict != sign.Valid {
		t.Errorf("what it said today: %+v", o)
	}
	d.clock.Advance(24 * time.Hour)
	if o := d.validate(asked(box), nil); !o.Valid || o.Report.Revocation.Verdict != sign.NotChecked || !strings.Contains(o.Report.Revocation.Reason, "01.02.2026") {
		t.Errorf("what it said yesterday: %+v", o)
	}
	if o := d.validate(asked(second), nil); o.Valid || o.Error != "Реестр не отвечает." {
		t.Errorf("%+v", o)
	}
	if _, err := d.Register(t.Context(), d.anna, attorney.Registration{Box: second, Number: number, Content: found.Content, Signature: found.Signature}); !errors.Is(err, unreachable) {
		t.Errorf("registered without the registry: %v", err)
	}
	r.err, r.entry.State = nil, attorney.Revoked
	if o := d.validate(asked(box), nil); o.Valid || o.Error != "По данным реестра доверенность отменена." {
		t.Errorf("%+v", o)
	}
	r.err = unreachable
	if o := d.validate(asked(box), nil); o.Valid {
		t.Errorf("a revocation is forgotten: %+v", o)
	}
	r.err, r.entry.Content = nil, sample(t, "old")
	if o := d.validate(asked(second), nil); o.Valid || !strings.Contains(o.Error, "не найдена") {
		t.Errorf("another file than was asked for: %+v", o)
	}
}

// TestNotaryAndManager: who signs for an issuer is not always the issuer.
func TestNotaryAndManager(t *testing.T) {
	t.Parallel()
	managed := bytes.Replace(sample(t, "managed"), []byte("<m:СвНотУд/>"), nil, 1)
	managed = bytes.Replace(managed, []byte("00000000-0000-4000-8000-000000000002"), []byte(number.String()), 1)
	notarised := bytes.Replace(sample(t, "managed"), []byte("00000000-0000-4000-8000-000000000002"), []byte(number.String()), 1)
	for name, tc := range map[string]struct {
		content     []byte
		certificate []string
		valid       bool
		says        string
	}{
		"managing company":   {managed, []string{innLE, "7799999919"}, true, ""},
		"second issuer":      {managed, []string{inn, "500100732259"}, true, ""},
		"by СНИЛС":           {managed, []string{snils, "11223344595"}, true, ""},
		"representative":     {managed, []string{inn, "779999991008"}, false, "подписал не доверитель"},
		"a notary":           {notarised, []string{inn, "779999991008"}, false, "нотариус"},
		"an issuer attested": {notarised, []string{innLE, "7799999926"}, false, "нотариус"},
	} {
		d := newDesk(t)
		o := d.register(box, tc.content, d.trusted(tc.certificate...).sign(t, tc.content))
		if o.Valid != tc.valid || !strings.Contains(o.Error, tc.says) {
			t.Errorf("%s: %+v", name, o)
		}
	}
}

func TestTheJournalHasWhatWasKept(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	content := sample(t, "organization")
	d.register(box, content, d.issuer.sign(t, content))
	d.validate(asked(box), nil)
	d.validate(asked(second), nil)
	var actions []string
	d.must(d.db.Read(t.Context(), tenant, func(ctx context.Context, tx sdano.Tx) error {
		entries, err := sqlstore.JournalStore{}.EntriesOf(ctx, tx, "attorney/"+number.String())
		for _, e := range entries {
			actions = append(actions, string(e.Actor)+" "+e.Action)
			if !strings.Contains(e.After, "ООО «Покупатель»") {
				t.Error(e.After)
			}
		}
		return err
	}))
	want := []string{"user:anna attorney.registered", "user:anna attorney.taken"}
	if strings.Join(actions, "\n") != strings.Join(want, "\n") {
		t.Error(actions)
	}
}
