package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
)

// runs runs the program and returns its exit code and all that it said.
func runs(t *testing.T, environ []string, args ...string) (int, string) {
	t.Helper()
	var out bytes.Buffer
	code := run(t.Context(), args, environ, &out, &out)
	return code, out.String()
}

func TestBoxIsSet(t *testing.T) {
	t.Parallel()
	set := []string{
		"box", "set", "77999999190000000000000000000019@loopback", "--data", filepath.Join(t.TempDir(), "data"), "--tenant", "7",
		"--inn", "7799999919", "--kpp", "779901001", "--name", "ООО «Пример»", "--participant", "2XX-7799999919",
	}
	for _, tc := range []struct {
		name string
		more []string
		code int
		says string
	}{
		{"a new one", []string{"--user", "anna"}, 0, "Открыт  anna"},
		{"to a login that is mistyped", []string{"--user", "ana"}, 0, "Пользователя ana ещё нет"},
		{"again", nil, 0, "записан в область данных 7"},
		{"in another data area", []string{"--tenant", "8"}, exitFailed, "в другой области данных"},
		{"a person without a name", []string{"--person", "Примеров"}, exitUsage, "нет имени"},
		{"wrong digits", []string{"--inn", "7799999918"}, exitFailed, "контрольные цифры"},
	} {
		if code, said := runs(t, nil, append(set[:len(set):len(set)], tc.more...)...); code != tc.code || !strings.Contains(said, tc.says) {
			t.Errorf("%s: %d %s", tc.name, code, said)
		}
	}
}

// Keys of a bucket come by variables that no flag has; other unknown ones are
// refused.
func TestKeysOfTheBucketAreVariables(t *testing.T) {
	t.Parallel()
	if code, said := runs(t, []string{s3AccessKey + "=a", s3SecretKey + "=b"}, "version"); code != 0 {
		t.Errorf("%d %s", code, said)
	}
	if code, said := runs(t, []string{"SDANO_S3_KEY=a"}, "version"); code == 0 {
		t.Errorf("%d %s", code, said)
	}
}
