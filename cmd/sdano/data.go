package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sdano"
	"sdano/data"
	"sdano/data/archive"
	"sdano/internal/wiring"
	"sdano/monitor"
	titleshow "sdano/titles/show"
)

// dataCmd are the commands about the tables of the law.
type dataCmd struct {
	List     dataListCmd     `cmd:"" help:"Показать таблицы: что действует, сколько строк, какие ещё не проверены."`
	Check    dataCheckCmd    `cmd:"" help:"Проверить таблицы: действующие, в папке или в архиве."`
	Export   dataExportCmd   `cmd:"" help:"Выгрузить действующие таблицы в папку, чтобы исправить."`
	Keygen   dataKeygenCmd   `cmd:"" help:"Сделать пару ключей для подписи архивов таблиц."`
	Trust    dataTrustCmd    `cmd:"" help:"Доверять архивам, подписанным этим ключом."`
	Pack     dataPackCmd     `cmd:"" help:"Собрать таблицы папки в подписанный архив."`
	Import   dataImportCmd   `cmd:"" help:"Ввести в действие таблицы из подписанного архива."`
	Rollback dataRollbackCmd `cmd:"" help:"Вернуть таблицы, которые действовали перед нынешними."`
}

// rulesOf compiles tables and holds them against the published terms.
func rulesOf(t *data.Tables) (*monitor.Rules, error) {
	cal, err := monitor.NewCalendar(t)
	if err != nil {
		return nil, err
	}
	rules, err := monitor.LoadRules(t, cal)
	if err != nil {
		return nil, &sdano.Error{
			Kind: sdano.Unprocessable, Code: "bad_table", Err: err,
			Message: "Таблицы не подходят этой версии программы: " + err.Error() + ".",
			Remedy:  "Исправьте таблицу или обновите программу.",
		}
	}
	return rules, golden(t, rules)
}

// golden refuses tables by which a published term comes out differently.
func golden(t *data.Tables, rules *monitor.Rules) error {
	var found []sdano.Finding
	for _, g := range t.Golden {
		period, err := sdano.ParsePeriod(g.Period)
		if err != nil {
			return err
		}
		raw, due, ok := rules.Due(g.Rule, period)
		if ok && raw == g.Raw && due == g.Due {
			continue
		}
		found = append(found, sdano.Finding{
			Code: "golden_term", Path: "golden.json/" + g.Rule + "/" + g.Period,
			Message: fmt.Sprintf("опубликован срок %s (по правилу %s), а по таблицам выходит %s (%s).", g.Due.Dotted(), g.Raw.Dotted(), dotted(due), dotted(raw)),
		})
	}
	if len(found) == 0 {
		return nil
	}
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "golden_terms", Findings: found,
		Message: fmt.Sprintf("Сроки по таблицам не сходятся с опубликованными: %d.", len(found)),
		Remedy:  "Исправьте правило или календарь. Если срок перенёс новый закон, исправьте и golden.json.",
	}
}

func dotted(d sdano.Date) string {
	if d.IsZero() {
		return "никакого"
	}
	return d.Dotted()
}

type dataListCmd struct{ place }

// tablesList is what data list tells.
type tablesList struct {
	Version string         `json:"version"`
	Sets    []tableSet     `json:"sets"`
	Tables  []data.Summary `json:"tables"`
}

// tableSet is an archive, or the program's own tables: id "".
type tableSet struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Made    string `json:"made,omitzero"`
	Signer  string `json:"signer,omitzero"`
	Current bool   `json:"current"`
	Error   string `json:"error,omitzero"`
}

// Run lists the tables in force and what may come back.
func (c dataListCmd) Run(e *env) error {
	folder := archive.In(c.Data)
	kept, err := folder.List()
	if err != nil {
		return err
	}
	tables, err := folder.Load()
	if err != nil {
		return err
	}
	list := tablesList{Version: tables.Version, Tables: tables.Summaries()}
	for _, k := range kept {
		list.Sets = append(list.Sets, setOf(k))
	}
	return show(e, list, listText(list))
}

func setOf(k archive.Kept) tableSet {
	s := tableSet{ID: k.ID, Current: k.Current, Name: "встроенные в программу"}
	switch {
	case k.Err != nil:
		s.Name, s.Error = "не читается", shown(k.Err).Message
	case k.Archive != nil:
		s.Name, s.Made, s.Signer = k.Archive.Name, k.Archive.Made.Format(time.RFC3339), k.Archive.Signer.Name
	}
	return s
}

func listText(list tablesList) string {
	var b strings.Builder
	for i, s := range list.Sets {
		head := "Прежние: "
		if i == 0 {
			head = "Действуют: "
		}
		fmt.Fprint(&b, head, titleshow.Plain(s.Name))
		if s.ID != "" && s.Error == "" {
			fmt.Fprintf(&b, " (%s, архив %s, ключ %s)", s.Made[:10], s.ID, titleshow.Plain(s.Signer))
		}
		fmt.Fprintln(&b, tail(s.Error))
	}
	fmt.Fprintf(&b, "Версия таблиц: %s\n\n", list.Version)
	fmt.Fprintf(&b, "%-20s %6s %9s %9s  %s\n", "файл", "строк", "проверено", "проверить", "таблица")
	for _, t := range list.Tables {
		span := ""
		if t.From != "" {
			span = ", с " + t.From
			if t.To != "" {
				span += " по " + t.To
			}
		}
		fmt.Fprintf(&b, "%-20s %6d %9d %9d  %s%s\n", t.File, t.Rows, t.Confirmed, t.ToVerify, t.Title, span)
	}
	return b.String()
}

func tail(message string) string {
	if message == "" {
		return ""
	}
	return ": " + message
}

type dataCheckCmd struct {
	place
	Path string `arg:"" optional:"" help:"Архив или папка с таблицами; без неё — действующие."`
}

// checkedTables is what a check found to be right.
type checkedTables struct {
	Version string `json:"version"`
	Golden  int    `json:"golden_terms"`
	Signer  string `json:"signer,omitzero"`
}

// Run checks tables without putting them into force.
func (c dataCheckCmd) Run(e *env) error {
	tables, signer, err := c.load()
	if err != nil {
		return err
	}
	if _, err := rulesOf(tables); err != nil {
		return err
	}
	text := fmt.Sprintf("Таблицы верны: версия %s, опубликованных сроков сошлось %d.\n", tables.Version, len(tables.Golden))
	if signer != "" {
		text += "Архив подписан ключом " + titleshow.Plain(signer) + ".\n"
	}
	return show(e, checkedTables{tables.Version, len(tables.Golden), signer}, text)
}

func (c dataCheckCmd) load() (tables *data.Tables, signer string, err error) {
	folder := archive.In(c.Data)
	if c.Path == "" {
		tables, err = folder.Load()
		return tables, "", err
	}
	if info, err := os.Stat(c.Path); err == nil && info.IsDir() {
		tables, err = data.Load(os.DirFS(c.Path))
		return tables, "", err
	}
	a, err := openArchive(folder, c.Path)
	if err != nil {
		return nil, "", err
	}
	tables, err = a.Tables()
	return tables, a.Signer.Name, err
}

// openArchive reads an archive that a trusted key signed.
func openArchive(folder archive.Folder, path string) (*archive.Archive, error) {
	keys, err := archive.Trusted(folder.Keys)
	if err != nil {
		return nil, err
	}
	raw, err := readSome(path, archive.MaxSize)
	if err != nil {
		return nil, err
	}
	return archive.Open(raw, keys)
}

// readSome reads a file that is no larger than a bound in bytes.
func readSome(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > most || !info.Mode().IsRegular() {
		return nil, usage("«"+path+"» — не файл или слишком велик", "Проверьте путь.")
	}
	return os.ReadFile(path)
}

type dataExportCmd struct {
	place
	Folder string `arg:"" name:"folder" help:"Папка, куда выгрузить; файлы в ней не заменяются."`
}

// Run writes the tables in force into a folder.
func (c dataExportCmd) Run(e *env) error {
	files, err := archive.In(c.Data).Files()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Folder, 0o755); err != nil {
		return err
	}
	for _, name := range data.Files() {
		if err := writeNew(filepath.Join(c.Folder, name), files[name], 0o644); err != nil {
			return err
		}
	}
	return show(e, map[string]any{"folder": c.Folder, "files": data.Files()}, fmt.Sprintf("Выгружено таблиц: %d, папка %s.\n", len(files), c.Folder))
}

// writeNew writes a file that must not be there yet.
func writeNew(path string, text []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if os.IsExist(err) {
		return usage("«"+path+"» уже есть", "Укажите другое имя или уберите этот файл.")
	}
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return cmp.Or(err, f.Close())
}

type dataKeygenCmd struct {
	Name string `arg:"" help:"Имя пары: получатся NAME.key и NAME.pem."`
}

// Run makes a pair of keys. The private one is readable only to its owner.
func (c dataKeygenCmd) Run(e *env) error {
	private, public, err := archive.Generate()
	if err != nil {
		return err
	}
	if err := writeNew(c.Name+".key", private, 0o600); err != nil {
		return err
	}
	if err := writeNew(c.Name+".pem", public, 0o644); err != nil {
		return err
	}
	return show(e, map[string]string{"private": c.Name + ".key", "public": c.Name + ".pem"},
		fmt.Sprintf("Закрытый ключ: %s.key — храните его у себя.\nОткрытый ключ: %s.pem — раздайте тем, кто будет вводить таблицы (sdano data trust).\n", c.Name, c.Name))
}

type dataTrustCmd struct {
	place
	File string `arg:"" help:"Открытый ключ в PEM."`
}

// Run adds a public key to the trusted ones.
func (c dataTrustCmd) Run(e *env) error {
	text, err := readSome(c.File, 1<<16)
	if err != nil {
		return err
	}
	name := strings.TrimSuffix(filepath.Base(c.File), filepath.Ext(c.File))
	key, err := archive.In(c.Data).Trust(name, text)
	if err != nil {
		return err
	}
	return show(e, map[string]string{"name": key.Name, "id": key.ID()}, fmt.Sprintf("Ключ %s (отпечаток %s) теперь доверенный.\n", titleshow.Plain(key.Name), key.ID()))
}

type dataPackCmd struct {
	Folder string `arg:"" help:"Папка с таблицами *.json."`
	Key    string `help:"Закрытый ключ в PEM (sdano data keygen)." required:"" placeholder:"FILE.key"`
	Name   string `help:"Название архива для людей." required:""`
	Out    string `help:"Файл архива." short:"o" default:"tables.zip" placeholder:"FILE.zip"`
}

// Run checks the tables of a folder and packs them into a signed archive.
func (c dataPackCmd) Run(e *env) error {
	text, err := readSome(c.Key, 1<<16)
	if err != nil {
		return err
	}
	key, err := archive.ParsePrivate(text)
	if err != nil {
		return err
	}
	folder := os.DirFS(c.Folder)
	tables, err := data.Load(folder)
	if err != nil {
		return err
	}
	if _, err := rulesOf(tables); err != nil {
		return err
	}
	raw, err := archive.Pack(folder, c.Name, sdano.RealClock{}.Now(), key)
	if err != nil {
		return err
	}
	if err := writeNew(c.Out, raw, 0o644); err != nil {
		return err
	}
	return show(e, map[string]any{"file": c.Out, "version": tables.Version}, fmt.Sprintf("Архив %s готов, версия таблиц %s.\n", c.Out, tables.Version))
}

type dataImportCmd struct {
	place
	File  string `arg:"" help:"Архив таблиц."`
	Older bool   `help:"Принять и архив старше действующего."`
	Try   bool   `name:"dry-run" help:"Проверить и показать сроки, которые изменятся, но не вводить в действие."`
}

// imported is what an import did.
type imported struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Signer  string       `json:"signer"`
	Version string       `json:"version"`
	InForce bool         `json:"in_force"`
	Changes []payerTerms `json:"changes"`
}

// Run checks an archive, shows the terms that it changes and puts it into force.
func (c dataImportCmd) Run(e *env) error {
	folder := archive.In(c.Data)
	a, err := openArchive(folder, c.File)
	if err != nil {
		return err
	}
	tables, err := a.Tables()
	if err != nil {
		return err
	}
	changes, err := c.changes(e, folder, tables)
	if err != nil {
		return err
	}
	done := imported{a.ID, a.Name, a.Signer.Name, tables.Version, !c.Try, changes}
	if !c.Try {
		if err := folder.Install(a, c.Older); err != nil {
			return err
		}
		if err := c.record(e, a.ID); err != nil {
			return err
		}
	}
	return show(e, done, importText(done))
}

// changes compares the tables in force with new ones. Tables in force that
// cannot be read any more do not stand in the way of good ones.
func (p place) changes(e *env, folder archive.Folder, next *data.Tables) ([]payerTerms, error) {
	after, err := rulesOf(next)
	if err != nil {
		return nil, err
	}
	now, err := folder.Load()
	if err != nil {
		fmt.Fprintln(e.err, "Действующие таблицы не читаются, сравниваю со встроенными: "+shown(err).Message)
		if now, err = data.Embedded(); err != nil {
			return nil, err
		}
	}
	before, err := rulesOf(now)
	if err != nil {
		return nil, err
	}
	return p.compare(e, tableTerms{now, before}, tableTerms{next, after})
}

// record tells the journal of the installation which tables are in force; an
// installation without a database has none.
func (p place) record(e *env, id string) error {
	if !wiring.HasStore(p.dsn()) {
		return nil
	}
	db, err := p.open(e)
	if err != nil {
		return err
	}
	defer db.Close()
	return wiring.NewOffice(db, sdano.RealClock{}).SetSetting(e.ctx, administrator(), "tables", cmp.Or(id, "embedded"))
}

func importText(d imported) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "Архив «%s» проверен, подписан ключом %s.\n", titleshow.Plain(d.Name), titleshow.Plain(d.Signer))
	writeChanges(&b, d.Changes)
	if d.InForce {
		fmt.Fprintf(&b, "Таблицы %s введены в действие. %s\n", d.Version, inForce)
	} else {
		fmt.Fprintln(&b, "Ничего не введено в действие.")
	}
	return b.String()
}

// inForce tells when a running server takes other tables.
const inForce = "Работающий сервер возьмёт их после перезапуска."

type dataRollbackCmd struct{ place }

// Run puts the tables before the current ones into force again.
func (c dataRollbackCmd) Run(e *env) error {
	a, err := archive.In(c.Data).Rollback()
	if err != nil {
		return err
	}
	set := setOf(archive.Kept{Current: true, Archive: a})
	if a != nil {
		set.ID = a.ID
	}
	if err := c.record(e, set.ID); err != nil {
		return err
	}
	return show(e, set, fmt.Sprintf("Снова действуют таблицы: %s. %s\n", titleshow.Plain(set.Name), inForce))
}
