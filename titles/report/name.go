package report

import (
	"strings"

	"sdano"
)

// parseName reads the file name R_T_A_K_O_GGGGMMDD_N.xml from the right, since
// the prefix may have underscores of its own. It records a finding for every
// part that is wrong.
func (r *reader) parseName() {
	r.body = r.h.FileName
	if n := len(r.body) - len(".xml"); n > 0 && strings.EqualFold(r.body[n:], ".xml") {
		r.body = r.body[:n]
	} else {
		r.badName("имя должно оканчиваться на .xml")
	}
	rest := r.body
	var part [5]string // N, GGGGMMDD, O, K, A
	for i := range part {
		at := strings.LastIndexByte(rest, '_')
		if at < 0 {
			r.badName("нужен вид R_T_A_K_O_ГГГГММДД_N.xml")
			return
		}
		rest, part[i] = rest[:at], rest[at+1:]
	}
	r.h.Prefix, r.h.Office, r.h.Transit = rest, part[3], part[4]
	r.h.Sender = senderOf(part[2])
	r.nameDone = r.checkNameParts(part)
}

// checkNameParts reports whether the parts are well-formed.
func (r *reader) checkNameParts(part [5]string) bool {
	before := len(r.findings)
	if kind, form, ok := strings.Cut(r.h.Prefix, "_"); !ok || kind == "" || form == "" || !nameText(r.h.Prefix) {
		r.badName("в начале нужен префикс формы, например NO_USN")
	}
	if !digits(part[4], 4) || !digits(part[3], 4) {
		r.badName("после префикса нужны коды промежуточного и конечного налоговых органов по 4 цифры, а стоит " + part[4] + "_" + part[3])
	}
	if r.h.Sender == (sdano.TaxID{}) {
		r.badName("отправителем нужны ИНН и КПП организации (19 знаков) или ИНН физического лица (12 цифр), а стоит " + part[2])
	}
	if d := part[1]; !digits(d, 8) {
		r.badName("перед идентификатором нужна дата ГГГГММДД, а стоит " + d)
	} else if _, err := sdano.ParseDate(d[:4] + "-" + d[4:6] + "-" + d[6:]); err != nil {
		r.badName("даты " + d + " нет в календаре")
	}
	if part[0] == "" || len(part[0]) > 36 || !nameText(part[0]) {
		r.badName("в конце нужен идентификатор файла до 36 знаков")
	}
	return len(r.findings) == before
}

func (r *reader) badName(why string) {
	r.found("name_form", "file_name", -1, "Имя файла «"+r.h.FileName+"» составлено неверно: "+why+".")
}

// senderOf reads ИНН and КПП of the name; zero if they have another form.
func senderOf(part string) sdano.TaxID {
	switch {
	case digits(part, 12):
		return sdano.TaxID{INN: part}
	case len(part) == 19 && digits(part[:10], 10) && nameText(part):
		return sdano.TaxID{INN: part[:10], KPP: part[10:]}
	}
	return sdano.TaxID{}
}

// nameText reports whether a text has only characters of file names.
func nameText(text string) bool {
	for i := range len(text) {
		c := text[i]
		if (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && c != '_' && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

// digits reports whether a text is n digits.
func digits(text string, n int) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return len(text) == n
}

// number reads a number of at most n digits.
func number(text string, n int) (value int, ok bool) {
	if text == "" || len(text) > n || !digits(text, len(text)) {
		return 0, false
	}
	for i := range len(text) {
		value = value*10 + int(text[i]-'0')
	}
	return value, true
}
