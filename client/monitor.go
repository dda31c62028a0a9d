package client

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
)

// Monitor is the tax and reporting monitor of one organisation in its 1C:Fresh
// form.
type Monitor struct {
	Rows []MonitorRow `json:"rows"`
	// Check asks to reconcile with the tax authority («сверка»).
	Check bool `json:"check"`
}

// MonitorRow is one row: a tax and its report. Row 0 holds the headings.
type MonitorRow struct {
	Item   int         `json:"item"`
	Title  string      `json:"title"`
	Tax    MonitorCell `json:"tax"`
	Report MonitorCell `json:"report"`
}

// MonitorCell is one coloured cell.
type MonitorCell struct {
	// Type is header, success, warning, danger, or "null" for an empty cell.
	Type        string `json:"type"`
	Title       string `json:"title"`
	Description string `json:"description"`
	// Deadline is the day shown, YYYY-MM-DD, "" if there is none.
	Deadline string `json:"deadline"`
}

// Monitor returns the monitor of an organisation, read from MonitorFile's bytes.
func (c *Client) Monitor(ctx context.Context, inn, kpp string) (Monitor, error) {
	var m Monitor
	data, err := c.MonitorFile(ctx, inn, kpp)
	if err != nil {
		return m, err
	}
	err = decode(data, &m)
	return m, err
}

// The codes of an answer's envelope.
const (
	freshDone    = 10200
	freshRunning = 10202
)

type envelope struct {
	General struct {
		Response int    `json:"response"`
		Error    bool   `json:"error"`
		Message  string `json:"message"`
	} `json:"general"`
	Result struct {
		Storage string `json:"storage"`
		ID      string `json:"id"`
	} `json:"result"`
}

// MonitorFile asks for the monitor the way clients of 1C:Fresh do (start a job,
// poll it, fetch its file) and returns the file's bytes. An empty inn means the
// main organisation.
func (c *Client) MonitorFile(ctx context.Context, inn, kpp string) ([]byte, error) {
	params, err := monitorParams(inn, kpp)
	if err != nil {
		return nil, err
	}
	base := fmt.Sprintf("/a/%s/%d/hs/dt/storage/", c.App, c.Tenant)
	data, err := c.do(ctx, call{method: http.MethodPost, path: base + "async/tax_and_reporting_monitor", body: params})
	if err != nil {
		return nil, err
	}
	job, err := open(data)
	if err != nil {
		return nil, err
	}
	for {
		if data, err = c.fetch(ctx, base+"jobs/"+job.Result.ID); err != nil {
			return nil, err
		}
		done, err := open(data)
		if err != nil {
			return nil, err
		}
		if done.General.Response == freshDone {
			return c.fetch(ctx, base+"files/"+done.Result.ID)
		}
		if err := pause(ctx, 200*time.Millisecond); err != nil {
			return nil, err
		}
	}
}

func monitorParams(inn, kpp string) ([]byte, error) {
	if inn == "" {
		return []byte("{}"), nil
	}
	return json.Marshal(map[string]any{"organization": map[string]string{"inn": inn, "kpp": kpp}}, json.Deterministic(true))
}

// fetch follows the storage's redirect to the bytes; net/http does.
func (c *Client) fetch(ctx context.Context, path string) ([]byte, error) {
	data, err := c.do(ctx, call{method: http.MethodGet, path: path})
	return data, err
}

func open(data []byte) (envelope, error) {
	var e envelope
	if err := decode(data, &e); err != nil {
		return e, err
	}
	if r := e.General.Response; r == freshDone || r == freshRunning {
		return e, nil
	}
	return e, &Error{
		Status: http.StatusOK, Code: fmt.Sprint("fresh_", e.General.Response),
		Detail: strings.TrimSpace(e.General.Message),
	}
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
