package data

// Regimes are the tax regimes that a Condition may name. "npd_only" is derived:
// the only regime of the payer is "npd".
var Regimes = []string{"ausn", "envd", "eshn", "npd", "npd_only", "osno", "psn", "usn"}

// Flags are the facts about a payer that a Condition may name.
var Flags = []string{
	"dsv", "eaeu_import", "employees", "excise", "fss4_paper", "income_over_300k", "invoice_journal", "land", "land_advances",
	"ndpi", "no_activity", "nvos", "nvos_advances", "profit_monthly_advances", "property", "property_advances", "property_average",
	"special_service", "tourist_tax", "trade_fee", "transport", "transport_advances", "vat_agent", "vat_exempt", "vat_payer", "water",
}
