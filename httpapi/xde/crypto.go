package xde

import (
	"net/http"
	"time"

	"sdano"
	"sdano/acceptance"
	"sdano/sign"
)

// signedForm is a signature, or why there is none.
type signedForm struct {
	Result    []byte `json:"Result"`
	ErrorText string `json:"ErrorText,omitzero"`
}

// sign answers POST /sign with signatures by a key of the server.
func (h *Handler) sign(c *call) error {
	var in struct {
		Thumbprint         string
		CertificateRawData []byte
		ThrowOnErrors      bool
		Contents           [][]byte
	}
	if err := c.decode(&in); err != nil {
		return err
	}
	if len(in.Contents) > h.c.MaxDocuments {
		return h.tooMany("Contents")
	}
	list, err := h.c.Acceptance.Sign(c.ctx(), c.v, acceptance.SignRequest{
		Thumbprint: in.Thumbprint, Certificate: in.CertificateRawData, Contents: in.Contents, ThrowOnErrors: in.ThrowOnErrors,
	})
	if err != nil {
		return signingFailed(err)
	}
	out := make([]signedForm, 0, len(list))
	for _, s := range list {
		out = append(out, signedForm{s.Signature, s.ErrorText})
	}
	return c.json(out)
}

// signingFailed tells a failure of the key store as one of the request: so the
// interface has it.
func signingFailed(err error) error {
	e := sdano.AsError(err)
	if e.Kind != sdano.Internal && e.Kind != sdano.Unavailable {
		return err
	}
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "signing_failed", Err: err,
		Message: "Подписать не удалось: хранилище ключей сервера не ответило или отказало.",
		Remedy:  "Повторите запрос позже или подпишите файл на своём компьютере.",
	}
}

// checkForm is the verdict of one check with its reason.
type checkForm struct {
	Status string `json:"Status"`
	Reason string `json:"Reason"`
}

// checkedForm is what was found about one who signed.
type checkedForm struct {
	Certificate certificateForm `json:"Certificate"`
	SigningTime *string         `json:"SigningTime"`
	Type        string          `json:"Type"`
	Status      string          `json:"Status"`
	ChainStatus string          `json:"ChainStatus"`
	Digest      checkForm       `json:"Digest"`
	Signature   checkForm       `json:"Signature"`
	Chain       checkForm       `json:"Chain"`
	Dates       checkForm       `json:"Dates"`
	Usage       checkForm       `json:"Usage"`
	Revocation  checkForm       `json:"Revocation"`
}

// verdicts are the verdicts as the interface names them.
var verdicts = map[sign.Verdict]string{sign.Valid: "Valid", sign.Invalid: "Invalid", sign.NotChecked: "NotVerified"}

func checkOf(p sign.Part) checkForm { return checkForm{verdicts[p.Verdict], p.Reason} }

// checksOf tells what was found about each who signed.
func checksOf(report sign.Report, zone *time.Location) []checkedForm {
	out := make([]checkedForm, 0, len(report.Signers))
	for _, s := range report.Signers {
		out = append(out, checkedForm{
			signerOf(s.Certificate, zone), local(s.SigningTime, zone), s.Type,
			verdicts[s.Verdict()], verdicts[s.Chain.Verdict],
			checkOf(s.Digest), checkOf(s.Signature), checkOf(s.Chain), checkOf(s.Dates), checkOf(s.Usage), checkOf(s.Revocation),
		})
	}
	return out
}

// validate answers POST /validate. What could not be checked is told and is not
// valid; only what is wrong is refused.
func (h *Handler) validate(c *call) error {
	var in struct {
		Content             []byte
		Signature           []byte
		DefaultOnFail       bool
		VerifySignatureOnly bool
	}
	if err := c.decode(&in); err != nil {
		return err
	}
	if len(in.Signature) == 0 {
		return missing("Signature")
	}
	report, err := h.c.Acceptance.Validate(c.ctx(), in.Content, in.Signature, in.VerifySignatureOnly)
	verdict := verdictOf(report, in.VerifySignatureOnly)
	if err == nil && verdict == sign.Invalid {
		err = invalidSignature(report)
	}
	if err != nil {
		if in.DefaultOnFail && sdano.AsError(err).Kind != sdano.Internal {
			c.w.WriteHeader(http.StatusNoContent)
			return nil
		}
		return err
	}
	return c.json(struct {
		IsValid    bool          `json:"IsValid"`
		Status     string        `json:"Status"`
		Signatures []checkedForm `json:"Signatures"`
	}{verdict == sign.Valid, verdicts[verdict], checksOf(report, sdano.Moscow)})
}

// verdictOf is the verdict over all who signed: of all checks, or only of those
// of the signature itself.
func verdictOf(report sign.Report, signatureOnly bool) sign.Verdict {
	if !signatureOnly || len(report.Signers) == 0 {
		return report.Verdict()
	}
	out := sign.Valid
	for _, s := range report.Signers {
		for _, p := range []sign.Part{s.Digest, s.Signature} {
			if p.Verdict == sign.Invalid {
				return sign.Invalid
			}
			if p.Verdict != sign.Valid {
				out = p.Verdict
			}
		}
	}
	return out
}

// invalidSignature says what is wrong with a signature.
func invalidSignature(report sign.Report) error {
	e := &sdano.Error{
		Kind: sdano.Unprocessable, Code: "signature_invalid", Message: "Подпись неверна.",
		Remedy: "Подпишите тот же файл ещё раз действующим сертификатом.",
	}
	for _, s := range report.Signers {
		for _, p := range []sign.Part{s.Digest, s.Signature, s.Chain, s.Dates, s.Usage, s.Revocation} {
			if p.Verdict == sign.Invalid {
				e.Findings = append(e.Findings, sdano.Finding{Code: "signature", Source: "business", Message: p.Reason})
			}
		}
	}
	if len(e.Findings) > 0 {
		e.Message = "Подпись неверна: " + e.Findings[0].Message
	}
	return e
}

// encrypt answers POST /encrypt, which the interface has and this server has
// not.
func (h *Handler) encrypt(*call) error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "not_supported",
		Message: "Шифрование не поддерживается.",
		Remedy:  "Зашифруйте файл на своём компьютере.",
	}
}
