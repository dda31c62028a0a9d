package hooks

import (
	"fmt"
	"net/netip"
	"net/url"
	"syscall"

	"sdano"
)

// maxURL bounds an address in bytes.
const maxURL = 2000

// checkURL refuses an address that may not be asked. That a name leads inside
// shows only at the connection: see guard.
func checkURL(text string, private bool) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || len(text) > maxURL || u.Scheme != "https" && u.Scheme != "http":
		return badURL("это не адрес вида https://узел/путь")
	case u.User != nil || u.Fragment != "":
		return badURL("в нём есть имя пользователя или часть после #")
	case private:
		return nil
	case u.Scheme != "https":
		return badURL("нужен https")
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && !public(ip) {
		return badURL("он ведёт во внутреннюю сеть")
	}
	return nil
}

func badURL(why string) error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_url", Param: "Url",
		Message: "Адрес вебхука не подходит: " + why + ".",
		Remedy:  "Укажите адрес вашей программы, доступный из интернета по https.",
	}
}

// closed are the networks that are not of the public internet (IANA registries
// of special-purpose addresses, RFC 6890) beyond those that package netip
// knows, and those that carry an address of IPv4 inside.
var closed = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "240.0.0.0/4",
	"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10",
)

func prefixes(texts ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, text := range texts {
		out = append(out, netip.MustParsePrefix(text))
	}
	return out
}

// public reports whether an address is one of the public internet.
func public(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	if !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return false
	}
	for _, p := range closed {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

// guard refuses connections to addresses inside. It is asked about the address
// that a name was resolved to, so that no name can lead there.
func guard(_, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if !public(a.Addr()) {
		return errInside{a.Addr()}
	}
	return nil
}

// errInside is the refusal of a connection inside.
type errInside struct{ addr netip.Addr }

// Error names the address, for the log.
func (e errInside) Error() string { return fmt.Sprintf("hooks: %s is inside the network", e.addr) }
