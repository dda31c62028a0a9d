package fresh

import (
	"errors"
	"strings"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/asyncdata"
)

// envelope is the form of the answers of starts and jobs.
type envelope struct {
	General general    `json:"general"`
	Result  *reference `json:"result,omitzero"`
}

type general struct {
	Response asyncdata.Code `json:"response"`
	Error    bool           `json:"error"`
	Message  string         `json:"message"`
}

// reference names an object in a storage.
type reference struct {
	Storage storage  `json:"storage"`
	ID      sdano.ID `json:"id"`
}

func answer(code asyncdata.Code, message string, result *reference) ([]byte, error) {
	return json.Marshal(envelope{general{code, code.Failed(), message}, result})
}

// startAnswer returns the answer to a start that gave job and err. An error
// that is not of the protocol is returned.
func startAnswer(job asyncdata.Job, err error) ([]byte, error) {
	switch {
	case err == nil:
		return answer(asyncdata.CodeDone, "", &reference{jobsStorage, job.ID})
	case errors.Is(err, asyncdata.ErrForbidden):
		return answer(asyncdata.CodeForbidden, asyncdata.ErrForbidden.Message, nil)
	case errors.Is(err, asyncdata.ErrUnknownData):
		return answer(asyncdata.CodeUnknownData, "", nil)
	}
	return nil, err
}

// jobAnswer returns the present answer of a job.
func jobAnswer(job asyncdata.Job) ([]byte, error) {
	if job.State != asyncdata.Finished {
		return answer(asyncdata.CodeRunning, "", nil)
	}
	if job.File.IsZero() {
		return answer(job.Code, job.Message, nil)
	}
	return answer(job.Code, job.Message, &reference{filesStorage, job.File})
}

// listEntry is one data id on offer.
type listEntry struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	ResultTypes []string `json:"result_types"`
}

func listAnswer(handlers []asyncdata.Handler) ([]byte, error) {
	list := make([]listEntry, 0, len(handlers))
	for _, h := range handlers {
		if strings.HasPrefix(h.ID, integrationPrefix) {
			continue // a command, not data
		}
		list = append(list, listEntry{h.ID, h.Name, h.Description, h.ResultTypes})
	}
	return json.Marshal(list)
}
