package monitor

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
)

// DataID is the data id of the monitor in the 1C:Fresh data API.
const DataID = "tax_and_reporting_monitor"

// anchorName is the name of every link that opens a page.
const anchorName = "goto1C"

type freshFile struct {
	Link  freshLink  `json:"link"`
	Rows  []freshRow `json:"rows"`
	Check bool       `json:"check"`
	ENS   *freshENS  `json:"ens,omitzero"`
}

type freshENS struct {
	Balance string         `json:"balance_title"`
	Pay     string         `json:"pay_title"`
	Total   string         `json:"total_title"`
	Sum     jsontext.Value `json:"pay"`
	Link    *freshLink     `json:"link,omitzero"`
}

type freshRow struct {
	Item   int       `json:"item"`
	Title  string    `json:"title"`
	Tax    freshCell `json:"tax"`
	Report freshCell `json:"report"`
}

type freshCell struct {
	Type        string       `json:"type"`
	Title       string       `json:"title,omitzero"`
	Description string       `json:"description,omitzero"`
	Deadline    string       `json:"deadline,omitzero"`
	Links       *[]freshLink `json:"links,omitzero"`
}

type freshLink struct {
	Name     string         `json:"name"`
	Type     string         `json:"type"`
	Title    string         `json:"title"`
	Address  string         `json:"address"`
	Settings *freshSettings `json:"settings,omitzero"`
}

type freshSettings struct {
	Organization sdano.TaxID `json:"organization"`
	Date         string      `json:"date"`
}

// MarshalFresh writes the file of the data id tax_and_reporting_monitor of the
// 1C:Fresh data API: compact JSON in UTF-8, members in the order of the
// published example. link gives the whole address of an anchor
// ("e1cib/data/РегистрСведений.ПубликуемыеНавигационныеСсылки?Идентификатор=…");
// the addresses of endpoints are made here.
func MarshalFresh(r Result, link func(NavTarget) string) ([]byte, error) {
	w := freshWriter{result: &r, link: link}
	top := Link{"Монитор налогов и отчетности", NavTarget{Form: NavMonitor, Payer: r.Profile.TaxID}}
	file := freshFile{Link: w.write(top), Rows: []freshRow{freshHeader}, Check: r.Check}
	for i, row := range r.Rows {
		file.Rows = append(file.Rows, freshRow{i + 1, row.Title, w.cell(row.Tax), w.cell(row.Report)})
	}
	if r.Settings.EmitENS {
		file.ENS = w.ens()
	}
	return json.Marshal(file)
}

// ens writes the state of the account, with a link if there is something to pay.
func (w freshWriter) ens() *freshENS {
	e, sep := w.result.ENS, w.result.Settings.separator()
	out := &freshENS{
		"Остаток на ЕНС: " + e.Balance.RU(sep) + " руб.", "Нужно пополнить ЕНС: " + e.Pay.RU(sep) + " руб.",
		"Рассчитано налогов и взносов: " + e.Total.RU(sep) + " руб.", jsontext.Value(e.Pay.Number()), nil,
	}
	if e.Pay > 0 {
		link := w.write(Link{"Оплатить налог", NavTarget{Form: NavCalculator, Payer: w.result.Profile.TaxID, Row: ENP, Day: w.result.Today}})
		out.Link = &link
	}
	return out
}

var freshHeader = freshRow{
	Tax:    freshCell{Type: "header", Title: "Оплата налогов"},
	Report: freshCell{Type: "header", Title: "Сдача отчетности"},
}

type freshWriter struct {
	result *Result
	link   func(NavTarget) string
}

func (w freshWriter) cell(c *Cell) freshCell {
	if c == nil {
		return freshCell{Type: "null"}
	}
	links := make([]freshLink, 0, len(c.Links))
	for _, l := range c.Links {
		links = append(links, w.write(l))
	}
	return freshCell{string(c.Color), c.Text, w.description(c), c.Due.String(), &links}
}

func (w freshWriter) description(c *Cell) string {
	if !w.result.Settings.EmitUncertain || len(c.Uncertain) == 0 {
		return c.Description
	}
	const note = "Сумма предварительная"
	if c.Description == "" {
		return note
	}
	return c.Description + "\n" + note
}

func (w freshWriter) write(l Link) freshLink {
	if l.Target.DataID == "" {
		return freshLink{Name: anchorName, Type: "anchor", Title: l.Text, Address: w.link(l.Target)}
	}
	return freshLink{
		Name: l.Target.DataID, Type: "endpoint", Title: l.Text,
		Address:  "hs/dt/storage/" + w.result.Settings.storage() + "/" + l.Target.DataID,
		Settings: &freshSettings{l.Target.Payer, l.Target.At()},
	}
}
