package xde

import (
	pathpkg "path"
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
// and version, without empty segments, in lower case, the first segment in the
// plural. version is the one it names, 2 to 9, 0 if none: the first is that of our
// own interface.
func canonical(path, prefix string) (canon string, version int) {
	rest, ok := strings.CutPrefix(path, prefix)
	if !ok || rest != "" && rest[0] != '/' {
		return "", 0
	}
	rest = strings.ToLower(pathpkg.Clean("/" + rest)[1:])
	if len(rest) > 1 && rest[0] == 'v' && rest[1] >= '2' && rest[1] <= '9' && (len(rest) == 2 || rest[2] == '/') {
		version, rest = int(rest[1]-'0'), strings.TrimPrefix(rest[2:], "/")
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

// Owns reports whether a path of the server's origin is one of the dialect: one
// that begins like its own, that names a version that only it has, or that stands
// under its prefix. Those that are none of its addresses are its to refuse.
func (h *Handler) Owns(path string) bool {
	canon, version := canonical(path, h.c.Prefix)
	if version > 0 || canon != "" && h.c.Prefix != "" {
		return true
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(canon, "/"), "/")
	return ours[first]
}
