package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"

	"sdano"
	"sdano/titles/answer"
	"sdano/titles/report"
	"sdano/xmlscan"
)

// chunk is how many docflows are moved in one unit.
const chunk = 50

// advance moves what is due by one stage, or everything that still moves; it
// returns how many docflows and tasks it moved.
func (s *Server) advance(ctx context.Context, all bool) (int, error) {
	s.beating.Lock()
	defer s.beating.Unlock()
	limit := micros(s.c.Clock.Now())
	if all {
		limit = 1<<63 - 1
	}
	tasks, err := many(ctx, s.store.db, value[sdano.ID], `SELECT id FROM task WHERE state = 'running' AND due_at <= $1 ORDER BY due_at`, limit)
	if err != nil {
		return 0, err
	}
	flows, err := many(ctx, s.store.db, value[sdano.ID], `SELECT id FROM docflow WHERE open = 1 AND due_at <= $1 ORDER BY due_at`, limit)
	if err != nil {
		return 0, err
	}
	return len(tasks) + len(flows), errors.Join(s.each(tasks, s.beatTask), s.each(flows, s.beatDocflow))
}

// each runs a part of a unit for every identifier, many in one unit.
func (s *Server) each(ids []sdano.ID, do func(ctx context.Context, q querier, id sdano.ID) error) error {
	for part := range slices.Chunk(ids, chunk) {
		err := s.store.write(func(ctx context.Context, q querier) error {
			for _, id := range part {
				if err := do(ctx, q, id); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// beatDocflow moves a docflow by one stage: it waits, or the next answer comes.
func (s *Server) beatDocflow(ctx context.Context, q querier, id sdano.ID) error {
	d, err := docflowOf(ctx, q, id)
	if err != nil || !d.open {
		return err
	}
	bot, _ := robotOf(d.office)
	d.due = micros(s.c.Clock.Now().Add(s.c.StageDelay))
	if d.wait--; d.wait > 0 {
		return d.update(ctx, q)
	}
	if d.stage >= len(bot.steps) { // the robot of the code has changed
		d.open = false
		return d.update(ctx, q)
	}
	st := bot.steps[d.stage]
	if err := s.answer(ctx, q, d, st); err != nil {
		return err
	}
	d.stage++
	d.wait, d.open = bot.pace, d.stage < len(bot.steps) && !st.sealed
	d.status, d.state = either(st.status, d.status), either(st.state, d.state)
	d.changedAt = micros(s.now())
	return errors.Join(d.update(ctx, q), tell(ctx, q, d, st.feed, bot.copies))
}

func either(text, otherwise string) string {
	if text != "" {
		return text
	}
	return otherwise
}

// answer adds the document of a step to a docflow.
func (s *Server) answer(ctx context.Context, q querier, d docflow, st step) error {
	h, err := d.report()
	if err != nil {
		return err
	}
	name, data, err := s.compose(d, st, h)
	if err != nil {
		return fmt.Errorf("answer %s on %s: %w", st.doc, h.FileID, err)
	}
	count, _, err := one(ctx, q, value[int], `SELECT count(*) FROM docflow_document WHERE docflow = $1`, d.id)
	if err != nil {
		return err
	}
	doc := flowDocument{
		id: sdano.NewID(), docflow: d.id, n: count, typ: st.doc, filename: name, content: sdano.NewID(),
		signature: []byte(signatureMark), finishes: st.final, at: micros(s.now()),
	}
	if st.owes {
		doc.owed = receipt.doc
	}
	if st.sealed {
		doc.plain = sdano.NewID()
		if err := putContent(ctx, q, doc.plain, int64(len(data)), data); err != nil {
			return err
		}
		data = encrypted(len(data))
	}
	return errors.Join(putContent(ctx, q, doc.content, int64(len(data)), data), doc.insert(ctx, q))
}

// signatureMark stands for the signature of the authority: nobody can take it
// for one.
const signatureMark = "SDANO-SANDBOX-SIGNATURE-NOT-VALID"

// encrypted returns bytes that nobody can decrypt.
func encrypted(n int) []byte {
	data := make([]byte, n)
	_, _ = rand.Read(data) // never fails (Go 1.24)
	return data
}

// compose writes the document of a step about a report.
func (s *Server) compose(d docflow, st step, h report.Header) (string, []byte, error) {
	if st.kind == "" {
		return s.other(d, st, h)
	}
	a := answer.Answer{
		Kind: st.kind, About: h.FileID, At: s.now().In(sdano.Moscow), Office: d.office,
		PresentedAt: instant(d.sentAt).In(sdano.Moscow), // the moment in ПД
		OfficeName:  officeName(d.office), Payer: h.Payer, Reasons: st.reasons,
	}
	switch st.kind {
	case answer.DateConfirmation:
		a.At = a.PresentedAt
	case answer.Acceptance:
		a.RegNumber = fmt.Sprintf("%011d", d.number)
	}
	return answer.Write(a, h)
}

func officeName(code string) string { return "Учебная инспекция " + code }

// other writes the two answers that no format knows.
func (s *Server) other(d docflow, st step, h report.Header) (string, []byte, error) {
	prefix, element, note := "OP", "Рассмотрение", "Отчёт передан на рассмотрение"
	if st.doc == broken.doc {
		prefix, element, note = "ER", "ОшибкаОбработкиПакета", "Пакет не обработан: его содержимое не читается"
	}
	id := fmt.Sprintf("%s_%s_%s_%s_%s", prefix, h.Payer.FileForm(), d.office, s.now().In(sdano.Moscow).Format("20060102"), d.id.Compact())
	w := xmlscan.NewWriter()
	w.Start("Файл", "ИдФайл", id, "ВерсПрог", program)
	w.Start("Документ")
	w.Leaf(element, "ИмяОбрабФайла", h.FileID, "КодНО", d.office, "Текст", note)
	data, err := w.Bytes()
	return id + ".xml", data, err
}

const program = "sdano sandbox"

// healDocflows makes the sealed documents readable and lets their docflows go
// on; it returns how many there were.
func (s *Server) healDocflows(ctx context.Context, q querier) (int, error) {
	docs, err := many(ctx, q, scanFlowDocument, `SELECT `+flowColumns+` FROM docflow_document WHERE plain <> ''`)
	if err != nil {
		return 0, err
	}
	for _, doc := range docs {
		if err := s.unseal(ctx, q, doc); err != nil {
			return 0, err
		}
	}
	return len(docs), nil
}

func (s *Server) unseal(ctx context.Context, q querier, doc flowDocument) error {
	if err := exec(ctx, q, `UPDATE docflow_document SET content = plain, plain = '' WHERE id = $1`, doc.id); err != nil {
		return err
	}
	d, err := docflowOf(ctx, q, doc.docflow)
	if err != nil {
		return err
	}
	bot, _ := robotOf(d.office)
	d.open, d.state = d.stage < len(bot.steps), acceptance.state
	d.changedAt, d.due = micros(s.now()), micros(s.c.Clock.Now().Add(s.c.StageDelay))
	return errors.Join(d.update(ctx, q), tell(ctx, q, d, acceptance.feed, bot.copies))
}
