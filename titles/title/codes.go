package title

// Codes of findings about what an answer is to be made from. They are permanent.
const (
	// CodeRequired: a member that the format demands is absent or empty.
	CodeRequired = "answer.required"
	// CodeLength: a text is longer or shorter than the format allows.
	CodeLength = "answer.length"
	// CodeCharacters: a text has characters that XML or the format does not allow.
	CodeCharacters = "answer.characters"
	// CodeDate: not a day of the calendar between 1900 and 2099.
	CodeDate = "answer.date"
	// CodeSum: not a decimal number within the format's digits.
	CodeSum = "answer.sum"
	// CodeValue: a value that is not one of those allowed.
	CodeValue = "answer.value"
	// CodeDigits: an ИНН, КПП or other number that fails its check.
	CodeDigits = "answer.digits"
	// CodeConflict: members that exclude each other.
	CodeConflict = "answer.conflict"
	// CodeIgnored: a member that the format has no place for; a warning.
	CodeIgnored = "answer.ignored"
	// CodeSignature: no signature of the file that is answered was received.
	CodeSignature = "answer.signature"
	// CodeFirst: the file that is answered cannot be answered so, or lacks what
	// the answer must repeat.
	CodeFirst = "answer.first"
	// CodeUnverified: no official schema of what was made was at hand; a warning.
	CodeUnverified = "answer.unverified"
	// CodeBox: the participant who answers is not known well enough.
	CodeBox = "answer.box"
)
