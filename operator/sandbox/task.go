package sandbox

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
)

// The tasks of a draft.
const (
	taskCheck   = "check"
	taskPrepare = "prepare"
	taskSend    = "send"
)

// The states of a task.
const (
	taskRunning   = "running"
	taskSucceeded = "succeed"
	taskFailed    = "failed"
)

// task is a stored task.
type task struct {
	id, draft  sdano.ID
	typ, state string
	wait       int
	due        int64
	result     string // JSON, "" for none
	failure    string // JSON, "" for none
}

const taskColumns = `id, draft, type, state, wait, due_at, result, failure`

func scanTask(row scanner, t *task) error {
	return row.Scan(&t.id, &t.draft, &t.typ, &t.state, &t.wait, &t.due, &t.result, &t.failure)
}

func (t task) insert(ctx context.Context, q querier) error {
	return exec(ctx, q, `INSERT INTO task (`+taskColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		t.id, t.draft, t.typ, t.state, t.wait, t.due, t.result, t.failure)
}

// taskJSON is a task as it is written.
type taskJSON struct {
	ID     sdano.ID       `json:"id"`
	State  string         `json:"task-state"`
	Type   string         `json:"task-type"`
	Error  jsontext.Value `json:"error,omitzero"`
	Result jsontext.Value `json:"task-result,omitzero"`
}

// startTask answers POST /drafts/{draft}/{check|prepare|send}. The first answer
// always says that the task runs; what came of it is told by its own address.
func (s *Server) startTask(kind string) call {
	return func(r *http.Request) (int, any, error) {
		id, err := pathID(r, "draft", "Черновик")
		if err != nil {
			return 0, nil, err
		}
		if r.URL.Query().Get("deferred") != "true" {
			return 0, nil, badRequest("deferredRequired", "Задача выполняется только отложенно: добавьте ?deferred=true.")
		}
		t := task{id: sdano.NewID(), draft: id, typ: kind}
		lost := false
		err = s.store.write(func(ctx context.Context, q querier) error {
			d, err := openDraft(ctx, q, id)
			if err != nil {
				return err
			}
			bot, _ := robotOf(d.office)
			lost = kind == taskSend && bot.lost && breaks(id)
			return s.begin(ctx, q, d, bot, &t)
		})
		if err == nil && lost {
			err = errLost
		}
		return http.StatusOK, taskJSON{ID: t.id, State: taskRunning, Type: "urn:task-type:" + kind}, err
	}
}

// breaks says in which way the answer to a send gets lost: with its connection,
// or at each look at its task.
func breaks(draft sdano.ID) bool { return draft[15]&1 == 0 }

// begin does the work of a task at once, but for a send of a slow inspection.
func (s *Server) begin(ctx context.Context, q querier, d draft, bot robot, t *task) error {
	documents, err := documentsOf(ctx, q, d.id)
	if err != nil {
		return err
	}
	check, err := checkDraft(d.office, documents)
	if err != nil {
		return err
	}
	if t.typ == taskCheck {
		return t.succeed(ctx, q, d, check, draftChecked)
	}
	errorsFound := badRequest("checkProtocolHasErrors", "Проверка черновика нашла ошибки.")
	if t.typ == taskPrepare && !check.clean() {
		return errorsFound
	}
	signed, err := signedOf(ctx, q, d.id)
	if err != nil {
		return err
	}
	check = check.unsigned(signed, documents)
	if t.typ == taskPrepare {
		return t.prepared(ctx, q, d, check)
	}
	if !check.clean() {
		return t.fail(ctx, q, errorsFound)
	}
	if bot.sendPace > 0 {
		t.state, t.wait, t.due = taskRunning, bot.sendPace, micros(s.c.Clock.Now().Add(s.c.StageDelay))
		return errors.Join(t.insert(ctx, q), d.set(ctx, q, draftSending))
	}
	t.state = taskSucceeded
	return errors.Join(t.insert(ctx, q), s.send(ctx, q, d))
}

// prepareJSON is the result of the task prepare.
type prepareJSON struct {
	Check  checkJSON `json:"check-result"`
	Status string    `json:"status"`
	Links  []link    `json:"links"`
}

func (t *task) prepared(ctx context.Context, q querier, d draft, check checkJSON) error {
	if check.clean() {
		return t.succeed(ctx, q, d, prepareJSON{Check: check, Status: "ok"}, draftReady)
	}
	return t.succeed(ctx, q, d, prepareJSON{Check: check, Status: "checkProtocolHasErrors"}, draftChecked)
}

// succeed stores a task that is done, with its result and the draft's status.
func (t *task) succeed(ctx context.Context, q querier, d draft, result any, status string) error {
	text, err := json.Marshal(result)
	if err != nil {
		return err
	}
	t.state, t.result = taskSucceeded, string(text)
	return errors.Join(t.insert(ctx, q), d.set(ctx, q, status))
}

// fail stores a task that failed.
func (t *task) fail(ctx context.Context, q querier, f *fault) error {
	text, err := json.Marshal(f.json(t.id.Compact()))
	if err != nil {
		return err
	}
	t.state, t.failure = taskFailed, string(text)
	return t.insert(ctx, q)
}

// signedOf returns the documents of a draft that have a signature.
func signedOf(ctx context.Context, q querier, draft sdano.ID) (map[sdano.ID]bool, error) {
	ids, err := many(ctx, q, value[sdano.ID],
		`SELECT DISTINCT s.document FROM draft_signature s JOIN draft_document d ON d.id = s.document WHERE d.draft = $1`, draft)
	out := map[sdano.ID]bool{}
	for _, id := range ids {
		out[id] = true
	}
	return out, err
}

// getTask answers what became of a task.
func (s *Server) getTask(r *http.Request) (int, any, error) {
	draftID, err := pathID(r, "draft", "Черновик")
	if err != nil {
		return 0, nil, err
	}
	id, err := pathID(r, "task", "Задача")
	if err != nil {
		return 0, nil, err
	}
	ctx, q := r.Context(), s.store.db
	t, ok, err := one(ctx, q, scanTask, `SELECT `+taskColumns+` FROM task WHERE id = $1 AND draft = $2`, id, draftID)
	if err == nil && !ok {
		err = notFound("Задача")
	}
	if err != nil {
		return 0, nil, err
	}
	out := taskJSON{ID: t.id, State: t.state, Type: "urn:task-type:" + t.typ, Error: rawJSON(t.failure), Result: rawJSON(t.result)}
	if t.typ == taskSend && t.state == taskSucceeded {
		out.Result, err = s.sendResult(r, draftID)
	}
	return http.StatusOK, out, err
}

// rawJSON is JSON that was written before, nil for none.
func rawJSON(text string) jsontext.Value {
	if text == "" {
		return nil
	}
	return jsontext.Value(text)
}

// sendResult is the docflow of a sent draft, unless the robot loses it.
func (s *Server) sendResult(r *http.Request, id sdano.ID) (jsontext.Value, error) {
	d, err := draftOf(r.Context(), s.store.db, id)
	if err != nil {
		return nil, err
	}
	if bot, _ := robotOf(d.office); bot.lost {
		return nil, &fault{status: http.StatusInternalServerError, code: "internalServerError", message: "Ответ потерян (робот 0074)."}
	}
	flow, err := s.docflowJSON(r, d.docflow)
	if err != nil {
		return nil, err
	}
	return json.Marshal(flow)
}

// beatTask moves a running send by one stage; at its last one the report is
// sent.
func (s *Server) beatTask(ctx context.Context, q querier, id sdano.ID) error {
	t, ok, err := one(ctx, q, scanTask, `SELECT `+taskColumns+` FROM task WHERE id = $1 AND state = $2`, id, taskRunning)
	if err != nil || !ok {
		return err
	}
	if t.wait > 1 {
		due := s.c.Clock.Now().Add(s.c.StageDelay)
		return exec(ctx, q, `UPDATE task SET wait = wait - 1, due_at = $1 WHERE id = $2`, micros(due), id)
	}
	d, err := draftOf(ctx, q, t.draft)
	if err != nil {
		return err
	}
	if err := s.send(ctx, q, d); err != nil {
		return err
	}
	return exec(ctx, q, `UPDATE task SET state = $1 WHERE id = $2`, taskSucceeded, id)
}

// send turns a draft into a docflow. From here on the report is sent.
func (s *Server) send(ctx context.Context, q querier, d draft) error {
	documents, err := documentsOf(ctx, q, d.id)
	if err != nil {
		return err
	}
	main, _ := reportOf(documents)
	f, err := main.read()
	if err != nil {
		return err
	}
	header, err := json.Marshal(f.Header)
	if err != nil {
		return err
	}
	bot, _ := robotOf(d.office)
	at := s.now().Truncate(time.Microsecond)
	flow := docflow{
		id: sdano.NewID(), draft: d.id, office: d.office, payer: d.payer, header: string(header),
		status: "sent", state: "neutral", wait: bot.pace, open: true,
		due: micros(s.c.Clock.Now().Add(s.c.StageDelay)), sentAt: micros(at), changedAt: micros(at),
	}
	if err := flow.insert(ctx, q); err != nil {
		return err
	}
	for i, doc := range documents {
		if err := copyDocument(ctx, q, flow, i, doc); err != nil {
			return err
		}
	}
	err = exec(ctx, q, `UPDATE draft SET version = version + 1, status = $1, docflow = $2 WHERE id = $3`, draftSentStatus, flow.id, d.id)
	return errors.Join(err, tell(ctx, q, flow, "report", bot.copies))
}

// copyDocument gives a document of the draft to the docflow, with its signature.
func copyDocument(ctx context.Context, q querier, flow docflow, n int, doc draftDocument) error {
	signature, _, err := one(ctx, q, value[[]byte], `SELECT data FROM draft_signature WHERE document = $1 ORDER BY id LIMIT 1`, doc.id)
	if err != nil {
		return err
	}
	return flowDocument{
		id: sdano.NewID(), docflow: flow.id, n: n, typ: doc.typ, filename: doc.filename,
		content: doc.content, signature: signature, at: flow.sentAt,
	}.insert(ctx, q)
}
