package acceptancetest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"golang.org/x/text/encoding/charmap"
)

// samples are first titles, by what they are, in the folder titles of the
// module.
var samples = map[string]string{
	"upd501":  "upd501/testdata/ON_NSCHFDOPPRMARK_2ZZ*.xml",
	"upd502":  "upd502/testdata/ON_NSCHFDOPPR_*a01_*.xml",
	"upd503":  "upd503/testdata/ON_NSCHFDOPPR_*a01_*.xml",
	"ukd189":  "ukd189/testdata/decrease.xml",
	"ukd736":  "ukd736/testdata/traced.xml",
	"torg2":   "torg2/testdata/DP_PRIRASXPRIN_2ZZ-7799999919*_20260116_*.xml",
	"aktsver": "aktsver/testdata/ON_AKTSVEROTP_*_20260115_*.xml",
	"torg12":  "torg12/testdata/goods.xml",
	"akt":     "akt/testdata/works.xml",
}

var fileID = regexp.MustCompile(`ИдФайл="([^"]*)"`)

// Sample returns the file name and the bytes of a first title that can be
// answered, by what it is ("upd503"); root is the folder of the module.
func Sample(root, what string) (name string, data []byte, err error) {
	found, err := filepath.Glob(filepath.Join(root, "titles", samples[what]))
	if err != nil || len(found) == 0 {
		return "", nil, fmt.Errorf("acceptancetest: no sample %q: %w", what, err)
	}
	if data, err = os.ReadFile(found[0]); err != nil {
		return "", nil, err
	}
	text, err := charmap.Windows1251.NewDecoder().Bytes(data)
	if err != nil {
		return "", nil, err
	}
	match := fileID.FindSubmatch(text)
	if match == nil {
		if match = fileID.FindSubmatch(data); match == nil {
			return "", nil, fmt.Errorf("acceptancetest: %s has no ИдФайл", found[0])
		}
	}
	return string(match[1]) + ".xml", data, nil
}
