package remind

import (
	"net/mail"
	"net/url"
	"slices"
	"time"

	"sdano"
)

// Channel is a way to tell somebody.
type Channel string

// The channels.
const (
	Email   Channel = "email"
	Webhook Channel = "webhook"
)

// Subscription says who is told of which terms, where and when.
type Subscription struct {
	ID     sdano.ID     `json:"id"`
	Tenant sdano.Tenant `json:"-"`
	// Payer is the organisation; the zero one means all of the tenant.
	Payer   sdano.TaxID `json:"payer,omitzero"`
	Channel Channel     `json:"channel"`
	// Address is an address of e-mail or of a program.
	Address string `json:"address"`
	// Secret signs what a webhook is told; it is not shown.
	Secret string `json:"-"`
	// Days are how many days before a term it is told of.
	Days []int `json:"days"`
	// QuietFrom and QuietTo are hours of the day, 0 to 23, in the organisation's
	// zone: nothing is sent from the one until the other. Equal hours mean that
	// there is no quiet.
	QuietFrom int `json:"quiet_from"`
	QuietTo   int `json:"quiet_to"`
	// Zone is the organisation's zone in hours east of UTC: 3 is Moscow.
	Zone    int  `json:"zone"`
	Enabled bool `json:"enabled"`
	// CreatedAt is of the real clock, UTC.
	CreatedAt time.Time `json:"created_at"`
}

// The zone and the hours that hold if nothing else is said.
const (
	moscow    = 3
	quietFrom = 21
	quietTo   = 8
)

// Defaults returns an enabled subscription without ID, tenant and address that
// has the usual days, quiet hours from 21 to 8 and the zone of Moscow.
func Defaults() Subscription {
	return Subscription{Days: []int{14, 7, 3, 1, 0}, QuietFrom: quietFrom, QuietTo: quietTo, Zone: moscow, Enabled: true}
}

// Day returns the calendar day of an instant where the organisation is.
func (s Subscription) Day(at time.Time) sdano.Date { return sdano.DateOf(at, s.location()) }

func (s Subscription) location() *time.Location { return time.FixedZone("", s.Zone*60*60) }

// Quiet reports whether an instant lies in the quiet hours.
func (s Subscription) Quiet(at time.Time) bool {
	hour := at.In(s.location()).Hour()
	if s.QuietFrom <= s.QuietTo {
		return s.QuietFrom <= hour && hour < s.QuietTo
	}
	return hour >= s.QuietFrom || hour < s.QuietTo
}

// wants reports whether a payer is one of the subscription's.
func (s Subscription) wants(payer sdano.TaxID) bool {
	return s.Payer == sdano.TaxID{} || s.Payer.INN == payer.INN && (s.Payer.KPP == "" || s.Payer.KPP == payer.KPP)
}

// Bounds of a subscription.
const (
	maxDays    = 20
	maxBefore  = 365
	maxAddress = 2000
	lastHour   = 23
	minZone    = 2
	maxZone    = 12
)

// Check refuses a subscription that cannot work; the error is of kind Invalid.
func (s Subscription) Check() error {
	badDay := func(n int) bool { return n < 0 || n > maxBefore }
	badHour := func(n int) bool { return n < 0 || n > lastHour }
	switch {
	case !s.reachable():
		return bad("address", "Адрес напоминаний не подходит.", "Укажите адрес электронной почты (channel email) или https-адрес программы (channel webhook).")
	case len(s.Days) > maxDays || slices.ContainsFunc(s.Days, badDay):
		return bad("days", "Дни напоминаний указаны неверно.", "Укажите не больше 20 чисел от 0 до 365: за сколько дней до срока напоминать.")
	case badHour(s.QuietFrom) || badHour(s.QuietTo):
		return bad("quiet_from", "Тихие часы указаны неверно.", "Укажите часы от 0 до 23; одинаковые часы отключают тишину.")
	case s.Zone < minZone || s.Zone > maxZone:
		return bad("zone", "Часовой пояс указан неверно.", "Укажите часы к востоку от UTC, от 2 до 12: Москва — 3.")
	}
	return nil
}

func (s Subscription) reachable() bool {
	if len(s.Address) > maxAddress {
		return false
	}
	switch s.Channel {
	case Email:
		a, err := mail.ParseAddress(s.Address)
		return err == nil && a.Name == "" && a.Address == s.Address
	case Webhook:
		u, err := url.Parse(s.Address)
		return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") && u.User == nil && u.Fragment == ""
	}
	return false
}

func bad(param, message, remedy string) error {
	return &sdano.Error{Kind: sdano.Invalid, Code: "bad_reminder", Param: param, Message: message, Remedy: remedy}
}
