package xde

// boxForm is a box as it is told.
type boxForm struct {
	BoxID         string       `json:"BoxId"`
	ParticipantID string       `json:"ParticipantId"`
	Operator      operatorForm `json:"Operator"`
	Name          string       `json:"Name"`
	ShortName     *string      `json:"ShortName"`
	INN           string       `json:"Inn"`
	KPP           *string      `json:"Kpp"`
	OGRN          *string      `json:"Ogrn"`
	PersonName    *personForm  `json:"PersonName"`
	TimeZone      string       `json:"TimeZone"`
	AutoReceipts  bool         `json:"AutoReceipts"`
}

type operatorForm struct {
	Code string  `json:"Code"`
	Name *string `json:"Name"`
	INN  *string `json:"Inn"`
}

type personForm struct {
	Surname    string  `json:"Surname"`
	FirstName  string  `json:"FirstName"`
	MiddleName *string `json:"MiddleName"`
}

// boxes answers GET /boxes.
func (h *Handler) boxes(c *call) error {
	list, err := h.c.Acceptance.Boxes(c.ctx(), c.v)
	if err != nil {
		return err
	}
	out := make([]boxForm, 0, len(list))
	for _, b := range list {
		f := boxForm{
			BoxID: b.ID, ParticipantID: b.Participant,
			Operator: operatorForm{placeOf(b).operator, text(b.Operator.Name), text(b.Operator.INN)},
			Name:     b.Name, ShortName: text(b.ShortName), INN: b.TaxID.INN, KPP: text(b.TaxID.KPP), OGRN: text(b.OGRN),
			TimeZone: b.Zone, AutoReceipts: b.AutoReceipts,
		}
		if p := b.Person; p.Surname != "" {
			f.PersonName = &personForm{p.Surname, p.FirstName, text(p.MiddleName)}
		}
		out = append(out, f)
	}
	return c.json(out)
}
