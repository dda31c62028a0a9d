package operatortest

import "testing"

// Run runs the suite; open gives each test a harness of its own, with an empty
// counterpart.
func Run(t *testing.T, open func(t *testing.T) *Harness) {
	for _, tc := range []struct {
		name string
		test func(t *testing.T, h *Harness)
	}{
		{"submit gives a docflow", submitGivesDocflow},
		{"repetition adopts the docflow", repetitionAdopts},
		{"find tells sent from not sent", findTells},
		{"lost answer sends once", lostAnswerSendsOnce},
		{"many writers send once each", manyWritersSendOnce},
		{"slow send is waited for", slowSend},
		{"given up send is found", givenUpSend},
		{"check refuses for good", checkRefuses},
		{"acceptance", acceptance},
		{"repeated and reordered answers end the same", disorderEndsTheSame},
		{"refusals have their reasons", refusals},
		{"clarification", clarification},
		{"silence, errors and unknown words are handed on", oddEnds},
		{"sealed answer opens after healing", sealedAnswer},
		{"receipts close the docflow", receiptsClose},
		{"feed has a cursor", feedCursor},
		{"restart forgets nothing", restartForgetsNothing},
		{"expired token is renewed", expiredToken},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.test(t, open(t))
		})
	}
}
