package postgres_test

import (
	"testing"

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
