package web

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sdano"
	"sdano/acceptance"
	esign "sdano/sign"
	"sdano/titles/title"
)

// form is what a form of the pages of documents sends: fields and files.
type form struct {
	url.Values
	files map[string][]upload
}

// Bounds of a form: of a field in bytes, and of fields and files in number. The
// form for a long УПД has three fields for each line.
const (
	maxField = 64 << 10
	maxParts = 100_000
)

// readForm reads a form of parts, of at most limit bytes in all.
func readForm(w http.ResponseWriter, r *http.Request, limit int64) (form, error) {
	f := form{Values: url.Values{}, files: map[string][]upload{}}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	parts, err := r.MultipartReader()
	if err != nil {
		return f, uploadError(err, limit)
	}
	for range maxParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err == nil {
			err = f.take(part)
		}
		if err != nil {
			return f, uploadError(err, limit)
		}
	}
	return f, errTooLarge(limit)
}

// take reads one part; a file that was not chosen is none.
func (f *form) take(part *multipart.Part) error {
	if part.FileName() == "" {
		text, err := io.ReadAll(io.LimitReader(part, maxField))
		if name := part.FormName(); err == nil && part.Header.Get("Content-Type") == "" {
			f.Add(name, strings.TrimSpace(string(text)))
		}
		return err
	}
	data, err := io.ReadAll(part)
	if err == nil && len(data) > 0 {
		f.files[part.FormName()] = append(f.files[part.FormName()], upload{name: part.FileName(), data: data})
	}
	return err
}

// keyView is the key of the server as the forms show it.
type keyView struct {
	der  []byte
	Name string
	cert *esign.Certificate
}

// signer is the owner of the key, as far as his certificate tells.
func (k *keyView) signer() *title.Signer {
	n := k.cert.Subject
	first, middle, _ := strings.Cut(n.GivenName, " ")
	return &title.Signer{
		Surname: n.Surname, FirstName: first, MiddleName: middle, INN: n.INN,
		OrganizationName: n.Organization, OrganizationINN: n.INNLE, Position: n.Title,
	}
}

// serverKey returns the key by which the server signs for the owner of a box, nil
// if there is none or the visitor may not use it.
func (s *Site) serverKey(ctx context.Context, v Visitor, box string) (*keyView, error) {
	if s.ServerKey == nil || !v.may(acceptance.Crypto) {
		return nil, nil
	}
	boxes, err := s.Acceptance.Boxes(ctx, v.Documents)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(boxes, func(b acceptance.Box) bool { return b.ID == box })
	if at < 0 {
		return nil, nil
	}
	der, err := s.ServerKey.Certificate(ctx, esign.Subject{Tenant: v.Tenant, TaxID: boxes[at].TaxID}, "")
	if sdano.IsKind(err, sdano.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c, err := esign.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &keyView{der: der, Name: holderName(c), cert: c}, nil
}

// holderName says whose certificate it is: «Примеров Пётр, директор, ООО «Пример»».
func holderName(c *esign.Certificate) string {
	n := c.Subject
	name := strings.TrimSpace(n.Surname + " " + n.GivenName)
	if name == "" {
		name = n.CommonName
	}
	for _, more := range []string{n.Title, n.Organization} {
		if more != "" {
			name += ", " + more
		}
	}
	return name
}

// signerFields are the fields of who will sign, by the names of the form.
type signerView struct {
	Key *keyView
	// UseKey says that who signs is taken from the key of the server.
	UseKey                                   bool
	Surname, FirstName, MiddleName, Position string
	INN, AttorneyID, AttorneyINN             string
}

func signerOf(f form, key *keyView, posted bool) signerView {
	return signerView{
		Key: key, UseKey: key != nil && (!posted || f.Get("key") != ""),
		Surname: f.Get("surname"), FirstName: f.Get("first_name"), MiddleName: f.Get("middle_name"),
		Position: f.Get("position"), INN: f.Get("signer_inn"),
		AttorneyID: f.Get("attorney"), AttorneyINN: f.Get("attorney_inn"),
	}
}

// signer returns who will sign as the fields say, nil if they say nothing.
func (v signerView) signer() *title.Signer {
	out := title.Signer{
		Surname: v.Surname, FirstName: v.FirstName, MiddleName: v.MiddleName, Position: v.Position, INN: v.INN,
	}
	if v.AttorneyID != "" || v.AttorneyINN != "" {
		out.Attorney = &title.PowerOfAttorney{ID: v.AttorneyID, IssuerINN: v.AttorneyINN}
	}
	if out == (title.Signer{}) {
		return nil
	}
	return &out
}

// certificate returns the certificate of who will sign: the one of the form, else
// that of the server's key if it was chosen.
func (v signerView) certificate(f form) []byte {
	if files := f.files["certificate"]; len(files) > 0 {
		return files[0].data
	}
	if v.UseKey {
		return v.Key.der
	}
	return nil
}

// number reads a decimal as people write it: «1 234,50» is 1234.50.
func number(text string) title.Decimal {
	return title.Decimal(strings.NewReplacer(" ", "", nbsp, "", "\u202f", "", ",", ".", "−", "-").Replace(text))
}

// grouped writes a decimal for reading, its thousands apart: «1 234,50».
func grouped(d title.Decimal) string {
	text := figure(d)
	whole, fraction, _ := strings.Cut(text, ",")
	digits := strings.TrimPrefix(whole, "−")
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + nbsp + digits[at:]
	}
	out := strings.TrimSuffix(whole, strings.ReplaceAll(digits, nbsp, "")) + digits
	if fraction != "" {
		out += "," + fraction
	}
	return out
}

// figure writes a decimal for people, with a comma.
func figure(d title.Decimal) string {
	return strings.NewReplacer(".", ",", "-", "−").Replace(string(d))
}
