package gost

// Parameters returns p, a, q and the base point of a curve in hexadecimal.
func Parameters(c *Curve) [5]string {
	return [5]string{c.text.p, c.text.a, c.text.q, c.text.x, c.text.y}
}
