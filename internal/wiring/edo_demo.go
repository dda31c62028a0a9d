package wiring

import (
	"context"
	"path/filepath"
	"slices"

	"sdano"
	"sdano/acceptance"
	"sdano/edo/loopback"
	"sdano/internal/demo"
	"sdano/sign"
	"sdano/storage/sqlstore"
)

// openDemoKeys opens the demo's own keys, whose root only the demo trusts.
func (h *house) openDemoKeys(c Config, trust *sign.CheckOptions) error {
	if !c.Demo {
		return nil
	}
	keys, err := demo.OpenKeys(filepath.Join(c.Data, "demo-keys"), h.clock)
	if err != nil {
		return err
	}
	h.exchange.keys = keys
	trust.Roots = append(trust.Roots, keys.Root())
	return nil
}

// exchangeKey is the setting that says that the demo's documents are delivered.
const exchangeKey = "demo_exchange"

// seedExchange makes the demo's boxes and delivers its documents from one to the
// other, as any operator would: the mission takes them in when it polls. After a
// crash it goes on from where it stopped.
func (s *Server) seedExchange(ctx context.Context) error {
	made, err := s.settingMade(ctx, exchangeKey)
	if err != nil || made {
		return err
	}
	if err := s.seedBoxes(ctx); err != nil {
		return err
	}
	deliveries, err := demo.Deliveries()
	if err != nil {
		return err
	}
	for _, d := range deliveries {
		signature, err := s.house.exchange.keys.Sign(ctx, sign.Subject{Tenant: demo.Tenant, TaxID: d.Signatory()}, "", d.Content)
		if err != nil {
			return err
		}
		parcel := loopback.Parcel{
			ID: d.ID, From: d.From, To: d.To, Package: d.Package, FileName: d.FileName, Content: d.Content, Signatures: [][]byte{signature},
		}
		if _, err := s.house.exchange.mail.Deliver(ctx, parcel); err != nil {
			return err
		}
	}
	return s.house.office.SetSetting(ctx, demoActor, exchangeKey, "1")
}

// seedBoxes makes the boxes that are not there yet, linked to the demo's user.
func (s *Server) seedBoxes(ctx context.Context) error {
	admin := acceptance.Visitor{Actor: demoActor, Tenants: []sdano.Tenant{demo.Tenant}, Admin: true}
	have, err := s.house.exchange.acceptance.Boxes(ctx, admin)
	if err != nil {
		return err
	}
	for _, box := range demo.Boxes() {
		if slices.ContainsFunc(have, func(b acceptance.Box) bool { return b.ID == box.ID }) {
			continue
		}
		if err := s.house.exchange.acceptance.PutBox(ctx, demoActor, box, demo.Login); err != nil {
			return err
		}
	}
	return nil
}

// settingMade reports whether a setting of the installation is there.
func (s *Server) settingMade(ctx context.Context, key string) (made bool, err error) {
	err = s.db.Read(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
		_, made, err = sqlstore.SettingsStore{}.Get(ctx, tx, key)
		return err
	})
	return made, err
}
