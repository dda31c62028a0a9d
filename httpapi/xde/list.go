package xde

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"sdano"
	"sdano/acceptance"
	"sdano/httpapi/httpx"
)

// params are the parameters of a query by their names in lower case.
type params map[string]string

// query reads the parameters of a query; their names may be in any case, unknown
// ones are ignored.
func (c *call) query() (params, error) {
	values, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return nil, httpx.BadValue("", "Параметры запроса закодированы неверно.", "Закодируйте значения параметров по правилам URL.")
	}
	p := params{}
	for name, list := range values {
		if value := list[0]; value != "" {
			if !utf8.ValidString(value) || strings.Contains(value, "\x00") {
				return nil, badValue(shorten(name), "нулевой знак или не кодировка UTF-8", "Исправьте значение.")
			}
			p[strings.ToLower(name)] = value
		}
	}
	return p, nil
}

// number returns a whole number from low to high; absent if it is not given.
func (p params) number(name string, low, high, absent int64) (int64, error) {
	value, ok := p[strings.ToLower(name)]
	if !ok {
		return absent, nil
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < low || n > high {
		return 0, badValue(name, "неверное значение «"+shorten(value)+"»", "Укажите целое число от "+strconv.FormatInt(low, 10)+" до "+strconv.FormatInt(high, 10)+".")
	}
	return n, nil
}

func (p params) date(name string) (sdano.Date, error) {
	value := p[strings.ToLower(name)]
	if value == "" {
		return sdano.Date{}, nil
	}
	day, err := sdano.ParseDate(value)
	if err != nil {
		err = badValue(name, "неверная дата «"+shorten(value)+"»", "Укажите дату в виде ГГГГ-ММ-ДД.")
	}
	return day, err
}

func (p params) flag(name string) (bool, error) {
	value := p[strings.ToLower(name)]
	if value == "" {
		return false, nil
	}
	on, err := strconv.ParseBool(strings.ToLower(value))
	if err != nil {
		err = badValue(name, "неверное значение «"+shorten(value)+"»", "Укажите true или false.")
	}
	return on, err
}

// maxList is the greatest number of documents of one page.
const maxList = 1000

// documents answers GET /documents with a page of the documents that a filter
// selects, newest first.
func (h *Handler) documents(c *call) error {
	q, err := c.filter()
	if err != nil {
		return err
	}
	limit := q.Limit
	q.Limit++
	list, err := h.c.Acceptance.Documents(c.ctx(), c.v, q)
	if err != nil {
		return err
	}
	var next *string
	if len(list) > limit {
		list = list[:limit]
		next = text(strconv.FormatInt(list[limit-1].Arrival, 10))
	}
	forms, err := h.forms(c, list)
	if err != nil {
		return err
	}
	return c.json(struct {
		Documents  []documentForm `json:"Documents"`
		NextCursor *string        `json:"NextCursor"`
	}{forms, next})
}

// filter reads what GET /documents is asked for.
func (c *call) filter() (acceptance.Query, error) {
	p, err := c.query()
	if err != nil {
		return acceptance.Query{}, err
	}
	q := acceptance.Query{Number: p["number"], SenderINN: p["senderinn"], Text: p["text"]}
	if box := p["boxid"]; box != "" {
		q.Boxes = []string{box}
	}
	for code := range strings.SplitSeq(p["status"], ",") {
		if code = strings.TrimSpace(code); code != "" {
			q.Statuses = append(q.Statuses, acceptance.Code(code))
		}
	}
	return q, p.fill(&q)
}

// fill reads the parameters that may be wrong.
func (p params) fill(q *acceptance.Query) (err error) {
	if kind, err := p.number("Type", 0, int64(acceptance.Act), -1); err != nil {
		return err
	} else if kind >= 0 {
		t := acceptance.Type(kind)
		q.Type = &t
	}
	limit, err := p.number("Limit", 1, maxList, 100)
	if err != nil {
		return err
	}
	q.Limit = int(limit)
	if q.Before, err = p.number("Cursor", 1, 1<<62, 0); err != nil {
		return err
	}
	if value := p["packageid"]; value != "" {
		if q.Package, err = sdano.ParseID(value); err != nil {
			return badValue("PackageId", "«"+shorten(value)+"» — не идентификатор", "Укажите идентификатор (guid).")
		}
	}
	if q.From, err = p.date("DateFrom"); err != nil {
		return err
	}
	if q.To, err = p.date("DateTo"); err != nil {
		return err
	}
	q.Unanswered, err = p.flag("Unanswered")
	return err
}
