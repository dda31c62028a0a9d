package show

import (
	"strconv"

	"sdano/titles/title"
)

// functions tell what a «Функция» means.
var functions = map[string]string{
	"СЧФ": "счёт-фактура", "СЧФДОП": "счёт-фактура и передаточный документ", "ДОП": "передаточный документ",
	"СвРК": "сведения о реализации комиссионером", "СвЗК": "сведения о закупке комиссионером",
	"КСЧФ": "корректировочный счёт-фактура", "КСЧФДИС": "корректировочный счёт-фактура и документ об изменении стоимости",
	"ДИС": "документ об изменении стоимости", "СвИСРК": "изменение стоимости при реализации комиссионером",
	"СвИСЗК": "изменение стоимости при закупке комиссионером",
}

// powers tell what an «ОблПолн» means: what the signer is responsible for.
var powers = map[string]string{
	"0": "подписывает счета-фактуры", "1": "совершил сделку", "2": "совершил сделку и оформил её",
	"3": "оформил свершившееся событие", "4": "совершил сделку и подписывает счета-фактуры",
	"5": "совершил сделку, оформил её и подписывает счета-фактуры",
	"6": "оформил свершившееся событие и подписывает счета-фактуры",
	"7": "председатель комиссии", "8": "член комиссии",
	"21": "утверждает", "22": "подтверждает", "23": "даёт согласие", "29": "иные полномочия",
}

// statuses tell what a «Статус» means: whose employee the signer is.
var statuses = map[string]string{
	"1": "работник продавца", "2": "работник составителя файла", "3": "работник иной уполномоченной организации",
	"4": "уполномоченное физическое лицо", "5": "работник покупателя", "6": "работник составителя файла покупателя",
}

// buyersStatuses are statuses in the second titles of the orders of 2015 and
// 2016 on УКД, накладная and акт, which count them from their own side.
var buyersStatuses = map[string]string{
	"1": "работник покупателя (заказчика)", "2": statuses["2"], "3": statuses["3"], "4": statuses["4"],
}

// statusesOf returns the meanings of «Статус» in a format, which may be nil.
func statusesOf(f *title.Format) map[string]string {
	if f != nil && f.Role == title.Second && (f.Kind == title.UKD || f.Kind == title.TORG12 || f.Kind == title.Act) {
		return buyersStatuses
	}
	return statuses
}

// warrants tell what a «СтатПодп» means: by which power of attorney it is signed.
var warrants = map[string]string{
	"1": "без доверенности", "2": "по электронной доверенности", "3": "по бумажной доверенности",
}

// confirmations tell what a «СпосПодтПолном» means: where the powers can be seen.
var confirmations = map[string]string{
	"1": "по данным электронной подписи", "2": "электронная доверенность в пакете",
	"3": "электронная доверенность в системе, указанной в документе",
	"4": "электронная доверенность в системе, сведения переданы иначе",
	"5": "бумажная доверенность", "6": "иное",
}

// signatureTypes tell what a «ТипПодпис» means.
var signatureTypes = map[string]string{
	"1": "усиленная квалифицированная", "2": "простая", "3": "усиленная неквалифицированная",
}

// purposes tell what an «ИнфДопСв» of a ТОРГ-2 asks for.
var purposes = map[int]string{
	1: "дополнительных сведений не будет", 2: "оприходование у покупателя", 3: "утверждение у покупателя",
	4: "иные сведения покупателя", 5: "согласие или несогласие продавца", 6: "иные сведения продавца",
	7: "согласие перевозчика", 8: "иные сведения перевозчика",
}

// outcomes tell what a «КодИтога» means.
var outcomes = map[int]string{1: "принято без расхождений", 2: "принято с расхождениями", 3: "не принято"}

// disagreements tell what a «ПризнРазн» of an act of reconciliation means.
var disagreements = map[int]string{1: "разногласий нет", 2: "есть разногласия"}

// confirmed tell what the day of a receipt is.
var confirmed = map[title.Kind]string{
	title.Receipt: "Документ получен", title.Clarification: "Документ получен",
	title.Arrived: "Документ получен", title.Dispatched: "Документ отправлен",
}

// currencies name the usual currencies by «КодОКВ».
var currencies = map[string]string{
	"643": "российский рубль", "840": "доллар США", "978": "евро", "156": "китайский юань",
	"398": "казахстанский тенге", "933": "белорусский рубль",
}

// told returns a code with its meaning: "5 — работник покупателя".
func told(code string, meanings map[string]string) string {
	if meaning := meanings[code]; meaning != "" {
		return code + " — " + meaning
	}
	return code
}

func toldNumber(code int, meanings map[int]string) string {
	if meaning := meanings[code]; meaning != "" {
		return strconv.Itoa(code) + " — " + meaning
	}
	return strconv.Itoa(code)
}

// roles name the parties of most documents; those of some kinds have their own.
var roles = map[title.PartyRole]string{
	title.Seller: "Продавец", title.Buyer: "Покупатель", title.Shipper: "Грузоотправитель",
	title.Consignee: "Грузополучатель", title.Carrier: "Перевозчик", title.Operator: "Оператор ЭДО", title.Author: "Составитель файла",
}

var ownRoles = map[title.Kind]map[title.PartyRole]string{
	title.Act:            {title.Seller: "Исполнитель", title.Buyer: "Заказчик"},
	title.Reconciliation: {title.Seller: "Отправитель", title.Buyer: "Получатель"},
	title.Receipt:        exchangeRoles, title.Clarification: exchangeRoles, title.Annulment: exchangeRoles,
	title.Dispatched: exchangeRoles, title.Arrived: exchangeRoles,
	"": {title.Author: "Налогоплательщик"},
}

var exchangeRoles = map[title.PartyRole]string{title.Seller: "Отправитель документа", title.Buyer: "Получатель документа"}

func roleName(kind title.Kind, role title.PartyRole) string {
	if own := ownRoles[kind][role]; own != "" {
		return own
	}
	if name := roles[role]; name != "" {
		return name
	}
	return string(role)
}
