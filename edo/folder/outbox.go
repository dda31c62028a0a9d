package folder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/acceptance"
	"sdano/titles/title"
)

const (
	// draftsName holds what is being written; sentName a folder for each attempt
	// that was sent: a mark, and the parcel until it is published.
	draftsName = ".drafts"
	sentName   = ".sent"
	markName   = "mark"
	parcelName = "parcel"
	cardName   = "card.json"
)

// card tells the other program what is in a parcel.
type card struct {
	Attempt          sdano.ID               `json:"Attempt"`
	Action           acceptance.Action      `json:"Action"`
	BoxID            string                 `json:"BoxId"`
	OperatorDocument string                 `json:"OperatorDocumentId"`
	SenderBox        string                 `json:"SenderBoxId"`
	ReceiverBox      string                 `json:"ReceiverBoxId,omitzero"`
	Package          string                 `json:"OperatorPackageId,omitzero"`
	FileName         string                 `json:"FileName"`
	Content          string                 `json:"Content"`
	Signature        string                 `json:"Signature"`
	Further          []string               `json:"FurtherSignatures,omitempty"`
	Attorney         *title.PowerOfAttorney `json:"PowerOfAttorney"`
}

// outbox is a box's folder in the outbox, and an attempt in it.
type outbox struct {
	root    *os.Root
	attempt string
}

// Send lays a parcel out. It is written and synced as a draft; renaming the draft
// to the folder of the attempt is what sends it, and can happen once; then the
// parcel is published by whoever finds it there.
func (o *Operator) Send(ctx context.Context, out acceptance.Outgoing) (ref string, err error) {
	b, err := o.outbox(ctx, out)
	if err != nil {
		return "", err
	}
	defer func() { _ = b.root.Close() }() // everything was synced
	sent, err := b.sent()
	if err == nil && !sent {
		err = b.commit(out)
	}
	if err == nil {
		err = b.publish()
	}
	if err != nil {
		return "", unavailable(err)
	}
	return b.attempt, nil
}

// Find reports whether an attempt was sent.
func (o *Operator) Find(ctx context.Context, out acceptance.Outgoing) (ref string, found bool, err error) {
	b, err := o.outbox(ctx, out)
	if err != nil {
		return "", false, err
	}
	defer func() { _ = b.root.Close() }() // everything was synced
	if found, err = b.sent(); err == nil && found {
		err = b.publish()
	}
	if err != nil || !found {
		return "", false, unavailable(err)
	}
	return b.attempt, true, nil
}

func (o *Operator) outbox(ctx context.Context, out acceptance.Outgoing) (*outbox, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	root, err := openBox(o.c.Outbox, out.Box.ID)
	if err != nil {
		return nil, err
	}
	return &outbox{root, out.Attempt.String()}, nil
}

// folder returns the folder of the attempt once it is sent.
func (b *outbox) folder() string { return path.Join(sentName, b.attempt) }

// sent reports whether the attempt was sent.
func (b *outbox) sent() (bool, error) {
	_, err := b.root.Stat(b.folder())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// commit writes a draft and renames it to the folder of the attempt. That cannot
// be done to a folder that has something in it, and the mark stays: so of two who
// send the same attempt one does.
func (b *outbox) commit(out acceptance.Outgoing) error {
	draft := path.Join(draftsName, sdano.NewID().String())
	parcel := path.Join(draft, parcelName)
	err := errors.Join(makeFolder(b.root, draftsName), makeFolder(b.root, sentName))
	if err == nil {
		err = errors.Join(makeFolder(b.root, draft), makeFolder(b.root, parcel))
	}
	if err == nil {
		err = errors.Join(b.fill(parcel, out), b.write(path.Join(draft, markName), nil), syncFolder(b.root, draft))
	}
	if err == nil {
		err = b.root.Rename(draft, b.folder())
	}
	if err != nil {
		_ = b.root.RemoveAll(draft) // left over, it harms nobody
		if sent, _ := b.sent(); !sent {
			return err
		}
	}
	return errors.Join(syncFolder(b.root, sentName), syncFolder(b.root, "."))
}

// publish moves the parcel of an attempt that was sent to where the other program
// looks; if there is none, that was done.
func (b *outbox) publish() error {
	err := b.root.Rename(path.Join(b.folder(), parcelName), b.attempt)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return errors.Join(err, syncFolder(b.root, "."))
}

// fill writes the files of a parcel into a folder.
func (b *outbox) fill(folder string, out acceptance.Outgoing) error {
	c := card{
		Attempt: out.Attempt, Action: out.Action, BoxID: out.Box.ID, OperatorDocument: out.OperatorDocument, SenderBox: out.SenderBox,
		FileName: out.FileName, Content: safeName(out.FileName), Attorney: out.Attorney,
	}
	if out.Action == acceptance.SendAction {
		c.SenderBox, c.ReceiverBox, c.Package = out.Box.ID, out.SenderBox, out.Package
	}
	files := map[string][]byte{c.Content: out.Content}
	if len(out.Signature) > 0 {
		c.Signature = c.Content + ".SGN"
		files[c.Signature] = out.Signature
	}
	for i, signature := range out.Further {
		name := fmt.Sprintf("%s.%d.SGN", c.Content, i+2)
		c.Further, files[name] = append(c.Further, name), signature
	}
	var err error
	if files[cardName], err = json.Marshal(c, jsontext.WithIndent("  ")); err != nil {
		return err
	}
	for name, data := range files {
		if err := b.write(path.Join(folder, name), data); err != nil {
			return err
		}
	}
	return syncFolder(b.root, folder)
}

// write writes a file and syncs it.
func (b *outbox) write(name string, data []byte) error {
	f, err := b.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

// safeName returns a name that every file system takes: without signs that have
// a meaning in paths, not too long, none of Windows' devices, not that of the
// card.
func safeName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	name = strings.TrimRight(shorten(name, 200), " .")
	stem, _, _ := strings.Cut(name, ".")
	if !filepath.IsLocal(name) || strings.HasPrefix(name, ".") || device(stem) || strings.EqualFold(name, cardName) {
		name = "_" + name
	}
	return name
}

// shorten cuts the middle out of a name that is longer than some bytes, so that
// it keeps its extension.
func shorten(name string, limit int) string {
	if len(name) <= limit {
		return name
	}
	ext := path.Ext(name)
	if len(ext) > 20 {
		ext = ""
	}
	return strings.ToValidUTF8(name[:limit-len(ext)], "") + ext
}

// device reports whether Windows takes a name for a device.
func device(stem string) bool {
	switch strings.ToUpper(strings.TrimRight(stem, " ")) {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(stem) >= 4 && (strings.EqualFold(stem[:3], "COM") || strings.EqualFold(stem[:3], "LPT")) &&
		len(strings.Trim(stem[3:], "0123456789¹²³ ")) == 0
}
