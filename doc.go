// Package sdano is the kernel of sdano («сдано»): the few words that every
// other room of the house uses and nobody owns.
//
// It names identifiers (ID), tenants (Tenant, «область данных»), calendar days
// (Date), tax periods (Period, «налоговый период»), money (Money, exact
// kopecks), taxpayers (TaxID, «ИНН/КПП» with control digits), the error a
// person may read (Error), the clock that tests may set (Clock) and the unit of
// work in which facts are recorded (Tx, Units).
//
// The kernel imports the standard library only and knows nothing of reports,
// monitors or documents. Layers above may import it; it imports none of them
// (docs/architecture.md, "Rooms").
package sdano
