package title

import (
	"sync"

	"sdano/xsd"
)

// Embedded returns a function for Format.Schema: it compiles a schema that is
// embedded in the program when it is first asked for, once. It panics if the
// schema does not compile, which is a mistake in the program; the tests of the
// package titles compile them all.
func Embedded(name string, data []byte) func() *xsd.Schema {
	return sync.OnceValue(func() *xsd.Schema {
		schema, err := xsd.Compile(name, data)
		if err != nil {
			panic("title: embedded schema " + name + ": " + err.Error())
		}
		return schema
	})
}
