package sdano

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"time"
)

// Date is a calendar day without time and zone: a due date, a day of payment.
// The zero Date means absent. Dates are comparable with ==.
type Date struct {
	year  int16
	month int8
	day   int8
}

// NewDate returns the day; days and months past their end run on into the
// next month or year, as in time.Date.
func NewDate(year int, month time.Month, day int) Date {
	if month >= time.January && month <= time.December && day >= 1 && day <= 28 {
		return Date{int16(year), int8(month), int8(day)} // the usual case, without a detour over time.Time
	}
	return dateOfTime(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf returns the calendar day of an instant in a time zone.
func DateOf(t time.Time, zone *time.Location) Date { return dateOfTime(t.In(zone)) }

func dateOfTime(t time.Time) Date {
	y, m, d := t.Date()
	return Date{int16(y), int8(m), int8(d)}
}

// ParseDate reads a day written as 2006-01-02.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("not a date (YYYY-MM-DD): %q", s)
	}
	return dateOfTime(t), nil
}

// ParseDateRU reads a day written as 02.01.2006, the form of the ФНС formats.
func ParseDateRU(s string) (Date, error) {
	t, err := time.Parse("02.01.2006", s)
	if err != nil {
		return Date{}, fmt.Errorf("not a date (DD.MM.YYYY): %q", s)
	}
	return dateOfTime(t), nil
}

// MustDate is ParseDate for constants; it panics on a malformed text.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Year returns the year of the day.
func (d Date) Year() int { return int(d.year) }

// Month returns the month of the day.
func (d Date) Month() time.Month { return time.Month(d.month) }

// Day returns the day of the month.
func (d Date) Day() int { return int(d.day) }

// IsZero reports whether the date is absent.
func (d Date) IsZero() bool { return d == Date{} }

// In returns the first instant of the day in a time zone.
func (d Date) In(zone *time.Location) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, zone)
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.In(time.UTC).Weekday() }

// AddDays returns the day n days later (earlier if n is negative).
func (d Date) AddDays(n int) Date {
	if day := d.Day() + n; day >= 1 && day <= 28 {
		return Date{d.year, d.month, int8(day)}
	}
	return NewDate(d.Year(), d.Month(), d.Day()+n)
}

// DaysTo returns how many days lie from d to other; negative if other is
// earlier.
func (d Date) DaysTo(other Date) int {
	return int(other.In(time.UTC).Sub(d.In(time.UTC)).Hours() / 24)
}

// EndOfMonth returns the last day of the month of d.
func (d Date) EndOfMonth() Date { return d.DayOfMonth(0, 0) }

// DayOfMonth returns the given day of the month that lies months after the
// month of d; a day past the end of that month, or 0, is its last day.
func (d Date) DayOfMonth(months, day int) Date {
	n := int(d.year)*12 + int(d.month) - 1 + months
	year, month := n/12, time.Month(n%12+1)
	if last := daysIn(year, month); day <= 0 || day > last {
		day = last
	}
	return Date{int16(year), int8(month), int8(day)}
}

// daysIn returns how many days a month has.
func daysIn(year int, month time.Month) int {
	switch month {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// Compare returns -1, 0 or +1 as d is before, equal to or after other.
func (d Date) Compare(other Date) int {
	a, b := d.number(), other.number()
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (d Date) number() int { return int(d.year)<<16 | int(d.month)<<8 | int(d.day) }

// Before reports whether d is earlier than other.
func (d Date) Before(other Date) bool { return d.number() < other.number() }

// After reports whether d is later than other.
func (d Date) After(other Date) bool { return d.number() > other.number() }

// String returns the day as 2006-01-02, an absent one as "".
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	if d.year < 0 || d.year > 9999 {
		return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
	}
	digit := func(n int) byte { return byte('0' + n%10) }
	y, m, n := int(d.year), int(d.month), int(d.day)
	return string([]byte{digit(y / 1000), digit(y / 100), digit(y / 10), digit(y), '-', digit(m / 10), digit(m), '-', digit(n / 10), digit(n)})
}

// Dotted returns the day as 02.01.2006, the form of the ФНС formats.
func (d Date) Dotted() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%02d.%02d.%04d", d.day, d.month, d.year)
}

var monthsGenitive = [...]string{
	"", "января", "февраля", "марта", "апреля", "мая", "июня",
	"июля", "августа", "сентября", "октября", "ноября", "декабря",
}

var monthsNominative = [...]string{
	"", "январь", "февраль", "март", "апрель", "май", "июнь",
	"июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
}

// RU returns the day in Russian words: «1 июля 2018 г.».
func (d Date) RU() string {
	if d.IsZero() {
		return ""
	}
	return strconv.Itoa(int(d.day)) + " " + monthsGenitive[d.month] + " " + strconv.Itoa(int(d.year)) + " г."
}

// MarshalText writes the day as 2006-01-02, an absent one as "".
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(b))
	if err == nil {
		*d = v
	}
	return err
}

// Value stores the day as text 2006-01-02, an absent one as "".
func (d Date) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads a day from text; NULL and "" mean absent.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	}
	return fmt.Errorf("cannot scan %T into a Date", src)
}
