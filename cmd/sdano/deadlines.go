package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/data/archive"
	"sdano/internal/wiring"
	"sdano/monitor"
	titleshow "sdano/titles/show"
)

type deadlinesCmd struct {
	place
	INN     string     `name:"inn" help:"Организация из базы сервера; без неё и без --profile — сроки всех правил."`
	KPP     string     `name:"kpp" help:"КПП организации."`
	Profile string     `help:"Файл JSON с профилем: inn, kpp, taxpayer, registered, regimes и другие поля." placeholder:"FILE.json"`
	From    sdano.Date `help:"Первый день сроков; без него сегодня." placeholder:"ГГГГ-ММ-ДД"`
	To      sdano.Date `help:"Последний день сроков; без него конец следующего года." placeholder:"ГГГГ-ММ-ДД"`
}

// Run lists terms as flat rows.
func (c deadlinesCmd) Run(e *env) error {
	tables, err := archive.In(c.Data).Load()
	if err != nil {
		return err
	}
	rules, err := rulesOf(tables)
	if err != nil {
		return err
	}
	profile, facts, err := c.payer(e)
	if err != nil {
		return err
	}
	from, to, err := c.span(sdano.DateOf(sdano.RealClock{}.Now(), sdano.Moscow))
	if err != nil {
		return err
	}
	list := rules.Deadlines(profile, facts, from, to)
	if list == nil {
		list = []monitor.Deadline{}
	}
	return show(e, list, deadlinesText(list))
}

func (c deadlinesCmd) span(today sdano.Date) (from, to sdano.Date, err error) {
	from, to = c.From, c.To
	if from.IsZero() {
		from = today
	}
	if to.IsZero() {
		to = sdano.NewDate(from.Year()+1, 12, 31)
	}
	if to.Before(from) {
		return from, to, usage("--to раньше --from", "Поменяйте дни местами.")
	}
	return from, to, nil
}

// payer returns whose terms are asked for, nil for those of all rules.
func (c deadlinesCmd) payer(e *env) (*monitor.Profile, *monitor.Facts, error) {
	switch {
	case c.INN != "" && c.Profile != "":
		return nil, nil, usage("указаны и --inn, и --profile", "Укажите что-то одно.")
	case c.Profile != "":
		return readProfile(c.Profile)
	case c.INN != "":
		return c.stored(e)
	}
	return nil, nil, nil
}

// errFound ends the search for a payer.
var errFound = errors.New("found")

func (c deadlinesCmd) stored(e *env) (profile *monitor.Profile, facts *monitor.Facts, err error) {
	id := sdano.TaxID{INN: c.INN, KPP: c.KPP}
	missing := &sdano.Error{
		Kind: sdano.NotFound, Code: "no_profile", Message: "Профиля организации " + id.String() + " в базе нет.",
		Remedy: "Проверьте --inn, --kpp и --data, либо опишите организацию в файле и укажите его в --profile.",
	}
	if !wiring.HasStore(c.dsn()) {
		return nil, nil, missing
	}
	db, err := c.open(e)
	if err != nil {
		return nil, nil, err
	}
	defer db.Close()
	err = wiring.EachPayer(e.ctx, db, func(p wiring.Payer) error {
		if of := p.Profile.TaxID; of.INN != id.INN || id.KPP != "" && of.KPP != id.KPP {
			return nil
		}
		profile, facts = &p.Profile, &p.Facts
		return errFound
	})
	switch {
	case errors.Is(err, errFound):
		return profile, facts, nil
	case err != nil:
		return nil, nil, err
	}
	return nil, nil, missing
}

// profileFile is a profile as a person writes it: the number of the payer stands
// beside the other fields, and of facts there may be events and pay-outs.
type profileFile struct {
	INN             string `json:"inn"`
	KPP             string `json:"kpp"`
	monitor.Profile `json:",inline"`
	Facts           monitor.Facts `json:"facts,omitzero"`
}

func readProfile(path string) (*monitor.Profile, *monitor.Facts, error) {
	text, err := readSome(path, 1<<20)
	if err != nil {
		return nil, nil, err
	}
	var file profileFile
	if err := json.Unmarshal(text, &file, json.RejectUnknownMembers(true)); err != nil {
		return nil, nil, &sdano.Error{
			Kind: sdano.Invalid, Code: "bad_profile", Err: err, Message: "Профиль «" + path + "» не читается: " + err.Error() + ".",
			Remedy: "Нужен JSON с полями inn, kpp, registered, regimes и другими; дни — ГГГГ-ММ-ДД.",
		}
	}
	p := &file.Profile
	if p.TaxID.INN == "" {
		p.TaxID = sdano.TaxID{INN: file.INN, KPP: file.KPP}
	}
	if err := p.TaxID.Check(); err != nil {
		return nil, nil, err
	}
	if p.Taxpayer = monitor.Organisation; p.TaxID.IsPerson() {
		p.Taxpayer = monitor.Entrepreneur
	}
	if p.Registered.IsZero() {
		return nil, nil, usage("в профиле нет дня регистрации (registered)", "Добавьте его: без него не знать, с какого периода считать.")
	}
	return p, &file.Facts, nil
}

func deadlinesText(list []monitor.Deadline) string {
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "%s  %s", d.Due.Dotted(), titleshow.Plain(d.Title))
		if d.Raw != d.Due {
			fmt.Fprintf(&b, " (по закону %s)", d.Raw.Dotted())
		}
		fmt.Fprintf(&b, "; %s\n", titleshow.Plain(d.Law))
	}
	if len(list) == 0 {
		fmt.Fprintln(&b, "Сроков в эти дни нет.")
	}
	return b.String()
}
