package web

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"sdano"
)

const nbsp = "\u00a0"

// plural picks the Russian form for a number: день, дня, дней.
func plural(n int, one, few, many string) string {
	if n < 0 {
		n = -n
	}
	switch {
	case n%100 >= 11 && n%100 <= 14:
		return many
	case n%10 == 1:
		return one
	case n%10 >= 2 && n%10 <= 4:
		return few
	}
	return many
}

func days(n int) string {
	return fmt.Sprintf("%d%s%s", n, nbsp, plural(n, "день", "дня", "дней"))
}

// untilDue says how far a due date is: «сегодня», «через 17 дней»,
// «3 дня назад».
func untilDue(today, due sdano.Date) string {
	switch n := today.DaysTo(due); {
	case due.IsZero():
		return ""
	case n == 0:
		return "сегодня"
	case n == 1:
		return "завтра"
	case n > 0:
		return "через " + days(n)
	default:
		return days(-n) + " назад"
	}
}

// day writes a day without the trailing «г.»: «10 апреля 2026».
func day(d sdano.Date) string { return tie(strings.TrimSuffix(d.RU(), " г.")) }

// moment writes an instant in Moscow time: «10.04.2026 14:05:09».
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(sdano.Moscow).Format("02.01.2006 15:04:05")
}

// minute writes an instant in Moscow time without seconds.
func minute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(sdano.Moscow).Format("02.01.2006 15:04")
}

// dayOf writes the Moscow day of an instant.
func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return sdano.DateOf(t, sdano.Moscow).Dotted()
}

// machine writes an instant for <time datetime>.
func machine(t time.Time) string { return t.In(sdano.Moscow).Format(time.RFC3339) }

// smile is the wire's token for a smile, drawn here as a picture.
const smile = "{{smile}}"

// plain takes the wire's token out of a text and ties it for the page.
func plain(s string) string { return tie(strings.TrimSpace(strings.ReplaceAll(s, smile, ""))) }

// What must not be torn apart at the end of a line: groups of digits, a number
// and its unit or month, an abbreviation and its number.
var (
	tiedGroups = regexp.MustCompile(`(\d) (\d{3})\b`)
	tiedUnits  = regexp.MustCompile(`(\d) (руб|₽|%|г\.|г$|год|дн|день|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|квартал|полугодие|месяц)`)
	tiedShorts = regexp.MustCompile(`(^|[\s\x{a0}(«])(№|ст\.|п\.|пп\.|гл\.|абз\.|НК|ИФНС|СФР|КНД|ИНН|КПП) `)
)

// tie puts no-break spaces into a Russian text, so that «57 390 руб.»,
// «27 апреля 2026 г.» and «НК РФ ст. 346.23 п. 1» do not fall apart.
func tie(s string) string {
	for range 2 { // matches do not overlap: the second turn takes every other group
		s = tiedGroups.ReplaceAllString(s, "$1"+nbsp+"$2")
	}
	s = tiedUnits.ReplaceAllString(s, "$1"+nbsp+"$2")
	return tiedShorts.ReplaceAllString(s, "$1$2"+nbsp)
}

// tied ties every text of a list.
func tied(in []string) []string {
	var out []string
	for _, s := range in {
		out = append(out, tie(s))
	}
	return out
}

// size writes a number of bytes: «1,2 КБ».
func size(n int64) string {
	switch {
	case n < 1024:
		return fmt.Sprintf("%d%sбайт", n, nbsp)
	case n < 1<<20:
		return decimal(float64(n)/1024) + nbsp + "КБ"
	}
	return decimal(float64(n)/(1<<20)) + nbsp + "МБ"
}

// decimal writes a number with a comma and at most one decimal: «1,2», «100».
func decimal(x float64) string {
	return strings.Replace(strings.TrimSuffix(fmt.Sprintf("%.1f", x), ".0"), ".", ",", 1)
}

// short cuts a hash to what a person compares.
func short(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:n]
}

// authorities names the kinds of authorities.
var authorities = map[string]string{"fns": "ИФНС", "sfr": "СФР", "fsgs": "Росстат"}

// office writes an authority with its code: «ИФНС 7701».
func office(kind, code string) string {
	name := authorities[kind]
	if name == "" {
		name = kind
	}
	if code == "" {
		return name
	}
	return name + nbsp + code
}

// docName names a document for its link.
func docName(file string) string {
	if file == "" {
		return "Документ, XML"
	}
	return file
}

// dash writes a dash for a text that there is none of.
func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// numbered names a field of a form that repeats.
func numbered(name string, n int) string { return name + strconv.Itoa(n) }

// allButLast and last part a text before its last word, so that a picture can
// stay with it.
func allButLast(s string) string { return s[:max(0, strings.LastIndex(s, " "))] }

func last(s string) string { return s[strings.LastIndex(s, " ")+1:] }

// fileName writes a long name so that a line may end after its underscores.
func fileName(name string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, strings.ReplaceAll(templ.EscapeString(name), "_", "_<wbr>"))
		return err
	})
}

// capital begins a text with a capital letter.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
