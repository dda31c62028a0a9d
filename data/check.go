package data

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"sdano"
)

// check notes what is wrong inside the tables and between them.
func (r *reader) check(t *Tables) {
	r.checkCalendar(t.Calendar)
	r.checkContributions(t.Contributions)
	r.checkUSN(t.USN)
	r.checkFormats(t.Formats)
	r.checkForms(t.Forms)
	r.checkRows(t.Rows)
	r.checkTexts(t)
	r.checkRules(t)
	r.checkPenalties(t)
	r.checkEmployers(t)
	r.checkVAT(t)
	r.checkRequisites(t)
	r.checkDeferrals(t)
	r.checkGolden(t)
}

// basis notes a row that does not say what it rests on.
func (r *reader) basis(file, row string, b Basis) {
	if b.Law == "" {
		r.wrong(file, row, "не указана норма (law).")
	}
	if b.Status != Confirmed && b.Status != ToVerify {
		r.wrong(file, row, "статус «%s»: бывает confirmed или to-verify.", b.Status)
	}
}

func (r *reader) checkCalendar(years []CalendarYear) {
	if len(years) == 0 {
		r.wrong(calendarFile, "", "нет ни одного года.")
	}
	for i, y := range years {
		row := strconv.Itoa(y.Number)
		r.basis(calendarFile, row, y.Basis)
		if i > 0 && y.Number != years[i-1].Number+1 {
			r.wrong(calendarFile, row, "годы идут не подряд: перед ним %d.", years[i-1].Number)
		}
		r.checkDays(row, &y)
		if off := weekends(y.Number) + len(y.Off) - len(y.Work); off != y.Total {
			r.wrong(calendarFile, row, "нерабочих дней %d, а в total %d.", off, y.Total)
		}
	}
}

func (r *reader) checkDays(row string, y *CalendarYear) {
	for _, d := range y.Off {
		if weekend(d) {
			r.wrong(calendarFile, row, "%s и так выходной, в off его быть не должно.", d)
		}
	}
	for _, d := range y.Work {
		if !weekend(d) {
			r.wrong(calendarFile, row, "%s и так рабочий, в work его быть не должно.", d)
		}
	}
	for _, d := range y.Short {
		if slices.Contains(y.Off, d) || weekend(d) && !slices.Contains(y.Work, d) {
			r.wrong(calendarFile, row, "%s нерабочий, сокращённым он быть не может.", d)
		}
	}
	for _, d := range y.President {
		if !slices.Contains(y.Off, d) {
			r.wrong(calendarFile, row, "%s есть в president, но нет в off.", d)
		}
	}
}

func weekend(d sdano.Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

func weekends(year int) int {
	n := 0
	for d := sdano.NewDate(year, time.January, 1); d.Year() == year; d = d.AddDays(1) {
		if weekend(d) {
			n++
		}
	}
	return n
}

func (r *reader) checkContributions(years []ContributionYear) {
	for i, y := range years {
		row := strconv.Itoa(y.Year)
		r.basis(contributionsFile, row, y.Basis)
		if i > 0 && y.Year != years[i-1].Year+1 {
			r.wrong(contributionsFile, row, "годы идут не подряд: перед ним %d.", years[i-1].Year)
		}
		if y.Fixed <= 0 || y.Threshold <= 0 || y.Cap <= 0 || !share(y.Rate) {
			r.wrong(contributionsFile, row, "суммы должны быть больше нуля, ставка — от 0 до 1.")
		}
		if y.Pension != 0 && y.Pension+y.Medical != y.Fixed {
			r.wrong(contributionsFile, row, "pension и medical в сумме дают %s, а fixed — %s.", y.Pension+y.Medical, y.Fixed)
		}
	}
}

// share reports whether a rate lies above 0 and not above 1.
func share(r sdano.Rate) bool { return r > 0 && r <= sdano.MustRate("1") }

func (r *reader) checkUSN(rules []USNRule) {
	for i, u := range rules {
		row := strconv.Itoa(u.From)
		r.basis(usnFile, row, u.Basis)
		if i > 0 && u.From != rules[i-1].To+1 {
			r.wrong(usnFile, row, "годы идут не подряд: перед ним правило до %d.", rules[i-1].To)
		}
		if u.To != 0 && u.To < u.From || u.To == 0 && i < len(rules)-1 {
			r.wrong(usnFile, row, "последний год %d не подходит.", u.To)
		}
		if u.Reduction != ReducePaid && u.Reduction != ReducePayable {
			r.wrong(usnFile, row, "порядок уменьшения «%s»: бывает paid или payable.", u.Reduction)
		}
		if !share(u.CapAlone) || !share(u.CapStaff) || !share(u.Minimum) {
			r.wrong(usnFile, row, "доли должны быть больше 0 и не больше 1.")
		}
		if u.RaisedAbove < 0 || u.RaisedAbove > 0 && (!share(u.RaisedIncome) || !share(u.RaisedIncomeExpense)) {
			r.wrong(usnFile, row, "повышенные ставки указаны не полностью.")
		}
	}
}

var knd = regexp.MustCompile(`^\d{7}$`)

func (r *reader) checkForms(forms []Form) {
	seen := map[string]bool{}
	for _, f := range forms {
		r.basis(formsFile, f.KND, f.Basis)
		if !knd.MatchString(f.KND) || f.Title == "" || f.Short == "" {
			r.wrong(formsFile, f.KND, "нужны КНД из семи цифр, название и краткое название.")
		}
		r.once(seen, formsFile, f.KND)
	}
}

func (r *reader) checkFormats(formats []Format) {
	seen := map[string]bool{}
	for i, f := range formats {
		if f.ID == "" {
			r.wrong(formatsFile, fmt.Sprint(i), "нужен id обмена.")
		}
		r.basis(formatsFile, f.ID, f.Basis)
		r.once(seen, formatsFile, f.ID)
		if !f.From.IsZero() && !f.To.IsZero() && f.To.Before(f.From) {
			r.wrong(formatsFile, f.ID, "формат перестаёт действовать раньше, чем начинает.")
		}
	}
}

func (r *reader) checkGolden(t *Tables) {
	if len(t.Golden) == 0 {
		r.wrong(goldenFile, "", "нет ни одного срока для проверки.")
	}
	seen := map[string]bool{}
	for _, g := range t.Golden {
		row := g.Rule + "/" + g.Period
		r.basis(goldenFile, row, g.Basis)
		r.once(seen, goldenFile, row)
		if p, err := sdano.ParsePeriod(g.Period); err != nil || p.IsZero() {
			r.wrong(goldenFile, row, "период записан неверно.")
		}
		if !hasRule(t, g.Rule) {
			r.wrong(goldenFile, row, "правила «%s» нет в %s.", g.Rule, rulesFile)
		}
		if g.Raw.IsZero() || g.Due.Before(g.Raw) {
			r.wrong(goldenFile, row, "срок не может быть раньше, чем по правилу.")
		}
	}
}

func hasRule(t *Tables, id string) bool {
	return slices.ContainsFunc(t.Rules, func(d Rule) bool { return d.ID == id })
}

// once notes a row whose name was seen before.
func (r *reader) once(seen map[string]bool, file, row string) {
	if seen[row] {
		r.wrong(file, row, "такая строка уже есть.")
	}
	seen[row] = true
}

func (r *reader) checkRows(rows []Row) {
	seen := map[string]bool{}
	for i, row := range rows {
		if row.ID == "" || row.Title == "" {
			r.wrong(rowsFile, fmt.Sprint(i), "нужны id и название.")
		}
		r.basis(rowsFile, row.ID, row.Basis)
		r.once(seen, rowsFile, row.ID)
	}
}

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// placeholders are what a text may hold; {{smile}} is found as {{smile}.
var placeholders = []string{"{sum}", "{date}", "{period}", "{office}", "{what}", "{{smile}"}

func (r *reader) checkTexts(t *Tables) {
	seen := map[string]bool{}
	for _, x := range t.Texts {
		row := x.Cell + "/" + x.State + "/" + x.Row
		r.once(seen, textsFile, row)
		if x.Cell != "tax" && x.Cell != "report" || x.State == "" || x.Title == "" {
			r.wrong(textsFile, row, "нужны cell (tax или report), state и title.")
		}
		if x.Row != "" && !hasRow(t, x.Row) {
			r.wrong(textsFile, row, "строки «%s» нет в %s.", x.Row, rowsFile)
		}
		for _, p := range placeholder.FindAllString(x.Title+x.Description+x.Several, -1) {
			if !slices.Contains(placeholders, p) {
				r.wrong(textsFile, row, "подстановки %s нет.", p)
			}
		}
	}
}

func hasRow(t *Tables, id string) bool {
	return slices.ContainsFunc(t.Rows, func(row Row) bool { return row.ID == id })
}
