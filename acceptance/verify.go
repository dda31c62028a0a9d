package acceptance

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"sdano"
	"sdano/sign"
	"sdano/titles"
	"sdano/titles/title"
)

// answerFile is a file that is to be sent as the answer to another.
type answerFile struct {
	action    Action
	d         Document
	name      string
	content   blob
	signature []byte
	// proposal is the proposal to annul that is answered, zero if it is the
	// document.
	proposal Attachment
	// received is the file of the document as it came.
	received Attachment
}

// unsigned says why a signature is none under a content, "" if it is one.
func (s *Service) unsigned(content, signature []byte, at time.Time) string {
	report, err := sign.Check(content, signature, s.trust(at))
	if err != nil {
		return strings.TrimSuffix(sdano.AsError(err).Message, ".")
	}
	if len(report.Signers) == 0 {
		return "в файле подписи нет ни одной подписи"
	}
	if bad := wrongs(report); len(bad) > 0 {
		return "подпись недействительна: " + strings.Join(bad, "; ")
	}
	for _, signer := range report.Signers {
		for _, part := range []sign.Part{signer.Digest, signer.Signature} {
			if part.Verdict != sign.Valid && !s.c.AllowUnchecked {
				return "подпись не удалось проверить: " + part.Reason
			}
		}
	}
	return ""
}

// badSignature says why the signatures of a parcel do not do, "" if they do.
func (s *Service) badSignature(c *cargo) string {
	why := cmp.Or(s.unsigned(c.content.data, c.signature, s.now()), c.strangers())
	for _, signature := range c.further {
		why = cmp.Or(why, s.unsigned(c.content.data, signature, s.now()))
	}
	return why
}

// strangers says whose signature it is if it is that of another organisation than
// the box's («ИНН ЮЛ» of the certificate), "" if it is not. A power of attorney that
// goes with it lets others sign.
func (c *cargo) strangers() string {
	if c.Attorney != nil {
		return ""
	}
	report, err := sign.Check(c.content.data, c.signature, sign.CheckOptions{})
	if err != nil {
		return ""
	}
	for _, signer := range report.Signers {
		if signer.Certificate == nil {
			continue
		}
		if _, organization := taxIDs(signer.Certificate.Subject); organization != "" && organization != c.box.TaxID.INN {
			return fmt.Sprintf("подпись сделана ключом другой организации (ИНН %s), а доверенность не указана", organization)
		}
	}
	return ""
}

// judge returns the status to which a file leads when it is delivered, and why its
// content must not be sent: a part of a sentence, "" if it may.
func (f *answerFile) judge(opts titles.Options) (Code, string) {
	switch {
	case f.action == RevokeAcceptAction:
		return Annulled, f.same(f.proposal, "запрос на аннулирование")
	case f.action == AcceptAction && f.d.Type == Informal:
		return Accepted, f.same(f.received, "полученный документ")
	case f.action == SendAction:
		return Sent, f.first(opts)
	}
	v := titles.Check(titles.Input{Name: f.name, Data: f.content.data}, opts)
	if v.Format == nil || v.Document == nil {
		return "", "подписанный файл не распознан: " + firstError(v.Findings)
	}
	code, kind := f.expected(v.Document)
	switch {
	case kind != "":
		return "", "подписан файл другого вида: нужен " + kind + ", а это «" + v.Format.Name + "»"
	case !v.Valid:
		return "", "в подписанном файле есть ошибки: " + firstError(v.Findings)
	case !f.answers(v.Document):
		return "", "подписанный файл составлен не на этот документ"
	}
	return code, ""
}

// first says why a document is none that may begin an exchange, "" if it is.
func (f *answerFile) first(opts titles.Options) string {
	if f.d.Type == Informal {
		return ""
	}
	if v := titles.Check(titles.Input{Name: f.name, Data: f.content.data}, opts); !v.Valid {
		return "в документе есть ошибки: " + firstError(v.Findings)
	}
	return ""
}

// same says that a content is not the one that came, "" if it is.
func (f *answerFile) same(a Attachment, what string) string {
	if a.Hash == f.content.hash {
		return ""
	}
	return "подписан должен быть " + what + ", а подписан другой файл"
}

// expected returns the status to which a file of its kind leads, or which kind is
// expected.
func (f *answerFile) expected(t *title.Document) (code Code, otherwise string) {
	switch f.action {
	case AcceptAction:
		if f.d.Title != nil && f.d.Title.Format != nil && t.Format.Role == title.Second && t.Format.Exchange == f.d.Title.Format.Exchange {
			return outcomeOf(t), ""
		}
		return "", "ответный титул того же формата, что и документ"
	case RevokeAction:
		if t.Format.Kind == title.Annulment {
			return AskedAnnulment, ""
		}
		return "", "предложение об аннулировании"
	case ReceiptAction:
		if t.Format.Kind == title.Receipt {
			return ReceiptSent, ""
		}
		return "", "извещение о получении"
	}
	if t.Format.Kind != title.Clarification {
		return "", "уведомление об уточнении"
	}
	if f.action == RevokeRejectAction {
		return AnnulRefused, ""
	}
	return Rejected, ""
}

// answers reports whether a file names the one that it has to answer.
func (f *answerFile) answers(t *title.Document) bool {
	about := []string{f.received.Name}
	if f.action == RevokeRejectAction {
		about = []string{f.proposal.Name}
	} else if f.d.Title != nil {
		about = append(about, f.d.Title.FileID)
	}
	return slices.ContainsFunc(t.Answered, func(a title.Answered) bool {
		return slices.ContainsFunc(about, func(name string) bool {
			return a.FileID != "" && (a.FileID == name || a.FileID == strings.TrimSuffix(name, path.Ext(name)))
		})
	})
}

// firstError tells the first finding that is an error.
func firstError(findings []sdano.Finding) string {
	for _, f := range findings {
		if f.Severity != sdano.Warning {
			return strings.TrimSuffix(cmp.Or(f.Message, f.Code), ".") + where(f)
		}
	}
	return "формат неизвестен"
}

func where(f sdano.Finding) string {
	if f.Path == "" {
		return ""
	}
	return fmt.Sprintf(" (%s)", f.Path)
}
