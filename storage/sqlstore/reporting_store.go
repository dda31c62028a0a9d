package sqlstore

import "sdano/reporting"

// ReportingStore keeps submissions, reports, events, directions, the work
// register, the outbox, cursors and alarms. It is reporting.Store; every method
// works inside the unit it is given and sees the rows of the unit's tenant.
type ReportingStore struct{}

var _ reporting.Store = ReportingStore{}
