package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"sdano"
)

// line is one line of a notice of computed taxes («уведомление об исчисленных
// суммах», НК РФ ст. 58 п. 9).
type line struct {
	key    string // КБК, ОКТМО, КПП and codes of the period
	code   string // "34/01"
	year   int
	period sdano.Period
}

// A line names its period by two codes (приказ ФНС ЕД-7-8/1047@ of 02.11.2022
// and the orders after it): Период is a quarter of the year (21, 31, 33, 34) and
// НомерМесКварт a month of that quarter (01–03; 11–13 for the part of the month
// from the 23rd, НДФЛ only), a quarter of the year, or the whole (04). Which of
// them depends on the tax.
const (
	byMonth      = iota + 1 // 21/01 is January, 34/02 November
	byCumulative            // 34/01 is the first quarter, 34/02 the half-year
	byQuarter               // 34/02 is the second quarter
	byWindow                // 21/01 is 1–22 January, 21/11 the days from the 23rd on
)

// counting says by the beginning of КБК how a tax counts its periods; the first
// match holds.
var counting = []struct {
	kbk string
	by  int
	law string
}{
	{"1821010202", byCumulative, "НДФЛ предпринимателя: НК РФ ст. 227 п. 7"},
	{"18210102", byWindow, "НДФЛ налогового агента: НК РФ ст. 226 п. 6"},
	{"18210201", byMonth, "взносы по единому тарифу: НК РФ ст. 431 п. 3"},
	{"18210501", byCumulative, "УСН: НК РФ ст. 346.19, контрольные соотношения ФНС ЕА-4-15/3132@ от 17.03.2023"},
	{"18210503", byCumulative, "ЕСХН: НК РФ ст. 346.7"},
	{"18210602", byQuarter, "налог на имущество организаций: НК РФ ст. 379"},
	{"18210604", byQuarter, "транспортный налог: НК РФ ст. 360"},
	{"18210606", byQuarter, "земельный налог: НК РФ ст. 393"},
}

// quarters are the codes of Период by quarter.
var quarters = []string{"21", "31", "33", "34"}

// linePeriod returns the period of a line, zero if the codes do not tell.
func linePeriod(kbk, period, number string, year int) sdano.Period {
	quarter := slices.Index(quarters, period) + 1
	by := 0
	for _, c := range counting {
		if strings.HasPrefix(kbk, c.kbk) {
			by = c.by
			break
		}
	}
	n := 0 // 1–3: a part; 4: the whole
	if len(number) == 2 && (number[0] == '0' || number[0] == '1' && by == byWindow) && number[1] >= '1' && number[1] <= '4' {
		n = int(number[1] - '0')
	}
	switch {
	case quarter == 0 || n == 0 || year == 0 || by == 0:
	case by == byMonth && n < 4:
		return sdano.MonthPeriod(year, time.Month(3*quarter-3+n))
	case by == byWindow:
		return window(quarter, n, number[0] == '1', year)
	case by != byMonth && n == 4:
		return quarterly(by, quarter, year)
	case by != byMonth && quarter == 4:
		return quarterly(by, n, year)
	}
	return sdano.Period{}
}

// window returns the days of the n-th month of a quarter whose withheld НДФЛ is
// paid at one term. 34/04 are the last days of 2023, which had no code of their own.
func window(quarter, n int, rest bool, year int) sdano.Period {
	if n < 4 {
		return sdano.WindowPeriod(year, time.Month(3*quarter-3+n), rest)
	}
	if quarter == 4 && year == 2023 && !rest {
		return sdano.WindowPeriod(year, time.December, true)
	}
	return sdano.Period{}
}

// quarterly returns the n-th term of a year, the fourth being the year.
func quarterly(by, n, year int) sdano.Period {
	switch {
	case n == 4:
		return sdano.YearPeriod(year)
	case n == 1 || by == byQuarter:
		return sdano.QuarterPeriod(year, n)
	case n == 2:
		return sdano.Period{Year: year, Kind: sdano.HalfYear}
	}
	return sdano.Period{Year: year, Kind: sdano.NineMonths}
}

// noticeLine reads УвИсчСумНалог.
func (r *reader) noticeLine() error {
	kbk, oktmo, sum := r.need("КБК"), r.need("ОКТМО"), r.need("СумНалогАванс")
	code, number := r.need("Период"), r.need("НомерМесКварт")
	year := r.year("Год", r.need("Год"))
	if kbk != "" && !digits(kbk, 20) {
		r.bad("КБК", kbk, "нужны 20 цифр")
	}
	if oktmo != "" && !digits(oktmo, 8) && !digits(oktmo, 11) {
		r.bad("ОКТМО", oktmo, "нужны 8 или 11 цифр")
	}
	if code != "" && !slices.Contains(quarters, code) {
		r.bad("Период", code, "допустимы 21, 31, 33, 34")
	}
	if number != "" && !slices.Contains([]string{"01", "02", "03", "04", "11", "12", "13"}, number) {
		r.bad("НомерМесКварт", number, "допустимы 01–04 и 11–13")
	}
	l := line{code: code + "/" + number, year: year, period: linePeriod(kbk, code, number, year)}
	l.key = strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %d/%s", kbk, oktmo, r.attr("КППДекл"), year, l.code)), " ")
	r.lines = append(r.lines, l)
	if amount, ok := r.money("СумНалогАванс", sum); ok {
		r.h.Amounts = append(r.h.Amounts, Amount{KBK: kbk, Period: l.period, Amount: amount})
	}
	return r.s.Skip()
}

// maxLines is how many lines a PeriodKey spells out.
const maxLines = 20

// noticePeriod derives the period of a notice from its lines.
func (r *reader) noticePeriod() {
	keys := make([]string, len(r.lines))
	for i, l := range r.lines {
		keys[i] = l.key
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	r.h.PeriodKey = strings.Join(keys, "; ")
	if len(keys) > maxLines {
		sum := sha256.Sum256([]byte(r.h.PeriodKey))
		r.h.PeriodKey = fmt.Sprintf("%d lines, sha256 %s", len(keys), hex.EncodeToString(sum[:]))
	}
	r.commonPeriod()
	r.h.PeriodText = r.noticeText()
}

// commonPeriod takes over what all lines agree in, and the days they span.
func (r *reader) commonPeriod() {
	h, first := &r.h, r.lines[0]
	h.Year, h.PeriodCode, h.Period = first.year, first.code, first.period
	for _, l := range r.lines {
		h.Year = max(h.Year, l.year)
		if l.code != first.code {
			h.PeriodCode = ""
		}
		if l.period != first.period {
			h.Period = sdano.Period{}
		}
		if p := l.period; !p.IsZero() {
			if h.PeriodFrom.IsZero() || p.First().Before(h.PeriodFrom) {
				h.PeriodFrom = p.First()
			}
			if p.Last().After(h.PeriodTo) {
				h.PeriodTo = p.Last()
			}
		}
	}
}

// noticeText names the periods of the lines, at most three of them.
func (r *reader) noticeText() string {
	var texts []string
	for _, l := range r.lines {
		text := l.period.RU()
		if text == "" {
			text = fmt.Sprintf("период %s, %d г.", l.code, l.year)
		}
		if !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	if more := len(texts) - 3; more > 0 {
		return fmt.Sprintf("%s и ещё %d", strings.Join(texts[:3], ", "), more)
	}
	return strings.Join(texts, ", ")
}
