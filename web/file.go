package web

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"strings"

	"sdano"
	"sdano/reporting"
)

// upload is what the form for filing a report sends.
type upload struct {
	name   string
	data   []byte
	reason string
}

// fileReport takes the form with a report file and registers it exactly as a
// request of an integrator.
func (s *Site) fileReport(w http.ResponseWriter, r *http.Request, v Visitor) error {
	up, err := readUpload(w, r, s.MaxReport)
	if err != nil {
		return err
	}
	return s.register(w, r, v, up)
}

// fileSample registers the demo's sample declaration.
func (s *Site) fileSample(w http.ResponseWriter, r *http.Request, v Visitor) error {
	if !s.hasSample() {
		return errNoPage
	}
	return s.register(w, r, v, upload{name: s.Demo.SampleName, data: s.Demo.Sample})
}

// downloadSample gives the demo's sample declaration.
func (s *Site) downloadSample(w http.ResponseWriter, _ *http.Request, _ Visitor) error {
	if !s.hasSample() {
		return errNoPage
	}
	sendFile(w, s.Demo.SampleName, s.Demo.Sample)
	return nil
}

func (s *Site) register(w http.ResponseWriter, r *http.Request, v Visitor, up upload) error {
	if !v.MayFile {
		return &sdano.Error{
			Kind: sdano.Forbidden, Code: "no_scope",
			Message: "У вас нет права сдавать отчёты.",
			Remedy:  "Попросите администратора дать вам право «reports».",
		}
	}
	got, err := s.Reporting.Register(r.Context(), v.Actor, v.Tenant, reporting.Registration{
		FileName: up.name, Data: up.data, ResendReason: up.reason,
	})
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/submissions/"+got.Submission.ID.String(), http.StatusSeeOther)
	return nil
}

var errNoFile = &sdano.Error{
	Kind: sdano.Invalid, Code: "no_file", Param: "file",
	Message: "Файл не выбран или он пустой.",
	Remedy:  "Выберите XML-файл или перетащите его на страницу и повторите.",
}

// readUpload reads the parts of the form, in any order, of a file up to limit.
// A larger one is read to its end, within reason, and thrown away: browsers show
// the answer only when they could send all of the form.
func readUpload(w http.ResponseWriter, r *http.Request, limit int64) (upload, error) {
	r.Body = http.MaxBytesReader(w, r.Body, 8*limit+64<<10)
	parts, err := r.MultipartReader()
	if err != nil {
		return upload{}, errNoFile
	}
	var up upload
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return upload{}, uploadError(err, limit)
		}
		if err := up.take(part, limit); err != nil {
			return upload{}, uploadError(err, limit)
		}
	}
	switch {
	case int64(len(up.data)) > limit:
		return upload{}, errTooLarge(limit)
	case up.name == "" || len(up.data) == 0:
		return upload{}, errNoFile
	}
	return up, nil
}

// take reads one part of the form, of the file at most a byte more than limit;
// unknown ones are passed over.
func (u *upload) take(part *multipart.Part, limit int64) (err error) {
	switch part.FormName() {
	case "file":
		u.name = part.FileName()
		u.data, err = io.ReadAll(io.LimitReader(part, limit+1))
	case "resend_reason":
		var text []byte
		text, err = io.ReadAll(io.LimitReader(part, 4096))
		u.reason = string(text)
	}
	return err
}

func errTooLarge(limit int64) error {
	return &sdano.Error{
		Kind: sdano.TooLarge, Code: "too_large", Param: "file",
		Message: "Файл больше " + size(limit) + ".",
		Remedy:  "Файлы такого размера не принимаются; проверьте, тот ли это файл.",
	}
}

func uploadError(err error, limit int64) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return errTooLarge(limit)
	}
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_form", Err: err,
		Message: "Форма пришла не полностью.",
		Remedy:  "Повторите отправку; если связь прерывается, попробуйте позже.",
	}
}

// sendFile sends bytes as a file to be saved, never to be shown in place.
func sendFile(w http.ResponseWriter, name string, data []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", disposition(name))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	w.Write(data)
}

// disposition names a file to be saved. A name comes from outside: only its last
// part counts, and one that no header can carry is left out.
func disposition(name string) string {
	name = path.Base(strings.ReplaceAll(name, "\\", "/"))
	if text := mime.FormatMediaType("attachment", map[string]string{"filename": name}); text != "" {
		return text
	}
	return "attachment"
}
