package xsd

// The codes of the findings. They are permanent: programs and people refer to
// them.
const (
	// CodeRoot: the root is not an element of the schema.
	CodeRoot = "xsd.root"
	// CodeElement: an element cannot stand where it does.
	CodeElement = "xsd.element"
	// CodeIncomplete: an element ends before all required children were there.
	CodeIncomplete = "xsd.incomplete"
	// CodeText: text stands where the schema allows none.
	CodeText = "xsd.text"
	// CodeAttribute: the element has no such attribute.
	CodeAttribute = "xsd.attribute"
	// CodeMissing: a required attribute is not there.
	CodeMissing = "xsd.missing"
	// CodeType: a value is not one of its type: a number, a date.
	CodeType = "xsd.type"
	// CodeLength: a value is too short or too long.
	CodeLength = "xsd.length"
	// CodeDigits: a number has too many digits.
	CodeDigits = "xsd.digits"
	// CodeRange: a value is below or above its bounds.
	CodeRange = "xsd.range"
	// CodeEnumeration: a value is not one of those listed.
	CodeEnumeration = "xsd.enumeration"
	// CodePattern: a value does not fit its pattern.
	CodePattern = "xsd.pattern"
	// CodeFixed: a value is not the only one allowed.
	CodeFixed = "xsd.fixed"
	// CodeNil: xsi:nil where it is not allowed.
	CodeNil = "xsd.nil"
	// CodeUnique: a value that has to be unique occurs again.
	CodeUnique = "xsd.unique"
	// CodeKey: an element lacks the value of its key.
	CodeKey = "xsd.key"
	// CodeKeyref: a value refers to a key that is not there.
	CodeKeyref = "xsd.keyref"
	// CodeMore: there are more findings than were asked for.
	CodeMore = "xsd.more"
)

// codeOf are the codes of faults of values.
var codeOf = [...]string{
	badType: CodeType, badLength: CodeLength, badDigits: CodeDigits, badRange: CodeRange,
	badEnumeration: CodeEnumeration, badPattern: CodePattern,
}
