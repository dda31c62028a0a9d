package xde

import (
	"strings"
)

// plurals are first segments of paths that may also be written in the singular.
var plurals = map[string]string{
	"document": "documents", "package": "packages", "status": "statuses", "box": "boxes",
	"title": "titles", "webhook": "webhooks", "receiveconfirmation": "receiveconfirmations",
	"powersofattorney": "powerofattorney",
}

// ours are the first segments of the dialect's paths.
var ours = map[string]bool{
	"token": true, "archive": true, "documents": true, "packages": true, "statuses": true, "boxes": true,
	"receiveconfirmations": true, "powerofattorney": true, "print": true, "sign": true, "validate": true,
	"encrypt": true, "reference": true, "titles": true, "webhooks": true,
}

// canonical returns the form of a path under which it is routed: without prefix
// and version, in lower case, the first segment in the plural. version is the
// one it names, 0 if none.
func canonical(path, prefix string) (canon string, version int) {
	rest, ok := strings.CutPrefix(path, prefix)
	if !ok || rest != "" && rest[0] != '/' {
		return "", 0
	}
	rest = strings.ToLower(strings.Trim(rest, "/"))
	if len(rest) > 2 && rest[0] == 'v' && rest[1] >= '1' && rest[1] <= '9' && rest[2] == '/' {
		version, rest = int(rest[1]-'0'), rest[3:]
	}
	first, more, deep := strings.Cut(rest, "/")
	if plural, ok := plurals[first]; ok {
		first = plural
	}
	if deep {
		first += "/" + more
	}
	return "/" + first, version
}

// Owns reports whether a path of the server's origin is one of the dialect.
func (h *Handler) Owns(path string) bool {
	canon, _ := canonical(path, h.c.Prefix)
	first, _, _ := strings.Cut(strings.TrimPrefix(canon, "/"), "/")
	return ours[first]
}
