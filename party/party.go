// Package party names those who take part: data areas («области данных»), the
// organisations and entrepreneurs in them. All missions speak of them, so they
// belong to none.
package party

import "sdano"

// Area is a data area («область данных»): one customer of the installation.
// Its address in the 1C:Fresh form is /a/{App}/{Tenant}.
type Area struct {
	Tenant sdano.Tenant
	// App is the name of the application, "bs".
	App string
	// Name is what people call it.
	Name string
}

// Organization is a legal person or an entrepreneur of a data area.
type Organization struct {
	ID    sdano.ID
	TaxID sdano.TaxID
	// Name is the name people use, «ООО «Пример»».
	Name string
	// Main marks the organisation meant when a request names none.
	Main bool
}
