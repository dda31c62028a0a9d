// Package house holds no code: its tests keep the house in order. They read the
// sources and fail on an import that the table of docs/architecture.md does not
// allow, on an exported name without explanation, on functions and files that
// outgrow the budgets of style, and on a dependency without a stated reason.
package house
