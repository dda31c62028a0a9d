package reporting

// Woken reports whether somebody woke the sender since the last question.
func (s *Service) Woken() bool {
	select {
	case <-s.wake:
		return true
	default:
		return false
	}
}
