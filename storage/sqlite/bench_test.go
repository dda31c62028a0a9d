package sqlite_test

import (
	"context"
	"testing"

	"sdano/storage/sqlite"
	"sdano/storage/storagetest"
)

func BenchmarkRegistration(b *testing.B) {
	db, _ := open(b)
	storagetest.BenchRegistration(b, db)
}

func BenchmarkTitle(b *testing.B) {
	db, _ := open(b)
	storagetest.BenchTitle(b, db)
}

func BenchmarkBareInsert(b *testing.B) {
	db, _ := open(b)
	storagetest.BenchBareInsert(b, db)
}

// BenchmarkOpen opens a file that has this program's schema: part of the cold
// start.
func BenchmarkOpen(b *testing.B) {
	_, path := open(b)
	for b.Loop() {
		db, err := sqlite.Open(context.Background(), path)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := db.Head(context.Background(), tenant); err != nil {
			b.Fatal(err)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
