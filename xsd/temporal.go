package xsd

import "strconv"

// moment is a value of one of the types of dates and times. What a type does
// not have is 1 (month, day) or 0.
type moment struct {
	year, month, day, hour, minute, second int64
	nanos                                  int64 // beyond the ninth digit cut off
	zoned                                  bool
	zone                                   int64 // minutes east of UTC
}

// The parts that make up a type of dates and times.
const (
	partYear = 1 << iota
	partMonth
	partDay
	partTime
)

var momentParts = map[primitive]int{
	primDate: partYear | partMonth | partDay, primDateTime: partYear | partMonth | partDay | partTime,
	primTime: partTime, primGYear: partYear, primGYearMonth: partYear | partMonth,
	primGMonth: partMonth, primGDay: partDay, primGMonthDay: partMonth | partDay,
}

// cursor reads a text of fixed form from left to right; the first thing that is
// not there makes it bad.
type cursor struct {
	text []byte
	bad  bool
}

func (c *cursor) literal(want string) {
	if len(c.text) < len(want) || string(c.text[:len(want)]) != want {
		c.bad = true
		return
	}
	c.text = c.text[len(want):]
}

// number reads exactly so many digits, a number between low and high.
func (c *cursor) number(size int, low, high int64) int64 {
	if c.bad || digits(c.text) < size {
		c.bad = true
		return 0
	}
	n := int64(0)
	for _, b := range c.text[:size] {
		n = n*10 + int64(b-'0')
	}
	c.text = c.text[size:]
	c.bad = n < low || n > high
	return n
}

// year reads a year of four digits or more, which may be negative but not 0.
func (c *cursor) year() int64 {
	negative := len(c.text) > 0 && c.text[0] == '-'
	if negative {
		c.text = c.text[1:]
	}
	size := digits(c.text)
	if size < 4 || size > 4 && c.text[0] == '0' || size > 15 {
		c.bad = true
		return 0
	}
	n := c.number(size, 1, 1<<62)
	if negative {
		return -n
	}
	return n
}

// parseMoment reads a value of one of the types of dates and times.
func parseMoment(text []byte, p primitive) (m moment, ok bool) {
	parts := momentParts[p]
	c := &cursor{text: text}
	m.month, m.day = 1, 1
	c.dates(&m, parts)
	if parts&partTime != 0 {
		if parts&partDay != 0 {
			c.literal("T")
		}
		c.time(&m)
	}
	c.timezone(&m)
	return m, !c.bad && len(c.text) == 0
}

// dates reads year, month and day, as far as the type has them; a hyphen stands
// for each leading part that it has not.
func (c *cursor) dates(m *moment, parts int) {
	if parts&^partTime == 0 {
		return
	}
	if parts&partYear != 0 {
		m.year = c.year()
	} else {
		c.literal("-")
		m.year = 4 // a leap year, so that --02-29 exists
	}
	if parts&(partMonth|partDay) == 0 {
		return
	}
	c.literal("-")
	if parts&partMonth != 0 {
		m.month = c.number(2, 1, 12)
	}
	if parts&partDay != 0 {
		c.literal("-")
		m.day = c.number(2, 1, 31)
		c.bad = c.bad || m.day > monthDays(m.year, m.month)
	}
}

func (c *cursor) time(m *moment) {
	m.hour = c.number(2, 0, 24)
	c.literal(":")
	m.minute = c.number(2, 0, 59)
	c.literal(":")
	m.second = c.number(2, 0, 59)
	if !c.bad && len(c.text) > 0 && c.text[0] == '.' {
		c.text = c.text[1:]
		m.nanos = c.fraction()
	}
	if m.hour == 24 && m.minute+m.second+m.nanos > 0 {
		c.bad = true
	}
}

// fraction reads the digits after the point of the seconds.
func (c *cursor) fraction() int64 {
	size := digits(c.text)
	c.bad = c.bad || size == 0
	nanos, unit := int64(0), int64(100_000_000)
	for _, b := range c.text[:size] {
		nanos += int64(b-'0') * unit
		unit /= 10
	}
	c.text = c.text[size:]
	return nanos
}

func (c *cursor) timezone(m *moment) {
	if c.bad || len(c.text) == 0 {
		return
	}
	m.zoned = true
	sign := c.text[0]
	c.text = c.text[1:]
	switch sign {
	case 'Z':
		return
	case '+', '-':
		hours := c.number(2, 0, 14)
		c.literal(":")
		m.zone = hours*60 + c.number(2, 0, 59)
		c.bad = c.bad || m.zone > 14*60
		if sign == '-' {
			m.zone = -m.zone
		}
	default:
		c.bad = true
	}
}

func monthDays(year, month int64) int64 {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if leap(year) {
			return 29
		}
		return 28
	}
	return 31
}

func leap(year int64) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

// point is a moment on the line of time: days, and seconds of the day. A moment
// with a zone is moved to UTC.
type point struct{ day, second, nanos int64 }

func (m moment) point() point {
	p := point{day: dayNumber(m.year, m.month, m.day), nanos: m.nanos}
	p.second = m.hour*3600 + m.minute*60 + m.second
	if m.zone != 0 {
		p.second -= m.zone * 60
		days := floorDiv(p.second, 86400)
		p.day += days
		p.second -= days * 86400
	}
	return p
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// dayNumber counts days in the Gregorian calendar.
func dayNumber(year, month, day int64) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	return 365*year + floorDiv(year, 4) - floorDiv(year, 100) + floorDiv(year, 400) + (153*(month-3)+2)/5 + day
}

func (p point) compare(q point) int {
	for _, d := range [...]int64{p.day - q.day, p.second - q.second, p.nanos - q.nanos} {
		switch {
		case d < 0:
			return -1
		case d > 0:
			return 1
		}
	}
	return 0
}

// incomparable is the result of a comparison of which nobody knows the answer.
const incomparable = 2

// compare returns -1, 0, 1 or incomparable. XML Schema leaves a moment without a
// zone and one with a zone less than 14 hours apart unordered (part 2, 3.2.7.4);
// libxml2, which is followed here, only those that are written alike.
func (m moment) compare(n moment) int {
	c := m.point().compare(n.point())
	if c == 0 && m.zoned != n.zoned {
		return incomparable
	}
	return c
}

// canonical appends the moment in a form that equal moments share.
func (m moment) canonical(to []byte) []byte {
	p := m.point()
	for _, n := range [...]int64{p.day, p.second, p.nanos} {
		to = append(strconv.AppendInt(to, n, 10), ' ')
	}
	return strconv.AppendBool(to, m.zoned)
}
