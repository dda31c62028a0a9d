package xmlscan

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"unicode/utf8"
)

// slack is how much of a file is read at first beyond Limits.Text, so that what
// is too long is seen even if it begins later.
const slack = 2 << 20

// ReadFile reads a file that is to be scanned with these limits, zeros being
// those of Standard. It does not check all of the document, but a large one is
// refused by its first piece, a little more than Limits.Text, instead of being
// read whole, if that piece has a fault. The error is that of the Scanner or, if
// the file cannot be read, of the operating system.
func ReadFile(path string, limits Limits) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("xmlscan: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("xmlscan: %w", err)
	}
	return read(f, info.Size(), limits)
}

// read reads all of r; size is what it promises, 0 if that is not known.
func read(r io.Reader, size int64, limits Limits) ([]byte, error) {
	s := Config{Limits: limits, Guess: true}.New(nil)
	limits = s.config.Limits
	if size > int64(limits.Size) {
		return nil, s.tooLarge()
	}
	var b bytes.Buffer
	if err := readUpTo(&b, r, min(limits.Text+slack, limits.Size+1), int(size)); err != nil {
		return nil, err
	}
	if b.Len() < limits.Text+slack && b.Len() <= limits.Size {
		return b.Bytes(), nil
	}
	if s.hopeless(b.Bytes()) {
		return nil, s.err
	}
	s.Reset(nil)
	if err := readUpTo(&b, r, limits.Size+1, int(size)); err != nil {
		return nil, err
	}
	if b.Len() > limits.Size {
		return nil, s.tooLarge()
	}
	return b.Bytes(), nil
}

// readUpTo fills a buffer up to a length, or to the end of r; size is how long
// the whole of r may be.
func readUpTo(b *bytes.Buffer, r io.Reader, length, size int) error {
	// With MinRead to spare, ReadFrom sees the end without a larger buffer.
	b.Grow(max(0, min(length, size)-b.Len()) + bytes.MinRead)
	if _, err := b.ReadFrom(io.LimitReader(r, int64(length-b.Len()))); err != nil {
		return fmt.Errorf("xmlscan: %w", err)
	}
	return nil
}

// hopeless reports whether the beginning of a document has a fault that no rest
// can heal: one that is not said to come from the end, and is farther from it
// than the longest name or keyword that may have been cut.
func (s *Scanner) hopeless(piece []byte) bool {
	for range utf8.UTFMax - 1 { // what Guess must not mistake for windows-1251
		if r, size := utf8.DecodeLastRune(piece); r == utf8.RuneError && size == 1 {
			piece = piece[:len(piece)-1]
		}
	}
	const keyword = 64
	s.Reset(piece)
	return s.Finish() != nil && !s.ended && s.faultAt < len(piece)-s.config.Limits.Name-keyword
}
