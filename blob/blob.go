// Package blob keeps bytes that are too large for the database under their
// SHA-512: in a folder, or in a bucket of a store that speaks the protocol S3.
//
// Bytes are written before the row that names them and never changed; a reader
// gets exactly what was put under the hash or an error. Several processes may
// share one folder or bucket. What no row names any more is harmless and may be
// removed from outside.
package blob

import (
	"context"
	"crypto/sha512"
	"errors"
	"fmt"
	"runtime"
	"syscall"

	"sdano"
)

// Hash is a SHA-512.
type Hash = [sha512.Size]byte

// Store keeps bytes under their hash. It is safe for concurrent use. Its errors
// are *sdano.Error of kind Unavailable if the store is out of reach, Storage if
// it is full and Internal if it lost or spoilt what it had.
type Store interface {
	// Put returns when the bytes are durable. Bytes that are there already are
	// not written again. Bytes that do not have the hash are refused.
	Put(ctx context.Context, hash Hash, data []byte) error
	// Get returns the bytes, after checking that they have the hash.
	Get(ctx context.Context, hash Hash) ([]byte, error)
}

var (
	// ErrMissing is of bytes that are not in the store. Compare with errors.Is.
	ErrMissing = &sdano.Error{
		Kind: sdano.Internal, Code: "blob_missing",
		Message: "В хранилище файлов нет содержимого этого файла.",
		Remedy:  "Сообщите администратору: хранилище файлов нужно восстановить из резервной копии.",
	}
	// ErrSpoilt is of stored bytes that do not have their hash. Compare with
	// errors.Is.
	ErrSpoilt = &sdano.Error{
		Kind: sdano.Internal, Code: "blob_spoilt",
		Message: "Содержимое файла в хранилище повреждено.",
		Remedy:  "Сообщите администратору: хранилище файлов нужно восстановить из резервной копии.",
	}

	errUnavailable = sdano.Error{
		Kind: sdano.Unavailable, Code: "blob_unavailable",
		Message: "Хранилище файлов недоступно.",
		Remedy:  "Повторите запрос; если ошибка повторяется, проверьте хранилище файлов.",
	}
	errFull = sdano.Error{
		Kind: sdano.Storage, Code: "blob_full",
		Message: "В хранилище файлов кончилось место: файл не записан.",
		Remedy:  "Освободите место в хранилище файлов и повторите запрос.",
	}
)

// caused returns an error for people with its cause.
func caused(e sdano.Error, cause error) *sdano.Error {
	e.Err = cause
	return &e
}

// checked returns the bytes if they have the hash, or else ErrSpoilt.
func checked(hash Hash, data []byte) ([]byte, error) {
	if sha512.Sum512(data) != hash {
		return nil, caused(*ErrSpoilt, fmt.Errorf("blob: not the bytes of %x", hash))
	}
	return data, nil
}

// mayPut refuses bytes that do not have the hash: nobody could ever read them.
func mayPut(ctx context.Context, hash Hash, data []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if sha512.Sum512(data) != hash {
		return fmt.Errorf("blob: %d bytes put under the hash of others", len(data))
	}
	return nil
}

// readable returns an error of the file system for people.
func readable(err error) error {
	if err == nil {
		return nil
	}
	number, ok := errors.AsType[syscall.Errno](err)
	if ok && (number == syscall.ENOSPC || number == syscall.EDQUOT || runtime.GOOS == "windows" && isFull(number)) {
		return caused(errFull, err)
	}
	return caused(errUnavailable, err)
}

// isFull knows Windows' ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
func isFull(number syscall.Errno) bool { return number == 39 || number == 112 }
