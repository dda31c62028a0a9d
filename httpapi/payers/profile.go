package payers

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/httpapi/httpx"
	"sdano/monitor"
)

// list answers GET /v1/payers.
func (h *Handler) list(c call) error {
	if _, err := httpx.Query(c.r); err != nil {
		return err
	}
	payers, err := h.c.Payers.Profiles(c.r.Context(), c.tenant)
	if err != nil {
		return err
	}
	httpx.JSON(c.w, http.StatusOK, map[string]any{"payers": append([]monitor.Profile{}, payers...)})
	return nil
}

// profile answers GET /v1/payers/{inn}.
func (h *Handler) profile(c call) error {
	id, _, err := c.payer()
	if err != nil {
		return err
	}
	p, _, err := h.c.Payers.Payer(c.r.Context(), c.tenant, id)
	if err != nil {
		return err
	}
	return c.show(http.StatusOK, p)
}

// show answers with a profile and its tag.
func (c call) show(status int, p monitor.Profile) error {
	tag, err := tagOf(p)
	if err != nil {
		return err
	}
	c.w.Header().Set("ETag", tag)
	httpx.JSON(c.w, status, p)
	return nil
}

// tagOf is the ETag of a profile: it changes with every change of it.
func tagOf(p monitor.Profile) (string, error) {
	text, err := httpx.Marshal(p)
	sum := sha256.Sum256(text)
	return `"` + hex.EncodeToString(sum[:12]) + `"`, err
}

// put answers PUT /v1/payers/{inn}: the profile whole. With If-Match it is stored
// only if nobody changed the profile since.
func (h *Handler) put(c call) error {
	id, _, err := c.payer()
	if err != nil {
		return err
	}
	var p monitor.Profile
	if err := h.read(c, &p); err != nil {
		return err
	}
	if p.TaxID.INN == "" {
		p.TaxID = id
	}
	if p.TaxID.INN != id.INN || id.KPP != "" && p.TaxID.KPP != id.KPP {
		return httpx.BadValue("tax_id", "ИНН и КПП в теле запроса не те, что в адресе.", "Укажите одну и ту же организацию или уберите tax_id из тела.")
	}
	expect, err := h.expected(c, p.TaxID)
	if err != nil {
		return err
	}
	out, created, err := h.c.Payers.Put(c.r.Context(), c.who.Actor(), c.tenant, p, expect)
	if err != nil {
		return err
	}
	if created {
		c.w.Header().Set("Location", "/v1/payers/"+out.TaxID.INN+"?"+url.Values{"kpp": {out.TaxID.KPP}}.Encode())
		return c.show(http.StatusCreated, out)
	}
	return c.show(http.StatusOK, out)
}

// expected returns the profile that If-Match names, nil without the header.
func (h *Handler) expected(c call, id sdano.TaxID) (*monitor.Profile, error) {
	want := c.r.Header.Get("If-Match")
	if want == "" {
		return nil, nil
	}
	now, _, err := h.c.Payers.Payer(c.r.Context(), c.tenant, id)
	if errors.Is(err, monitor.ErrNoProfile) {
		return nil, monitor.ErrChanged
	}
	if err != nil {
		return nil, err
	}
	tag, err := tagOf(now)
	if err == nil && tag != want && want != "*" {
		err = monitor.ErrChanged
	}
	return &now, err
}

// read reads a body in JSON into v; an unknown member is an error that names it.
func (h *Handler) read(c call, v any) error {
	leave, err := h.room.Enter(c.w, c.r, maxBody)
	if err != nil {
		return err
	}
	defer leave()
	body, err := httpx.ReadBody(c.w, c.r, maxBody)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, v, json.RejectUnknownMembers(true)); err != nil {
		return badJSON(err)
	}
	return nil
}

// badJSON tells where a body is wrong.
func badJSON(err error) error {
	out := &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_json", Err: err,
		Message: "Тело запроса — не тот JSON, который здесь нужен.",
		Remedy:  "Имена и виды полей описаны в документации; даты пишутся ГГГГ-ММ-ДД, суммы — строкой «123.45».",
	}
	var where *json.SemanticError
	if errors.As(err, &where) && where.JSONPointer != "" {
		out.Param = httpx.Shorten(string(where.JSONPointer))
		out.Message = "Неизвестное или неверно заполненное поле «" + out.Param + "» в теле запроса."
	}
	return out
}
