package xde

import (
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/acceptance"
	"sdano/sign"
)

// findingForm is a finding as it is told.
type findingForm struct {
	Code     string `json:"Code"`
	Severity string `json:"Severity"`
	Path     string `json:"Path"`
	Member   string `json:"Member"`
	Message  string `json:"Message"`
	Source   string `json:"Source"`
}

func findingsOf(list []sdano.Finding) []findingForm {
	out := make([]findingForm, 0, len(list))
	for _, f := range list {
		severity := "error"
		if f.Severity == sdano.Warning {
			severity = "warning"
		}
		out = append(out, findingForm{f.Code, severity, f.Path, f.Member, f.Message, f.Source})
	}
	return out
}

// local writes an instant in the time of a zone, without offset; null if there
// is none.
func local(t time.Time, zone *time.Location) *string {
	if t.IsZero() {
		return nil
	}
	text := t.In(zone).Format("2006-01-02T15:04:05")
	return &text
}

// amount writes a sum as a number with its kopecks; null if there is none.
func amount(m *sdano.Money) jsontext.Value {
	if m == nil {
		return jsontext.Value("null")
	}
	return jsontext.Value(m.String())
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// fileForm is a link to a file.
type fileForm struct {
	LinkID sdano.ID `json:"LinkId"`
	Name   string   `json:"Name"`
}

// formatForm is the format of a document as its file names it.
type formatForm struct {
	Prefix   string `json:"Prefix"`
	Version  string `json:"Version"`
	KND      string `json:"Knd"`
	Function string `json:"Function"`
}

// documentForm is a document as it is told.
type documentForm struct {
	ID                   sdano.ID       `json:"Id"`
	OperatorDocumentID   *string        `json:"OperatorDocumentId"`
	PackageID            sdano.ID       `json:"PackageId"`
	OperatorPackageID    *string        `json:"OperatorPackageId"`
	OperatorID           string         `json:"OperatorId"`
	BoxID                string         `json:"BoxId"`
	SenderBoxID          *string        `json:"SenderBoxId"`
	SenderDepartmentID   *string        `json:"SenderDepartmentId"`
	ReceiverBoxID        *string        `json:"ReceiverBoxId"`
	ReceiverDepartmentID *string        `json:"ReceiverDepartmentId"`
	IsOutput             bool           `json:"IsOutput"`
	Type                 int            `json:"Type"`
	Name                 string         `json:"Name"`
	Number               *string        `json:"Number"`
	Date                 *string        `json:"Date"`
	OperatorDateTime     *string        `json:"OperatorDateTime"`
	Total                jsontext.Value `json:"Total"`
	Status               string         `json:"Status"`
	Format               *formatForm    `json:"Format"`
	SenderINN            *string        `json:"SenderInn"`
	Content              *fileForm      `json:"Content"`
	NoAnswer             *string        `json:"NoAnswer"`
	Findings             []findingForm  `json:"Findings"`
}

func documentOf(d acceptance.Document, box place) documentForm {
	f := documentForm{
		ID: d.ID, OperatorDocumentID: text(d.OperatorDocument), PackageID: d.Package, OperatorPackageID: text(d.OperatorPackage),
		OperatorID: box.operator, BoxID: d.Box, SenderBoxID: text(d.SenderBox), ReceiverBoxID: text(d.ReceiverBox),
		IsOutput: d.Output, Type: int(d.Type), Name: d.Name, Number: text(d.Number), Date: text(d.Date.String()),
		OperatorDateTime: local(d.OperatorAt, box.zone), Total: amount(d.Total), Status: string(d.Status),
		SenderINN: text(d.SenderINN), NoAnswer: text(d.NoAnswer), Findings: findingsOf(d.Findings),
	}
	if d.Prefix != "" {
		f.Format = &formatForm{d.Prefix, d.FormatVersion, d.KND, d.Function}
	}
	if !d.Content.IsZero() {
		f.Content = &fileForm{d.Content, d.FileName}
	}
	return f
}

// codeForm is a status code with its name.
type codeForm struct {
	Value string `json:"Value"`
	Name  string `json:"Name"`
}

// eventForm is what happened to a document.
type eventForm struct {
	EventID          sdano.ID `json:"EventId"`
	IsOutput         bool     `json:"IsOutput"`
	StatusCode       codeForm `json:"StatusCode"`
	OperatorDateTime *string  `json:"OperatorDateTime"`
	Text             string   `json:"Text,omitzero"`
}

func eventOf(e acceptance.Element, zone *time.Location) eventForm {
	return eventForm{e.Event, e.Output, codeForm{string(e.Code), e.Code.Name()}, local(e.At, zone), e.Text}
}

// certificateForm is what a certificate says of its owner. The three parts of
// the name are always there.
type certificateForm struct {
	Surname          string  `json:"Surname"`
	FirstName        string  `json:"FirstName"`
	MiddleName       string  `json:"MiddleName"`
	ValidFrom        *string `json:"ValidFrom"`
	ValidTo          *string `json:"ValidTo"`
	SerialNumber     string  `json:"SerialNumber"`
	Thumbprint       string  `json:"Thumbprint"`
	INN              string  `json:"Inn,omitzero"`
	OrganizationName string  `json:"OrganizationName,omitzero"`
	OrganizationINN  string  `json:"OrganizationInn,omitzero"`
	Position         string  `json:"Position,omitzero"`
}

func certificateOf(c acceptance.Certificate, zone *time.Location) certificateForm {
	return certificateForm{
		c.Surname, c.FirstName, c.MiddleName, local(c.ValidFrom, zone), local(c.ValidTo, zone), c.SerialNumber, c.Thumbprint,
		c.INN, c.Organization, c.OrganizationINN, c.Position,
	}
}

// signerOf is certificateOf for a certificate out of a check.
func signerOf(c *sign.Certificate, zone *time.Location) certificateForm {
	if c == nil {
		return certificateForm{}
	}
	first, middle, _ := strings.Cut(c.Subject.GivenName, " ")
	return certificateForm{
		c.Subject.Surname, first, middle, local(c.NotBefore, zone), local(c.NotAfter, zone), c.Serial, c.Thumbprint,
		c.Subject.INN, c.Subject.Organization, c.Subject.INNLE, c.Subject.Title,
	}
}

// signatureForm is a signature under a file.
type signatureForm struct {
	Certificate certificateForm `json:"Certificate"`
	LinkID      sdano.ID        `json:"LinkId"`
}

// contentForm is what an element of a feed brings.
type contentForm struct {
	LinkID     sdano.ID        `json:"LinkId"`
	Name       string          `json:"Name"`
	Type       int             `json:"Type"`
	Signatures []signatureForm `json:"Signatures"`
}

// elementForm is an element of a feed.
type elementForm struct {
	StatusID   int64        `json:"StatusId"`
	DocumentID sdano.ID     `json:"DocumentId"`
	Event      eventForm    `json:"Event"`
	Content    *contentForm `json:"Content"`
	Printform  *contentForm `json:"Printform"`
}

func elementOf(e acceptance.FeedElement, zone *time.Location) elementForm {
	f := elementForm{StatusID: e.StatusID, DocumentID: e.Document, Event: eventOf(e.Element, zone)}
	if e.Content == nil {
		return f
	}
	content := &contentForm{LinkID: e.Content.ID, Name: e.Content.Name, Type: int(e.Content.Type)}
	for _, s := range e.Signatures {
		content.Signatures = append(content.Signatures, signaturesOf(s, zone)...)
	}
	if e.Content.Type == acceptance.PrintForm {
		f.Printform = content
	} else {
		f.Content = content
	}
	return f
}

// signaturesOf returns a signature once for each who signed; one whose
// certificate cannot be read has a certificate without a name.
func signaturesOf(a acceptance.Attachment, zone *time.Location) []signatureForm {
	if len(a.Certificates) == 0 {
		return []signatureForm{{LinkID: a.ID}}
	}
	var out []signatureForm
	for _, c := range a.Certificates {
		out = append(out, signatureForm{certificateOf(c, zone), a.ID})
	}
	return out
}
