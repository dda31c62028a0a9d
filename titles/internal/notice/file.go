package notice

import (
	"path"
	"strings"

	"sdano/titles/compose"
	"sdano/titles/title"
)

// fileMax is the longest name of a file that a notice is about, in characters.
const fileMax = 255

// commentMax is the longest text that we write; the formats set no bound.
const commentMax = 5000

// FileName returns the name of the answered file as a notice writes it, without
// extension, as «ИдФайл» is.
func FileName(c *compose.Composer, a *title.Answer) string {
	name := a.FirstName
	if name == "" && a.First != nil {
		name = a.First.FileID
	}
	if extension := path.Ext(name); isExtension(extension) && len(extension) < len(name) {
		name = strings.TrimSuffix(name, extension)
	}
	if name == "" {
		c.Fail(title.CodeFirst, "", "имя файла, на который составляется ответ, неизвестно")
	}
	return c.Own("имя файла, на который составляется ответ", name, fileMax)
}

// isExtension tells an extension ("." and up to five Latin letters and digits,
// not digits alone) from the end of a date or sentence.
func isExtension(s string) bool {
	if len(s) < 2 || len(s) > 6 {
		return false
	}
	letters := false
	for _, b := range []byte(s[1:]) {
		letter := b|0x20 >= 'a' && b|0x20 <= 'z'
		if !letter && (b < '0' || b > '9') {
			return false
		}
		letters = letters || letter
	}
	return letters
}

// Comment returns the text of who makes the notice, which must be there.
func Comment(c *compose.Composer, a *title.Answer) string {
	return c.Required("Comment", a.Comment, commentMax)
}

// Arrival returns day and time of the arrival of the answered file.
func Arrival(c *compose.Composer, a *title.Answer) (day, clock string) {
	if a.ReceivedAt.IsZero() {
		c.Fail(title.CodeFirst, "", "неизвестно, когда получен файл, на который составляется ответ")
	}
	return c.Moment(a.ReceivedAt)
}
