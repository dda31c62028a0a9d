package upd970

import "sdano/titles/tree"

// Buyer502 are the conditional rules of the buyer's title of 5.02.
var Buyer502 = rules("UPD502", buyer, signing(207))

// Buyer503 are the conditional rules of the buyer's title of 5.03.
var Buyer503 = rules("UPD503", buyer, signing(207))

// buyer are the rules of the buyer's title, which both versions have.
var buyer = []demand{
	{
		201, on("СвПрин"), "Содержание операции (СодОпер) не указывается, если товары не приняты (КодИтога 3).",
		onlyIf(notRefused, "@СодОпер"),
	},
	{
		202, on("ПредОргПрин"), "Для представителя организации указывается её ИНН (ИННОргПрин) или основание доверия (ОснДоверОргПрин).",
		needs(always, "@ИННОргПрин", "ОснДоверОргПрин"),
	},
	{
		203, on("ФЛПрин"), "Для физического лица указывается его ИНН (ИННФЛПрин) или основание доверия (ОснДоверФЛ).",
		needs(always, "@ИННФЛПрин", "ОснДоверФЛ"),
	},
	{
		204, on("ИнфПокЗаГоскКазн"), "Если указана предельная дата оплаты (ДатаОплПред), указывается очерёдность платежа (ОчерПлат).",
		needs(has("@ДатаОплПред"), "@ОчерПлат"),
	},
	{
		205, on("ИнфПокЗаГоскКазн"), "Если указана предельная дата оплаты (ДатаОплПред), указывается вид платежа (ВидПлат).",
		needs(has("@ДатаОплПред"), "@ВидПлат"),
	},
	foreigner(206, "ДаннИно"),
}

func notRefused(n tree.Node) bool {
	return n.At("КодСодОпер").Attr("КодИтога") != "3"
}

// foreigner is the rule on who is not registered with ФНС.
func foreigner(number int, elements ...string) demand {
	return demand{
		number, elements, "Для лица, не состоящего на учёте в налоговых органах, указывается идентификатор (Идентиф) или иные сведения (ИныеСвед).",
		needs(always, "@Идентиф", "@ИныеСвед"),
	}
}

// signing are the rules on a signatory, two numbers from this one on: what
// confirms the powers is told where the way of confirmation wants it.
func signing(number int) []demand {
	return []demand{
		{
			number, on("Подписант"), "Сведения об электронной доверенности (СвДоверЭл) указываются тогда и только тогда, когда СпосПодтПолном равно 3.",
			exactlyIf(equal("СпосПодтПолном", "3"), "СвДоверЭл"),
		},
		{
			number + 1, on("Подписант"), "Сведения о бумажной доверенности (СвДоверБум) указываются тогда и только тогда, когда СпосПодтПолном равно 5.",
			exactlyIf(equal("СпосПодтПолном", "5"), "СвДоверБум"),
		},
	}
}
