package answer

import (
	"strings"
	"time"

	"sdano"
	"sdano/xmlscan"
)

// WriteReceipt makes the notice of receipt («извещение о получении», КНД
// 1166008) that the payer owes on an answer: by is who received it, at when, id
// the identifier of the new file. The name is IZ_KVNOUSN_ and so on: "IZ", the
// prefix of the answer's name without its underscore, the sender of the answer
// twice, the receiver, the day in Moscow, id. The same arguments give the same
// bytes.
//
// Nothing is owed on a Receipt. Errors are *sdano.Error "bad_answer".
func WriteReceipt(on Answer, by sdano.TaxID, at time.Time, id sdano.ID) (name string, data []byte, err error) {
	if on.Kind == Receipt || on.Kind.KND() == "" {
		return "", nil, badAnswer("bad_answer", "На документ вида «"+string(on.Kind)+"» извещение о получении не составляется.", "Выберите другой документ.")
	}
	at = at.In(sdano.Moscow)
	prefix, sender := origin(on)
	day := compactDay(sdano.DateOf(at, sdano.Moscow))
	fileID := strings.Join([]string{string(Receipt) + "_" + prefix, sender, sender, by.FileForm(), day, id.String()}, "_")
	party := ""
	if by == on.Payer {
		party = on.PayerName
	}
	w := xmlscan.NewWriter()
	w.Start("Файл", "ИдФайл", fileID, "ВерсПрог", program, "ВерсФорм", formatDefault)
	w.Start("Документ", "КНД", Receipt.KND())
	writeParty(w, "ПодтвДок", "ЮЛ", "ФЛ", by, party)
	w.Start("СвИзвещП", "ДатаПол", dotted(at), "ВремяПол", clock(at))
	w.Leaf("СведПолФайл", "ИмяПостФайла", on.FileID)
	w.End()
	w.Start("ОтпрДок")
	if on.Kind == DateConfirmation {
		w.Leaf("СпецОперат", "НаимОрг", "Спецоператор "+sender)
	} else {
		w.Element("КодНО", on.Office)
	}
	w.End()
	writeParty(w, "ПолДок", "ЮЛ", "ФЛ", by, party)
	if data, err = w.Bytes(); err != nil {
		return "", nil, unwritable(err)
	}
	return fileID + ".xml", data, nil
}

// origin returns the prefix of an answer's name without its underscore and the
// sender in it; of a name of another form, the kind and the office.
func origin(on Answer) (prefix, sender string) {
	parts := strings.Split(on.FileID, "_")
	if len(parts) < 7 {
		return string(on.Kind), on.Office
	}
	return strings.Join(parts[:len(parts)-5], ""), parts[len(parts)-3]
}
