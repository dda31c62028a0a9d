package sdano

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// PeriodKind says what part of a year a Period is.
type PeriodKind byte

// The kinds of periods (НК РФ ст. 55: «налоговый» and «отчётный период»).
// Cumulative kinds (half-year, nine months) start on 1 January.
const (
	NoPeriod   PeriodKind = iota // absent
	Year                         // «год», written 2026
	Quarter                      // «квартал», written 2026-Q1 … 2026-Q4
	HalfYear                     // «полугодие», written 2026-H1
	NineMonths                   // «9 месяцев», written 2026-9M
	Month                        // «месяц», written 2026-M1 … 2026-M12
	Days                         // any run of days, written 2026-03-23..2026-03-31; one day 2026-03-23
)

// Period is a tax or reporting period of one calendar year, or a run of days
// (Days: a window of НДФЛ, a patent, the day of an event). The zero Period means
// absent. Periods are comparable with ==.
type Period struct {
	// Year is the calendar year; of a run of days that of its last day.
	Year int
	// Kind is the part of the year.
	Kind PeriodKind
	// N is the number of the quarter (1–4) or month (1–12), a code of the days of
	// a run (DaysPeriod), else 0.
	N int
}

// YearPeriod returns the whole calendar year.
func YearPeriod(year int) Period { return Period{Year: year, Kind: Year} }

// QuarterPeriod returns quarter n (1–4) of a year.
func QuarterPeriod(year, n int) Period { return Period{Year: year, Kind: Quarter, N: n} }

// MonthPeriod returns a month of a year.
func MonthPeriod(year int, month time.Month) Period {
	return Period{Year: year, Kind: Month, N: int(month)}
}

// QuarterOf returns the quarter in which a day lies.
func QuarterOf(d Date) Period { return QuarterPeriod(d.Year(), (int(d.Month())+2)/3) }

// ParsePeriod reads a period written as 2026, 2026-Q1, 2026-H1, 2026-9M, 2026-M3
// or, of days, 2026-03-23..2026-03-31 and 2026-03-23. The windows of НДФЛ may also
// be named 2026-W3 and 2026-W3b (WindowPeriod); they are written as days. An empty
// text is the absent period.
func ParsePeriod(s string) (Period, error) {
	if s == "" {
		return Period{}, nil
	}
	bad := fmt.Errorf("not a period: %q", s)
	head, tail, part := strings.Cut(s, "-")
	year, err := strconv.Atoi(head)
	if err != nil || len(head) != 4 || year < 1000 {
		return Period{}, bad
	}
	switch {
	case !part:
		return YearPeriod(year), nil
	case tail == "H1":
		return Period{Year: year, Kind: HalfYear}, nil
	case tail == "9M":
		return Period{Year: year, Kind: NineMonths}, nil
	case tail == "":
		return Period{}, bad
	case tail[0] == '0' || tail[0] == '1':
		return parseDays(s)
	case tail[0] == 'W':
		return parseWindow(year, tail[1:], bad)
	}
	n, err := strconv.Atoi(tail[1:])
	switch {
	case err != nil || n < 1 || tail[1] == '0' || tail[1] == '+':
	case tail[0] == 'Q' && n <= 4:
		return QuarterPeriod(year, n), nil
	case tail[0] == 'M' && n <= 12:
		return MonthPeriod(year, time.Month(n)), nil
	}
	return Period{}, bad
}

// MustPeriod is ParsePeriod for constants; it panics on a malformed text.
func MustPeriod(s string) Period {
	p, err := ParsePeriod(s)
	if err != nil {
		panic(err)
	}
	return p
}

// IsZero reports whether the period is absent.
func (p Period) IsZero() bool { return p == Period{} }

// First returns the first day of the period; the absent period has none.
func (p Period) First() Date {
	switch p.Kind {
	case Quarter:
		return NewDate(p.Year, time.Month(3*p.N-2), 1)
	case Month:
		return NewDate(p.Year, time.Month(p.N), 1)
	case Year, HalfYear, NineMonths:
		return NewDate(p.Year, time.January, 1)
	case Days:
		return p.Last().AddDays(-(p.N & daysMask))
	}
	return Date{}
}

// Last returns the last day of the period; the absent period has none.
func (p Period) Last() Date {
	switch p.Kind {
	case Quarter:
		return NewDate(p.Year, time.Month(3*p.N), 1).EndOfMonth()
	case HalfYear:
		return Date{int16(p.Year), 6, 30}
	case NineMonths:
		return Date{int16(p.Year), 9, 30}
	case Month:
		return NewDate(p.Year, time.Month(p.N), 1).EndOfMonth()
	case Year:
		return Date{int16(p.Year), 12, 31}
	case Days:
		return Date{int16(p.Year), int8(p.N >> monthShift), int8(p.N >> dayShift & dayMask)}
	}
	return Date{}
}

// Contains reports whether a day lies in the period, both ends included.
func (p Period) Contains(d Date) bool { return !d.Before(p.First()) && !d.After(p.Last()) }

// String returns the period as ParsePeriod reads it.
func (p Period) String() string {
	switch p.Kind {
	case Year:
		return strconv.Itoa(p.Year)
	case Quarter:
		return fmt.Sprintf("%d-Q%d", p.Year, p.N)
	case HalfYear:
		return fmt.Sprintf("%d-H1", p.Year)
	case NineMonths:
		return fmt.Sprintf("%d-9M", p.Year)
	case Month:
		return fmt.Sprintf("%d-M%d", p.Year, p.N)
	case Days:
		return daysString(p.First(), p.Last())
	}
	return ""
}

// RU returns the period in Russian words: «2 квартал 2018 г.», «2017 г.»,
// «1 полугодие 2018 г.», «9 месяцев 2018 г.», «май 2018 г.», «23–31 марта
// 2026 г.», «23 января – 22 февраля 2023 г.», «5 марта 2026 г.».
func (p Period) RU() string {
	switch p.Kind {
	case Year:
		return strconv.Itoa(p.Year) + " г."
	case Quarter:
		return strconv.Itoa(p.N) + " квартал " + strconv.Itoa(p.Year) + " г."
	case HalfYear:
		return "1 полугодие " + strconv.Itoa(p.Year) + " г."
	case NineMonths:
		return "9 месяцев " + strconv.Itoa(p.Year) + " г."
	case Month:
		return monthsNominative[p.N] + " " + strconv.Itoa(p.Year) + " г."
	case Days:
		return daysRU(p.First(), p.Last())
	}
	return ""
}

// MarshalText writes the period as String does.
func (p Period) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads the period as ParsePeriod does.
func (p *Period) UnmarshalText(b []byte) error {
	v, err := ParsePeriod(string(b))
	if err == nil {
		*p = v
	}
	return err
}

// Value stores the period as text, an absent one as "".
func (p Period) Value() (driver.Value, error) { return p.String(), nil }

// Scan reads a period from text; NULL and "" mean absent.
func (p *Period) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*p = Period{}
		return nil
	case string:
		return p.UnmarshalText([]byte(v))
	case []byte:
		return p.UnmarshalText(v)
	}
	return fmt.Errorf("cannot scan %T into a Period", src)
}
