package reporting

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"sdano"
	"sdano/titles/report"
)

// filing is a registration whose file has been read: what a unit needs to
// record it. Everything that is drawn, read or computed is in it already, so
// that the unit may be run again.
type filing struct {
	// sub is the submission without Seq, Report and Organization.
	sub   Submission
	files []Package
	// report is the identifier of the report if its key is new.
	report sdano.ID
	// work is its row of the work register, due at once.
	work WorkItem
}

// maxReason bounds the text of a resend reason, in characters.
const maxReason = 1000

// read reads the file of a registration. Errors are those of report.Read, and
// Invalid "bad_value" for an overlong reason.
func (s *Service) read(tenant sdano.Tenant, r Registration) (filing, error) {
	reason := strings.TrimSpace(r.ResendReason)
	if utf8.RuneCountInString(reason) > maxReason {
		return filing{}, badValue("resend_reason", fmt.Sprintf("Причина повторной отправки длиннее %d знаков.", maxReason), "Изложите причину короче.")
	}
	h, err := report.Read(r.FileName, r.Data)
	if err != nil {
		return filing{}, err
	}
	sum := sha256.Sum256(r.Data)
	f := filing{
		sub:    s.planned(tenant, h),
		files:  []Package{{FileName: h.FileName, Data: r.Data, SHA256: hex.EncodeToString(sum[:])}},
		report: sdano.NewID(),
	}
	f.files[0].Submission = f.sub.ID
	f.sub.ContentKey, f.sub.ResendReason = contentKey(tenant, f.sub.Key, f.files), reason
	f.work, _ = workItemOf(f.sub, nil, s.c.Real.Now())
	return f, nil
}

// planned makes the submission of a report out of its header.
func (s *Service) planned(tenant sdano.Tenant, h report.Header) Submission {
	now := s.now()
	return Submission{
		ID: sdano.NewID(), Tenant: tenant, Version: 1,
		Key: ReportKey{
			Payer: h.Payer, Kind: h.KND, Period: h.PeriodKey, Correction: h.Correction,
			Authority: FNS, Code: h.Office,
		},
		KND: h.KND, Title: s.formTitle(h.KND, h.Title),
		PeriodFrom: h.PeriodFrom, PeriodTo: h.PeriodTo, PeriodText: h.PeriodText,
		Status: Planned, Outcome: OutcomePending, Delivery: DeliveryQueued,
		OpenedAt: now, UpdatedAt: now, Declared: declared(h.Amounts),
	}
}

// declared returns the amounts that a row of the monitor waits for.
func declared(amounts []report.Amount) []DeclaredAmount {
	var out []DeclaredAmount
	for _, a := range amounts {
		if a.Row != "" {
			out = append(out, DeclaredAmount{Tax: a.Row, Period: a.Period, Amount: a.Amount})
		}
	}
	return out
}

// contentKey names a content: the SHA-256, in hexadecimal, of tenant, payer,
// authority, code, correction and the sorted names and digests of the files,
// each preceded by its length, so that no two lists run into one another.
func contentKey(tenant sdano.Tenant, key ReportKey, files []Package) string {
	parts := []string{
		fmt.Sprint(int64(tenant)), key.Payer.INN, key.Payer.KPP,
		string(key.Authority), key.Code, fmt.Sprint(key.Correction),
	}
	names := make([]string, 0, len(files))
	for _, f := range files {
		names = append(names, f.FileName+"\x00"+f.SHA256)
	}
	slices.Sort(names)
	h := sha256.New()
	for _, p := range append(parts, names...) {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(p))))
		h.Write([]byte(p))
	}
	return hex.EncodeToString(h.Sum(nil))
}
