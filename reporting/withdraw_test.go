package reporting_test

import (
	"context"
	"testing"
	"time"

	"sdano"
	"sdano/reporting"
)

func TestPlannedSubmissionIsWithdrawn(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		sub := d.filed(d.sample(), "")
		d.business.Advance(time.Minute)
		for range 2 {
			d.must(d.Withdraw(d.Context(), deskActor, deskTenant, sub.ID, " ошибка в сумме "))
		}
		got, err := d.Submission(d.Context(), deskTenant, sub.ID)
		d.must(err)
		if !got.Deleted || got.Version != 2 || got.Status != reporting.Planned || !got.UpdatedAt.Equal(morning.Add(time.Minute)) {
			d.Errorf("%+v", got)
		}
		if len(d.work()) != 0 {
			d.Error("its row of work is still there")
		}
		if verdict, ok := d.verdict(sub.Report); ok {
			d.Errorf("verdict %+v", verdict)
		}
		entries := d.journal("submission/" + sub.ID.String())
		if len(entries) != 2 || entries[1].Action != "submission.withdrawn" ||
			entries[1].Before != `{"status":"planned","deleted":false,"version":1}` ||
			entries[1].After != `{"status":"planned","deleted":true,"version":2,"reason":"ошибка в сумме"}` {
			d.Errorf("%+v", entries)
		}
		d.verifyJournal()
	})
}

func TestWhatMayHaveLeftIsNotWithdrawn(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*reporting.Submission){
		"sent":        func(s *reporting.Submission) { s.Status, s.Delivery = reporting.Sent, reporting.DeliveryAccepted },
		"being sent":  func(s *reporting.Submission) { s.Delivery = reporting.DeliverySending },
		"unknown":     func(s *reporting.Submission) { s.Delivery = reporting.DeliveryUnknown },
		"known to it": func(s *reporting.Submission) { s.UID = "0123" },
		"accepted":    accepted(morning),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			sub := d.filed(d.sample(), "")
			d.becomes(sub.ID, change)
			d.refused(d.Withdraw(t.Context(), deskActor, deskTenant, sub.ID, ""), sdano.Conflict, "already_sent")
			if got, _ := d.Submission(t.Context(), deskTenant, sub.ID); got.Deleted {
				t.Error("withdrawn nevertheless")
			}
		})
	}
}

func TestOnlyCertainFailuresAllowTheWithdrawal(t *testing.T) {
	t.Parallel()
	for state, allowed := range map[reporting.Delivery]bool{
		reporting.DeliverySending: false, reporting.DeliveryUnknown: false, reporting.DeliveryAccepted: false, reporting.DeliveryFailed: true,
	} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			sub := d.filed(d.sample(), "")
			d.becomes(sub.ID, func(s *reporting.Submission) { s.Delivery, s.Attempt = reporting.DeliveryFailed, 2 })
			d.do(func(ctx context.Context, tx sdano.Tx) error {
				for n, st := range []reporting.Delivery{reporting.DeliveryFailed, state} {
					a := reporting.Attempt{Submission: sub.ID, Number: n + 1, DraftID: sdano.NewID(), State: st, StartedAt: morning}
					if err := d.store.PutAttempt(ctx, tx, a); err != nil {
						return err
					}
				}
				return nil
			})
			err := d.Withdraw(t.Context(), deskActor, deskTenant, sub.ID, "")
			if !allowed {
				d.refused(err, sdano.Conflict, "already_sent")
				return
			}
			d.must(err)
			d.filed(d.sample(), "")
		})
	}
}

func TestWithdrawalEndsTheAlarms(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	sub := d.filed(d.sample(), "")
	d.becomes(sub.ID, func(s *reporting.Submission) {
		s.Delivery, s.LastError = reporting.DeliveryFailed, &reporting.Failure{Code: "operator_refused", Text: "Нет подписи.", At: morning}
	})
	d.do(func(ctx context.Context, tx sdano.Tx) error {
		_, err := d.store.RaiseAlarm(ctx, tx, reporting.Alarm{ID: sdano.NewID(), Code: "operator_refused", Object: sub.ID, Text: "Нет подписи.", At: morning})
		return err
	})
	_, err := d.file(d.sample(), "")
	has(t, d.refused(err, sdano.Conflict, "report_open").Message, "последняя ошибка: Нет подписи (")
	d.must(d.Withdraw(t.Context(), deskActor, deskTenant, sub.ID, ""))
	if got := d.alarmCodes(deskTenant); len(got) != 0 {
		t.Errorf("alarms %v", got)
	}
}

// Acceptance f: the verdict is the best submission's, whatever becomes of the
// resend.
func TestAcceptedStaysTheVerdictWhenTheResendIsRefusedOrWithdrawn(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		first := d.filed(d.sample(), "")
		d.becomes(first.ID, accepted(morning))
		still := func(when string) {
			d.Helper()
			verdict, ok := d.verdict(first.Report)
			want := reporting.ReportStatus{
				Report: first.Report, Status: reporting.CoarseAccepted, Basis: first.ID,
				Outcome: reporting.OutcomeAccepted, FiledAt: morning,
			}
			if !ok || verdict != want {
				d.Errorf("%s: %+v, %v", when, verdict, ok)
			}
		}
		again := d.filed(d.sample(), "инспекция просит ещё раз")
		still("resent")
		d.must(d.Withdraw(d.Context(), deskActor, deskTenant, again.ID, "не нужно"))
		still("resend withdrawn")
		again = d.filed(d.sample(), "инспекция просит ещё раз")
		d.becomes(again.ID, refusedBy(morning.Add(time.Hour)))
		third := d.filed(d.sample(), "и ещё раз")
		still("resend refused")
		d.must(d.Withdraw(d.Context(), deskActor, deskTenant, third.ID, "не нужно"))
		still("the last one withdrawn")
	})
}
