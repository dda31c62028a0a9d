package acceptance_test

import (
	"testing"

	"sdano/acceptance/acceptancetest"
)

// key is a key of the tests, short to write.
type key struct {
	own         *acceptancetest.Key
	certificate []byte
}

var (
	buyerKey  = newKey("Примеров", "Пётр Ильич", "Заведующий складом", "ООО «Пример»", "779999991008", "7799999919")
	vendorKey = newKey("Продавцова", "Анна Петровна", "Директор", "ООО «Продавец»", "500100732259", "7799999940") // of the seller's box
	sellerKey = newKey("Продавцова", "Анна Петровна", "Директор", "ООО «Продавец»", "500100732259", "7799999926")
)

func newKey(surname, given, position, organization, inn, innle string) *key {
	own, err := acceptancetest.NewKey(acceptancetest.Owner{
		Surname: surname, Given: given, Position: position, Organization: organization, INN: inn, INNLE: innle,
	})
	if err != nil {
		panic(err)
	}
	return &key{own, own.Certificate}
}

func (k *key) thumbprint() string { return k.own.Thumbprint() }

func (k *key) sign(t testing.TB, content []byte) []byte {
	t.Helper()
	out, err := k.own.Sign(content)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
