package main

import "fmt"

type directionsConfirmCmd struct{ remote }

// Run applies the list of directions that the server holds back until a person
// has looked at it.
func (c directionsConfirmCmd) Run(e *env) error {
	cl, err := c.client()
	if err != nil {
		return err
	}
	d, err := cl.ConfirmDirections(e.ctx)
	if err != nil {
		return err
	}
	return show(e, d, fmt.Sprintf("Направления обновлены: добавлено %d, закрыто %d, осталось %d.\n", d.Added, d.Closed, d.Kept))
}
