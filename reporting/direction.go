package reporting

import (
	"time"

	"sdano"
)

// Direction says that this ИНН may report to this authority
// («НаправленияСдачиОтчетности»). A closed one is kept with its ValidTo.
type Direction struct {
	Tenant    sdano.Tenant
	INN       string
	Authority Authority
	// Code is the code of the authority's office, "" for any.
	Code string
	// RefreshedAt is «ДатаАктуализации».
	RefreshedAt time.Time
	// ValidFrom and ValidTo bound it; ValidTo is zero while it is open.
	ValidFrom, ValidTo time.Time
}

// Open reports whether the direction is open at an instant.
func (d Direction) Open(at time.Time) bool {
	return !at.Before(d.ValidFrom) && (d.ValidTo.IsZero() || at.Before(d.ValidTo))
}

// DirectionKey identifies a direction in the list of the service.
type DirectionKey struct {
	Tenant    sdano.Tenant
	INN       string
	Authority Authority
	Code      string
}
