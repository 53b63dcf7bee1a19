package measure

// lacks says what a measure waits for whose record exists but does not hold the fact that it needs, or is in another story.
var lacks = map[string]string{
	"CL-11":  "where a young person lived three months after the 18th birthday: a return says it once a year",
	"SCR-05": "a count of the figures of a report",
}
