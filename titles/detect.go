package titles

import (
	"fmt"
	"slices"
	"strings"

	"sdano"
	"sdano/titles/filename"
	"sdano/titles/title"
	"sdano/titles/tree"
)

// claim is what a file says of its own format.
type claim struct{ prefix, knd, version string }

// claimOf reads it: the prefix from ИдФайл, or from the file's name if there is
// no ИдФайл.
func claimOf(fileName string, d *tree.Document) claim {
	root := d.Root()
	id := root.Attr("ИдФайл")
	if id == "" {
		id = fileName
	}
	c := claim{prefix: prefixOf(id), version: root.Attr("ВерсФорм")}
	for child := range root.Children() {
		if child.Has("КНД") {
			c.knd = child.Attr("КНД")
			break
		}
	}
	return c
}

// prefixOf returns the prefix of a name, also of one that is not formed as it
// should be: the two parts before the second underscore.
func prefixOf(id string) string {
	if name, ok := filename.Parse(id); ok {
		return name.Prefix
	}
	parts := strings.SplitN(id, "_", 3)
	if len(parts) < 3 {
		return ""
	}
	prefix := parts[0] + "_" + parts[1]
	for _, suffix := range []string{"MARK", "PROS"} {
		if before, ok := strings.CutSuffix(prefix, suffix); ok {
			return before
		}
	}
	return prefix
}

// Detect returns the format of a title or receipt. The file's name is asked only
// if the document has no ИдФайл; it may be "".
//
// Errors are of kind Unprocessable: "format_unknown" if neither prefix nor КНД
// are of any format here, "format_mismatch" if they are of different ones,
// "format_unsupported" if only the version is unknown.
func Detect(fileName string, d *tree.Document) (*title.Format, *sdano.Error) {
	if !d.Root().Is("Файл") {
		return nil, unknown("корневой элемент — " + d.Root().Name() + ", а не Файл")
	}
	return detect(claimOf(fileName, d))
}

func detect(c claim) (*title.Format, *sdano.Error) {
	byPrefix := selectFormats(func(f *title.Format) bool { return f.Prefix == c.prefix })
	byKND := selectFormats(func(f *title.Format) bool { return f.KND == c.knd && c.knd != "" })
	if len(byPrefix) == 0 && len(byKND) == 0 {
		return nil, unknown(fmt.Sprintf("имя начинается с «%s», КНД «%s» — таких форматов нет", c.prefix, c.knd))
	}
	both := slices.DeleteFunc(byPrefix, func(f *title.Format) bool { return f.KND != c.knd })
	if len(both) == 0 {
		return nil, mismatch(c, byKND)
	}
	var versions []string
	for _, f := range both {
		if slices.Contains(f.Versions, c.version) {
			return f, nil
		}
		versions = append(versions, f.Versions...)
	}
	return nil, unsupported(c, both[0], versions)
}

// latest returns the latest version of the format that a claim of an unknown
// version is about.
func latest(c claim) *title.Format {
	return slices.MaxFunc(
		selectFormats(func(f *title.Format) bool { return f.Prefix == c.prefix && f.KND == c.knd }),
		func(a, b *title.Format) int { return strings.Compare(slices.Max(a.Versions), slices.Max(b.Versions)) },
	)
}

func selectFormats(wanted func(*title.Format) bool) []*title.Format {
	var out []*title.Format
	for _, f := range all {
		if wanted(f) {
			out = append(out, f)
		}
	}
	return out
}

const remedyFormat = "Выберите файл документа в одном из форматов ФНС; другой файл можно хранить как неформализованный."

func unknown(why string) *sdano.Error {
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "format_unknown", Remedy: remedyFormat,
		Message: "Формат файла не распознан: " + why + ".",
	}
}

func mismatch(c claim, byKND []*title.Format) *sdano.Error {
	says := fmt.Sprintf("«%s» формата с таким именем не бывает", c.knd)
	if c.knd == "" {
		says = "не указан"
	} else if len(byKND) > 0 {
		says = fmt.Sprintf("%s — это «%s» с именем файла %s_…", c.knd, byKND[0].Name, byKND[0].Prefix)
	}
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "format_mismatch",
		Message: fmt.Sprintf("Файл противоречит сам себе: его ИдФайл начинается с «%s», а КНД %s.", c.prefix, says),
		Remedy:  "Запросите у составителя правильный файл: имя, ИдФайл и КНД должны быть одного формата.",
	}
}

func unsupported(c claim, f *title.Format, versions []string) *sdano.Error {
	slices.Sort(versions)
	says := fmt.Sprintf("Версия «%s» формата «%s» (%s) не поддерживается", c.version, f.Name, c.prefix)
	if c.version == "" {
		says = fmt.Sprintf("Версия формата «%s» (%s) в файле не указана (ВерсФорм)", f.Name, c.prefix)
	}
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "format_unsupported",
		Message: says + ", известны: " + strings.Join(slices.Compact(versions), ", ") + ".",
		Remedy:  "Документ можно хранить; чтобы проверить его, добавьте официальную схему этой версии.",
	}
}
