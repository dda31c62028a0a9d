package xmlscan

// Hopeless reports whether ReadFile would refuse a file by such a first piece.
func Hopeless(piece []byte) bool { return Config{Guess: true}.New(nil).hopeless(piece) }
