package sign_test

import (
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sdano/sign"
	"sdano/sign/signtest"
)

// trial is a signature with what may be trusted, as both sides get it.
type trial struct {
	content, cms  []byte
	roots, others []*signtest.Identity
	at            time.Time
	cades         bool
	signer        *signtest.Identity
}

func (c trial) ours() bool {
	report, err := sign.Check(c.content, c.cms, sign.CheckOptions{
		Roots: signtest.Certificates(c.roots...), Intermediates: signtest.Certificates(c.others...), At: c.at,
	})
	return err == nil && report.Verdict() == sign.Valid
}

func (c trial) theirs(t testing.TB) bool {
	return lab.Verify(t, c.content, c.cms, signtest.Trust{Roots: c.roots, Others: c.others, At: c.at, CAdES: c.cades})
}

// stock is what mutations take from: two houses of one algorithm and signatures of the
// first.
type stock struct {
	name            string
	house, stranger house
	trials          []trial
}

func newStock(t testing.TB, a signtest.Algorithm) stock {
	s := stock{a.Name, newHouse(t, a), newHouse(t, a), nil}
	signer := s.house.signer
	second := s.house.middle.Issue(t, a, signtest.Request{Subject: signtest.EntrepreneurSubject, Extensions: signtest.SignerExtensions})
	add := func(cades bool, args ...string) {
		s.trials = append(s.trials, trial{
			content, signer.Sign(t, content, args...), []*signtest.Identity{s.house.root}, []*signtest.Identity{s.house.middle}, signtest.At, cades, signer,
		})
	}
	add(true, "-cades")
	add(true, "-cades", "-certfile", s.house.middle.CertificateFile)
	add(false)
	add(false, "-noattr")
	add(false, "-keyid")
	add(false, "-nodetach")
	add(false, "-signer", second.CertificateFile, "-inkey", second.KeyFile)
	if a.Name == "rsa2048" {
		add(false, "-keyopt", "rsa_padding_mode:pss")
		add(false, "-keyopt", "rsa_padding_mode:pss", "-noattr")
	}
	return s
}

// flip changes one bit.
func flip(r *rand.Rand, data []byte) {
	if len(data) > 0 {
		data[r.IntN(len(data))] ^= 1 << r.IntN(8)
	}
}

// mutation changes a trial in place.
type mutation struct {
	name string
	do   func(r *rand.Rand, s *stock, c *trial)
}

// inside is a mutation of one bit in a part of the CMS.
func inside(name string) mutation {
	return mutation{name, func(r *rand.Rand, _ *stock, c *trial) {
		parts := slices.DeleteFunc(anatomy(c.cms, c.signer.Certificate.Raw), func(p piece) bool { return p.name != name })
		if len(parts) > 0 {
			flip(r, parts[r.IntN(len(parts))].octets)
		}
	}}
}

var mutations = []mutation{
	{"nothing", func(*rand.Rand, *stock, *trial) {}},
	{"content bit", func(r *rand.Rand, _ *stock, c *trial) { flip(r, c.content) }},
	{"content longer", func(_ *rand.Rand, _ *stock, c *trial) { c.content = append(c.content, '\n') }},
	{"content empty", func(_ *rand.Rand, _ *stock, c *trial) { c.content = nil }},
	{"other content", func(_ *rand.Rand, _ *stock, c *trial) { c.content = []byte("<Файл/>") }},
	inside(partAttributes), inside(partAttributes), inside(partAttributes),
	inside(partSignature), inside(partSignature), inside(partSigner), inside(partSigner),
	inside(partIdentifier), inside(partDigest), inside(partExtra),
	{"signature zero", func(_ *rand.Rand, _ *stock, c *trial) { clear(c.cms[len(c.cms)-60:]) }},
	{"any bit", func(r *rand.Rand, _ *stock, c *trial) { flip(r, c.cms) }},
	{"any octet", func(r *rand.Rand, _ *stock, c *trial) { c.cms[r.IntN(len(c.cms))] = byte(r.Uint32()) }},
	{"cut", func(r *rand.Rand, _ *stock, c *trial) { c.cms = c.cms[:r.IntN(len(c.cms))] }},
	{"octet lost", func(r *rand.Rand, _ *stock, c *trial) {
		at := r.IntN(len(c.cms))
		c.cms = slices.Delete(c.cms, at, at+1)
	}},
	{"other root", func(_ *rand.Rand, s *stock, c *trial) { c.roots = []*signtest.Identity{s.stranger.root} }},
	{"other intermediate", func(_ *rand.Rand, s *stock, c *trial) { c.others = []*signtest.Identity{s.stranger.middle} }},
	{"no intermediate", func(_ *rand.Rand, _ *stock, c *trial) { c.others = nil }},
	{"more of everything", func(_ *rand.Rand, s *stock, c *trial) {
		c.roots, c.others = append(c.roots, s.stranger.root), append(c.others, s.stranger.middle)
	}},
	{"too early", func(r *rand.Rand, s *stock, c *trial) {
		c.at = s.house.signer.Certificate.NotBefore.Add(-time.Duration(1+r.IntN(100)) * time.Second)
	}},
	{"too late", func(r *rand.Rand, s *stock, c *trial) {
		c.at = s.house.signer.Certificate.NotAfter.Add(time.Duration(1+r.IntN(100)) * time.Second)
	}},
	{"first second", func(_ *rand.Rand, s *stock, c *trial) { c.at = s.house.signer.Certificate.NotBefore }},
	// The last second itself belongs to the period (RFC 5280, section 4.1.2.5), but
	// not to openssl.
	{"last second but one", func(_ *rand.Rand, s *stock, c *trial) { c.at = s.house.signer.Certificate.NotAfter.Add(-time.Second) }},
}

// dose is on how many signatures both sides must agree: SDANO_SIGNATURES, or 2 000.
func dose(t *testing.T) int {
	t.Helper()
	text := os.Getenv("SDANO_SIGNATURES")
	if text == "" {
		return 2000
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("SDANO_SIGNATURES: %v", err)
	}
	return n
}

// Both sides accept and refuse the same signatures, but for differences that the
// anatomy of a CMS explains: see excuses.
func TestOpenSSLAcceptsAndRefusesTheSame(t *testing.T) {
	t.Parallel()
	lab.Need(t, signtest.GOST[0])
	var algorithms []signtest.Algorithm
	for _, a := range slices.Concat(signtest.GOST, signtest.Other) {
		switch a.Name {
		case "gost256A", "gost256TCA", "gost256TCD", "gost512A", "gost512C", "rsa2048", "ecdsaP256":
			algorithms = append(algorithms, a)
		}
	}
	stocks := make([]stock, len(algorithms))
	each(len(stocks), func(i int) { stocks[i] = newStock(t, algorithms[i]) })
	var tally tally
	n := dose(t)
	each(n+n/40, func(i int) { tally.compare(t, stocks, i) })
	tally.log(t, n)
}

// tally counts what both sides said.
type tally struct {
	mu                sync.Mutex
	accepted, refused int
	excused           map[string]int
}

// compare shows the i-th mutation to both sides.
func (y *tally) compare(t *testing.T, stocks []stock, i int) {
	r := rand.New(rand.NewPCG(uint64(i), 3410))
	s := &stocks[r.IntN(len(stocks))]
	base := s.trials[r.IntN(len(s.trials))]
	c := base
	c.content, c.cms = slices.Clone(c.content), slices.Clone(c.cms)
	m := mutations[r.IntN(len(mutations))]
	m.do(r, s, &c)
	changed := c.cms
	if r.IntN(3) == 0 {
		c.cms = indefinite(c.cms)
	}
	ours, theirs := c.ours(), c.theirs(t)
	y.mu.Lock()
	defer y.mu.Unlock()
	switch {
	case ours == theirs && ours:
		y.accepted++
	case ours == theirs:
		y.refused++
	default:
		reason := excuse(base, changed, ours)
		if reason == "" {
			t.Errorf("%d: %s, %s: we say %v, openssl %v\n%s", i, s.name, m.name, ours, theirs, difference(base.cms, changed))
			return
		}
		if y.excused == nil {
			y.excused = map[string]int{}
		}
		y.excused[reason]++
	}
}

func (y *tally) log(t *testing.T, n int) {
	t.Logf("accepted by both: %d, refused by both: %d, explained differences: %v", y.accepted, y.refused, y.excused)
	if y.accepted+y.refused < n {
		t.Errorf("both sides agree on %d signatures only", y.accepted+y.refused)
	}
	if y.accepted < y.refused/10 || y.refused == 0 {
		t.Error("the signatures are nearly all of one kind")
	}
}

// each calls do for 0 … n-1 on as many goroutines as there are processors.
func each(n int, do func(int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	all.Wait()
}
