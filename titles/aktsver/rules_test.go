package aktsver_test

import (
	"testing"

	"sdano/titles/aktsver"
	"sdano/titles/titletest"
)

func TestSenderRules(t *testing.T) {
	t.Parallel()
	titletest.Rules(t, aktsver.First, map[string][]byte{"company": file(t, company), "foreign": file(t, foreign)}, []titletest.RuleCase{
		{
			Code: "SDANO-AKTSVER-001", Base: "company", At: "/СвОпер/@СумДебет",
			Pass: titletest.Edit(` СумДебет="18000"`, ` СумКредит="0"`), Fail: titletest.Edit(` СумДебет="18000"`, ``),
		},
		{
			Code: "SDANO-AKTSVER-001", Base: "foreign",
			Pass: titletest.Edit(` СумКредит="0.5"`, ` СумДебет="1" СумКредит="0.5"`), Fail: titletest.Edit(` СумКредит="0.5"`, ``),
		},
	})
}

// contract is how the second contract of the disagreement begins.
const contract = `<ДогСв СальдоНачДеб="0.00" СальдоНачКр="-1500.50" ОборотДеб="20000.00" ОборотКр="18499.50" ` +
	`СальдоКонДеб="1.00" СальдоКонКр="0.00" ИтогоРасхДеб="1.00" ИтогоРасхКр="-0.01"`

func TestRecipientRules(t *testing.T) {
	t.Parallel()
	a := blank(t)
	a.Reconciliation = disagreement()
	base := map[string][]byte{"agreed": made(t, blank(t)).Data, "disagreed": made(t, a).Data, "partial": nil}
	a.Reconciliation = partial()
	base["partial"] = made(t, a).Data

	const table, bare = "<ТаблАкт", "<ТаблАкт><ДогСв>"
	lacking := func(code, attribute string) titletest.RuleCase {
		without := titletest.Edit(" "+attribute, "")
		return titletest.RuleCase{
			Code: code, Base: "disagreed",
			// The table itself may lack what its contracts have.
			Pass: func(doc string) string { return without(doc) },
			Fail: func(doc string) string { return titletest.Edit(contract, without(contract))(doc) },
		}
	}
	titletest.Rules(t, aktsver.Second, base, []titletest.RuleCase{
		{
			Code: "SDANO-AKTSVER-201", Base: "agreed", At: "/Документ/ТаблАкт",
			Fail: titletest.Edit(`ПризнРазн="1"`, `ПризнРазн="2"`),
		},
		{
			Code: "SDANO-AKTSVER-201", Base: "disagreed", At: "/Документ/ТаблАкт",
			Fail: titletest.Edit(`ПризнРазн="2"`, `ПризнРазн="1"`),
		},
		{
			Code: "SDANO-AKTSVER-202", Base: "partial", At: "/ТаблАкт/@ИтогоРасхДеб",
			Pass: titletest.Edit(bare, `<ТаблАкт ОборотДеб="0" ИтогоРасхДеб="0"><ДогСв ОборотДеб="0" ИтогоРасхДеб="0">`),
			Fail: titletest.Edit(bare, `<ТаблАкт ОборотДеб="0"><ДогСв ОборотДеб="0" ИтогоРасхДеб="0">`),
		},
		{
			Code: "SDANO-AKTSVER-202", Base: "partial", At: "/ДогСв/@ИтогоРасхДеб",
			Pass: titletest.Edit(bare, `<ТаблАкт><ДогСв СальдоНачДеб="0" ИтогоРасхДеб="0">`),
			Fail: titletest.Edit(bare, `<ТаблАкт><ДогСв СальдоНачДеб="0" ИтогоРасхКр="0">`),
		},
		{
			Code: "SDANO-AKTSVER-202", Base: "partial",
			Pass: titletest.Edit(bare, `<ТаблАкт><ДогСв ИтогоРасхДеб="0">`),
			Fail: titletest.Edit(bare, `<ТаблАкт><ДогСв СальдоКонДеб="0">`),
		},
		{
			Code: "SDANO-AKTSVER-203", Base: "partial", At: "/ТаблАкт/@ИтогоРасхКр",
			Pass: titletest.Edit(table, `<ТаблАкт ИтогоРасхКр="0"`),
			Fail: titletest.Edit(bare, `<ТаблАкт ОборотКр="0"><ДогСв ОборотКр="0" ИтогоРасхКр="0">`),
		},
		{
			Code: "SDANO-AKTSVER-203", Base: "partial", At: "/ДогСв/@ИтогоРасхКр",
			Pass: titletest.Edit(bare, `<ТаблАкт><ДогСв СальдоНачКр="0" СальдоКонКр="0" ИтогоРасхКр="0">`),
			Fail: titletest.Edit(bare, `<ТаблАкт><ДогСв СальдоКонКр="0" ИтогоРасхДеб="0">`),
		},
		{
			Code: "SDANO-AKTSVER-203", Base: "partial",
			Fail: titletest.Edit(bare, `<ТаблАкт><ДогСв СальдоНачКр="0">`),
		},
		lacking("SDANO-AKTSVER-204", `СальдоНачДеб="0.00"`),
		lacking("SDANO-AKTSVER-205", `СальдоНачКр="-1500.50"`),
		lacking("SDANO-AKTSVER-206", `ОборотДеб="20000.00"`),
		lacking("SDANO-AKTSVER-207", `ОборотКр="18499.50"`),
		lacking("SDANO-AKTSVER-208", `СальдоКонДеб="1.00"`),
		lacking("SDANO-AKTSVER-209", `СальдоКонКр="0.00"`),
		{
			Code: "SDANO-AKTSVER-210", Base: "disagreed", At: "/СвОпер/@СумДебет",
			Pass: titletest.Edit(` СумКредит="15000.00"`, ` СумДебет="1"`), Fail: titletest.Edit(` СумКредит="15000.00"`, ``),
		},
	})
}

func TestRulesAreTheOfficialOnes(t *testing.T) {
	t.Parallel()
	t.Run("sender", func(t *testing.T) {
		t.Parallel()
		titletest.RulesAgree(t, aktsver.First, officialFirst)
	})
	t.Run("recipient", func(t *testing.T) {
		t.Parallel()
		titletest.RulesAgree(t, aktsver.Second, officialSecond)
	})
}
