package titletest_test

import (
	"testing"
	"unicode/utf8"

	"sdano/titles/titletest"
)

func TestEdit(t *testing.T) {
	t.Parallel()
	if got := titletest.Edit("a", "b", "c", "")("aac"); got != "ba" {
		t.Errorf("%q", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("a case that changes nothing passes")
		}
	}()
	titletest.Edit("x", "y")("abc")
}

func TestText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"<?xml version=\"1.0\" encoding=\"windows-1251\"?><\xd4/>": `<?xml version="1.0" encoding="UTF-8"?><Ф/>`,
		"<Ф/>": "<Ф/>",
	} {
		if got := titletest.Text([]byte(in)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestUnindexed(t *testing.T) {
	t.Parallel()
	if got := titletest.Unindexed("/Файл/СведТов[12]/СумНал[2]/@х"); got != "/Файл/СведТов/СумНал/@х" {
		t.Errorf("%q", got)
	}
}

func TestLong(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 60, 1000} {
		if got := utf8.RuneCountInString(titletest.Long(n)); got != n {
			t.Errorf("%d characters, want %d", got, n)
		}
	}
}
