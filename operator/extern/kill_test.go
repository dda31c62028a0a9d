package extern_test

import (
	"bufio"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sdano"
	"sdano/internal/demo"
	"sdano/operator/extern"
	"sdano/operator/operatortest"
	"sdano/operator/sandbox"
	"sdano/reporting"
)

// process is a sandbox in a process of its own.
type process struct {
	t          *testing.T
	file, addr string
	cmd        *exec.Cmd
}

// start starts the process on what the one before it left.
func (p *process) start() {
	p.t.Helper()
	p.cmd = exec.Command(os.Args[0])
	p.cmd.Env = append(os.Environ(), childFile+"="+p.file, childAddr+"="+p.addr)
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		p.t.Fatalf("the sandbox does not start: %v", err)
	}
	p.addr = strings.TrimSpace(line)
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// Killed without notice, a sandbox knows on its return everything it has
// answered, and took no report twice.
func TestKilledSandboxForgetsNothing(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("-short: starts and kills processes")
	}
	const writers, each, kills = 4, 12, 6
	p := &process{t: t, file: filepath.Join(t.TempDir(), "sandbox.db"), addr: "127.0.0.1:0"}
	p.start()
	defer func() { p.kill() }()
	client, err := extern.New(extern.Config{URL: "http://" + p.addr, Key: sandbox.DefaultKey, Account: sandbox.DefaultAccount, Wait: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	acknowledged := make(chan reference, writers*each)
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for i := range each {
				d := numbered(t, w*each+i)
				ref := persist(ctx, t, client, d)
				acknowledged <- reference{d, ref}
			}
		})
	}
	for range kills {
		// Let some be answered between one kill and the next.
		for range writers {
			r := <-acknowledged
			verify(ctx, t, client, r)
		}
		p.kill()
		p.start()
	}
	group.Wait()
	close(acknowledged)
	for r := range acknowledged {
		verify(ctx, t, client, r)
	}
	if c := counted(t, p); c.Sends != writers*each || c.Docflows != writers*each {
		t.Errorf("%+v for %d reports", c, writers*each)
	}
}

// reference is a report and what was answered.
type reference struct {
	d   reporting.Dispatch
	ref reporting.DocflowRef
}

func numbered(t *testing.T, n int) reporting.Dispatch {
	t.Helper()
	d := parcel(t)
	name, data, err := demo.Numbered(n)
	if err != nil {
		t.Error(err)
	}
	d.Submission = sdano.NameID(sdano.ID{}, name)
	d.DraftID = sdano.NameID(d.Submission, "1")
	d.Sender, d.Payer = demo.Company.TaxID, demo.Company.TaxID
	d.Files[0].Name, d.Files[0].Data = name, data
	return d
}

// persist hands a report over by the rules of the port: asked for before it is
// repeated, under the same draft.
func persist(ctx context.Context, t *testing.T, c *extern.Client, d reporting.Dispatch) reporting.DocflowRef {
	for ctx.Err() == nil {
		if ref, err := c.Submit(ctx, d); err == nil {
			return ref
		}
		d.Fresh = false
		if ref, found, err := c.Find(ctx, d); err == nil && found == reporting.FoundYes {
			return ref
		}
	}
	t.Error("not handed over in time")
	return reporting.DocflowRef{}
}

// verify asks for what was answered, until the sandbox is there to be asked.
func verify(ctx context.Context, t *testing.T, c *extern.Client, r reference) {
	t.Helper()
	for {
		ref, found, err := c.Find(ctx, r.d)
		if err != nil && ctx.Err() == nil {
			continue
		}
		if err != nil || found != reporting.FoundYes || ref.ID != r.ref.ID {
			t.Errorf("answered %+v, now %+v, %v, %v", r.ref, ref, found, err)
		}
		return
	}
}

// counted ends the process and counts in what it left.
func counted(t *testing.T, p *process) operatortest.Counters {
	t.Helper()
	p.kill()
	p.start()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	var out operatortest.Counters
	control(t, client, http.MethodGet, "http://"+p.addr+"/sandbox/counters", "", &out)
	return out
}
