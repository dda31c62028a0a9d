package web

import (
	"net/http"
	"net/url"

	"sdano/acceptance"
)

// receiptsView is the page of documents that wait for their receipts («ИОП»).
type receiptsView struct {
	Boxes   []choice
	Box     string
	Lines   []edoLine
	Signer  signerView
	Trouble *answerTrouble
}

// receiptsPage shows what waits in a box.
func (s *Site) receiptsPage(w http.ResponseWriter, r *http.Request, v Visitor) error {
	return s.showReceipts(w, r, v, r.FormValue("box"), form{Values: url.Values{}}, nil)
}

// showReceipts shows the queue of a box, of the first one if none is named.
func (s *Site) showReceipts(w http.ResponseWriter, r *http.Request, v Visitor, box string, f form, trouble *answerTrouble) error {
	head, err := s.frame(r, v, "/documents", "Извещения о получении")
	if err != nil {
		return err
	}
	boxes, err := s.Acceptance.Boxes(r.Context(), v.Documents)
	if err != nil {
		return err
	}
	if box == "" && len(boxes) > 0 {
		box = boxes[0].ID
	}
	key, err := s.serverKey(r.Context(), v, box)
	if err != nil {
		return err
	}
	page := receiptsView{Boxes: boxChoices(boxes, box)[1:], Box: box, Signer: signerOf(f, key, trouble != nil), Trouble: trouble}
	if box != "" {
		if page.Lines, err = s.waiting(r, v, box, boxNames(boxes)); err != nil {
			return err
		}
	}
	status := http.StatusOK
	if trouble != nil {
		status = http.StatusUnprocessableEntity
	}
	return s.show(w, r, status, head, receiptsPage(page))
}

// mostReceipts bounds the documents whose receipts one page makes.
const mostReceipts = 50

// waiting returns the documents of the queue of a box.
func (s *Site) waiting(r *http.Request, v Visitor, box string, names map[string]string) ([]edoLine, error) {
	queue, err := s.Acceptance.Queue(r.Context(), v.Documents, box)
	if err != nil {
		return nil, err
	}
	var out []edoLine
	for _, item := range queue[:min(len(queue), mostReceipts)] {
		d, err := s.Acceptance.Document(r.Context(), v.Documents, item.Document)
		if err != nil {
			return nil, err
		}
		out = append(out, edoLineOf(d, names))
	}
	return out, nil
}

// makeReceipts makes the receipts of what waits in a box.
func (s *Site) makeReceipts(w http.ResponseWriter, r *http.Request, v Visitor) error {
	f, err := readForm(w, r, maxForm)
	if err != nil {
		return err
	}
	box := f.Get("box")
	queue, err := s.Acceptance.Queue(r.Context(), v.Documents, box)
	if err != nil {
		return err
	}
	key, err := s.serverKey(r.Context(), v, box)
	if err != nil {
		return err
	}
	signer := signerOf(f, key, true)
	request := acceptance.ReceiptsRequest{Box: box, Signer: signer.signer(), Certificate: signer.certificate(f)}
	if request.Signer == nil && request.Certificate == nil {
		return s.showReceipts(w, r, v, box, f, &answerTrouble{Message: errNoSigner.Message, Remedy: errNoSigner.Remedy})
	}
	for _, item := range queue[:min(len(queue), mostReceipts)] {
		request.Items = append(request.Items, item.ID)
	}
	number, err := s.Acceptance.GenerateReceipts(r.Context(), v.Documents, request)
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/receipts/tasks/"+itoa(number), http.StatusSeeOther)
	return nil
}

// receiptTask reads a task of receipts and the files that it made.
func (s *Site) receiptTask(r *http.Request, v Visitor) (acceptance.Task, []signItem, error) {
	number, err := taskID(r)
	if err != nil {
		return acceptance.Task{}, nil, err
	}
	task, err := s.Acceptance.Task(r.Context(), v.Documents, acceptance.ReceiptAction, acceptance.Making, number)
	if err != nil {
		return task, nil, err
	}
	results, err := resultsOf[acceptance.MadeReceipts](task)
	if err != nil {
		return task, nil, err
	}
	var items []signItem
	for _, of := range results {
		for _, made := range of.Receipts {
			item, err := s.item(r.Context(), v, made)
			if err != nil {
				return task, nil, err
			}
			item.queue, item.extra = of.Item, of.Extra
			item.Field += "-" + made.ContentLink.String()
			items = append(items, item)
		}
	}
	return task, items, nil
}

// receiptSigning shows receipts and asks for their signatures.
func (s *Site) receiptSigning(w http.ResponseWriter, r *http.Request, v Visitor) error {
	f, err := s.frame(r, v, "/documents", "Подпишите извещения")
	if err != nil {
		return err
	}
	task, items, err := s.receiptTask(r, v)
	if err != nil {
		return err
	}
	page := signing{
		Heading: "Извещения о получении", Title: "Извещения о получении", Items: items, Href: r.URL.Path,
		Back: receiptsHref(task.Box), BackText: "К извещениям",
	}
	return s.showSigning(w, r, v, f, page, task)
}

func receiptsHref(box string) string { return "/receipts?" + url.Values{"box": {box}}.Encode() }

// sendReceipts signs or takes signatures, and sends.
func (s *Site) sendReceipts(w http.ResponseWriter, r *http.Request, v Visitor) error {
	task, items, err := s.receiptTask(r, v)
	if err != nil {
		return err
	}
	f, err := readForm(w, r, s.MaxReport)
	if err != nil {
		return err
	}
	parcels, err := s.signed(r.Context(), v, f, items, task.Box)
	if err != nil {
		return err
	}
	if _, err := s.Acceptance.SendReceipts(r.Context(), v.Documents, receiptsToSend(task.Box, items, parcels)); err != nil {
		return err
	}
	http.Redirect(w, r, receiptsHref(task.Box), http.StatusSeeOther)
	return nil
}

// receiptsToSend puts signed receipts under the items of the queue.
func receiptsToSend(box string, items []signItem, parcels []acceptance.SendItem) acceptance.ReceiptsToSend {
	out := acceptance.ReceiptsToSend{Box: box}
	for _, item := range items {
		for _, p := range parcels {
			if p.ContentLink != item.made.ContentLink {
				continue
			}
			if n := len(out.Items); n == 0 || out.Items[n-1].Item != item.queue {
				out.Items = append(out.Items, acceptance.ReceiptToSend{Item: item.queue, Extra: item.extra})
			}
			last := &out.Items[len(out.Items)-1]
			last.Receipts = append(last.Receipts, p)
		}
	}
	return out
}
