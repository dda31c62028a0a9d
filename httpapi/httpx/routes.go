package httpx

import (
	"net/http"
	"slices"
	"strings"

	"sdano"
)

// Action answers a request or returns the error to answer with.
type Action func(w http.ResponseWriter, r *http.Request) error

// Fail answers a request with an error; Problem is one.
type Fail func(w http.ResponseWriter, r *http.Request, status int, e *sdano.Error)

// Routes returns a handler for patterns of http.ServeMux with their methods. An
// unknown path is answered with 404, a known one under another method with 405,
// both in the form of fail.
func Routes(fail Fail, routes map[string]Action) http.Handler {
	mux := http.NewServeMux()
	methods := []string{}
	for pattern, do := range routes {
		if m, _, ok := strings.Cut(pattern, " "); ok && !slices.Contains(methods, m) {
			methods = append(methods, m)
		}
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := do(w, r); err != nil {
				e := Explain(err)
				fail(w, r, Status(e.Kind), e)
			}
		})
	}
	slices.Sort(methods)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h, pattern := mux.Handler(r); pattern != "" {
			_ = h // the mux itself sets the path values
			mux.ServeHTTP(w, r)
			return
		}
		if allowed := allowedMethods(mux, r, methods); len(allowed) > 0 {
			w.Header().Set("Allow", strings.Join(allowed, ", "))
			fail(w, r, http.StatusMethodNotAllowed, methodNotAllowed(r.Method, allowed))
			return
		}
		fail(w, r, http.StatusNotFound, errNoPath)
	})
}

// allowedMethods returns the methods under which the path of r is known.
func allowedMethods(mux *http.ServeMux, r *http.Request, methods []string) []string {
	var out []string
	for _, m := range methods {
		probe := r.Clone(r.Context())
		probe.Method = m
		if _, pattern := mux.Handler(probe); pattern != "" {
			out = append(out, m)
		}
	}
	return out
}

func methodNotAllowed(method string, allowed []string) *sdano.Error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "method_not_allowed",
		Message: "Метод " + Shorten(method) + " для этого адреса не предусмотрен.",
		Remedy:  "Используйте " + strings.Join(allowed, " или ") + ".",
	}
}

var errNoPath = &sdano.Error{
	Kind: sdano.NotFound, Code: "unknown_path",
	Message: "По этому адресу ничего нет.",
	Remedy:  "Проверьте путь запроса по описанию программного интерфейса.",
}
