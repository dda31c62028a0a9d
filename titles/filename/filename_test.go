package filename_test

import (
	"reflect"
	"strings"
	"testing"

	"sdano"
	"sdano/titles/filename"
)

const guid = "6ba7b810-9dad-41d1-80b4-00c04fd43001"

func TestNamesOfTheForm(t *testing.T) {
	t.Parallel()
	day := sdano.MustDate("2026-02-28")
	for text, want := range map[string]filename.Name{
		"ON_NSCHFDOPPR_2XX-1_2YY-2_20260228_" + guid: {
			Prefix: "ON_NSCHFDOPPR", Recipient: "2XX-1", Sender: "2YY-2", Date: day, ID: guid,
		},
		"ON_NSCHFDOPPRMARK_2XX-1_2YY-2_20260228_" + guid: {
			Prefix: "ON_NSCHFDOPPR", Suffix: "MARK", Recipient: "2XX-1", Sender: "2YY-2", Date: day, ID: guid,
		},
		"ON_NSCHFDOPPOKPROS_2XX-1_2YY-2_20260228_" + guid: {
			Prefix: "ON_NSCHFDOPPOK", Suffix: "PROS", Recipient: "2XX-1", Sender: "2YY-2", Date: day, ID: guid,
		},
		"ON_NSCHFDOPPR_2XX-1_2YY-2_20260228_" + guid + "_1_0_0_0_1_07": {
			Prefix: "ON_NSCHFDOPPR", Recipient: "2XX-1", Sender: "2YY-2", Date: day, ID: guid,
			Flags: []string{"1", "0", "0", "0", "1", "07"},
		},
		"DP_PDPOL_2XX-a.b@c_2XX_20260228_" + guid: {
			Prefix: "DP_PDPOL", Recipient: "2XX-a.b@c", Sender: "2XX", Date: day, ID: guid,
		},
	} {
		for _, given := range []string{text, text + ".xml", text + ".XML"} {
			got, ok := filename.Parse(given)
			if !ok || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %+v, %v; want %+v", given, got, ok, want)
			}
			if got.String() != text {
				t.Errorf("%s is written as %s", given, got)
			}
		}
	}
}

func TestNamesOfAnotherForm(t *testing.T) {
	t.Parallel()
	good := "ON_NSCHFDOPPR_2XX-1_2YY-2_20260228_" + guid
	for _, name := range []string{
		"", ".xml", "скан договора.xml", guid,
		strings.Replace(good, "20260228", "20260229", 1), strings.Replace(good, "20260228", "2026022", 1),
		strings.Replace(good, "2XX-1", "", 1), strings.Replace(good, "2YY-2", "2Y", 1),
		strings.Replace(good, "ON_", "_", 1), strings.Replace(good, "NSCHFDOPPR", "", 1),
		strings.TrimSuffix(good, guid), good + "!", good + "_0", good + "_0_0_0_0_0", good + "_0_0_0_0_0_0",
		good + "_0_2_0_0_0_00", good + "_0_0_0_0_0_0x", good + "_0_0_0_0_0_00_0",
	} {
		if got, ok := filename.Parse(name); ok {
			t.Errorf("%q was read as %+v", name, got)
		}
	}
}

func TestAnswerSwapsParticipantsAndKeepsFlags(t *testing.T) {
	t.Parallel()
	const id = "6ba7b810-9dad-41d1-80b4-00c04fd43002"
	day := sdano.MustDate("2026-03-01")
	for _, tc := range []struct {
		first, prefix string
		flags         bool
		want          string
	}{
		{"ON_NSCHFDOPPR_A-1_B-2_20260228_" + guid, "ON_NSCHFDOPPOK", false, "ON_NSCHFDOPPOK_B-2_A-1_20260301_" + id},
		{"ON_NSCHFDOPPRMARK_A-1_B-2_20260228_" + guid, "ON_NSCHFDOPPOK", false, "ON_NSCHFDOPPOKMARK_B-2_A-1_20260301_" + id},
		{"ON_NSCHFDOPPR_A-1_B-2_20260228_" + guid + "_0_1_0_0_0_00", "ON_NSCHFDOPPOK", true, "ON_NSCHFDOPPOK_B-2_A-1_20260301_" + id + "_0_1_0_0_0_00"},
		{"ON_NSCHFDOPPR_A-1_B-2_20260228_" + guid, "ON_NSCHFDOPPOK", true, "ON_NSCHFDOPPOK_B-2_A-1_20260301_" + id + "_0_0_0_0_0_00"},
		{"ON_NSCHFDOPPR_A-1_B-2_20260228_" + guid + "_0_1_0_0_0_00", "DP_UVUTOCH", false, "DP_UVUTOCH_B-2_A-1_20260301_" + id},
	} {
		first, ok := filename.Parse(tc.first)
		if !ok {
			t.Fatalf("%s does not parse", tc.first)
		}
		if got := first.Answer(tc.prefix, tc.flags, day, id).String(); got != tc.want {
			t.Errorf("%s is answered by %s, want %s", tc.first, got, tc.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("ON_NSCHFDOPPRMARK_2XX-1_2YY-2_20260228_" + guid + "_1_0_0_0_1_07.xml")
	f.Add("DP_PDPOL_2XX-1_2XX_20260228_x")
	f.Fuzz(func(t *testing.T, text string) {
		name, ok := filename.Parse(text)
		if !ok {
			return
		}
		again, ok := filename.Parse(name.String())
		if !ok || !reflect.DeepEqual(again, name) {
			t.Errorf("%q: %+v, then %+v", text, name, again)
		}
	})
}
