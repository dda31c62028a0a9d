package wiring

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sdano"
	"sdano/sign"
)

// openTrust reads by what signatures are checked: the certificates of the folders
// trust/roots and trust/intermediates in the data folder, and the lists of revoked
// certificates of trust/crl. Folders that are absent are empty. It is read at the
// start: what is put there later counts after the next one.
func openTrust(data string) (o sign.CheckOptions, err error) {
	trust := filepath.Join(data, "trust")
	for name, take := range map[string]func([]byte) error{
		"roots":         certificates(&o.Roots),
		"intermediates": certificates(&o.Intermediates),
		"crl": func(file []byte) error {
			list, err := sign.ParseCRL(file)
			o.CRLs = append(o.CRLs, list)
			return err
		},
	} {
		if err := eachFile(filepath.Join(trust, name), take); err != nil {
			return sign.CheckOptions{}, err
		}
	}
	return o, nil
}

// certificates adds the certificates of a file to a list.
func certificates(to *[]*sign.Certificate) func([]byte) error {
	return func(file []byte) error {
		more, err := sign.ParseCertificates(file)
		*to = append(*to, more...)
		return err
	}
}

// eachFile reads the files of a folder by their names, without hidden ones and
// folders. The folder may be absent.
func eachFile(folder string, take func([]byte) error) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return badTrust(folder, err)
	}
	for _, e := range entries {
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		path := filepath.Join(folder, e.Name())
		file, err := os.ReadFile(path)
		if err == nil {
			err = take(file)
		}
		if err != nil {
			return badTrust(path, err)
		}
	}
	return nil
}

// badTrust: a server that trusts less than it was told would call good signatures
// unchecked, so it does not start.
func badTrust(path string, err error) error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_trust", Param: "data", Err: err,
		Message: "«" + path + "» не читается как сертификаты или список отзыва" + because(err) + ".",
		Remedy:  "Положите в trust/roots и trust/intermediates папки данных сертификаты (.cer, .pem), в trust/crl — списки отзыва (.crl), и ничего другого.",
	}
}
