package wiring

import (
	"context"

	"sdano"
	"sdano/reporting"
)

// errNoOperator is why a server without a special operator takes no reports.
var errNoOperator = &sdano.Error{
	Kind: sdano.Unavailable, Code: "no_operator",
	Message: "Спецоператор не настроен: отчёты этот сервер не сдаёт.",
	Remedy:  "Запустите сервер с --operator-url (и --operator-key), или попробуйте учебного спецоператора: sdano serve --demo.",
}

// unconnected stands where the special operator would, for a server of documents
// and the monitor alone. It refuses everything; nothing asks it by itself.
type unconnected struct{}

// Submit refuses.
func (unconnected) Submit(context.Context, reporting.Dispatch) (reporting.DocflowRef, error) {
	return reporting.DocflowRef{}, errNoOperator
}

// Find refuses.
func (unconnected) Find(context.Context, reporting.Dispatch) (reporting.DocflowRef, reporting.Found, error) {
	var unknown reporting.Found
	return reporting.DocflowRef{}, unknown, errNoOperator
}

// Changes refuses.
func (unconnected) Changes(context.Context, string) (reporting.Changes, error) {
	return reporting.Changes{}, errNoOperator
}

// Docflow refuses.
func (unconnected) Docflow(context.Context, sdano.ID) (reporting.Docflow, error) {
	return reporting.Docflow{}, errNoOperator
}

// Content refuses.
func (unconnected) Content(context.Context, sdano.ID, reporting.Document) ([]byte, error) {
	return nil, errNoOperator
}

// Reply refuses.
func (unconnected) Reply(context.Context, reporting.ReplyRequest) error { return errNoOperator }

// ListDirections refuses.
func (unconnected) ListDirections(context.Context) ([]reporting.DirectionKey, error) {
	return nil, errNoOperator
}

// Close ends nothing.
func (unconnected) Close() {}
