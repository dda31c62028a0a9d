package asyncdata

import (
	"context"
	"fmt"
	"strings"

	"sdano"
	"sdano/access"
)

// Request is what a handler is given to compute.
type Request struct {
	// Tenant is the data area whose data is asked for.
	Tenant sdano.Tenant
	// Owner is the login that asks.
	Owner string
	// Params are the parameters as they came, unchecked; they may be empty.
	Params []byte
}

// Output is what a handler made.
type Output struct {
	// Name is the file's name; "" means that there is no file.
	Name string
	// Body is the file.
	Body []byte
	// Links are the navigation links whose addresses stand in Body.
	Links []Link
	// Warnings make the answer CodeWarnings; each is a Russian sentence.
	Warnings []string
}

// Handler answers one data id («идентификатор данных»).
type Handler struct {
	// ID is the data id; it is compared without case.
	ID string
	// Name and Description are shown in the list, in Russian.
	Name, Description string
	// ResultTypes are the types of the file, such as "json" or "zip".
	ResultTypes []string
	// Scope is the right that a request needs.
	Scope access.Scope
	// Eager marks a handler that takes milliseconds: it is computed while the
	// request waits.
	Eager bool
	// Compute makes the file. It validates the parameters itself and heeds ctx.
	// An *sdano.Error becomes the job's answer: Invalid, Unprocessable and
	// NotFound are CodeBadParams, Forbidden is CodeForbidden, Unavailable is
	// CodeInternal, each with the error's Message. Any other error is
	// CodeInternal with the number of the job only.
	Compute func(ctx context.Context, r Request) (Output, error)
}

// Registry holds the handlers by data id, in the order of registration. It
// does not change after NewRegistry, so it is safe for concurrent use.
type Registry struct {
	handlers []Handler
	byID     map[string]int
}

// NewRegistry returns a registry of the handlers. It fails if a handler has no
// id, no function, or the id of another one.
func NewRegistry(handlers ...Handler) (*Registry, error) {
	r := &Registry{byID: map[string]int{}}
	for _, h := range handlers {
		h.ID = strings.ToLower(h.ID)
		if h.ID == "" || h.Compute == nil {
			return nil, fmt.Errorf("asyncdata: handler %q has no id or no function", h.ID)
		}
		if _, twice := r.byID[h.ID]; twice {
			return nil, fmt.Errorf("asyncdata: data id %q is registered twice", h.ID)
		}
		r.byID[h.ID] = len(r.handlers)
		r.handlers = append(r.handlers, h)
	}
	return r, nil
}

// Find returns the handler of a data id, whatever its case; false if there is
// none.
func (r *Registry) Find(id string) (Handler, bool) {
	i, ok := r.byID[strings.ToLower(id)]
	if !ok {
		return Handler{}, false
	}
	return r.handlers[i], true
}

// List returns the handlers in the order of registration.
func (r *Registry) List() []Handler { return append([]Handler(nil), r.handlers...) }
