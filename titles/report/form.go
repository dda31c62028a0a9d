package report

import "slices"

// form is what this package knows of a form beyond the common header.
type form struct {
	// knd is «КНД», prefix the beginning of the file name, title the Russian
	// title of the order.
	knd, prefix, title string
	// periods are the allowed codes of the period; nil = any.
	periods []string
	// dated says that the periods stand in the lines, not in Документ.
	dated bool
	// versions are those whose part is understood; part is the child of
	// Документ that read reads, "" = none.
	versions []string
	part     string
	read     func(*reader) error
}

// Codes of the periods of a calculation that is cumulative within the year:
// those of every year, of an organisation's liquidation or reorganisation, and
// of the end of an entrepreneur's business.
var cumulative = []string{"21", "31", "33", "34", "51", "52", "53", "90", "83", "84", "85", "86"}

// forms are the known forms. The titles are those of the orders.
var forms = []form{
	{
		knd: "1152017", prefix: "NO_USN",
		title:   "Налоговая декларация по налогу, уплачиваемому в связи с применением упрощенной системы налогообложения",
		periods: []string{"34", "50", "95", "96"}, versions: []string{"5.08", "5.09"},
		part: "УСН", read: (*reader).usn,
	},
	{
		knd: "1110355", prefix: "UT_UVISCHSUMNAL",
		title: "Уведомление об исчисленных суммах налогов, авансовых платежей по налогам, сборов, страховых взносов",
		dated: true, versions: []string{"5.01", "5.02", "5.03"},
		part: "УвИсчСумНалог", read: (*reader).noticeLine,
	},
	{
		knd: "1151100", prefix: "NO_NDFL6.2", periods: cumulative,
		title: "Расчет сумм налога на доходы физических лиц, исчисленных и удержанных налоговым агентом (форма 6-НДФЛ)",
	},
	{
		knd: "1151111", prefix: "NO_RASCHSV", periods: cumulative,
		title: "Расчет по страховым взносам",
	},
	{
		knd: "1151162", prefix: "NO_PERSSVFL",
		title: "Персонифицированные сведения о физических лицах",
	},
}

// formOf returns what is known of a form; of an unknown one only its КНД.
func formOf(knd string) form {
	for i := range forms {
		if forms[i].knd == knd {
			return forms[i]
		}
	}
	return form{knd: knd}
}

// known reports whether the form is one of the table.
func (f form) known() bool { return f.prefix != "" }

// understood reports whether the amounts of a format version are read. A newer
// version is filed all the same; its amounts are not guessed.
func (f form) understood(version string) bool { return slices.Contains(f.versions, version) }
