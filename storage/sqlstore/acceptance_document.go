package sqlstore

import (
	"context"
	"slices"
	"strings"

	"sdano"
	"sdano/acceptance"
)

var (
	// documentArrived is what never changes of a document, documentState what an
	// update writes.
	documentArrived = columnsOf(`id tenant box package output operator_document operator_package sender_box receiver_box
		type format_id prefix format_version knd function name number date total sender_inn
		file_name content operator_at arrived_at arrival folded`)
	documentState   = columnsOf("version status stable no_answer findings")
	documentColumns = slices.Concat(documentArrived, documentState)

	insertDocument = insertInto("edo_documents", documentColumns)
	insertTitle    = insertInto("edo_titles", columnsOf("tenant document body"))
	updateDocument = update("edo_documents", documentState, "tenant", "id", "version")
	listDocuments  = "SELECT " + documentColumns.list() + " FROM edo_documents"
	selectDocument = "SELECT " + documentColumns.of("d") + ", COALESCE(t.body, '') FROM edo_documents d" +
		" LEFT JOIN edo_titles t ON t.tenant = d.tenant AND t.document = d.id WHERE d.tenant = $1 AND "
	// Not the bare column of the box: SQLite would walk through the whole of it.
	selectPackage = "SELECT " + documentColumns.of("d") + ", COALESCE(t.body, '') FROM edo_documents n" +
		" JOIN edo_documents d ON d.tenant = n.tenant AND d.package = n.package AND d.box || '' = n.box" +
		" LEFT JOIN edo_titles t ON t.tenant = d.tenant AND t.document = d.id" +
		" WHERE n.tenant = $1 AND n.id = $2 ORDER BY d.arrival"
	selectStates = "SELECT d.id, d.version, b.version, (SELECT COUNT(*) FROM edo_attachments s WHERE s.tenant = d.tenant AND s.signs = d.content)" +
		" FROM edo_documents n JOIN edo_documents d ON d.tenant = n.tenant AND d.package = n.package AND d.box || '' = n.box" +
		" JOIN edo_boxes b ON b.tenant = n.tenant AND b.id = n.box" +
		" WHERE n.tenant = $1 AND n.id = $2 ORDER BY d.arrival"
)

func documentDest(d *acceptance.Document) []any {
	return []any{
		&d.ID, &d.Tenant, &d.Box, &d.Package, &d.Output, &d.OperatorDocument, &d.OperatorPackage, &d.SenderBox, &d.ReceiverBox,
		&d.Type, &d.FormatID, &d.Prefix, &d.FormatVersion, &d.KND, &d.Function, &d.Name, &d.Number, &d.Date, &d.Total, &d.SenderINN,
		&d.FileName, &d.Content, at(&d.OperatorAt), at(&d.ArrivedAt), &d.Arrival, &d.Folded,
		&d.Version, &d.Status, &d.Stable, &d.NoAnswer, doc(&d.Findings),
	}
}

func wholeDocumentDest(d *acceptance.Document) []any { return append(documentDest(d), doc(&d.Title)) }

func documentArrivedArgs(tenant int64, d *acceptance.Document) []any {
	var total any
	if d.Total != nil {
		total = int64(*d.Total)
	}
	return []any{
		d.ID.String(), tenant, d.Box, ref(d.Package), bit(d.Output), d.OperatorDocument, d.OperatorPackage, d.SenderBox, d.ReceiverBox,
		int64(d.Type), d.FormatID, d.Prefix, d.FormatVersion, d.KND, d.Function, d.Name, d.Number, d.Date.String(), total, d.SenderINN,
		d.FileName, ref(d.Content), micros(d.OperatorAt), micros(d.ArrivedAt), d.Arrival, d.Folded,
	}
}

// documentStateArgs returns the values of documentState with a version.
func documentStateArgs(d *acceptance.Document, version int64) ([]any, error) {
	findings, err := listText(d.Findings)
	return []any{version, string(d.Status), string(d.Stable), d.NoAnswer, findings}, err
}

// InsertDocument records a document with its title. Of Title everything but
// Format is kept.
func (AcceptanceStore) InsertDocument(ctx context.Context, tx sdano.Tx, d acceptance.Document) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, d.Tenant)
	if err != nil {
		return err
	}
	state, err := documentStateArgs(&d, d.Version)
	if err != nil {
		return err
	}
	if _, err := u.exec(ctx, insertDocument, append(documentArrivedArgs(tenant, &d), state...)...); err != nil || d.Title == nil {
		return err
	}
	body, err := jsonText(d.Title)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, insertTitle, tenant, d.ID.String(), body)
	return err
}

// Document returns one whole, or acceptance.ErrNotFound.
func (AcceptanceStore) Document(ctx context.Context, tx sdano.Tx, id sdano.ID) (acceptance.Document, error) {
	u, err := unitOf(tx)
	if err != nil {
		return acceptance.Document{}, err
	}
	return one(ctx, u, acceptance.ErrNotFound, wholeDocumentDest, selectDocument+"d.id = $2", int64(u.tenant), id.String())
}

// DocumentAtOperator returns the document of a box, whole, by its name at the
// operator; false if there is none or the name is "".
func (AcceptanceStore) DocumentAtOperator(ctx context.Context, tx sdano.Tx, box, operatorDocument string) (acceptance.Document, bool, error) {
	return find(ctx, tx, wholeDocumentDest,
		selectDocument+"d.box = $2 AND d.operator_document = $3 AND d.operator_document <> ''", box, operatorDocument)
}

// UpdateDocument writes status, stable status, the reason against an answer and
// the findings if the stored version equals d.Version, and stores Version+1;
// otherwise acceptance.ErrStale. Nothing else of a document ever changes.
func (AcceptanceStore) UpdateDocument(ctx context.Context, tx sdano.Tx, d acceptance.Document) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, d.Tenant)
	if err != nil {
		return err
	}
	state, err := documentStateArgs(&d, d.Version+1)
	if err != nil {
		return err
	}
	return change(ctx, u, acceptance.ErrStale, updateDocument, append(state, tenant, d.ID.String(), d.Version)...)
}

// PackageOf returns the documents of the package of a document in its box, whole,
// by Arrival; none if there is no such document or it has no package.
func (AcceptanceStore) PackageOf(ctx context.Context, tx sdano.Tx, document sdano.ID) ([]acceptance.Document, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	return collect(ctx, u, wholeDocumentDest, selectPackage, int64(u.tenant), document.String())
}

// PackageStates returns the states of the documents that PackageOf returns, in
// the same order; none if the box is not there.
func (AcceptanceStore) PackageStates(ctx context.Context, tx sdano.Tx, document sdano.ID) ([]acceptance.State, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	dest := func(s *acceptance.State) []any { return []any{&s.Document, &s.Version, &s.BoxVersion, &s.Signatures} }
	return collect(ctx, u, dest, selectStates, int64(u.tenant), document.String())
}

// ListDocuments returns what the query selects, highest Arrival first, without
// Title.
func (AcceptanceStore) ListDocuments(ctx context.Context, tx sdano.Tx, q acceptance.Query) ([]acceptance.Document, error) {
	u, err := unitOf(tx)
	if err != nil || len(q.Boxes) == 0 {
		return nil, err
	}
	st := documentQuery(int64(u.tenant), q)
	return collect(ctx, u, documentDest, st.text.String(), st.args...)
}

func documentQuery(tenant int64, q acceptance.Query) *statement {
	var st statement
	st.add(listDocuments+" WHERE tenant = ?", tenant)
	// Not the bare column, unless nothing better than its index selects: SQLite
	// would walk through whole boxes.
	box := "box || ''"
	if len(q.Boxes) == 1 && q.Number == "" && q.Package.IsZero() && !q.Unanswered {
		box = "box"
	}
	addIn(&st, box, q.Boxes)
	if len(q.Statuses) > 0 {
		addIn(&st, "status", codeTexts(q.Statuses))
	}
	if q.Unanswered {
		st.add(" AND status IN ('I', 'IPF') AND output = 0 AND no_answer = ''")
	}
	if q.Type != nil {
		st.add(" AND type = ?", int64(*q.Type))
	}
	if !q.Package.IsZero() {
		st.add(" AND package = ?", q.Package.String())
	}
	addDocumentTexts(&st, q)
	if q.Before > 0 {
		st.add(" AND arrival < ?", q.Before)
	}
	return st.add(" ORDER BY arrival DESC LIMIT ?", limitOr(q.Limit))
}

// addDocumentTexts appends the conditions on number, sender, day and text.
func addDocumentTexts(st *statement, q acceptance.Query) {
	if q.Number != "" {
		// The first part is that of the index.
		st.add(" AND substr(number, 1, 40) = ? AND number = ?", firstRunes(q.Number, 40), q.Number)
	}
	if q.SenderINN != "" {
		st.add(" AND sender_inn = ?", q.SenderINN)
	}
	// Days are texts of one length, so they compare as days do; none is "".
	if !q.From.IsZero() {
		st.add(" AND date >= ?", q.From.String())
	}
	if !q.To.IsZero() {
		st.add(" AND date <= ? AND date <> ''", q.To.String())
	}
	if q.Text != "" {
		// Exact on both engines, whatever the text has of LIKE's signs. What is kept is
		// in lower case already; that «ё» is also written «е» is for the search alone.
		const folded = "replace(folded, 'ё', 'е')"
		st.add(" AND replace("+folded+", ?, '') <> "+folded, strings.ReplaceAll(strings.ToLower(q.Text), "ё", "е"))
	}
}

func codeTexts(codes []acceptance.Code) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = string(c)
	}
	return out
}

// firstRunes returns at most n characters of a text.
func firstRunes(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}
