package gost_test

import (
	"bytes"
	"encoding/hex"
	"hash"
	"slices"
	"testing"

	"sdano/gost"
)

// Messages and digests of RFC 6986, section 10; the RFC writes numbers with the
// most significant byte first, the bytes here are in the order of the stream.
var (
	message1 = []byte("012345678901234567890123456789012345678901234567890123456789012")
	message2 = unhex("d1e520e2e5f2f0e82c20d1f2f0e8e1eee6e820e2edf3f6e82c20e2e5fef2fa20" +
		"f120eceef0ff20f1f2f0e5ebe0ece820ede020f5f0e0e1f0fbff20efebfaeafb20c8e3eef0e5e2fb")
)

func unhex(text string) []byte {
	b, err := hex.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return b
}

func reversed(b []byte) []byte {
	b = slices.Clone(b)
	slices.Reverse(b)
	return b
}

var digests = []struct {
	name    string
	new     func() hash.Hash
	message []byte
	digest  string // as the RFC writes it
}{
	{
		"512, message 1", gost.New512, message1,
		"486f64c1917879417fef082b3381a4e211c324f074654c38823a7b76f830ad00" +
			"fa1fbae42b1285c0352f227524bc9ab16254288dd6863dccd5b9f54a1ad0541b",
	},
	{
		"256, message 1", gost.New256, message1,
		"00557be5e584fd52a449b16b0251d05d27f94ab76cbaa6da890b59d8ef1e159d",
	},
	{
		"512, message 2", gost.New512, message2,
		"28fbc9bada033b1460642bdcddb90c3fb3e56c497ccd0f62b8a2ad4935e85f03" +
			"7613966de4ee00531ae60f3b5a47f8dae06915d5f2f194996fcabf2622e6881e",
	},
	{
		"256, message 2", gost.New256, message2,
		"508f7e553c06501d749a66fc28c6cac0b005746d97537fa85d9e40904efed29d",
	},
}

func TestDigestsOfTheStandard(t *testing.T) {
	t.Parallel()
	for _, tc := range digests {
		h := tc.new()
		h.Write(tc.message)
		want := reversed(unhex(tc.digest))
		if got := h.Sum(nil); !bytes.Equal(got, want) {
			t.Errorf("%s: %x", tc.name, got)
		}
		if h.Size() != len(want) || h.BlockSize() != 64 {
			t.Errorf("%s: size %d, block %d", tc.name, h.Size(), h.BlockSize())
		}
	}
}

func TestADigestDoesNotDependOnHowItIsWritten(t *testing.T) {
	t.Parallel()
	text := bytes.Repeat([]byte("сдано"), 100)
	for _, create := range []func() hash.Hash{gost.New256, gost.New512} {
		whole := create()
		whole.Write(text)
		want := whole.Sum(nil)
		parts := create()
		parts.Write([]byte("forgotten"))
		parts.Reset()
		for i, n := 0, 0; i < len(text); i, n = i+n, n+1 {
			n = min(n, len(text)-i)
			parts.Write(text[i : i+n])
			parts.Sum(nil) // a digest on the way changes nothing
		}
		if got := parts.Sum([]byte{1}); !bytes.Equal(got[1:], want) || got[0] != 1 {
			t.Errorf("%x, want %x", got, want)
		}
	}
}

// The sum of the blocks and the counter carry over from word to word: the digest is
// that of OpenSSL's engine.
func TestTheSumOfBlocksCarries(t *testing.T) {
	t.Parallel()
	h := gost.New256()
	h.Write(bytes.Repeat([]byte{0xff}, 64))
	h.Write([]byte{1})
	h.Write(make([]byte, 63))
	if got := hex.EncodeToString(h.Sum(nil)); got != "04ab1a2830691e3b3902ffd73e2e177174deae0849bac5e753eb247ce284b038" {
		t.Error(got)
	}
}

func BenchmarkDigest(b *testing.B) {
	for _, tc := range digests[:2] {
		b.Run(tc.name[:3], func(b *testing.B) {
			text, h := make([]byte, 8192), tc.new()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				h.Write(text)
			}
		})
	}
}
