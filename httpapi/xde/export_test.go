package xde

// ReadForm returns the parts json and content of a body.
func ReadForm(contentType string, body []byte) (json, content []byte, err error) {
	f, err := readForm(contentType, body)
	return f.json, f.content, err
}
