package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"
	_ "modernc.org/sqlite"

	"sdano/test/proc"
)

// serveChild is a server of a kind in this process: "sdano" is the product
// without its scheduler, "busy" the product with it, "group" one insert of the body per request with one
// commit for all that wait, "commit" the same with a commit per request,
// "empty" answers and does nothing.
func serveChild(kind, dir string) error {
	switch kind {
	case "sdano", "busy":
		return serveProduct(dir, kind == "sdano")
	case "empty":
		return listen(dir, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }))
	}
	db, err := openBare(dir)
	if err != nil {
		return err
	}
	insert := db.each
	if kind == "group" {
		go db.loop()
		insert = db.grouped
	}
	return listen(dir, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = insert(r.Header.Get("Idempotency-Key"), body)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusCreated)
	}))
}

func listen(dir string, h http.Handler) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	token := filepath.Join(dir, "token")
	if err := os.WriteFile(token, []byte("none"), 0o600); err != nil {
		return err
	}
	line, err := json.Marshal(proc.Started{URL: "http://" + l.Addr().String(), TokenFile: token})
	if err != nil {
		return err
	}
	fmt.Println(string(line))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	mux.Handle("/", h)
	return http.Serve(l, mux)
}

// bare is the least that can be done with the bytes: one row of one table.
type bare struct {
	db    *sql.DB
	queue chan *row
}

type row struct {
	key  string
	body []byte
	done chan error
}

func openBare(dir string) (*bare, error) {
	dsn := "file:" + filepath.Join(dir, "bare.db") + "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate"
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.Exec("CREATE TABLE body (key TEXT PRIMARY KEY, data BYTEA NOT NULL)")
	return &bare{db: db, queue: make(chan *row, 1024)}, err
}

func (b *bare) each(key string, body []byte) error {
	_, err := b.db.ExecContext(context.Background(), "INSERT INTO body VALUES ($1, $2)", key, body)
	return err
}

func (b *bare) grouped(key string, body []byte) error {
	r := &row{key: key, body: body, done: make(chan error, 1)}
	b.queue <- r
	return <-r.done
}

// loop takes what waits, inserts it in one transaction and answers after the
// commit.
func (b *bare) loop() {
	for first := range b.queue {
		batch := []*row{first}
		for len(batch) < 256 {
			select {
			case r := <-b.queue:
				batch = append(batch, r)
				continue
			default:
			}
			break
		}
		err := b.commit(batch)
		for _, r := range batch {
			r.done <- err
		}
	}
}

func (b *bare) commit(batch []*row) error {
	tx, err := b.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert, err := tx.Prepare("INSERT INTO body VALUES ($1, $2)")
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, r := range batch {
		if _, err := insert.Exec(r.key, r.body); err != nil {
			return err
		}
	}
	return tx.Commit()
}
