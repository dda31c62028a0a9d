package monitor_test

import (
	"testing"

	"sdano/monitor"
)

func TestAReportFiledElsewhereCounts(t *testing.T) {
	t.Parallel()
	p := ip("2025-01-01", "2026-05-01")
	f := monitor.Facts{Filings: []monitor.Filing{{Rule: "usn_decl_ip", Period: period("2025"), Date: date("2026-04-30")}}}
	want(t, "before its day", string(report(t, compute(p, f, "2026-04-29"), "usn").State), "overdue")
	want(t, "from its day on", string(report(t, compute(p, f, "2026-04-30"), "usn").State), "filed")
	f.Filings[0].Period = period("2024")
	want(t, "of another period", string(report(t, compute(p, f, "2026-04-30"), "usn").State), "overdue")
}
