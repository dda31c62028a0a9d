package edo_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"sdano/internal/demo"
	"sdano/sign/signtest"
	"sdano/storage/sqlstore"
)

// newLab returns openssl; the test is skipped where it is absent.
func newLab(t *testing.T, algorithms ...signtest.Algorithm) *signtest.Lab {
	t.Helper()
	lab, err := signtest.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	lab.Need(t, algorithms...)
	return lab
}

// judged expects that openssl accepts all signatures that the server found valid, and
// none of them under other bytes.
func (s *desk) judged(t *testing.T, lab *signtest.Lab, root string) {
	t.Helper()
	if len(s.pairs) == 0 {
		t.Fatal("no signature was looked at")
	}
	trust := signtest.Trust{Roots: []*signtest.Identity{{CertificateFile: root}}, At: time.Now(), CAdES: true}
	for i, p := range s.pairs {
		if !lab.Verify(t, p[0], p[1], trust) {
			t.Errorf("openssl refuses signature %d under\n%.300s", i, p[0])
		}
	}
	if other := append([]byte{' '}, s.pairs[0][0]...); lab.Verify(t, other, s.pairs[0][1], trust) {
		t.Error("openssl accepts a signature of other bytes")
	}
}

// TestSessionSignedByGOST: an УПД is exchanged whose signatures the gost engine makes,
// that of the sender at his place, ours by a key of the server. The server and the
// engine find both valid.
func TestSessionSignedByGOST(t *testing.T) {
	t.Parallel()
	short, long := signtest.GOST[6], signtest.GOST[10]
	lab := newLab(t, short, long)
	h := newHouse(t, "")
	root := lab.Root(t, short, "УЧЕБНЫЙ центр ГОСТ")
	seller := root.Issue(t, short, signtest.Request{Subject: signtest.DirectorSubject, Extensions: signtest.SignerExtensions})
	buyer := root.Issue(t, long, signtest.Request{Extensions: signtest.SignerExtensions, Subject: "/CN=ООО «Пример»/SN=Образцова/GN=Анна Игоревна/title=Директор" +
		"/O=ООО «Пример»/C=RU/INN=779999991311/INNLE=7799999919/OGRN=1267799999917/SNILS=31223344714"})
	h.trusts(root)
	h.holds(lab, buyer)

	f := h.sample("upd503")
	h.with(func(ctx context.Context, db *sqlstore.DB) error {
		return h.deliver(ctx, db, "", f, seller.Sign(t, f.data, "-cades"))
	})
	url := h.serve().url
	s := &desk{house: h, anna: login(t, url, "anna"), boris: login(t, url, "boris"), made: map[string][][]byte{}}
	s.arrive()
	s.anna.faultless(s.came[f.name][0].String())

	made := s.anna.finished("/documents/accept/content", s.anna.do("POST", "/documents/accept/content", request(s.came[f.name][0])))
	signature := s.anna.byServer(buyer.Certificate.Thumbprint, s.anna.file(made[0].ContentLinkID))
	item := signedTitle(made[0], s.anna.upload(made[0], signature))
	sent := s.anna.finished("/documents/accept/local", s.anna.do("POST", "/documents/accept/local", map[string]any{"SignedTitlesOrReceipts": []any{item}}))
	if len(sent) != 1 || !sent[0].IsSent {
		t.Fatalf("%+v", sent)
	}
	s.accepted(f, 0)
	s.judged(t, lab, root.CertificateFile)
	if len(s.pairs) != 2 || bytes.Equal(s.pairs[0][1], s.pairs[1][1]) {
		t.Errorf("%d signatures", len(s.pairs))
	}
}

// trusts puts a root beside those that the installation trusts.
func (h *house) trusts(root *signtest.Identity) {
	h.Helper()
	h.must(os.WriteFile(filepath.Join(filepath.Dir(h.root), "gost.cer"), root.Certificate.Raw, 0o600))
}

// holds gives the server a key of our company.
func (h *house) holds(lab *signtest.Lab, key *signtest.Identity) {
	h.Helper()
	list, err := json.Marshal([]map[string]any{{
		"tool": "openssl", "tenant": tenant, "inn": demo.Company.TaxID.INN, "configuration": lab.Configuration,
		"certificate": key.CertificateFile, "key": key.KeyFile,
	}})
	h.must(err)
	h.config.SignKeys = filepath.Join(h.TempDir(), "keys.json")
	h.must(os.WriteFile(h.config.SignKeys, list, 0o600))
}

// byServer has the server sign bytes by the key of a thumbprint.
func (c *client) byServer(thumbprint string, data []byte) []byte {
	c.Helper()
	var out []struct{ Result []byte }
	c.into(c.do("POST", "/v2/sign", map[string]any{"Thumbprint": thumbprint, "Contents": []string{base64.StdEncoding.EncodeToString(data)}}), &out)
	if len(out) != 1 || len(out[0].Result) == 0 {
		c.Fatal("the server did not sign")
	}
	return out[0].Result
}

// faultless expects that nothing was found at a document's arrival.
func (c *client) faultless(document string) {
	c.Helper()
	if info := c.do("GET", "/v3/documents/info/"+document, nil); bytes.Contains(info, []byte(`"Severity"`)) {
		c.Errorf("%s", info)
	}
}
