package demo

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"sdano"
)

// perOffice is how many reports of different keys Numbered makes to one office.
const perOffice = 20 * 999

// Numbered returns the n-th of many declarations of the company that are all
// reports of their own: they differ in office, year and number of the
// correction, the first 19 980 being to 0087, which accepts. It serves tests
// and benchmarks that file many.
func Numbered(n int) (name string, data []byte, err error) {
	if n < 0 || n >= perOffice*len(Offices) {
		return "", nil, fmt.Errorf("no declaration of number %d", n)
	}
	name, data, err = Declaration(Company, Offices[n/perOffice], HistoryDay)
	if err != nil {
		return "", nil, err
	}
	body := strings.TrimSuffix(name, ".xml")
	unique := body[:len(body)-36] + sdano.NameID(space, fmt.Sprint("declaration ", n)).String()
	data = bytes.ReplaceAll(data, []byte(body), []byte(unique))
	for from, to := range map[string]string{
		`ОтчетГод="2025"`: fmt.Sprintf(`ОтчетГод="%d"`, 2005+n%perOffice/999),
		`НомКорр="0"`:     fmt.Sprintf(`НомКорр="%d"`, 1+n%999),
	} {
		if data, err = replace(data, from, to); err != nil {
			return "", nil, err
		}
	}
	return unique + ".xml", data, nil
}

func replace(data []byte, from, to string) ([]byte, error) {
	e := charmap.Windows1251.NewEncoder()
	a, err := e.Bytes([]byte(from))
	if err != nil {
		return nil, err
	}
	b, err := e.Bytes([]byte(to))
	return bytes.Replace(data, a, b, 1), err
}
